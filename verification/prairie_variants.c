/*
 * V7 in other ways: on a finer grid, without deposition, and with other published functions for the spread across the wind. These cases
 * only tell what the figures of V7/all owe to each choice.
 */
#include <math.h>
#include <stdio.h>

#include "fenhe/constants.h"
#include "fenhe/memory.h"
#include "prairie_grass.h"
#include "scores.h"

/* The runs' measured and modelled values one after the other, for scores. */
typedef struct {
  ptrdiff_t room, count;
  double *measured, *modelled; /* shape [room] */
} pairs;

static void pairs_free(pairs *p) {
  fen_free(p->measured);
  fen_free(p->modelled);
}

static fen_status pairs_create(const fen_field_runs *runs, pairs *p, fen_error *err) {
  *p = (pairs){0};
  for (ptrdiff_t r = 0; r < runs->count; r++)
    p->room += runs->runs[r].arc_count;
  fen_status status = FEN_NEW(&p->measured, p->room, err);
  return status ? status : FEN_NEW(&p->modelled, p->room, err);
}

static void pairs_add(pairs *p, double measured, double modelled) {
  p->measured[p->count] = measured;
  p->modelled[p->count++] = modelled;
}

static fen_status largest_change(const fen_field_run *run, double *largest, double *cell_updates, fen_error *err) {
  static const fen_plume_grid fine = {.dx_m = 2.5, .first_m = 0.1, .stretching = 1.05, .courant = 1.5};
  fen_plume_arc *plume[2] = {NULL, NULL};
  fen_plume_facts facts;
  fen_status status = FEN_OK;
  for (int n = 0; !status && n < 2; n++) {
    status = FEN_NEW(&plume[n], run->arc_count, err);
    if (!status)
      status = fen_plume_solve(run, n == 0 ? &fen_prairie_grid : &fine, fen_prairie_resistance(run), plume[n], &facts, err);
    *cell_updates += status ? 0.0 : facts.cell_updates;
  }
  *largest = 0.0;
  for (ptrdiff_t a = 0; !status && a < run->arc_count; a++) {
    const double change = fabs(plume[0][a].integral_mgpm2 / plume[1][a].integral_mgpm2 - 1.0);
    *largest = change <= *largest ? *largest : change;
  }
  fen_free(plume[0]);
  fen_free(plume[1]);
  return status;
}

/* The run with the strongest heating and the one with the strongest cooling have the thickest and the thinnest plumes. */
static fen_status run_grid(const fen_verify_case *item, fen_verify_context *context, fen_verify_result *out, fen_error *err) {
  (void)item;
  fen_field_runs runs = {0};
  fen_status status = fen_prairie_read(context, &runs, out->skipped, err);
  if (status || out->skipped[0])
    return status;
  const fen_field_run *unstable = &runs.runs[0];
  const fen_field_run *stable = &runs.runs[0];
  for (ptrdiff_t r = 1; r < runs.count; r++) {
    unstable = 1.0 / runs.runs[r].obukhov_m < 1.0 / unstable->obukhov_m ? &runs.runs[r] : unstable;
    stable = 1.0 / runs.runs[r].obukhov_m > 1.0 / stable->obukhov_m ? &runs.runs[r] : stable;
  }
  double change;
  status = largest_change(unstable, &change, &out->cell_updates, err);
  if (!status) {
    fen_verify_tell(out, "unstable_run", unstable->run, NAN);
    fen_verify_tell(out, "change_unstable", change, NAN);
    status = largest_change(stable, &change, &out->cell_updates, err);
  }
  if (!status) {
    fen_verify_tell(out, "stable_run", stable->run, NAN);
    fen_verify_tell(out, "change_stable", change, NAN);
  }
  fen_field_runs_free(&runs);
  return status;
}

static fen_status undeposited(const fen_field_run *run, pairs *maxima, pairs *integrals, double *cell_updates, fen_error *err) {
  fen_plume_arc *plume = NULL;
  double *rows = NULL;
  fen_plume_facts facts;
  fen_status status = FEN_NEW(&plume, run->arc_count, err);
  if (!status)
    status = FEN_NEW(&rows, run->arc_count * FEN_ARC_COLUMNS, err);
  if (!status)
    status = fen_plume_solve(run, &fen_prairie_grid, HUGE_VAL, plume, &facts, err);
  if (!status) {
    fen_prairie_fill(run, plume, rows);
    *cell_updates += facts.cell_updates;
  }
  for (ptrdiff_t a = 0; !status && a < run->arc_count; a++) {
    const double *row = rows + a * FEN_ARC_COLUMNS;
    pairs_add(maxima, row[FEN_MAXIMUM], row[FEN_MAXIMUM_OURS]);
    pairs_add(integrals, row[FEN_INTEGRAL], row[FEN_INTEGRAL_OURS]);
  }
  fen_free(plume);
  fen_free(rows);
  return status;
}

