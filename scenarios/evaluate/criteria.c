/* Criteria of others. */
#include <math.h>
#include <string.h>

#include "fenhe/skill.h"

static const char emery[] = "Emery et al. (2017)";
static const char boylan[] = "Boylan & Russell (2006)";
static const char huang[] = "Huang et al. (2025)";
static const char chang[] = "Chang & Hanna (2004)";

/* Emery et al. (2017), table 3: size of NMB, NME and r of 24 h means of particles, and of hours and daily 8 h maxima of ozone. Nitrate and
 * carbon have no criterion for r. */
typedef struct {
  const char *species;
  double nmb[2], nme[2], r[2]; /* goal, criterion */
} benchmark;

static const benchmark benchmarks[] = {
    {"PM25", {0.10, 0.30}, {0.35, 0.50}, {0.70, 0.40}}, {"SO4", {0.10, 0.30}, {0.35, 0.50}, {0.70, 0.40}},
    {"NH4", {0.10, 0.30}, {0.35, 0.50}, {0.70, 0.40}},  {"NO3", {0.15, 0.65}, {0.65, 1.15}, {NAN, NAN}},
    {"OC", {0.15, 0.50}, {0.45, 0.65}, {NAN, NAN}},     {"EC", {0.20, 0.40}, {0.50, 0.75}, {NAN, NAN}},
    {"O3", {0.05, 0.15}, {0.15, 0.25}, {0.75, 0.50}},
};

static const char *const fine_particles[] = {"PM25", "SO4", "NH4", "NO3", "OC", "EC"};

static int is_fine_particle(const char *species) {
  for (size_t n = 0; n < sizeof fine_particles / sizeof *fine_particles; n++)
    if (strcmp(species, fine_particles[n]) == 0)
      return 1;
  return 0;
}

static int meets(const fen_judgement *j, double bound) {
  return j->at_least ? j->value >= bound : fabs(j->value) <= bound;
}

typedef struct {
  fen_judgement *items;
  int count;
  fen_skill_set set;
  ptrdiff_t pairs;
} list;

static void add(list *to, const char *figure, double value, double goal, double criterion, int at_least, const char *source) {
  fen_judgement *j = &to->items[to->count];
  ptrdiff_t least = to->set == FEN_SKILL_HOURS ? FEN_SKILL_LEAST_HOURS : FEN_SKILL_LEAST_DAYS;
  if (isnan(criterion))
    return;
  *j = (fen_judgement){to->set, figure, source, value, goal, criterion, at_least, FEN_VERDICT_MISSED};
  if (to->pairs < least)
    j->verdict = FEN_VERDICT_TOO_FEW;
  else if (isnan(value))
    j->verdict = FEN_VERDICT_UNDEFINED;
  else if (meets(j, goal))
    j->verdict = FEN_VERDICT_GOAL;
  else if (meets(j, criterion))
    j->verdict = FEN_VERDICT_CRITERION;
  to->count++;
}

int fen_skill_judge(const char *species, fen_skill_set set, const fen_skill *skill, fen_judgement *out) {
  list to = {.items = out, .set = set, .pairs = skill->count};
  for (size_t n = 0; n < sizeof benchmarks / sizeof *benchmarks; n++) {
    const benchmark *b = &benchmarks[n];
    int ozone = strcmp(b->species, "O3") == 0;
    if (strcmp(b->species, species) != 0 || (ozone ? set == FEN_SKILL_DAYS : set != FEN_SKILL_DAYS))
      continue;
    add(&to, "NMB", skill->nmb, b->nmb[0], b->nmb[1], 0, emery);
    add(&to, "NME", skill->nme, b->nme[0], b->nme[1], 0, emery);
    add(&to, "r", skill->r, b->r[0], b->r[1], 1, emery);
  }
  /* Of ozone in China: Atmos. Chem. Phys. 25, 4233. */
  if (set == FEN_SKILL_HOURS && strcmp(species, "O3") == 0)
    add(&to, "NMB", skill->nmb, 0.15, 0.30, 0, huang);
  if (set == FEN_SKILL_EIGHT_HOURS && strcmp(species, "O3") == 0)
    add(&to, "NMB", skill->nmb, 0.10, 0.20, 0, huang);
  if (set == FEN_SKILL_DAYS && is_fine_particle(species)) {
    add(&to, "MFB", skill->mfb, 0.30, 0.60, 0, boylan);
    add(&to, "MFE", skill->mfe, 0.50, 0.75, 0, boylan);
  }
  if (set == FEN_SKILL_HOURS) {
    add(&to, "FAC2", skill->fac2, NAN, 0.5, 1, chang);
    add(&to, "FB", skill->fb, NAN, 0.3, 0, chang);
    add(&to, "NMSE", skill->nmse, NAN, 1.5, 0, chang);
  }
  return to.count;
}

int fen_skill_worst(const char *species, fen_skill_set set, const fen_skill *skill, fen_verdict *out) {
  fen_judgement items[FEN_SKILL_MOST_JUDGEMENTS];
  int count = fen_skill_judge(species, set, skill, items);
  fen_verdict worst = FEN_VERDICT_TOO_FEW; /* the verdicts are in order, from the one that says least */
  for (int n = 0; n < count; n++)
    worst = items[n].verdict > worst ? items[n].verdict : worst;
  if (count > 0)
    *out = worst;
  return count > 0;
}

const char *fen_verdict_word(fen_verdict verdict) {
  static const char *const words[] = {"too few pairs", "not defined", "goal", "criterion", "missed"};
  return words[verdict];
}
