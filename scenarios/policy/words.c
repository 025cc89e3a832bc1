/* Words of a scenario: one or a list, in English or Chinese. */
#include <ctype.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "scenario_parts.h"

enum { MOST_LISTED = 64, LIST_TEXT = 512, MOST_NAME = 40 };

static const char *const endings[] = {"市", "县", "区"};

bool fen_policy_is_named(const char *text, const char *name, const char *name_zh) {
  if (name && strcmp(text, name) == 0)
    return true;
  if (!name_zh)
    return false;
  size_t length = strlen(text);
  if (strcmp(text, name_zh) == 0)
    return true;
  for (size_t n = 0; n < sizeof endings / sizeof *endings; n++)
    if (length > 0 && strncmp(text, name_zh, length) == 0 && strcmp(name_zh + length, endings[n]) == 0)
      return true;
  return false;
}

bool fen_policy_number(const char *text, double *value, const char **rest) {
  char *end = NULL;
  *value = strtod(text, &end);
  *rest = end + strspn(end, " ");
  for (const char *c = text; c < end; c++)
    if (*c == 'x' || *c == 'X') /* strtod takes hexadecimal numbers, too */
      return false;
  return end != text && isfinite(*value);
}

void fen_policy_name(fen_policy_reader *reader, const fen_yaml_node *map, const char **out) {
  const fen_yaml_node *node = fen_case_key(&reader->base, map, "name", FEN_KEY_REQUIRED);
  const char *text = node ? fen_yaml_text(node) : NULL;
  bool good = text && isalpha((unsigned char)text[0]) && strlen(text) <= MOST_NAME;
  for (const char *c = text; good && *c; c++)
    good = isalnum((unsigned char)*c) || *c == '_';
  if (good)
    *out = text;
  else if (node)
    fen_policy_fault(reader, node, FEN_ERR_RANGE, "write a letter, then at most 39 letters, digits and underscores; 'title' takes any text",
                     "'%s' cannot be a name", text ? text : "");
}

bool fen_policy_words(fen_policy_reader *reader, const fen_yaml_node *map, const char *key, const char *other_key, fen_words *out) {
  const fen_yaml_node *node = fen_yaml_get(map, key);
  const fen_yaml_node *other = other_key ? fen_yaml_get(map, other_key) : NULL;
  if (node && other) {
    fen_policy_fault(reader, other, FEN_ERR_KEY_TWICE, "give one of them", "'%s' and '%s' say the same thing", key, other_key);
    return false;
  }
  node = node ? node : other;
  if (!node)
    return false;
  bool list = fen_yaml_is_sequence(node);
  ptrdiff_t count = list ? fen_yaml_count(node) : 1;
  out->items = fen_case_memory(&reader->base, count, sizeof *out->items);
  out->nodes = fen_case_memory(&reader->base, count, sizeof *out->nodes);
  if (count == 0)
    fen_policy_fault(reader, node, FEN_ERR_TYPE, "name something, or leave the key out for everything", "the list is empty");
  if (!out->items || !out->nodes)
    return false;
  for (ptrdiff_t n = 0; n < count; n++) {
    const fen_yaml_node *word = list ? fen_yaml_at(node, n) : node;
    const char *text = fen_yaml_text(word);
    if (!text || !text[0]) {
      fen_policy_fault(reader, word, FEN_ERR_TYPE, "write a word, or a list of words in [ ]", "a word is wanted here");
      return false;
    }
    out->items[out->count] = text;
    out->nodes[out->count++] = word;
  }
  return true;
}

/* The complaint of a word that is none of the names; Chinese names count as near words, too. */
static int unknown(fen_policy_reader *reader, const fen_yaml_node *node, const char *text, fen_status status, const char *what,
                   const char *const *names, ptrdiff_t count, const char *const *names_zh) {
  char remedy[LIST_TEXT];
  const char *both[2 * MOST_LISTED] = {NULL};
  ptrdiff_t words = 0;
  ptrdiff_t listed = count < MOST_LISTED ? count : MOST_LISTED;
  for (ptrdiff_t n = 0; n < listed; n++) {
    both[words++] = names[n];
    if (names_zh[n])
      both[words++] = names_zh[n];
  }
  const char *near = fen_nearest_word(text, both, words);
  bool region = status == FEN_ERR_REGION_UNKNOWN;
  fen_case_join(count    ? "name one that the case has: "
                : region ? "the case names no file of regions: add 'regions' to it, or write a polygon"
                         : "add it to the case, which has none",
                names, listed, remedy, sizeof remedy);
  fen_policy_fault(reader, node, status, remedy, "unknown %s '%s'%s%s%s", what, text, near ? "; did you mean '" : "", near ? near : "",
                   near ? "'?" : "");
  return -1;
}

int fen_policy_sector(fen_policy_reader *reader, const char *text, const fen_yaml_node *node) {
  const fen_case *item = &reader->scenario->names;
  const char *names[MOST_LISTED] = {NULL};
  const char *names_zh[MOST_LISTED] = {NULL};
  for (ptrdiff_t n = 0; n < item->sector_count; n++) {
    if (fen_policy_is_named(text, item->sectors[n].name, item->sectors[n].name_zh))
      return (int)n;
    if (n < MOST_LISTED) {
      names[n] = item->sectors[n].name;
      names_zh[n] = item->sectors[n].name_zh;
    }
  }
  return unknown(reader, node, text, FEN_ERR_SECTOR_UNKNOWN, "sector", names, item->sector_count, names_zh);
}

int fen_policy_region(fen_policy_reader *reader, const char *text, const fen_yaml_node *node) {
  const fen_regions *regions = &reader->scenario->names.regions;
  const char *names[MOST_LISTED] = {NULL};
  const char *names_zh[MOST_LISTED] = {NULL};
  for (ptrdiff_t n = 0; n < regions->count; n++) {
    if (fen_policy_is_named(text, regions->items[n].name, regions->items[n].name_zh))
      return (int)n;
    if (n < MOST_LISTED) {
      names[n] = regions->items[n].name;
      names_zh[n] = regions->items[n].name_zh;
    }
  }
  return unknown(reader, node, text, FEN_ERR_REGION_UNKNOWN, "region", names, regions->count, names_zh);
}

int fen_policy_species(fen_policy_reader *reader, const char *text, const fen_yaml_node *node) {
  const fen_case *item = &reader->scenario->names;
  const char *names[MOST_LISTED] = {NULL};
  static const char *const none[MOST_LISTED];
  for (ptrdiff_t n = 0; n < item->species_count; n++) {
    if (strcmp(text, item->species[n].name) == 0)
      return (int)n;
    if (n < MOST_LISTED)
      names[n] = item->species[n].name;
  }
  return unknown(reader, node, text, FEN_ERR_SPECIES_UNKNOWN, "species", names, item->species_count, none);
}
