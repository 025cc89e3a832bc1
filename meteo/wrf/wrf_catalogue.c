/* Which instants the files hold: sorted, repeated hours compared, the wanted period chosen, gaps named. */
#include <math.h>
#include <stdlib.h>

#include "fenhe/clock.h"
#include "fenhe/memory.h"
#include "wrf_internal.h"

/* Neighbouring instants may be at most this much further apart than the nearest two: one missing hour among hourly files is a
 * factor 2, the jitter of an adaptive time step a few per cent. */
static const double LARGEST_SPACING_RATIO = 1.5;

/* What the reader uses: an hour that comes twice must have the same values here. */
static const struct {
  const char *name;
  wrf_stagger stagger;
  int three_dimensional;
} compared[] = {
    {"XLAT", WRF_CENTRE, 0},   {"XLONG", WRF_CENTRE, 0},  {"HGT", WRF_CENTRE, 0},    {"PH", WRF_STAGGER_Z, 1}, {"PHB", WRF_STAGGER_Z, 1},
    {"U", WRF_STAGGER_X, 1},   {"V", WRF_STAGGER_Y, 1},   {"W", WRF_STAGGER_Z, 1},   {"T", WRF_CENTRE, 1},     {"P", WRF_CENTRE, 1},
    {"PB", WRF_CENTRE, 1},     {"QVAPOR", WRF_CENTRE, 1}, {"QCLOUD", WRF_CENTRE, 1}, {"QICE", WRF_CENTRE, 1},  {"MU", WRF_CENTRE, 0},
    {"MUB", WRF_CENTRE, 0},    {"T2", WRF_CENTRE, 0},     {"PSFC", WRF_CENTRE, 0},   {"Q2", WRF_CENTRE, 0},    {"RAINC", WRF_CENTRE, 0},
    {"RAINNC", WRF_CENTRE, 0}, {"PBLH", WRF_CENTRE, 0},   {"UST", WRF_CENTRE, 0},    {"HFX", WRF_CENTRE, 0},
};

static int by_time(const void *a, const void *b) {
  const wrf_instant *left = (const wrf_instant *)a;
  const wrf_instant *right = (const wrf_instant *)b;
  if (left->time_s != right->time_s)
    return left->time_s < right->time_s ? -1 : 1;
  if (left->file != right->file)
    return left->file < right->file ? -1 : 1;
  return (left->record > right->record) - (left->record < right->record);
}

static fen_status append(wrf_source *self, ptrdiff_t file, const double *times_s, ptrdiff_t count, fen_error *err) {
  wrf_instant *grown;
  fen_status status = FEN_NEW(&grown, self->instant_count + count, err);
  if (status)
    return status;
  for (ptrdiff_t n = 0; n < self->instant_count; n++)
    grown[n] = self->instants[n];
  fen_free(self->instants);
  self->instants = grown;
  const wrf_block corner = {0, 0, 1, 1};
  for (ptrdiff_t n = 0; !status && n < count; n++) {
    wrf_instant *instant = &self->instants[self->instant_count];
    *instant = (wrf_instant){.time_s = times_s[n], .file = file, .record = n, .corner_lon_deg = NAN, .corner_lat_deg = NAN};
    self->instant_count++;
    /* Of all faults, a missing hour is told before a missing place. */
    if (!fen_nc_has(self->reader, "XLONG") || !fen_nc_has(self->reader, "XLAT"))
      continue;
    status = wrf_read_block(self->reader, &self->header, "XLONG", n, WRF_CENTRE, 0, 0, &corner, &instant->corner_lon_deg, err);
    if (!status)
      status = wrf_read_block(self->reader, &self->header, "XLAT", n, WRF_CENTRE, 0, 0, &corner, &instant->corner_lat_deg, err);
  }
  return status;
}

static int same_header(const wrf_header *a, const wrf_header *b) {
  return a->projection == b->projection && a->dx_m == b->dx_m && a->dy_m == b->dy_m && a->true_lat_1_deg == b->true_lat_1_deg &&
         a->true_lat_2_deg == b->true_lat_2_deg && a->stand_lon_deg == b->stand_lon_deg && a->nx == b->nx && a->ny == b->ny &&
         a->nz == b->nz;
}

