#include "fenhe/boundary_layer.h"

#include <math.h>

#include "fenhe/constants.h"

static const double LEAST_OBUKHOV_M = 1.0;
static const double LEAST_FRICTION_VELOCITY_MPS = 0.01;
static const double CRITICAL_RICHARDSON = 0.25;

double fen_obukhov_length(double friction_velocity_mps, double heat_flux_wpm2, double t2_k, double surface_pressure_pa) {
  const double density = surface_pressure_pa / (FEN_R_DRY_JPKGPK * t2_k);
  const double cube = friction_velocity_mps * friction_velocity_mps * friction_velocity_mps;
  const double production = density * FEN_CP_DRY_JPKGPK * cube * t2_k;
  const double buoyancy = FEN_VON_KARMAN * FEN_GRAVITY_MPS2 * heat_flux_wpm2;
  const double sign = heat_flux_wpm2 > 0.0 ? -1.0 : 1.0;
  if (!(fabs(buoyancy) * FEN_OBUKHOV_NEUTRAL_M > production))
    return sign * FEN_OBUKHOV_NEUTRAL_M;
  const double length = production / fabs(buoyancy);
  return sign * (length > LEAST_OBUKHOV_M ? length : LEAST_OBUKHOV_M);
}

double fen_similarity_psi_m(double zeta) {
  if (zeta > 1.0)
    return -5.0 * (1.0 + log(zeta));
  if (zeta >= 0.0)
    return -5.0 * zeta;
  const double x = sqrt(sqrt(1.0 - 16.0 * zeta));
  return 2.0 * log(0.5 * (1.0 + x)) + log(0.5 * (1.0 + x * x)) - 2.0 * atan(x) + 0.5 * FEN_PI;
}

double fen_similarity_psi_h(double zeta) {
  if (zeta >= 0.0)
    return fen_similarity_psi_m(zeta);
  return 2.0 * log(0.5 * (1.0 + sqrt(1.0 - 16.0 * zeta)));
}

static double sea_roughness(double friction_velocity_mps) {
  const double charnock = 0.0185 * friction_velocity_mps * friction_velocity_mps / FEN_GRAVITY_MPS2 + 1.59e-5;
  return charnock < 2.85e-3 ? charnock : 2.85e-3;
}

fen_surface_layer fen_surface_layer_solve(const fen_surface_layer_input *in) {
  enum { ITERATIONS = 40 };
  const double density = in->surface_pressure_pa / (FEN_R_DRY_JPKGPK * in->theta_low_k);
  const double z = in->height_m;
  double roughness = in->roughness_m;
  double inverse_length = 0.0;
  double friction = 0.0;
  double scale = 0.0;
  for (int n = 0; n < ITERATIONS; n++) {
    const double profile_m =
        log(z / roughness) - fen_similarity_psi_m(z * inverse_length) + fen_similarity_psi_m(roughness * inverse_length);
    const double profile_h =
        log(z / in->height_low_m) - fen_similarity_psi_h(z * inverse_length) + fen_similarity_psi_h(in->height_low_m * inverse_length);
    friction = FEN_VON_KARMAN * in->wind_mps / profile_m;
    friction = friction > LEAST_FRICTION_VELOCITY_MPS ? friction : LEAST_FRICTION_VELOCITY_MPS;
    scale = FEN_VON_KARMAN * (in->theta_k - in->theta_low_k) / profile_h;
    double wanted = FEN_VON_KARMAN * FEN_GRAVITY_MPS2 * scale / (in->theta_low_k * friction * friction);
    /* Beyond these limits similarity has no data behind it; within them the halved step converges. */
    const double limit = (wanted > 0.0 ? 2.0 : 10.0) / z;
    wanted = fabs(wanted) < limit ? wanted : copysign(limit, wanted);
    inverse_length = 0.5 * (inverse_length + wanted);
    if (in->sea)
      roughness = sea_roughness(friction);
  }
  fen_surface_layer out = {.friction_velocity_mps = friction, .roughness_m = roughness};
  out.heat_flux_wpm2 = -density * FEN_CP_DRY_JPKGPK * friction * scale;
  out.obukhov_m = fen_obukhov_length(friction, out.heat_flux_wpm2, in->theta_low_k, in->surface_pressure_pa);
  return out;
}

