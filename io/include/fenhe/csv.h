/** @file csv.h  Tables of text with a header line; lines starting with # are comments. By libcsv; UTF-8 or GB18030. */
#ifndef FENHE_CSV_H
#define FENHE_CSV_H

#include <stddef.h>

#include "fenhe/diagnostics.h"
#include "fenhe/status.h"

#ifdef __cplusplus
extern "C" {
#endif

typedef struct fen_csv fen_csv;

/**
 * Read a table.
 * @param[in,out] faults takes every row with more or fewer cells than the header, which is left out; NULL: the first is the outcome
 * @return FEN_OK; FEN_ERR_FILE_MISSING; FEN_ERR_SYNTAX (bad quote, a row of another length); FEN_ERR_COLUMN (repeated);
 * FEN_ERR_ENCODING (neither UTF-8 nor GB18030); FEN_ERR_MEMORY
 */
fen_status fen_csv_open(const char *path, fen_diagnostics *faults, fen_csv **out, fen_error *err);
/** What an odd table has, counted. */
typedef struct {
  ptrdiff_t line_breaks;  /**< cells with a line's end within their quotes */
  ptrdiff_t quotes;       /**< cells with a quote in them, doubled or stray */
  ptrdiff_t odd_rows;     /**< rows with more or fewer cells than the header: left out */
  ptrdiff_t odd_row_line; /**< line of the first of them */
} fen_csv_oddities;

/**
 * Read a table as it is, such as one that was collected from a web page: stray quotes stay in their cells, rows of another length are left
 * out, columns need no name. A row that goes on for 40 lines has quotes that are never closed: refused.
 * @param[out] oddities what was met; untouched on failure
 * @return as fen_csv_open
 */
fen_status fen_csv_open_odd(const char *path, fen_csv **out, fen_csv_oddities *oddities, fen_error *err);
void fen_csv_close(fen_csv **table);
const char *fen_csv_path(const fen_csv *table);
/** What the file is in, "UTF-8" or "GB18030" (static storage); all texts of the table are UTF-8. */
const char *fen_csv_encoding(const fen_csv *table);
ptrdiff_t fen_csv_rows(const fen_csv *table);
/** Line of the file, from 1, at which a row begins. */
ptrdiff_t fen_csv_line(const fen_csv *table, ptrdiff_t row);
ptrdiff_t fen_csv_columns(const fen_csv *table);
const char *fen_csv_column_name(const fen_csv *table, ptrdiff_t column);
/** Index of a column; FEN_ERR_COLUMN names the nearest. A name may carry its unit in brackets, "rate [t/yr]": match is on "rate". */
fen_status fen_csv_find(const fen_csv *table, const char *name, ptrdiff_t *column, fen_error *err);
/** Unit in the header's brackets, "" if none (owned by the table). */
const char *fen_csv_unit(const fen_csv *table, ptrdiff_t column);
/** A cell without blanks around it (owned by the table). */
const char *fen_csv_text(const fen_csv *table, ptrdiff_t row, ptrdiff_t column);
/** A finite number in [min, max]; FEN_ERR_TYPE, FEN_ERR_RANGE with place. */
fen_status fen_csv_number(const fen_csv *table, ptrdiff_t row, ptrdiff_t column, double min, double max, double *out, fen_error *err);
/** "path:line:column-name: error: MESSAGE" and "  = REMEDY  [Ennnn]". */
#if defined(__GNUC__)
__attribute__((format(printf, 7, 8)))
#endif
fen_status
fen_csv_fail(const fen_csv *table, ptrdiff_t row, ptrdiff_t column, fen_status status, const char *remedy, fen_error *err,
             const char *format, ...);

#ifdef __cplusplus
}
#endif
#endif
