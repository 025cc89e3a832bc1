#include "nest.h"

#include <math.h>
#include <string.h>

#include "case/amount.h"
#include "fenhe/ioapi.h"
#include "fenhe/memory.h"
#include "fenhe/netcdf_read.h"
#include "nest_grid.h"

enum { UNIT_TEXT = 64 };

/* One instant of the file on the file's own cells. */
typedef struct {
  ptrdiff_t index;  /* -1: empty */
  double *value;    /* kg/kg or kg/m3, shape [nz][ny][nx] */
  double *height_m; /* of layer centres, same shape; NULL: the file has none */
} nest_frame;

struct fen_nest {
  fen_nc_reader *file;
  const char *variable;
  fen_amount amount;
  double factor;
  bool has_density; /* concentrations are divided by the file's own air density, so that a uniform ratio stays uniform */
  ptrdiff_t nx, ny, nz;
  ptrdiff_t time_count;
  double *time_s;
  nest_frame frame[2];
  double *i, *j; /* our cells on the file's grid, shape [our ny][our nx] */
};

static fen_status read_times(fen_nest *nest, fen_error *err) {
  fen_ioapi_header header;
  if (!fen_ioapi_is(nest->file))
    return fen_nc_times(nest->file, &nest->time_count, &nest->time_s, err);
  fen_status status = fen_ioapi_header_read(nest->file, &header, err);
  return status ? status : fen_ioapi_times(nest->file, &header, &nest->time_count, &nest->time_s, err);
}

static fen_status read_shape(fen_nest *nest, fen_error *err) {
  fen_nc_shape shape;
  fen_status status = fen_nc_variable_shape(nest->file, nest->variable, &shape, err);
  if (status)
    return status;
  if (shape.rank != 4)
    return fen_nc_fail(nest->file, nest->variable, FEN_ERR_SHAPE, "take a field over time, layer, y, x", err,
                       "initial and boundary values need four dimensions, not %d", shape.rank);
  nest->nz = shape.shape[1];
  nest->ny = shape.shape[2];
  nest->nx = shape.shape[3];
  status = read_times(nest, err);
  if (!status && nest->time_count != shape.shape[0])
    status = fen_nc_fail(nest->file, nest->variable, FEN_ERR_SHAPE, "make the file anew", err,
                         "%td instants of data, but %td of its time axis", shape.shape[0], nest->time_count);
  return status;
}

static fen_status read_unit(fen_nest *nest, double molar_mass_gpmol, fen_error *err) {
  char unit[UNIT_TEXT] = "";
  fen_error unplaced;
  (void)fen_nc_attribute_text(nest->file, nest->variable, "units", unit, sizeof unit, NULL);
  if (fen_amount_unit(fen_ioapi_is(nest->file) ? fen_ioapi_unit(unit) : unit, molar_mass_gpmol, &nest->amount, &nest->factor, &unplaced)) {
    unplaced.text[strcspn(unplaced.text, ";")] = '\0'; /* its remedy is for the case's units */
    return fen_nc_fail(nest->file, nest->variable, FEN_ERR_DATA_UNIT,
                       "correct its attribute units (ncatted does it): ug m-3, kg/kg, with a molar_mass of the species ppmV", err, "%s",
                       unplaced.text);
  }
  nest->has_density = nest->amount == FEN_AMOUNT_CONCENTRATION && fen_nc_has(nest->file, "air_density");
  return FEN_OK;
}

