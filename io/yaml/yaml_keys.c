/* Keys that a map has twice: YAML forbids them, and hardly anyone means them. */
#include <stdlib.h>
#include <string.h>

#include "fenhe/memory.h"
#include "yaml_tree.h"

enum { MOST_TOLD = 1000 };

typedef struct {
  const fen_yaml_node *key;
  ptrdiff_t index; /* of the pair in its map */
} written_key;

static int by_text_then_place(const void *a, const void *b) {
  const written_key *left = a;
  const written_key *right = b;
  int order = strcmp(left->key->text, right->key->text);
  return order ? order : (left->index > right->index) - (left->index < right->index);
}

static int by_index(const void *a, const void *b) {
  const written_key *left = a;
  const written_key *right = b;
  return (left->index > right->index) - (left->index < right->index);
}

static fen_status complain(const fen_yaml_node *first, const fen_yaml_node *key, fen_error *err) {
  const fen_place above = fen_source_place(&key->document->source, first->start, 1);
  return fen_yaml_fail(key, FEN_ERR_KEY_TWICE, "keep one of the two", err, "key '%.60s' is given twice, first in line %td", key->text,
                       above.line);
}

static void leave_out(fen_yaml_node *map, written_key *repeats, ptrdiff_t count) {
  ptrdiff_t kept = 0;
  qsort(repeats, (size_t)count, sizeof *repeats, by_index);
  for (ptrdiff_t i = 0, next = 0; i < map->count; i++) {
    if (next < count && repeats[next].index == i) {
      next++;
      continue;
    }
    map->keys[kept] = map->keys[i];
    map->items[kept++] = map->items[i];
  }
  map->count = kept;
}

fen_status fen_yaml_drop_repeats(fen_yaml_node *map, fen_diagnostics *faults, fen_error *err) {
  written_key *sorted;
  ptrdiff_t repeats = 0;
  fen_status status = FEN_NEW(&sorted, map->count, err);
  if (status || map->count == 0)
    return status;
  for (ptrdiff_t i = 0; i < map->count; i++)
    sorted[i] = (written_key){map->keys[i], i};
  qsort(sorted, (size_t)map->count, sizeof *sorted, by_text_then_place);
  for (ptrdiff_t i = 1, first = 0; i < map->count && !status; i++) {
    fen_error fault;
    if (strcmp(sorted[first].key->text, sorted[i].key->text) != 0) {
      first = i;
      continue;
    }
    const fen_status twice = complain(sorted[first].key, sorted[i].key, &fault);
    if (faults && faults->count < MOST_TOLD)
      fen_diagnostics_add(faults, &fault);
    else
      status = twice;
    if (status && err)
      *err = fault;
    sorted[repeats++] = sorted[i]; /* what stood there has been looked at */
  }
  if (!status && repeats > 0)
    leave_out(map, sorted, repeats);
  fen_free(sorted);
  return status;
}
