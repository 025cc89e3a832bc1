/** @file deposition.h  Dry deposition velocities: constants by surface, and by resistances over classes of land use. Pure functions. */
#ifndef FENHE_DEPOSITION_H
#define FENHE_DEPOSITION_H

#include <stdbool.h>
#include <stddef.h>

#include "fenhe/land_use.h"
#include "fenhe/particle.h"
#include "fenhe/season.h"
#include "fenhe/status.h"

#ifdef __cplusplus
extern "C" {
#endif

/**
 * Typical velocities of PM2.5 (0.1 to 1 um) [m/s]: about 0.1 to 0.3 cm/s over vegetated land, 0.05 cm/s or less over water
 * (Zhang et al. 2001, Atmos. Environ. 35, 549-560; Emerson et al. 2020, PNAS 117, 26076-26082, who lower earlier values).
 */
#define FEN_DEPOSITION_PM25_LAND_MPS 1.5e-3
#define FEN_DEPOSITION_PM25_SEA_MPS 3.0e-4

/**
 * Velocity of each cell, the mean of land and sea by their shares.
 * @param[in]  land_share   shape [cells]; NULL: land everywhere
 * @param[out] velocity_mps shape [cells]
 * @return FEN_OK; FEN_ERR_ARGUMENT (a velocity negative or not finite)
 */
fen_status fen_deposition_velocity(const double *land_share, ptrdiff_t cells, double land_mps, double sea_mps, double *velocity_mps,
                                   fen_error *err);

/** Roughness length of a class in a season [m] (Zhang et al. 2001, Table 3); of water by Charnock's formula from the friction velocity. */
double fen_land_roughness(fen_land_use land_use, fen_season season, double friction_velocity_mps);

/**
 * Aerodynamic resistance between the height of scalars' roughness and a height [s/m]: (ln(z / z0) - psi_h(z / L) + psi_h(z0 / L)) /
 * (k u*) (Seinfeld & Pandis 2006, chapter 19), >= 0. z counts as 1.5 z0 at least, u* as 0.001 m/s, the size of L as 0.01 m.
 */
double fen_aerodynamic_resistance(double height_m, double roughness_m, double friction_velocity_mps, double obukhov_m);

/** Quasi-laminar resistance to a gas [s/m]: 2 / (k u*) (Sc / Pr)^(2/3), Pr = 0.72 (Wesely & Hicks 1977; Hicks et al. 1987).
 * @param[in] diffusivity_m2ps of the gas in air */
double fen_quasilaminar_resistance(double diffusivity_m2ps, double temperature_k, double pressure_pa, double friction_velocity_mps);

/** How wet the surfaces are. */
typedef enum { FEN_SURFACE_DRY, FEN_SURFACE_DEW, FEN_SURFACE_RAIN } fen_wetness;

/** Above freezing, wet by more than 0.05 mm/h of rain, or by dew: the air at 2 m at 90 % humidity or more, without sun (below 10 W m-2). */
fen_wetness fen_surface_wetness(double rain_mmph, double t2_k, double relative_humidity, double shortwave_wpm2);

/** The air at the ground of one cell, and its surfaces' state. */
typedef struct {
  double height_m; /**< of the concentration: middle of the lowest layer, > 0 */
  double roughness_m, friction_velocity_mps, obukhov_m;
  double temperature_k; /**< at 2 m */
  double pressure_pa;
  double relative_humidity; /**< at 2 m, 0 to 1 */
  double shortwave_wpm2;
  fen_wetness wetness;
} fen_ground_air;

/** Which constants the scheme for particles takes. */
typedef enum { FEN_PARTICLE_EMERSON, FEN_PARTICLE_ZHANG } fen_particle_constants;

/**
 * Velocity of particles of one (wet) size over one class [m/s]: vg + 1 / (Ra + Rs), Rs = 1 / (3 u* (EB + EIM + EIN) R1) (Zhang et al.
 * 2001, Atmos. Environ. 35, 549-560): EB = CB Sc^-gamma, EIM = CIM (St / (alpha + St))^beta, EIN = CIN (D / A)^nu, R1 = exp(-St^(1/2)), 1
 * where the surface is wet; St = vg u* / (g A) over vegetation, vg u*^2 / (g nu) on smooth surfaces, which have no A (g makes it a number:
 * Seinfeld & Pandis 2006, chapter 19). ZHANG: CB = 1, gamma by class, CIM = 1, beta = 2, CIN = 0.5, nu = 2. EMERSON: 0.2, 2/3, 0.4, 1.7,
 * 2.5, 0.8 (Emerson et al. 2020, PNAS 117, 26076-26082, Table S1), fitted to what has been measured since, over grass with the collectors
 * of shrubs, as GEOS-Chem has its classes; crops, which they did not fit, count as grass here.
 * @param[in] resistance_spm Ra
 */
double fen_particle_velocity(double diameter_m, double density_kgpm3, const fen_ground_air *air, double resistance_spm,
                             fen_land_use land_use, fen_season season, fen_particle_constants constants);

/** The same of a species: mean over the mass of its sizes, grown at the air's humidity (at the factor of its median diameter). */
double fen_particles_velocity(const fen_particles *particles, const fen_ground_air *air, fen_land_use land_use, fen_season season,
                              fen_particle_constants constants);

/** What makes a gas deposit and wash out. */
typedef struct {
  const char *name;
  double diffusivity_ratio;     /**< of water vapour over the gas */
  double henry_mpatm;           /**< effective Henry's constant at pH 7 [mol l-1 atm-1] */
  double reactivity;            /**< f0: 1 as ozone, 0 none */
  bool as_so2, as_ozone;        /**< on wet surfaces */
  double in_cloud, below_cloud; /**< scavenging ratios, see fen_scavenging_by_ratio; 0: none */
} fen_gas;

/**
 * Gases by name, in any case (SO2, O3, NO2, NO, NOX as NO2, HNO3, H2O2, ALD, HCHO, OP, PAA, ORA, NH3, PAN, HONO, CO, VOC): Wesely's Table 2
 * with the changes of Walmsley & Wesely (1996), others by docs/surface.md.
 * @return whether the name is known; *out is untouched otherwise
 */
bool fen_gas_find(const char *name, fen_gas *out);

/**
 * Surface resistance to a gas [s/m] (Wesely 1989, Atmos. Environ. 23, 1293-1304, Eq. 2 to 14, with the corrections of Walmsley & Wesely
 * 1996, Atmos. Environ. 30, 1181-1188): stomata and mesophyll, outer surfaces, lower canopy and ground side by side; at least 10. What cold
 * adds to a resistance, 1000 exp(-t - 4), at most doubles it (Zhang et al. 2003, Atmos. Chem. Phys. 3, 2067-2082; Jaegle et al. 2018,
 * J. Geophys. Res. 123, 12368-12393), but raises that of snow on the ground to SO2 from Wesely's 100 to 500 (Zhang et al. 2003, Eq. 8a); a
 * ground resistance of 0, over water, counts as 1 s/m.
 * @param[in] type one of Wesely's eleven, 0 urban to 10 rocky open areas with shrubs
 */
double fen_gas_surface_resistance(const fen_gas *gas, int type, fen_season season, double temperature_k, double shortwave_wpm2,
                                  fen_wetness wetness);

/** Wesely's type of a class: docs/surface.md has the table. */
int fen_gas_surface_type(fen_land_use land_use);

/** Velocity of a gas over one class [m/s]: 1 / (Ra + Rb + Rc). Ice has winter's constants all year, evergreen broadleaf forest in autumn
 * spring's. */
double fen_gas_velocity(const fen_gas *gas, const fen_ground_air *air, fen_land_use land_use, fen_season season);

#ifdef __cplusplus
}
#endif
#endif
