#include "ahead.h"

#include <omp.h>

void fen_ahead_begin(fen_ahead *ahead, const fen_log *log) {
  *ahead = (fen_ahead){.built = -1, .under_way = -1, .held = {-1, -1, -1}, .opened = true};
  (void)pthread_mutex_init(&ahead->library, NULL);
  fen_held_log_set(&ahead->log, log);
}

fen_status fen_ahead_open(fen_ahead *ahead, fen_weather_source *source, const fen_interval_options *options, bool apart, fen_error *err) {
  const fen_grid_params *grid = &source->grid->params;
  ahead->source = source;
  fen_status status = FEN_OK;
  for (int n = 0; !status && n < FEN_AHEAD_INSTANTS; n++)
    status = fen_weather_allocate(grid->nx, grid->ny, source->nz, &ahead->weather[n], err);
  if (!status)
    status = fen_interval_create(source, options, &ahead->log.log, &ahead->interval, err);
  return status ? status : fen_worker_create(apart, &ahead->worker, err);
}

fen_status fen_ahead_remove(fen_ahead *ahead, const fen_removed_species *species, ptrdiff_t count, fen_error *err) {
  bool any = false;
  for (ptrdiff_t s = 0; s < count; s++)
    any = any || species[s].deposits || species[s].settles || species[s].washed;
  return any ? fen_removal_create(ahead->source, species, count, &ahead->removal, err) : FEN_OK;
}

void fen_ahead_add(fen_ahead *ahead, fen_ahead_more more, void *context) {
  ahead->more = more;
  ahead->context = context;
}

void fen_ahead_close(fen_ahead *ahead) {
  if (!ahead->opened)
    return;
  fen_worker_destroy(&ahead->worker);
  fen_interval_destroy(&ahead->interval);
  fen_removal_destroy(&ahead->removal);
  for (int n = 0; n < FEN_AHEAD_INSTANTS; n++)
    fen_weather_clear(&ahead->weather[n]);
  fen_held_log_clear(&ahead->log);
  (void)pthread_mutex_destroy(&ahead->library);
  ahead->opened = false;
}

static fen_status read_instant(fen_ahead *ahead, ptrdiff_t instant, fen_error *err) {
  ptrdiff_t n = instant % FEN_AHEAD_INSTANTS;
  if (ahead->held[n] == instant)
    return FEN_OK;
  ahead->held[n] = -1;
  (void)pthread_mutex_lock(&ahead->library);
  fen_status status = ahead->source->read(ahead->source, instant, &ahead->weather[n], err);
  (void)pthread_mutex_unlock(&ahead->library);
  if (!status)
    ahead->held[n] = instant;
  return status;
}

static fen_status make_ready(fen_ahead *ahead, ptrdiff_t instant, fen_error *err) {
  const fen_weather *before = &ahead->weather[(instant - 1) % FEN_AHEAD_INSTANTS];
  const fen_weather *after = &ahead->weather[instant % FEN_AHEAD_INSTANTS];
  fen_ready_interval *out = &ahead->ready;
  bool goes_on = ahead->built == instant - 1 && ahead->held[(instant - 1) % FEN_AHEAD_INSTANTS] == instant - 1;
  fen_status status = read_instant(ahead, instant - 1, err);
  if (!status)
    status = read_instant(ahead, instant, err);
  ahead->built = -1;
  out->before = before;
  if (!status)
    status = goes_on ? fen_interval_continue(ahead->interval, before, after, &out->forcing, &out->repair, err)
                     : fen_interval_build(ahead->interval, before, after, &out->forcing, &out->repair, err);
  if (!status && ahead->removal) {
    fen_removal_build(ahead->removal, before, after, &out->removal);
    out->forcing.more_scavenging_count = out->removal.scavenging_count;
    out->forcing.more_scavenging_ps = out->removal.scavenging_ps;
  }
  if (!status)
    ahead->built = instant;
  return status;
}

/* Beside the threads that step, this one shall not start as many again. */
static fen_status make_ready_apart(void *context, fen_error *err) {
  fen_ahead *ahead = context;
  omp_set_num_threads(1);
  fen_status status = make_ready(ahead, ahead->under_way, err);
  return status || !ahead->more ? status : ahead->more(ahead->context, &ahead->ready, err);
}

fen_status fen_ahead_take(fen_ahead *ahead, ptrdiff_t instant, fen_ready_interval *out, double *apart_s, bool *begun, fen_error *err) {
  fen_status status = fen_worker_wait(ahead->worker, err);
  double busy_s = fen_worker_busy_s(ahead->worker);
  *begun = ahead->under_way == instant;
  *apart_s = busy_s - ahead->told_s;
  ahead->told_s = busy_s;
  ahead->under_way = -1;
  fen_held_log_release(&ahead->log);
  if (!status && !*begun)
    status = make_ready(ahead, instant, err);
  if (!status)
    *out = ahead->ready;
  return status;
}

fen_status fen_ahead_start(fen_ahead *ahead, ptrdiff_t instant, fen_error *err) {
  if (!fen_worker_is_apart(ahead->worker))
    return FEN_OK;
  fen_status status = fen_worker_wait(ahead->worker, err);
  if (status)
    return status;
  ahead->under_way = instant;
  fen_held_log_hold(&ahead->log);
  return fen_worker_begin(ahead->worker, make_ready_apart, ahead, err);
}

size_t fen_ahead_bytes(const fen_ahead *ahead, size_t *to_come) {
  size_t large = 0;
  const size_t weather_bytes = fen_weather_bytes(&ahead->weather[0], &large);
  const size_t interval_bytes = fen_interval_bytes(ahead->interval, to_come);
  size_t removal_large = 0;
  const size_t removal_bytes = ahead->removal ? fen_removal_bytes(ahead->removal, &removal_large) : 0;
  *to_come += large + removal_large / 2; /* an interval has two of the three instants, and one of two spans */
  return FEN_AHEAD_INSTANTS * weather_bytes + interval_bytes + removal_bytes;
}
