#include "case_read.h"

#include <ctype.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "fenhe/files.h"
#include "fenhe/memory.h"

enum { LIST_TEXT = 512, PATH_TEXT = 4096, NAME_TEXT = 128 };

/* Blocks form a list, so that one call releases a case. */
struct fen_case_block {
  fen_case_block *next;
  void *memory;
};

void fen_case_fault(fen_case_reader *reader, const fen_error *err) {
  fen_error placed = *err;
  fen_case_place_fault(reader->out, &placed);
  fen_diagnostics_add(reader->faults, &placed);
}

ptrdiff_t fen_case_doubts(const fen_case_reader *reader) {
  return reader->faults->count - reader->slips;
}

void *fen_case_memory(fen_case_reader *reader, ptrdiff_t count, size_t size) {
  fen_error err;
  fen_case_block *block = NULL;
  void *memory = NULL;
  if (fen_allocate(count, size, &memory, &err) || (memory && FEN_NEW(&block, 1, &err))) {
    fen_free(memory);
    fen_case_fault(reader, &err);
    return NULL;
  }
  if (block) {
    *block = (fen_case_block){reader->out->blocks, memory};
    reader->out->blocks = block;
  }
  return memory;
}

void fen_case_release(fen_case *item) {
  for (fen_case_block *block = item->blocks, *next; block; block = next) {
    next = block->next;
    fen_free(block->memory);
    fen_free(block);
  }
  item->blocks = NULL;
}

const char *fen_case_copy(fen_case_reader *reader, const char *text) {
  size_t size = strlen(text) + 1;
  char *copy = fen_case_memory(reader, (ptrdiff_t)size, 1);
  if (copy)
    memcpy(copy, text, size);
  return copy;
}

void fen_case_join(const char *opening, const char *const *words, ptrdiff_t count, char *text, size_t size) {
  int written = snprintf(text, size, "%s", opening);
  size_t used = written > 0 ? (size_t)written : 0;
  for (ptrdiff_t i = 0; i < count && used < size - 1; i++) {
    written = snprintf(text + used, size - used, "%s%s", i ? ", " : "", words[i]);
    used += written > 0 ? (size_t)written : 0;
  }
}

static bool is_among(const char *word, const char *const *words, ptrdiff_t count) {
  for (ptrdiff_t i = 0; i < count; i++)
    if (strcmp(word, words[i]) == 0)
      return true;
  return false;
}

/* A key that is not among those known. Where another is meant reading goes on as if it were right, so that the slip has no consequences
 * that would be told as faults of their own. */
static void refuse_key(fen_case_reader *reader, const fen_yaml_node *map, ptrdiff_t index, const char *what, const char *remedy,
                       const char *nearest) {
  const fen_yaml_node *key_node = NULL;
  const char *key = fen_yaml_key(map, index, &key_node);
  fen_error err;
  if (nearest)
    fen_yaml_fail(key_node, FEN_ERR_KEY_UNKNOWN, remedy, &err, "unknown key '%s' in %s; did you mean '%s'?", key, what, nearest);
  else
    fen_yaml_fail(key_node, FEN_ERR_KEY_UNKNOWN, remedy, &err, "unknown key '%s' in %s", key, what);
  fen_case_fault(reader, &err);
  if (!nearest || fen_yaml_get(map, nearest))
    return;
  if (fen_yaml_correct_key(map, index, nearest, &err))
    fen_case_fault(reader, &err);
  else
    reader->slips++;
}

bool fen_case_map(fen_case_reader *reader, const fen_yaml_node *node, const char *what, const char *const *keys, ptrdiff_t key_count) {
  fen_error err;
  char remedy[LIST_TEXT];
  fen_case_join(fen_yaml_is_map(node) ? "correct it; known keys: " : "write keys and values; known keys: ", keys, key_count, remedy,
                sizeof remedy);
  if (!fen_yaml_is_map(node)) {
    fen_yaml_fail(node, FEN_ERR_TYPE, remedy, &err, "%s must be a map of keys and values", what);
    fen_case_fault(reader, &err);
    return false;
  }
  for (ptrdiff_t i = 0; i < fen_yaml_count(node); i++) {
    const char *key = fen_yaml_key(node, i, NULL);
    if (key && !is_among(key, keys, key_count))
      refuse_key(reader, node, i, what, remedy, fen_nearest_word(key, keys, key_count));
  }
  return true;
}

bool fen_case_kind(fen_case_reader *reader, const fen_yaml_node *map, const char *what, const char *const *words, int count, int *out) {
  static const char *const only[] = {"kind"};
  for (ptrdiff_t i = 0; !fen_yaml_get(map, "kind") && i < fen_yaml_count(map); i++) {
    const char *key = fen_yaml_key(map, i, NULL);
    if (key && fen_nearest_word(key, only, 1))
      refuse_key(reader, map, i, what, "correct it; the kind says which other keys there are", only[0]);
  }
  return fen_case_word(reader, map, "kind", FEN_KEY_REQUIRED, words, count, out);
}

