/* Air exchanged by horizontal diffusion, for one instruction set. */
#include "level.h"

/* Largest share of a cell's air that diffusion exchanges through one of its two faces: below a half, so that both leave it some. */
#define SPREAD_SHARE_MAX 0.45

void FEN_OF_LEVEL(fen_air_spread)(const fen_spread_rows *rows, ptrdiff_t count, double *restrict out_kg) {
  const double *restrict start[2] = {rows->kh_m2ps[0][0], rows->kh_m2ps[0][1]};
  const double *restrict end[2] = {rows->kh_m2ps[1][0], rows->kh_m2ps[1][1]};
  const double *restrict area_m2[2] = {rows->area_m2[0], rows->area_m2[1]};
  const double *restrict air_kg[2] = {rows->air_kg[0], rows->air_kg[1]};
  const double *restrict face_m = rows->face_m;
  const double *restrict spacing_m = rows->spacing_m;
  const double c0 = rows->factor[0];
  const double c1 = rows->factor[1];
#pragma omp simd
  for (ptrdiff_t n = 0; n < count; n++) {
    double left_kg = air_kg[0][n];
    double right_kg = air_kg[1][n];
    double kh_m2 = 0.5 * (c0 * (start[0][n] + start[1][n]) + c1 * (end[0][n] + end[1][n]));
    double air_kgpm2 = 0.5 * (left_kg / area_m2[0][n] + right_kg / area_m2[1][n]);
    double smaller_kg = left_kg < right_kg ? left_kg : right_kg;
    double exchanged_kg = kh_m2 * air_kgpm2 * face_m[n] / spacing_m[n];
    out_kg[n] = exchanged_kg < SPREAD_SHARE_MAX * smaller_kg ? exchanged_kg : SPREAD_SHARE_MAX * smaller_kg;
  }
}
