/* The vector kernels of one instruction set. */
#include "kernels.h"

#include <float.h>
#include <string.h>

#include "level.h"

#define FOR_LANES _Pragma("omp simd") for (int v = 0; v < LANES; v++)
#define JOIN3(a, b, c) a##_##b##_##c
#define JOIN(a, b, c) JOIN3(a, b, c)
#define NAME(x) JOIN(x, REAL, LANES)
#define TABLE(real, lanes)                                                                                                                 \
  {                                                                                                                                        \
    .width = (lanes), .load = JOIN3(load, real, lanes), .store = JOIN3(store, real, lanes), .pad = JOIN3(pad, real, lanes),                \
    .advect_leads = JOIN3(advect_leads, real, lanes), .advect_tags = JOIN3(advect_tags, real, lanes),                                      \
    .spread = JOIN3(spread, real, lanes), .diffuse = JOIN3(diffuse, real, lanes), .settle = JOIN3(settle, real, lanes),                    \
    .scavenge = JOIN3(scavenge, real, lanes)                                                                                               \
  }

#define REAL float
#define EPSILON FLT_EPSILON
#define SMALLEST FLT_MIN
#define LANES 16
#include "advect_template.h"
#include "column_template.h"
#undef LANES
#define LANES 8
#include "advect_template.h"
#include "column_template.h"
#undef LANES
#define LANES 4
#include "advect_template.h"
#include "column_template.h"
#undef LANES
#undef EPSILON
#undef SMALLEST
#undef REAL

#define REAL double
#define EPSILON DBL_EPSILON
#define SMALLEST DBL_MIN
#define LANES 16
#include "advect_template.h"
#include "column_template.h"
#undef LANES
#define LANES 8
#include "advect_template.h"
#include "column_template.h"
#undef LANES
#define LANES 4
#include "advect_template.h"
#include "column_template.h"
#undef LANES
#undef EPSILON
#undef SMALLEST
#undef REAL

#define CONVERSIONS(real)                                                                                                                  \
  static void round_##real(const double *from, ptrdiff_t count, double factor, void *to) {                                                 \
    real *out = to;                                                                                                                        \
    for (ptrdiff_t i = 0; i < count; i++)                                                                                                  \
      out[i] = (real)(factor * from[i]);                                                                                                   \
  }                                                                                                                                        \
  static void round_spread_##real(const fen_pencil *p, fen_pencil_real *out) {                                                             \
    real *low = out->spread_low;                                                                                                           \
    real *high = out->spread_high;                                                                                                         \
    for (ptrdiff_t i = 0; i < p->n; i++) {                                                                                                 \
      double above = p->spread[i + 1] * p->inverse_pkg[i];                                                                                 \
      low[i] = (real)(p->spread[i] * p->inverse_pkg[i] / (1.0 - above));                                                                   \
      high[i] = (real)above;                                                                                                               \
    }                                                                                                                                      \
  }                                                                                                                                        \
  static void put_##real(void *to, ptrdiff_t index, double value) {                                                                        \
    ((real *)to)[index] = (real)value;                                                                                                     \
  }                                                                                                                                        \
  static double get_##real(const void *from, ptrdiff_t index) {                                                                            \
    return (double)((const real *)from)[index];                                                                                            \
  }
CONVERSIONS(float)
CONVERSIONS(double)

#define KERNEL_SET(real)                                                                                                                   \
  {                                                                                                                                        \
    .real_size = sizeof(real), .width = {TABLE(real, 16), TABLE(real, 8), TABLE(real, 4)}, .round = round_##real,                          \
    .round_spread = round_spread_##real, .put = put_##real, .get = get_##real, .weigh_even = FEN_OF_LEVEL(fen_pencil_weigh_even),          \
    .weigh_layers = FEN_OF_LEVEL(fen_pencil_weigh_layers)                                                                                  \
  }

static const fen_kernel_set single_set = KERNEL_SET(float);
static const fen_kernel_set double_set = KERNEL_SET(double);

const fen_kernel_set *FEN_OF_LEVEL(fen_kernel_set)(fen_precision precision) {
  return precision == FEN_PRECISION_SINGLE ? &single_set : &double_set;
}
