/* The vector kernels of one instruction set. */
#include "kernels.h"

#include <assert.h>
#include <float.h>
#include <math.h>
#include <string.h>
#ifdef __AVX512F__
#include <immintrin.h>
#endif

#include "alike.h"
#include "level.h"

/* Which stages a step of a march has: all but at the ends. */
typedef struct {
  int flux, low, loss, senses, bounds, ratio, fresh;
  int closes; /* cell i lies beyond an end */
  int frees;  /* cell i - 1 does */
} fen_stages;

/*
 * Passes over the columns of a diffusion: down and up, twice in SDIRK2. Each of the four fetches for one of the blocks abreast, which
 * leaves time between what is asked of memory.
 */
enum { FEN_FIRST_DOWN, FEN_FIRST_UP, FEN_SECOND_DOWN, FEN_SECOND_UP, FEN_ALONE };

#define FOR_PENCILS _Pragma("omp simd") for (int v = 0; v < FEN_BATCH; v++)
#define JOIN3(a, b, c) a##_##b##_##c
#define JOIN(a, b, c) JOIN3(a, b, c)
#define JOIN2(a, b) a##_##b
#define TABLE(real, lanes)                                                                                                                 \
  {                                                                                                                                        \
    .most = (lanes) == 1 ? 4 * FEN_BATCH : FEN_ROW_BYTES / (ptrdiff_t)sizeof(real),                                                        \
    .block = sizeof(JOIN3(vec_at, real, lanes)) / sizeof(real),                                                                            \
    .shift = __builtin_ctzl(sizeof(JOIN3(vec_at, real, lanes)) / sizeof(real)), .group = (lanes), .load = JOIN3(load, real, lanes),        \
    .store = JOIN3(store, real, lanes), .advect_leads = JOIN3(advect_leads, real, lanes), .advect_tags = JOIN3(advect_tags, real, lanes),  \
    .diffuse = JOIN3(diffuse, real, lanes), .settle = JOIN2(settle, real), .scavenge = JOIN3(scavenge, real, lanes)                        \
  }

#define NAME(x) JOIN(x, REAL, GROUP)
#define BYTES FEN_REGISTER_BYTES
#define WIDTH 512
#define REAL float
#define INTEGER int32_t
#define SUFFIX ps
#define SIZE 4
#define EPSILON FLT_EPSILON
#define SMALLEST FLT_MIN
#define GROUP 16
#include "advect_template.h"
#include "column_template.h"
#undef GROUP
#if FEN_REGISTER_BYTES > 32
#undef BYTES
#undef WIDTH
#define BYTES 32
#define WIDTH 256
#endif
#define GROUP 8
#include "advect_template.h"
#include "column_template.h"
#undef GROUP
#undef BYTES
#undef WIDTH
#define BYTES FEN_REGISTER_BYTES
#define WIDTH 512
#define GROUP 1
#include "advect_template.h"
#include "column_template.h"
#undef GROUP
#undef EPSILON
#undef SMALLEST
#undef INTEGER
#undef SUFFIX
#undef SIZE
#undef REAL

#define REAL double
#define INTEGER int64_t
#define SUFFIX pd
#define SIZE 8
#define EPSILON DBL_EPSILON
#define SMALLEST DBL_MIN
#define GROUP 8
#include "advect_template.h"
#include "column_template.h"
#undef GROUP
#define GROUP 1
#include "advect_template.h"
#include "column_template.h"
#undef GROUP
#undef EPSILON
#undef SMALLEST
#undef INTEGER
#undef SUFFIX
#undef SIZE
#undef REAL
#undef NAME

#define NAME(x) x##_float
#define REAL float
#include "settle_template.h"
#undef NAME
#undef REAL
#define NAME(x) x##_double
#define REAL double
#include "settle_template.h"
#undef NAME
#undef REAL

#define CONVERSIONS(real)                                                                                                                  \
  static void put_##real(void *to, ptrdiff_t index, double value) {                                                                        \
    ((real *)to)[index] = (real)value;                                                                                                     \
  }                                                                                                                                        \
  static void add_##real(void *to, ptrdiff_t count, const ptrdiff_t *at, const double *value) {                                            \
    for (ptrdiff_t n = 0; n < count; n++)                                                                                                  \
      ((real *)to)[at[n]] = (real)((double)((real *)to)[at[n]] + value[n]);                                                                \
  }                                                                                                                                        \
  static double get_##real(const void *from, ptrdiff_t index) {                                                                            \
    return (double)((const real *)from)[index];                                                                                            \
  }
CONVERSIONS(float)
CONVERSIONS(double)

#define SHARED(real)                                                                                                                       \
  .real_size = sizeof(real), .turn = FEN_OF_LEVEL(fen_air_turn), .turn_back = FEN_OF_LEVEL(fen_air_turn_back),                             \
  .gather = FEN_OF_LEVEL(fen_air_gather), .scatter = FEN_OF_LEVEL(fen_air_scatter), .spread = FEN_OF_LEVEL(fen_air_spread),                \
  .put = put_##real, .add = add_##real, .get = get_##real, .cut = FEN_OF_LEVEL(fen_pencils_cut), .weigh = FEN_OF_LEVEL(fen_weigh_##real),  \
  .exchange = FEN_OF_LEVEL(fen_column_exchange), .factor = FEN_OF_LEVEL(fen_column_factor_##real),                                         \
  .sinks = FEN_OF_LEVEL(fen_column_sinks_##real)

static const fen_kernel_set single_set = {.groups = 3, .group = {TABLE(float, 16), TABLE(float, 8), TABLE(float, 1)}, SHARED(float)};
static const fen_kernel_set double_set = {.groups = 2, .group = {TABLE(double, 8), TABLE(double, 1)}, SHARED(double)};

const fen_kernel_set *FEN_OF_LEVEL(fen_kernel_set)(fen_precision precision) {
  return precision == FEN_PRECISION_SINGLE ? &single_set : &double_set;
}
