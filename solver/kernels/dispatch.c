/* The choice of an instruction set, once for a transport. */
#include "fenhe/instructions.h"
#include "kernels.h"

typedef struct {
  const char *name;
  const fen_kernel_set *(*set_of)(fen_precision precision); /* NULL: not built for this kind of processor */
  bool (*supported)(void);
} level;

const fen_kernel_set *fen_kernel_set_baseline(fen_precision precision);

static bool always(void) {
  return true;
}

#ifdef FEN_BUILT_FOR_AVX
const fen_kernel_set *fen_kernel_set_avx2(fen_precision precision);
const fen_kernel_set *fen_kernel_set_avx512(fen_precision precision);

static bool has_avx2(void) {
  return __builtin_cpu_supports("avx2");
}

/* What all processors with 512-bit registers have had since the first of them; kept in step with the options in CMakeLists.txt. */
static bool has_avx512(void) {
  return __builtin_cpu_supports("avx512f") && __builtin_cpu_supports("avx512cd") && __builtin_cpu_supports("avx512bw") &&
         __builtin_cpu_supports("avx512dq") && __builtin_cpu_supports("avx512vl");
}
#define AVX2 fen_kernel_set_avx2, has_avx2
#define AVX512 fen_kernel_set_avx512, has_avx512
#else
#define AVX2 NULL, NULL
#define AVX512 NULL, NULL
#endif

static const level levels[] = {[FEN_INSTRUCTIONS_BEST] = {"best", NULL, NULL},
                               [FEN_INSTRUCTIONS_BASELINE] = {"baseline", fen_kernel_set_baseline, always},
                               [FEN_INSTRUCTIONS_AVX2] = {"avx2", AVX2},
                               [FEN_INSTRUCTIONS_AVX512] = {"avx512", AVX512}};

const char *fen_instructions_name(fen_instructions instructions) {
  return (unsigned)instructions <= FEN_INSTRUCTIONS_AVX512 ? levels[instructions].name : "unknown";
}

bool fen_instructions_available(fen_instructions instructions) {
  if ((unsigned)instructions > FEN_INSTRUCTIONS_AVX512)
    return false;
  return instructions == FEN_INSTRUCTIONS_BEST || (levels[instructions].set_of && levels[instructions].supported());
}

fen_instructions fen_instructions_best(void) {
  return fen_instructions_available(FEN_INSTRUCTIONS_AVX512) ? FEN_INSTRUCTIONS_AVX512
         : fen_instructions_available(FEN_INSTRUCTIONS_AVX2) ? FEN_INSTRUCTIONS_AVX2
                                                             : FEN_INSTRUCTIONS_BASELINE;
}

fen_status fen_kernel_set_choose(fen_instructions instructions, fen_precision precision, const fen_kernel_set **out, fen_error *err) {
  if ((unsigned)instructions > FEN_INSTRUCTIONS_AVX512)
    return fen_fail(err, FEN_ERR_ARGUMENT, "instructions %d is none of the enumerators", (int)instructions);
  fen_instructions chosen = instructions == FEN_INSTRUCTIONS_BEST ? fen_instructions_best() : instructions;
  if (!fen_instructions_available(chosen))
    return fen_fail(
        err, FEN_ERR_ARGUMENT, "this %s has no code for %s instructions; use %s, or FEN_INSTRUCTIONS_BEST for the best there is",
        levels[chosen].set_of ? "processor" : "build of the library", levels[chosen].name, fen_instructions_name(fen_instructions_best()));
  *out = levels[chosen].set_of(precision);
  return FEN_OK;
}
