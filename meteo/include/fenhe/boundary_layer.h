/** @file boundary_layer.h  The boundary layer of one column: similarity at the ground, its height, its diffusivity. Pure functions. */
#ifndef FENHE_BOUNDARY_LAYER_H
#define FENHE_BOUNDARY_LAYER_H

#include <stddef.h>

#ifdef __cplusplus
extern "C" {
#endif

/** Magnitude that stands for a neutral Obukhov length [m]. */
#define FEN_OBUKHOV_NEUTRAL_M 1.0e9

/**
 * Obukhov length L = -rho cp u*^3 T2 / (k g H), rho = p / (Rd T2) [m]: negative by day (H > 0), positive when stable.
 * +-FEN_OBUKHOV_NEUTRAL_M where H vanishes; its size is never below 1 m, where similarity ends.
 * The heat flux is the sensible one: moisture's part of the buoyancy flux is not in it.
 */
double fen_obukhov_length(double friction_velocity_mps, double heat_flux_wpm2, double t2_k, double surface_pressure_pa);

/**
 * Integrated similarity functions psi_m, psi_h of zeta = z / L (Businger et al. 1971, Dyer 1974 coefficients 16 and 5; Paulson 1970 for
 * the integrals). Beyond zeta = 1 the stable gradient stays at 6 (Webb 1970), psi = -5 (1 + ln zeta): the linear form would end turbulence.
 */
double fen_similarity_psi_m(double zeta);
double fen_similarity_psi_h(double zeta);

/** What the surface layer is diagnosed from. */
typedef struct {
  double wind_mps;            /**< at height_m */
  double height_m;            /**< middle of the lowest layer, > roughness */
  double theta_k;             /**< virtual potential temperature at height_m */
  double theta_low_k;         /**< virtual potential temperature at height_low_m */
  double height_low_m;        /**< 2 m */
  double roughness_m;         /**< over land; over sea the first guess */
  int sea;                    /**< roughness from the friction velocity instead */
  double surface_pressure_pa; /**< for the density */
} fen_surface_layer_input;

typedef struct {
  double friction_velocity_mps; /**< >= 0.01 */
  double heat_flux_wpm2;
  double obukhov_m;
  double roughness_m;
} fen_surface_layer;

/**
 * Friction velocity and heat flux from wind and temperature difference by Monin-Obukhov similarity, iterated. Over sea the roughness is
 * Charnock's, 0.0185 u*^2 / g + 1.59e-5 m, at most 2.85e-3 m (drag levels off in hurricanes: Powell et al. 2003, Davis et al. 2008).
 */
fen_surface_layer fen_surface_layer_solve(const fen_surface_layer_input *input);

/** Profiles of one column, index 0 lowest. */
typedef struct {
  ptrdiff_t nz;
  const double *middle_m;      /**< heights of layer middles above ground, shape [nz] */
  const double *theta_v_k;     /**< virtual potential temperature, shape [nz] */
  const double *u_mps, *v_mps; /**< shape [nz] */
} fen_profile;

/**
 * Height of the boundary layer by the bulk Richardson number (Vogelezang & Holtslag 1996, Eq. 3, with b = 100; critical number 0.25;
 * Seidel et al. 2012 on its robustness). In convective weather the parcel starts warmer by 8.5 H / (rho cp w_m) (Troen & Mahrt 1986).
 * @return [m], between the middle of the lowest layer and that of the highest
 */
double fen_boundary_layer_height(const fen_profile *profile, double friction_velocity_mps, double heat_flux_wpm2, double density_kgpm3);

typedef struct {
  double friction_velocity_mps, obukhov_m, pblh_m;
  double minimum_m2ps; /**< floor of the result */
} fen_kz_params;

/**
 * Vertical eddy diffusivity of heat and tracers at layer faces.
 * Below pblh: K = k w_t z (1 - z / h)^2 (Troen & Mahrt 1986) with the velocity scales of Holtslag & Boville (1993): stable
 * w_t = u* / (1 + 5 z / L) (and u* / (5 + z / L) for z > L); unstable the smaller of u* (1 - 15 z / L)^(1/2), the surface layer's, and
 * w_m / Pr, the mixed layer's, with w_m = u* (1 - 15 0.1 h / L)^(1/3), Pr = (1 - 15 0.1 h / L)^(-1/6) + 7.2 k 0.1 w* / w_m; the paper
 * changes from one to the other at 0.1 h, with a jump. Without the countergradient term, which a passive tracer has no equation for. From
 * pblh on: K = l^2 S F(Ri), 1/l = 1/(k z) + 1/lambda, lambda = 300 m below 1 km and 30 + 270 exp(1 - z / 1 km) above, F = (1 - 18 Ri)^(1/2)
 * or 1 / (1 + 10 Ri (1 + 8 Ri)) (the same paper's local scheme after Louis 1979).
 * @param[in]  face_m  heights of faces above ground, shape [nz + 1]
 * @param[out] kz_m2ps shape [nz + 1]; ground and top are 0
 */
void fen_kz_profile(const fen_profile *profile, const double *face_m, const fen_kz_params *params, double *kz_m2ps);

#ifdef __cplusplus
}
#endif
#endif
