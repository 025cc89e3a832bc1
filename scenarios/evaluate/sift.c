/* One record an hour and station, and flags for what cannot be taken. */
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "fenhe/memory.h"
#include "observations.h"

static const double hour_s = 3600.0;

static int compare_items(const void *a, const void *b) {
  const fen_observation *p = a;
  const fen_observation *q = b;
  if (p->station != q->station)
    return p->station < q->station ? -1 : 1;
  if (p->end_s != q->end_s)
    return p->end_s < q->end_s ? -1 : 1;
  if (p->file != q->file)
    return p->file < q->file ? -1 : 1;
  return (p->line > q->line) - (p->line < q->line);
}

static bool is_valid(const fen_observation *item) {
  return item->flag == FEN_OBSERVED_PAIRED;
}

/* Join the second record of an hour to the first. */
static void join(fen_observations *o, fen_observation *first, const fen_observation *second) {
  fen_observed_file *file = &o->files[second->file];
  if (first->flag == FEN_OBSERVED_CONFLICT) {
    file->conflicts++;
    return;
  }
  if (is_valid(first) && is_valid(second) && !fen_observed_same(first->value, second->value)) {
    file->conflicts++;
    first->flag = FEN_OBSERVED_CONFLICT;
    first->value = NAN;
  } else if (is_valid(first) != is_valid(second)) {
    file->completed++;
    if (is_valid(second)) {
      first->flag = second->flag;
      first->value = second->value;
    }
  } else {
    file->duplicates++;
  }
}

static void drop_duplicates(fen_observations *o) {
  ptrdiff_t kept = 0;
  for (ptrdiff_t n = 0; n < o->count; n++) {
    fen_observation *last = kept > 0 ? &o->items[kept - 1] : NULL;
    if (last && last->station == o->items[n].station && last->end_s == o->items[n].end_s)
      join(o, last, &o->items[n]);
    else
      o->items[kept++] = o->items[n];
  }
  o->count = kept;
}

/* Values of one station that stand still for FEN_STUCK_HOURS records, whatever is missing between them. */
static void flag_stuck(fen_observations *o, ptrdiff_t first, ptrdiff_t end) {
  for (ptrdiff_t n = first; n < end;) {
    ptrdiff_t equal = 0, next = n;
    if (!is_valid(&o->items[n])) {
      n++;
      continue;
    }
    for (; next < end && (!is_valid(&o->items[next]) || fen_observed_same(o->items[next].value, o->items[n].value)); next++)
      equal += is_valid(&o->items[next]);
    for (ptrdiff_t k = n; equal >= FEN_STUCK_HOURS && k < next; k++)
      if (is_valid(&o->items[k]))
        o->items[k].flag = FEN_OBSERVED_STUCK;
    n = next;
  }
}

static void flag_all_stuck(fen_observations *o) {
  for (ptrdiff_t first = 0; first < o->count;) {
    ptrdiff_t end = first;
    while (end < o->count && o->items[end].station == o->items[first].station)
      end++;
    flag_stuck(o, first, end);
    first = end;
  }
}

static void count_flag(fen_observed_file *file, const fen_observation *item) {
  switch (item->flag) {
  case FEN_OBSERVED_MISSING:
    file->missing[item->mark]++;
    break;
  case FEN_OBSERVED_UNREADABLE:
    file->unreadable++;
    break;
  case FEN_OBSERVED_RANGE:
    file->out_of_range++;
    break;
  case FEN_OBSERVED_CONFLICT:
    file->contradicted++;
    break;
  case FEN_OBSERVED_STUCK:
    file->stuck++;
    break;
  default:
    file->zeros += item->value == 0.0;
    file->valid++;
  }
}

/* Hours from the first to the last of a file's records, or of all (file -1), and those with a record at any station. */
static fen_status count_hours(const fen_observations *o, int32_t file, double first_s, double last_s, ptrdiff_t *span, ptrdiff_t *hours,
                              fen_error *err) {
  unsigned char *met = NULL;
  if (isnan(first_s))
    return FEN_OK;
  *span = (ptrdiff_t)lround((last_s - first_s) / hour_s) + 1; /* stamps lie between 1900 and 2200 */
  fen_status status = FEN_NEW(&met, *span, err);
  for (ptrdiff_t n = 0; !status && n < o->count; n++)
    if (file < 0 || o->items[n].file == file)
      met[lround((o->items[n].end_s - first_s) / hour_s)] = 1;
  for (ptrdiff_t h = 0; !status && h < *span; h++)
    *hours += met[h];
  fen_free(met);
  return status;
}

static void widen(double time_s, double *first_s, double *last_s) {
  *first_s = time_s < *first_s || isnan(*first_s) ? time_s : *first_s;
  *last_s = time_s > *last_s || isnan(*last_s) ? time_s : *last_s;
}

/* What became of the records of each table, and which hours they have. */
static fen_status count_files(fen_observations *o, fen_error *err) {
  double first_s = NAN, last_s = NAN;
  for (ptrdiff_t n = 0; n < o->count; n++) {
    fen_observed_file *file = &o->files[o->items[n].file];
    widen(o->items[n].end_s, &file->first_s, &file->last_s);
    widen(o->items[n].end_s, &first_s, &last_s);
    count_flag(file, &o->items[n]);
  }
  fen_status status = count_hours(o, -1, first_s, last_s, &o->span_hours, &o->hours, err);
  for (int32_t f = 0; !status && f < (int32_t)o->file_count; f++) {
    fen_observed_file *file = &o->files[f];
    status = count_hours(o, f, file->first_s, file->last_s, &file->span_hours, &file->hours, err);
  }
  return status;
}

fen_status fen_observations_sift(fen_observations *o, bool keep_stuck, fen_error *err) {
  if (o->count > 1)
    qsort(o->items, (size_t)o->count, sizeof *o->items, compare_items);
  drop_duplicates(o);
  if (!keep_stuck)
    flag_all_stuck(o);
  return count_files(o, err);
}
