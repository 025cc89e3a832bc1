/* Weights of the antidiffusive mass of all faces of a batch of pencils (Eq. 5 to 7), for one instruction set. */
#include <float.h>
#include <string.h>
#ifdef __AVX512F__
#include <immintrin.h>
#endif

#include "alike.h"
#include "level.h"
#include "turn.h"

#define FOR_PENCILS _Pragma("omp simd") for (int v = 0; v < FEN_BATCH; v++)

/* Where the mass coordinate is used (Eq. 7): the largest growth of air from layer to layer, and the largest ratio between such growths. */
#define GROWTH_MAX 1.25
#define GROWTH_VARIES_MAX 1.25

#define BYTES FEN_REGISTER_BYTES
#define WIDTH 512
#define REAL double
#define INTEGER int64_t
#define SUFFIX pd
#define NAME(x) x##_double
#include "weights_template.h"
#undef NAME
#undef REAL
#undef INTEGER
#undef SUFFIX
#define REAL float
#define INTEGER int32_t
#define SUFFIX ps
#define NAME(x) x##_float
#include "weights_template.h"
#undef NAME
#undef REAL
#undef INTEGER
#undef SUFFIX

void FEN_OF_LEVEL(fen_weigh_float)(fen_scratch *scratch, const fen_even_weights *even, int layers) {
  weigh_float(scratch, even, layers);
}

void FEN_OF_LEVEL(fen_weigh_double)(fen_scratch *scratch, const fen_even_weights *even, int layers) {
  weigh_double(scratch, even, layers);
}
