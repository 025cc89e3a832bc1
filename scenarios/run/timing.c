#include "timing.h"

#include "fenhe/clock.h"

void fen_timing_start(fen_timing *timing) {
  timing->counted_s = fen_wall_clock_s();
}

void fen_timing_add(fen_timing *timing, fen_timed process, double seconds) {
  timing->seconds[process] += seconds;
}

double fen_timing_lap(fen_timing *timing, fen_timed process, double begun_s) {
  double now_s = fen_wall_clock_s();
  timing->seconds[process] += now_s - begun_s;
  return now_s;
}

void fen_timing_count(fen_timing *timing) {
  double *seconds = timing->seconds;
  timing->counted_s = fen_timing_lap(timing, FEN_TIMED_TOTAL, timing->counted_s);
  seconds[FEN_TIMED_REST] = seconds[FEN_TIMED_TOTAL];
  for (int process = 0; process < FEN_TIMED_TOTAL; process++)
    if (process != FEN_TIMED_REST && !fen_timed_is_apart((fen_timed)process))
      seconds[FEN_TIMED_REST] -= seconds[process];
}

fen_status fen_timing_register(fen_timing *timing, fen_registry *registry, fen_error *err) {
  return fen_registry_add(registry, "simulation/seconds", FEN_ITEM_DOUBLE, FEN_TIMED_COUNT, timing->seconds, err);
}

const char *fen_timed_name(fen_timed process) {
  static const char *const names[FEN_TIMED_COUNT] = {
#define TIMED_NAME(name, key, text, apart) [name] = (key),
      FEN_TIMED_LIST(TIMED_NAME)
#undef TIMED_NAME
  };
  return (unsigned)process < FEN_TIMED_COUNT ? names[process] : "unknown";
}

const char *fen_timed_text(fen_timed process) {
  static const char *const texts[FEN_TIMED_COUNT] = {
#define TIMED_TEXT(name, key, text, apart) [name] = (text),
      FEN_TIMED_LIST(TIMED_TEXT)
#undef TIMED_TEXT
  };
  return (unsigned)process < FEN_TIMED_COUNT ? texts[process] : "unknown";
}

bool fen_timed_is_apart(fen_timed process) {
  static const bool apart[FEN_TIMED_COUNT] = {
#define TIMED_APART(name, key, text, is_apart) [name] = (is_apart),
      FEN_TIMED_LIST(TIMED_APART)
#undef TIMED_APART
  };
  return (unsigned)process < FEN_TIMED_COUNT && apart[process];
}
