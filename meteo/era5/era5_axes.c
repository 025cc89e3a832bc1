/* Latitudes, longitudes and levels of the files: read once, compared ever after. */
#include <math.h>
#include <string.h>

#include "era5_internal.h"
#include "fenhe/memory.h"

enum { MOST_POINTS = 100000, MOST_LEVELS = 1000 };
static const double USUAL_PRESSURE_PA = 101325.0;
/* ERA5's lowest level is 240 Pa thick at that pressure, its next 270 Pa; those of ERA-Interim's 60 levels 240 Pa too. */
static const double THICKEST_LOWEST_LEVEL_PA = 400.0;
/* What coefficients of six digits may leave where half levels follow from the middles of levels. */
static const double ROUNDING_PA = 5.0;

static fen_status read_axis(const fen_nc_reader *reader, const char *name, ptrdiff_t count, ptrdiff_t most, double **out, fen_error *err) {
  const ptrdiff_t start = 0;
  double *values;
  fen_nc_shape shape;
  if (!fen_nc_has(reader, name))
    return fen_nc_fail(reader, NULL, FEN_ERR_VARIABLE, "give the file as the Climate Data Store made it", err,
                       "dimension '%s' has no variable of its name that tells its values", name);
  fen_status status = fen_nc_variable_shape(reader, name, &shape, err);
  if (!status && (shape.rank != 1 || shape.shape[0] != count || count < 1 || count > most))
    status = fen_nc_fail(reader, name, FEN_ERR_SHAPE, "give the file as the Climate Data Store made it", err,
                         "it must list 1 to %td values of one dimension", most);
  if (!status)
    status = FEN_NEW(&values, count, err);
  if (status)
    return status;
  status = fen_nc_read(reader, name, 1, &start, &count, values, err);
  if (status)
    fen_free(values);
  else
    *out = values;
  return status;
}

/* Older files go from 350 to 359.75 and on from 0: whole turns are added until longitudes increase. */
static fen_status unwrap(const fen_nc_reader *reader, const char *name, era5_mesh *mesh, fen_error *err) {
  double *lon = mesh->lon_deg;
  for (ptrdiff_t i = 0; i < mesh->nlon; i++)
    if (!(fabs(lon[i]) <= 720.0))
      return fen_nc_fail(reader, name, FEN_ERR_VALUE, "give the file as the Climate Data Store made it", err,
                         "[%td] = %g is no longitude in degrees", i, lon[i]);
  double before = lon[0];
  for (ptrdiff_t i = 1; i < mesh->nlon; i++) {
    const double written = lon[i];
    while (lon[i] < lon[i - 1])
      lon[i] += 360.0;
    if (!(lon[i] > lon[i - 1] && lon[i] - lon[0] < 360.0))
      return fen_nc_fail(reader, name, FEN_ERR_VALUE, "sort them, for instance with cdo sellonlatbox", err,
                         "longitudes must increase eastwards and go once round at most; [%td] = %g comes after %g", i, written, before);
    before = written;
  }
  if (mesh->nlon > 1) {
    const double spacing = (lon[mesh->nlon - 1] - lon[0]) / (double)(mesh->nlon - 1);
    mesh->round = lon[0] + 360.0 - lon[mesh->nlon - 1] < 1.01 * spacing;
  }
  return FEN_OK;
}

static fen_status check_latitudes(const fen_nc_reader *reader, const char *name, const era5_mesh *mesh, fen_error *err) {
  const double *lat = mesh->lat_deg;
  for (ptrdiff_t j = 0; j < mesh->nlat; j++)
    if (!(fabs(lat[j]) <= 90.0 + 1e-6) || (j > 1 && !((lat[j] - lat[j - 1]) * (lat[1] - lat[0]) > 0.0)))
      return fen_nc_fail(reader, name, FEN_ERR_VALUE, "give the file as the Climate Data Store made it", err,
                         "latitudes must lie between -90 and 90 and go one way; [%td] = %g does not", j, lat[j]);
  if (mesh->nlat < 2 || mesh->nlon < 2 || !(lat[1] != lat[0]))
    return fen_nc_fail(reader, name, FEN_ERR_SHAPE, "download a larger area", err,
                       "%td x %td points: between fewer than two each way nothing can be interpolated", mesh->nlat, mesh->nlon);
  return FEN_OK;
}

