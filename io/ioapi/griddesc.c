/* As Fortran reads it: I/O API manual, "GRIDDESC files". */
#include "fenhe/griddesc.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "fenhe/diagnostics.h"
#include "fenhe/memory.h"
#include "text/source.h"

enum { NUMBER_TEXT = 64, LARGEST_EXTENT = 1000000 };

typedef struct {
  const fen_source *source;
  size_t at;
  fen_error *err;
} cursor;

typedef struct {
  char name[FEN_GRIDDESC_NAME];
  fen_ioapi_place place;
} coordinate_system;

static fen_status fault(const cursor *c, size_t start, size_t bytes, fen_status status, const char *remedy, const char *message) {
  const fen_place place = fen_source_place(c->source, start, bytes);
  return fen_complain(&place, status, remedy, c->err, "%s", message);
}

/* Blanks, commas, line breaks, and comments that begin with '!'. */
static void skip_separators(cursor *c) {
  const char *text = c->source->text;
  for (;;) {
    c->at += strspn(text + c->at, " \t\r\n,");
    if (text[c->at] != '!')
      return;
    c->at += strcspn(text + c->at, "\n");
  }
}

static void skip_line(cursor *c) {
  c->at += strcspn(c->source->text + c->at, "\n");
  c->at += c->source->text[c->at] == '\n';
}

static bool at_end(cursor *c) {
  skip_separators(c);
  return c->at >= c->source->size;
}

static fen_status read_name(cursor *c, char out[FEN_GRIDDESC_NAME]) {
  skip_separators(c);
  const char *text = c->source->text + c->at;
  const char quote = *text;
  if (quote != '\'' && quote != '"')
    return fault(c, c->at, strcspn(text, " \t\r\n,") + (*text == '\0'), FEN_ERR_SYNTAX, "as in: 'LamCon_34S_150E'",
                 *text ? "a name in quotes is wanted here" : "the file ends where a name in quotes is wanted");
  const size_t length = strcspn(text + 1, quote == '\'' ? "'\r\n" : "\"\r\n");
  if (text[1 + length] != quote)
    return fault(c, c->at, length + 1, FEN_ERR_SYNTAX, "close the quote on the same line", "the name has no closing quote");
  size_t from = strspn(text + 1, " ");
  from = from < length ? from : length;
  size_t size = length - from;
  while (size > 0 && text[from + size] == ' ')
    size--;
  if (size >= FEN_GRIDDESC_NAME)
    return fault(c, c->at, length + 2, FEN_ERR_SYNTAX, "I/O API's names have 16 characters", "the name is too long");
  memcpy(out, text + 1 + from, size);
  out[size] = '\0';
  c->at += length + 2;
  return FEN_OK;
}

static fen_status read_number(cursor *c, double *out) {
  char text[NUMBER_TEXT];
  skip_separators(c);
  const char *from = c->source->text + c->at;
  const size_t length = strcspn(from, " \t\r\n,!'\"");
  const bool short_enough = length > 0 && length < sizeof text;
  memcpy(text, from, short_enough ? length : 0);
  text[short_enough ? length : 0] = '\0';
  for (char *letter = text; *letter; letter++)
    if (*letter == 'D' || *letter == 'd')
      *letter = 'e';
  char *end = text;
  *out = strtod(text, &end);
  if (end == text || *end != '\0' || text[strspn(text, "+-.0123456789eE")] != '\0' || !isfinite(*out))
    return fault(c, c->at, length ? length : 1, FEN_ERR_SYNTAX, "write numbers such as 12000.0 or 1.2D4",
                 *from ? "a number is wanted here" : "the file ends where a number is wanted");
  c->at += length;
  return FEN_OK;
}

static fen_status read_numbers(cursor *c, double *const out[], size_t count) {
  fen_status status = FEN_OK;
  for (size_t n = 0; !status && n < count; n++)
    status = read_number(c, out[n]);
  return status;
}

static fen_status read_system(cursor *c, coordinate_system *out) {
  fen_ioapi_place *p = &out->place;
  double kind = 0.0;
  double *const numbers[] = {&kind, &p->p_alp, &p->p_bet, &p->p_gam, &p->xcent, &p->ycent};
  const size_t start = c->at;
  fen_status status = read_numbers(c, numbers, sizeof numbers / sizeof *numbers);
  if (!status && !(kind >= 1.0 && kind <= 100.0 && kind == nearbyint(kind)))
    return fault(c, start + strspn(c->source->text + start, " \t\r\n,"), 1, FEN_ERR_RANGE, "2 is Lambert, 7 equatorial Mercator",
                 "the type of a coordinate system is a whole number from 1");
  p->gdtyp = status ? 0 : (int)kind;
  if (!status)
    skip_line(c);
  return status;
}

static fen_status unknown_system(const cursor *c, size_t start, const char *name, const coordinate_system *systems, ptrdiff_t count) {
  const char *nearest = NULL;
  for (ptrdiff_t n = 0; n < count; n++) {
    const char *candidates[2] = {systems[n].name, nearest};
    nearest = fen_nearest_word(name, candidates, nearest ? 2 : 1);
  }
  char message[160];
  (void)snprintf(message, sizeof message, "no coordinate system '%s' stands above%s%s%s", name, nearest ? "; did you mean '" : "",
                 nearest ? nearest : "", nearest ? "'?" : "");
  return fault(c, start, strlen(name) + 2, FEN_ERR_WORD_UNKNOWN, "name one of the first section", message);
}

