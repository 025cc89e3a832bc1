/* The ledger as files for programs. */
#include <jansson.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "fenhe/clock.h"
#include "fenhe/files.h"
#include "ledger.h"

static json_t *number_or_null(double value) {
  return isnan(value) ? json_null() : json_real(value);
}

static json_t *text_or_null(const char *text) {
  return text ? json_string(text) : json_null();
}

static const char *species_name(const fen_ledger *ledger, int species) {
  return ledger->change->item->species[species].name;
}

static json_t *rows_of(const fen_ledger *ledger, const fen_ledger_measure *measure) {
  json_t *list = json_array();
  for (ptrdiff_t n = 0; n < measure->row_count; n++) {
    const fen_ledger_row *row = &measure->rows[n];
    json_array_append_new(list,
                          json_pack("{s:s, s:s, s:s, s:f, s:f, s:f}", "sector", ledger->change->item->sectors[row->sector].name, "district",
                                    fen_ledger_district(ledger, row->region), "species", species_name(ledger, row->species), "before_tpyr",
                                    row->before_tpyr, "after_tpyr", row->after_tpyr, "change_tpyr", row->after_tpyr - row->before_tpyr));
  }
  return list;
}

static json_t *overlaps_of(const fen_ledger *ledger, const fen_ledger_measure *measure) {
  json_t *list = json_array();
  for (ptrdiff_t n = 0; n < measure->overlap_count; n++)
    json_array_append_new(list,
                          json_pack("{s:s, s:s, s:f}", "with", ledger->change->scenario->measures[measure->overlaps[n].earlier].name,
                                    "species", species_name(ledger, measure->overlaps[n].species), "tpyr", measure->overlaps[n].tpyr));
  return list;
}

/* When a measure acts, of those that do not act throughout. */
static json_t *windows_of(const fen_ledger *ledger, ptrdiff_t m) {
  const fen_measure_use *use = &ledger->change->uses[m];
  json_t *list = json_array();
  for (ptrdiff_t n = 0; n < use->window_count; n++) {
    char from[FEN_TIME_TEXT], to[FEN_TIME_TEXT];
    fen_time_format(use->windows[n].start_s, ledger->change->item->period.utc_offset_s, from);
    fen_time_format(use->windows[n].end_s, ledger->change->item->period.utc_offset_s, to);
    json_array_append_new(list, json_pack("{s:s, s:s}", "from", from, "to", to));
  }
  return list;
}

static json_t *measures_of(const fen_ledger *ledger) {
  json_t *list = json_array();
  for (ptrdiff_t m = 0; m < ledger->change->scenario->measure_count; m++) {
    const fen_measure *measure = &ledger->change->scenario->measures[m];
    const fen_ledger_measure *own = &ledger->measures[m];
    json_array_append_new(list,
                          json_pack("{s:s, s:o, s:o, s:o, s:o, s:o, s:o, s:o, s:f, s:o, s:o, s:o}", "name", measure->name, "title",
                                    text_or_null(measure->title), "title_zh", text_or_null(measure->title_zh), "source",
                                    text_or_null(measure->source), "assumption", text_or_null(measure->assumption), "cost_yuan_pyr",
                                    number_or_null(own->cost_yuan_pyr), "co2_tpyr", number_or_null(own->co2_tpyr), "co2_value_yuan_pyr",
                                    number_or_null(own->co2_value_yuan_pyr), "in_force", own->in_force, "windows", windows_of(ledger, m),
                                    "overlaps", overlaps_of(ledger, own), "rows", rows_of(ledger, own)));
  }
  return list;
}

static json_t *totals_of(const fen_ledger *ledger) {
  json_t *species = json_object();
  for (ptrdiff_t s = 0; s < ledger->change->species_count; s++) {
    const fen_ledger_total *total = &ledger->totals[s];
    json_object_set_new(species, species_name(ledger, (int)s),
                        json_pack("{s:f, s:f, s:f}", "base_tpyr", total->base_tpyr, "scenario_tpyr", total->scenario_tpyr, "change_tpyr",
                                  total->change_tpyr));
  }
  return json_pack("{s:o, s:o, s:o, s:o}", "species", species, "cost_yuan_pyr", number_or_null(ledger->cost_yuan_pyr), "co2_tpyr",
                   number_or_null(ledger->co2_tpyr), "co2_value_yuan_pyr", number_or_null(ledger->co2_value_yuan_pyr));
}

