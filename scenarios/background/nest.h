/** @file nest.h  A file of three-dimensional concentrations on its own grid, read at our cells: own output, or I/O API. */
#ifndef FENHE_NEST_H
#define FENHE_NEST_H

#include "background.h"

typedef struct fen_nest fen_nest;

/** As fen_background_create, for a background that names a file. */
fen_status fen_nest_open(const fen_case_background *spec, const fen_grid *grid, ptrdiff_t nz, double molar_mass_gpmol, fen_nest **out,
                         fen_error *err);
void fen_nest_close(fen_nest **nest);
/** Bilinear in the horizontal, linear in height (by layer where the file has no heights) and time; mixing ratio [kg/kg]. */
fen_status fen_nest_fill(fen_nest *nest, const fen_background_air *air, double *q, fen_error *err);

#endif