static fen_status read_grid(cursor *c, const coordinate_system *systems, ptrdiff_t count, fen_griddesc_grid *out) {
  double columns = 0.0;
  double rows = 0.0;
  double rim = 0.0;
  skip_separators(c);
  const size_t start = c->at;
  fen_status status = read_name(c, out->coordinates);
  if (status)
    return status;
  ptrdiff_t n = 0;
  while (n < count && strcmp(systems[n].name, out->coordinates) != 0)
    n++;
  if (n == count)
    return unknown_system(c, start, out->coordinates, systems, count);
  fen_ioapi_place *p = &out->place;
  *p = systems[n].place;
  double *const numbers[] = {&p->xorig, &p->yorig, &p->xcell, &p->ycell, &columns, &rows, &rim};
  status = read_numbers(c, numbers, sizeof numbers / sizeof *numbers);
  if (status)
    return status;
  if (!(p->xcell > 0.0 && p->ycell > 0.0 && columns >= 1.0 && columns <= LARGEST_EXTENT && rows >= 1.0 && rows <= LARGEST_EXTENT &&
        fabs(rim) <= LARGEST_EXTENT && columns == nearbyint(columns) && rows == nearbyint(rows) && rim == nearbyint(rim)))
    return fault(c, start, c->at - start, FEN_ERR_RANGE, "the order is system, XORIG, YORIG, XCELL, YCELL, NCOLS, NROWS, NTHIK",
                 "the grid's cells have no size or no whole number");
  p->ncols = (ptrdiff_t)columns;
  p->nrows = (ptrdiff_t)rows;
  p->nthik = (ptrdiff_t)rim;
  skip_line(c);
  return FEN_OK;
}

/* At most as many records as there are pairs of quotes. */
static ptrdiff_t most_records(const fen_source *source) {
  ptrdiff_t quotes = 0;
  for (size_t n = 0; n < source->size; n++)
    quotes += source->text[n] == '\'' || source->text[n] == '"';
  return quotes / 2 + 1;
}

static fen_status read_systems(cursor *c, coordinate_system *systems, ptrdiff_t *count) {
  skip_line(c);
  for (;;) {
    fen_status status = read_name(c, systems[*count].name);
    if (status)
      return status;
    skip_line(c);
    if (systems[*count].name[0] == '\0')
      return FEN_OK;
    status = read_system(c, &systems[*count]);
    if (status)
      return status;
    (*count)++;
  }
}

/* The blank name behind the last grid is often left out. */
static fen_status read_grids(cursor *c, const coordinate_system *systems, ptrdiff_t count, fen_griddesc *out) {
  while (!at_end(c)) {
    fen_griddesc_grid *grid = &out->grid[out->count];
    fen_status status = read_name(c, grid->name);
    if (status)
      return status;
    skip_line(c);
    if (grid->name[0] == '\0')
      return FEN_OK;
    status = read_grid(c, systems, count, grid);
    if (status)
      return status;
    out->count++;
  }
  return FEN_OK;
}

void fen_griddesc_clear(fen_griddesc *griddesc) {
  fen_free(griddesc->grid);
  *griddesc = (fen_griddesc){0};
}

fen_status fen_griddesc_read(const char *path, fen_griddesc *out, fen_error *err) {
  fen_source source = {0};
  coordinate_system *systems = NULL;
  fen_griddesc made = {0};
  ptrdiff_t count = 0;
  fen_status status = fen_source_load(path, &source, err);
  cursor c = {&source, 0, err};
  if (!status)
    status = FEN_NEW(&systems, most_records(&source), err);
  if (!status)
    status = FEN_NEW(&made.grid, most_records(&source), err);
  if (!status)
    status = read_systems(&c, systems, &count);
  if (!status)
    status = read_grids(&c, systems, count, &made);
  fen_free(systems);
  fen_source_clear(&source);
  if (status)
    fen_griddesc_clear(&made);
  else
    *out = made;
  return status;
}

fen_status fen_griddesc_check(const char *path, const fen_nc_reader *reader, const fen_ioapi_header *header, const fen_log *log,
                              fen_error *err) {
  const fen_ioapi_place *p = &header->place;
  const fen_place where = {.path = path};
  fen_griddesc griddesc = {0};
  fen_status status = fen_griddesc_read(path, &griddesc, err);
  if (status)
    return status;
  ptrdiff_t n = 0;
  while (n < griddesc.count && !fen_ioapi_same_place(&griddesc.grid[n].place, p))
    n++;
  if (n < griddesc.count)
    fen_log_line(log, FEN_LOG_INFO, "%s: the grid is '%s' on '%s' (GDNAM '%s')", path, griddesc.grid[n].name, griddesc.grid[n].coordinates,
                 header->gdnam);
  else
    status = fen_complain(&where, FEN_ERR_GRID, "give the GRIDDESC of the run that made the files, or leave it out", err,
                          "none of its %td grids is that of %s: GDTYP %d, %td x %td cells of %g x %g from (%.10g, %.10g)", griddesc.count,
                          fen_nc_path(reader), p->gdtyp, p->ncols, p->nrows, p->xcell, p->ycell, p->xorig, p->yorig);
  fen_griddesc_clear(&griddesc);
  return status;
}
