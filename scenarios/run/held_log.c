#include "held_log.h"

#include <string.h>

#include "fenhe/memory.h"

/* A line for which there is no memory is lost: the run itself will hardly go on. */
static bool make_room(fen_held_log *held, size_t bytes) {
  if (held->used + bytes <= held->room)
    return true;
  size_t room = 2 * (held->used + bytes);
  char *lines = NULL;
  if (fen_allocate((ptrdiff_t)room, 1, &lines, NULL))
    return false;
  if (held->used > 0)
    memcpy(lines, held->lines, held->used);
  fen_free(held->lines);
  held->lines = lines;
  held->room = room;
  return true;
}

static void write_line(void *context, fen_log_level level, const char *line) {
  fen_held_log *held = context;
  size_t size = strlen(line) + 1;
  if (!held->holding) {
    held->to->write(held->to->context, level, line);
  } else if (make_room(held, 1 + size)) {
    held->lines[held->used] = (char)level;
    memcpy(held->lines + held->used + 1, line, size);
    held->used += 1 + size;
  }
}

void fen_held_log_set(fen_held_log *held, const fen_log *to) {
  held->to = to;
  if (to && to->write)
    held->log = (fen_log){.write = write_line, .context = held};
}

void fen_held_log_hold(fen_held_log *held) {
  held->holding = true;
}

void fen_held_log_release(fen_held_log *held) {
  held->holding = false;
  for (size_t at = 0; at < held->used; at += 2 + strlen(held->lines + at + 1))
    held->to->write(held->to->context, (fen_log_level)held->lines[at], held->lines + at + 1);
  held->used = 0;
}

void fen_held_log_clear(fen_held_log *held) {
  fen_free(held->lines);
  *held = (fen_held_log){0};
}
