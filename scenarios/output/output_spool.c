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

/* Head and body of a record in a batch; the next one begins where a head may. */
static size_t record_bytes(const part *p) {
  const size_t unit = sizeof(int64_t);
  size_t body = (size_t)values_of(p) * (size_t)p->value_bytes;
  return sizeof *p + (body + unit - 1) / unit * unit;
}

static fen_status make_room(fen_output_batch *batch, size_t bytes, fen_error *err) {
  if (batch->used + bytes <= batch->room)
    return FEN_OK;
  size_t room = batch->used + bytes > 2 * batch->room ? batch->used + bytes : 2 * batch->room;
  char *larger = NULL;
  fen_status status = fen_allocate((ptrdiff_t)room, 1, &larger, err);
  if (status)
    return status;
  if (batch->used > 0)
    memcpy(larger, batch->bytes, batch->used);
  fen_free(batch->bytes);
  batch->bytes = larger;
  batch->room = room;
  return FEN_OK;
}

fen_status fen_output_put(fen_output *output, fen_output_file file, const char *variable, bool single, int rank, const ptrdiff_t *start,
                          const ptrdiff_t *count, const double *values, fen_error *err) {
  fen_output_batch *batch = &output->batches[output->filling];
  part p = {.file = file, .value_bytes = single ? sizeof(float) : sizeof(double), .rank = rank};
  if (rank > MOST_RANK || strlen(variable) >= VARIABLE_TEXT)
    return fen_fail(err, FEN_ERR_INTERNAL, "variable %s does not fit the spool", variable);
  memcpy(p.variable, variable, strlen(variable));
  for (int n = 0; n < rank; n++) {
    p.start[n] = start[n];
    p.count[n] = count[n];
  }
  fen_status status = make_room(batch, record_bytes(&p), err);
  if (status)
    return status;
  ptrdiff_t total = values_of(&p);
  char *body = batch->bytes + batch->used + sizeof p;
  memcpy(batch->bytes + batch->used, &p, sizeof p);
  if (!single)
    memcpy(body, values, (size_t)total * sizeof *values);
  for (ptrdiff_t n = 0; single && n < total; n++) {
    const float narrow = (float)values[n];
    memcpy(body + (size_t)n * sizeof narrow, &narrow, sizeof narrow);
  }
  batch->used += record_bytes(&p);
  return FEN_OK;
}

/* The worker's job. */
static fen_status append_batch(void *context, fen_error *err) {
  fen_output_batch *batch = context;
  fen_status status = FEN_OK;
  for (size_t at = 0; !status && at < batch->used;) {
    part p;
    memcpy(&p, batch->bytes + at, sizeof p);
    status = fen_spool_append(batch->spool, &p, sizeof p, batch->bytes + at + sizeof p, (size_t)values_of(&p) * (size_t)p.value_bytes, err);
    at += record_bytes(&p);
  }
  return status;
}

fen_status fen_output_hand_over(fen_output *output, fen_error *err) {
  fen_output_batch *batch = &output->batches[output->filling];
  if (batch->used == 0)
    return fen_worker_check(output->worker, err);
  batch->spool = output->spool;
  fen_status status = fen_worker_begin(output->worker, append_batch, batch, err);
  if (status)
    return status;
  /* The batch before this one is written by now. */
  output->filling = (output->filling + 1) % FEN_OUTPUT_BATCHES;
  output->batches[output->filling].used = 0;
  return FEN_OK;
}

fen_status fen_output_settle(fen_output *output, fen_error *err) {
  fen_status status = fen_output_hand_over(output, err);
  return status ? status : fen_worker_wait(output->worker, err);
}

double fen_output_apart_s(fen_output *output) {
  double busy_s = fen_worker_is_apart(output->worker) ? fen_worker_busy_s(output->worker) : 0.0;
  double since_s = busy_s - output->told_s;
  output->told_s = busy_s;
  return since_s;
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
    return fen_fail(err, FEN_ERR_FILE_FORMAT,
                    "%s: error: what the unfinished run has kept there does not fit this case\n  = start anew (--fresh)", output->folder);
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
