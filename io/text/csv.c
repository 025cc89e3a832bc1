#include "fenhe/csv.h"

#include <csv.h>
#include <math.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "fenhe/diagnostics.h"
#include "fenhe/memory.h"
#include "source.h"

enum { MOST_COLUMNS = 10000, MOST_TOLD = 1000 };

struct fen_csv {
  char *path;
  const char *encoding;
  ptrdiff_t columns, rows;
  ptrdiff_t header_line;
  char **names;    /* shape [columns]; points into own copies */
  char **units;    /* shape [columns] */
  ptrdiff_t *line; /* shape [rows]: where the row begins */
  ptrdiff_t *cell; /* shape [rows + 1][columns]: offsets into text, the header first */
  char *text;      /* all cells, each ends with NUL */
};

/* What libcsv's callbacks fill; the arrays of the table have room for every cell that the file can hold. */
typedef struct {
  fen_csv *table;
  ptrdiff_t text_used, cells_used;
  ptrdiff_t row_line;  /* where the row being read begins */
  ptrdiff_t row_cells; /* cells of it so far */
  bool in_row;
  fen_csv_oddities *odd;   /* NULL: nothing odd is taken */
  fen_diagnostics *faults; /* takes rows of another length; NULL: they end the reading */
  fen_status status;
  fen_error *err;
} reading;

/* Lines that one row may take where odd files are taken: more means a quote that is never closed. */
enum { MOST_LINES = 40 };

static bool is_blank(char c) {
  return c == ' ' || c == '\t' || c == '\r' || c == '\n';
}

static void take_cell(void *field, size_t size, void *context) {
  reading *read = context;
  fen_csv *table = read->table;
  const char *from = field;
  if (read->odd && table->columns > 0 && size > 0) {
    read->odd->line_breaks += memchr(from, '\n', size) != NULL;
    read->odd->quotes += memchr(from, '"', size) != NULL;
  }
  while (size > 0 && is_blank(from[size - 1]))
    size--;
  for (; size > 0 && is_blank(*from); size--)
    from++;
  table->cell[read->cells_used++] = read->text_used;
  if (size)
    memcpy(table->text + read->text_used, from, size);
  read->text_used += (ptrdiff_t)size;
  table->text[read->text_used++] = '\0';
  read->row_cells++;
}

/* A header of one cell that something else than commas parts. */
static fen_status check_separator(const reading *read) {
  static const struct {
    const char *mark, *named, *remedy;
    fen_status status;
  } others[] = {
      {"，", "full-width commas (，)", "part the cells by half-width commas", FEN_ERR_SYNTAX},
      {";", "semicolons", "save the table anew with commas between the cells, and points within numbers", FEN_ERR_COLUMN},
      {"\t", "tabs", "save the table anew with commas between the cells", FEN_ERR_COLUMN},
  };
  const fen_place place = {.path = read->table->path, .line = read->row_line};
  for (size_t n = 0; n < sizeof others / sizeof *others; n++)
    if (strstr(read->table->text, others[n].mark))
      return fen_complain(&place, others[n].status, others[n].remedy, read->err, "the cells are parted by %s", others[n].named);
  return FEN_OK;
}

/* A row of commas alone, as spreadsheets leave them behind their last row. */
static bool is_empty_row(const reading *read) {
  return read->row_cells > 0 && read->text_used - read->table->cell[read->cells_used - read->row_cells] == read->row_cells;
}

static void forget_row(reading *read) {
  read->cells_used -= read->row_cells;
  read->text_used = read->table->cell[read->cells_used];
}

static bool has_wide_comma(const reading *read) {
  for (ptrdiff_t n = read->cells_used - read->row_cells; n < read->cells_used; n++)
    if (strstr(read->table->text + read->table->cell[n], "，"))
      return true;
  return false;
}

static void complain_of_length(reading *read) {
  const fen_csv *table = read->table;
  const char *remedy = read->row_cells < table->columns && has_wide_comma(read)
                           ? "write half-width commas (,) between the cells: this row has a full-width one"
                           : "give every column a cell, if need be an empty one; quote cells that contain a comma";
  const fen_place place = {.path = table->path, .line = read->row_line};
  fen_error fault;
  read->status = fen_complain(&place, FEN_ERR_SYNTAX, remedy, &fault, "the row has %td cells where the header has %td", read->row_cells,
                              table->columns);
  if (!read->faults || read->faults->count >= MOST_TOLD) {
    if (read->err)
      *read->err = fault;
    return;
  }
  fen_diagnostics_add(read->faults, &fault);
  read->cells_used -= read->row_cells;
  read->status = FEN_OK;
}

