/* A comparison as JSON. */
#include <jansson.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "fenhe/compare.h"
#include "fenhe/memory.h"
#include "fenhe/run.h"
#include "verdict.h"

static json_t *number(double value) {
  return isfinite(value) ? json_real(value) : json_null();
}

static json_t *days(ptrdiff_t count) {
  return count < 0 ? json_null() : json_integer((json_int_t)count);
}

static json_t *figures(const fen_series_figures *f) {
  return json_pack("{s:o, s:o, s:o, s:o, s:o}", "mean", number(f->mean), "highest_day", number(f->highest_day), "daily_maximum",
                   number(f->daily_maximum), "highest_hour", number(f->highest_hour), "days_above", days(f->days_above));
}

static json_t *place(const fen_compared_place *p, bool receptor) {
  json_t *object = json_pack("{s:s, s:s}", "name", p->name, "name_zh", p->name_zh);
  if (receptor) {
    (void)json_object_set_new(object, "lon", number(p->lon_deg));
    (void)json_object_set_new(object, "lat", number(p->lat_deg));
  } else {
    (void)json_object_set_new(object, "area_km2", number(1e-6 * p->area_m2));
    (void)json_object_set_new(object, "area_share", number(p->area_share));
    (void)json_object_set_new(object, "people", number(p->people));
    (void)json_object_set_new(object, "people_share", number(p->people_share));
  }
  return object;
}

static json_t *places(const fen_compared_place *items, ptrdiff_t count, bool receptors) {
  json_t *list = json_array();
  for (ptrdiff_t n = 0; n < count; n++)
    (void)json_array_append_new(list, place(&items[n], receptors));
  return list;
}

/* Figures of a place and what they are less or more than the base's. */
static json_t *place_figures(const fen_compared_place *p, const fen_place_figures *f, const fen_place_figures *base, bool receptor) {
  if (receptor)
    return json_pack("{s:s, s:o, s:o, s:i, s:i}", "name", p->name, "figures", figures(&f->area), "change",
                     number(f->area.mean - base->area.mean), "side", f->side, "side_annual", f->side_annual);
  return json_pack("{s:s, s:o, s:o, s:o, s:o, s:o, s:o, s:i, s:i}", "name", p->name, "area", figures(&f->area), "people",
                   figures(&f->people), "area_change", number(f->area.mean - base->area.mean), "people_change",
                   number(f->people.mean - base->people.mean), "people_above", number(f->people_above), "people_days_above",
                   number(f->people_days_above), "side", f->side, "side_annual", f->side_annual);
}

static json_t *all_figures(const fen_compared_place *items, const fen_place_figures *f, const fen_place_figures *base, ptrdiff_t count,
                           bool receptors) {
  json_t *list = json_array();
  for (ptrdiff_t n = 0; n < count; n++)
    (void)json_array_append_new(list, place_figures(&items[n], &f[n], &base[n], receptors));
  return list;
}

static json_t *numbers(const double *values, ptrdiff_t count) {
  json_t *list = json_array();
  for (ptrdiff_t n = 0; n < count; n++)
    (void)json_array_append_new(list, number(values[n]));
  return list;
}

static json_t *contributions(const fen_comparison *c, const fen_contributions *parts) {
  json_t *list = json_array();
  for (ptrdiff_t n = 0; n < parts->count; n++) {
    const fen_contribution *part = &parts->items[n];
    (void)json_array_append_new(list, json_pack("{s:s, s:s, s:o, s:o}", "name", part->name, "name_zh", part->name_zh, "districts",
                                                numbers(part->districts, c->district_count), "receptors",
                                                numbers(part->receptors, c->receptor_count)));
  }
  return list;
}

static json_t *tonnes(const fen_compared_run *run) {
  json_t *object = json_object();
  for (ptrdiff_t n = 0; n < run->tonnes_count; n++)
    (void)json_object_set_new(object, run->tonnes[n].species,
                              json_pack("{s:o, s:o, s:o}", "base_tpyr", number(run->tonnes[n].base_tpyr), "scenario_tpyr",
                                        number(run->tonnes[n].scenario_tpyr), "change_tpyr", number(run->tonnes[n].change_tpyr)));
  return object;
}

/* Names of districts that come to the other side of the 24 h limit. */
static json_t *changed(const fen_comparison *c, const fen_compared_run *run, int side) {
  json_t *list = json_array();
  for (ptrdiff_t d = 0; d + 1 < c->district_count; d++)
    if (run->districts[d].side == side)
      (void)json_array_append_new(list, json_string(c->districts[d].name));
  return list;
}

