#include "slab.h"

#include <math.h>

#include "fenhe/memory.h"

static fen_status allocate(fen_slab *s, fen_error *err) {
  const struct {
    double **array;
    ptrdiff_t count;
  } arrays[] = {{&s->air_kg, s->cells},
                {&s->thickness_m, s->cells},
                {&s->kh_m2ps, s->cells},
                {&s->kz_m2ps, (s->nz + 1) * s->ny * s->nx},
                {&s->flux_x_kgps, s->nz * s->ny * (s->nx + 1)},
                {&s->flux_y_kgps, s->nz * (s->ny + 1) * s->nx}};
  fen_status status = FEN_OK;
  for (size_t a = 0; a < sizeof arrays / sizeof *arrays && !status; a++)
    status = FEN_NEW(arrays[a].array, arrays[a].count, err);
  return status;
}

static void fill(const fen_slab_params *p, fen_slab *s) {
  ptrdiff_t layer = s->ny * s->nx;
  for (ptrdiff_t c = 0; c < s->cells; c++) {
    ptrdiff_t k = c / layer;
    s->thickness_m[c] = p->face_m[k + 1] - p->face_m[k];
    s->air_kg[c] = s->area_m2 * s->thickness_m[c];
    s->kh_m2ps[c] = p->kh_m2ps;
  }
  for (ptrdiff_t c = 0; p->kz_m2ps && c < (s->nz + 1) * layer; c++)
    s->kz_m2ps[c] = p->kz_m2ps[c / layer];
  for (ptrdiff_t row = 0; p->wind_mps && row < s->nz * s->ny; row++)
    for (ptrdiff_t i = 0; i <= s->nx; i++)
      s->flux_x_kgps[row * (s->nx + 1) + i] = p->wind_mps[row / s->ny] * p->dx_m * s->thickness_m[row * s->nx];
  for (ptrdiff_t k = 0; k < s->nz; k++)
    for (ptrdiff_t n = 0; n < (s->ny + 1) * s->nx; n++)
      s->flux_y_kgps[k * (s->ny + 1) * s->nx + n] = p->wind_y_mps * p->dx_m * s->thickness_m[k * layer];
}

static void drive(const fen_slab_params *p, fen_slab *s) {
  s->forcing = (fen_forcing){.end_s = p->end_s};
  for (int end = 0; end < 2; end++) {
    s->forcing.air_kg[end] = s->air_kg;
    s->forcing.thickness_m[end] = s->thickness_m;
    s->forcing.flux_x_kgps[end] = s->flux_x_kgps;
    s->forcing.flux_y_kgps[end] = s->flux_y_kgps;
    s->forcing.kz_m2ps[end] = p->kz_m2ps ? s->kz_m2ps : NULL;
    s->forcing.kh_m2ps[end] = p->kh_m2ps > 0.0 ? s->kh_m2ps : NULL;
  }
}

fen_status fen_slab_create(const fen_slab_params *p, fen_slab *out, fen_error *err) {
  *out = (fen_slab){.nx = p->nx, .ny = p->ny, .nz = p->nz, .cells = p->nx * p->ny * p->nz, .area_m2 = p->dx_m * p->dx_m};
  const fen_grid_params grid = {
      .nx = p->nx, .ny = p->ny, .dx = p->dx_m, .dy = p->dx_m, .x0 = p->x0_m, .y0 = p->y0_m, .side_x = p->side_x, .side_y = p->side_y};
  fen_status status = fen_grid_create(&grid, &out->grid, err);
  if (!status)
    status = allocate(out, err);
  if (status)
    return status;
  fill(p, out);
  drive(p, out);
  const fen_species species = {0};
  const fen_transport_params params = {.grid = out->grid,
                                       .nz = p->nz,
                                       .species = &species,
                                       .species_count = 1,
                                       .order = 7,
                                       .limiter = p->limiter,
                                       .precision = p->precision,
                                       .courant_max = 3.0};
  status = fen_transport_create(&params, &out->transport, err);
  return status ? status : fen_transport_set_forcing(out->transport, &out->forcing, err);
}

void fen_slab_clear(fen_slab *slab) {
  fen_transport_destroy(&slab->transport);
  fen_grid_destroy(&slab->grid);
  double *arrays[] = {slab->air_kg, slab->thickness_m, slab->flux_x_kgps, slab->flux_y_kgps, slab->kz_m2ps, slab->kh_m2ps};
  for (size_t a = 0; a < sizeof arrays / sizeof *arrays; a++)
    fen_free(arrays[a]);
  *slab = (fen_slab){0};
}

void fen_slab_faces(ptrdiff_t count, ptrdiff_t refine, double first_m, double growth, double *face_m) {
  for (ptrdiff_t n = 0; n <= count * refine; n++) {
    double at = (double)n / (double)refine;
    face_m[n] = growth == 1.0 ? first_m * at : first_m * (pow(growth, at) - 1.0) / (growth - 1.0);
  }
}

double fen_slab_order(double coarse_error, double fine_error, double ratio) {
  return log(coarse_error / fine_error) / log(ratio);
}
