#include "fenhe/yaml.h"

#include <string.h>

#include "fenhe/memory.h"
#include "yaml_tree.h"

fen_status fen_yaml_open(const char *path, fen_diagnostics *faults, fen_yaml **out, fen_error *err) {
  fen_yaml *document;
  fen_status status = FEN_NEW(&document, 1, err);
  if (status)
    return status;
  status = fen_source_load(path, &document->source, err);
  if (!status)
    status = fen_yaml_parse(document, faults, err);
  if (status) {
    fen_yaml_close(&document);
    return status;
  }
  *out = document;
  return FEN_OK;
}

void fen_yaml_close(fen_yaml **document) {
  if (!document || !*document)
    return;
  for (fen_yaml_node *node = (*document)->last; node;) {
    fen_yaml_node *previous = node->previous;
    fen_free(node->text);
    fen_free(node->keys);
    fen_free(node->items);
    fen_free(node);
    node = previous;
  }
  fen_source_clear(&(*document)->source);
  fen_free(*document);
  *document = NULL;
}

const fen_yaml_node *fen_yaml_root(const fen_yaml *document) {
  return document->root;
}

const char *fen_yaml_path(const fen_yaml *document) {
  return document->source.path;
}

bool fen_yaml_is_map(const fen_yaml_node *node) {
  return node && node->kind == FEN_YAML_MAP;
}

bool fen_yaml_is_sequence(const fen_yaml_node *node) {
  return node && node->kind == FEN_YAML_SEQUENCE;
}

bool fen_yaml_is_scalar(const fen_yaml_node *node) {
  return node && node->kind == FEN_YAML_SCALAR;
}

ptrdiff_t fen_yaml_count(const fen_yaml_node *node) {
  return node ? node->count : 0;
}

const fen_yaml_node *fen_yaml_at(const fen_yaml_node *node, ptrdiff_t index) {
  return node && index >= 0 && index < node->count ? node->items[index] : NULL;
}

const char *fen_yaml_key(const fen_yaml_node *map, ptrdiff_t index, const fen_yaml_node **key_node) {
  if (!fen_yaml_is_map(map) || index < 0 || index >= map->count)
    return NULL;
  if (key_node)
    *key_node = map->keys[index];
  return map->keys[index]->text;
}

fen_status fen_yaml_correct_key(const fen_yaml_node *map, ptrdiff_t index, const char *key, fen_error *err) {
  char *text = NULL;
  fen_status status = fen_duplicate(key, &text, err);
  if (status)
    return status;
  fen_free(map->keys[index]->text);
  map->keys[index]->text = text;
  return FEN_OK;
}

const fen_yaml_node *fen_yaml_get(const fen_yaml_node *map, const char *key) {
  if (!fen_yaml_is_map(map))
    return NULL;
  for (ptrdiff_t i = 0; i < map->count; i++)
    if (strcmp(map->keys[i]->text, key) == 0)
      return map->items[i];
  return NULL;
}

const char *fen_yaml_text(const fen_yaml_node *node) {
  return node ? node->text : NULL;
}

static fen_place place_of(const fen_yaml_node *node) {
  return fen_source_place(&node->document->source, node->start, node->bytes);
}

void fen_yaml_place(const fen_yaml_node *node, int *line, int *column) {
  fen_place place = place_of(node);
  *line = (int)place.line;
  *column = (int)place.column;
}

/* The remedy where a value is not understood for its letters' sake. */
static const char *letters_hint(const fen_yaml_node *node, fen_status status) {
  if (status != FEN_ERR_KEY_UNKNOWN && status != FEN_ERR_TYPE && status != FEN_ERR_TIME && status != FEN_ERR_UNIT_UNKNOWN &&
      status != FEN_ERR_WORD_UNKNOWN)
    return NULL;
  if (node->text && status == FEN_ERR_UNIT_UNKNOWN && node->text[strspn(node->text, "-0123456789")] == ',')
    return "write a point before the decimals, as in 6.5 km";
  const char *hint = node->text ? fen_yaml_letters_hint(node->text, strlen(node->text)) : NULL;
  for (ptrdiff_t n = 0; n < node->count && !hint && node->kind == FEN_YAML_SEQUENCE; n++)
    if (node->items[n]->text)
      hint = fen_yaml_letters_hint(node->items[n]->text, strlen(node->items[n]->text));
  return hint;
}

fen_status fen_yaml_fail(const fen_yaml_node *node, fen_status status, const char *remedy, fen_error *err, const char *format, ...) {
  fen_place place = place_of(node);
  const char *hint = letters_hint(node, status);
  va_list arguments;
  va_start(arguments, format);
  (void)fen_complain_v(&place, status, hint ? hint : remedy, err, format, arguments);
  va_end(arguments);
  return status;
}
