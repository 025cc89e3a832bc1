/*
 * Vectors of BYTES bytes of REAL: getting and putting, comparing and choosing element by element. C has no ?: for vectors: from masks of
 * integers gcc makes three instructions a choice, and ten to find whether any is set, for which AVX-512 has one each. There intrinsics are
 * used; docs/decisions.md says what that gains. Included with NAME(x), INTEGER (of the size of REAL), and VEC and MASK as names of the
 * types.
 */
typedef REAL NAME(vec) __attribute__((vector_size(BYTES)));
typedef REAL NAME(vec_at) __attribute__((vector_size(BYTES), aligned(sizeof(REAL))));

static FEN_INLINE VEC NAME(get)(const REAL *from) {
  return *(const NAME(vec_at) *)from;
}

static FEN_INLINE void NAME(put)(REAL *to, VEC value) {
  *(NAME(vec_at) *)to = value;
}

static FEN_INLINE VEC NAME(all)(REAL value) {
  return value - (VEC){0};
}

#ifdef __AVX512F__
#define INTRINSIC(operation) INTRINSIC3(WIDTH, operation, SUFFIX)
#define MASK_INTRINSIC(operation) INTRINSIC4(WIDTH, operation, SUFFIX, mask)
#define INTRINSIC3(width, operation, suffix) INTRINSIC_JOINED3(width, operation, suffix)
#define INTRINSIC4(width, operation, suffix, last) INTRINSIC_JOINED4(width, operation, suffix, last)
#define INTRINSIC_JOINED3(width, operation, suffix) _mm##width##_##operation##_##suffix
#define INTRINSIC_JOINED4(width, operation, suffix, last) _mm##width##_##operation##_##suffix##_##last

typedef unsigned short NAME(mask); /* a bit for each element, of which there are 16 at most */

/* a > b */
static FEN_INLINE MASK NAME(exceeds)(VEC a, VEC b) {
  return MASK_INTRINSIC(cmp)(a, b, _CMP_GT_OQ);
}

/* a where the mask is set, else b. */
static FEN_INLINE VEC NAME(choose)(MASK mask, VEC a, VEC b) {
  return INTRINSIC(mask_blend)(mask, b, a);
}

/* a > b ? a : b */
static FEN_INLINE VEC NAME(larger)(VEC a, VEC b) {
  return INTRINSIC(max)(a, b);
}

/* a < b ? a : b */
static FEN_INLINE VEC NAME(smaller)(VEC a, VEC b) {
  return INTRINSIC(min)(a, b);
}

/* Whether the mask is set anywhere. */
static FEN_INLINE int NAME(any)(MASK mask) {
  return mask != 0;
}

/* The mask for one element alone. */
static FEN_INLINE MASK NAME(element)(MASK mask, int v) {
  return (MASK)(mask & 1 << v);
}

#undef INTRINSIC
#undef MASK_INTRINSIC
#undef INTRINSIC3
#undef INTRINSIC4
#undef INTRINSIC_JOINED3
#undef INTRINSIC_JOINED4
#else
typedef INTEGER NAME(mask) __attribute__((vector_size(BYTES)));

static FEN_INLINE MASK NAME(exceeds)(VEC a, VEC b) {
  return a > b;
}

static FEN_INLINE VEC NAME(choose)(MASK mask, VEC a, VEC b) {
  return (VEC)((mask & (MASK)a) | (~mask & (MASK)b));
}

static FEN_INLINE VEC NAME(larger)(VEC a, VEC b) {
  return NAME(choose)(a > b, a, b);
}

static FEN_INLINE VEC NAME(smaller)(VEC a, VEC b) {
  return NAME(choose)(a < b, a, b);
}

static FEN_INLINE int NAME(any)(MASK mask) {
  typedef int64_t words __attribute__((vector_size(BYTES)));
  const words whole = (words)mask;
  int64_t any = 0;
  for (size_t n = 0; n < BYTES / sizeof any; n++)
    any |= whole[n];
  return any != 0;
}

static FEN_INLINE MASK NAME(element)(MASK mask, int v) {
  MASK alone = {0};
  alone[v] = mask[v];
  return alone;
}
#endif