static bool same_mesh(const era5_mesh *a, const era5_mesh *b) {
  if (a->nlat != b->nlat || a->nlon != b->nlon)
    return false;
  for (ptrdiff_t j = 0; j < a->nlat; j++)
    if (!(fabs(a->lat_deg[j] - b->lat_deg[j]) < 1e-4))
      return false;
  for (ptrdiff_t i = 0; i < a->nlon; i++)
    if (!(fabs(a->lon_deg[i] - b->lon_deg[i]) < 1e-4))
      return false;
  return true;
}

fen_status era5_take_mesh(era5_source *self, ptrdiff_t file, const fen_nc_reader *reader, const era5_layout *layout, int *mesh,
                          fen_error *err) {
  const char *lat = layout->shape.dimension[layout->lat];
  const char *lon = layout->shape.dimension[layout->lon];
  era5_mesh found = {.file = file, .nlat = layout->shape.shape[layout->lat], .nlon = layout->shape.shape[layout->lon]};
  fen_status status = read_axis(reader, lat, found.nlat, MOST_POINTS, &found.lat_deg, err);
  if (!status)
    status = read_axis(reader, lon, found.nlon, MOST_POINTS, &found.lon_deg, err);
  if (!status)
    status = unwrap(reader, lon, &found, err);
  if (!status)
    status = check_latitudes(reader, lat, &found, err);
  int at = 0;
  while (!status && at < self->mesh_count && !same_mesh(&self->meshes[at], &found))
    at++;
  if (!status && at == ERA5_MOST_MESHES)
    status = fen_nc_fail(reader, layout->name, FEN_ERR_GRID, "download all files with one area and one grid", err,
                         "the files have more than %d different grids", (int)ERA5_MOST_MESHES);
  if (!status && at == self->mesh_count) {
    self->meshes[self->mesh_count++] = found;
    found = (era5_mesh){0};
  }
  fen_free(found.lat_deg);
  fen_free(found.lon_deg);
  if (!status)
    *mesh = at;
  return status;
}

/* The last `wanted` values of a coefficient that belong to the file's levels, or to all those of which it has the lowest. */
static fen_status read_coefficient(const fen_nc_reader *reader, const char *name, const era5_levels *levels, ptrdiff_t wanted, double *out,
                                   fen_error *err) {
  fen_nc_shape shape;
  double *all;
  fen_status status = fen_nc_variable_shape(reader, name, &shape, err);
  if (status)
    return status;
  const ptrdiff_t count = shape.rank == 1 ? shape.shape[0] : 0;
  const double lowest = levels->value[levels->upward ? 0 : levels->count - 1];
  if (count < wanted || (count > wanted && !(lowest == (double)(count - wanted + levels->count))))
    return fen_nc_fail(reader, name, FEN_ERR_SHAPE, "keep the coefficients that belong to the levels, and the lowest level", err,
                       "%td coefficients do not belong to %td levels of which the lowest is %g", count, levels->count, lowest);
  status = read_axis(reader, name, count, MOST_LEVELS, &all, err);
  if (status)
    return status;
  memcpy(out, all + count - wanted, (size_t)wanted * sizeof *out);
  fen_free(all);
  return FEN_OK;
}