static json_t *period_of(const fen_ledger *ledger) {
  char start[FEN_TIME_TEXT], end[FEN_TIME_TEXT];
  const fen_case_period *period = &ledger->change->item->period;
  fen_time_format(period->start_s, period->utc_offset_s, start);
  fen_time_format(period->end_s, period->utc_offset_s, end);
  return json_pack("{s:s, s:s}", "start", start, "end", end);
}

fen_status fen_ledger_write_json(const fen_ledger *ledger, const char *path, fen_error *err) {
  const fen_scenario *scenario = ledger->change->scenario;
  json_t *root = json_pack("{s:s, s:s, s:s, s:s, s:o, s:o, s:o, s:o}", "scenario", scenario->name, "title",
                           fen_scenario_title(scenario, false), "title_zh", fen_scenario_title(scenario, true), "case",
                           ledger->change->item->path, "averaged_over", period_of(ledger), "co2_price_yuan_pt",
                           number_or_null(scenario->co2_price_yuan_pt), "measures", measures_of(ledger), "totals", totals_of(ledger));
  char *text = root ? json_dumps(root, JSON_INDENT(2) | JSON_REAL_PRECISION(17)) : NULL;
  fen_status status =
      text ? fen_file_write(path, text, strlen(text), err)
           : fen_fail(err, FEN_ERR_LIBRARY,
                      "%s: error: the ledger could not be put together\n  = write all of the scenario's texts in UTF-8", path);
  free(text);
  json_decref(root);
  return status;
}

/* A text as a cell and what ends it: quoted where it has a comma, a quote or an end of line in it. */
static void put_text(const char *text, char end, FILE *out) {
  bool quote = strpbrk(text, "\",\r\n") != NULL;
  if (quote)
    (void)fputc('"', out);
  for (; *text; text++) {
    if (*text == '"')
      (void)fputc('"', out);
    (void)fputc(*text, out);
  }
  if (quote)
    (void)fputc('"', out);
  (void)fputc(end, out);
}

static void put_cell(const char *text, FILE *out) {
  put_text(text, ',', out);
}

static void put_known(double value, FILE *out) {
  if (!isnan(value))
    (void)fprintf(out, "%.17g", value);
  (void)fputc(',', out);
}

/* What is of the whole measure stands in its first row, so that a column's sum is that of the scenario. */
static void put_whole(const fen_measure *measure, const fen_ledger_measure *own, bool first, FILE *out) {
  put_known(first ? own->cost_yuan_pyr : NAN, out);
  put_known(first ? own->co2_tpyr : NAN, out);
  put_known(first ? own->co2_value_yuan_pyr : NAN, out);
  put_cell(first && measure->source ? measure->source : "", out);
  put_text(first && measure->assumption ? measure->assumption : "", '\n', out);
}

static void put_rows(const fen_ledger *ledger, FILE *out) {
  (void)fputs(
      "measure,sector,district,species,before [t/yr],after [t/yr],change [t/yr],cost [yuan/yr],CO2 saved [t/yr],worth [yuan/yr],source,assumption\n",
      out);
  for (ptrdiff_t m = 0; m < ledger->change->scenario->measure_count; m++) {
    const fen_ledger_measure *measure = &ledger->measures[m];
    for (ptrdiff_t n = 0; n < measure->row_count; n++) {
      const fen_ledger_row *row = &measure->rows[n];
      put_cell(ledger->change->scenario->measures[m].name, out);
      put_cell(ledger->change->item->sectors[row->sector].name, out);
      put_cell(fen_ledger_district(ledger, row->region), out);
      put_cell(species_name(ledger, row->species), out);
      (void)fprintf(out, "%.17g,%.17g,%.17g,", row->before_tpyr, row->after_tpyr, row->after_tpyr - row->before_tpyr);
      put_whole(&ledger->change->scenario->measures[m], measure, n == 0, out);
    }
  }
}

fen_status fen_ledger_write_csv(const fen_ledger *ledger, const char *path, fen_error *err) {
  char *text = NULL;
  size_t size = 0;
  FILE *out = open_memstream(&text, &size);
  if (out)
    put_rows(ledger, out);
  bool good = out && !ferror(out);
  good = out && fclose(out) == 0 && good;
  fen_status status = good ? fen_file_write(path, text, size, err)
                           : fen_fail(err, FEN_ERR_MEMORY, "%s: error: there is no memory for the ledger\n  = free some", path);
  free(text);
  return status;
}
