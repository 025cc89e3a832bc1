/* The fields on levels of one hour, lowest first, with the height and the pressure of every level. */
#include <math.h>
#include <string.h>

#include "era5_internal.h"
#include "fenhe/memory.h"

void era5_block_clear(era5_block *b) {
  double *const all[] = {b->z_m, b->lnp, b->t_k, b->q, b->cloud, b->u_mps, b->v_mps, b->omega_paps};
  for (size_t n = 0; n < sizeof all / sizeof *all; n++)
    fen_free(all[n]);
  *b = (era5_block){0};
}

static void turn_upwards(double *values, ptrdiff_t nz, ptrdiff_t plane) {
  for (ptrdiff_t k = 0; k < nz / 2; k++)
    for (ptrdiff_t c = 0; c < plane; c++) {
      const double kept = values[k * plane + c];
      values[k * plane + c] = values[(nz - 1 - k) * plane + c];
      values[(nz - 1 - k) * plane + c] = kept;
    }
}

static fen_status read_field(era5_source *self, era5_name name, double time_s, const era5_block *b, double **out, fen_error *err) {
  const fen_instant *record = era5_at(self, name, time_s);
  fen_status status = FEN_NEW(out, b->nz * b->plane, err);
  if (!status && !record)
    status = fen_fail(err, FEN_ERR_INTERNAL, "ERA5: no %s at %.0f s", era5_facts[name].words, time_s);
  if (!status)
    status = era5_read(self, name, record, *out, err);
  if (!status && !self->levels.upward)
    turn_upwards(*out, b->nz, b->plane);
  return status;
}

static fen_status add_cloud(era5_source *self, era5_name name, double time_s, era5_block *b, fen_error *err) {
  double *part = NULL;
  if (!era5_has(self, name))
    return FEN_OK;
  fen_status status = read_field(self, name, time_s, b, &part, err);
  for (ptrdiff_t n = 0; !status && n < b->nz * b->plane; n++)
    b->cloud[n] += part[n] > 0.0 ? part[n] : 0.0;
  fen_free(part);
  return status;
}

/* ERA5's surface over the window of the levels' mesh. */
typedef struct {
  double *ground_m, *pressure_pa, *t2_k, *dewpoint_k, *u10_mps, *v10_mps;
} surface;

static fen_status read_surface(era5_source *self, double time_s, ptrdiff_t plane, surface *out, fen_error *err) {
  const struct {
    era5_name name;
    double **values;
  } list[] = {{ERA5_ZS, &out->ground_m},   {ERA5_SP, &out->pressure_pa}, {ERA5_T2, &out->t2_k},
              {ERA5_D2, &out->dewpoint_k}, {ERA5_U10, &out->u10_mps},    {ERA5_V10, &out->v10_mps}};
  fen_status status = FEN_OK;
  for (size_t n = 0; !status && n < sizeof list / sizeof *list; n++) {
    status = FEN_NEW(list[n].values, plane, err);
    if (!status)
      status = era5_read(self, list[n].name, era5_at(self, list[n].name, time_s), *list[n].values, err);
  }
  for (ptrdiff_t c = 0; !status && c < plane; c++)
    out->ground_m[c] /= ERA5_GRAVITY_MPS2;
  return status;
}

static void surface_clear(surface *s) {
  double *const all[] = {s->ground_m, s->pressure_pa, s->t2_k, s->dewpoint_k, s->u10_mps, s->v10_mps};
  for (size_t n = 0; n < sizeof all / sizeof *all; n++)
    fen_free(all[n]);
}

/* Levels under ERA5's ground: what the archive has there is made up; a place between such a point and others is served by the surface's. */
static fen_status replace_buried(era5_source *self, double time_s, era5_block *b, fen_error *err) {
  surface s = {0};
  fen_status status = read_surface(self, time_s, b->plane, &s, err);
  for (ptrdiff_t n = 0; !status && n < b->nz * b->plane; n++) {
    const ptrdiff_t c = n % b->plane;
    if (b->z_m[n] >= s.ground_m[c])
      continue;
    b->t_k[n] = s.t2_k[c] + ERA5_LAPSE_KPM * (s.ground_m[c] - b->z_m[n]);
    b->q[n] = era5_dewpoint_humidity(s.dewpoint_k[c], s.pressure_pa[c]);
    b->u_mps[n] = s.u10_mps[c];
    b->v_mps[n] = s.v10_mps[c];
    b->cloud[n] = 0.0;
    if (b->omega_paps)
      b->omega_paps[n] = 0.0;
  }
  surface_clear(&s);
  return status;
}

