/* A file like the first one, looked at without opening it by netcdf-c: its instants and where its grid lies. */
#include <math.h>
#include <stdio.h>
#include <string.h>

#include "fenhe/clock.h"
#include "fenhe/memory.h"
#include "wrf_internal.h"

enum { MOST_INSTANTS = 100000, MOST_LETTERS = 64 };

static bool same_number(const fen_glance *glance, const char *name, double wanted) {
  double value = 0.0;
  return fen_glance_number(glance, name, &value) && value == wanted;
}

static bool same_header(const fen_glance *glance, const wrf_header *h) {
  return same_number(glance, "MAP_PROJ", h->projection) && same_number(glance, "DX", h->dx_m) && same_number(glance, "DY", h->dy_m) &&
         same_number(glance, "TRUELAT1", h->true_lat_1_deg) && same_number(glance, "TRUELAT2", h->true_lat_2_deg) &&
         same_number(glance, "STAND_LON", h->stand_lon_deg) && same_number(glance, "MOAD_CEN_LAT", h->centre_lat_deg) &&
         (h->projection != 6 || (same_number(glance, "POLE_LAT", h->pole_lat_deg) && same_number(glance, "POLE_LON", h->pole_lon_deg)));
}

static bool read_times(const fen_glance *glance, ptrdiff_t count, ptrdiff_t width, double *times_s) {
  char *letters = NULL;
  if (FEN_NEW(&letters, count * width, NULL))
    return false;
  bool read = fen_glance_letters(glance, "Times", count, width, letters);
  for (ptrdiff_t n = 0; read && n < count; n++) {
    char text[MOST_LETTERS];
    (void)snprintf(text, sizeof text, "%.*s", (int)width, letters + n * width);
    read = fen_time_parse(text, 0.0, &times_s[n], NULL) == FEN_OK;
  }
  fen_free(letters);
  return read;
}

/* Of the places, the first cell's. */
static bool read_corners(const fen_glance *glance, const char *name, double most_deg, ptrdiff_t count, double *out) {
  bool read = fen_glance_firsts(glance, name, count, out);
  for (ptrdiff_t n = 0; read && n < count; n++)
    read = fabs(out[n]) <= most_deg;
  return read;
}

/* All variables that the reader uses, with the time dimension and as many instants as Times; neither fewer nor more than in the first
 * file. To ask whether one is there is quicker than to be told that it is not. */
static bool read_variables(const fen_glance *glance, const wrf_header *header, ptrdiff_t count, double *corner_deg) {
  for (ptrdiff_t n = 0; n < wrf_variable_count; n++) {
    const wrf_variable *variable = &wrf_variables[n];
    const bool longitude = strcmp(variable->name, "XLONG") == 0;
    const bool latitude = strcmp(variable->name, "XLAT") == 0;
    ptrdiff_t shape[FEN_NC_MAX_RANK] = {0}; /* a scalar leaves it so */
    int rank = 0;
    if (!variable->needed && !header->has[n]) {
      if (fen_glance_has(glance, variable->name))
        return false;
      continue;
    }
    /* What is read is open then, and its shape at hand. */
    if ((longitude && !read_corners(glance, variable->name, 360.0, count, corner_deg)) ||
        (latitude && !read_corners(glance, variable->name, 90.0, count, corner_deg + count)))
      return false;
    if (!fen_glance_shape(glance, variable->name, &rank, shape) || shape[0] != count ||
        !wrf_shape_fits(header, variable->stagger, wrf_variable_levels(header, variable), rank, shape))
      return false;
  }
  return true;
}

static bool glance_at(const fen_glance *glance, const wrf_header *header, wrf_glance *out) {
  ptrdiff_t shape[FEN_NC_MAX_RANK];
  int rank = 0;
  if (!same_header(glance, header) || !fen_glance_table(glance, "Times", &rank, shape) || rank != 2 || shape[0] < 1 ||
      shape[0] > MOST_INSTANTS || shape[1] < 1 || shape[1] >= MOST_LETTERS)
    return false;
  const ptrdiff_t count = shape[0];
  if (!fen_glance_may_hold(glance, (double)header->nx * (double)header->ny * (double)header->nz * (double)count))
    return false;
  if (FEN_NEW(&out->times_s, count, NULL) || FEN_NEW(&out->corner_deg, 2 * count, NULL))
    return false;
  out->count = count;
  return read_times(glance, count, shape[1], out->times_s) && read_variables(glance, header, count, out->corner_deg);
}

bool wrf_glance_at(const char *path, const wrf_header *header, fen_glance **glance, wrf_glance *out) {
  *out = (wrf_glance){0};
  if (fen_glance_open(path, glance) && glance_at(*glance, header, out))
    return true;
  wrf_glance_clear(out);
  return false;
}

void wrf_glance_clear(wrf_glance *glance) {
  fen_free(glance->times_s);
  fen_free(glance->corner_deg);
  *glance = (wrf_glance){0};
}
