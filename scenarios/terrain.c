#include "terrain.h"

#include <math.h>
#include <string.h>

#include "fenhe/memory.h"
#include "fenhe/units.h"
#include "raster.h"

enum { SAMPLES = 4, EXTENT = 160 };
/* A cell with fewer pixels takes them as points of a surface: their mean would be steps. */
static const double LEAST_PIXELS = 4.0;
/* The Dead Sea's shore and the highest peak, with a margin; the sea floor may be there and counts as 0. */
static const double LOWEST_M = -12000.0;
static const double HIGHEST_M = 9000.0;

typedef struct {
  const fen_grid *grid;
  fen_conversion metres;
  double *sum;                 /**< of height and area, [ny][nx]; for land use of area, [classes][ny][nx] */
  double *touched, *with_data; /**< areas of all pixels and of those that are not missing, [ny][nx] */
  fen_land_scheme scheme;
} pattern;

static fen_status pattern_create(const fen_grid *grid, pattern *p, double *sum, fen_error *err) {
  ptrdiff_t cells = grid->params.nx * grid->params.ny;
  p->grid = grid;
  p->sum = sum;
  fen_status status = FEN_NEW(&p->touched, cells, err);
  return status ? status : FEN_NEW(&p->with_data, cells, err);
}

static void pattern_clear(pattern *p) {
  fen_free(p->touched);
  fen_free(p->with_data);
}

static fen_status not_covered(const fen_raster *raster, const char *what, const fen_grid *grid, ptrdiff_t cell, fen_error *err) {
  char extent[EXTENT];
  fen_raster_extent(raster, sizeof extent, extent);
  return fen_nc_fail(fen_raster_file(raster), fen_raster_variable(raster), FEN_ERR_GRID,
                     "take a file of a larger area, or move or shrink the grid", err, "the %s covers %s, not cell (%td, %td) at %.3f, %.3f",
                     what, extent, cell % grid->params.nx, cell / grid->params.nx, grid->lon_deg[cell], grid->lat_deg[cell]);
}

/* Every cell must lie under the file's pixels, most of it under ones that are not missing. whole: what is touched in a cell then. */
static fen_status check_cells(const fen_raster *raster, const char *what, const pattern *p, double whole, fen_error *err) {
  const fen_grid_params *q = &p->grid->params;
  for (ptrdiff_t cell = 0; cell < q->nx * q->ny; cell++) {
    if (!(p->touched[cell] >= 0.999 * whole))
      return not_covered(raster, what, p->grid, cell, err);
    if (!(p->with_data[cell] >= 0.5 * p->touched[cell]))
      return fen_nc_fail(fen_raster_file(raster), fen_raster_variable(raster), FEN_ERR_VALUE,
                         "fill the gaps, for example with gdal_fillnodata.py, or as sea with scripts/import_terrain --sea", err,
                         "%.0f %% of cell (%td, %td) at %.3f, %.3f is missing in the file",
                         100.0 * (1.0 - p->with_data[cell] / p->touched[cell]), cell % q->nx, cell / q->nx, p->grid->lon_deg[cell],
                         p->grid->lat_deg[cell]);
  }
  return FEN_OK;
}

#define MISSING_HEIGHTS "declare missing values by the attribute _FillValue and the unit by units, with ncatted"

/* Area of a cell on the model's map. */
static double grid_cell(const fen_grid *grid) {
  return grid->params.dx * grid->params.dy;
}

static fen_status check_height(const fen_raster *raster, double height_m, ptrdiff_t row, ptrdiff_t column, fen_error *err) {
  if (height_m >= LOWEST_M && height_m <= HIGHEST_M)
    return FEN_OK;
  return fen_nc_fail(fen_raster_file(raster), fen_raster_variable(raster), FEN_ERR_VALUE, MISSING_HEIGHTS, err,
                     "height %g m at row %td, column %td (from 0) is not within %g and %g m", height_m, row, column, LOWEST_M, HIGHEST_M);
}

static fen_status add_height(void *context, const fen_raster *raster, const fen_pixel *pixel, fen_error *err) {
  pattern *p = context;
  double height_m = pixel->value * p->metres.scale + p->metres.offset;
  bool missing = isnan(pixel->value);
  fen_status status = missing ? FEN_OK : check_height(raster, height_m, pixel->row, pixel->column, err);
  for (ptrdiff_t n = 0; !status && n < pixel->part_count; n++) {
    ptrdiff_t cell = pixel->part[n].cell;
    double area = pixel->part[n].share * pixel->area;
    p->touched[cell] += area;
    if (missing)
      continue;
    p->with_data[cell] += area;
    p->sum[cell] += area * (height_m > 0.0 ? height_m : 0.0);
  }
  return status;
}

static fen_status by_pixels(const fen_raster *raster, pattern *p, fen_error *err) {
  ptrdiff_t cells = p->grid->params.nx * p->grid->params.ny;
  memset(p->sum, 0, (size_t)cells * sizeof *p->sum);
  fen_status status = fen_raster_visit(raster, p->grid, add_height, p, err);
  if (!status)
    status = check_cells(raster, "terrain", p, grid_cell(p->grid), err);
  for (ptrdiff_t cell = 0; !status && cell < cells; cell++)
    p->sum[cell] /= p->with_data[cell];
  return status;
}

