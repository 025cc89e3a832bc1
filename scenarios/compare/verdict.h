/** @file verdict.h  What follows from the figures of a comparison: gains, costs, sides of the limit, ranks, notes, a sentence. */
#ifndef FENHE_COMPARE_VERDICT_H
#define FENHE_COMPARE_VERDICT_H

#include "fenhe/compare.h"
#include "pool.h"

/** The mean that ranks: of the whole domain, over people or area. */
double fen_verdict_mean(const fen_comparison *comparison, const fen_compared_run *run);
/** Whether a gain is more than rounding of the base's mean; NaN: no. */
bool fen_verdict_is_change(double gain_ugpm3, double base_mean_ugpm3);
/** Fill in gain, cost for it, tonnes against the base, sides and ranks of all runs. */
fen_status fen_verdict_judge(fen_comparison *comparison, fen_error *err);
/** What the reader must know besides the figures (notes.c). */
fen_status fen_verdict_note(fen_comparison *comparison, fen_error *err);
/** The sentence of result, in English and Chinese (sentence.c). */
fen_status fen_verdict_phrase(fen_comparison *comparison, fen_error *err);

#endif
