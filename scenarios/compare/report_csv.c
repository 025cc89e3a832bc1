/* A comparison as tables of text. */
#include <math.h>
#include <string.h>

#include "fenhe/compare.h"
#include "text.h"
#include "verdict.h"

static void add_header(fen_text *text, const char *const *names, size_t count) {
  for (size_t n = 0; n < count; n++)
    fen_text_cell(text, names[n]);
  fen_text_row_end(text);
}

#define HEADER(text, names) add_header((text), (names), sizeof(names) / sizeof *(names))

static double days(ptrdiff_t count) {
  return count < 0 ? NAN : (double)count;
}

static const fen_compared_tonnes *tonnes_of(const fen_comparison *c, const fen_compared_run *run) {
  for (ptrdiff_t n = 0; n < run->tonnes_count; n++)
    if (strcmp(run->tonnes[n].species, c->species) == 0)
      return &run->tonnes[n];
  return NULL;
}

static void add_run(fen_text *text, const fen_comparison *c, const fen_compared_run *run) {
  const fen_place_figures *domain = &run->districts[c->district_count - 1];
  const fen_series_figures *figures = c->over_people ? &domain->people : &domain->area;
  const fen_compared_tonnes *tonnes = tonnes_of(c, run);
  double mean = fen_verdict_mean(c, &c->runs[0]);
  fen_text_cell(text, run->name);
  fen_text_cell(text, run->title);
  fen_text_cell(text, run->title_zh);
  fen_text_cell(text, run->kind);
  fen_text_cell(text, run->limiter_of);
  fen_text_number(text, run->rank > 0 ? (double)run->rank : NAN);
  fen_text_number(text, figures->mean);
  fen_text_number(text, 0.0 - run->gain_ugpm3);
  fen_text_number(text, 100.0 * (0.0 - run->gain_ugpm3) / mean);
  fen_text_number(text, figures->highest_day);
  fen_text_number(text, figures->daily_maximum);
  fen_text_number(text, figures->highest_hour);
  fen_text_number(text, days(figures->days_above));
  fen_text_number(text, domain->people_above);
  fen_text_number(text, domain->people_days_above);
  fen_text_number(text, tonnes ? tonnes->scenario_tpyr : NAN);
  fen_text_number(text, tonnes ? tonnes->change_tpyr : NAN);
  fen_text_number(text, run->tonnes_per_ugpm3);
  fen_text_number(text, run->cost_yuan_pyr);
  fen_text_number(text, run->has_ledger ? (double)run->costed_measures : NAN);
  fen_text_number(text, run->has_ledger ? (double)run->measures : NAN);
  fen_text_number(text, run->cost_per_ugpm3);
  fen_text_number(text, run->cost_per_person_ugpm3);
  fen_text_number(text, run->co2_tpyr);
  fen_text_number(text, run->co2_value_yuan_pyr);
  fen_text_cell(text, run->folder);
  fen_text_row_end(text);
}

fen_status fen_comparison_csv_runs(const fen_comparison *c, char **out, fen_error *err) {
  static const char *const names[] = {"scenario",
                                      "title",
                                      "title_zh",
                                      "kind",
                                      "limiter_of",
                                      "rank",
                                      "mean [ug m-3]",
                                      "change [ug m-3]",
                                      "change [%]",
                                      "highest_day [ug m-3]",
                                      "daily_maximum [ug m-3]",
                                      "highest_hour [ug m-3]",
                                      "days_above",
                                      "people_above",
                                      "people_days_above",
                                      "emission [t/yr]",
                                      "emission_change [t/yr]",
                                      "emission_less_per_concentration [t/yr per ug m-3]",
                                      "cost [yuan/yr]",
                                      "costed_measures",
                                      "measures",
                                      "cost_per_concentration [yuan/yr per ug m-3]",
                                      "cost_per_person_concentration [yuan/yr per person ug m-3]",
                                      "co2_saved [t/yr]",
                                      "co2_value [yuan/yr]",
                                      "folder"};
  fen_text text = {.err = err};
  HEADER(&text, names);
  for (ptrdiff_t n = 0; n < c->run_count; n++)
    add_run(&text, c, &c->runs[n]);
  return fen_text_finish(&text, out);
}

static void add_figures(fen_text *text, const fen_series_figures *f, const fen_series_figures *base) {
  fen_text_number(text, f->mean);
  fen_text_number(text, f->mean - base->mean);
  fen_text_number(text, f->highest_day);
  fen_text_number(text, f->daily_maximum);
  fen_text_number(text, f->highest_hour);
  fen_text_number(text, days(f->days_above));
}

