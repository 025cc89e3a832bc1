/* What a case found: figures with their bounds, and tables for plots. */
#include <assert.h>
#include <math.h>
#include <stdio.h>
#include <string.h>

#include "fenhe/memory.h"
#include "verification.h"

static void add(fen_verify_result *result, fen_figure figure) {
  assert(result->figure_count < FEN_VERIFY_FIGURES);
  assert(!fen_verify_figure(result, figure.name));
  result->figures[result->figure_count++] = figure;
}

void fen_verify_tell(fen_verify_result *result, const char *name, double ours, double reference) {
  add(result, (fen_figure){name, ours, reference, FEN_BOUND_NONE, NAN});
}

void fen_verify_at_most(fen_verify_result *result, const char *name, double ours, double reference, double limit) {
  add(result, (fen_figure){name, ours, reference, FEN_BOUND_AT_MOST, limit});
}

void fen_verify_at_least(fen_verify_result *result, const char *name, double ours, double reference, double limit) {
  add(result, (fen_figure){name, ours, reference, FEN_BOUND_AT_LEAST, limit});
}

fen_status fen_verify_series_add(fen_verify_result *result, const char *name, const char *const *columns, ptrdiff_t rows, double **values,
                                 fen_error *err) {
  assert(result->series_count < FEN_VERIFY_SERIES);
  fen_verify_series *series = &result->series[result->series_count];
  *series = (fen_verify_series){.rows = rows};
  (void)snprintf(series->name, sizeof series->name, "%s", name);
  for (; columns[series->columns]; series->columns++) {
    assert(series->columns < FEN_VERIFY_COLUMNS);
    series->column[series->columns] = columns[series->columns];
  }
  fen_status status = FEN_NEW(&series->values, rows * series->columns, err);
  if (status)
    return status;
  result->series_count++;
  *values = series->values;
  return FEN_OK;
}

const fen_figure *fen_verify_figure(const fen_verify_result *result, const char *name) {
  for (int n = 0; n < result->figure_count; n++)
    if (strcmp(result->figures[n].name, name) == 0)
      return &result->figures[n];
  return NULL;
}

bool fen_verify_keeps(const fen_figure *figure) {
  switch (figure->bound) {
  case FEN_BOUND_AT_MOST:
    return figure->ours <= figure->limit;
  case FEN_BOUND_AT_LEAST:
    return figure->ours >= figure->limit;
  default:
    return true;
  }
}

bool fen_verify_passes(const fen_verify_result *result) {
  for (int n = 0; n < result->figure_count; n++)
    if (!fen_verify_keeps(&result->figures[n]))
      return false;
  return true;
}
