/** @file sun.h  The sun's height and the shortwave radiation at the ground where the weather has none. Pure functions. */
#ifndef FENHE_SUN_H
#define FENHE_SUN_H

#ifdef __cplusplus
extern "C" {
#endif

/**
 * Cosine of the sun's zenith angle, below 0 by night, without refraction: the Astronomical Almanac's approximate formulas as Michalsky
 * (1988, Solar Energy 40, 227-235) gives them, good to 0.01 degrees from 1950 to 2050.
 * @param[in] time_s seconds since 1970-01-01T00:00Z
 */
double fen_sun_cos_zenith(double time_s, double lon_deg, double lat_deg);

/** Global radiation of a clear sky [W m-2]: 1098 mu exp(-0.059 / mu) (Haurwitz 1945, J. Meteorol. 2, 154-166; Reno et al. 2012,
 * SAND2012-2389, find it the best of those that take the zenith angle alone); 0 by night. */
double fen_sun_clear_sky(double cos_zenith);

/**
 * What clouds let through: 1 / (1 + 0.13 tau) (Lacis & Hansen 1974, J. Atmos. Sci. 31, 118-133), tau = 1.5 W / (rho_w r_e) of the
 * water path W, droplets of r_e = 10 um.
 * @param[in] water_kgpm2 cloud's liquid and ice over a square metre, >= 0
 */
double fen_sun_cloud_transmission(double water_kgpm2);

#ifdef __cplusplus
}
#endif
#endif
