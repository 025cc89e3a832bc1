#include "instants.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "fenhe/clock.h"
#include "fenhe/memory.h"
#include "weather_files.h"

/* Neighbouring instants may be at most this much further apart than the nearest two: one missing hour among hourly files is a
 * factor 2, the jitter of an adaptive time step a few per cent. */
static const double LARGEST_SPACING_RATIO = 1.5;

static int by_time(const void *a, const void *b) {
  const fen_instant *left = (const fen_instant *)a;
  const fen_instant *right = (const fen_instant *)b;
  if (left->time_s != right->time_s)
    return left->time_s < right->time_s ? -1 : 1;
  /* Of a time that comes twice the record that has others before it: a file's first may lack what is counted since the last one. */
  if ((left->record > 0) != (right->record > 0))
    return left->record > 0 ? -1 : 1;
  return (left->added > right->added) - (left->added < right->added);
}

void fen_instants_clear(fen_instants *list) {
  fen_free(list->instant);
  *list = (fen_instants){0};
}

static fen_status reserve(fen_instants *list, ptrdiff_t needed, fen_error *err) {
  if (needed <= list->capacity)
    return FEN_OK;
  const ptrdiff_t capacity = needed > 2 * list->capacity ? needed : 2 * list->capacity;
  fen_instant *grown = NULL;
  fen_status status = FEN_NEW(&grown, capacity, err);
  if (status)
    return status;
  if (list->count > 0)
    memcpy(grown, list->instant, (size_t)list->count * sizeof *grown);
  fen_free(list->instant);
  list->instant = grown;
  list->capacity = capacity;
  return FEN_OK;
}

fen_status fen_instants_add(fen_instants *list, ptrdiff_t file, const double *times_s, ptrdiff_t count, fen_error *err) {
  fen_status status = reserve(list, list->count + count, err);
  if (status)
    return status;
  for (ptrdiff_t n = 0; n < count; n++) {
    list->instant[list->count] = (fen_instant){.time_s = times_s[n], .file = file, .record = n, .added = list->count};
    list->count++;
  }
  return FEN_OK;
}

static fen_status outside(const fen_instants *list, const char *label, const char *event, double wanted_s, fen_error *err) {
  char from[FEN_TIME_TEXT];
  char to[FEN_TIME_TEXT];
  char wanted[FEN_TIME_TEXT];
  fen_time_format(list->instant[0].time_s, 0.0, from);
  fen_time_format(list->instant[list->count - 1].time_s, 0.0, to);
  fen_time_format(wanted_s, 0.0, wanted);
  return fen_fail(err, FEN_ERR_TIME_GAP, "%s: error: the files hold %s to %s, the period %s at %s\n  = add files, or change the period",
                  label, from, to, event, wanted);
}

static bool may_hold(const fen_instants *list, const fen_instants_choice *choice, double after_s, double before_s) {
  return choice->unread && fen_unread_may_hold(choice->unread, list, after_s, before_s);
}

/* Keep the instants from the last one at or before start to the first one at or after end. */
static fen_status choose_period(fen_instants *list, const fen_instants_choice *choice, fen_error *err) {
  fen_instant *all = list->instant;
  ptrdiff_t first = 0;
  ptrdiff_t last = list->count - 1;
  const double from_s = all[first].time_s;
  const double to_s = all[last].time_s;
  const bool early = may_hold(list, choice, -INFINITY, from_s); /* a file that could not be read may hold earlier hours */
  const bool late = may_hold(list, choice, to_s, INFINITY);
  if (!isnan(choice->start_s)) {
    if (!(choice->start_s >= from_s || early) || !(choice->start_s <= to_s || late))
      return outside(list, choice->label, "starts", choice->start_s, err);
    while (first < last && all[first + 1].time_s <= choice->start_s)
      first++;
  }
  if (!isnan(choice->end_s)) {
    if (!(choice->end_s <= to_s || late) || !(choice->end_s >= from_s || early))
      return outside(list, choice->label, "ends", choice->end_s, err);
    while (last > first && all[last - 1].time_s >= choice->end_s)
      last--;
  }
  /* A repeated hour at either end stays in, to be compared. */
  while (first > 0 && all[first - 1].time_s == all[first].time_s)
    first--;
  while (last < list->count - 1 && all[last + 1].time_s == all[last].time_s)
    last++;
  memmove(all, all + first, (size_t)(last - first + 1) * sizeof *all);
  list->count = last - first + 1;
  return FEN_OK;
}

