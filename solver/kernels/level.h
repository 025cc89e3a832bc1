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

/** Inlined for certain: an order or a limiter that the caller knows must be known in the loops. */
#define FEN_INLINE inline __attribute__((always_inline))

/** Bytes of a vector register. */
#if defined(__AVX512F__)
#define FEN_REGISTER_BYTES 64
#elif defined(__AVX2__)
#define FEN_REGISTER_BYTES 32
#else
#define FEN_REGISTER_BYTES 16
#endif

/**
 * Set the padding needed for these fluxes and fill the padding of air_kg.
 * @return the lowest pencil one of whose fluxes carries more air than a periodic pencil has, or -1
 */
ptrdiff_t FEN_OF_LEVEL(fen_pencils_pad)(fen_pencils *pencils);

/** For fen_kernel_set's members of like name. */
void FEN_OF_LEVEL(fen_air_turn)(const fen_air_rows *rows, ptrdiff_t n, double *batch);
void FEN_OF_LEVEL(fen_air_turn_back)(const double *batch, ptrdiff_t n, ptrdiff_t count, ptrdiff_t stride, double *rows);
void FEN_OF_LEVEL(fen_air_gather)(const fen_air_rows *rows, ptrdiff_t n, double *batch);
void FEN_OF_LEVEL(fen_air_scatter)(const double *batch, ptrdiff_t n, ptrdiff_t count, ptrdiff_t stride, double *rows);
void FEN_OF_LEVEL(fen_air_spread)(const fen_spread_rows *rows, ptrdiff_t count, double *out_kg);
int FEN_OF_LEVEL(fen_pencils_cut)(fen_pencils *pencils, fen_pencils_fault *fault);
void FEN_OF_LEVEL(fen_weigh_float)(fen_scratch *scratch, const fen_even_weights *weights, int layers);
void FEN_OF_LEVEL(fen_weigh_double)(fen_scratch *scratch, const fen_even_weights *weights, int layers);
void FEN_OF_LEVEL(fen_column_exchange)(const fen_column_forcing *forcing, fen_column_half *half);
void FEN_OF_LEVEL(fen_column_factor_float)(fen_column_half *half, int solve);
void FEN_OF_LEVEL(fen_column_factor_double)(fen_column_half *half, int solve);
void FEN_OF_LEVEL(fen_column_sinks_float)(const fen_column_forcing *forcing, fen_column_half *half);
void FEN_OF_LEVEL(fen_column_sinks_double)(const fen_column_forcing *forcing, fen_column_half *half);

const fen_kernel_set *FEN_OF_LEVEL(fen_kernel_set)(fen_precision precision);

#endif
