/**
 * @file registry.h  The list of everything that evolves: named arrays, registered once by their owners, written to and read from restart
 * files as a whole, so that none can be forgotten.
 */
#ifndef FENHE_REGISTRY_H
#define FENHE_REGISTRY_H

#include <stddef.h>
#include <stdint.h>

#include "fenhe/status.h"

#ifdef __cplusplus
extern "C" {
#endif

typedef enum { FEN_ITEM_FLOAT, FEN_ITEM_DOUBLE, FEN_ITEM_INT64, FEN_ITEM_BYTE } fen_item_kind;

enum { FEN_ITEM_NAME = 64 };

typedef struct {
  char name[FEN_ITEM_NAME]; /**< such as "transport/air_kg"; a slash makes a group in the file */
  fen_item_kind kind;
  ptrdiff_t count; /**< may be 0 */
  void *address;   /**< borrowed: must stay where it is as long as the registry is used */
} fen_item;

typedef struct {
  ptrdiff_t count, room;
  fen_item *items;
} fen_registry;

/** Add an array. @return FEN_OK; FEN_ERR_MEMORY; FEN_ERR_INTERNAL (the name is taken or too long) */
fen_status fen_registry_add(fen_registry *registry, const char *name, fen_item_kind kind, ptrdiff_t count, void *address, fen_error *err);
void fen_registry_clear(fen_registry *registry);
/** Bytes of one element. */
size_t fen_item_size(fen_item_kind kind);

#ifdef __cplusplus
}
#endif
#endif
