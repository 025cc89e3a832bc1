#include "fenhe/registry.h"

#include <stdio.h>
#include <string.h>

#include "fenhe/memory.h"

size_t fen_item_size(fen_item_kind kind) {
  static const size_t sizes[] = {sizeof(float), sizeof(double), sizeof(int64_t), 1};
  return sizes[kind];
}

static fen_status grow(fen_registry *registry, fen_error *err) {
  ptrdiff_t room = registry->room ? 2 * registry->room : 32;
  fen_item *items = NULL;
  fen_status status = FEN_NEW(&items, room, err);
  if (status)
    return status;
  if (registry->count > 0)
    memcpy(items, registry->items, (size_t)registry->count * sizeof *items);
  fen_free(registry->items);
  registry->items = items;
  registry->room = room;
  return FEN_OK;
}

fen_status fen_registry_add(fen_registry *registry, const char *name, fen_item_kind kind, ptrdiff_t count, void *address, fen_error *err) {
  if (strlen(name) >= FEN_ITEM_NAME)
    return fen_fail(err, FEN_ERR_INTERNAL, "the name %s of a registered array is longer than %d", name, FEN_ITEM_NAME - 1);
  for (ptrdiff_t n = 0; n < registry->count; n++)
    if (strcmp(registry->items[n].name, name) == 0)
      return fen_fail(err, FEN_ERR_INTERNAL, "two arrays are registered as %s", name);
  fen_status status = registry->count == registry->room ? grow(registry, err) : FEN_OK;
  if (status)
    return status;
  fen_item *item = &registry->items[registry->count++];
  *item = (fen_item){.kind = kind, .count = count, .address = address};
  (void)snprintf(item->name, sizeof item->name, "%s", name);
  return FEN_OK;
}

void fen_registry_clear(fen_registry *registry) {
  fen_free(registry->items);
  *registry = (fen_registry){0};
}
