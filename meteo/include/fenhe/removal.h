/**
 * @file removal.h  How species leave the air over an interval of weather: deposition velocities by resistances, settling by size, washout
 * in and below cloud, each where a species asks for it.
 */
#ifndef FENHE_REMOVAL_H
#define FENHE_REMOVAL_H

#include <stdbool.h>
#include <stddef.h>

#include "fenhe/deposition.h"
#include "fenhe/weather.h"

#ifdef __cplusplus
extern "C" {
#endif

/** What a species is, and what is asked for. */
typedef struct {
  fen_particles particles;          /**< of a particle */
  fen_gas gas;                      /**< of a gas */
  double in_cloud;                  /**< scavenging ratio in cloud of a particle that is washed */
  fen_particle_constants constants; /**< of a particle */
  bool particle;
  bool deposits; /**< deposition velocity by resistances over classes of land use */
  bool settles;  /**< settling velocity from the sizes of a particle */
  bool washed;   /**< its own scavenging coefficient, in and below cloud */
} fen_removed_species;

/** Rates of an interval; arrays are the removal's and hold until the second build from here. */
typedef struct {
  const double *const *velocity_mps;  /**< shape [species]: NULL where not asked, otherwise shape [ny][nx] */
  const double *settling_mps;         /**< shape [species]; 0 where not asked */
  ptrdiff_t scavenging_count;         /**< 0: nothing is washed, or it does not rain */
  const double *const *scavenging_ps; /**< shape [scavenging_count], each [nz][ny][nx]: of the washed species in their order */
} fen_removal_rates;

typedef struct fen_removal fen_removal;

/**
 * @param[in] source  borrowed for the removal's life: grid, land use, roughness
 * @param[in] species shape [count], copied (names of gases are borrowed)
 * @return FEN_OK; FEN_ERR_MEMORY; FEN_ERR_ARGUMENT (too many cells)
 */
fen_status fen_removal_create(const fen_weather_source *source, const fen_removed_species *species, ptrdiff_t count, fen_removal **out,
                              fen_error *err);
/** Accepts NULL and sets NULL. */
void fen_removal_destroy(fen_removal **removal);
/** Bytes of its arrays; to_come: of those that are large, which take memory when they are first built. */
size_t fen_removal_bytes(const fen_removal *removal, size_t *to_come);
/**
 * Rates between two instants: velocities are the mean of both, with the rain of the interval; washout goes up to the higher of the cloud
 * tops, in cloud where either instant has cloud; in a column that rains without any (showers), from the boundary layer's top or 1 km on.
 * Settling is that of the domain's mean temperature, pressure and humidity in the lowest layer.
 */
void fen_removal_build(fen_removal *removal, const fen_weather *before, const fen_weather *after, fen_removal_rates *out);

/** Class shares of a cell into share[FEN_LAND_USE_COUNT]; where land use is not known, grass and ocean by land_share or height. */
void fen_removal_land(const fen_weather_source *source, ptrdiff_t cell, double *share);
/** Deposition velocity of a species in a cell at an instant [m/s], mean over its classes and what snow covers of them. */
double fen_removal_velocity(const fen_weather_source *source, const fen_removed_species *species, const fen_weather *weather,
                            ptrdiff_t cell, double rain_mmph);

#ifdef __cplusplus
}
#endif
#endif
