/*
 * V7: Project Prairie Grass (Barad 1958), or other releases near the ground in the same form.
 *
 * The plume is computed by the solver in the plane of wind and height, integrated across the wind, with the wind and the diffusivity of
 * the model's own boundary layer (surface_layer.h), until it is steady. What a sampler at the arc's maximum sees follows from the crosswind
 * integral and a Gaussian of the measured fluctuation of the wind's direction; the plume's axis is put where the arc's maximum is.
 */
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "fenhe/constants.h"
#include "fenhe/memory.h"
#include "prairie_grass.h"
#include "scores.h"
#include "suites.h"

const char fen_prairie_citation[] =
    "Barad (1958), Project Prairie Grass, Geophys. Res. Pap. 59; criteria: Chang & Hanna (2004), Meteorol. Atmos. Phys. 87, 167-196";
static const char setup_run[] =
    "SO2 from near the ground, 10 minutes; the crosswind-integrated plume in x and z until steady, wind and K by similarity from u*, L, "
    "z0 = 0.008 m and the mixing height; across the wind a Gaussian by Draxler (1976), surface releases, from the measured sigma of the "
    "wind's direction";
static const char setup_all[] =
    "Arc maxima, and crosswind integrals beside them, of all runs together; nothing is tuned. Measured maximum: the largest valid sample; "
    "integral: trapezoids along the arc, across missing samples and across 360 degrees";

/*
 * Surface resistance of dry grass to SO2 [s/m]: stomata open by day, 70 (Wesely & Hicks 1977, J. Air Pollut. Control Assoc. 27, 1110-1116),
 * closed at night, where the cuticle is left, 250 (Fowler & Unsworth 1979, Q. J. R. Meteorol. Soc. 105, 767-783).
 */
static const double SURFACE_DAY_SPM = 70.0, SURFACE_NIGHT_SPM = 250.0;

const fen_plume_grid fen_prairie_grid = {.dx_m = 5.0, .first_m = 0.2, .stretching = 1.1, .courant = 1.5};

static const char *const arc_columns[] = {"arc_m",
                                          "measured_maximum_mgpm3",
                                          "modelled_maximum_mgpm3",
                                          "measured_integral_mgpm2",
                                          "modelled_integral_mgpm2",
                                          "measured_spread_m",
                                          "modelled_spread_m",
                                          "travel_s",
                                          NULL};

enum { PATH = 4096 };

fen_status fen_prairie_read(const fen_verify_context *context, fen_field_runs *out, char absent[FEN_VERIFY_TEXT], fen_error *err) {
  char runs[PATH];
  char samples[PATH];
  if ((context->runs_path == NULL) != (context->samples_path == NULL))
    return fen_fail(err, FEN_ERR_ARGUMENT, "field runs need two tables; give both --runs FILE and --samples FILE");
  if (context->runs_path)
    return fen_field_runs_read(context->runs_path, context->samples_path, out, err);
  if (!context->data) {
    (void)snprintf(absent, FEN_VERIFY_TEXT, "the field data are absent: set FENHE_DATA, or give --runs FILE and --samples FILE");
    return FEN_OK;
  }
  (void)snprintf(runs, sizeof runs, "%s/prairie_grass/runs.csv", context->data);
  (void)snprintf(samples, sizeof samples, "%s/prairie_grass/samples.csv", context->data);
  FILE *file = fopen(runs, "rb");
  if (!file) {
    (void)snprintf(absent, FEN_VERIFY_TEXT, "%.200s is absent; give --runs FILE and --samples FILE", runs);
    return FEN_OK;
  }
  (void)fclose(file);
  return fen_field_runs_read(runs, samples, out, err);
}

double fen_prairie_resistance(const fen_field_run *run) {
  return run->obukhov_m < 0.0 ? SURFACE_DAY_SPM : SURFACE_NIGHT_SPM;
}

/* Figures of one set of pairs; a suffix, such as "_integral", makes other names. */
typedef struct {
  const char *fac2, *fb, *nmse, *mg, *vg, *r;
} score_names;

static const score_names of_maxima = {"fac2", "fb", "nmse", "mg", "vg", "r"};
static const score_names of_integrals = {"fac2_integral", "fb_integral", "nmse_integral", "mg_integral", "vg_integral", "r_integral"};