bool fen_case_sequence(fen_case_reader *reader, const fen_yaml_node *node, const char *what) {
  if (fen_yaml_is_sequence(node))
    return true;
  fen_error err;
  fen_yaml_fail(node, FEN_ERR_TYPE, "write [a, b] or one item a line after '- '", &err, "%s must be a list", what);
  fen_case_fault(reader, &err);
  return false;
}

const fen_yaml_node *fen_case_key(fen_case_reader *reader, const fen_yaml_node *map, const char *key, fen_key_need need) {
  const fen_yaml_node *node = fen_yaml_get(map, key);
  if (!node && need == FEN_KEY_REQUIRED) {
    fen_error err;
    char remedy[NAME_TEXT];
    (void)snprintf(remedy, sizeof remedy, "add it; %s describes every key", reader->guide ? reader->guide : "docs/guide/case-file.md");
    fen_yaml_fail(map, FEN_ERR_KEY_MISSING, remedy, &err, "key '%s' is missing here", key);
    fen_case_fault(reader, &err);
  }
  return node;
}

static bool kept(fen_case_reader *reader, fen_status status, const fen_error *err) {
  if (status)
    fen_case_fault(reader, err);
  return status == FEN_OK;
}

bool fen_case_quantity(fen_case_reader *reader, const fen_yaml_node *map, const char *key, fen_key_need need, const char *unit, double min,
                       double max, double *out) {
  fen_error err;
  const fen_yaml_node *node = fen_case_key(reader, map, key, need);
  return node && kept(reader, fen_yaml_quantity(node, unit, min, max, out, &err), &err);
}

bool fen_case_number(fen_case_reader *reader, const fen_yaml_node *map, const char *key, fen_key_need need, double min, double max,
                     double *out) {
  fen_error err;
  const fen_yaml_node *node = fen_case_key(reader, map, key, need);
  return node && kept(reader, fen_yaml_number(node, min, max, out, &err), &err);
}

bool fen_case_integer(fen_case_reader *reader, const fen_yaml_node *map, const char *key, fen_key_need need, long min, long max,
                      ptrdiff_t *out) {
  fen_error err;
  long value;
  const fen_yaml_node *node = fen_case_key(reader, map, key, need);
  if (!node || !kept(reader, fen_yaml_integer(node, min, max, &value, &err), &err))
    return false;
  *out = value;
  return true;
}

bool fen_case_flag(fen_case_reader *reader, const fen_yaml_node *map, const char *key, bool *out) {
  fen_error err;
  const fen_yaml_node *node = fen_yaml_get(map, key);
  return node && kept(reader, fen_yaml_bool(node, out, &err), &err);
}

bool fen_case_word(fen_case_reader *reader, const fen_yaml_node *map, const char *key, fen_key_need need, const char *const *words,
                   int count, int *out) {
  fen_error err;
  const fen_yaml_node *node = fen_case_key(reader, map, key, need);
  if (!node)
    return false;
  fen_status status = fen_yaml_word(node, words, count, out, &err);
  const char *meant = status == FEN_ERR_WORD_UNKNOWN ? fen_nearest_word(fen_yaml_text(node), words, count) : NULL;
  for (int n = 0; meant && n < count; n++)
    if (strcmp(words[n], meant) == 0)
      *out = n;
  reader->slips += meant != NULL;
  return kept(reader, status, &err) || meant;
}

bool fen_case_text(fen_case_reader *reader, const fen_yaml_node *map, const char *key, fen_key_need need, const char **out) {
  const fen_yaml_node *node = fen_case_key(reader, map, key, need);
  if (!node)
    return false;
  const char *text = fen_yaml_text(node);
  if (text && text[0]) {
    *out = text;
    return true;
  }
  fen_error err;
  fen_yaml_fail(node, FEN_ERR_TYPE, "write one text; quote it if it holds ': ' or starts with a sign", &err, "'%s' must be a text", key);
  fen_case_fault(reader, &err);
  return false;
}

/* What a shell would replace and the program does not: a folder of that name would be looked for, or made. */
static fen_status refuse_shell(const fen_yaml_node *node, const char *text, fen_error *err) {
  const char *dollar = strchr(text, '$');
  if (text[0] == '~' && (text[1] == '/' || text[1] == '\0'))
    return fen_yaml_fail(node, FEN_ERR_WORD_UNKNOWN, "write ${HOME} for ~", err, "'%.60s': ~ does not stand for your folder here", text);
  if (dollar && (isalpha((unsigned char)dollar[1]) || dollar[1] == '_'))
    return fen_yaml_fail(node, FEN_ERR_WORD_UNKNOWN, "write it in braces, like ${HOME}", err,
                         "'%.60s': an environment variable without braces", text);
  return FEN_OK;
}

