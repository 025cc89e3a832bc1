/** @file layout.h  Which column of a monitors' table holds what. */
#ifndef FENHE_EVALUATE_LAYOUT_H
#define FENHE_EVALUATE_LAYOUT_H

#include "observations.h"

typedef enum {
  FEN_LAYOUT_ROWS,   /**< a row an hour and station, a column a species */
  FEN_LAYOUT_LONG,   /**< a row a value */
  FEN_LAYOUT_COLUMNS /**< a row an hour and species, a column a station */
} fen_layout_kind;

typedef struct {
  fen_layout_kind kind;
  ptrdiff_t column[FEN_HEAD_COUNT]; /**< -1: none */
  ptrdiff_t value;                  /**< column of the species, or of the values; -1 in FEN_LAYOUT_COLUMNS */
  char unit[FEN_WORD];              /**< of that column; "" */
  bool utc;                         /**< the time's column says by its name that its times are UTC's */
} fen_layout;

/** @return FEN_OK; FEN_ERR_COLUMN with what is missing and what the table has */
fen_status fen_layout_find(const fen_observations *o, const fen_csv *table, fen_layout *out, fen_error *err);
/** Whether a word of a table means the species that is wanted. */
bool fen_layout_is_species(const fen_observations *o, const char *word);

#endif
