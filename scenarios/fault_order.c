#include "fenhe/fault_order.h"

#include <ctype.h>
#include <stdbool.h>
#include <stdlib.h>
#include <string.h>

#include "fenhe/memory.h"

enum { THE_FILE, TEXTS, DATA };

typedef struct {
  const fen_error *fault;
  int group;
  ptrdiff_t index; /* as they were found: equal places keep their order */
} placed_fault;

static bool is_digit(char c) {
  return isdigit((unsigned char)c) != 0;
}

/* A text's place has a line: "path:12:". */
static bool has_line(const char *text) {
  const char *end = strchr(text, '\n');
  for (const char *at = strchr(text, ':'); at && (!end || at < end); at = strchr(at + 1, ':')) {
    const char *digit = at + 1;
    while (is_digit(*digit))
      digit++;
    if (digit > at + 1 && *digit == ':')
      return true;
    if (at[1] == ' ')
      return false;
  }
  return false;
}

static int group_of(const char *text, const char *path) {
  size_t length = strlen(path);
  if (strncmp(text, path, length) == 0 && text[length] == ':')
    return THE_FILE;
  return has_line(text) ? TEXTS : DATA;
}

/* Letters as they are, runs of digits by their value. */
static int compare_texts(const char *a, const char *b) {
  while (*a && *b) {
    if (is_digit(*a) && is_digit(*b)) {
      a += strspn(a, "0");
      b += strspn(b, "0");
      size_t digits_a = strspn(a, "0123456789");
      size_t digits_b = strspn(b, "0123456789");
      int order = digits_a != digits_b ? (digits_a < digits_b ? -1 : 1) : strncmp(a, b, digits_a);
      if (order)
        return order;
      a += digits_a;
      b += digits_b;
    } else if (*a != *b) {
      return (unsigned char)*a < (unsigned char)*b ? -1 : 1;
    } else {
      a++;
      b++;
    }
  }
  return (*a != 0) - (*b != 0);
}

static int by_place(const void *left, const void *right) {
  const placed_fault *a = left;
  const placed_fault *b = right;
  if (a->group != b->group)
    return a->group - b->group;
  int order = compare_texts(a->fault->text, b->fault->text);
  return order ? order : (a->index > b->index) - (a->index < b->index);
}

void fen_faults_sort(fen_diagnostics *faults, const char *path) {
  placed_fault *order = NULL;
  fen_error *items = NULL;
  ptrdiff_t kept = 0;
  if (faults->count < 1 || FEN_NEW(&order, faults->count, NULL))
    return;
  if (FEN_NEW(&items, faults->count, NULL)) {
    fen_free(order);
    return;
  }
  for (ptrdiff_t n = 0; n < faults->count; n++)
    order[n] = (placed_fault){&faults->items[n], group_of(faults->items[n].text, path), n};
  qsort(order, (size_t)faults->count, sizeof *order, by_place);
  for (ptrdiff_t n = 0; n < faults->count; n++)
    if (kept == 0 || strcmp(items[kept - 1].text, order[n].fault->text) != 0)
      items[kept++] = *order[n].fault;
  fen_free(order);
  fen_free(faults->items);
  *faults = (fen_diagnostics){items, kept, faults->count};
}