static fen_status run_without_deposition(const fen_verify_case *item, fen_verify_context *context, fen_verify_result *out, fen_error *err) {
  (void)item;
  fen_field_runs runs = {0};
  pairs maxima = {0};
  pairs integrals = {0};
  fen_status status = fen_prairie_read(context, &runs, out->skipped, err);
  if (status || out->skipped[0])
    return status;
  status = pairs_create(&runs, &maxima, err);
  if (!status)
    status = pairs_create(&runs, &integrals, err);
  for (ptrdiff_t r = 0; !status && r < runs.count; r++)
    status = undeposited(&runs.runs[r], &maxima, &integrals, &out->cell_updates, err);
  if (!status) {
    const fen_scores high = fen_scores_of(maxima.measured, maxima.modelled, maxima.count);
    const fen_scores across = fen_scores_of(integrals.measured, integrals.modelled, integrals.count);
    fen_verify_tell(out, "fac2", high.fac2, 0.5);
    fen_verify_tell(out, "fb", high.fb, 0.3);
    fen_verify_tell(out, "nmse", high.nmse, 4.0);
    fen_verify_tell(out, "mg", high.mg, 1.3);
    fen_verify_tell(out, "vg", high.vg, 4.0);
    fen_verify_tell(out, "fac2_integral", across.fac2, 0.5);
    fen_verify_tell(out, "fb_integral", across.fb, 0.3);
    fen_verify_tell(out, "nmse_integral", across.nmse, 4.0);
    fen_verify_tell(out, "mg_integral", across.mg, 1.3);
    fen_verify_tell(out, "vg_integral", across.vg, 4.0);
  }
  pairs_free(&maxima);
  pairs_free(&integrals);
  fen_field_runs_free(&runs);
  return status;
}

/* Arc maxima from the rows of all runs with another spread across the wind. */
static void respread(const fen_field_runs *runs, const double *row, fen_spread_function function, pairs *maxima) {
  maxima->count = 0;
  for (ptrdiff_t r = 0; r < runs->count; r++) {
    const fen_field_run *run = &runs->runs[r];
    const fen_similarity similarity = fen_similarity_of(run);
    for (ptrdiff_t a = 0; a < run->arc_count; a++, row += FEN_ARC_COLUMNS) {
      const double spread = fen_crosswind_spread(run, &similarity, function, row[FEN_ARC], row[FEN_TRAVEL]);
      pairs_add(maxima, row[FEN_MAXIMUM], row[FEN_INTEGRAL_OURS] / (sqrt(2.0 * FEN_PI) * spread));
    }
  }
}

static fen_status run_spreads(const fen_verify_case *item, fen_verify_context *context, fen_verify_result *out, fen_error *err) {
  (void)item;
  static const struct {
    fen_spread_function function;
    const char *fac2, *fb, *mg, *vg;
  } spreads[] = {
      {FEN_SPREAD_DRAXLER_SURFACE, "fac2_draxler_surface", "fb_draxler_surface", "mg_draxler_surface", "vg_draxler_surface"},
      {FEN_SPREAD_PASQUILL, "fac2_pasquill", "fb_pasquill", "mg_pasquill", "vg_pasquill"},
      {FEN_SPREAD_DRAXLER_ELEVATED, "fac2_draxler_elevated", "fb_draxler_elevated", "mg_draxler_elevated", "vg_draxler_elevated"}};
  fen_field_runs runs = {0};
  pairs maxima = {0};
  double *rows = NULL;
  fen_status status = fen_prairie_read(context, &runs, out->skipped, err);
  if (status || out->skipped[0])
    return status;
  status = pairs_create(&runs, &maxima, err);
  if (!status)
    status = FEN_NEW(&rows, maxima.room * FEN_ARC_COLUMNS, err);
  double *row = rows;
  double unused = 0.0;
  for (ptrdiff_t r = 0; !status && r < runs.count; r++) {
    status = fen_prairie_rows(context, &runs.runs[r], row, &unused, err);
    row += runs.runs[r].arc_count * FEN_ARC_COLUMNS;
  }
  for (size_t n = 0; !status && n < sizeof spreads / sizeof *spreads; n++) {
    respread(&runs, rows, spreads[n].function, &maxima);
    const fen_scores scores = fen_scores_of(maxima.measured, maxima.modelled, maxima.count);
    fen_verify_tell(out, spreads[n].fac2, scores.fac2, 0.5);
    fen_verify_tell(out, spreads[n].fb, scores.fb, 0.3);
    fen_verify_tell(out, spreads[n].mg, scores.mg, 1.3);
    fen_verify_tell(out, spreads[n].vg, scores.vg, 4.0);
  }
  pairs_free(&maxima);
  fen_free(rows);
  fen_field_runs_free(&runs);
  return status;
}

fen_status fen_prairie_add_variants(fen_verify_context *context, fen_error *err) {
  static const struct {
    const char *id, *setup;
    fen_status (*run)(const fen_verify_case *item, fen_verify_context *context, fen_verify_result *out, fen_error *err);
  } variants[] = {
      {"V7/grid",
       "The most unstable and the most stable run on half the cells' length, half the lowest layer, half the layers' growth and half the step: "
       "largest relative change of a crosswind integral",
       run_grid},
      {"V7/no-deposition", "As V7/all, but nothing is deposited: what the chosen surface resistance does to the scores",
       run_without_deposition},
      {"V7/spreads",
       "Arc maxima of V7/all with three published functions for the spread across the wind: Draxler (1976) for surface releases, which V7/all "
       "takes; Pasquill (1976); Draxler for elevated releases, which Irwin (1983) takes for all",
       run_spreads}};
  fen_status status = FEN_OK;
  for (size_t n = 0; !status && n < sizeof variants / sizeof *variants; n++) {
    fen_verify_case item = {
        .citation = fen_prairie_citation, .precision = FEN_PRECISION_DOUBLE, .tier = FEN_TIER_FULL, .run = variants[n].run};
    (void)snprintf(item.id, sizeof item.id, "%s", variants[n].id);
    (void)snprintf(item.setup, sizeof item.setup, "%s", variants[n].setup);
    status = fen_verify_add(context, &item, err);
  }
  return status;
}
