/* What was measured, for people and for programs. */
#include <jansson.h>
#include <math.h>
#include <stdio.h>
#include <string.h>

#include "bench.h"

static void print_heading(const fen_bench_row *row) {
  (void)printf("\n%s precision, %d thread%s, %td x %td x %td cells\n", row->precision, row->threads, row->threads == 1 ? "" : "s",
               row->grid[0], row->grid[1], row->grid[2]);
  (void)printf("%-14s %7s %5s %9s %9s %9s %9s %9s %9s %9s\n", "process", "species", "tags", "least", "median", "most", "bytes", "flops",
               "GB/s copy", "of copy");
}

static bool same_block(const fen_bench_row *a, const fen_bench_row *b) {
  return strcmp(a->precision, b->precision) == 0 && a->threads == b->threads && memcmp(a->grid, b->grid, sizeof a->grid) == 0;
}

void fen_bench_print_text(const fen_bench_table *table) {
  (void)printf("fenhe %s on %s, %s instructions, limiter %s, plumes on %s, %d repeats\n", table->version, table->cpu, table->instructions,
               table->limiter, strcmp(table->field, "clean") == 0 ? "clean air" : "a background", table->repeats);
  (void)printf("Million updates of a cell and tracer per second (leads and tags count alike); bytes and operations per update are\n"
               "counted, the copy is measured between the repeats, read and write counted.\n");
  for (int t = 0; t < table->copy_count; t++)
    (void)printf("copy with %d thread%s: %.1f GB/s\n", table->copy_threads[t], table->copy_threads[t] == 1 ? "" : "s", table->copy_gbps[t]);
  for (ptrdiff_t n = 0; n < table->count; n++) {
    const fen_bench_row *row = &table->rows[n];
    if (n == 0 || !same_block(row, row - 1))
      print_heading(row);
    (void)printf("%-14s %7d %5d %9.1f %9.1f %9.1f %9.1f %9.1f %9.1f %8.0f%%\n", row->process, row->species, row->tags, row->least,
                 row->median, row->most, row->bytes, row->flops, row->copy_gbps, 100.0 * row->fraction);
  }
}

/* What is not a number is null. */
static json_t *real_of(double value) {
  return isfinite(value) ? json_real(value) : json_null();
}

static json_t *json_of_row(const fen_bench_row *row) {
  return json_pack("{s:s, s:s, s:i, s:i, s:i, s:[I,I,I], s:o, s:o, s:o, s:o, s:o, s:o, s:o}", "process", row->process, "precision",
                   row->precision, "species", row->species, "tags", row->tags, "threads", row->threads, "grid", (json_int_t)row->grid[0],
                   (json_int_t)row->grid[1], (json_int_t)row->grid[2], "mcups_min", real_of(row->least), "mcups_median",
                   real_of(row->median), "mcups_max", real_of(row->most), "bytes_per_update", real_of(row->bytes), "flops_per_update",
                   real_of(row->flops), "copy_gbps", real_of(row->copy_gbps), "fraction_of_copy", real_of(row->fraction));
}

static json_t *json_of_rows(const fen_bench_table *table) {
  json_t *rows = json_array();
  for (ptrdiff_t n = 0; n < table->count; n++)
    (void)json_array_append_new(rows, json_of_row(&table->rows[n]));
  return rows;
}

/* Rows of `of` that `other` lacks. */
static json_t *json_missing(const fen_bench_table *of, const fen_bench_table *other) {
  json_t *rows = json_array();
  for (ptrdiff_t n = 0; n < of->count; n++)
    if (!fen_bench_find(other, &of->rows[n]))
      (void)json_array_append_new(rows, json_of_row(&of->rows[n]));
  return rows;
}

static json_t *json_comparison(const fen_bench_table *old, const char *old_path, const fen_bench_table *now) {
  json_t *both = json_array();
  for (ptrdiff_t n = 0; n < now->count; n++) {
    const fen_bench_row *row = &now->rows[n];
    const fen_bench_row *before = fen_bench_find(old, row);
    if (before)
      (void)json_array_append_new(
          both, json_pack("{s:s, s:s, s:i, s:i, s:i, s:[I,I,I], s:o, s:o, s:o, s:o}", "process", row->process, "precision", row->precision,
                          "species", row->species, "tags", row->tags, "threads", row->threads, "grid", (json_int_t)row->grid[0],
                          (json_int_t)row->grid[1], (json_int_t)row->grid[2], "old", real_of(before->median), "new", real_of(row->median),
                          "ratio", real_of(row->median / before->median), "copy_ratio", real_of(row->copy_gbps / before->copy_gbps)));
  }
  return json_pack("{s:s, s:o, s:o, s:o}", "old_file", old_path, "both", both, "only_old", json_missing(old, now), "only_new",
                   json_missing(now, old));
}

fen_status fen_bench_print_json(const fen_bench_table *table, const fen_bench_table *old, const char *old_path, fen_error *err) {
  json_t *copies = json_object();
  for (int t = 0; t < table->copy_count; t++) {
    char threads[16];
    (void)snprintf(threads, sizeof threads, "%d", table->copy_threads[t]);
    (void)json_object_set_new(copies, threads, real_of(table->copy_gbps[t]));
  }
  json_t *root = json_pack("{s:s, s:s, s:s, s:s, s:s, s:i, s:o, s:o}", "version", table->version, "cpu", table->cpu, "instructions",
                           table->instructions, "limiter", table->limiter, "field", table->field, "repeats", table->repeats, "copy_gbps",
                           copies, "results", json_of_rows(table));
  if (root && old)
    (void)json_object_set_new(root, "comparison", json_comparison(old, old_path, table));
  int wrong = root ? json_dumpf(root, stdout, JSON_INDENT(2) | JSON_REAL_PRECISION(6)) : -1;
  json_decref(root);
  if (wrong)
    return fen_fail(err, FEN_ERR_MEMORY, "fenhe bench: error: no memory for the results as JSON");
  (void)putchar('\n');
  return FEN_OK;
}
