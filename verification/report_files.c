/* The report for programs and plots: JSON, and tables as CSV. */
#include <jansson.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "fenhe/files.h"
#include "fenhe/memory.h"
#include "fenhe/run.h"
#include "report.h"

enum { PATH_TEXT = 4096, NAME_TEXT = FEN_VERIFY_ID + 48 };

/* JSON knows neither NaN nor infinity. */
static json_t *number(double value) {
  return isfinite(value) ? json_real(value) : json_null();
}

static json_t *describe(const fen_verify_case *item) {
  return json_pack("{s:s, s:s, s:s, s:s}", "id", item->id, "precision", item->precision == FEN_PRECISION_SINGLE ? "single" : "double",
                   "tier", item->tier == FEN_TIER_QUICK ? "quick" : "full", "setup", item->setup);
}

static void add_figures(json_t *object, const fen_verify_case *item, const fen_verify_result *result) {
  json_t *ours = json_object();
  json_t *reference = json_object();
  json_t *limits = json_object();
  for (int n = 0; n < result->figure_count; n++) {
    const fen_figure *f = &result->figures[n];
    json_object_set_new(ours, f->name, number(f->ours));
    if (!isnan(f->reference))
      json_object_set_new(reference, f->name, number(f->reference));
    if (f->bound != FEN_BOUND_NONE)
      json_object_set_new(limits, f->name, json_pack("{s:o}", f->bound == FEN_BOUND_AT_MOST ? "at_most" : "at_least", number(f->limit)));
  }
  json_object_set_new(reference, "citation", json_string(item->citation ? item->citation : ""));
  json_object_set_new(object, "ours", ours);
  json_object_set_new(object, "reference", reference);
  json_object_set_new(object, "limits", limits);
}

void fen_verify_series_file(const fen_verify_case *item, const fen_verify_series *series, char *out, size_t size) {
  (void)snprintf(out, size, "%s-%s.csv", item->id, series->name);
  for (char *at = out; *at; at++)
    if (*at == '/')
      *at = '-';
}

static json_t *series_of(const fen_verify_case *item, const fen_verify_result *result) {
  json_t *list = json_array();
  for (int s = 0; s < result->series_count; s++) {
    const fen_verify_series *series = &result->series[s];
    char file[NAME_TEXT];
    json_t *columns = json_array();
    for (int c = 0; c < series->columns; c++)
      json_array_append_new(columns, json_string(series->column[c]));
    fen_verify_series_file(item, series, file, sizeof file);
    json_array_append_new(
        list, json_pack("{s:s, s:s, s:I, s:o}", "name", series->name, "file", file, "rows", (json_int_t)series->rows, "columns", columns));
  }
  return list;
}

static json_t *case_of(const fen_verify_outcome *outcome, bool with_series) {
  const fen_verify_result *result = outcome->result;
  fen_verdict verdict = fen_verify_verdict(outcome);
  json_t *object = describe(outcome->item);
  if (!result) {
    json_object_set_new(object, "error", json_string(outcome->error.text));
  } else {
    add_figures(object, outcome->item, result);
    if (with_series)
      json_object_set_new(object, "series", series_of(outcome->item, result));
    json_object_set_new(object, "cell_updates", number(result->cell_updates));
    json_object_set_new(object, "wall_s", number(result->wall_s));
    if (result->note[0])
      json_object_set_new(object, "note", json_string(result->note));
    if (result->skipped[0])
      json_object_set_new(object, "skipped", json_string(result->skipped));
  }
  /* Neither true nor false of a case that was not run. */
  json_object_set_new(object, "pass", verdict == FEN_VERDICT_SKIPPED ? json_null() : json_boolean(verdict == FEN_VERDICT_PASS));
  return object;
}

/* jansson passes a NULL on through all of its calls, so that lack of memory shows here. Takes root over. */
static fen_status dump(json_t *root, char **out, fen_error *err) {
  char *text = root ? json_dumps(root, JSON_INDENT(2) | JSON_REAL_PRECISION(12)) : NULL;
  json_decref(root);
  if (!text)
    return fen_fail(err, FEN_ERR_MEMORY, "no memory for the report");
  fen_status status = fen_duplicate(text, out, err);
  free(text);
  return status;
}

