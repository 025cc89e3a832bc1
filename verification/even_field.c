#include "even_field.h"

#include <math.h>

#include "fenhe/memory.h"

fen_status fen_even_field_create(const fen_even_field_params *p, fen_even_field *out, fen_error *err) {
  *out = (fen_even_field){.params = *p};
  double *face_m = NULL;
  double *kz = NULL;
  double *wind = NULL;
  fen_status status = FEN_NEW(&face_m, p->nz + 1, err);
  if (!status)
    status = FEN_NEW(&kz, p->nz + 1, err);
  if (!status)
    status = FEN_NEW(&wind, p->nz, err);
  for (ptrdiff_t k = 0; k <= p->nz && !status; k++) {
    face_m[k] = p->dz_m * (double)k;
    kz[k] = p->kz_m2ps;
  }
  for (ptrdiff_t k = 0; k < p->nz && !status; k++)
    wind[k] = p->wind_mps + p->shear_ps * p->dz_m * ((double)k + 0.5 - 0.5 * (double)p->nz);
  const fen_slab_params slab = {.nx = p->nx,
                                .ny = p->ny,
                                .nz = p->nz,
                                .dx_m = p->dx_m,
                                .x0_m = p->x0_m,
                                .y0_m = p->y0_m,
                                .side_x = p->side_x,
                                .side_y = p->side_y,
                                .face_m = face_m,
                                .wind_mps = wind,
                                .wind_y_mps = p->wind_y_mps,
                                .kz_m2ps = kz,
                                .kh_m2ps = p->kh_m2ps,
                                .end_s = p->end_s,
                                .limiter = FEN_LIMITER_SELECTIVE,
                                .precision = p->precision};
  if (!status)
    status = fen_slab_create(&slab, &out->slab, err);
  if (!status)
    status = FEN_NEW(&out->q, out->slab.cells, err);
  if (!status)
    status = FEN_NEW(&out->exact, out->slab.cells, err);
  fen_free(face_m);
  fen_free(kz);
  fen_free(wind);
  return status;
}

void fen_even_field_clear(fen_even_field *field) {
  fen_slab_clear(&field->slab);
  fen_free(field->q);
  fen_free(field->exact);
  *field = (fen_even_field){0};
}

fen_status fen_even_field_run(fen_even_field *field, ptrdiff_t steps, fen_error *err) {
  fen_transport *t = field->slab.transport;
  fen_status status = fen_transport_set_field(t, 0, 0, field->q, err);
  if (!status)
    status = fen_transport_run(t, field->params.end_s, steps, 1, err);
  return status ? status : fen_transport_get_field(t, 0, 0, field->q, err);
}

double fen_even_field_x(const fen_even_field *field, ptrdiff_t cell) {
  const fen_even_field_params *p = &field->params;
  return p->x0_m + ((double)(cell % p->nx) + 0.5) * p->dx_m;
}

double fen_even_field_y(const fen_even_field *field, ptrdiff_t cell) {
  const fen_even_field_params *p = &field->params;
  return p->y0_m + ((double)(cell / p->nx % p->ny) + 0.5) * p->dx_m;
}

double fen_even_field_z(const fen_even_field *field, ptrdiff_t cell) {
  const fen_even_field_params *p = &field->params;
  return ((double)(cell / p->nx / p->ny) + 0.5) * p->dz_m;
}

double fen_even_field_l2(const fen_even_field *field, double low_x_m, double high_x_m) {
  double error = 0.0;
  double size = 0.0;
  for (ptrdiff_t c = 0; c < field->slab.cells; c++) {
    double x_m = fen_even_field_x(field, c);
    if (x_m < low_x_m || x_m > high_x_m)
      continue;
    double miss = field->q[c] - field->exact[c];
    error += miss * miss;
    size += field->exact[c] * field->exact[c];
  }
  return sqrt(error / size);
}
