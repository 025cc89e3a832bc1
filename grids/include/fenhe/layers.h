/** @file layers.h  Rules for vertical layers. Heights are metres above ground, index 0 lowest. */
#ifndef FENHE_LAYERS_H
#define FENHE_LAYERS_H

#include <stddef.h>

#include "fenhe/status.h"

#ifdef __cplusplus
extern "C" {
#endif

/**
 * Faces of layers that start at first_m and grow by the factor stretching up to top_m (the last layer is fitted to the top).
 * @param[out] nz       number of layers
 * @param[out] faces_m  shape [nz + 1], owned by the caller (fen_free)
 */
fen_status fen_layers_from_rule(double first_m, double stretching, double top_m, ptrdiff_t *nz, double **faces_m, fen_error *err);

/**
 * Check a merging of nz_in layers into nz_out groups: count[k] consecutive layers make layer k; layers above the sum are dropped.
 * @return FEN_OK; FEN_ERR_ARGUMENT (a count < 1 or a sum > nz_in)
 */
fen_status fen_layers_check_merge(ptrdiff_t nz_in, const int *count, ptrdiff_t nz_out, fen_error *err);

#ifdef __cplusplus
}
#endif
#endif
