/* From ERA5's columns to the model's layers: pressure, temperature, humidity, cloud, dry air, and the air through the top. */
#include <math.h>

#include "era5_column.h"
#include "era5_internal.h"
#include "fenhe/memory.h"

/* A level nearer to ERA5's ground than this tells no more than the ground itself. */
static const double LEAST_HEIGHT_M = 20.0;
/* A column may carry at most this much more or less than its own air would: the rest is the repair's. */
static const double LARGEST_RATIO = 2.0;

static void fill_column(const era5_source *self, const era5_block *b, const era5_ground *ground, ptrdiff_t c, era5_column *out) {
  const era5_mesh *mesh = &self->meshes[self->series[ERA5_T].mesh];
  const era5_spot *spot = &mesh->spots[ERA5_CENTRES][c];
  out->z_m[0] = ground->ground_m[c];
  out->lnp[0] = ground->lnp[c];
  out->t_k[0] = ground->t2_k[c];
  out->q[0] = ground->q2[c];
  out->cloud[0] = out->omega_paps[0] = 0.0;
  out->count = 1;
  for (ptrdiff_t k = 0; k < b->nz; k++) {
    const ptrdiff_t n = out->count;
    const double *z = b->z_m + k * b->plane;
    out->z_m[n] = era5_bilinear(z, spot, b->ni);
    out->lnp[n] = era5_bilinear(b->lnp + k * b->plane, spot, b->ni);
    const double least = n == 1 ? ground->ground_m[c] + (self->levels.model ? 1.0 : LEAST_HEIGHT_M) : out->z_m[n - 1];
    if (!(out->z_m[n] > least && out->lnp[n] < out->lnp[n - 1]))
      continue;
    out->t_k[n] = era5_bilinear(b->t_k + k * b->plane, spot, b->ni);
    out->q[n] = era5_bilinear(b->q + k * b->plane, spot, b->ni);
    out->cloud[n] = era5_bilinear(b->cloud + k * b->plane, spot, b->ni);
    out->omega_paps[n] = b->omega_paps ? era5_bilinear(b->omega_paps + k * b->plane, spot, b->ni) : 0.0;
    out->count++;
  }
  /* The lowest level's cloud reaches down to the ground: fog. */
  if (out->count > 1)
    out->cloud[0] = out->cloud[1];
}

static double mixing_ratio(double specific) {
  return specific / (1.0 - specific);
}

static void fill_layers(const era5_source *self, const era5_column *column, ptrdiff_t c, double *ratio, fen_weather *out) {
  const ptrdiff_t plane = out->nx * out->ny;
  const double ground = self->grid->terrain_m[c];
  const double scale = self->depth_m[c] / self->faces_m[out->nz];
  const double area = self->grid->area_m2[c];
  const double surface = exp(era5_column_lnp(column, ground));
  double below = surface;
  out->height_m[c] = 0.0;
  for (ptrdiff_t k = 0; k < out->nz; k++) {
    const ptrdiff_t n = k * plane + c;
    const double low = self->faces_m[k] * scale;
    const double high = self->faces_m[k + 1] * scale;
    const double middle = ground + 0.5 * (low + high);
    const double above = exp(era5_column_lnp(column, ground + high));
    const double q = era5_column_value(column, column->q, middle);
    out->height_m[n + plane] = high;
    out->air_kg[n] = (below - above) / ERA5_GRAVITY_MPS2 * (1.0 - q) * area;
    out->temperature_k[n] = era5_column_temperature(column, middle);
    out->pressure_pa[n] = exp(era5_column_lnp(column, middle));
    out->vapour_kgpkg[n] = mixing_ratio(q);
    out->cloud_water_kgpkg[n] = era5_column_value(column, column->cloud, middle);
    below = above;
  }
  out->surface_pressure_pa[c] = surface;
  out->t2_k[c] = era5_column_temperature(column, ground);
  out->q2_kgpkg[c] = mixing_ratio(era5_column_value(column, column->q, ground));
  const double own = (exp(column->lnp[0]) - below) / (surface - below);
  ratio[c] = own > LARGEST_RATIO ? LARGEST_RATIO : own > 1.0 / LARGEST_RATIO ? own : 1.0 / LARGEST_RATIO;
  /* The top is level: rho w = -omega / g but for the change of pressure in time and along the wind, which the repair adds. */
  const double top = ground + self->depth_m[c];
  const double dry = 1.0 - era5_column_value(column, column->q, top);
  out->flux_top_kgps[c] = -era5_column_value(column, column->omega_paps, top) / ERA5_GRAVITY_MPS2 * dry * area;
}

/* The pressure level of ERA5 [hPa] that surely lies above a height: by the standard atmosphere (ISO 2533), a sixth to spare. */
static double level_above(double height_m) {
  static const double levels_hpa[] = {300, 250, 225, 200, 175, 150, 125, 100, 70, 50, 30, 20, 10, 7, 5, 3, 2, 1};
  const double hpa =
      height_m < 11000.0 ? 1013.25 * pow(1.0 - 2.25577e-5 * height_m, 5.25588) : 226.32 * exp(-(height_m - 11000.0) / 6341.6);
  size_t n = 0;
  while (n + 1 < sizeof levels_hpa / sizeof *levels_hpa && levels_hpa[n] > 5.0 / 6.0 * hpa)
    n++;
  return levels_hpa[n];
}

fen_status era5_check_top(const era5_source *self, const era5_block *b, fen_error *err) {
  const era5_mesh *mesh = &self->meshes[self->series[ERA5_T].mesh];
  const double top = self->grid->terrain_m[0] + self->depth_m[0];
  for (ptrdiff_t c = 0; c < era5_place_count(self, ERA5_CENTRES); c++) {
    const double highest = era5_bilinear(b->z_m + (b->nz - 1) * b->plane, &mesh->spots[ERA5_CENTRES][c], b->ni);
    if (!(highest >= top))
      return fen_fail(err, FEN_ERR_GRID,
                      "%s: error: the highest level lies %.0f m above the sea at cell (j, i) = (%td, %td), the model's top at %.0f m\n"
                      "  = download levels up to %g hPa%s, or lower 'top' of the layers",
                      self->files[self->levels.file], highest, c / self->grid->params.nx, c % self->grid->params.nx, top, level_above(top),
                      level_above(top) < 300.0 ? " (or model levels up to there)" : " (model levels from 90 or less)");
  }
  return FEN_OK;
}

fen_status era5_fill_air(const era5_source *self, const era5_block *block, const era5_ground *ground, double *ratio, fen_weather *out,
                         fen_error *err) {
  const ptrdiff_t room = era5_column_room(block->nz);
  double *work = NULL;
  ptrdiff_t size = 0;
  fen_status status = era5_check_top(self, block, err);
  if (!status)
    status = fen_product(room, out->ny, 1, &size, err);
  if (!status)
    status = FEN_NEW(&work, size, err);
  if (status)
    return status;
    /* Each row has its own work space, whichever thread takes it. */
#pragma omp parallel for default(none) shared(self, block, ground, ratio, out, work, room)
  for (ptrdiff_t j = 0; j < out->ny; j++)
    for (ptrdiff_t i = 0; i < out->nx; i++) {
      era5_column column = era5_column_in(work + j * room, block->nz);
      fill_column(self, block, ground, j * out->nx + i, &column);
      fill_layers(self, &column, j * out->nx + i, ratio, out);
    }
  fen_free(work);
  return FEN_OK;
}