static fen_status locate_cells(fen_nest *nest, const fen_grid *grid, fen_error *err) {
  fen_grid *other = NULL;
  ptrdiff_t cells = grid->params.nx * grid->params.ny;
  fen_status status = fen_nest_grid_read(nest->file, nest->nx, nest->ny, &other, err);
  if (!status)
    status = FEN_NEW(&nest->i, cells, err);
  if (!status)
    status = FEN_NEW(&nest->j, cells, err);
  for (ptrdiff_t n = 0; !status && n < cells; n++) {
    fen_grid_locate(other, grid->lon_deg[n], grid->lat_deg[n], &nest->i[n], &nest->j[n]);
    if (!fen_grid_contains(other, nest->i[n], nest->j[n]))
      status = fen_nc_fail(nest->file, nest->variable, FEN_ERR_GRID, "take a file of a larger domain", err,
                           "the file's grid does not reach cell (%td, %td) at %.3f, %.3f", n % grid->params.nx, n / grid->params.nx,
                           grid->lon_deg[n], grid->lat_deg[n]);
  }
  fen_grid_destroy(&other);
  return status;
}

fen_status fen_nest_open(const fen_case_background *spec, const fen_grid *grid, ptrdiff_t nz, double molar_mass_gpmol, fen_nest **out,
                         fen_error *err) {
  fen_nest *nest = NULL;
  fen_status status = FEN_NEW(&nest, 1, err);
  if (status)
    return status;
  nest->variable = spec->variable;
  nest->frame[0].index = nest->frame[1].index = -1;
  status = fen_nc_open(spec->path, &nest->file, err);
  if (!status)
    status = read_shape(nest, err);
  if (!status)
    status = read_unit(nest, molar_mass_gpmol, err);
  if (!status)
    status = locate_cells(nest, grid, err);
  if (!status && nz > 0 && !fen_nc_has(nest->file, "height") && nest->nz != nz)
    status = fen_nc_fail(nest->file, nest->variable, FEN_ERR_SHAPE, "merge the weather's layers alike, or add the variable 'height'", err,
                         "%td layers without heights; the run has %td", nest->nz, nz);
  ptrdiff_t size = nest->nx * nest->ny * nest->nz;
  for (int f = 0; !status && f < 2; f++) {
    status = FEN_NEW(&nest->frame[f].value, size, err);
    if (!status && fen_nc_has(nest->file, "height"))
      status = FEN_NEW(&nest->frame[f].height_m, size, err);
  }
  if (status)
    fen_nest_close(&nest);
  else
    *out = nest;
  return status;
}

void fen_nest_close(fen_nest **item) {
  if (!item || !*item)
    return;
  fen_nest *nest = *item;
  fen_nc_close(&nest->file);
  for (int f = 0; f < 2; f++) {
    fen_free(nest->frame[f].value);
    fen_free(nest->frame[f].height_m);
  }
  fen_free(nest->time_s);
  fen_free(nest->i);
  fen_free(nest->j);
  fen_free(nest);
  *item = NULL;
}

static fen_status read_frame(fen_nest *nest, ptrdiff_t index, nest_frame *frame, fen_error *err) {
  ptrdiff_t start[4] = {index, 0, 0, 0};
  ptrdiff_t count[4] = {1, nest->nz, nest->ny, nest->nx};
  ptrdiff_t size = nest->nz * nest->ny * nest->nx;
  double *density = NULL;
  frame->index = -1;
  fen_status status = fen_nc_read(nest->file, nest->variable, 4, start, count, frame->value, err);
  if (!status && frame->height_m)
    status = fen_nc_read(nest->file, "height", 4, start, count, frame->height_m, err);
  if (!status && nest->has_density)
    status = FEN_NEW(&density, size, err);
  if (!status && nest->has_density)
    status = fen_nc_read(nest->file, "air_density", 4, start, count, density, err);
  for (ptrdiff_t n = 0; !status && n < size; n++) {
    if (!(frame->value[n] >= 0.0))
      status = fen_nc_fail(nest->file, nest->variable, FEN_ERR_NEGATIVE, NULL, err,
                           "negative value %g at time %td, layer %td, row %td, column %td (from 0)", frame->value[n], index,
                           n / (nest->ny * nest->nx), n / nest->nx % nest->ny, n % nest->nx);
    frame->value[n] *= nest->factor / (density ? density[n] : 1.0);
  }
  fen_free(density);
  if (!status)
    frame->index = index;
  return status;
}

