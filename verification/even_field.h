/** @file even_field.h  Fields on even cells in a wind that is constant or linear in height, beside their exact values. */
#ifndef FENHE_VERIFICATION_EVEN_FIELD_H
#define FENHE_VERIFICATION_EVEN_FIELD_H

#include "slab.h"

typedef struct {
  ptrdiff_t nx, ny, nz;
  double dx_m, dz_m;
  double x0_m, y0_m; /**< of the south-west corner */
  fen_side side_x, side_y;
  double wind_mps, shear_ps; /**< u = wind + shear (z - half the height) */
  double wind_y_mps;
  double kh_m2ps, kz_m2ps;
  double end_s;
  fen_precision precision;
} fen_even_field_params;

typedef struct {
  fen_even_field_params params;
  fen_slab slab;
  double *q, *exact; /**< shape [nz][ny][nx] */
} fen_even_field;

/** @param[out] out cleared by fen_even_field_clear also after a failure */
fen_status fen_even_field_create(const fen_even_field_params *params, fen_even_field *out, fen_error *err);
void fen_even_field_clear(fen_even_field *field);
/** Set the transport's field to q, run to the end in so many steps, read q. */
fen_status fen_even_field_run(fen_even_field *field, ptrdiff_t steps, fen_error *err);

/** Centre of a cell; the height from the ground. */
double fen_even_field_x(const fen_even_field *field, ptrdiff_t cell);
double fen_even_field_y(const fen_even_field *field, ptrdiff_t cell);
double fen_even_field_z(const fen_even_field *field, ptrdiff_t cell);
/** Relative l2 of q against exact over the cells whose centres lie within bounds of x. */
double fen_even_field_l2(const fen_even_field *field, double low_x_m, double high_x_m);

#endif
