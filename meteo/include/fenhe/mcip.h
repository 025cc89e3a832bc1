/**
 * @file mcip.h  Weather from files of MCIP, the Meteorology-Chemistry Interface Processor of CMAQ (Otte & Pleim 2010, Geosci. Model Dev. 3,
 * 243-256), in I/O API.
 *
 * Files are told apart by their variables: METCRO3D, METDOT3D, METCRO2D for each hour, GRIDCRO2D, and, where given, GRIDDOT2D and
 * LUFRAC_CRO once; boundary files and others are passed over. Grid: the attributes' projection, checked against LAT and LON; areas and
 * lengths from MSFX2, MSFU2, MSFV2. Air: DENS (dry; MM5's total density is told by the gas law and dried) times the thickness of a layer
 * (ZF) times the true area, or from PRES, TA, QV; fluxes u (m_left + m_right) / 2 dy / m_u as WRF couples them, with UWINDC and VWINDC, or
 * with means of UWIND and VWIND between dot points. Top: closed where VGLVLS of the highest layer taken ends at 0, otherwise open, with
 * WHAT_JD. Obukhov's length follows from USTAR, HFX, TEMP2 and PRSFC as for WRF. Rain is RN + RC, which MCIP counts by time step, added up.
 * One hour is in memory at a time.
 */
#ifndef FENHE_MCIP_H
#define FENHE_MCIP_H

#include "fenhe/diagnostics.h"
#include "fenhe/weather.h"

#ifdef __cplusplus
extern "C" {
#endif

typedef struct {
  /** All kinds in one list, shape [file_count], any order; an hour that comes twice, as MCIP's days of 25 hours have it, must have the same
   * values. A file whose name begins with GRIDDESC is taken as griddesc. */
  const char *const *files;
  ptrdiff_t file_count;
  const char *griddesc;               /**< text file that must describe the files' grid under any name; NULL: not checked */
  double start_s, end_s;              /**< as fen_wrf_params */
  ptrdiff_t i_start, j_start, nx, ny; /**< sub-domain in the files' cells from 0; nx = 0: all cells */
  const int *merge;                   /**< as fen_wrf_params */
  ptrdiff_t merge_count;
  fen_diagnostics *faults; /**< as fen_wrf_params */
} fen_mcip_params;

/**
 * Open the files, find their instants and the grid; fields are read later, by the source's read.
 * @param[in]  params borrowed during the call only
 * @param[in]  log    copied; may be NULL
 * @param[out] out    owned by the caller, see fen_weather_source_destroy
 * @return FEN_OK, also where params->faults has taken some; FEN_ERR_FILE_MISSING (a file, or a kind of file); FEN_ERR_FILE_FORMAT;
 * FEN_ERR_VARIABLE; FEN_ERR_SHAPE; FEN_ERR_TIME_GAP; FEN_ERR_GRID (files of two grids, a map that LAT and LON contradict);
 * FEN_ERR_DATA_UNIT; FEN_ERR_VALUE; FEN_ERR_ARGUMENT; FEN_ERR_MEMORY
 */
fen_status fen_mcip_open(const fen_mcip_params *params, const fen_log *log, fen_weather_source **out, fen_error *err);

#ifdef __cplusplus
}
#endif
#endif