static fen_scores scores_of_columns(const double *rows, ptrdiff_t count, int columns, int measured, int ours, double *pairs) {
  for (ptrdiff_t n = 0; n < count; n++) {
    pairs[n] = rows[n * columns + measured];
    pairs[count + n] = rows[n * columns + ours];
  }
  return fen_scores_of(pairs, pairs + count, count);
}

/* The criteria stand beside the scores as reference. */
static void tell_scores(fen_verify_result *out, const score_names *names, const fen_scores *s) {
  fen_verify_tell(out, names->fac2, s->fac2, 0.5);
  fen_verify_tell(out, names->fb, s->fb, 0.3);
  fen_verify_tell(out, names->nmse, s->nmse, 4.0);
  fen_verify_tell(out, names->mg, s->mg, 1.3);
  fen_verify_tell(out, names->vg, s->vg, 4.0);
  fen_verify_tell(out, names->r, s->r, NAN);
}

static void bound_scores(fen_verify_result *out, const fen_scores *s) {
  fen_verify_at_least(out, "fac2", s->fac2, 0.5, 0.5);
  fen_verify_at_most(out, "fb", s->fb, 0.3, 0.3);
  fen_verify_at_most(out, "minus_fb", -s->fb, 0.3, 0.3);
  fen_verify_at_most(out, "nmse", s->nmse, 1.5, 4.0);
  fen_verify_at_most(out, "mg", s->mg, 1.3, 1.3);
  fen_verify_at_most(out, "inverse_mg", 1.0 / s->mg, 1.0 / 0.7, 1.0 / 0.7);
  fen_verify_at_most(out, "vg", s->vg, 4.0, 4.0);
  fen_verify_tell(out, "r", s->r, NAN);
}

void fen_prairie_fill(const fen_field_run *run, const fen_plume_arc *plume, double *rows) {
  const fen_similarity similarity = fen_similarity_of(run);
  for (ptrdiff_t a = 0; a < run->arc_count; a++) {
    const fen_field_arc *arc = &run->arcs[a];
    const double spread = fen_crosswind_spread(run, &similarity, FEN_SPREAD_DRAXLER_SURFACE, arc->distance_m, plume[a].travel_s);
    double *row = rows + a * FEN_ARC_COLUMNS;
    row[FEN_ARC] = arc->distance_m;
    row[FEN_MAXIMUM] = arc->maximum_mgpm3;
    row[FEN_MAXIMUM_OURS] = plume[a].integral_mgpm2 / (sqrt(2.0 * FEN_PI) * spread);
    row[FEN_INTEGRAL] = arc->integral_mgpm2;
    row[FEN_INTEGRAL_OURS] = plume[a].integral_mgpm2;
    row[FEN_SPREAD] = arc->spread_m;
    row[FEN_SPREAD_OURS] = spread;
    row[FEN_TRAVEL] = plume[a].travel_s;
  }
}

/* What the scores do not say: wind and direction beside the measured ones, loss, and where the arcs wrap. */
static void tell_run(const fen_field_run *run, const fen_plume_facts *facts, const double *rows, fen_verify_result *out) {
  const fen_similarity similarity = fen_similarity_of(run);
  double ratio = 0.0;
  for (ptrdiff_t a = 0; a < run->arc_count; a++)
    ratio += log(rows[a * FEN_ARC_COLUMNS + FEN_SPREAD_OURS] / rows[a * FEN_ARC_COLUMNS + FEN_SPREAD]) / (double)run->arc_count;
  bool wraps = false;
  for (ptrdiff_t a = 0; a < run->arc_count; a++)
    wraps = wraps || run->arcs[a].azimuth_deg[run->arcs[a].count - 1] >= 360.0;
  fen_verify_tell(out, "wind_8m_mps", fen_similarity_wind(&similarity, 8.0), run->wind_8m_mps);
  fen_verify_tell(out, "spread_ratio", exp(ratio), 1.0);
  fen_verify_tell(out, "deposited", facts->deposited, NAN);
  fen_verify_at_least(out, "minimum_lead", facts->minimum_lead, 0.0, 0.0);
  out->cell_updates = facts->cell_updates;
  int used = snprintf(out->note, sizeof out->note, "%s%td arcs scored, %td left out; %s across 360 degrees.",
                      isnan(run->mixing_height_m) ? "No mixing height was measured. " : "", run->arc_count, run->arcs_left_out,
                      wraps ? "some go on" : "none goes on");
  if (isnan(run->wind_from_deg))
    return;
  const double axis = fmod(run->wind_from_deg + 180.0, 360.0);
  fen_verify_tell(out, "axis_deg", axis, run->arcs[0].centre_deg);
  (void)snprintf(out->note + used, sizeof out->note - (size_t)used, " By the wind the plume's axis is at %.0f degrees.", axis);
}

