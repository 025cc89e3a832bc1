/* Reading what --json printed. */
#include <jansson.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "bench.h"

static const char remedy[] = "give a file that fenhe bench --json of this version left";

typedef struct {
  const char *path;
  fen_error *err;
} reading;

static fen_status refuse(const reading *r, const char *place, const char *wanted) {
  return fen_fail(r->err, FEN_ERR_FILE_FORMAT, "%s: error: %s must be %s\n  = %s", r->path, place, wanted, remedy);
}

static fen_status read_text(const reading *r, const json_t *of, const char *place, const char *key, char out[FEN_BENCH_WORD]) {
  char where[96];
  const char *text = json_string_value(json_object_get(of, key));
  (void)snprintf(where, sizeof where, "%s%s", place, key);
  if (!text || !text[0] || strlen(text) >= FEN_BENCH_WORD)
    return refuse(r, where, "a word");
  (void)snprintf(out, FEN_BENCH_WORD, "%s", text);
  return FEN_OK;
}

static fen_status read_whole(const reading *r, const json_t *value, const char *place, const char *key, json_int_t least, ptrdiff_t *out) {
  char where[96];
  (void)snprintf(where, sizeof where, "%s%s", place, key);
  if (!json_is_integer(value) || json_integer_value(value) < least || json_integer_value(value) > 1000000)
    return refuse(r, where, "a whole number in its range");
  *out = (ptrdiff_t)json_integer_value(value);
  return FEN_OK;
}

/* Rates must be numbers above 0; what need not be told may be absent or null. */
static fen_status read_real(const reading *r, const json_t *of, const char *place, const char *key, bool needed, double *out) {
  char where[96];
  const json_t *value = json_object_get(of, key);
  (void)snprintf(where, sizeof where, "%s%s", place, key);
  *out = NAN;
  if (!needed && (!value || json_is_null(value)))
    return FEN_OK;
  if (!json_is_number(value) || !(json_number_value(value) > 0.0))
    return refuse(r, where, "a number above 0");
  *out = json_number_value(value);
  return FEN_OK;
}

static fen_status read_row(const reading *r, const json_t *of, size_t index, const fen_bench_table *table, fen_bench_row *out) {
  static const char *const whole_names[] = {"species", "tags", "threads"};
  char place[48];
  ptrdiff_t whole[3] = {0};
  const json_t *grid = json_object_get(of, "grid");
  (void)snprintf(place, sizeof place, "results[%zu].", index);
  *out = (fen_bench_row){0};
  fen_status status = read_text(r, of, place, "process", out->process);
  if (!status)
    status = read_text(r, of, place, "precision", out->precision);
  for (int n = 0; !status && n < 3; n++)
    status = read_whole(r, json_object_get(of, whole_names[n]), place, whole_names[n], n == 1 ? 0 : 1, &whole[n]);
  out->species = (int)whole[0];
  out->tags = (int)whole[1];
  out->threads = (int)whole[2];
  for (size_t axis = 0; !status && axis < 3; axis++)
    status = read_whole(r, json_array_get(grid, axis), place, "grid", 1, &out->grid[axis]);
  if (!status)
    status = read_real(r, of, place, "mcups_median", true, &out->median);
  if (!status)
    status = read_real(r, of, place, "mcups_min", false, &out->least);
  if (!status)
    status = read_real(r, of, place, "mcups_max", false, &out->most);
  if (!status)
    status = read_real(r, of, place, "bytes_per_update", false, &out->bytes);
  if (!status)
    status = read_real(r, of, place, "flops_per_update", false, &out->flops);
  if (!status)
    status = read_real(r, of, place, "fraction_of_copy", false, &out->fraction);
  if (!status)
    status = read_real(r, of, place, "copy_gbps", false, &out->copy_gbps);
  for (int t = 0; t < table->copy_count && isnan(out->copy_gbps); t++)
    if (table->copy_threads[t] == out->threads)
      out->copy_gbps = table->copy_gbps[t];
  return status;
}

static fen_status read_copies(const reading *r, json_t *copies, fen_bench_table *table) {
  const char *threads;
  json_t *value;
  if (!json_is_object(copies))
    return refuse(r, "copy_gbps", "an object of GB/s by number of threads");
  json_object_foreach(copies, threads, value) {
    char *end;
    long count = strtol(threads, &end, 10);
    if (end == threads || *end || count < 1 || count > 1000000)
      return refuse(r, "copy_gbps", "an object of GB/s by number of threads");
    if (table->copy_count == FEN_BENCH_MOST)
      break;
    table->copy_threads[table->copy_count] = (int)count;
    fen_status status = read_real(r, copies, "copy_gbps.", threads, true, &table->copy_gbps[table->copy_count]);
    if (status)
      return status;
    table->copy_count++;
  }
  return FEN_OK;
}

static void copy_text(const json_t *root, const char *key, char *out, size_t size) {
  const char *text = json_string_value(json_object_get(root, key));
  (void)snprintf(out, size, "%s", text ? text : "unknown");
}

static fen_status read_table(const reading *r, const json_t *root, fen_bench_table *table) {
  const json_t *results = json_object_get(root, "results");
  if (!json_is_array(results))
    return refuse(r, "results", "an array");
  copy_text(root, "version", table->version, sizeof table->version);
  copy_text(root, "cpu", table->cpu, sizeof table->cpu);
  copy_text(root, "instructions", table->instructions, sizeof table->instructions);
  copy_text(root, "limiter", table->limiter, sizeof table->limiter);
  copy_text(root, "field", table->field, sizeof table->field);
  table->repeats = (int)json_integer_value(json_object_get(root, "repeats"));
  fen_status status = read_copies(r, json_object_get(root, "copy_gbps"), table);
  for (size_t n = 0; !status && n < json_array_size(results); n++) {
    fen_bench_row row;
    status = read_row(r, json_array_get(results, n), n, table, &row);
    if (!status)
      status = fen_bench_table_add(table, &row, r->err);
  }
  return status;
}

fen_status fen_bench_read(const char *path, fen_bench_table *out, fen_error *err) {
  const reading r = {path, err};
  json_error_t fault;
  FILE *file = fopen(path, "r");
  if (!file)
    return fen_fail(err, FEN_ERR_FILE_MISSING, "%s: error: no such file, or it cannot be read\n  = %s", path, remedy);
  json_t *root = json_loadf(file, JSON_REJECT_DUPLICATES, &fault);
  (void)fclose(file);
  if (!root)
    return fen_fail(err, FEN_ERR_FILE_FORMAT, "%s:%d:%d: error: %s\n  = %s", path, fault.line, fault.column, fault.text, remedy);
  fen_bench_table table = {0};
  fen_status status = read_table(&r, root, &table);
  json_decref(root);
  if (status)
    fen_bench_table_clear(&table);
  else
    *out = table;
  return status;
}
