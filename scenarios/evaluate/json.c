/* An evaluation as JSON; docs/guide/evaluate.md has its keys. */
#include <jansson.h>
#include <math.h>
#include <stdlib.h>

#include "fenhe/clock.h"
#include "fenhe/evaluate.h"
#include "fenhe/memory.h"
#include "fenhe/run.h"

static json_t *number(double value) {
  return isfinite(value) ? json_real(value) : json_null();
}

static json_t *whole(ptrdiff_t value) {
  return json_integer((json_int_t)value);
}

static json_t *time_text(double time_s, double offset_s) {
  char text[FEN_TIME_TEXT];
  if (!isfinite(time_s))
    return json_null();
  fen_time_format(time_s, offset_s, text);
  return json_string(text);
}

static json_t *describe_file(const fen_evaluation *e, const fen_observed_file *f) {
  const struct {
    const char *key;
    ptrdiff_t value;
  } counts[] = {{"records", f->records},
                {"line_breaks_mended", f->line_breaks},
                {"cells_with_quotes", f->quotes},
                {"rows_of_another_length", f->odd_rows},
                {"unreadable_times", f->bad_times},
                {"rows_without_station", f->nameless},
                {"stations", f->stations},
                {"span_hours", f->span_hours},
                {"hours", f->hours},
                {"hours_absent", f->span_hours - f->hours},
                {"repeats_equal", f->duplicates},
                {"repeats_completing", f->completed},
                {"repeats_differing", f->conflicts},
                {"contradicted", f->contradicted},
                {"unreadable", f->unreadable},
                {"out_of_range", f->out_of_range},
                {"zeros", f->zeros},
                {"standing_still", f->stuck},
                {"values", f->valid}};
  json_t *object =
      json_pack("{s:s, s:s, s:s, s:b, s:o, s:o}", "path", f->path, "layout", f->layout, "unit", f->unit, "unit_stated", (int)f->unit_stated,
                "first_hour_ends", time_text(f->first_s, e->utc_offset_s), "last_hour_ends", time_text(f->last_s, e->utc_offset_s));
  json_t *missing = json_object();
  for (size_t n = 0; n < sizeof counts / sizeof *counts; n++)
    (void)json_object_set_new(object, counts[n].key, whole(counts[n].value));
  for (int mark = 0; mark < FEN_OBSERVED_MARKS; mark++)
    (void)json_object_set_new(missing, fen_observed_mark_text(mark), whole(f->missing[mark]));
  (void)json_object_set_new(object, "missing", missing);
  (void)json_object_set_new(object, "first_that_is_no_value", f->example ? json_string(f->example) : json_null());
  return object;
}

static json_t *describe_name(const fen_evaluated_name *n) {
  return json_pack("{s:s, s:s, s:s, s:s, s:o, s:I}", "name", n->name, "listed", n->listed, "nearest", n->nearest, "place",
                   fen_place_link_word(n->link), "site", n->site < 0 ? json_null() : whole(n->site), "values", (json_int_t)n->valid);
}

static json_t *describe_site(const fen_evaluated_site *s) {
  json_t *object = json_pack("{s:s, s:s, s:s, s:s, s:f, s:f, s:b}", "id", s->id, "name", s->name, "city", s->city, "county", s->county,
                             "lon", s->lon_deg, "lat", s->lat_deg, "inside", (int)s->inside);
  (void)json_object_set_new(object, "i", s->inside ? whole(s->i) : json_null());
  (void)json_object_set_new(object, "j", s->inside ? whole(s->j) : json_null());
  return object;
}

static json_t *describe_row(const fen_evaluated_row *row) {
  const fen_skill *s = &row->skill;
  const struct {
    const char *key;
    double value;
  } figures[] = {{"observed", s->mean_observed},
                 {"modelled", s->mean_modelled},
                 {"bias", s->bias},
                 {"nmb", s->nmb},
                 {"nme", s->nme},
                 {"rmse", s->rmse},
                 {"r", s->r},
                 {"ioa", s->ioa},
                 {"fac2", s->fac2},
                 {"mfb", s->mfb},
                 {"mfe", s->mfe},
                 {"fb", s->fb},
                 {"nmse", s->nmse}};
  json_t *object = json_pack("{s:s, s:s, s:s, s:o, s:I}", "pairs", fen_skill_set_word(row->set), "by", fen_group_word(row->group), "name",
                             row->name, "site", row->site < 0 ? json_null() : whole(row->site), "n", (json_int_t)s->count);
  for (size_t n = 0; n < sizeof figures / sizeof *figures; n++)
    (void)json_object_set_new(object, figures[n].key, number(figures[n].value));
  (void)json_object_set_new(object, "criteria", row->judged ? json_string(fen_verdict_word(row->verdict)) : json_null());
  return object;
}

