/* From the height of the lowest layer to just above the surfaces. */
#include <math.h>

#include "fenhe/boundary_layer.h"
#include "fenhe/constants.h"
#include "fenhe/deposition.h"
#include "fenhe/humid_air.h"

static const double LEAST_FRICTION_VELOCITY_MPS = 1e-3;
static const double LEAST_OBUKHOV_M = 0.01;

/* NaN stays NaN, which the transport refuses. */
static double at_least(double value, double least) {
  return value < least ? least : value;
}

double fen_aerodynamic_resistance(double height_m, double roughness_m, double friction_velocity_mps, double obukhov_m) {
  const double height = at_least(height_m, 1.5 * roughness_m);
  const double obukhov = copysign(at_least(fabs(obukhov_m), LEAST_OBUKHOV_M), obukhov_m);
  const double profile = log(height / roughness_m) - fen_similarity_psi_h(height / obukhov) + fen_similarity_psi_h(roughness_m / obukhov);
  return at_least(profile, 0.0) / (FEN_VON_KARMAN * at_least(friction_velocity_mps, LEAST_FRICTION_VELOCITY_MPS));
}

double fen_quasilaminar_resistance(double diffusivity_m2ps, double temperature_k, double pressure_pa, double friction_velocity_mps) {
  static const double PRANDTL = 0.72;
  const double kinematic = fen_air_viscosity(temperature_k) * FEN_R_DRY_JPKGPK * temperature_k / pressure_pa;
  const double ratio = cbrt(kinematic / diffusivity_m2ps / PRANDTL);
  return 2.0 * ratio * ratio / (FEN_VON_KARMAN * at_least(friction_velocity_mps, LEAST_FRICTION_VELOCITY_MPS));
}

fen_wetness fen_surface_wetness(double rain_mmph, double t2_k, double relative_humidity, double shortwave_wpm2) {
  static const double RAIN_MMPH = 0.05;
  static const double DEW_HUMIDITY = 0.9;
  static const double NIGHT_WPM2 = 10.0;
  if (!(t2_k > 273.15))
    return FEN_SURFACE_DRY;
  if (rain_mmph > RAIN_MMPH)
    return FEN_SURFACE_RAIN;
  const bool dew = relative_humidity >= DEW_HUMIDITY && shortwave_wpm2 < NIGHT_WPM2;
  return dew ? FEN_SURFACE_DEW : FEN_SURFACE_DRY;
}