/* Load the instants around a time; weight is that of the second. Before the first and after the last instant the value is held. */
static fen_status load_around(fen_nest *nest, double time_s, double *weight, fen_error *err) {
  ptrdiff_t after = 0;
  while (after < nest->time_count && nest->time_s[after] < time_s)
    after++;
  ptrdiff_t first = after > 0 ? after - 1 : 0;
  ptrdiff_t second = after < nest->time_count ? after : nest->time_count - 1;
  *weight = second > first ? (time_s - nest->time_s[first]) / (nest->time_s[second] - nest->time_s[first]) : 0.0;
  if (nest->frame[0].index != first && nest->frame[1].index == first) {
    nest_frame moved = nest->frame[0];
    nest->frame[0] = nest->frame[1];
    nest->frame[1] = moved;
  }
  fen_status status = nest->frame[0].index == first ? FEN_OK : read_frame(nest, first, &nest->frame[0], err);
  if (!status && nest->frame[1].index != second)
    status = read_frame(nest, second, &nest->frame[1], err);
  return status;
}

/* Value of one of the file's columns at a height, or at a layer where the file has no heights. */
static double column_value(const fen_nest *nest, const nest_frame *frame, ptrdiff_t column, ptrdiff_t k, double height_m) {
  ptrdiff_t plane = nest->nx * nest->ny;
  if (!frame->height_m)
    return frame->value[k * plane + column];
  ptrdiff_t above = 0;
  while (above < nest->nz && frame->height_m[above * plane + column] < height_m)
    above++;
  if (above == 0)
    return frame->value[column];
  if (above == nest->nz)
    return frame->value[(above - 1) * plane + column];
  double low_m = frame->height_m[(above - 1) * plane + column];
  double weight = (height_m - low_m) / (frame->height_m[above * plane + column] - low_m);
  return (1.0 - weight) * frame->value[(above - 1) * plane + column] + weight * frame->value[above * plane + column];
}

static double bilinear(const fen_nest *nest, const nest_frame *frame, double i, double j, ptrdiff_t k, double height_m) {
  double x = i < 0.0 ? 0.0 : (i > (double)(nest->nx - 1) ? (double)(nest->nx - 1) : i);
  double y = j < 0.0 ? 0.0 : (j > (double)(nest->ny - 1) ? (double)(nest->ny - 1) : j);
  ptrdiff_t i0 = (ptrdiff_t)x;
  ptrdiff_t j0 = (ptrdiff_t)y;
  double sum = 0.0;
  for (int b = 0; b < 2; b++) {
    for (int a = 0; a < 2; a++) {
      double weight = (a ? x - (double)i0 : 1.0 - (x - (double)i0)) * (b ? y - (double)j0 : 1.0 - (y - (double)j0));
      if (weight > 0.0)
        sum += weight * column_value(nest, frame, (j0 + b) * nest->nx + i0 + a, k, height_m);
    }
  }
  return sum;
}

fen_status fen_nest_fill(fen_nest *nest, const fen_background_air *air, double *q, fen_error *err) {
  double weight = 0.0;
  fen_status status = load_around(nest, air->time_s, &weight, err);
  if (status)
    return status;
  bool as_ratio = nest->amount == FEN_AMOUNT_MIXING_RATIO || nest->has_density;
  ptrdiff_t plane = air->nx * air->ny;
  for (ptrdiff_t k = 0; k < air->nz; k++) {
    for (ptrdiff_t n = 0; n < plane; n++) {
      ptrdiff_t cell = k * plane + n;
      double height_m = 0.5 * (air->height_m[cell] + air->height_m[cell + plane]);
      double value = (1.0 - weight) * bilinear(nest, &nest->frame[0], nest->i[n], nest->j[n], k, height_m);
      if (weight > 0.0)
        value += weight * bilinear(nest, &nest->frame[1], nest->i[n], nest->j[n], k, height_m);
      q[cell] = as_ratio ? value : value / air->density_kgpm3[cell];
    }
  }
  return FEN_OK;
}