/* The folder from the root, so that pictures find it from anywhere. */
static json_t *folder_of(const fen_compared_run *run) {
  char *whole = realpath(run->folder, NULL);
  json_t *text = json_string(whole ? whole : run->folder);
  free(whole);
  return text;
}

static json_t *describe_run(const fen_comparison *c, const fen_compared_run *run) {
  const fen_compared_run *base = &c->runs[0];
  json_t *object = json_pack("{s:s, s:s, s:s, s:o, s:s, s:s}", "name", run->name, "title", run->title, "title_zh", run->title_zh, "folder",
                             folder_of(run), "kind", run->kind, "limiter_of", run->limiter_of);
  json_t *rest =
      json_pack("{s:o, s:o, s:o, s:o, s:o, s:I, s:I, s:o, s:o, s:o, s:o, s:o, s:o, s:o, s:o, s:o, s:o, s:o}", "rank",
                run->rank > 0 ? json_integer((json_int_t)run->rank) : json_null(), "mean", number(fen_verdict_mean(c, run)), "gain",
                number(run->gain_ugpm3), "tonnes", tonnes(run), "cost_yuan_pyr", number(run->cost_yuan_pyr), "costed_measures",
                (json_int_t)run->costed_measures, "measures", (json_int_t)run->measures, "co2_tpyr", number(run->co2_tpyr),
                "co2_value_yuan_pyr", number(run->co2_value_yuan_pyr), "cost_per_ugpm3", number(run->cost_per_ugpm3),
                "cost_per_person_ugpm3", number(run->cost_per_person_ugpm3), "tonnes_per_ugpm3", number(run->tonnes_per_ugpm3),
                "comes_within_limit", changed(c, run, -1), "goes_beyond_limit", changed(c, run, 1), "districts",
                all_figures(c->districts, run->districts, base->districts, c->district_count, false), "receptors",
                all_figures(c->receptors, run->receptors, base->receptors, c->receptor_count, true), "sectors",
                contributions(c, &run->sectors), "regions", contributions(c, &run->regions));
  (void)json_object_update(object, rest);
  json_decref(rest);
  return object;
}

static json_t *runs(const fen_comparison *c) {
  json_t *list = json_array();
  for (ptrdiff_t n = 0; n < c->run_count; n++)
    (void)json_array_append_new(list, describe_run(c, &c->runs[n]));
  return list;
}

static json_t *notes(const fen_comparison *c, const char *const *words) {
  json_t *list = json_array();
  for (ptrdiff_t n = 0; n < c->note_count; n++)
    (void)json_array_append_new(list, json_string(words[n]));
  return list;
}

static json_t *compose(const fen_comparison *c) {
  json_t *object = json_pack("{s:s, s:s, s:s, s:s, s:s}", "program", "Fenhe", "version", fen_version(), "species", c->species, "unit",
                             "ug m-3", "weather", c->weather);
  json_t *rest = json_pack(
      "{s:{s:s, s:s, s:f, s:I, s:I, s:I}, s:{s:o, s:s, s:s, s:b}, s:{s:o, s:s, s:s}, s:s, s:s, s:o, s:o, s:s, s:s, s:s, s:o, s:o, s:o}",
      "period", "start", c->start, "end", c->end, "utc_offset_h", c->utc_offset_s / 3600.0, "hours", (json_int_t)c->hours, "days",
      (json_int_t)c->days, "whole_days", (json_int_t)c->whole_days, "limit", "ugpm3", number(c->limit_ugpm3), "name", c->limit_name, "key",
      c->limit_key, "in_force", (int)c->limit_in_force, "annual_limit", "ugpm3", number(c->annual_limit_ugpm3), "name",
      c->annual_limit_name, "refused", c->annual_refusal, "polygons", c->polygons, "population", c->population, "notes", notes(c, c->notes),
      "notes_zh", notes(c, c->notes_zh), "sentence", c->sentence, "sentence_zh", c->sentence_zh, "ranked_by",
      c->over_people ? "mean over the people of the whole domain" : "mean over the area of the whole domain", "districts",
      places(c->districts, c->district_count, false), "receptors", places(c->receptors, c->receptor_count, true), "runs", runs(c));
  (void)json_object_update(object, rest);
  json_decref(rest);
  return object;
}

fen_status fen_comparison_json(const fen_comparison *c, char **out, fen_error *err) {
  json_t *root = compose(c);
  char *dump = json_object_get(root, "runs") ? json_dumps(root, JSON_INDENT(1) | JSON_REAL_PRECISION(9)) : NULL;
  fen_status status =
      dump ? fen_duplicate(dump, out, err)
           : fen_fail(err, FEN_ERR_LIBRARY, "error: the comparison could not be put into JSON\n  = write all names in UTF-8");
  free(dump);
  json_decref(root);
  return status;
}
