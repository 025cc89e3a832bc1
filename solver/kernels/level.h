/**
 * @file level.h  Names of what is compiled once for every instruction set: the build gives FEN_LEVEL (baseline, avx2, avx512) and the
 * compiler's options that belong to it.
 */
#ifndef FENHE_KERNELS_LEVEL_H
#define FENHE_KERNELS_LEVEL_H

#include "kernels.h"

#ifndef FEN_LEVEL
#define FEN_LEVEL baseline
#endif
#define FEN_LEVEL_JOINED(name, level) name##_##level
#define FEN_LEVEL_NAMED(name, level) FEN_LEVEL_JOINED(name, level)
#define FEN_OF_LEVEL(name) FEN_LEVEL_NAMED(name, FEN_LEVEL)

/** For fen_kernel_set's members of like name. */
void FEN_OF_LEVEL(fen_pencil_weigh_even)(fen_pencil *pencil, const fen_even_weights *weights);
void FEN_OF_LEVEL(fen_pencil_weigh_layers)(fen_pencil *pencil, const fen_even_weights *weights);

const fen_kernel_set *FEN_OF_LEVEL(fen_kernel_set)(fen_precision precision);

#endif
