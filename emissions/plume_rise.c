#include "fenhe/plume_rise.h"

#include <math.h>

#include "fenhe/constants.h"

/* Bent-over formulas grow without bound in calm air; EPA (1995) takes 1 m/s as the smallest wind. */
static const double SMALLEST_WIND_MPS = 1.0;
/* Where Briggs' fit of the distance to final rise changes its power [m4 s-3]. */
static const double LARGE_BUOYANCY = 55.0;

static double smaller(double a, double b) {
  return a < b ? a : b;
}

static double larger(double a, double b) {
  return a > b ? a : b;
}

static double momentum_rise(const fen_stack *stack, double wind) {
  return 3.0 * stack->diameter_m * stack->velocity_mps / wind;
}

static double break_up_limit(const fen_stack *stack, const fen_stack_air *air, double buoyancy, double wind) {
  double ustar = air->friction_velocity_mps;
  if (!(ustar > 0.0))
    return INFINITY;
  double length = buoyancy / (wind * ustar * ustar);
  double limit = 1.2 * pow(length, 0.6) * pow(stack->height_m + 1.3 * length, 0.4);
  if (air->obukhov_m < 0.0) {
    double surface_buoyancy = -ustar * ustar * ustar / (FEN_VON_KARMAN * air->obukhov_m);
    if (surface_buoyancy > 0.0)
      limit = smaller(limit, 4.3 * pow(buoyancy / wind, 0.6) * pow(surface_buoyancy, -0.4));
  }
  return limit;
}

static double neutral_rise(const fen_stack *stack, const fen_stack_air *air, const fen_plume *plume, double wind) {
  double buoyancy = plume->buoyancy_flux_m4ps3;
  double warmth = stack->temperature_k - air->temperature_k;
  double v = stack->velocity_mps;
  double d = stack->diameter_m;
  double crossover = buoyancy < LARGE_BUOYANCY ? 0.0297 * stack->temperature_k * cbrt(v) / cbrt(d * d)
                                               : 0.00575 * stack->temperature_k * cbrt(v * v) / cbrt(d);
  if (!(buoyancy > 0.0) || !(warmth >= crossover))
    return momentum_rise(stack, wind);
  double rise = buoyancy < LARGE_BUOYANCY ? 21.425 * pow(buoyancy, 0.75) / wind : 38.71 * pow(buoyancy, 0.6) / wind;
  return smaller(rise, break_up_limit(stack, air, buoyancy, wind));
}

static double stable_rise(const fen_stack *stack, const fen_stack_air *air, const fen_plume *plume, double wind, double dtheta_dz) {
  double s = FEN_GRAVITY_MPS2 / air->temperature_k * dtheta_dz;
  double buoyancy = plume->buoyancy_flux_m4ps3;
  double crossover = 0.019582 * stack->temperature_k * stack->velocity_mps * sqrt(s);
  if (!(buoyancy > 0.0) || !(stack->temperature_k - air->temperature_k >= crossover))
    return smaller(1.5 * cbrt(plume->momentum_flux_m4ps2 / (wind * sqrt(s))), momentum_rise(stack, wind));
  return smaller(2.6 * cbrt(buoyancy / (wind * s)), 4.0 * pow(buoyancy, 0.25) * pow(s, -0.375));
}

fen_plume fen_plume_rise(const fen_stack *stack, const fen_stack_air *air) {
  double d2 = stack->diameter_m * stack->diameter_m;
  double v = stack->velocity_mps;
  double wind = larger(air->wind_mps, SMALLEST_WIND_MPS);
  fen_plume plume = {0};
  plume.momentum_flux_m4ps2 = v * v * d2 * air->temperature_k / (4.0 * stack->temperature_k);
  if (stack->temperature_k > air->temperature_k)
    plume.buoyancy_flux_m4ps3 = FEN_GRAVITY_MPS2 * v * d2 * (stack->temperature_k - air->temperature_k) / (4.0 * stack->temperature_k);
  if (v > 0.0) {
    double rise = neutral_rise(stack, air, &plume, wind);
    double room = air->pblh_m - stack->height_m;
    if ((!(room > 0.0) || air->obukhov_m > 0.0) && air->dtheta_dz_kpm > 0.0)
      rise = smaller(rise, stable_rise(stack, air, &plume, wind, air->dtheta_dz_kpm));
    else if (rise > room && room > 0.0 && air->dtheta_dz_above_kpm > 0.0)
      rise = smaller(rise, larger(room, stable_rise(stack, air, &plume, wind, air->dtheta_dz_above_kpm)));
    plume.rise_m = rise;
  }
  plume.bottom_m = stack->height_m + 0.5 * plume.rise_m;
  plume.top_m = stack->height_m + 1.5 * plume.rise_m;
  return plume;
}
