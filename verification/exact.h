/**
 * @file exact.h  Exact solutions of advection, diffusion, settling and deposition, and what they are made of.
 *
 * Concentrations are per unit of mass (or of emission rate) in air of density 1, so that they are mixing ratios as well. SI units.
 */
#ifndef FENHE_VERIFICATION_EXACT_H
#define FENHE_VERIFICATION_EXACT_H

/** e^-x I_order(x), the modified Bessel function of order > -1, for x >= 0 (Abramowitz & Stegun 1964, 9.6.10 and 9.7.1). */
double fen_exact_bessel(double order, double x);
/** e^(x^2) erfc(x). */
double fen_exact_erfcx(double x);

/** Mean of a function over [low, high] by Gauss's rule of 8 points. */
double fen_exact_mean(double (*function)(double at, const void *of), const void *of, double low, double high);

/** Steady line source in wind u = a z^p and diffusivity K = b z^n over an impermeable ground (Roberts 1923; Huang 1979). */
typedef struct {
  double a, p, b, n;
  double source_m; /**< height */
} fen_exact_power_law;
/** Concentration [kg/m3] at x, z for an emission of 1 kg/m/s. */
double fen_exact_power_law_at(const fen_exact_power_law *plume, double x_m, double z_m);

/** A plane release into the half-space above the ground: K dc/dz + v_s c = v_d c at z = 0 (Ermak 1977, with x/u for t). */
typedef struct {
  double k_m2ps;
  double settling_mps;   /**< v_s, downwards; 0: the half-space with deposition alone (Robin boundary) */
  double deposition_mps; /**< v_d at the ground, total */
  double height_m;       /**< of the release */
} fen_exact_release;
/** Concentration [1/m] at height z and time t after a release of 1. */
double fen_exact_release_at(const fen_exact_release *release, double z_m, double t_s);
/** What of it is still in the air. */
double fen_exact_release_left(const fen_exact_release *release, double t_s);
/** The velocity at a height that carries what v_d carries at the ground, the flux being constant between (Venkatram & Pleim 1999). */
double fen_exact_release_velocity(const fen_exact_release *release, double z_m);

/** Steady point source of 1 kg/s in constant wind and isotropic constant K over an impermeable ground [kg/m3] (Roberts 1923). */
double fen_exact_point_plume(double wind_mps, double k_m2ps, double height_m, double x_m, double y_m, double z_m);

/** Moments of a Gaussian puff in wind u = shear z about its centre, from those at its release, uncorrelated (Saffman 1962; Smith 1965). */
typedef struct {
  double xx, xz, zz; /**< [m2] */
} fen_exact_moments;
fen_exact_moments fen_exact_sheared(double shear_ps, double k_m2ps, double xx_m2, double zz_m2, double t_s);

#endif