static void add_place(fen_text *text, const fen_compared_run *run, const char *kind, const fen_compared_place *place,
                      const fen_place_figures *f, const fen_place_figures *base) {
  fen_text_cell(text, run->name);
  fen_text_cell(text, kind);
  fen_text_cell(text, place->name);
  fen_text_cell(text, place->name_zh);
  fen_text_number(text, place->lon_deg);
  fen_text_number(text, place->lat_deg);
  fen_text_number(text, 1e-6 * place->area_m2);
  fen_text_number(text, place->area_share);
  fen_text_number(text, place->people);
  fen_text_number(text, place->people_share);
  add_figures(text, &f->area, &base->area);
  add_figures(text, &f->people, &base->people);
  fen_text_number(text, f->people_above);
  fen_text_number(text, f->people_days_above);
  fen_text_number(text, (double)f->side);
  fen_text_row_end(text);
}

fen_status fen_comparison_csv_places(const fen_comparison *c, char **out, fen_error *err) {
  static const char *const names[] = {"scenario",
                                      "kind",
                                      "place",
                                      "place_zh",
                                      "lon",
                                      "lat",
                                      "area [km2]",
                                      "area_share",
                                      "people",
                                      "people_share",
                                      "mean [ug m-3]",
                                      "change [ug m-3]",
                                      "highest_day [ug m-3]",
                                      "daily_maximum [ug m-3]",
                                      "highest_hour [ug m-3]",
                                      "days_above",
                                      "people_mean [ug m-3]",
                                      "people_change [ug m-3]",
                                      "people_highest_day [ug m-3]",
                                      "people_daily_maximum [ug m-3]",
                                      "people_highest_hour [ug m-3]",
                                      "people_series_days_above",
                                      "people_above",
                                      "people_days_above",
                                      "side"};
  fen_text text = {.err = err};
  HEADER(&text, names);
  for (ptrdiff_t n = 0; n < c->run_count; n++) {
    const fen_compared_run *run = &c->runs[n];
    for (ptrdiff_t d = 0; d < c->district_count; d++)
      add_place(&text, run, d + 1 < c->district_count ? "district" : "domain", &c->districts[d], &run->districts[d],
                &c->runs[0].districts[d]);
    for (ptrdiff_t r = 0; r < c->receptor_count; r++)
      add_place(&text, run, "receptor", &c->receptors[r], &run->receptors[r], &c->runs[0].receptors[r]);
  }
  return fen_text_finish(&text, out);
}

static void add_contribution(fen_text *text, const fen_compared_run *run, const char *kind, const fen_contribution *part,
                             const char *place_kind, const fen_compared_place *place, double value, double total) {
  fen_text_cell(text, run->name);
  fen_text_cell(text, kind);
  fen_text_cell(text, part->name);
  fen_text_cell(text, part->name_zh);
  fen_text_cell(text, place_kind);
  fen_text_cell(text, place->name);
  fen_text_cell(text, place->name_zh);
  fen_text_number(text, value);
  fen_text_number(text, 100.0 * value / total);
  fen_text_row_end(text);
}

static void add_contributions(fen_text *text, const fen_comparison *c, const fen_compared_run *run, const char *kind,
                              const fen_contributions *parts) {
  for (ptrdiff_t p = 0; p < parts->count; p++) {
    const fen_contribution *part = &parts->items[p];
    for (ptrdiff_t d = 0; d < c->district_count; d++) {
      const fen_place_figures *f = &run->districts[d];
      add_contribution(text, run, kind, part, d + 1 < c->district_count ? "district" : "domain", &c->districts[d], part->districts[d],
                       c->over_people ? f->people.mean : f->area.mean);
    }
    for (ptrdiff_t r = 0; r < c->receptor_count; r++)
      add_contribution(text, run, kind, part, "receptor", &c->receptors[r], part->receptors[r], run->receptors[r].area.mean);
  }
}

fen_status fen_comparison_csv_contributions(const fen_comparison *c, char **out, fen_error *err) {
  static const char *const names[] = {"scenario", "of", "part", "part_zh", "kind", "place", "place_zh", "mean [ug m-3]", "share [%]"};
  fen_text text = {.err = err};
  HEADER(&text, names);
  for (ptrdiff_t n = 0; n < c->run_count; n++) {
    add_contributions(&text, c, &c->runs[n], "sector", &c->runs[n].sectors);
    add_contributions(&text, c, &c->runs[n], "region", &c->runs[n].regions);
  }
  return fen_text_finish(&text, out);
}
