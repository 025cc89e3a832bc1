/* What predictions say, as a table and as JSON. */
#include <jansson.h>
#include <math.h>
#include <stdio.h>

#include "predict.h"

enum { NAME_WIDTH = 30, VALUE_WIDTH = 20, FLAGS_SHOWN = 4 };

static const char *const kinds[] = {"receptor", "district", "people"};

static double value_of(const predict_work *work, const predicted *p, int species, ptrdiff_t place) {
  const double *mean = p->mean_ugpm3 ? p->mean_ugpm3 : p->prediction->mean_ugpm3;
  return mean[species * fen_responses_place_count(work->responses) + place];
}

static void print_place(const predict_work *work, ptrdiff_t place) {
  static const char *const texts[] = {"", ", area", ", people"};
  const fen_response_place *at = fen_responses_place(work->responses, place);
  char name[160];
  double base = fen_responses_base(work->responses, work->species, place);
  if (isnan(base))
    return;
  (void)snprintf(name, sizeof name, "%s%s", at->name, texts[at->kind]);
  (void)printf("%-*s %9.3f", NAME_WIDTH, name, base);
  for (ptrdiff_t n = 0; n < work->asked->count; n++) {
    char cell[VALUE_WIDTH + 8] = "-";
    double value = value_of(work, &work->items[n], work->species, place);
    if (!isnan(value))
      (void)snprintf(cell, sizeof cell, "%.3f (%+.3f)", value, value - base);
    (void)printf(" %*s", VALUE_WIDTH, cell);
  }
  (void)fputc('\n', stdout);
}

/* Why a scenario is not predicted, or what a prediction is without. */
static void print_flags(const predicted *p) {
  const fen_prediction *prediction = p->prediction;
  ptrdiff_t flags = 0;
  for (ptrdiff_t n = 0; n < prediction->tag_count; n++) {
    const fen_tag_factor *tag = &prediction->tags[n];
    if (!tag->whole && flags++ < FLAGS_SHOWN)
      (void)printf("  %s%s: %s\n", tag->lane, prediction->exact ? " is left out" : "", tag->why);
  }
  if (flags > FLAGS_SHOWN)
    (void)printf("  and %td more tags\n", flags - FLAGS_SHOWN);
}

static void print_gap(const predict_work *work, const predicted *p, const char *whose, const fen_result_gap *gaps) {
  const fen_result_gap *gap = &gaps[work->species];
  (void)printf("%-*.*s %-20s %10.2e %10.2e %12.3g %10.2e\n", NAME_WIDTH, NAME_WIDTH, fen_scenario_name(p->scenario), whose,
               gap->surface_hourly_l2, gap->surface_mean_l2, gap->surface_mean_ugpm3, gap->receptors_hourly_l2);
}

/* The three ways to a result, receptor for receptor. */
static void print_three(const predict_work *work, const predicted *p) {
  ptrdiff_t places = fen_responses_place_count(work->responses);
  (void)printf("\n%-*.*s %14s %14s %14s\n", NAME_WIDTH, NAME_WIDTH, fen_scenario_name(p->scenario), p->mean_ugpm3 ? "(run)" : "prediction",
               "base's limiter", "own limiter");
  for (ptrdiff_t place = 0; place < places; place++) {
    const fen_response_place *at = fen_responses_place(work->responses, place);
    ptrdiff_t n = work->species * places + place;
    if (at->kind == FEN_PLACE_RECEPTOR)
      (void)printf("%-*s %14.4f %14.4f %14.4f\n", NAME_WIDTH, at->name, value_of(work, p, work->species, place), p->base_ugpm3[n],
                   p->own_ugpm3[n]);
  }
}

static void print_gaps(const predict_work *work) {
  (void)printf("\n%-*s %-20s %10s %10s %12s %10s\n", NAME_WIDTH, "difference of the prediction", "from a run with", "hourly, l2",
               "mean, l2", "mean, ug m-3", "places, l2");
  for (ptrdiff_t n = 0; n < work->asked->count; n++) {
    const predicted *p = &work->items[n];
    if (!p->compared)
      continue;
    print_gap(work, p, "the base's limiter", p->base);
    print_gap(work, p, "its own limiter", p->own);
  }
  for (ptrdiff_t n = 0; n < work->asked->count; n++)
    if (work->items[n].compared)
      print_three(work, &work->items[n]);
}

void fen_app_predict_table(const predict_work *work) {
  const fen_case *item = fen_responses_case(work->responses);
  (void)printf("%s, mean over the period [ug m-3]\n%-*s %9s", item->species[work->species].name, NAME_WIDTH, "place", "base");
  for (ptrdiff_t n = 0; n < work->asked->count; n++)
    (void)printf(" %*.*s", VALUE_WIDTH, VALUE_WIDTH, fen_scenario_name(work->items[n].scenario));
  (void)fputc('\n', stdout);
  for (ptrdiff_t place = 0; place < fen_responses_place_count(work->responses); place++)
    print_place(work, place);
  (void)fputc('\n', stdout);
  for (ptrdiff_t n = 0; n < work->asked->count; n++) {
    const predicted *p = &work->items[n];
    const char *name = fen_scenario_name(p->scenario);
    if (p->prediction->exact)
      (void)printf("%s: exact, in %.2g ms%s%s\n", name, 1e3 * p->prediction->seconds, p->folder[0] ? ", " : "", p->folder);
    else
      (void)printf("%s: cannot be predicted%s%s\n", name, p->mean_ugpm3 ? " and was run with the base's limiter, " : "",
                   p->mean_ugpm3 ? p->folder : "");
    print_flags(p);
    if (!p->prediction->exact && !p->mean_ugpm3)
      (void)printf("  = run it: fenhe batch, or --run --output DIR; or declare tags as the measures act\n");
  }
  if (work->asked->gap)
    print_gaps(work);
}

