/* What a reader must know besides the figures. */
#include <math.h>
#include <stdio.h>
#include <string.h>

#include "text.h"
#include "verdict.h"

enum { NOTE = 2048, MOST_NOTES = 24, MOST_NAMED = 12 };

/* A district with less of its area inside is called cut. */
static const double whole_share = 0.995;

typedef struct {
  fen_comparison *c;
  const char **items;
  ptrdiff_t count;
  fen_error *err;
  fen_status status;
} notes;

static void note(notes *n, const char *text) {
  if (!n->status && n->count < MOST_NOTES)
    n->status = fen_pool_text(n->c->pool, &n->items[n->count++], n->err, "%.*s", fen_text_fit(text, NOTE), text);
}

static void note_days(notes *n) {
  const fen_comparison *c = n->c;
  char text[NOTE];
  if (!c->has_limits) {
    note(n, "The table of limits was not found (FENHE_SHARE names its folder), so that neither days nor people above one are counted.");
    return;
  }
  if (isnan(c->limit_ugpm3)) {
    (void)snprintf(text, sizeof text, "No 24 h limit of %s applies, so that neither days nor people above one are counted.",
                   c->species_text);
  } else {
    (void)snprintf(text, sizeof text, "The 24 h limit is %g ug m-3 (%s)%s; %td of %td days have %d hours or more and count.",
                   c->limit_ugpm3, c->limit_name, c->limit_in_force ? "" : ", which was not in force at the time of the period",
                   c->whole_days, c->days, (int)FEN_WHOLE_DAY_HOURS);
  }
  note(n, text);
  if (c->annual_refusal[0]) {
    (void)snprintf(text, sizeof text, "No annual limit is applied: %s.", c->annual_refusal);
    note(n, text);
  }
}

static void note_cuts(notes *n) {
  const fen_comparison *c = n->c;
  char text[NOTE] = "The domain cuts these districts; figures are of the part inside: ";
  ptrdiff_t count = 0;
  for (ptrdiff_t d = 0; d + 1 < c->district_count; d++) {
    const fen_compared_place *place = &c->districts[d];
    if (!(place->area_share < whole_share))
      continue;
    size_t used = strlen(text);
    if (count < MOST_NAMED && isnan(place->people_share))
      (void)snprintf(text + used, sizeof text - used, "%s%s (%.0f %% of its area)", count ? ", " : "", place->name,
                     100.0 * place->area_share);
    else if (count < MOST_NAMED)
      (void)snprintf(text + used, sizeof text - used, "%s%s (%.0f %% of its area, %.0f %% of its people)", count ? ", " : "", place->name,
                     100.0 * place->area_share, 100.0 * place->people_share);
    count++;
  }
  size_t used = strlen(text);
  if (count > MOST_NAMED)
    (void)snprintf(text + used, sizeof text - used, " and %td more.", count - MOST_NAMED);
  else
    (void)snprintf(text + used, sizeof text - used, ".");
  if (count > 0)
    note(n, text);
}

static bool differs(const fen_comparison *c, const fen_compared_run *run, int kind) {
  const fen_compared_run *base = &c->runs[0];
  return run->inputs.known && base->inputs.known && run->inputs.sum[kind] != base->inputs.sum[kind];
}

static bool is_foreign(const fen_comparison *c, const fen_compared_run *run, int kind) {
  (void)c, (void)kind;
  return run->is_foreign;
}

/* The scenarios that something is true of, as a note of its own. */
static void note_runs(notes *n, const char *beginning, bool (*is_meant)(const fen_comparison *, const fen_compared_run *, int), int kind) {
  char text[NOTE];
  ptrdiff_t count = 0;
  (void)snprintf(text, sizeof text, "%s", beginning);
  for (ptrdiff_t r = 1; r < n->c->run_count; r++) {
    size_t used = strlen(text);
    if (is_meant(n->c, &n->c->runs[r], kind) && count++ < MOST_NAMED)
      (void)snprintf(text + used, sizeof text - used, "%s%s", count > 1 ? ", " : "", n->c->runs[r].name);
  }
  size_t used = strlen(text);
  if (count > MOST_NAMED)
    (void)snprintf(text + used, sizeof text - used, " and %td more.", count - MOST_NAMED);
  else
    (void)snprintf(text + used, sizeof text - used, ".");
  if (count > 0)
    note(n, text);
}

/* What else than the scenarios makes results differ. */
static void note_inputs(notes *n) {
  static const char *const beginnings[FEN_INPUT_KINDS] = {
      [FEN_INPUT_CASE] = "The case file is not the base's, so that background, weather, emissions or other settings may differ: ",
      [FEN_INPUT_WEATHER] = "The weather files are not the base's, so that differences are not those of emissions alone: ",
      [FEN_INPUT_EMISSIONS] = "The emission files are not the base's, so that differences are not those of the measures alone: ",
      [FEN_INPUT_BACKGROUND] =
          "The files of initial and boundary values are not the base's, so that differences are not those of emissions alone: ",
      [FEN_INPUT_OTHER] = "Other input files (sectors, regions, population, receptors or terrain) are not the base's: "};
  for (int kind = 0; kind < FEN_INPUT_KINDS; kind++)
    note_runs(n, beginnings[kind], differs, kind);
  note_runs(n, "Tonnes and costs are left out where the ledger counts from other emissions than the base's: ", is_foreign, 0);
  if (strcmp(n->c->weather, "idealised") == 0)
    note(n, "The weather is idealised: figures show what scenarios do in such weather, not what the air was.");
}

static void note_limiters(notes *n) {
  ptrdiff_t lent = 0;
  for (ptrdiff_t r = 1; r < n->c->run_count; r++)
    lent += strcmp(n->c->runs[r].limiter_of, "base") == 0;
  char text[NOTE];
  (void)snprintf(
      text, sizeof text,
      "%td of %td scenarios were carried with the base's limiter: they are linear in emissions, and runs of their own differ a little; "
      "beside strong sources they may stray by some per cent of what was taken away, even above the base.",
      lent, n->c->run_count - 1);
  if (lent > 0)
    note(n, text);
}

static void note_costs(notes *n) {
  const fen_comparison *c = n->c;
  char text[NOTE] = "Costs are lower bounds where measures do not state any: ";
  bool costs = false;
  ptrdiff_t partial = 0;
  for (ptrdiff_t r = 1; r < c->run_count; r++) {
    const fen_compared_run *run = &c->runs[r];
    size_t used = strlen(text);
    if (isnan(run->cost_yuan_pyr))
      continue;
    costs = true;
    if (run->costed_measures < run->measures && partial++ < MOST_NAMED)
      (void)snprintf(text + used, sizeof text - used, "%s%s (%td of %td measures)", partial > 1 ? ", " : "", run->name,
                     run->costed_measures, run->measures);
  }
  size_t used = strlen(text);
  (void)snprintf(text + used, sizeof text - used, ".");
  if (partial > 0)
    note(n, text);
  if (costs && isnan(c->annual_limit_ugpm3))
    note(n, "Costs and tonnes are those of a year, ug m-3 those of the period: a ratio of them holds for weather like the period's.");
}

fen_status fen_verdict_note(fen_comparison *c, fen_error *err) {
  notes n = {.c = c, .err = err};
  n.status = FEN_POOL_NEW(c->pool, &n.items, MOST_NOTES, err);
  if (n.status)
    return n.status;
  note(&n, c->polygons);
  note(&n, c->population);
  note_cuts(&n);
  note_days(&n);
  note_inputs(&n);
  note_limiters(&n);
  note_costs(&n);
  c->notes = n.items;
  c->note_count = n.count;
  return n.status;
}
