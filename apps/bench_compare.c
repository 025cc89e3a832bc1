/* Results beside earlier ones. */
#include <stdio.h>

#include "bench.h"

static void print_case(const fen_bench_row *row) {
  char grid[64];
  (void)snprintf(grid, sizeof grid, "%tdx%tdx%td", row->grid[0], row->grid[1], row->grid[2]);
  (void)printf("%-14s %-9s %7d %5d %7d %-12s", row->process, row->precision, row->species, row->tags, row->threads, grid);
}

/* Rows of `of` that `other` lacks. */
static void print_missing(const fen_bench_table *of, const fen_bench_table *other, const char *heading) {
  bool any = false;
  for (ptrdiff_t n = 0; n < of->count; n++) {
    if (fen_bench_find(other, &of->rows[n]))
      continue;
    if (!any)
      (void)printf("\n%s\n", heading);
    any = true;
    print_case(&of->rows[n]);
    (void)printf(" %9.1f\n", of->rows[n].median);
  }
}

void fen_bench_print_comparison(const fen_bench_table *old, const char *old_path, const fen_bench_table *now) {
  (void)printf("\ncompared with %s (fenhe %s on %s, %s instructions, limiter %s, field %s)\n", old_path, old->version, old->cpu,
               old->instructions, old->limiter, old->field);
  (void)printf("medians, million updates per second; where the copies' ratio is far from 1, the machine differed, not only the program\n");
  (void)printf("%-14s %-9s %7s %5s %7s %-12s %9s %9s %7s %7s\n", "process", "precision", "species", "tags", "threads", "grid", "old", "new",
               "ratio", "copies");
  for (ptrdiff_t n = 0; n < now->count; n++) {
    const fen_bench_row *row = &now->rows[n];
    const fen_bench_row *before = fen_bench_find(old, row);
    if (!before)
      continue;
    print_case(row);
    (void)printf(" %9.1f %9.1f %7.2f %7.2f\n", before->median, row->median, row->median / before->median,
                 row->copy_gbps / before->copy_gbps);
  }
  print_missing(old, now, "only in the old results:");
  print_missing(now, old, "only in the new results:");
}