/* Copy text with ${NAME} replaced by the environment's value. */
static fen_status expand(const fen_yaml_node *node, const char *text, char out[PATH_TEXT], fen_error *err) {
  size_t used = 0;
  while (*text) {
    const char *piece = text;
    size_t length = 1;
    const char *close = text[0] == '$' && text[1] == '{' ? strchr(text, '}') : NULL;
    if (close) {
      char name[NAME_TEXT];
      size_t name_length = (size_t)(close - text) - 2;
      if (name_length == 0 || name_length >= sizeof name)
        return fen_yaml_fail(node, FEN_ERR_WORD_UNKNOWN, "write ${NAME}", err, "an environment variable without a usable name");
      memcpy(name, text + 2, name_length);
      name[name_length] = '\0';
      piece = getenv(name);
      if (!piece || !piece[0])
        return fen_yaml_fail(node, FEN_ERR_WORD_UNKNOWN, "set it before the run, or write the path itself", err,
                             "the environment variable %s is not set", name);
      length = strlen(piece);
      text = close + 1;
    } else {
      text++;
    }
    if (used + length >= PATH_TEXT)
      return fen_yaml_fail(node, FEN_ERR_RANGE, "shorten it", err, "the path is longer than %d bytes", PATH_TEXT - 1);
    memcpy(out + used, piece, length);
    used += length;
  }
  out[used] = '\0';
  return FEN_OK;
}

/* A path as the file is opened: ${NAME} replaced, relative to the case file's folder. */
static bool resolve(fen_case_reader *reader, const fen_yaml_node *node, const char **out) {
  fen_error err;
  char expanded[PATH_TEXT];
  char *path = NULL;
  const char *text = fen_yaml_text(node);
  if (!text || !text[0]) {
    fen_yaml_fail(node, FEN_ERR_TYPE, "write one path, relative to this file or absolute", &err, "the path of a file is wanted here");
    fen_case_fault(reader, &err);
    return false;
  }
  fen_status status = refuse_shell(node, text, &err);
  if (!status)
    status = expand(node, text, expanded, &err);
  if (!status)
    status = fen_path_beside(reader->out->path, expanded, &path, &err);
  if (status) {
    fen_case_fault(reader, &err);
    return false;
  }
  const char *copy = fen_case_copy(reader, path);
  fen_free(path);
  if (copy)
    *out = copy;
  return copy != NULL;
}

static bool resolve_named(fen_case_reader *reader, const fen_yaml_node *node, bool pattern, const char **out) {
  if (!resolve(reader, node, out))
    return false;
  fen_case_name_file(reader, node, *out, pattern);
  return true;
}

bool fen_case_path_node(fen_case_reader *reader, const fen_yaml_node *node, const char **out) {
  return resolve_named(reader, node, false, out);
}

bool fen_case_pattern(fen_case_reader *reader, const fen_yaml_node *node, const char **out) {
  return resolve_named(reader, node, true, out);
}

bool fen_case_path(fen_case_reader *reader, const fen_yaml_node *map, const char *key, fen_key_need need, const char **out) {
  const fen_yaml_node *node = fen_case_key(reader, map, key, need);
  return node && fen_case_path_node(reader, node, out);
}

bool fen_case_folder(fen_case_reader *reader, const fen_yaml_node *map, const char *key, const char **out) {
  const fen_yaml_node *node = fen_case_key(reader, map, key, FEN_KEY_REQUIRED);
  return node && resolve(reader, node, out);
}

static bool of_length(fen_case_reader *reader, const fen_yaml_node *node, ptrdiff_t count) {
  if (fen_yaml_is_sequence(node) && fen_yaml_count(node) == count)
    return true;
  fen_error err;
  fen_yaml_fail(node, FEN_ERR_TYPE, count == 2 ? "as in [12, 34]" : "write the numbers in square brackets, with commas between them", &err,
                "a list of %td numbers is wanted here", count);
  fen_case_fault(reader, &err);
  return false;
}

bool fen_case_numbers(fen_case_reader *reader, const fen_yaml_node *node, ptrdiff_t count, double min, double max, double *out) {
  fen_error err;
  bool good = of_length(reader, node, count);
  for (ptrdiff_t i = 0; good && i < count; i++)
    good = kept(reader, fen_yaml_number(fen_yaml_at(node, i), min, max, &out[i], &err), &err);
  return good;
}

bool fen_case_integers(fen_case_reader *reader, const fen_yaml_node *node, ptrdiff_t count, long min, long max, ptrdiff_t *out) {
  fen_error err;
  bool good = of_length(reader, node, count);
  for (ptrdiff_t i = 0; good && i < count; i++) {
    long value = 0;
    good = kept(reader, fen_yaml_integer(fen_yaml_at(node, i), min, max, &value, &err), &err);
    out[i] = value;
  }
  return good;
}

bool fen_case_place(fen_case_reader *reader, const fen_yaml_node *node, double *lon_deg, double *lat_deg) {
  double place[2];
  fen_error err;
  if (!fen_case_numbers(reader, node, 2, -360.0, 360.0, place))
    return false;
  if (!(place[1] >= -90.0 && place[1] <= 90.0)) {
    fen_yaml_fail(fen_yaml_at(node, 1), FEN_ERR_RANGE, "write places as [longitude, latitude]", &err,
                  "latitude %g is not within -90 and 90", place[1]);
    fen_case_fault(reader, &err);
    return false;
  }
  *lon_deg = place[0];
  *lat_deg = place[1];
  return true;
}
