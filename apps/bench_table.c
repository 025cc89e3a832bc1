/* Rows of the table, and what is read off them. */
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "bench.h"
#include "fenhe/memory.h"

static int compare(const void *a, const void *b) {
  const double *x = a;
  const double *y = b;
  return (*x > *y) - (*x < *y);
}

void fen_bench_spread(double *values, int count, double *least, double *median, double *most) {
  qsort(values, (size_t)count, sizeof *values, compare);
  *least = values[0];
  *most = values[count - 1];
  *median = 0.5 * (values[(count - 1) / 2] + values[count / 2]);
}

fen_status fen_bench_table_add(fen_bench_table *table, const fen_bench_row *row, fen_error *err) {
  if (table->count == table->room) {
    ptrdiff_t room = table->room > 0 ? 2 * table->room : 64;
    fen_bench_row *rows = NULL;
    fen_status status = FEN_NEW(&rows, room, err);
    if (status)
      return status;
    if (table->count > 0)
      memcpy(rows, table->rows, (size_t)table->count * sizeof *rows);
    fen_free(table->rows);
    table->rows = rows;
    table->room = room;
  }
  table->rows[table->count++] = *row;
  return FEN_OK;
}

void fen_bench_table_clear(fen_bench_table *table) {
  fen_free(table->rows);
  *table = (fen_bench_table){0};
}

double fen_bench_table_copy(const fen_bench_table *table, int threads) {
  double copies[1024];
  double unused;
  double median = NAN;
  int count = 0;
  for (ptrdiff_t n = 0; n < table->count && count < (int)(sizeof copies / sizeof *copies); n++)
    if (table->rows[n].threads == threads && table->rows[n].copy_gbps > 0.0)
      copies[count++] = table->rows[n].copy_gbps;
  if (count > 0)
    fen_bench_spread(copies, count, &unused, &median, &unused);
  return median;
}

const fen_bench_row *fen_bench_find(const fen_bench_table *table, const fen_bench_row *like) {
  for (ptrdiff_t n = 0; n < table->count; n++) {
    const fen_bench_row *row = &table->rows[n];
    if (strcmp(row->process, like->process) == 0 && strcmp(row->precision, like->precision) == 0 && row->species == like->species &&
        row->tags == like->tags && row->threads == like->threads && memcmp(row->grid, like->grid, sizeof row->grid) == 0)
      return row;
  }
  return NULL;
}

void fen_bench_cpu(char *out, size_t size) {
  static const char key[] = "model name";
  char text[256];
  (void)snprintf(out, size, "unknown");
  FILE *file = fopen("/proc/cpuinfo", "r");
  if (!file)
    return;
  while (fgets(text, sizeof text, file)) {
    const char *colon = strchr(text, ':');
    if (strncmp(text, key, sizeof key - 1) != 0 || !colon)
      continue;
    text[strcspn(text, "\n")] = '\0';
    (void)snprintf(out, size, "%s", colon + 1 + strspn(colon + 1, " \t"));
    break;
  }
  (void)fclose(file);
}
