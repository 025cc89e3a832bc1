/** @file instructions.h  Instruction sets that the vector kernels are built for. All give the same bytes; they differ in speed alone. */
#ifndef FENHE_INSTRUCTIONS_H
#define FENHE_INSTRUCTIONS_H

#include <stdbool.h>

#ifdef __cplusplus
extern "C" {
#endif

/** BEST: the widest that the processor has. BASELINE: what every processor of its kind has, SSE2 on x86-64. */
typedef enum { FEN_INSTRUCTIONS_BEST, FEN_INSTRUCTIONS_BASELINE, FEN_INSTRUCTIONS_AVX2, FEN_INSTRUCTIONS_AVX512 } fen_instructions;

/** "best", "baseline", "avx2" or "avx512": static text; "unknown" for what is none of the enumerators. */
const char *fen_instructions_name(fen_instructions instructions);
/** Whether the library was built with such code and this processor can run it. */
bool fen_instructions_available(fen_instructions instructions);
/** What FEN_INSTRUCTIONS_BEST stands for on this processor. */
fen_instructions fen_instructions_best(void);

#ifdef __cplusplus
}
#endif
#endif
