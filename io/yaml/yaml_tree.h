/** @file yaml_tree.h  The nodes of a YAML document. Private to io. */
#ifndef FENHE_YAML_TREE_H
#define FENHE_YAML_TREE_H

#include "fenhe/yaml.h"
#include "text/source.h"

typedef enum { FEN_YAML_SCALAR, FEN_YAML_SEQUENCE, FEN_YAML_MAP } fen_yaml_kind;

struct fen_yaml_node {
  fen_yaml_kind kind;
  const fen_yaml *document;
  fen_yaml_node *previous;  /**< chain of all nodes, by which the document frees them */
  const fen_yaml_node *key; /**< key of the pair whose value this is; NULL for others */
  char *text;               /**< scalar: its text, owned */
  size_t start, bytes;      /**< of its first token in the source */
  ptrdiff_t count, capacity;
  fen_yaml_node **keys;  /**< map: shape [count]; the array is owned, the nodes belong to the chain */
  fen_yaml_node **items; /**< sequence and map: shape [count]; an alias shares the node of its anchor */
  double weight;         /**< nodes in it, an alias counted each time */
};

struct fen_yaml {
  fen_source source;
  fen_yaml_node *last; /**< chain of all nodes */
  fen_yaml_node *root;
};

/** Remedy for full-width letters, curly quotes and odd blanks in a text; NULL: there are none. */
const char *fen_yaml_letters_hint(const char *text, size_t size);
/**
 * Remedy for an error of syntax.
 * @param line,at where its line begins and where it is, offsets into the source
 * @param message libfyaml's
 */
const char *fen_yaml_syntax_hint(const fen_source *source, size_t line, size_t at, const char *message);

/**
 * Leave out pairs whose key the map has already; each is added to faults, as fen_yaml_open describes.
 * @return FEN_OK; FEN_ERR_KEY_TWICE (without faults, or too many); FEN_ERR_MEMORY
 */
fen_status fen_yaml_drop_repeats(fen_yaml_node *map, fen_diagnostics *faults, fen_error *err);

/** Build the tree of document->source; faults as for fen_yaml_open. @return FEN_OK; FEN_ERR_SYNTAX; FEN_ERR_KEY_TWICE; FEN_ERR_MEMORY */
fen_status fen_yaml_parse(fen_yaml *document, fen_diagnostics *faults, fen_error *err);

#endif
