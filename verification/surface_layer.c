#include "surface_layer.h"

#include <math.h>

#include "fenhe/boundary_layer.h"
#include "fenhe/constants.h"

static const double UNKNOWN_CONVECTIVE_DEPTH_M = 1000.0;
static const double SCHMIDT_OVER_PRANDTL = 1.7;

fen_similarity fen_similarity_of(const fen_field_run *run) {
  fen_similarity out = {.friction_mps = run->friction_mps,
                        .obukhov_m = run->obukhov_m,
                        .roughness_m = FEN_PRAIRIE_ROUGHNESS_M,
                        .mixing_height_m = run->mixing_height_m};
  if (isnan(out.mixing_height_m)) {
    const double neutral = 0.3 * run->friction_mps / FEN_PRAIRIE_CORIOLIS_PS;
    const double stable = 0.4 * sqrt(run->friction_mps * fabs(run->obukhov_m) / FEN_PRAIRIE_CORIOLIS_PS);
    out.mixing_height_m = run->obukhov_m < 0.0 ? UNKNOWN_CONVECTIVE_DEPTH_M : stable < neutral ? stable : neutral;
  }
  return out;
}

double fen_similarity_wind(const fen_similarity *s, double z_m) {
  if (!(z_m > s->roughness_m))
    return 0.0;
  return s->friction_mps / FEN_VON_KARMAN *
         (log(z_m / s->roughness_m) - fen_similarity_psi_m(z_m / s->obukhov_m) + fen_similarity_psi_m(s->roughness_m / s->obukhov_m));
}

double fen_similarity_layer_wind(const fen_similarity *s, double bottom_m, double top_m) {
  /* Midpoints of even parts: finite where the profile begins, exact to 1e-3 in the lowest layer and far better above. */
  enum { PARTS = 32 };
  double sum = 0.0;
  for (int n = 0; n < PARTS; n++)
    sum += fen_similarity_wind(s, bottom_m + (top_m - bottom_m) * (n + 0.5) / PARTS);
  return sum / PARTS;
}

void fen_similarity_diffusivity(const fen_similarity *s, ptrdiff_t nz, const double *face_m, double *kz_m2ps) {
  const fen_profile profile = {.nz = nz};
  const fen_kz_params params = {.friction_velocity_mps = s->friction_mps, .obukhov_m = s->obukhov_m, .pblh_m = s->mixing_height_m};
  fen_kz_profile(&profile, face_m, &params, kz_m2ps);
}

double fen_similarity_deposition(const fen_similarity *s, double z_m, double surface_spm) {
  const double scale = 1.0 / (FEN_VON_KARMAN * s->friction_mps);
  double aerodynamic = 0.0;
  if (z_m > s->roughness_m)
    aerodynamic = scale * (log(z_m / s->roughness_m) - fen_similarity_psi_h(z_m / s->obukhov_m) +
                           fen_similarity_psi_h(s->roughness_m / s->obukhov_m));
  const double boundary = 2.0 * scale * cbrt(SCHMIDT_OVER_PRANDTL * SCHMIDT_OVER_PRANDTL);
  return 1.0 / (aerodynamic + boundary + surface_spm);
}

/* Pasquill's table, linear between its distances. */
static double pasquill(double distance_m) {
  static const double place[] = {0.0, 100.0, 200.0, 400.0, 1000.0, 2000.0, 4000.0, 10000.0};
  static const double value[] = {1.0, 0.8, 0.7, 0.65, 0.6, 0.5, 0.4, 0.33};
  enum { LAST = sizeof place / sizeof *place - 1 };
  int n = 0;
  while (n < LAST - 1 && distance_m > place[n + 1])
    n++;
  const double share = (distance_m - place[n]) / (place[n + 1] - place[n]);
  return share <= 1.0 ? value[n] + share * (value[n + 1] - value[n]) : value[LAST];
}

double fen_crosswind_spread(const fen_field_run *run, const fen_similarity *s, fen_spread_function function, double distance_m,
                            double travel_s) {
  const double rate = run->obukhov_m < 0.0 ? cbrt(12.0 + 0.5 * s->mixing_height_m / fabs(run->obukhov_m)) : 1.9;
  const double along =
      isnan(run->sigma_azimuth_deg) ? rate * s->friction_mps * travel_s : run->sigma_azimuth_deg * FEN_PI / 180.0 * distance_m;
  if (function == FEN_SPREAD_PASQUILL)
    return along * pasquill(distance_m);
  return along / (1.0 + 0.9 * sqrt(travel_s / (function == FEN_SPREAD_DRAXLER_SURFACE ? 300.0 : 1000.0)));
}
