#include "fingerprint.h"

#include <string.h>

#include "fenhe/files.h"
#include "fenhe/memory.h"
#include "fenhe/yaml.h"

fen_status fen_print_add(fen_print *print, const char *text, fen_error *err) {
  size_t size = strlen(text) + 1; /* the NUL separates it from what follows */
  if (print->used + size > print->room) {
    char *larger = NULL;
    size_t room = 2 * (print->used + size);
    fen_status status = fen_allocate((ptrdiff_t)room, 1, &larger, err);
    if (status)
      return status;
    if (print->used > 0)
      memcpy(larger, print->text, print->used);
    fen_free(print->text);
    print->text = larger;
    print->room = room;
  }
  memcpy(print->text + print->used, text, size);
  print->used += size;
  return FEN_OK;
}

fen_status fen_print_add_file(fen_print *print, const char *role, const char *path, fen_error *err) {
  char hex[FEN_FINGERPRINT];
  fen_status status = fen_file_checksum(path, hex, err);
  if (!status)
    status = fen_print_add(print, role, err);
  return status ? status : fen_print_add(print, hex, err);
}

/* Indices of a map's pairs in the order of their keys. */
static void sort_keys(const fen_yaml_node *map, ptrdiff_t *index, ptrdiff_t count) {
  for (ptrdiff_t n = 0; n < count; n++) {
    ptrdiff_t at = n;
    for (; at > 0 && strcmp(fen_yaml_key(map, n, NULL), fen_yaml_key(map, index[at - 1], NULL)) < 0; at--)
      index[at] = index[at - 1];
    index[at] = n;
  }
}

static bool among(const char *word, const char *const *words) {
  for (; words && *words; words++)
    if (strcmp(word, *words) == 0)
      return true;
  return false;
}

static fen_status add_node(fen_print *print, const fen_yaml_node *node, const char *const *but, fen_error *err);

static fen_status add_map(fen_print *print, const fen_yaml_node *node, const char *const *but, fen_error *err) {
  ptrdiff_t count = fen_yaml_count(node);
  ptrdiff_t *index = NULL;
  fen_status status = FEN_NEW(&index, count, err);
  if (!status && count > 0)
    sort_keys(node, index, count);
  for (ptrdiff_t n = 0; !status && n < count; n++) {
    const char *key = fen_yaml_key(node, index[n], NULL);
    if (among(key, but))
      continue;
    status = fen_print_add(print, key, err);
    if (!status)
      status = add_node(print, fen_yaml_at(node, index[n]), NULL, err);
  }
  fen_free(index);
  return status;
}

static fen_status add_node(fen_print *print, const fen_yaml_node *node, const char *const *but, fen_error *err) {
  const char *text = node ? fen_yaml_text(node) : "";
  fen_status status = fen_print_add(print, text ? text : "(", err);
  if (text || status)
    return status;
  if (fen_yaml_is_map(node))
    status = add_map(print, node, but, err);
  for (ptrdiff_t n = 0; !status && fen_yaml_is_sequence(node) && n < fen_yaml_count(node); n++)
    status = add_node(print, fen_yaml_at(node, n), NULL, err);
  return status ? status : fen_print_add(print, ")", err);
}

fen_status fen_print_add_case(fen_print *print, const fen_case *item, bool tags, fen_error *err) {
  static const char *const without_tags[] = {"title", "scenarios", "output", "tags", NULL};
  static const char *const with_tags[] = {"title", "scenarios", "output", NULL};
  static const char *const outside[] = {"folder", "restart", NULL};
  const fen_yaml_node *root = fen_yaml_root(item->document);
  fen_status status = add_node(print, root, tags ? with_tags : without_tags, err);
  return status ? status : add_node(print, fen_yaml_get(root, "output"), outside, err);
}

fen_status fen_print_finish(const fen_print *print, char hex[FEN_FINGERPRINT], fen_error *err) {
  return fen_text_checksum(print->text, print->used, hex, err);
}

void fen_print_clear(fen_print *print) {
  fen_free(print->text);
  *print = (fen_print){0};
}
