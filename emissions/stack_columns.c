#include "stack_columns.h"

#include <math.h>

#include "table_words.h"

/* What the columns hold: in SI, within bounds that catch slips of unit. */
static const struct {
  const char *name, *unit;
  double low, high;
} known[FEN_STACK_COLUMNS] = {{"stack_height", "m", 0.0, 1000.0},
                              {"diameter", "m", 0.05, 50.0},
                              {"temperature", "K", 220.0, 2000.0},
                              {"velocity", "m/s", 0.0, 200.0}};

/* Whether a column that is none of the stack's looks as if it were meant to be: that is told, and what it would entail is not. */
static bool is_misspelt(const fen_rate_table *rates, const char *wanted) {
  const fen_csv *table = rates->table;
  for (ptrdiff_t column = 0; column < fen_csv_columns(table); column++) {
    const char *name = fen_csv_column_name(table, column);
    if (!fen_point_word(name) && fen_nearest_word(name, &wanted, 1))
      return true;
  }
  return false;
}

fen_status fen_stack_columns_find(fen_inventory_context *context, const fen_rate_table *rates, fen_stack_columns *out, fen_error *err) {
  const char *usual = "write the unit in brackets, such as 'temperature [degC]'";
  fen_status status = FEN_OK;
  for (int n = 0; !status && n < FEN_STACK_COLUMNS; n++) {
    fen_error reason, fault = {0};
    char unit[FEN_TABLE_WORD];
    out->column[n] = fen_rate_table_column(rates, known[n].name);
    if (out->column[n] < 0) {
      out->unsure |= is_misspelt(rates, known[n].name);
      continue;
    }
    fen_rate_table_unit(rates, out->column[n], unit);
    const fen_status wrong = fen_units_conversion(unit, known[n].unit, 0.0, 0, &out->si[n], &reason);
    if (!wrong)
      continue;
    (void)fen_csv_fail(rates->table, -1, out->column[n], wrong,
                       wrong == FEN_ERR_UNIT_MISSING ? usual : fen_unit_fault_remedy(&reason, usual), &fault, "%s",
                       wrong == FEN_ERR_UNIT_MISSING ? "the column has no unit" : reason.text);
    out->column[n] = -1;
    out->unsure = true;
    status = fen_inventory_keep(context, wrong, &fault, err);
  }
  return status;
}

static bool given(const fen_rate_table *rates, const fen_stack_columns *columns, ptrdiff_t row, int n) {
  return columns->column[n] >= 0 && fen_csv_text(rates->table, row, columns->column[n])[0];
}

/* One figure, in SI. */
static fen_status read_figure(const fen_rate_table *rates, const fen_stack_columns *columns, ptrdiff_t row, int n, double *value,
                              fen_error *err) {
  const ptrdiff_t column = columns->column[n];
  fen_status status = fen_csv_number(rates->table, row, column, -HUGE_VAL, HUGE_VAL, value, err);
  if (status)
    return status;
  *value = *value * columns->si[n].scale + columns->si[n].offset;
  if (*value >= known[n].low && *value <= known[n].high)
    return FEN_OK;
  return fen_csv_fail(rates->table, row, column, FEN_ERR_RANGE, "check the figure and the unit in the header", err,
                      "%s of %g %s is not within %g to %g", known[n].name, *value, known[n].unit, known[n].low, known[n].high);
}

fen_status fen_stack_columns_read(fen_inventory_context *context, const fen_rate_table *rates, const fen_stack_columns *columns,
                                  ptrdiff_t row, fen_point *point, fen_error *err) {
  double value[FEN_STACK_COLUMNS] = {0};
  fen_error fault = {0};
  fen_status status = FEN_OK;
  int count = 0;
  for (int n = 0; !status && n < FEN_STACK_COLUMNS; n++) {
    if (!given(rates, columns, row, n))
      continue;
    status = fen_inventory_keep(context, read_figure(rates, columns, row, n, &value[n], &fault), &fault, err);
    count++;
  }
  point->has_height = given(rates, columns, row, 0);
  point->has_plume = count == FEN_STACK_COLUMNS;
  point->stack = (fen_stack){value[0], value[1], value[2], value[3]};
  if (status || columns->unsure || count <= point->has_height || point->has_plume)
    return status;
  (void)fen_csv_fail(rates->table, row, columns->column[0] < 0 ? 0 : columns->column[0], FEN_ERR_COLUMN,
                     "give stack_height, diameter, temperature and velocity, or stack_height alone", &fault,
                     "plume rise needs four figures of the stack, here are %d", count);
  return fen_inventory_keep(context, FEN_ERR_COLUMN, &fault, err);
}
