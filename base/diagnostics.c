#include "fenhe/diagnostics.h"

#include <stdint.h>
#include <string.h>

#include "fenhe/memory.h"

enum { LONGEST_WORD = 63 };

static int small(char c) {
  return c >= 'A' && c <= 'Z' ? c - 'A' + 'a' : c;
}

void fen_diagnostics_add(fen_diagnostics *list, const fen_error *err) {
  if (!list)
    return;
  if (list->count == list->capacity) {
    ptrdiff_t capacity = list->capacity ? 2 * list->capacity : 8;
    fen_error *items;
    if (fen_allocate(capacity, sizeof *items, &items, NULL))
      return;
    if (list->count)
      memcpy(items, list->items, (size_t)list->count * sizeof *items);
    fen_free(list->items);
    list->items = items;
    list->capacity = capacity;
  }
  list->items[list->count++] = *err;
}

fen_status fen_diagnostics_first(const fen_diagnostics *list, fen_error *err) {
  if (list->count == 0)
    return FEN_OK;
  if (err)
    *err = list->items[0];
  return list->items[0].status;
}

void fen_diagnostics_clear(fen_diagnostics *list) {
  fen_free(list->items);
  *list = (fen_diagnostics){0};
}

/* Levenshtein distance with one row, blind to capitals; words beyond LONGEST_WORD are never near. */
static size_t edit_distance(const char *a, const char *b) {
  size_t la = strlen(a);
  size_t lb = strlen(b);
  if (la > LONGEST_WORD || lb > LONGEST_WORD)
    return SIZE_MAX;
  size_t row[LONGEST_WORD + 1];
  for (size_t j = 0; j <= lb; j++)
    row[j] = j;
  for (size_t i = 1; i <= la; i++) {
    size_t diagonal = row[0];
    row[0] = i;
    for (size_t j = 1; j <= lb; j++) {
      size_t substituted = diagonal + (small(a[i - 1]) != small(b[j - 1]));
      diagonal = row[j];
      size_t shorter = row[j - 1] < row[j] ? row[j - 1] : row[j];
      row[j] = substituted < shorter + 1 ? substituted : shorter + 1;
    }
  }
  return row[lb];
}

const char *fen_nearest_word(const char *word, const char *const *candidates, ptrdiff_t count) {
  const char *best = NULL;
  size_t length = strlen(word);
  size_t near = length < 6 ? 1 : length / 3; /* half of a short word changed makes another word, such as nox of so2 */
  size_t best_distance = near + 1;
  for (ptrdiff_t i = 0; i < count; i++) {
    size_t distance = edit_distance(word, candidates[i]);
    if (distance < best_distance) {
      best_distance = distance;
      best = candidates[i];
    }
  }
  return best;
}