static json_t *describe_judgement(const fen_judgement *j) {
  return json_pack("{s:s, s:s, s:o, s:o, s:o, s:s, s:s, s:s}", "pairs", fen_skill_set_word(j->set), "figure", j->figure, "value",
                   number(j->value), "goal", number(j->goal), "criterion", number(j->criterion), "bound", j->at_least ? "least" : "most",
                   "verdict", fen_verdict_word(j->verdict), "source", j->source);
}

#define LIST(name, describe, items, count)                                                                                                 \
  static json_t *name(const fen_evaluation *e) {                                                                                           \
    json_t *list = json_array();                                                                                                           \
    for (ptrdiff_t n = 0; n < e->count; n++)                                                                                               \
      (void)json_array_append_new(list, describe(&e->items[n]));                                                                           \
    return list;                                                                                                                           \
  }
LIST(all_names, describe_name, names, name_count)
LIST(all_sites, describe_site, sites, site_count)
LIST(all_rows, describe_row, rows, row_count)
LIST(all_judgements, describe_judgement, judgements, judgement_count)

static json_t *all_files(const fen_evaluation *e) {
  json_t *list = json_array();
  for (ptrdiff_t n = 0; n < e->file_count; n++)
    (void)json_array_append_new(list, describe_file(e, &e->files[n]));
  return list;
}

static json_t *all_notes(const fen_evaluation *e) {
  json_t *list = json_array();
  for (ptrdiff_t n = 0; n < e->note_count; n++)
    (void)json_array_append_new(list, json_string(e->notes[n]));
  return list;
}

/* The folder from the root, so that pictures find it from anywhere. */
static json_t *whole_path(const char *path) {
  char *whole_text = realpath(path, NULL);
  json_t *text = json_string(whole_text ? whole_text : path);
  free(whole_text);
  return text;
}

static json_t *compose(const fen_evaluation *e) {
  json_t *object = json_pack("{s:s, s:s, s:s, s:s, s:o, s:s, s:s, s:s, s:s, s:b}", "program", "Fenhe", "version", fen_version(), "case",
                             e->case_path, "title", e->title, "run", whole_path(e->run), "species", e->species, "unit", e->unit,
                             "conditions", e->conditions, "weather", e->weather, "idealised", (int)e->idealised);
  const struct {
    const char *key;
    json_t *value;
  } rest[] = {{"place", json_string(e->bilinear ? "between centres" : "cell")},
              {"run_starts", time_text(e->start_s, e->utc_offset_s)},
              {"run_ends", time_text(e->end_s, e->utc_offset_s)},
              {"run_hours", whole(e->run_hours)},
              {"observed_span_hours", whole(e->observed_span_hours)},
              {"observed_hours", whole(e->observed_hours)},
              {"stations_list", e->stations_path ? json_string(e->stations_path) : json_null()},
              {"pairs", whole(e->pair_count)},
              {"places_paired", whole(e->sites_paired)},
              {"places_outside", whole(e->sites_outside)},
              {"hours_of_two_names_equal", whole(e->merged)},
              {"hours_of_two_names_differing", whole(e->disagree)},
              {"values_outside_run", whole(e->elsewhen)},
              {"tables", all_files(e)},
              {"names", all_names(e)},
              {"sites", all_sites(e)},
              {"figures", all_rows(e)},
              {"judgements", all_judgements(e)},
              {"notes", all_notes(e)}};
  for (size_t n = 0; n < sizeof rest / sizeof *rest; n++)
    (void)json_object_set_new(object, rest[n].key, rest[n].value);
  return object;
}

fen_status fen_evaluation_json(const fen_evaluation *e, char **out, fen_error *err) {
  json_t *root = compose(e);
  char *dump = json_object_get(root, "notes") ? json_dumps(root, JSON_INDENT(1) | JSON_REAL_PRECISION(9)) : NULL;
  fen_status status =
      dump ? fen_duplicate(dump, out, err)
           : fen_fail(err, FEN_ERR_LIBRARY, "error: the evaluation could not be put into JSON\n  = write all names in UTF-8");
  free(dump);
  json_decref(root);
  return status;
}
