/** @file ppm.h  Limited PPM on a plane, one tracer in double: a yardstick for errors and for the time they cost. */
#ifndef FENHE_VERIFICATION_PPM_H
#define FENHE_VERIFICATION_PPM_H

#include "plane.h"

typedef struct fen_ppm fen_ppm;

/** @return FEN_OK; FEN_ERR_MEMORY */
fen_status fen_ppm_create(const fen_plane *plane, fen_ppm **out, fen_error *err);
void fen_ppm_destroy(fen_ppm **ppm);
/** One of the plane's steps, whose fluxes have been entered: X Y and Y X in turn. q: mixing ratio, shape [ny][nx]. */
void fen_ppm_step(fen_ppm *ppm, fen_plane *plane, double *q);

#endif