static json_t *number(double value) {
  return isfinite(value) ? json_real(value) : json_null();
}

static json_t *list_places(const predict_work *work) {
  const fen_case *item = fen_responses_case(work->responses);
  json_t *list = json_array();
  for (ptrdiff_t p = 0; p < fen_responses_place_count(work->responses); p++) {
    const fen_response_place *place = fen_responses_place(work->responses, p);
    json_t *base = json_object();
    for (int s = 0; s < (int)item->species_count; s++)
      json_object_set_new(base, item->species[s].name, number(fen_responses_base(work->responses, s, p)));
    json_array_append_new(list, json_pack("{s:s, s:s, s:o}", "kind", kinds[place->kind], "name", place->name, "base_ugpm3", base));
  }
  return list;
}

static json_t *describe_gap(const fen_result_gap *gap) {
  return json_pack("{s:o, s:o, s:o, s:o, s:o}", "surface_hourly_l2", number(gap->surface_hourly_l2), "surface_mean_l2",
                   number(gap->surface_mean_l2), "surface_mean_ugpm3", number(gap->surface_mean_ugpm3), "receptors_hourly_l2",
                   number(gap->receptors_hourly_l2), "receptors_hourly_ugpm3", number(gap->receptors_hourly_ugpm3));
}

static json_t *describe_gaps(const fen_case *item, const predicted *p) {
  json_t *gaps = json_object();
  for (int s = 0; s < (int)item->species_count; s++)
    json_object_set_new(gaps, item->species[s].name,
                        json_pack("{s:o, s:o}", "base", describe_gap(&p->base[s]), "own", describe_gap(&p->own[s])));
  return gaps;
}

/* Means at all places by species. */
static json_t *list_means(const predict_work *work, const double *mean_ugpm3) {
  const fen_case *item = fen_responses_case(work->responses);
  ptrdiff_t places = fen_responses_place_count(work->responses);
  json_t *means = json_object();
  for (ptrdiff_t s = 0; s < item->species_count; s++) {
    json_t *list = json_array();
    for (ptrdiff_t place = 0; place < places; place++)
      json_array_append_new(list, number(mean_ugpm3[s * places + place]));
    json_object_set_new(means, item->species[s].name, list);
  }
  return means;
}

static json_t *describe(const predict_work *work, const predicted *p) {
  const fen_case *item = fen_responses_case(work->responses);
  const fen_prediction *prediction = p->prediction;
  json_t *flags = json_array();
  json_t *factors = json_object();
  json_t *means = list_means(work, p->mean_ugpm3 ? p->mean_ugpm3 : prediction->mean_ugpm3);
  for (ptrdiff_t n = 0; n < prediction->tag_count; n++) {
    const fen_tag_factor *tag = &prediction->tags[n];
    if (!tag->whole)
      json_array_append_new(flags, json_pack("{s:s, s:s}", "lane", tag->lane, "why", tag->why));
    else if (tag->factor != 1.0)
      json_object_set_new(factors, tag->lane, json_real(tag->factor));
  }
  json_t *entry =
      json_pack("{s:s, s:s, s:b, s:b, s:f, s:s, s:o, s:o, s:o}", "name", fen_scenario_name(p->scenario), "title",
                fen_scenario_title(p->scenario, false), "exact", (int)prediction->exact, "run", (int)(p->mean_ugpm3 != NULL),
                "milliseconds", 1e3 * prediction->seconds, "folder", p->folder, "flags", flags, "factors", factors, "mean_ugpm3", means);
  if (p->compared) {
    json_object_set_new(entry, "gap", describe_gaps(item, p));
    json_object_set_new(entry, "runs_ugpm3",
                        json_pack("{s:o, s:o}", "base", list_means(work, p->base_ugpm3), "own", list_means(work, p->own_ugpm3)));
  }
  return entry;
}

void fen_app_predict_json(const predict_work *work) {
  json_t *scenarios = json_array();
  for (ptrdiff_t n = 0; n < work->asked->count; n++)
    json_array_append_new(scenarios, describe(work, &work->items[n]));
  json_t *root = json_pack("{s:s, s:f, s:o, s:o}", "responses", work->asked->responses, "open_milliseconds", 1e3 * work->opened_s, "places",
                           list_places(work), "scenarios", scenarios);
  (void)json_dumpf(root, stdout, JSON_INDENT(2));
  (void)fputc('\n', stdout);
  json_decref(root);
}
