/**
 * @file era5.h  Weather from ERA5 (Hersbach et al. 2020, https://doi.org/10.1002/qj.3803) on a grid of the case's own.
 *
 * Files: NetCDF as the Climate Data Store gives it, before and after 2024 (time or valid_time, level or pressure_level, packed or not,
 * expver as a dimension or a text), or as CDO writes it; pressure levels (z, t, q, u, v) or model levels (t, q, u, v with lnsp and the
 * surface geopotential; hybrid coefficients from the file or the published table of 137 levels), and single levels. Latitudes run either
 * way, longitudes from -180 or from 0, across either meridian.
 *
 * Horizontally: bilinear in longitude and latitude, at constant level. Vertically: pressure, temperature and humidity belong to an
 * altitude; between levels ln p follows the hydrostatic equation with temperature linear in height; below ERA5's ground they are carried on
 * with 6.5 K/km from 2 m temperature and surface pressure (Trenberth, Berry & Buja 1993, NCAR/TN-396+STR); levels below it are not used.
 * Wind belongs to a height above ground: up to 3 km (half as much again as the grounds differ, where that is more) above the model's
 * ground ERA5's profile is stretched between its own ground and the same altitude, above it is taken as it is (after the shift of the
 * boundary layer in INT2LM, Schaettler & Blahak 2013, section 3.3). Heights on model levels: IFS documentation CY41R2, part III,
 * equations 2.21 to 2.23. Winds are turned to cross the edges of faces on the map. Dry air: hydrostatic difference of pressure less vapour;
 * its flux through a face is wind times air, times the ratio of ERA5's column to the model's, so that a column carries what ERA5's carries.
 * The top is open: -omega / g where the files have w, 0 where not; the flux repair does the rest.
 */
#ifndef FENHE_ERA5_H
#define FENHE_ERA5_H

#include "fenhe/diagnostics.h"
#include "fenhe/grid.h"
#include "fenhe/log.h"
#include "fenhe/weather.h"

#ifdef __cplusplus
extern "C" {
#endif

typedef struct {
  /** Shape [file_count], any order and any division of variables and hours among them. */
  const char *const *files;
  ptrdiff_t file_count;
  /** Period wanted: the instants from the last one <= start to the first one >= end are used; NaN: all. */
  double start_s, end_s;
  fen_grid_params grid;                    /**< with a projection */
  const double *terrain_m;                 /**< shape [ny][nx] */
  double first_layer_m, stretching, top_m; /**< layer rule, see fen_layers_from_rule; top above the mean ground */
  /** Accumulated fluxes and rain run from 00 UTC, as in ERA5-Land; false: over the hour before their stamp, as in ERA5. */
  bool since_midnight;
  fen_diagnostics *faults; /**< as fen_wrf_params; the grid being the case's own, the source is opened whatever is wrong with the files */
} fen_era5_params;

/**
 * Find instants, levels and places in the files; fields are read later, by the source's read.
 * @param[in]  params borrowed during the call only
 * @param[in]  log    copied; may be NULL
 * @param[out] out    owned by the caller, see fen_weather_source_destroy
 * @return FEN_OK, also where params->faults has taken some; FEN_ERR_FILE_MISSING; FEN_ERR_FILE_FORMAT; FEN_ERR_VARIABLE; FEN_ERR_SHAPE;
 * FEN_ERR_TIME_GAP; FEN_ERR_GRID (the files do not cover the grid); FEN_ERR_DATA_UNIT; FEN_ERR_CALENDAR; FEN_ERR_VALUE; FEN_ERR_ARGUMENT;
 * FEN_ERR_MEMORY
 */
fen_status fen_era5_open(const fen_era5_params *params, const fen_log *log, fen_weather_source **out, fen_error *err);

/**
 * Look at the files alone, where it is not known on which grid they are wanted: grid, terrain and layers are not read.
 * @return FEN_OK, also where params->faults has taken some; else as fen_era5_open
 */
fen_status fen_era5_look(const fen_era5_params *params, const fen_log *log, fen_error *err);

#ifdef __cplusplus
}
#endif
#endif