static void take_row(int terminator, void *context) {
  (void)terminator;
  reading *read = context;
  fen_csv *table = read->table;
  if (table->columns == 0) {
    table->columns = read->row_cells;
    table->header_line = read->row_line;
    if (read->row_cells == 1 && !read->status)
      read->status = check_separator(read);
  } else if (is_empty_row(read) && !read->odd) {
    forget_row(read);
  } else if (read->row_cells != table->columns && read->odd) {
    read->cells_used -= read->row_cells;
    if (read->odd->odd_rows++ == 0)
      read->odd->odd_row_line = read->row_line;
  } else if (read->row_cells != table->columns && !read->status) {
    complain_of_length(read);
  } else if (!read->status)
    table->line[table->rows++] = read->row_line;
  read->row_cells = 0;
  read->in_row = false;
}

/* Feed the text line by line, so that comments between rows are left out and every row knows where it begins. */
static fen_status feed(const fen_source *source, struct csv_parser *parser, reading *read) {
  ptrdiff_t line = 0;
  for (size_t at = 0; at < source->size && !read->status;) {
    const char *text = source->text + at;
    size_t size = strcspn(text, "\n");
    size += at + size < source->size;
    line++;
    size_t blanks = strspn(text, " \t\r\n");
    bool skipped = !read->in_row && (blanks >= size || text[blanks] == '#');
    if (!skipped) {
      if (!read->in_row)
        read->row_line = line;
      read->in_row = true;
      if (read->odd && line - read->row_line >= MOST_LINES) {
        const fen_place place = {.path = source->path, .line = read->row_line};
        return fen_complain(&place, FEN_ERR_SYNTAX, "close the quotes", read->err,
                            "quotes open in the row that begins here and are not closed within %d lines", MOST_LINES);
      }
      size_t taken = csv_parse(parser, text, size, take_cell, take_row, read);
      if (taken < size && csv_error(parser) != CSV_EPARSE)
        return fen_fail(read->err, FEN_ERR_MEMORY, "%s: no memory for its rows", source->path);
      if (taken < size) {
        fen_place place = fen_source_place(source, at + taken, 1);
        return fen_complain(&place, FEN_ERR_SYNTAX, "put the whole cell into quotes and double the quotes in it", read->err,
                            "a quote where none may stand");
      }
    }
    at += size;
  }
  if (!read->status && csv_fini(parser, take_cell, take_row, read)) {
    const fen_place place = {.path = source->path, .line = read->row_line};
    return fen_complain(&place, FEN_ERR_SYNTAX, "close the quotes", read->err, "the row that begins here has quotes that are never closed");
  }
  return read->status;
}

static fen_status parse(const fen_source *source, fen_csv *table, fen_csv_oddities *odd, fen_diagnostics *faults, fen_error *err) {
  ptrdiff_t lines = 1;
  ptrdiff_t cells = 2;
  for (size_t i = 0; i < source->size; i++) {
    lines += source->text[i] == '\n' || source->text[i] == '\r';
    cells += source->text[i] == '\n' || source->text[i] == '\r' || source->text[i] == ',';
  }
  fen_status status = FEN_NEW(&table->line, lines, err);
  if (!status)
    status = FEN_NEW(&table->cell, cells, err);
  if (!status)
    status = FEN_NEW(&table->text, (ptrdiff_t)source->size + cells, err);
  if (status)
    return status;
  struct csv_parser parser;
  if (csv_init(&parser, odd ? CSV_STRICT_FINI : CSV_STRICT | CSV_STRICT_FINI))
    return fen_fail(err, FEN_ERR_LIBRARY, "%s: libcsv does not start", source->path);
  reading read = {.table = table, .odd = odd, .faults = faults, .err = err};
  status = feed(source, &parser, &read);
  csv_free(&parser);
  return status;
}

