/** @file stack_columns.h  The columns of a table of points that describe its stacks. */
#ifndef FENHE_EMISSIONS_STACK_COLUMNS_H
#define FENHE_EMISSIONS_STACK_COLUMNS_H

#include "inventory_parts.h"

enum { FEN_STACK_COLUMNS = 4 }; /**< height, diameter, temperature, velocity */

typedef struct {
  ptrdiff_t column[FEN_STACK_COLUMNS]; /**< -1: no such column */
  fen_conversion si[FEN_STACK_COLUMNS];
  bool unsure; /**< one has a fault in its header */
} fen_stack_columns;

/** Find the columns and their units; faults are noted. FEN_ERR_MEMORY. */
fen_status fen_stack_columns_find(fen_inventory_context *context, const fen_rate_table *rates, fen_stack_columns *out, fen_error *err);
/** The stack of a row: none, a height alone, or a height with diameter, temperature and velocity; faults are noted. FEN_ERR_MEMORY. */
fen_status fen_stack_columns_read(fen_inventory_context *context, const fen_rate_table *rates, const fen_stack_columns *columns,
                                  ptrdiff_t row, fen_point *point, fen_error *err);

#endif
