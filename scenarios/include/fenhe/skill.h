/**
 * @file skill.h  How well a model meets observations: figures of pairs, and the criteria that others hold them to.
 * docs/guide/evaluate.md has the formulas and their sources.
 */
#ifndef FENHE_SKILL_H
#define FENHE_SKILL_H

#include <stddef.h>

#ifdef __cplusplus
extern "C" {
#endif

/**
 * Figures of N pairs, observed O and modelled M, a bar being the mean over them. NaN: not defined for these pairs.
 * fac2: share of pairs with O/2 <= M <= 2 O (Chang & Hanna 2004, Meteorol. Atmos. Phys. 87, 167-196). nmb = sum(M - O) / sum O and
 * nme = sum|M - O| / sum O, both 1 and not per cent (Emery et al. 2017, J. Air Waste Manage. Assoc. 67, 582-598). ioa: the index of
 * agreement of Willmott (1981, Phys. Geogr. 2, 184-194), 1 - sum (M - O)^2 / sum (|M - Obar| + |O - Obar|)^2. mfb = 2/N sum (M - O) / (M +
 * O) and mfe, the same of |M - O| (Boylan & Russell 2006, Atmos. Environ. 40, 4946-4959). fb = 2 (Obar - Mbar) / (Obar + Mbar) and nmse =
 * mean (O - M)^2 / (Obar Mbar) (Chang & Hanna 2004).
 */
typedef struct {
  ptrdiff_t count;
  double mean_observed, mean_modelled;
  double fac2;
  double bias; /**< mean M - O */
  double nmb, nme;
  double rmse;
  double r; /**< Pearson's; not defined where either does not vary */
  double ioa;
  double mfb, mfe;
  double fb, nmse;
} fen_skill;

/** @param[in] observed, modelled finite, shape [count] */
fen_skill fen_skill_of(ptrdiff_t count, const double *observed, const double *modelled);

/** What the pairs are. */
typedef enum {
  FEN_SKILL_HOURS,       /**< hourly means */
  FEN_SKILL_DAYS,        /**< daily means */
  FEN_SKILL_EIGHT_HOURS, /**< each day's largest mean of 8 hours */
  FEN_SKILL_SETS
} fen_skill_set;

typedef enum {
  FEN_VERDICT_TOO_FEW,   /**< too few pairs to judge by */
  FEN_VERDICT_UNDEFINED, /**< the figure is not defined for these pairs */
  FEN_VERDICT_GOAL,      /**< about what the best of published models reach */
  FEN_VERDICT_CRITERION, /**< about what most of them reach */
  FEN_VERDICT_MISSED
} fen_verdict;

/** One figure held to what is accepted. */
typedef struct {
  fen_skill_set set;
  const char *figure; /**< "NMB", ... */
  const char *source; /**< whose criterion it is */
  double value;
  double goal, criterion; /**< bounds of its size (at_least: of itself); goal is NaN where there is none */
  int at_least;           /**< whether it must reach the bound; otherwise it must stay below */
  fen_verdict verdict;
} fen_judgement;

/** With fewer pairs nothing is judged. */
enum { FEN_SKILL_LEAST_HOURS = 24, FEN_SKILL_LEAST_DAYS = 10, FEN_SKILL_MOST_JUDGEMENTS = 8 };

/**
 * The criteria for a species' pairs.
 * @param[in]  species as words of monitors: PM25, O3, SO4, NO3, NH4, OC, EC have criteria of their own
 * @param[out] out shape [FEN_SKILL_MOST_JUDGEMENTS]
 * @return how many there are
 */
int fen_skill_judge(const char *species, fen_skill_set set, const fen_skill *skill, fen_judgement *out);
/** The worst of its verdicts that are defined; where it is not 1 there are none, and out is untouched. */
int fen_skill_worst(const char *species, fen_skill_set set, const fen_skill *skill, fen_verdict *out);
/** "goal", "criterion", "missed", "too few pairs", "not defined" (static storage). */
const char *fen_verdict_word(fen_verdict verdict);

#ifdef __cplusplus
}
#endif
#endif