static fen_status drop_repeated(fen_instants *list, const fen_instants_choice *choice, fen_error *err) {
  ptrdiff_t kept = 0;
  ptrdiff_t equal = 0;
  for (ptrdiff_t n = 0; n < list->count; n++) {
    if (kept > 0 && list->instant[n].time_s == list->instant[kept - 1].time_s) {
      fen_status status = choice->compare(choice->context, &list->instant[kept - 1], &list->instant[n], err);
      equal += !status;
      status = fen_fault_take(choice->faults, status, err);
      if (status)
        return status;
      continue;
    }
    list->instant[kept++] = list->instant[n];
  }
  if (equal > 0)
    fen_log_line(choice->log, FEN_LOG_INFO, "%s: %td repeated hours with the same values were passed over", choice->label, equal);
  list->count = kept;
  return FEN_OK;
}

static fen_status check_spacing(const fen_instants *list, const fen_instants_choice *choice, fen_error *err) {
  double smallest = INFINITY;
  for (ptrdiff_t n = 1; n < list->count; n++) {
    double spacing = list->instant[n].time_s - list->instant[n - 1].time_s;
    smallest = spacing < smallest ? spacing : smallest;
  }
  for (ptrdiff_t n = 1; n < list->count; n++) {
    double spacing = list->instant[n].time_s - list->instant[n - 1].time_s;
    if (spacing <= LARGEST_SPACING_RATIO * smallest || may_hold(list, choice, list->instant[n - 1].time_s, list->instant[n].time_s))
      continue;
    char from[FEN_TIME_TEXT];
    char to[FEN_TIME_TEXT];
    fen_time_format(list->instant[n - 1].time_s, 0.0, from);
    fen_time_format(list->instant[n].time_s, 0.0, to);
    fen_status status =
        fen_fail(err, FEN_ERR_TIME_GAP,
                 "%s: error: the files hold nothing between %s and %s: %.3g h, where other instants are %.3g h apart (at most %g times "
                 "that is taken)\n  = add the missing files, or choose a period without the gap",
                 choice->label, from, to, spacing / 3600.0, smallest / 3600.0, LARGEST_SPACING_RATIO);
    status = fen_fault_take(choice->faults, status, err);
    if (status)
      return status;
  }
  return FEN_OK;
}

fen_status fen_instants_choose(fen_instants *list, const fen_instants_choice *choice, fen_error *err) {
  if (list->count == 0)
    return fen_fail(err, FEN_ERR_TIME_GAP, "%s: error: the files hold no instant at all\n  = give files with at least one time",
                    choice->label);
  qsort(list->instant, (size_t)list->count, sizeof *list->instant, by_time);
  fen_error own;
  fen_error *fault = err ? err : &own;
  fen_status status = choice->incomplete ? FEN_OK : fen_fault_take(choice->faults, choose_period(list, choice, fault), fault);
  if (!status)
    status = drop_repeated(list, choice, fault);
  return status || choice->incomplete ? status : check_spacing(list, choice, fault);
}

void fen_instants_cut(fen_instants *list, double from_s, double to_s) {
  ptrdiff_t kept = 0;
  for (ptrdiff_t n = 0; n < list->count; n++)
    if (!(list->instant[n].time_s < from_s || list->instant[n].time_s > to_s))
      list->instant[kept++] = list->instant[n];
  list->count = kept;
}

/* Times are whole seconds, but for the rounding of hours that were fractions of a day. */
static const double SAME_S = 0.5;

ptrdiff_t fen_instants_lacking(const fen_instants *list, const fen_instants *other, const fen_unread *unread,
                               fen_instants_run runs[FEN_INSTANTS_MOST_RUNS]) {
  ptrdiff_t count = 0;
  ptrdiff_t at = 0;
  bool open = false; /* the instant before was lacking, too */
  for (ptrdiff_t n = 0; n < list->count; n++) {
    const double time_s = list->instant[n].time_s;
    while (at < other->count && other->instant[at].time_s < time_s - SAME_S)
      at++;
    const bool absent = at == other->count || other->instant[at].time_s > time_s + SAME_S;
    const bool lacks = absent && !(unread && fen_unread_may_hold(unread, other, at > 0 ? other->instant[at - 1].time_s : -INFINITY,
                                                                 at < other->count ? other->instant[at].time_s : INFINITY));
    if (lacks && !open && count < FEN_INSTANTS_MOST_RUNS)
      runs[count++] = (fen_instants_run){.first_s = time_s};
    open = lacks;
    if (lacks) {
      runs[count - 1].last_s = time_s;
      runs[count - 1].count++;
    }
  }
  return count;
}

void fen_instants_run_format(const fen_instants_run *run, char text[FEN_INSTANTS_RUN_TEXT]) {
  char first[FEN_TIME_TEXT];
  char last[FEN_TIME_TEXT];
  fen_time_format(run->first_s, 0.0, first);
  fen_time_format(run->last_s, 0.0, last);
  if (run->count == 1)
    (void)snprintf(text, FEN_INSTANTS_RUN_TEXT, "%s", first);
  else
    (void)snprintf(text, FEN_INSTANTS_RUN_TEXT, "%s to %s (%td instants)", first, last, run->count);
}