double fen_boundary_layer_height(const fen_profile *p, double friction_velocity_mps, double heat_flux_wpm2, double density_kgpm3) {
  const double friction_squared = friction_velocity_mps * friction_velocity_mps;
  double parcel = p->theta_v_k[0];
  if (heat_flux_wpm2 > 0.0) {
    /* w_m with a boundary layer of 1 km: the excess is bounded, so that a calm noon does not send the parcel to the tropopause. */
    const double kinematic = heat_flux_wpm2 / (density_kgpm3 * FEN_CP_DRY_JPKGPK);
    const double convective = 0.6 * FEN_GRAVITY_MPS2 / parcel * kinematic * 1000.0;
    const double excess = 8.5 * kinematic / cbrt(friction_velocity_mps * friction_squared + convective);
    parcel += excess < 3.0 ? excess : 3.0;
  }
  double lower_number = 0.0;
  for (ptrdiff_t k = 1; k < p->nz; k++) {
    const double du = p->u_mps[k] - p->u_mps[0];
    const double dv = p->v_mps[k] - p->v_mps[0];
    const double shear = du * du + dv * dv + 100.0 * friction_squared;
    const double number =
        FEN_GRAVITY_MPS2 / p->theta_v_k[0] * (p->theta_v_k[k] - parcel) * (p->middle_m[k] - p->middle_m[0]) / (shear > 1e-6 ? shear : 1e-6);
    if (!(number < CRITICAL_RICHARDSON)) {
      const double part = (CRITICAL_RICHARDSON - lower_number) / (number - lower_number);
      return p->middle_m[k - 1] + part * (p->middle_m[k] - p->middle_m[k - 1]);
    }
    lower_number = number;
  }
  return p->middle_m[p->nz - 1];
}

/* Turbulent velocity scale w_t at height z in a boundary layer of height h. */
static double velocity_scale(double z, double h, double friction, double length) {
  if (length > 0.0) {
    const double zeta = z / length;
    return friction / (zeta <= 1.0 ? 1.0 + 5.0 * zeta : 5.0 + zeta);
  }
  const double x = 1.0 - 1.5 * h / length;
  const double momentum = friction * cbrt(x);
  const double convective = friction * cbrt(-h / (FEN_VON_KARMAN * length));
  const double prandtl = 1.0 / sqrt(cbrt(x)) + 7.2 * FEN_VON_KARMAN * 0.1 * convective / momentum;
  const double outer = momentum / prandtl;
  const double surface = friction * sqrt(1.0 - 15.0 * z / length);
  return surface < outer ? surface : outer;
}

/* Diffusivity of the free atmosphere at the face between layers k - 1 and k. */
static double local_diffusivity(const fen_profile *p, ptrdiff_t k, double z) {
  const double depth = p->middle_m[k] - p->middle_m[k - 1];
  const double du = (p->u_mps[k] - p->u_mps[k - 1]) / depth;
  const double dv = (p->v_mps[k] - p->v_mps[k - 1]) / depth;
  const double shear_squared = du * du + dv * dv + 1e-10;
  const double mean = 0.5 * (p->theta_v_k[k] + p->theta_v_k[k - 1]);
  const double richardson = FEN_GRAVITY_MPS2 / mean * (p->theta_v_k[k] - p->theta_v_k[k - 1]) / depth / shear_squared;
  const double asymptotic = z < 1000.0 ? 300.0 : 30.0 + 270.0 * exp(1.0 - z / 1000.0);
  const double mixing = 1.0 / (1.0 / (FEN_VON_KARMAN * z) + 1.0 / asymptotic);
  const double factor = richardson < 0.0 ? sqrt(1.0 - 18.0 * richardson) : 1.0 / (1.0 + 10.0 * richardson * (1.0 + 8.0 * richardson));
  return mixing * mixing * sqrt(shear_squared) * factor;
}

void fen_kz_profile(const fen_profile *profile, const double *face_m, const fen_kz_params *params, double *kz_m2ps) {
  const double h = params->pblh_m;
  kz_m2ps[0] = 0.0;
  kz_m2ps[profile->nz] = 0.0;
  for (ptrdiff_t k = 1; k < profile->nz; k++) {
    const double z = face_m[k];
    double value;
    if (z < h) {
      const double room = 1.0 - z / h;
      value = FEN_VON_KARMAN * velocity_scale(z, h, params->friction_velocity_mps, params->obukhov_m) * z * room * room;
    } else {
      value = local_diffusivity(profile, k, z);
    }
    kz_m2ps[k] = value > params->minimum_m2ps ? value : params->minimum_m2ps;
  }
}