/* Rows and facts of one run. */
static fen_status solve(const fen_field_run *run, double *rows, fen_plume_facts *facts, fen_error *err) {
  fen_plume_arc *plume = NULL;
  fen_status status = FEN_NEW(&plume, run->arc_count, err);
  if (!status)
    status = fen_plume_solve(run, &fen_prairie_grid, fen_prairie_resistance(run), plume, facts, err);
  if (!status)
    fen_prairie_fill(run, plume, rows);
  fen_free(plume);
  return status;
}

static fen_status compute(const fen_field_run *run, fen_verify_result *out, fen_error *err) {
  double *rows = NULL;
  double *pairs = NULL;
  fen_plume_facts facts;
  fen_status status = FEN_NEW(&pairs, 2 * run->arc_count, err);
  if (!status)
    status = fen_verify_series_add(out, "arcs", arc_columns, run->arc_count, &rows, err);
  if (!status)
    status = solve(run, rows, &facts, err);
  if (!status) {
    const fen_scores maxima = scores_of_columns(rows, run->arc_count, FEN_ARC_COLUMNS, FEN_MAXIMUM, FEN_MAXIMUM_OURS, pairs);
    const fen_scores integrals = scores_of_columns(rows, run->arc_count, FEN_ARC_COLUMNS, FEN_INTEGRAL, FEN_INTEGRAL_OURS, pairs);
    tell_scores(out, &of_maxima, &maxima);
    tell_scores(out, &of_integrals, &integrals);
    tell_run(run, &facts, rows, out);
  }
  fen_free(pairs);
  return status;
}

static fen_status run_one(const fen_verify_case *item, fen_verify_context *context, fen_verify_result *out, fen_error *err) {
  const int number = atoi(strrchr(item->id, '-') + 1);
  fen_field_runs runs = {0};
  fen_status status = fen_prairie_read(context, &runs, out->skipped, err);
  if (status || out->skipped[0])
    return status;
  const fen_field_run *run = fen_field_runs_find(&runs, number);
  if (run)
    status = compute(run, out, err);
  else
    (void)snprintf(out->skipped, sizeof out->skipped, "run %d is not among the runs given", number);
  fen_field_runs_free(&runs);
  return status;
}

static fen_verify_case case_of_run(int run, fen_verify_tier tier) {
  fen_verify_case item = {.citation = fen_prairie_citation, .precision = FEN_PRECISION_DOUBLE, .tier = tier, .run = run_one};
  (void)snprintf(item.id, sizeof item.id, "V7/run-%d", run);
  (void)snprintf(item.setup, sizeof item.setup, "%s", setup_run);
  return item;
}

static bool has_case(const fen_verify_context *context, const char *id) {
  for (ptrdiff_t n = 0; n < context->count; n++)
    if (strcmp(context->cases[n].id, id) == 0)
      return true;
  return false;
}

fen_status fen_prairie_rows(fen_verify_context *context, const fen_field_run *run, double *rows, double *cell_updates, fen_error *err) {
  const fen_verify_case item = case_of_run(run->run, FEN_TIER_FULL);
  const fen_verify_result *result;
  fen_plume_facts facts;
  fen_status status;
  if (has_case(context, item.id)) {
    status = fen_verify_result_of(context, item.id, &result, err);
    if (!status) {
      memcpy(rows, result->series[0].values, (size_t)(run->arc_count * FEN_ARC_COLUMNS) * sizeof *rows);
      *cell_updates += result->cell_updates;
    }
  } else {
    status = solve(run, rows, &facts, err);
    *cell_updates += status ? 0.0 : facts.cell_updates;
  }
  return status;
}