fen_status fen_verify_json(const fen_verify_report *report, bool with_series, char **out, fen_error *err) {
  json_t *cases = json_array();
  for (ptrdiff_t n = 0; n < report->count; n++)
    if (json_array_append_new(cases, case_of(&report->outcomes[n], with_series)) != 0) {
      json_decref(cases);
      return fen_fail(err, FEN_ERR_INTERNAL, "the report of %s is no text in UTF-8", report->outcomes[n].item->id);
    }
  json_t *root = json_pack("{s:s, s:i, s:o, s:I, s:I, s:I, s:o}", "version", fen_version(), "threads", report->threads, "wall_s",
                           number(report->wall_s), "passed", (json_int_t)fen_verify_count(report, FEN_VERDICT_PASS), "failed",
                           (json_int_t)fen_verify_count(report, FEN_VERDICT_FAIL), "skipped",
                           (json_int_t)fen_verify_count(report, FEN_VERDICT_SKIPPED), "cases", cases);
  return dump(root, out, err);
}

fen_status fen_verify_json_list(const fen_verify_case *const *items, ptrdiff_t count, char **out, fen_error *err) {
  json_t *cases = json_array();
  for (ptrdiff_t n = 0; n < count; n++) {
    json_t *object = describe(items[n]);
    json_object_set_new(object, "citation", json_string(items[n]->citation ? items[n]->citation : ""));
    json_array_append_new(cases, object);
  }
  return dump(json_pack("{s:s, s:o}", "version", fen_version(), "cases", cases), out, err);
}

static fen_status write_series(const fen_verify_case *item, const fen_verify_series *series, const char *folder, fen_error *err) {
  char path[PATH_TEXT], name[NAME_TEXT];
  char *text = NULL;
  size_t size = 0;
  FILE *out = open_memstream(&text, &size);
  if (!out)
    return fen_fail(err, FEN_ERR_MEMORY, "no memory for a table of %s", item->id);
  for (int c = 0; c < series->columns; c++)
    (void)fprintf(out, "%s%s", c ? "," : "", series->column[c]);
  for (ptrdiff_t n = 0; n < series->rows * series->columns; n++)
    (void)fprintf(out, "%s%.9g", n % series->columns ? "," : "\n", series->values[n]);
  (void)fputc('\n', out);
  bool whole = !ferror(out);
  whole = fclose(out) == 0 && whole;
  fen_verify_series_file(item, series, name, sizeof name);
  fen_status status = FEN_OK;
  if (!whole)
    status = fen_fail(err, FEN_ERR_MEMORY, "no memory for a table of %s", item->id);
  else if (snprintf(path, sizeof path, "%s/%s", folder, name) >= (int)sizeof path)
    status =
        fen_fail(err, FEN_ERR_WRITE, "%s: the path is longer than %d bytes\n  = choose a folder nearer to the root", folder, PATH_TEXT);
  else
    status = fen_file_write(path, text, size, err);
  free(text);
  return status;
}

fen_status fen_verify_write(const fen_verify_report *report, const char *folder, fen_error *err) {
  char path[PATH_TEXT];
  char *json = NULL;
  fen_status status = fen_folder_create(folder, err);
  for (ptrdiff_t n = 0; n < report->count; n++) {
    const fen_verify_outcome *outcome = &report->outcomes[n];
    for (int s = 0; !status && outcome->result && s < outcome->result->series_count; s++)
      status = write_series(outcome->item, &outcome->result->series[s], folder, err);
  }
  if (!status && snprintf(path, sizeof path, "%s/verify.json", folder) >= (int)sizeof path)
    status =
        fen_fail(err, FEN_ERR_WRITE, "%s: the path is longer than %d bytes\n  = choose a folder nearer to the root", folder, PATH_TEXT);
  if (!status)
    status = fen_verify_json(report, true, &json, err);
  if (!status)
    status = fen_file_write(path, json, strlen(json), err);
  fen_free(json);
  return status;
}
