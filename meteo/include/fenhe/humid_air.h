/** @file humid_air.h  Properties of air that particles and gases move in: viscosity, mean free path, humidity, diffusivity. Pure functions.
 */
#ifndef FENHE_HUMID_AIR_H
#define FENHE_HUMID_AIR_H

#ifdef __cplusplus
extern "C" {
#endif

/** Dynamic viscosity [kg m-1 s-1] by Sutherland's formula, 1.458e-6 T^1.5 / (T + 110.4) (US Standard Atmosphere 1976, Eq. 51). */
double fen_air_viscosity(double temperature_k);

/** Mean free path [m]: 2 mu / (p (8 / (pi Rd T))^(1/2)) (Seinfeld & Pandis 2006, Eq. 9.6). */
double fen_air_mean_free_path(double temperature_k, double pressure_pa);

/**
 * Saturation vapour pressure over water [Pa]: 610.94 exp(17.625 t / (t + 243.04)), t in degrees Celsius (Alduchov & Eskridge 1996,
 * J. Appl. Meteorol. 35, 601-609, Eq. 21): within 0.4 % from -40 to 50 degrees.
 */
double fen_saturation_pressure(double temperature_k);

/** Relative humidity over water, 0 to 1 (what is above counts as 1), of a mixing ratio [kg/kg]; e = w p / (w + 0.622). */
double fen_relative_humidity(double vapour_kgpkg, double temperature_k, double pressure_pa);

/** Molecular diffusivity of water vapour in air [m2/s]: 2.178e-5 (T / 273.15)^1.81 (101325 / p) (Massman 1998, Atmos. Environ. 32,
 * 1111-1127); other gases' are this over their ratio. */
double fen_vapour_diffusivity(double temperature_k, double pressure_pa);

#ifdef __cplusplus
}
#endif
#endif