/* The arcs of all runs, one row each: the run's number takes the place of what is not told of all. */
static fen_status gather(fen_verify_context *context, const fen_field_runs *runs, const char *const *columns, fen_verify_result *out,
                         double **rows, ptrdiff_t *count, fen_error *err) {
  *count = 0;
  for (ptrdiff_t r = 0; r < runs->count; r++)
    *count += runs->runs[r].arc_count;
  fen_status status = fen_verify_series_add(out, "arcs", columns, *count, rows, err);
  double *row = *rows;
  for (ptrdiff_t r = 0; !status && r < runs->count; r++) {
    status = fen_prairie_rows(context, &runs->runs[r], row, &out->cell_updates, err);
    for (ptrdiff_t a = 0; !status && a < runs->runs[r].arc_count; a++, row += FEN_ARC_COLUMNS) {
      memmove(row + 1, row, (FEN_ARC_COLUMNS - 1) * sizeof *row);
      row[0] = runs->runs[r].run;
    }
  }
  return status;
}

static fen_status run_all(const fen_verify_case *item, fen_verify_context *context, fen_verify_result *out, fen_error *err) {
  (void)item;
  static const char *const columns[] = {"run",
                                        "arc_m",
                                        "measured_maximum_mgpm3",
                                        "modelled_maximum_mgpm3",
                                        "measured_integral_mgpm2",
                                        "modelled_integral_mgpm2",
                                        "measured_spread_m",
                                        "modelled_spread_m",
                                        NULL};
  fen_field_runs runs = {0};
  double *rows = NULL;
  double *pairs = NULL;
  ptrdiff_t count = 0;
  fen_status status = fen_prairie_read(context, &runs, out->skipped, err);
  if (status || out->skipped[0])
    return status;
  status = gather(context, &runs, columns, out, &rows, &count, err);
  if (!status)
    status = FEN_NEW(&pairs, 2 * count, err);
  if (!status) {
    const fen_scores maxima = scores_of_columns(rows, count, FEN_ARC_COLUMNS, 1 + FEN_MAXIMUM, 1 + FEN_MAXIMUM_OURS, pairs);
    const fen_scores integrals = scores_of_columns(rows, count, FEN_ARC_COLUMNS, 1 + FEN_INTEGRAL, 1 + FEN_INTEGRAL_OURS, pairs);
    bound_scores(out, &maxima);
    tell_scores(out, &of_integrals, &integrals);
    fen_verify_tell(out, "runs", (double)runs.count, NAN);
    fen_verify_tell(out, "arcs", (double)count, NAN);
  }
  fen_free(pairs);
  fen_field_runs_free(&runs);
  return status;
}

fen_status fen_verify_add_field_runs(fen_verify_context *context, fen_error *err) {
  fen_field_runs runs = {0};
  if (!context->runs_path || !context->samples_path)
    return FEN_OK;
  static const char own[] = "the criteria of Chang & Hanna (2004), Meteorol. Atmos. Phys. 87, 167-196; measured: the tables given";
  for (ptrdiff_t n = 0; n < context->count; n++)
    if (fen_verify_matches(context->cases[n].id, "V7"))
      context->cases[n].citation = own;
  fen_status status = fen_field_runs_read(context->runs_path, context->samples_path, &runs, err);
  for (ptrdiff_t r = 0; !status && r < runs.count; r++) {
    fen_verify_case item = case_of_run(runs.runs[r].run, FEN_TIER_FULL);
    item.citation = own;
    if (!has_case(context, item.id))
      status = fen_verify_add(context, &item, err);
  }
  fen_field_runs_free(&runs);
  return status;
}

fen_status fen_verify_prairie_grass(fen_verify_context *context, fen_error *err) {
  static const int runs[] = {8, 10, 17, 21, 33, 43, 53, 57};
  fen_verify_case all = {
      .id = "V7/all", .citation = fen_prairie_citation, .precision = FEN_PRECISION_DOUBLE, .tier = FEN_TIER_FULL, .run = run_all};
  (void)snprintf(all.setup, sizeof all.setup, "%s", setup_all);
  fen_status status = fen_verify_add(context, &all, err);
  for (size_t n = 0; !status && n < sizeof runs / sizeof *runs; n++) {
    const fen_verify_case item = case_of_run(runs[n], n == 0 ? FEN_TIER_QUICK : FEN_TIER_FULL);
    status = fen_verify_add(context, &item, err);
  }
  return status ? status : fen_prairie_add_variants(context, err);
}
