/** @file scores.h  How well modelled values agree with measured ones, paired. */
#ifndef FENHE_VERIFICATION_SCORES_H
#define FENHE_VERIFICATION_SCORES_H

#include <stddef.h>

/**
 * Chang & Hanna (2004), Meteorol. Atmos. Phys. 87, 167-196, with o measured and p modelled, < > the mean over all pairs.
 * Positive fb and mg > 1 mean that the model is too low.
 */
typedef struct {
  double fac2; /**< share of pairs with 0.5 <= p / o <= 2 */
  double fb;   /**< fractional bias, 2 (<o> - <p>) / (<o> + <p>) */
  double nmse; /**< normalised mean square error, <(o - p)^2> / (<o> <p>) */
  double mg;   /**< geometric mean bias, exp <ln o - ln p> */
  double vg;   /**< geometric variance, exp <(ln o - ln p)^2> */
  double r;    /**< linear correlation; NaN for fewer than two pairs or a constant */
} fen_scores;

/** Scores of count pairs, all > 0. All are NaN without pairs, mg and vg also where a value is not > 0. */
fen_scores fen_scores_of(const double *measured, const double *modelled, ptrdiff_t count);

#endif
