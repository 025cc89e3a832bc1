/** @file weather.h  The weather of one instant on the model's grid, whatever it was read from, and where it comes from. */
#ifndef FENHE_WEATHER_H
#define FENHE_WEATHER_H

#include <stdbool.h>
#include <stddef.h>

#include "fenhe/grid.h"
#include "fenhe/log.h"
#include "fenhe/status.h"

#ifdef __cplusplus
extern "C" {
#endif

/** Owned arrays, x fastest, k upwards; allocate with fen_weather_allocate, release with fen_weather_clear. */
typedef struct {
  ptrdiff_t nx, ny, nz;
  double time_s;
  double *air_kg;                                /**< dry air, shape [nz][ny][nx] */
  double *flux_x_kgps;                           /**< dry air through x faces, shape [nz][ny][nx + 1] */
  double *flux_y_kgps;                           /**< shape [nz][ny + 1][nx] */
  double *flux_top_kgps;                         /**< upwards through the top, shape [ny][nx]; 0 where the top is the model's top */
  double *height_m;                              /**< of layer faces above ground, shape [nz + 1][ny][nx]; [0] = 0 */
  double *u_mps, *v_mps;                         /**< grid-relative wind at centres, shape [nz][ny][nx] */
  double *temperature_k;                         /**< shape [nz][ny][nx] */
  double *pressure_pa;                           /**< shape [nz][ny][nx] */
  double *vapour_kgpkg;                          /**< mixing ratio, shape [nz][ny][nx] */
  double *cloud_water_kgpkg;                     /**< liquid and ice, shape [nz][ny][nx] */
  double *pblh_m;                                /**< planetary boundary layer height, shape [ny][nx] */
  double *friction_velocity_mps;                 /**< shape [ny][nx] */
  double *heat_flux_wpm2;                        /**< sensible, upwards, shape [ny][nx] */
  double *obukhov_m;                             /**< Obukhov length, shape [ny][nx]; +-1e9 when neutral */
  double *t2_k, *surface_pressure_pa, *q2_kgpkg; /**< shape [ny][nx] */
  double *rain_mm;                               /**< accumulated since the source's origin, never decreasing, shape [ny][nx] */
  double *shortwave_wpm2;                        /**< downward at the ground, shape [ny][nx]; NaN everywhere: not known */
  double *snow_share;                            /**< of the ground that snow covers, 0 to 1, shape [ny][nx]; NaN everywhere: not known */
} fen_weather;

fen_status fen_weather_allocate(ptrdiff_t nx, ptrdiff_t ny, ptrdiff_t nz, fen_weather *out, fen_error *err);
void fen_weather_clear(fen_weather *weather);
/** Bytes of all its arrays, 0 before they are allocated; large: of those that take memory only when they are touched. */
size_t fen_weather_bytes(const fen_weather *weather, size_t *large);

/** A source of weather at increasing instants on one fixed grid. */
typedef struct fen_weather_source {
  const fen_grid *grid; /**< owned by the source */
  ptrdiff_t nz;
  ptrdiff_t time_count;
  const double *time_s;     /**< shape [time_count], strictly increasing */
  bool open_top;            /**< the top is below the weather model's top: air passes through it */
  const double *land_share; /**< share of land in a cell, 0 to 1, shape [ny][nx]; owned by the source; NULL: not known */
  /** Shares of the model's classes (land_use.h), which sum to 1 in each cell, shape [FEN_LAND_USE_COUNT][ny][nx]; owned by the source;
   * NULL: not known, then land_share says land or sea */
  const double *land_use_share;
  const double *roughness_m; /**< roughness length, > 0, shape [ny][nx]; owned by the source; NULL: by land use */
  const char *label;         /**< "WRF", "idealised", ...; goes into titles and provenance */
  ptrdiff_t file_count;
  const char *const *files; /**< what was read, for provenance */
  /** Read the index-th instant into a weather that fen_weather_allocate made. */
  fen_status (*read)(struct fen_weather_source *self, ptrdiff_t index, fen_weather *out, fen_error *err);
  void (*destroy)(struct fen_weather_source *self);
  void *state;
} fen_weather_source;

/** Destroy through its own function; accepts NULL and sets NULL. */
void fen_weather_source_destroy(fen_weather_source **source);

#ifdef __cplusplus
}
#endif
#endif
