/** @file yaml.h  YAML with places: every value knows its line and column, every complaint shows them. By libfyaml. */
#ifndef FENHE_YAML_H
#define FENHE_YAML_H

#include <stdbool.h>
#include <stddef.h>

#include "fenhe/diagnostics.h"
#include "fenhe/status.h"

#ifdef __cplusplus
extern "C" {
#endif

typedef struct fen_yaml fen_yaml;           /**< a document, owns its nodes */
typedef struct fen_yaml_node fen_yaml_node; /**< borrowed from the document */

/**
 * Read a file.
 * @param[in,out] faults takes every key that a map has twice, of which the first stands; NULL: the first such key is the outcome
 * @return FEN_OK; FEN_ERR_FILE_MISSING; FEN_ERR_SYNTAX; FEN_ERR_KEY_TWICE; FEN_ERR_MEMORY
 */
fen_status fen_yaml_open(const char *path, fen_diagnostics *faults, fen_yaml **out, fen_error *err);
void fen_yaml_close(fen_yaml **document);
const fen_yaml_node *fen_yaml_root(const fen_yaml *document);
const char *fen_yaml_path(const fen_yaml *document);

bool fen_yaml_is_map(const fen_yaml_node *node);
bool fen_yaml_is_sequence(const fen_yaml_node *node);
bool fen_yaml_is_scalar(const fen_yaml_node *node);
/** Members of a map or sequence; 0 for a scalar. */
ptrdiff_t fen_yaml_count(const fen_yaml_node *node);
/** Item of a sequence, or value of the map's index-th pair; NULL beyond the end. */
const fen_yaml_node *fen_yaml_at(const fen_yaml_node *node, ptrdiff_t index);
/** Key of the map's index-th pair as text (owned by the document), and its node for complaints. */
const char *fen_yaml_key(const fen_yaml_node *map, ptrdiff_t index, const fen_yaml_node **key_node);
/**
 * Let the map's index-th pair have another key from now on, which it is told to be meant for: what depends on it can be read.
 * @return FEN_OK; FEN_ERR_MEMORY
 */
fen_status fen_yaml_correct_key(const fen_yaml_node *map, ptrdiff_t index, const char *key, fen_error *err);
/** Value under a key, or NULL. */
const fen_yaml_node *fen_yaml_get(const fen_yaml_node *map, const char *key);
/** Text of a scalar (owned by the document); NULL for a map or sequence. */
const char *fen_yaml_text(const fen_yaml_node *node);

/** Line and column, both from 1. */
void fen_yaml_place(const fen_yaml_node *node, int *line, int *column);

/**
 * Make the complaint of a node: "path:line:col: error: MESSAGE", the line, a caret, and "  = REMEDY  [Ennnn]".
 * @param[in] remedy may be NULL
 */
#if defined(__GNUC__)
__attribute__((format(printf, 5, 6)))
#endif
fen_status
fen_yaml_fail(const fen_yaml_node *node, fen_status status, const char *remedy, fen_error *err, const char *format, ...);

/** Typed readers: FEN_ERR_TYPE, FEN_ERR_RANGE, FEN_ERR_UNIT_*, FEN_ERR_TIME with place. min and max are inclusive. */
fen_status fen_yaml_quantity(const fen_yaml_node *node, const char *unit, double min, double max, double *out, fen_error *err);
fen_status fen_yaml_number(const fen_yaml_node *node, double min, double max, double *out, fen_error *err);
fen_status fen_yaml_integer(const fen_yaml_node *node, long min, long max, long *out, fen_error *err);
fen_status fen_yaml_bool(const fen_yaml_node *node, bool *out, fen_error *err);
/** Instant (see fen_time_parse); an offset that is not written is default_offset_s. */
fen_status fen_yaml_time(const fen_yaml_node *node, double default_offset_s, double *out_s, fen_error *err);
/** Index of the word among the candidates; FEN_ERR_WORD_UNKNOWN names the nearest. */
fen_status fen_yaml_word(const fen_yaml_node *node, const char *const *words, int count, int *out, fen_error *err);

#ifdef __cplusplus
}
#endif
#endif
