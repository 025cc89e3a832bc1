/**
 * @file subnormal.h  Subnormal numbers count as 0 while the solver works: in the far tail of a plume they would cost a hundred times what
 * others do, and mean nothing.
 */
#ifndef FENHE_KERNELS_SUBNORMAL_H
#define FENHE_KERNELS_SUBNORMAL_H

#if defined(__SSE2__)
#include <immintrin.h>

/** Flush subnormal numbers from here on, in this thread. @return what fen_subnormal_restore takes */
static inline unsigned fen_subnormal_flush(void) {
  const unsigned results_and_operands = 0x8040;
  unsigned before = _mm_getcsr();
  _mm_setcsr(before | results_and_operands);
  return before;
}

static inline void fen_subnormal_restore(unsigned before) {
  _mm_setcsr(before);
}
#else
static inline unsigned fen_subnormal_flush(void) {
  return 0;
}

static inline void fen_subnormal_restore(unsigned before) {
  (void)before;
}
#endif

#endif
