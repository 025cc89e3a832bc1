/** @file wrf.h  Weather from WRF output files. */
#ifndef FENHE_WRF_H
#define FENHE_WRF_H

#include "fenhe/weather.h"

typedef struct {
  const char *const
      *files; /**< shape [file_count], any order; hours are sorted, the same hour twice is allowed if its values are the same */
  ptrdiff_t file_count;
  double start_s, end_s;              /**< period wanted; instants from the last one <= start to the first one >= end are used. NaN: all */
  ptrdiff_t i_start, j_start, nx, ny; /**< sub-domain in WRF's mass cells from 0; nx = 0: all cells */
  const int *merge;                   /**< shape [merge_count]: how many WRF layers make each layer; NULL: as they are */
  ptrdiff_t merge_count;
  bool moving_common_cells; /**< a moving nest: use the cells common to all hours (default true); otherwise an error */
} fen_wrf_params;

/** @return FEN_OK; FEN_ERR_FILE_*; FEN_ERR_VARIABLE; FEN_ERR_SHAPE; FEN_ERR_TIME_GAP; FEN_ERR_GRID; FEN_ERR_VALUE; FEN_ERR_ARGUMENT;
 * FEN_ERR_MEMORY */
fen_status fen_wrf_open(const fen_wrf_params *params, const fen_log *log, fen_weather_source **out, fen_error *err);

#endif
