#include "fenhe/diagnostics.h"

#include <stdbool.h>
#include <stdint.h>
#include <string.h>

#include "fenhe/memory.h"

enum { LONGEST_WORD = 63 };

/* A letter without its capital; zeros and ones are often typed for o and l. */
static int small(char c) {
  if (c == '0')
    return 'o';
  if (c == '1')
    return 'l';
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

/*
 * Edits that turn a into b: letters put in, left out, changed, or swapped with their neighbour (Damerau 1964, in the restricted form
 * that edits no letter twice), blind to capitals and to o and l for 0 and 1. Words beyond LONGEST_WORD are never near.
 */
static size_t edit_distance(const char *a, const char *b) {
  size_t la = strlen(a);
  size_t lb = strlen(b);
  if (la > LONGEST_WORD || lb > LONGEST_WORD)
    return SIZE_MAX;
  size_t rows[3][LONGEST_WORD + 1];
  for (size_t j = 0; j <= lb; j++)
    rows[0][j] = j;
  for (size_t i = 1; i <= la; i++) {
    size_t *row = rows[i % 3];
    const size_t *above = rows[(i + 2) % 3];
    row[0] = i;
    for (size_t j = 1; j <= lb; j++) {
      size_t best = above[j - 1] + (small(a[i - 1]) != small(b[j - 1]));
      size_t shorter = row[j - 1] < above[j] ? row[j - 1] : above[j];
      if (shorter + 1 < best)
        best = shorter + 1;
      if (i > 1 && j > 1 && small(a[i - 1]) == small(b[j - 2]) && small(a[i - 2]) == small(b[j - 1]) && rows[(i + 1) % 3][j - 2] + 1 < best)
        best = rows[(i + 1) % 3][j - 2] + 1;
      row[j] = best;
    }
  }
  return rows[la % 3][lb];
}

static bool is_digit(char c) {
  return c >= '0' && c <= '9';
}

/* Two formulas of three signs that differ in an element, as NO2 and SO2 do, or NH3 and NO3: either may well be meant. */
static bool are_two_formulas(const char *a, const char *b) {
  size_t length = strlen(a);
  int differing = 0;
  if (length > 3 || strlen(b) != length || !strpbrk(a, "0123456789"))
    return false;
  for (size_t n = 0; n < length; n++) {
    if (small(a[n]) == small(b[n]))
      continue;
    if (is_digit(a[n]) || is_digit(b[n]))
      return false;
    differing++;
  }
  return differing == 1;
}

const char *fen_nearest_word(const char *word, const char *const *candidates, ptrdiff_t count) {
  const char *best = NULL;
  size_t length = strlen(word);
  size_t near = length < 6 ? 1 : length / 3; /* half of a short word changed makes another word, such as nox of so2 */
  size_t best_distance = near + 1;
  for (ptrdiff_t i = 0; i < count; i++) {
    size_t distance = edit_distance(word, candidates[i]);
    bool short_word = length < 3 || strlen(candidates[i]) < 3; /* MU is not meant by U: only capitals may differ */
    if (distance < best_distance && (distance == 0 || !short_word) && !are_two_formulas(word, candidates[i])) {
      best_distance = distance;
      best = candidates[i];
    }
  }
  return best;
}