/* a + b p at half levels from those in the middle of the levels, from the ground (0, 1) upwards: the mean of two is the middle. */
static fen_status half_from_full(const fen_nc_reader *reader, era5_levels *levels, fen_error *err) {
  const ptrdiff_t n = levels->count;
  fen_status status = read_coefficient(reader, "hyam", levels, n, levels->a_pa, err);
  if (!status)
    status = read_coefficient(reader, "hybm", levels, n, levels->b, err);
  levels->a_pa[n] = 0.0;
  levels->b[n] = 1.0;
  for (ptrdiff_t k = n - 1; !status && k >= 0; k--) {
    levels->a_pa[k] = 2.0 * levels->a_pa[k] - levels->a_pa[k + 1];
    levels->b[k] = 2.0 * levels->b[k] - levels->b[k + 1];
  }
  return status;
}

static fen_status half_from_file(const fen_nc_reader *reader, era5_levels *levels, fen_error *err) {
  fen_status status = read_coefficient(reader, "hyai", levels, levels->count + 1, levels->a_pa, err);
  return status ? status : read_coefficient(reader, "hybi", levels, levels->count + 1, levels->b, err);
}

/* The published table, for files that number their levels 1 to 137 and say no more. */
static fen_status half_from_table(const fen_nc_reader *reader, const char *axis, era5_levels *levels, fen_error *err) {
  const double *number = levels->value;
  const double lowest = levels->upward ? number[0] : number[levels->count - 1];
  if (!(lowest == ERA5_L137))
    return fen_nc_fail(reader, axis, FEN_ERR_SHAPE,
                       "download levels down to 137, as in levelist: 90/to/137, or keep hyai and hybi in the file", err,
                       "the lowest model level is %g and the file has no hybrid coefficients (hyai, hybi); ERA5's lowest is 137", lowest);
  const ptrdiff_t above = ERA5_L137 - levels->count;
  memcpy(levels->a_pa, era5_l137_a_pa + above, (size_t)(levels->count + 1) * sizeof(double));
  memcpy(levels->b, era5_l137_b + above, (size_t)(levels->count + 1) * sizeof(double));
  return FEN_OK;
}

/*
 * The lowest half level is the ground, and pressure falls from each to the next. Middles of levels that lack the lowest make neither: from
 * the ground they lead to half levels that swing about the true ones.
 */
static fen_status check_half_levels(const fen_nc_reader *reader, const char *axis, const era5_levels *levels, fen_error *err) {
  static const char remedy[] = "download all levels down to the lowest, 137, with their own coefficients";
  const ptrdiff_t ground = levels->count;
  if (!(fabs(levels->a_pa[ground]) < 1.0 && fabs(levels->b[ground] - 1.0) < 1e-6))
    return fen_nc_fail(reader, axis, FEN_ERR_SHAPE, remedy, err, "the lowest half level (a = %g Pa, b = %g) is not the ground (0, 1)",
                       levels->a_pa[ground], levels->b[ground]);
  for (ptrdiff_t k = ground; k > 0; k--) {
    const double lower = levels->a_pa[k] + levels->b[k] * USUAL_PRESSURE_PA;
    const double upper = levels->a_pa[k - 1] + levels->b[k - 1] * USUAL_PRESSURE_PA;
    const double least = k == ground ? lower - THICKEST_LOWEST_LEVEL_PA : 0.0;
    if (!(upper < lower + ROUNDING_PA && upper >= least - ROUNDING_PA))
      return fen_nc_fail(reader, axis, FEN_ERR_VALUE, remedy, err,
                         "the hybrid coefficients put half level %td at %.6g hPa and the one above it at %.6g hPa", k, 0.01 * lower,
                         0.01 * upper);
  }
  return FEN_OK;
}