static fen_status heights_of_pressure_levels(era5_source *self, double time_s, era5_block *b, fen_error *err) {
  fen_status status = read_field(self, ERA5_Z, time_s, b, &b->z_m, err);
  for (ptrdiff_t k = 0; !status && k < b->nz; k++) {
    const double lnp = log(self->levels.value[self->levels.upward ? k : b->nz - 1 - k]);
    for (ptrdiff_t c = 0; c < b->plane; c++) {
      b->z_m[k * b->plane + c] /= ERA5_GRAVITY_MPS2;
      b->lnp[k * b->plane + c] = lnp;
    }
  }
  return status ? status : replace_buried(self, time_s, b, err);
}

/*
 * IFS documentation CY41R2, part III, equations 2.21 to 2.23: geopotential of half levels is the sum of Rd Tv ln(p+ / p-) of the levels
 * below; that of the level itself is alpha Rd Tv above its lower half level, alpha = 1 - p- / (p+ - p-) ln(p+ / p-), ln 2 where p- = 0.
 * The pressure kept with it is the hydrostatic one of that height, ln p+ - alpha.
 */
static void integrate(const era5_levels *levels, double ground_m, double lnsp, ptrdiff_t c, era5_block *b) {
  double z = ground_m;
  double lower = exp(lnsp);
  double ln_lower = lnsp;
  for (ptrdiff_t k = 0; k < b->nz; k++) {
    const ptrdiff_t half = b->nz - 1 - k;
    const ptrdiff_t n = k * b->plane + c;
    const double upper = levels->a_pa[half] + levels->b[half] * exp(lnsp);
    const bool top = !(upper > 0.0);
    const double ln_upper = top ? -INFINITY : log(upper);
    const double alpha = top ? log(2.0) : 1.0 - upper / (lower - upper) * (ln_lower - ln_upper);
    const double scale = ERA5_R_DRY_JPKGPK * b->t_k[n] * (1.0 + ERA5_VIRTUAL * b->q[n]) / ERA5_GRAVITY_MPS2;
    b->z_m[n] = z + alpha * scale;
    b->lnp[n] = ln_lower - alpha;
    z += scale * (ln_lower - ln_upper);
    lower = upper;
    ln_lower = ln_upper;
  }
}

static fen_status heights_of_model_levels(era5_source *self, double time_s, era5_block *b, fen_error *err) {
  double *lnsp = NULL;
  double *ground = NULL;
  era5_name name;
  fen_status status = era5_read_lnsp(self, time_s, &name, &lnsp, err);
  if (!status)
    status = FEN_NEW(&ground, b->plane, err);
  if (!status)
    status = FEN_NEW(&b->z_m, b->nz * b->plane, err);
  if (!status)
    status = era5_read(self, ERA5_ZS, era5_at(self, ERA5_ZS, time_s), ground, err);
  for (ptrdiff_t c = 0; !status && c < b->plane; c++)
    integrate(&self->levels, ground[c] / ERA5_GRAVITY_MPS2, lnsp[c], c, b);
  fen_free(lnsp);
  fen_free(ground);
  return status;
}

fen_status era5_block_read(era5_source *self, double time_s, era5_block *out, fen_error *err) {
  const era5_mesh *mesh = &self->meshes[self->series[ERA5_T].mesh];
  era5_block b = {.nz = self->levels.count, .plane = mesh->nj * mesh->ni, .ni = mesh->ni};
  const struct {
    era5_name name;
    double **values;
  } list[] = {{ERA5_T, &b.t_k}, {ERA5_Q, &b.q}, {ERA5_U, &b.u_mps}, {ERA5_V, &b.v_mps}};
  fen_status status = FEN_OK;
  for (size_t n = 0; !status && n < sizeof list / sizeof *list; n++)
    status = read_field(self, list[n].name, time_s, &b, list[n].values, err);
  /* Packing and the model's own advection leave traces below zero. */
  for (ptrdiff_t n = 0; !status && n < b.nz * b.plane; n++)
    b.q[n] = b.q[n] > 0.0 ? b.q[n] : 0.0;
  if (!status)
    status = FEN_NEW(&b.cloud, b.nz * b.plane, err);
  if (!status)
    status = add_cloud(self, ERA5_CLWC, time_s, &b, err);
  if (!status)
    status = add_cloud(self, ERA5_CIWC, time_s, &b, err);
  if (!status && era5_has(self, ERA5_OMEGA))
    status = read_field(self, ERA5_OMEGA, time_s, &b, &b.omega_paps, err);
  if (!status)
    status = FEN_NEW(&b.lnp, b.nz * b.plane, err);
  if (!status)
    status = self->levels.model ? heights_of_model_levels(self, time_s, &b, err) : heights_of_pressure_levels(self, time_s, &b, err);
  if (status)
    era5_block_clear(&b);
  else
    *out = b;
  return status;
}