/* "rate [t/yr]" into "rate" and "t/yr". */
static fen_status split_header(fen_csv *table, ptrdiff_t column, fen_error *err) {
  const char *header = table->text + table->cell[column];
  fen_status status = fen_duplicate(header, &table->names[column], err);
  if (!status)
    status = fen_duplicate("", &table->units[column], err);
  size_t size = strlen(header);
  char *bracket = status ? NULL : strrchr(table->names[column], '[');
  if (!bracket || header[size - 1] != ']')
    return status;
  *strrchr(table->names[column], ']') = '\0';
  char *unit = bracket + 1 + strspn(bracket + 1, " \t");
  size_t unit_size = strlen(unit);
  while (unit_size > 0 && is_blank(unit[unit_size - 1]))
    unit[--unit_size] = '\0';
  fen_free(table->units[column]);
  table->units[column] = NULL;
  status = fen_duplicate(unit, &table->units[column], err);
  for (*bracket = '\0'; bracket > table->names[column] && is_blank(bracket[-1]);)
    *--bracket = '\0';
  return status;
}

static fen_status read_header(fen_csv *table, bool nameless, fen_error *err) {
  const fen_place place = {.path = table->path, .line = table->header_line};
  if (table->columns == 0)
    return fen_complain(&place, FEN_ERR_SYNTAX, "begin it with a line of column names", err, "the table is empty");
  if (table->columns > MOST_COLUMNS) /* each name is compared with all before it */
    return fen_complain(&place, FEN_ERR_COLUMN, "divide the table, or write one row for each of its values", err,
                        "%td columns are more than the %d that a table may have", table->columns, MOST_COLUMNS);
  fen_status status = FEN_NEW(&table->names, table->columns, err);
  if (!status)
    status = FEN_NEW(&table->units, table->columns, err);
  for (ptrdiff_t i = 0; i < table->columns && !status; i++)
    status = split_header(table, i, err);
  for (ptrdiff_t i = 0; i < table->columns && !status; i++) {
    if (table->names[i][0] == '\0' && nameless)
      continue;
    if (table->names[i][0] == '\0')
      status = fen_complain(&place, FEN_ERR_COLUMN,
                            "name every column, or delete it; if this line is a title above the table, delete it or begin it with #", err,
                            "column %td has no name", i + 1);
    for (ptrdiff_t j = 0; j < i && !status; j++)
      if (strcmp(table->names[i], table->names[j]) == 0)
        status = fen_complain(&place, FEN_ERR_COLUMN, "keep one of the two", err, "columns %td and %td are both named '%.60s'", j + 1,
                              i + 1, table->names[i]);
  }
  return status;
}

static fen_status open_table(const char *path, fen_csv **out, fen_csv_oddities *odd, fen_diagnostics *faults, fen_error *err) {
  fen_source source = {0};
  fen_csv *table;
  fen_status status = FEN_NEW(&table, 1, err);
  if (status)
    return status;
  status = fen_source_load(path, &source, err);
  if (!status)
    status = fen_duplicate(path, &table->path, err);
  table->encoding = source.encoding;
  if (!status)
    status = parse(&source, table, odd, faults, err);
  if (!status)
    status = read_header(table, odd != NULL, err);
  fen_source_clear(&source);
  if (status)
    fen_csv_close(&table);
  else
    *out = table;
  return status;
}

fen_status fen_csv_open(const char *path, fen_diagnostics *faults, fen_csv **out, fen_error *err) {
  return open_table(path, out, NULL, faults, err);
}

fen_status fen_csv_open_odd(const char *path, fen_csv **out, fen_csv_oddities *oddities, fen_error *err) {
  fen_csv_oddities odd = {0};
  fen_status status = open_table(path, out, &odd, NULL, err);
  if (!status)
    *oddities = odd;
  return status;
}

void fen_csv_close(fen_csv **table) {
  if (!table || !*table)
    return;
  for (ptrdiff_t i = 0; i < (*table)->columns; i++) {
    if ((*table)->names)
      fen_free((*table)->names[i]);
    if ((*table)->units)
      fen_free((*table)->units[i]);
  }
  fen_free((*table)->names);
  fen_free((*table)->units);
  fen_free((*table)->line);
  fen_free((*table)->cell);
  fen_free((*table)->text);
  fen_free((*table)->path);
  fen_free(*table);
  *table = NULL;
}

const char *fen_csv_path(const fen_csv *table) {
  return table->path;
}

const char *fen_csv_encoding(const fen_csv *table) {
  return table->encoding;
}

