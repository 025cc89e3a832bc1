/**
 * @file idealised.h  Built-in analytic weather over given terrain: a day cycle of the boundary layer, a turning wind, light nights.
 *
 * For demonstrations and tests; pictures made with it say "idealised". Air masses are those of a hydrostatic atmosphere of constant lapse
 * rate and stay in time; layers follow the ground and end in a flat top through which nothing passes. The wind grows with height by a
 * power law, backs towards the ground, is weaker in basins, goes along slopes rather than across, and has slope winds; each column
 * carries the flux of a uniform stream. Between closed sides that stream is zero. Directions refer to the grid's axes.
 */
#ifndef FENHE_IDEALISED_H
#define FENHE_IDEALISED_H

#include "fenhe/grid.h"
#include "fenhe/log.h"
#include "fenhe/status.h"
#include "fenhe/weather.h"

#ifdef __cplusplus
extern "C" {
#endif

typedef struct {
  fen_grid_params grid;
  const double *terrain_m;                 /**< shape [ny][nx] */
  double first_layer_m, stretching, top_m; /**< layer rule, see fen_layers_from_rule; top above the mean ground */
  double start_s, end_s;                   /**< hourly instants */
  double utc_offset_s;                     /**< local time of the day cycle */
  double wind_mps;                         /**< free-troposphere wind speed */
  double wind_from_deg;                    /**< its direction at start */
  double wind_turn_degpd;                  /**< how it turns [degrees a day] */
  double pblh_day_m, pblh_night_m;
  double t2_mean_k, t2_range_k;
  double rain_mmph; /**< steady rain, 0 for none */
} fen_idealised_params;

/**
 * @param[in] params borrowed during the call only, terrain included
 * @return FEN_OK; FEN_ERR_ARGUMENT (a value out of its range, a top too near to the highest ground); FEN_ERR_VALUE (terrain);
 * FEN_ERR_MEMORY; FEN_ERR_LIBRARY
 */
fen_status fen_idealised_open(const fen_idealised_params *params, const fen_log *log, fen_weather_source **out, fen_error *err);

#ifdef __cplusplus
}
#endif
#endif
