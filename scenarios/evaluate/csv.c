/* An evaluation as tables of text: figures by row, and every hour. */
#include <math.h>
#include <stdio.h>

#include "fenhe/clock.h"
#include "fenhe/evaluate.h"
#include "text.h"

static void add_header(fen_text *text, const char *const *names, size_t count) {
  for (size_t n = 0; n < count; n++)
    fen_text_cell(text, names[n]);
  fen_text_row_end(text);
}

#define HEADER(text, names) add_header((text), (names), sizeof(names) / sizeof *(names))

static void add_unit_cell(fen_text *text, const char *name, const char *unit) {
  char cell[64];
  (void)snprintf(cell, sizeof cell, "%s [%s]", name, unit);
  fen_text_cell(text, cell);
}

static void add_row(fen_text *text, const fen_evaluation *e, const fen_evaluated_row *row) {
  const fen_skill *s = &row->skill;
  const fen_evaluated_site *site = row->site >= 0 ? &e->sites[row->site] : NULL;
  const double figures[] = {(double)s->count, s->mean_observed, s->mean_modelled, s->bias, s->nmb, s->nme, s->rmse, s->r,
                            s->ioa,           s->fac2,          s->mfb,           s->mfe,  s->fb,  s->nmse};
  fen_text_cell(text, fen_skill_set_word(row->set));
  fen_text_cell(text, fen_group_word(row->group));
  fen_text_cell(text, row->name);
  fen_text_cell(text, site ? site->id : "");
  fen_text_cell(text, site ? site->city : "");
  fen_text_number(text, site ? site->lon_deg : NAN);
  fen_text_number(text, site ? site->lat_deg : NAN);
  for (size_t n = 0; n < sizeof figures / sizeof *figures; n++)
    fen_text_number(text, figures[n]);
  fen_text_cell(text, row->judged ? fen_verdict_word(row->verdict) : "");
  fen_text_row_end(text);
}

fen_status fen_evaluation_csv_rows(const fen_evaluation *e, char **out, fen_error *err) {
  static const char *const first[] = {"pairs", "by", "name", "id", "city", "lon", "lat", "N"};
  static const char *const last[] = {"r", "ioa", "fac2", "mfb", "mfe", "fb", "nmse", "criteria"};
  fen_text text = {.err = err};
  for (size_t n = 0; n < sizeof first / sizeof *first; n++)
    fen_text_cell(&text, first[n]);
  add_unit_cell(&text, "observed", e->unit);
  add_unit_cell(&text, "modelled", e->unit);
  add_unit_cell(&text, "bias", e->unit);
  fen_text_cell(&text, "nmb");
  fen_text_cell(&text, "nme");
  add_unit_cell(&text, "rmse", e->unit);
  HEADER(&text, last);
  for (ptrdiff_t n = 0; n < e->row_count; n++)
    add_row(&text, e, &e->rows[n]);
  return fen_text_finish(&text, out);
}

static const char *flag_word(fen_observed_flag flag) {
  static const char *const words[] = {"paired", "missing", "unreadable", "out of range", "contradiction", "stands still"};
  return words[flag];
}

fen_status fen_evaluation_csv_pairs(const fen_evaluation *e, char **out, fen_error *err) {
  static const char *const first[] = {"station", "id", "city", "lon", "lat", "hour_ends"};
  static const char *const last[] = {"flag"};
  fen_text text = {.err = err};
  for (size_t n = 0; n < sizeof first / sizeof *first; n++)
    fen_text_cell(&text, first[n]);
  add_unit_cell(&text, "observed", e->unit);
  add_unit_cell(&text, "modelled", e->unit);
  HEADER(&text, last);
  for (ptrdiff_t n = 0; n < e->hour_count; n++) {
    const fen_evaluated_hour *h = &e->hours[n];
    const fen_evaluated_site *site = &e->sites[h->site];
    char time[FEN_TIME_TEXT];
    fen_time_format(h->end_s, e->utc_offset_s, time);
    fen_text_cell(&text, *site->name ? site->name : site->id);
    fen_text_cell(&text, site->id);
    fen_text_cell(&text, site->city);
    fen_text_number(&text, site->lon_deg);
    fen_text_number(&text, site->lat_deg);
    fen_text_cell(&text, time);
    fen_text_number(&text, h->observed);
    fen_text_number(&text, h->modelled);
    fen_text_cell(&text, flag_word(h->flag));
    fen_text_row_end(&text);
  }
  return fen_text_finish(&text, out);
}
