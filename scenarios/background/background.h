/** @file background.h  Initial and boundary values of a species as mixing ratios on the model's cells. */
#ifndef FENHE_BACKGROUND_H
#define FENHE_BACKGROUND_H

#include "fenhe/case.h"

typedef struct fen_background fen_background;

/** What the values are laid on; shapes as in fen_weather. */
typedef struct {
  double time_s;
  ptrdiff_t nx, ny, nz;
  const double *height_m;      /**< layer faces above ground, shape [nz + 1][ny][nx] */
  const double *density_kgpm3; /**< dry air, shape [nz][ny][nx] */
} fen_background_air;

/**
 * @param[in] spec, grid borrowed for the life of the background
 * @param[in] nz         layers of the run; 0: not known, and not held against those of a file
 * @return FEN_OK; FEN_ERR_FILE_*; FEN_ERR_VARIABLE; FEN_ERR_SHAPE; FEN_ERR_GRID (the file does not cover the grid); FEN_ERR_DATA_UNIT;
 * FEN_ERR_MEMORY
 */
fen_status fen_background_create(const fen_case_background *spec, const fen_grid *grid, ptrdiff_t nz, double molar_mass_gpmol,
                                 fen_background **out, fen_error *err);
/** Add to a list what kept a background from being made, and all else that is wrong with the header of its file, if that is of I/O API. */
void fen_background_take(const fen_case_background *spec, const fen_error *fault, fen_diagnostics *faults);
void fen_background_destroy(fen_background **item);
/** Mixing ratio [kg/kg] of every cell, shape [nz][ny][nx]. */
fen_status fen_background_fill(fen_background *item, const fen_background_air *air, double *q, fen_error *err);

#endif