static fen_status scan_file(wrf_source *self, ptrdiff_t file, fen_error *err) {
  fen_status status = wrf_select(self, file, err);
  wrf_header header;
  if (!status)
    status = wrf_read_header(self->reader, &header, err);
  if (status)
    return status;
  if (file == 0)
    self->header = header;
  else if (!same_header(&header, &self->header))
    return fen_nc_fail(self->reader, NULL, FEN_ERR_GRID, "give files of one WRF domain only", err,
                       "the grid differs from that of %s: %td x %td x %td cells of %g m here, %td x %td x %td cells of %g m there, "
                       "or another projection",
                       self->files[0], header.nx, header.ny, header.nz, header.dx_m, self->header.nx, self->header.ny, self->header.nz,
                       self->header.dx_m);
  ptrdiff_t count = 0;
  double *times_s = NULL;
  status = fen_nc_times(self->reader, &count, &times_s, err);
  if (!status)
    status = append(self, file, times_s, count, err);
  fen_free(times_s);
  return status;
}

/* Whether one variable has the same values in two records; both files are open. */
static fen_status compare_variable(const wrf_source *self, const fen_nc_reader *const readers[2], const wrf_instant *const instants[2],
                                   size_t variable, fen_error *err) {
  const char *name = compared[variable].name;
  if (!fen_nc_has(readers[0], name) && !fen_nc_has(readers[1], name))
    return FEN_OK;
  const wrf_header *h = &self->header;
  const wrf_stagger stagger = compared[variable].stagger;
  const wrf_block block = {0, 0, h->nx, h->ny};
  const ptrdiff_t nx = h->nx + (stagger == WRF_STAGGER_X);
  const ptrdiff_t ny = h->ny + (stagger == WRF_STAGGER_Y);
  const ptrdiff_t levels = compared[variable].three_dimensional ? h->nz + (stagger == WRF_STAGGER_Z) : 0;
  double *values[2] = {NULL, NULL};
  ptrdiff_t size = 0;
  fen_status status = fen_product(nx, ny, levels > 0 ? levels : 1, &size, err);
  for (int side = 0; !status && side < 2; side++) {
    status = FEN_NEW(&values[side], size, err);
    if (!status)
      status = wrf_read_block(readers[side], h, name, instants[side]->record, stagger, 0, levels, &block, values[side], err);
  }
  for (ptrdiff_t n = 0; !status && n < size; n++)
    if (values[0][n] != values[1][n]) {
      char text[FEN_TIME_TEXT];
      fen_time_format(instants[0]->time_s, 0.0, text);
      status = fen_nc_fail(readers[1], name, FEN_ERR_TIME_GAP, "give each hour once, or the same values twice", err,
                           "%s comes twice with different values: %.9g at (k, j, i) = (%td, %td, %td) here, %.9g in %s", text, values[1][n],
                           n / (nx * ny), n / nx % ny, n % nx, values[0][n], fen_nc_path(readers[0]));
    }
  fen_free(values[0]);
  fen_free(values[1]);
  return status;
}

static fen_status compare_instants(const wrf_source *self, const wrf_instant *first, const wrf_instant *second, fen_error *err) {
  fen_nc_reader *one = NULL;
  fen_nc_reader *two = NULL;
  fen_status status = fen_nc_open(self->files[first->file], &one, err);
  if (!status)
    status = fen_nc_open(self->files[second->file], &two, err);
  const fen_nc_reader *const readers[2] = {one, two};
  const wrf_instant *const instants[2] = {first, second};
  for (size_t n = 0; !status && n < sizeof compared / sizeof *compared; n++)
    status = compare_variable(self, readers, instants, n, err);
  fen_nc_close(&one);
  fen_nc_close(&two);
  return status;
}

static fen_status drop_repeated(wrf_source *self, fen_error *err) {
  ptrdiff_t kept = 0;
  for (ptrdiff_t n = 0; n < self->instant_count; n++) {
    if (kept > 0 && self->instants[n].time_s == self->instants[kept - 1].time_s) {
      fen_status status = compare_instants(self, &self->instants[kept - 1], &self->instants[n], err);
      if (status)
        return status;
      continue;
    }
    self->instants[kept++] = self->instants[n];
  }
  if (kept < self->instant_count)
    fen_log_line(&self->log, FEN_LOG_INFO, "WRF: %td repeated hours with the same values were passed over", self->instant_count - kept);
  self->instant_count = kept;
  return FEN_OK;
}