/* Mean of the surface in a cell, of the samples that are not missing; touched and with_data count the samples. */
static double sample_cell(const fen_raster *raster, const double *values, const pattern *p, ptrdiff_t i, ptrdiff_t j) {
  const fen_grid_params *q = &p->grid->params;
  double sum = 0.0;
  double *touched = &p->touched[j * q->nx + i];
  double *with_data = &p->with_data[j * q->nx + i];
  for (int n = 0; n < SAMPLES * SAMPLES; n++) {
    double lon_deg, lat_deg;
    double x = q->x0 + ((double)i + (n % SAMPLES + 0.5) / SAMPLES) * q->dx;
    double y = q->y0 + ((double)j + (n / SAMPLES + 0.5) / SAMPLES) * q->dy; /* NOLINT(bugprone-integer-division): a row of samples */
    fen_projection_inverse(p->grid->projection, x, y, &lon_deg, &lat_deg);
    double height_m = fen_raster_between(raster, values, lon_deg, lat_deg) * p->metres.scale + p->metres.offset;
    *touched += fen_raster_reaches(raster, lon_deg, lat_deg);
    if (isnan(height_m))
      continue;
    *with_data += 1.0;
    sum += height_m < 0.0 ? 0.0 : height_m;
  }
  return sum / *with_data;
}

static fen_status by_surface(const fen_raster *raster, pattern *p, fen_error *err) {
  const fen_grid_params *q = &p->grid->params;
  double *values = NULL;
  fen_status status = fen_raster_values(raster, &values, err);
  for (ptrdiff_t cell = 0; !status && cell < q->nx * q->ny; cell++)
    p->sum[cell] = sample_cell(raster, values, p, cell % q->nx, cell / q->nx);
  if (!status)
    status = check_cells(raster, "terrain", p, SAMPLES * SAMPLES, err);
  for (ptrdiff_t cell = 0; !status && cell < q->nx * q->ny; cell++) {
    if (!(p->sum[cell] <= HIGHEST_M))
      status =
          fen_nc_fail(fen_raster_file(raster), fen_raster_variable(raster), FEN_ERR_VALUE, MISSING_HEIGHTS, err,
                      "the mean height of cell (%td, %td) is %g m, more than %g m", cell % q->nx, cell / q->nx, p->sum[cell], HIGHEST_M);
  }
  fen_free(values);
  return status;
}

/* A file that names no unit has metres, as terrain has everywhere. */
static fen_status find_unit(const fen_raster *raster, fen_conversion *out, fen_error *err) {
  char unit[FEN_NC_NAME] = "";
  *out = (fen_conversion){.scale = 1.0, .offset = 0.0};
  (void)fen_nc_attribute_text(fen_raster_file(raster), fen_raster_variable(raster), "units", unit, sizeof unit, NULL);
  if (!unit[0] || fen_units_conversion(unit, "m", 0.0, 0, out, NULL) == FEN_OK)
    return FEN_OK;
  return fen_nc_fail(fen_raster_file(raster), fen_raster_variable(raster), FEN_ERR_DATA_UNIT,
                     "name a variable of heights in the case's terrain, or correct its attribute units", err, "its unit '%s' is no length",
                     unit);
}

fen_status fen_terrain_read(const char *path, const char *variable, const fen_grid *grid, double *height_m, fen_error *err) {
  fen_raster *raster = NULL;
  pattern p = {.grid = grid};
  fen_status status = fen_raster_open(path, variable, &raster, err);
  if (!status)
    status = find_unit(raster, &p.metres, err);
  if (!status)
    status = pattern_create(grid, &p, height_m, err);
  if (!status && fen_raster_has_axes(raster) && !(fen_raster_pixels_per_cell(raster, grid) >= LEAST_PIXELS))
    status = by_surface(raster, &p, err);
  else if (!status)
    status = by_pixels(raster, &p, err);
  pattern_clear(&p);
  fen_raster_close(&raster);
  return status;
}

static fen_status add_category(void *context, const fen_raster *raster, const fen_pixel *pixel, fen_error *err) {
  pattern *p = context;
  ptrdiff_t cells = p->grid->params.nx * p->grid->params.ny;
  bool missing = isnan(pixel->value);
  int category = !missing && fabs(pixel->value) < 1e6 ? (int)lround(pixel->value) : -1;
  int class = missing ? -1 : fen_land_use_from_category(p->scheme, category);
  if (!missing && (class < 0 || pixel->value != (double)category))
    return fen_nc_fail(fen_raster_file(raster), fen_raster_variable(raster), FEN_ERR_VALUE,
                       "choose the scheme that the file is in, and declare missing values by _FillValue", err,
                       "category %g at row %td, column %td (from 0); the scheme %s has 0 or 1 to %d", pixel->value, pixel->row,
                       pixel->column, fen_land_scheme_name(p->scheme), fen_land_scheme_categories(p->scheme));
  for (ptrdiff_t n = 0; n < pixel->part_count; n++) {
    ptrdiff_t cell = pixel->part[n].cell;
    double area = pixel->part[n].share * pixel->area;
    p->touched[cell] += area;
    if (missing)
      continue;
    p->with_data[cell] += area;
    p->sum[class * cells + cell] += area;
  }
  return FEN_OK;
}

fen_status fen_land_use_read(const char *path, const char *variable, fen_land_scheme scheme, const fen_grid *grid, double *share,
                             fen_error *err) {
  fen_raster *raster = NULL;
  pattern p = {.grid = grid, .scheme = scheme};
  ptrdiff_t cells = grid->params.nx * grid->params.ny;
  memset(share, 0, FEN_LAND_USE_COUNT * (size_t)cells * sizeof *share);
  fen_status status = fen_raster_open(path, variable, &raster, err);
  if (!status)
    status = pattern_create(grid, &p, share, err);
  if (!status)
    status = fen_raster_visit(raster, grid, add_category, &p, err);
  if (!status)
    status = check_cells(raster, "land use", &p, grid_cell(grid), err);
  for (ptrdiff_t n = 0; !status && n < FEN_LAND_USE_COUNT * cells; n++)
    share[n] /= p.with_data[n % cells];
  pattern_clear(&p);
  fen_raster_close(&raster);
  return status;
}
