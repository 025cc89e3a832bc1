/* What the names of EDGAR's, HTAP's and MEIC's files say. */
#include <ctype.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include "pieces.h"

enum { STEM = 256, MOST_TOKENS = 24 };

typedef struct {
  char text[STEM];
  const char *token[MOST_TOKENS];
  int count;
} name_parts;

static bool ends_with(const char *text, const char *end) {
  size_t size = strlen(text);
  size_t part = strlen(end);
  return size >= part && strcasecmp(text + size - part, end) == 0;
}

bool fen_piece_is_text(const char *path) {
  return ends_with(path, ".asc") || ends_with(path, ".txt");
}

/* The file's name without folder and endings. */
static void stem_of(const char *path, char stem[STEM]) {
  static const char *const endings[] = {".nc", ".nc4", ".asc", ".txt", ".0.1x0.1", "_0.1x0.1"};
  const char *slash = strrchr(path, '/');
  (void)snprintf(stem, STEM, "%s", slash ? slash + 1 : path);
  for (size_t n = 0; n < sizeof endings / sizeof *endings; n++)
    if (ends_with(stem, endings[n]))
      stem[strlen(stem) - strlen(endings[n])] = '\0';
}

/* Words between underscores; two of these in a row, as in MEIC's older names, part words like one. */
static void part_name(const char *path, name_parts *out) {
  char *rest = NULL;
  stem_of(path, out->text);
  out->count = 0;
  for (char *word = strtok_r(out->text, "_", &rest); word && out->count < MOST_TOKENS; word = strtok_r(NULL, "_", &rest))
    out->token[out->count++] = word;
}

static bool all_digits(const char *text, size_t least, size_t most) {
  size_t size = strlen(text);
  return size >= least && size <= most && strspn(text, "0123456789") == size;
}

static bool is_year(const char *text) {
  return all_digits(text, 4, 4) && (strncmp(text, "19", 2) == 0 || strncmp(text, "20", 2) == 0);
}

static bool is_month(const char *text) {
  return all_digits(text, 1, 2) && atoi(text) >= 1 && atoi(text) <= 12;
}

static bool among(const char *word, const char *const *words, size_t count) {
  for (size_t n = 0; n < count; n++)
    if (strcasecmp(word, words[n]) == 0)
      return true;
  return false;
}

static void append_word(char out[FEN_PIECE_WORD], const char *word) {
  size_t used = strlen(out);
  (void)snprintf(out + used, FEN_PIECE_WORD - used, "%s%s", used ? "_" : "", word);
}

static int find_year(const name_parts *parts, int first) {
  for (int n = first; n < parts->count; n++)
    if (is_year(parts->token[n]))
      return n;
  return -1;
}

/* v8.1_FT2022_AP_NOx_2022_ENE_emi, v6.1_NOx_2018_1_ENE, v432_NOx_2012_IPCC_1A1a, v50_CH4_2015: species, year, month, sector. */
static void name_edgar(const name_parts *parts, fen_piece *out) {
  static const char *const form[] = {"emi", "flx", "nc", "nc3", "IPCC", "bkl", "monthly"};
  int year = find_year(parts, 1);
  if (year < 0)
    return;
  (void)snprintf(out->species, sizeof out->species, "%s", parts->token[year - 1]);
  out->year = atoi(parts->token[year]);
  int next = year + 1;
  if (next < parts->count && is_month(parts->token[next]))
    out->month = atoi(parts->token[next++]);
  for (; next < parts->count; next++)
    if (!among(parts->token[next], form, sizeof form / sizeof *form))
      append_word(out->sector, parts->token[next]);
  if (!out->sector[0])
    append_word(out->sector, "TOTALS");
}

/* edgar_HTAP_PM2.5_emi_TRANSPORT_2010_1; edgar_HTAPv3_2018_NOx, whose variables are the sectors. */
static void name_htap(const name_parts *parts, fen_piece *out) {
  static const char *const form[] = {"edgar", "emi", "flx", "0.1x0.1", "monthly", "annual"};
  int year = find_year(parts, 0);
  for (int n = 0; n < parts->count; n++) {
    const char *word = parts->token[n];
    if (n == year)
      out->year = atoi(word);
    else if (year >= 0 && n == year + 1 && is_month(word))
      out->month = atoi(word);
    else if (among(word, form, sizeof form / sizeof *form) || strncasecmp(word, "HTAP", 4) == 0)
      continue;
    else if (!out->species[0])
      append_word(out->species, word);
    else
      append_word(out->sector, word);
  }
}

