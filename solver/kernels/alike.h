/**
 * @file alike.h  How alike the cells are that the pencils of a batch look at. Winds of neighbours are much alike: mostly all pencils have
 * their departure points in the same cell, or some in the next, for which vectors need not be gathered element by element.
 */
#ifndef FENHE_KERNELS_ALIKE_H
#define FENHE_KERNELS_ALIKE_H

#include <stdint.h>
#ifdef __AVX512F__
#include <immintrin.h>
#endif

#include "pencils.h"

enum {
  FEN_APART,        /**< anything else */
  FEN_ALIKE,        /**< the same cell in all */
  FEN_ALIKE_OR_NEXT /**< one cell or the next */
};

#ifdef __AVX512F__
_Static_assert(FEN_BATCH * sizeof(int32_t) == sizeof(__m512i), "the cells of a batch fill a register");
#endif

/** @param[in] cell of each pencil, shape [FEN_BATCH] */
static inline unsigned char fen_alike(const int32_t *cell) {
#ifdef __AVX512F__
  const __m512i one = _mm512_set1_epi32(1);
  const __m512i first = _mm512_set1_epi32(cell[0]);
  const __m512i all = _mm512_loadu_si512(cell);
  const int differ = _mm512_cmpneq_epi32_mask(all, first);
  const int further = _mm512_cmpgt_epu32_mask(_mm512_sub_epi32(all, first), one);
  const int nearer = _mm512_cmpgt_epu32_mask(_mm512_sub_epi32(first, all), one);
#else
  uint32_t differ = 0;
  uint32_t further = 0; /* than the next */
  uint32_t nearer = 0;  /* than the one before */
  for (int v = 1; v < FEN_BATCH; v++) {
    const uint32_t ahead = (uint32_t)cell[v] - (uint32_t)cell[0];
    differ |= ahead;
    further |= ahead & ~(uint32_t)1;
    nearer |= (0 - ahead) & ~(uint32_t)1;
  }
#endif
  return differ == 0 ? FEN_ALIKE : further == 0 || nearer == 0 ? FEN_ALIKE_OR_NEXT : FEN_APART;
}

#endif
