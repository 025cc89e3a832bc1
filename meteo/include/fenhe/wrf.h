/**
 * @file wrf.h  Weather from WRF output files (Skamarock et al. 2019, NCAR/TN-556+STR).
 *
 * Grid: MAP_PROJ 1 (Lambert), 3 (Mercator) and 6 (latitude-longitude, unrotated) on WRF's sphere, placed by XLAT and XLONG, areas and
 * lengths from MAPFAC_*. Air: dry mass (C1H (MU + MUB) + C2H) |dZNW| / g times area, or from P, T, QVAPOR and the layers' thickness
 * where MU is absent; fluxes u (m_left + m_right) / 2 dy / m_u as WRF couples them. Top: closed where the highest layer taken ends at eta
 * 0, otherwise open, with density times area times (W - u dz/dx - v dz/dy). Layers follow PH + PHB. PBLH, UST, HFX, T2, PSFC and Q2 are
 * diagnosed where they are absent, with one line in the log. Rain is RAINC + RAINNC + RAINSH with their buckets, counted on over resets; on
 * a nest that moves it is 0. One hour is in memory at a time.
 */
#ifndef FENHE_WRF_H
#define FENHE_WRF_H

#include "fenhe/diagnostics.h"
#include "fenhe/weather.h"

#ifdef __cplusplus
extern "C" {
#endif

typedef struct {
  /** Shape [file_count], any order; hours are sorted, the same hour twice is allowed if its values are the same. */
  const char *const *files;
  ptrdiff_t file_count;
  /** Period wanted: the instants from the last one <= start to the first one >= end are used; NaN: all. Neighbouring instants may be
   * at most 1.5 times as far apart as the nearest two are. */
  double start_s, end_s;
  /** Sub-domain in WRF's mass cells from 0, of a moving nest in the cells common to all instants; nx = 0: all cells. */
  ptrdiff_t i_start, j_start, nx, ny;
  const int *merge; /**< shape [merge_count]: how many WRF layers make each layer, those above are left out; NULL: as they are */
  ptrdiff_t merge_count;
  bool moving_common_cells; /**< a moving nest: use the cells common to all hours (default true); otherwise an error */
  /** To check files: takes all faults of their headers and hours, and the source is opened from what is sound; NULL: the first ends it. */
  fen_diagnostics *faults;
} fen_wrf_params;

/**
 * Open the files, find their instants and the grid; fields are read later, by the source's read.
 * @param[in]  params borrowed during the call only
 * @param[in]  log    copied; may be NULL
 * @param[out] out    owned by the caller, see fen_weather_source_destroy
 * @return FEN_OK, also where params->faults has taken some; FEN_ERR_FILE_MISSING; FEN_ERR_FILE_FORMAT; FEN_ERR_VARIABLE; FEN_ERR_SHAPE;
 * FEN_ERR_TIME_GAP; FEN_ERR_GRID; FEN_ERR_VALUE; FEN_ERR_ARGUMENT; FEN_ERR_MEMORY */
fen_status fen_wrf_open(const fen_wrf_params *params, const fen_log *log, fen_weather_source **out, fen_error *err);

#ifdef __cplusplus
}
#endif
#endif
