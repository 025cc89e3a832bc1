/* What the hours yield, on its way through the spool into the files. */
#include <string.h>

#include "fenhe/memory.h"
#include "output.h"

enum { MOST_RANK = 4, VARIABLE_TEXT = 128 };

/* Head of a record; its body is the values, single or double. */
typedef struct {
  int64_t file, value_bytes, rank;
  int64_t start[MOST_RANK], count[MOST_RANK];
  char variable[VARIABLE_TEXT];
} part;

/* A record comes from a file: nothing in it is used before it has been checked. The body is in the buffer already, of buffer_size values.
 */
static bool is_sound(const fen_output *output, const part *p, size_t bytes) {
  bool fits = p->file >= 0 && p->file < FEN_OUTPUT_FILES && output->writers[p->file] && p->rank >= 0 && p->rank <= MOST_RANK;
  fits = fits && (p->value_bytes == sizeof(float) || p->value_bytes == sizeof(double)) && memchr(p->variable, '\0', VARIABLE_TEXT);
  int64_t total = 1;
  for (int64_t n = 0; fits && n < p->rank; n++) {
    fits = p->start[n] >= 0 && p->count[n] >= 1 && p->count[n] <= output->buffer_size / total;
    total *= fits ? p->count[n] : 1;
  }
  return fits && (size_t)total * (size_t)p->value_bytes == bytes;
}

static ptrdiff_t values_of(const part *p) {
  ptrdiff_t total = 1;
  for (int64_t n = 0; n < p->rank; n++)
    total *= (ptrdiff_t)p->count[n];
  return total;
}

fen_status fen_output_put(fen_output *output, fen_output_file file, const char *variable, bool single, int rank, const ptrdiff_t *start,
                          const ptrdiff_t *count, const double *values, fen_error *err) {
  part p = {.file = file, .value_bytes = single ? sizeof(float) : sizeof(double), .rank = rank};
  if (rank > MOST_RANK || strlen(variable) >= VARIABLE_TEXT)
    return fen_fail(err, FEN_ERR_INTERNAL, "variable %s does not fit the spool", variable);
  memcpy(p.variable, variable, strlen(variable));
  for (int n = 0; n < rank; n++) {
    p.start[n] = start[n];
    p.count[n] = count[n];
  }
  ptrdiff_t total = values_of(&p);
  if (!single)
    return fen_spool_append(output->spool, &p, sizeof p, values, (size_t)total * sizeof *values, err);
  float *narrow = NULL;
  fen_status status = FEN_NEW(&narrow, total, err);
  for (ptrdiff_t n = 0; !status && n < total; n++)
    narrow[n] = (float)values[n];
  if (!status)
    status = fen_spool_append(output->spool, &p, sizeof p, narrow, (size_t)total * sizeof *narrow, err);
  fen_free(narrow);
  return status;
}

/* Single values stand at the start of the buffer: widened in place from the last. */
static void widen(double *buffer, ptrdiff_t count) {
  for (ptrdiff_t n = count - 1; n >= 0; n--) {
    float value;
    memcpy(&value, (const char *)buffer + (size_t)n * sizeof value, sizeof value);
    buffer[n] = (double)value;
  }
}

static fen_status write_part(fen_output *output, const part *p, size_t bytes, fen_error *err) {
  ptrdiff_t start[MOST_RANK], count[MOST_RANK];
  if (!is_sound(output, p, bytes))
    return fen_fail(err, FEN_ERR_FILE_FORMAT, "the spool of %s does not fit this case\n  = start anew", output->folder);
  for (int64_t n = 0; n < p->rank; n++) {
    start[n] = (ptrdiff_t)p->start[n];
    count[n] = (ptrdiff_t)p->count[n];
  }
  if (p->value_bytes == sizeof(float))
    widen(output->buffer, values_of(p));
  return fen_nc_write(output->writers[p->file], p->variable, (int)p->rank, start, count, output->buffer, err);
}

fen_status fen_output_replay(fen_output *output, fen_error *err) {
  const size_t room = (size_t)output->buffer_size * sizeof *output->buffer;
  int found = 1;
  fen_status status = fen_spool_rewind(output->spool, err);
  while (!status && found) {
    part p;
    size_t bytes = 0;
    status = fen_spool_next(output->spool, &p, sizeof p, output->buffer, room, &bytes, &found, err);
    if (!status && found)
      status = write_part(output, &p, bytes, err);
  }
  return status;
}
