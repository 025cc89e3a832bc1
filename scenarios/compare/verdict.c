#include "verdict.h"

#include <math.h>
#include <string.h>

/* Tonnes of one inventory, added up in another order, agree as far as this. */
static const double tonnes_tolerance = 1e-6;

double fen_verdict_mean(const fen_comparison *comparison, const fen_compared_run *run) {
  const fen_place_figures *domain = &run->districts[comparison->district_count - 1];
  return comparison->over_people ? domain->people.mean : domain->area.mean;
}

static double less(double a, double b) {
  return isnan(a) ? 0.0 : isnan(b) ? a : a - b;
}

static double base_tonnes(const fen_compared_run *base, const char *species) {
  for (ptrdiff_t n = 0; n < base->tonnes_count; n++)
    if (strcmp(base->tonnes[n].species, species) == 0)
      return base->has_ledger ? base->tonnes[n].base_tpyr : base->tonnes[n].scenario_tpyr;
  return 0.0;
}

/* Whether a ledger counts from other emissions than the base's, as far as those are known. */
static bool is_foreign(const fen_compared_run *base, const fen_compared_run *run) {
  bool foreign = false;
  if (run == base || !run->has_ledger || base->tonnes_count == 0)
    return false;
  for (ptrdiff_t n = 0; n < run->tonnes_count; n++) {
    double own = run->tonnes[n].base_tpyr;
    double known = base_tonnes(base, run->tonnes[n].species);
    foreign = foreign || fabs(own - known) > tonnes_tolerance * fmax(fabs(own), fabs(known));
  }
  return foreign;
}

static void drop_ledger(fen_compared_run *run) {
  run->tonnes_count = 0;
  run->cost_yuan_pyr = run->co2_tpyr = run->co2_value_yuan_pyr = NAN;
}

/* Ledgers count from the inventory; where the base has one too, what is compared is the difference of the two. */
static fen_status relate_tonnes(const fen_comparison *c, fen_compared_run *run, fen_error *err) {
  const fen_compared_run *base = &c->runs[0];
  fen_compared_tonnes *tonnes = NULL;
  run->is_foreign = is_foreign(base, run);
  if (run->is_foreign) {
    drop_ledger(run);
    return FEN_OK;
  }
  fen_status status = FEN_POOL_NEW(c->pool, &tonnes, run->tonnes_count, err);
  for (ptrdiff_t n = 0; !status && n < run->tonnes_count; n++) {
    tonnes[n] = run->tonnes[n];
    for (ptrdiff_t b = 0; b < base->tonnes_count; b++)
      if (strcmp(base->tonnes[b].species, tonnes[n].species) == 0 && (base->has_ledger || !run->has_ledger))
        tonnes[n].base_tpyr = base->tonnes[b].scenario_tpyr;
    if (!run->has_ledger || base->has_ledger)
      tonnes[n].change_tpyr = tonnes[n].scenario_tpyr - tonnes[n].base_tpyr;
  }
  run->tonnes = tonnes;
  if (status || !base->has_ledger || run == base)
    return status;
  run->cost_yuan_pyr = isnan(run->cost_yuan_pyr) ? NAN : less(run->cost_yuan_pyr, base->cost_yuan_pyr);
  run->co2_tpyr = isnan(run->co2_tpyr) ? NAN : less(run->co2_tpyr, base->co2_tpyr);
  run->co2_value_yuan_pyr = isnan(run->co2_value_yuan_pyr) ? NAN : less(run->co2_value_yuan_pyr, base->co2_value_yuan_pyr);
  return FEN_OK;
}

bool fen_verdict_is_change(double gain_ugpm3, double base_mean_ugpm3) {
  static const double least_part = 1e-6;
  return fabs(gain_ugpm3) > least_part * fabs(base_mean_ugpm3);
}

/* Nothing is related to a gain that is rounding. */
static double per(double amount, double gain, double mean) {
  return gain > 0.0 && fen_verdict_is_change(gain, mean) && isfinite(amount) ? amount / gain : NAN;
}

static void judge_costs(const fen_comparison *c, fen_compared_run *run) {
  double people = c->districts[c->district_count - 1].people;
  double mean = fen_verdict_mean(c, &c->runs[0]);
  run->gain_ugpm3 = mean - fen_verdict_mean(c, run);
  run->cost_per_ugpm3 = per(run->cost_yuan_pyr, run->gain_ugpm3, mean);
  run->cost_per_person_ugpm3 = people > 0.0 ? run->cost_per_ugpm3 / people : NAN;
  run->tonnes_per_ugpm3 = NAN;
  for (ptrdiff_t n = 0; n < run->tonnes_count; n++)
    if (strcmp(run->tonnes[n].species, c->species) == 0)
      run->tonnes_per_ugpm3 = per(-run->tonnes[n].change_tpyr, run->gain_ugpm3, mean);
}

/* The series that a place is judged by: what its people breathe, or, where nobody is known to live, what lies over its area. */
static const fen_series_figures *judged(const fen_comparison *c, const fen_place_figures *place) {
  return c->over_people && !isnan(place->people.mean) ? &place->people : &place->area;
}

static void judge_side(const fen_comparison *c, const fen_place_figures *base, fen_place_figures *place) {
  const fen_series_figures *before = judged(c, base);
  const fen_series_figures *after = judged(c, place);
  if (before->days_above >= 0 && after->days_above >= 0)
    place->side = (after->days_above > 0) - (before->days_above > 0);
  if (!isnan(c->annual_limit_ugpm3))
    place->side_annual = (after->mean > c->annual_limit_ugpm3) - (before->mean > c->annual_limit_ugpm3);
}

static void judge_sides(const fen_comparison *c, fen_compared_run *run) {
  const fen_compared_run *base = &c->runs[0];
  for (ptrdiff_t d = 0; d < c->district_count; d++)
    judge_side(c, &base->districts[d], &run->districts[d]);
  for (ptrdiff_t r = 0; r < c->receptor_count; r++)
    judge_side(c, &base->receptors[r], &run->receptors[r]);
}

fen_status fen_verdict_judge(fen_comparison *c, fen_error *err) {
  for (ptrdiff_t n = c->run_count - 1; n >= 0; n--) { /* the base last: the others are measured by what it was read as */
    fen_status status = relate_tonnes(c, &c->runs[n], err);
    if (status)
      return status;
    judge_costs(c, &c->runs[n]);
    judge_sides(c, &c->runs[n]);
  }
  for (ptrdiff_t n = 1; n < c->run_count; n++) {
    c->runs[n].rank = 1;
    for (ptrdiff_t m = 1; m < c->run_count; m++)
      c->runs[n].rank += c->runs[m].gain_ugpm3 > c->runs[n].gain_ugpm3 || (m < n && c->runs[m].gain_ugpm3 == c->runs[n].gain_ugpm3);
  }
  return FEN_OK;
}