/* 2017_01_industry_PM25, 2012__power__NOx, 2016_01__agriculture__CB05_ALD2: the chemical mechanism before the species is passed over. */
static void name_meic(const name_parts *parts, fen_piece *out) {
  int year = find_year(parts, 0);
  int next = year + 1;
  if (year < 0)
    return;
  out->year = atoi(parts->token[year]);
  if (next < parts->count && is_month(parts->token[next]))
    out->month = atoi(parts->token[next++]);
  if (parts->count - next < 2)
    return;
  append_word(out->sector, parts->token[next]);
  append_word(out->species, parts->token[parts->count - 1]);
}

static bool is_named_by_meic(const char *path) {
  fen_piece piece = {.time = -1};
  name_parts parts;
  part_name(path, &parts);
  name_meic(&parts, &piece);
  return piece.sector[0] && piece.species[0];
}

/* Put what a placeholder stands for into its place; false if it cannot be that. */
static bool take_word(const char *key, size_t key_size, const char *text, size_t size, fen_piece *out) {
  char word[FEN_PIECE_WORD];
  if (size == 0 || size >= sizeof word)
    return false;
  memcpy(word, text, size);
  word[size] = '\0';
  if (key_size == 4 && strncmp(key, "year", 4) == 0) {
    out->year = is_year(word) ? atoi(word) : 0;
    return out->year > 0;
  }
  if (key_size == 5 && strncmp(key, "month", 5) == 0) {
    out->month = is_month(word) ? atoi(word) : 0;
    return out->month > 0;
  }
  char *place = key_size == 6 && strncmp(key, "sector", 6) == 0 ? out->sector : out->species;
  memcpy(place, word, size + 1);
  return true;
}

/* Match a name against a pattern whose placeholders take as few letters as possible. */
static bool match(const char *pattern, const char *name, fen_piece *out) {
  while (*pattern && *pattern != '{' && *pattern != '*')
    if (*pattern++ != *name++)
      return false;
  if (*pattern == '\0')
    return *name == '\0';
  size_t key_size = *pattern == '{' ? strcspn(pattern + 1, "}") : 0;
  const char *rest = *pattern == '{' ? pattern + 2 + key_size : pattern + 1;
  for (size_t size = *pattern == '*' ? 0 : 1; size <= strlen(name); size++) {
    fen_piece trial = *out;
    if ((*pattern == '{' && !take_word(pattern + 1, key_size, name, size, &trial)) || !match(rest, name + size, &trial))
      continue;
    *out = trial;
    return true;
  }
  return false;
}

fen_status fen_piece_name(fen_inventory_kind kind, const char *pattern, const char *path, fen_piece *out, fen_error *err) {
  fen_piece piece = {.path = path, .time = -1};
  name_parts parts;
  if (pattern) {
    char stem[STEM];
    stem_of(path, stem);
    if (!match(pattern, stem, &piece))
      return fen_fail(
          err, FEN_ERR_SPECIES_UNKNOWN,
          "%s: error: the file's name does not fit the pattern '%s'\n  = correct 'pattern' ({year}, {month}, {sector}, {species}, "
          "*; without the ending), or leave the file out",
          path, pattern);
  } else {
    part_name(path, &parts);
    if (kind == FEN_INVENTORY_EDGAR)
      name_edgar(&parts, &piece);
    else if (kind == FEN_INVENTORY_HTAP)
      name_htap(&parts, &piece);
    else
      name_meic(&parts, &piece);
  }
  if (!piece.species[0] && !pattern && kind != FEN_INVENTORY_MEIC && is_named_by_meic(path))
    return fen_fail(err, FEN_ERR_SPECIES_UNKNOWN,
                    "%s: error: the file is named as MEIC names its own: year, month, sector, species\n  = write 'kind: meic' in the case",
                    path);
  if (!piece.species[0])
    return fen_fail(
        err, FEN_ERR_SPECIES_UNKNOWN,
        "%s: error: the file's name tells no species\n  = tell how the files are named, such as pattern: \"{year}_{month}_{sector}_{species}\"",
        path);
  *out = piece;
  return FEN_OK;
}