static fen_status read_hybrid(const fen_nc_reader *reader, const char *axis, era5_levels *levels, fen_error *err) {
  for (ptrdiff_t k = 1; k < levels->count; k++)
    if (!(fabs(fabs(levels->value[k] - levels->value[k - 1]) - 1.0) < 1e-9))
      return fen_nc_fail(reader, axis, FEN_ERR_SHAPE, "download all levels from the lowest to the highest that is wanted", err,
                         "model levels must follow each other: %g comes after %g", levels->value[k], levels->value[k - 1]);
  if (levels->count > ERA5_L137)
    return fen_nc_fail(reader, axis, FEN_ERR_SHAPE, NULL, err, "%td model levels; ERA5 has 137", levels->count);
  fen_status status = FEN_NEW(&levels->a_pa, levels->count + 1, err);
  if (!status)
    status = FEN_NEW(&levels->b, levels->count + 1, err);
  if (status)
    return status;
  if (fen_nc_has(reader, "hyai") && fen_nc_has(reader, "hybi"))
    status = half_from_file(reader, levels, err);
  else if (fen_nc_has(reader, "hyam") && fen_nc_has(reader, "hybm"))
    status = half_from_full(reader, levels, err);
  else
    status = half_from_table(reader, axis, levels, err);
  return status ? status : check_half_levels(reader, axis, levels, err);
}

static fen_status check_pressures(const fen_nc_reader *reader, const char *axis, const era5_levels *levels, fen_error *err) {
  for (ptrdiff_t k = 0; k < levels->count; k++) {
    const double step = k > 0 ? (levels->value[k] - levels->value[k - 1]) * (levels->upward ? -1.0 : 1.0) : 1.0;
    if (!(levels->value[k] > 0.0 && levels->value[k] < 120000.0 && step > 0.0))
      return fen_nc_fail(reader, axis, FEN_ERR_VALUE, "give the file as the Climate Data Store made it", err,
                         "pressures must be above 0, below 1200 hPa and go one way; [%td] = %g hPa does not", k, levels->value[k] / 100.0);
  }
  return FEN_OK;
}

static bool same_levels(const era5_levels *a, const era5_levels *b) {
  bool same = a->count == b->count && a->model == b->model;
  for (ptrdiff_t k = 0; same && k < a->count; k++)
    same = fabs(a->value[k] - b->value[k]) <= 1e-6 * fabs(a->value[k]);
  return same;
}

static void levels_clear(era5_levels *levels) {
  fen_free(levels->value);
  fen_free(levels->a_pa);
  fen_free(levels->b);
}

fen_status era5_take_levels(era5_source *self, ptrdiff_t file, const fen_nc_reader *reader, const era5_layout *layout, fen_error *err) {
  const char *axis = layout->shape.dimension[layout->level];
  const ptrdiff_t count = layout->shape.shape[layout->level];
  double unit_pa;
  double *value = NULL;
  fen_status status = read_axis(reader, axis, count, MOST_LEVELS, &value, err);
  if (status || !value)
    return status;
  era5_levels found = {.count = count, .model = !era5_counts_pressure(reader, axis, &unit_pa), .value = value, .file = file};
  if (found.count < 2)
    status = fen_nc_fail(reader, layout->name, FEN_ERR_SHAPE, "download all levels from the ground to above the model's top", err,
                         "it has only one level");
  if (!status) {
    /* Pressures fall and the numbers of model levels fall upwards. */
    found.upward = found.value[1] < found.value[0];
    for (ptrdiff_t k = 0; k < found.count && !found.model; k++)
      found.value[k] *= unit_pa;
    status = found.model ? FEN_OK : check_pressures(reader, axis, &found, err);
  }
  if (!status && self->levels.count > 0 && !same_levels(&found, &self->levels))
    status = fen_nc_fail(reader, layout->name, FEN_ERR_GRID,
                         "download all variables on the same levels, pressure or model, and leave others out", err,
                         "its %td %s levels are not those of %s, %td %s levels", found.count, found.model ? "model" : "pressure",
                         self->files[self->levels.file], self->levels.count, self->levels.model ? "model" : "pressure");
  if (!status && self->levels.count == 0) {
    status = found.model ? read_hybrid(reader, axis, &found, err) : FEN_OK;
    if (!status) {
      self->levels = found;
      return FEN_OK;
    }
  }
  levels_clear(&found);
  return status;
}
