#include "fenhe/ascii_grid.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include "fenhe/memory.h"
#include "text/source.h"

enum { KEYS = 6, MOST_CELLS = 100000000 };
static const char *const BLANKS = " \t\r\n";

void fen_ascii_grid_clear(fen_ascii_grid *grid) {
  fen_free(grid->value);
  *grid = (fen_ascii_grid){0};
}

/* The next word at *at: its start, and its length in *bytes (0 at the end). */
static size_t next_word(const fen_source *source, size_t *at, size_t *bytes) {
  *at += strspn(source->text + *at, BLANKS);
  size_t start = *at;
  *bytes = strcspn(source->text + start, BLANKS);
  *at = start + *bytes;
  return start;
}

static fen_status next_number(const fen_source *source, size_t *at, double *out, fen_error *err) {
  size_t bytes;
  size_t start = next_word(source, at, &bytes);
  char *end = NULL;
  double value = bytes ? strtod(source->text + start, &end) : NAN;
  if (bytes && end == source->text + start + bytes && isfinite(value)) {
    *out = value;
    return FEN_OK;
  }
  fen_place place = fen_source_place(source, start, bytes);
  place.excerpt = NULL;
  return fen_complain(&place, FEN_ERR_FILE_FORMAT, "write a decimal number there, or fetch the file again", err,
                      bytes ? "'%.*s' is no number" : "the file ends here%.*s", (int)(bytes < 40 ? bytes : 40), source->text + start);
}

static fen_status read_header(const fen_source *source, size_t *at, fen_ascii_grid *grid, fen_error *err) {
  static const char *const names[] = {"ncols", "nrows", "xllcorner", "yllcorner", "cellsize", "NODATA_value", "xllcenter", "yllcenter"};
  enum { NAMES = sizeof names / sizeof *names };
  double value[NAMES];
  bool seen[NAMES] = {false};
  for (int n = 0; n < KEYS; n++) {
    size_t before = *at;
    size_t bytes;
    size_t start = next_word(source, at, &bytes);
    int key = 0;
    while (key < NAMES && !(strlen(names[key]) == bytes && strncasecmp(names[key], source->text + start, bytes) == 0))
      key++;
    if (key == NAMES || seen[key]) {
      *at = before;
      break;
    }
    fen_status status = next_number(source, at, &value[key], err);
    if (status)
      return status;
    seen[key] = true;
  }
  bool placed = (seen[2] || seen[6]) && (seen[3] || seen[7]);
  if (!seen[0] || !seen[1] || !placed || !seen[4] || !(value[4] > 0.0) || !(value[0] >= 1.0) || !(value[1] >= 1.0) ||
      !(value[0] * value[1] <= MOST_CELLS) || value[0] != floor(value[0]) || value[1] != floor(value[1])) {
    const fen_place place = {.path = source->path, .line = 1};
    return fen_complain(&place, FEN_ERR_FILE_FORMAT, "give ncols, nrows, xllcorner, yllcorner, cellsize and NODATA_value, a line each", err,
                        "the header is not that of an ASCII grid of at most %d cells", (int)MOST_CELLS);
  }
  *grid = (fen_ascii_grid){.nx = (ptrdiff_t)value[0], .ny = (ptrdiff_t)value[1], .cell = value[4], .has_nodata = seen[5]};
  grid->west = seen[2] ? value[2] : value[6] - 0.5 * value[4];
  grid->south = seen[3] ? value[3] : value[7] - 0.5 * value[4];
  if (seen[5])
    grid->nodata = value[5];
  return FEN_OK;
}

static fen_status read_values(const fen_source *source, size_t at, fen_ascii_grid *grid, fen_error *err) {
  ptrdiff_t count = grid->nx * grid->ny;
  size_t bytes;
  fen_status status = FEN_NEW(&grid->value, count, err);
  for (ptrdiff_t n = 0; !status && n < count; n++) {
    size_t ahead = at;
    (void)next_word(source, &ahead, &bytes);
    if (bytes == 0) {
      const fen_place place = {.path = source->path};
      return fen_complain(&place, FEN_ERR_SHAPE, "fetch the file again, or correct ncols and nrows", err,
                          "%td numbers where %td x %td = %td are announced", n, grid->nx, grid->ny, count);
    }
    status = next_number(source, &at, &grid->value[n], err);
  }
  if (status)
    return status;
  size_t start = next_word(source, &at, &bytes);
  if (bytes == 0)
    return FEN_OK;
  fen_place place = fen_source_place(source, start, bytes);
  place.excerpt = NULL;
  return fen_complain(&place, FEN_ERR_SHAPE, "correct ncols and nrows", err, "more numbers than the %td x %td that are announced", grid->nx,
                      grid->ny);
}

fen_status fen_ascii_grid_read(const char *path, fen_ascii_grid *out, fen_error *err) {
  fen_source source = {0};
  fen_ascii_grid grid = {0};
  size_t at = 0;
  fen_status status = fen_source_load(path, &source, err);
  if (!status)
    status = read_header(&source, &at, &grid, err);
  if (!status)
    status = read_values(&source, at, &grid, err);
  fen_source_clear(&source);
  if (status)
    fen_ascii_grid_clear(&grid);
  else
    *out = grid;
  return status;
}