/* Keep the instants from the last one at or before start to the first one at or after end. */
static fen_status choose_period(wrf_source *self, double start_s, double end_s, fen_error *err) {
  ptrdiff_t first = 0;
  ptrdiff_t last = self->instant_count - 1;
  char from[FEN_TIME_TEXT];
  char to[FEN_TIME_TEXT];
  fen_time_format(self->instants[first].time_s, 0.0, from);
  fen_time_format(self->instants[last].time_s, 0.0, to);
  if (!isnan(start_s)) {
    if (!(start_s >= self->instants[first].time_s && start_s <= self->instants[last].time_s)) {
      char wanted[FEN_TIME_TEXT];
      fen_time_format(start_s, 0.0, wanted);
      return fen_fail(err, FEN_ERR_TIME_GAP,
                      "WRF: error: the files hold %s to %s, the period starts at %s\n  = add files, or change the period", from, to,
                      wanted);
    }
    while (first < last && self->instants[first + 1].time_s <= start_s)
      first++;
  }
  if (!isnan(end_s)) {
    if (!(end_s <= self->instants[last].time_s && end_s >= self->instants[first].time_s)) {
      char wanted[FEN_TIME_TEXT];
      fen_time_format(end_s, 0.0, wanted);
      return fen_fail(err, FEN_ERR_TIME_GAP,
                      "WRF: error: the files hold %s to %s, the period ends at %s\n  = add files, or change the period", from, to, wanted);
    }
    while (last > first && self->instants[last - 1].time_s >= end_s)
      last--;
  }
  /* A repeated hour at either end stays in, to be compared. */
  while (first > 0 && self->instants[first - 1].time_s == self->instants[first].time_s)
    first--;
  while (last < self->instant_count - 1 && self->instants[last + 1].time_s == self->instants[last].time_s)
    last++;
  for (ptrdiff_t n = first; n <= last; n++)
    self->instants[n - first] = self->instants[n];
  self->instant_count = last - first + 1;
  return FEN_OK;
}

static fen_status check_spacing(const wrf_source *self, fen_error *err) {
  double smallest = INFINITY;
  for (ptrdiff_t n = 1; n < self->instant_count; n++) {
    double spacing = self->instants[n].time_s - self->instants[n - 1].time_s;
    smallest = spacing < smallest ? spacing : smallest;
  }
  for (ptrdiff_t n = 1; n < self->instant_count; n++) {
    double spacing = self->instants[n].time_s - self->instants[n - 1].time_s;
    if (!(spacing <= LARGEST_SPACING_RATIO * smallest)) {
      char from[FEN_TIME_TEXT];
      char to[FEN_TIME_TEXT];
      fen_time_format(self->instants[n - 1].time_s, 0.0, from);
      fen_time_format(self->instants[n].time_s, 0.0, to);
      return fen_fail(
          err, FEN_ERR_TIME_GAP,
          "WRF: error: the files hold nothing between %s and %s: %.3g h, where other instants are %.3g h apart (at most %g times "
          "that is taken)\n  = add the missing files, or choose a period without the gap",
          from, to, spacing / 3600.0, smallest / 3600.0, LARGEST_SPACING_RATIO);
    }
  }
  return FEN_OK;
}

fen_status wrf_catalogue_build(wrf_source *self, const fen_wrf_params *params, fen_error *err) {
  fen_status status = FEN_OK;
  for (ptrdiff_t file = 0; !status && file < self->file_count; file++)
    status = scan_file(self, file, err);
  if (status)
    return status;
  if (self->instant_count == 0)
    return fen_fail(err, FEN_ERR_TIME_GAP, "%s: the files hold no instant at all\n  = give WRF output with at least one time",
                    self->files[0]);
  qsort(self->instants, (size_t)self->instant_count, sizeof *self->instants, by_time);
  status = choose_period(self, params->start_s, params->end_s, err);
  if (!status)
    status = drop_repeated(self, err);
  if (!status)
    status = check_spacing(self, err);
  if (!status)
    status = FEN_NEW(&self->times_s, self->instant_count, err);
  if (status)
    return status;
  for (ptrdiff_t n = 0; n < self->instant_count; n++)
    self->times_s[n] = self->instants[n].time_s;
  return FEN_OK;
}