ptrdiff_t fen_csv_rows(const fen_csv *table) {
  return table->rows;
}

ptrdiff_t fen_csv_line(const fen_csv *table, ptrdiff_t row) {
  return table->line[row];
}

ptrdiff_t fen_csv_columns(const fen_csv *table) {
  return table->columns;
}

const char *fen_csv_column_name(const fen_csv *table, ptrdiff_t column) {
  return table->names[column];
}

const char *fen_csv_unit(const fen_csv *table, ptrdiff_t column) {
  return table->units[column];
}

const char *fen_csv_text(const fen_csv *table, ptrdiff_t row, ptrdiff_t column) {
  return table->text + table->cell[(row + 1) * table->columns + column];
}

fen_status fen_csv_find(const fen_csv *table, const char *name, ptrdiff_t *column, fen_error *err) {
  for (ptrdiff_t i = 0; i < table->columns; i++)
    if (strcmp(table->names[i], name) == 0) {
      *column = i;
      return FEN_OK;
    }
  char remedy[400] = "add it, or rename one; the table has: ";
  for (ptrdiff_t i = 0; i < table->columns && strlen(remedy) + strlen(table->names[i]) + 8 < sizeof remedy; i++) {
    size_t used = strlen(remedy);
    (void)snprintf(remedy + used, sizeof remedy - used, "%s%s", i ? ", " : "", table->names[i]);
  }
  const char *nearest = fen_nearest_word(name, (const char *const *)table->names, table->columns);
  const fen_place place = {.path = table->path, .line = table->header_line};
  return fen_complain(&place, FEN_ERR_COLUMN, remedy, err, "column '%.60s' is missing%s%.60s%s", name, nearest ? "; is '" : "",
                      nearest ? nearest : "", nearest ? "' meant for it?" : "");
}

/* What a Chinese input method leaves behind: U+FF01-FF5E, the full-width forms of ASCII. */
static bool has_full_width(const char *text) {
  for (const char *at = text; (at = strchr(at, '\xef')) != NULL; at++)
    if (at[1] == '\xbc' || at[1] == '\xbd')
      return true;
  return false;
}

fen_status fen_csv_number(const fen_csv *table, ptrdiff_t row, ptrdiff_t column, double min, double max, double *out, fen_error *err) {
  const char *text = fen_csv_text(table, row, column);
  char *end = NULL;
  double value = strtod(text, &end);
  /* Decimal digits only: strtod would also take hexadecimal numbers, "inf" and "nan". */
  if (has_full_width(text))
    return fen_csv_fail(table, row, column, FEN_ERR_TYPE, "write digits, point and signs half-width, as in 1.5", err,
                        "'%.60s' has full-width characters", text);
  if (*text == '\0' || *end != '\0' || strspn(text, "+-.0123456789eE") != strlen(text) || !isfinite(value))
    return fen_csv_fail(table, row, column, FEN_ERR_TYPE,
                        strspn(text, "-0123456789,") == strlen(text) && strchr(text, ',')
                            ? "write a point before the decimals, as in 112.48, and no commas between thousands"
                            : "write a plain decimal number; the unit belongs into the header, in brackets",
                        err, *text ? "'%.60s' is not a number" : "the cell is empty%.0s", text);
  if (!(value >= min) || !(value <= max)) {
    char remedy[80];
    if (isfinite(min) && isfinite(max))
      (void)snprintf(remedy, sizeof remedy, "give %g to %g", min, max);
    else
      (void)snprintf(remedy, sizeof remedy, "give at %s %g", isfinite(min) ? "least" : "most", isfinite(min) ? min : max);
    return fen_csv_fail(table, row, column, FEN_ERR_RANGE, remedy, err, "%.60s is too %s", text, value < min ? "small" : "large");
  }
  *out = value;
  return FEN_OK;
}

fen_status fen_csv_fail(const fen_csv *table, ptrdiff_t row, ptrdiff_t column, fen_status status, const char *remedy, fen_error *err,
                        const char *format, ...) {
  const fen_place place = {.path = table->path,
                           .line = row >= 0 && row < table->rows ? table->line[row] : table->header_line,
                           .name = column >= 0 && column < table->columns ? table->names[column] : NULL};
  va_list arguments;
  va_start(arguments, format);
  (void)fen_complain_v(&place, status, remedy, err, format, arguments);
  va_end(arguments);
  return status;
}
