#include <errno.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "fenhe/clock.h"
#include "fenhe/diagnostics.h"
#include "fenhe/units.h"
#include "yaml_tree.h"

enum { NAME_TEXT = 80, REMEDY_TEXT = 320 };

/* "key 'spacing'" for the value of a pair, "the value" for an item of a list. */
static const char *name_of(const fen_yaml_node *node, char text[NAME_TEXT]) {
  (void)snprintf(text, NAME_TEXT, node->key ? "key '%.60s'" : "the value", node->key ? node->key->text : "");
  return text;
}

static fen_status expect_text(const fen_yaml_node *node, const char *what, fen_error *err) {
  char name[NAME_TEXT];
  const char *kind = node->kind == FEN_YAML_MAP ? "a map" : "a list";
  if (node->kind != FEN_YAML_SCALAR)
    return fen_yaml_fail(node, FEN_ERR_TYPE, NULL, err, "%s is %s where %s is wanted", name_of(node, name), kind, what);
  if (node->text[0] == '\0')
    return fen_yaml_fail(node, FEN_ERR_TYPE, NULL, err, "%s is empty; give %s", name_of(node, name), what);
  return FEN_OK;
}

static fen_status check_range(const fen_yaml_node *node, double value, const char *unit, double min, double max, fen_error *err) {
  if (value >= min && value <= max)
    return FEN_OK;
  char name[NAME_TEXT];
  char remedy[REMEDY_TEXT];
  const char *size = value < min ? "small" : "large";
  /* The limits in the unit that was written: hours rather than 3.2e+09 s; but a difference of temperatures has no degrees above zero. */
  const char *written = node->text + strspn(node->text, " \t+-.0123456789eE");
  fen_conversion own;
  if (*unit && *written && !fen_units_conversion(unit, written, 0.0, 0, &own, NULL) && (own.offset == 0.0 || min > 0.0)) {
    unit = written;
    min = own.scale * min + own.offset;
    max = own.scale * max + own.offset;
  }
  const char *blank = *unit ? " " : "";
  if (isfinite(min) && isfinite(max))
    (void)snprintf(remedy, sizeof remedy, "give %g to %g%s%s", min, max, blank, unit);
  else if (isfinite(min))
    (void)snprintf(remedy, sizeof remedy, "give at least %g%s%s", min, blank, unit);
  else
    (void)snprintf(remedy, sizeof remedy, "give at most %g%s%s", max, blank, unit);
  return fen_yaml_fail(node, FEN_ERR_RANGE, remedy, err, "%s: %.60s is too %s", name_of(node, name), node->text, size);
}

/* What a layer below said of the text: its remedy stands behind the last semicolon. */
static fen_status fail_by(const fen_yaml_node *node, fen_error *fault, const char *remedy, fen_error *err) {
  char name[NAME_TEXT];
  char *cut = strrchr(fault->text, ';');
  if (cut)
    *cut = '\0';
  if (!remedy && cut && cut[1] == ' ')
    remedy = cut + 2;
  return fen_yaml_fail(node, fault->status, remedy, err, "%s: %s", name_of(node, name), fault->text);
}

static const double largest_particle_m = 0.01;

/* A value in the unit that people use for what has such limits. */
static const char *example_of(const char *unit, double max, char text[NAME_TEXT]) {
  static const struct {
    const char *unit;
    double most; /* largest limit of what this is an example of */
    const char *example;
  } known[] = {
      {"s", INFINITY, "12 h"},
      {"m", 0.01, "2.5 um"}, /* largest_particle_m */
      {"m", INFINITY, "3 km"},
      {"m s-1", 10.0, "0.2 cm/s"}, /* what falls or is deposited */
      {"m s-1", INFINITY, "3 m/s"},
      {"K", 100.0, "10 K"}, /* differences */
      {"K", INFINITY, "-5 degC"},
      {"m2 s-1", INFINITY, "10 m2/s"},
      {"mm h-1", INFINITY, "1 mm/h"},
      {"g mol-1", INFINITY, "64 g/mol"},
      {"s-1", INFINITY, "1e-4 1/s"},
      {"degree", INFINITY, "30 degree"},
      {"degree day-1", INFINITY, "60 degree/day"},
      {"%", INFINITY, "30 %"},
      {"t/yr", INFINITY, "3000 t/yr"},
      {"mg/m3", INFINITY, "10 mg/m3"},
  };
  for (size_t n = 0; n < sizeof known / sizeof *known; n++)
    if (strcmp(known[n].unit, unit) == 0 && max <= known[n].most)
      return known[n].example;
  (void)snprintf(text, NAME_TEXT, "3 %.30s", unit);
  return text;
}

/* In which unit a number without one is likely to be; NULL: in that of the model. */
static const char *unit_left_out(const char *unit, double max) {
  if (strcmp(unit, "s") == 0)
    return "h"; /* hours are what a case counts in */
  return strcmp(unit, "m") == 0 && max <= largest_particle_m ? "um" : NULL;
}

static fen_status fail_quantity(const fen_yaml_node *node, const char *unit, double max, const char *example, fen_error *fault,
                                fen_error *err) {
  const char *left_out = unit_left_out(unit, max);
  char remedy[2 * NAME_TEXT];
  if (fault->status == FEN_ERR_UNIT_UNKNOWN || (fault->status == FEN_ERR_UNIT_MISSING && !left_out))
    return fail_by(node, fault, NULL, err);
  if (fault->status == FEN_ERR_UNIT_MISSING)
    (void)snprintf(remedy, sizeof remedy, "write it like '%.40s %s'", node->text, left_out);
  else
    (void)snprintf(remedy, sizeof remedy, "write it like '%s'", example);
  return fail_by(node, fault, remedy, err);
}

fen_status fen_yaml_quantity(const fen_yaml_node *node, const char *unit, double min, double max, double *out, fen_error *err) {
  char what[2 * NAME_TEXT], room[NAME_TEXT];
  const char *example = example_of(unit, max, room);
  (void)snprintf(what, sizeof what, "a number with a unit, like '%s',", example);
  fen_status status = expect_text(node, what, err);
  if (status)
    return status;
  fen_error fault = {0};
  double value = 0.0;
  if (fen_quantity_parse(node->text, unit, &value, &fault))
    return fail_quantity(node, unit, max, example, &fault, err);
  status = check_range(node, value, strcmp(unit, "1") == 0 ? "" : unit, min, max, err);
  if (!status)
    *out = value;
  return status;
}

fen_status fen_yaml_number(const fen_yaml_node *node, double min, double max, double *out, fen_error *err) {
  char name[NAME_TEXT];
  fen_status status = expect_text(node, "a number", err);
  if (status)
    return status;
  /* Decimal digits only: strtod would also take hexadecimal numbers, "inf" and "nan". */
  char *end = NULL;
  double value = strtod(node->text, &end);
  if (strspn(node->text, "+-.0123456789eE") != strlen(node->text) || *end != '\0' || !isfinite(value))
    return fen_yaml_fail(node, FEN_ERR_TYPE, "write a plain decimal number without a unit", err, "%s: '%.60s' is not a number",
                         name_of(node, name), node->text);
  status = check_range(node, value, "", min, max, err);
  if (!status)
    *out = value;
  return status;
}

fen_status fen_yaml_integer(const fen_yaml_node *node, long min, long max, long *out, fen_error *err) {
  char name[NAME_TEXT];
  fen_status status = expect_text(node, "a whole number", err);
  if (status)
    return status;
  const char *digits = node->text + (node->text[0] == '+' || node->text[0] == '-');
  char *end = NULL;
  errno = 0;
  long value = strtol(node->text, &end, 10); /* base 10: 012 is twelve */
  if (*digits == '\0' || strspn(digits, "0123456789") != strlen(digits) || errno)
    return fen_yaml_fail(node, FEN_ERR_TYPE, "write a whole number without a unit", err, "%s: '%.60s' is not a whole number",
                         name_of(node, name), node->text);
  if (value < min || value > max) {
    char remedy[REMEDY_TEXT];
    (void)snprintf(remedy, sizeof remedy, "give %ld to %ld", min, max);
    return fen_yaml_fail(node, FEN_ERR_RANGE, remedy, err, "%s: %ld is too %s", name_of(node, name), value,
                         value < min ? "small" : "large");
  }
  *out = value;
  return FEN_OK;
}

fen_status fen_yaml_bool(const fen_yaml_node *node, bool *out, fen_error *err) {
  char name[NAME_TEXT];
  fen_status status = expect_text(node, "true or false", err);
  if (status)
    return status;
  bool yes = strcmp(node->text, "true") == 0;
  if (!yes && strcmp(node->text, "false") != 0)
    return fen_yaml_fail(node, FEN_ERR_TYPE, "write true or false", err, "%s: '%.60s' is neither true nor false", name_of(node, name),
                         node->text);
  *out = yes;
  return FEN_OK;
}

fen_status fen_yaml_time(const fen_yaml_node *node, double default_offset_s, double *out_s, fen_error *err) {
  fen_status status = expect_text(node, "a time", err);
  if (status)
    return status;
  fen_error fault = {0};
  status = fen_time_parse(node->text, default_offset_s, out_s, &fault);
  if (status)
    return fail_by(node, &fault, NULL, err);
  return FEN_OK;
}

static void list_words(const char *const *words, int count, char text[REMEDY_TEXT]) {
  int used = snprintf(text, REMEDY_TEXT, "give one of: ");
  for (int i = 0; i < count; i++) {
    size_t room = REMEDY_TEXT - (size_t)used;
    if (strlen(words[i]) + 8 > room) {
      (void)snprintf(text + used, room, ", ...");
      return;
    }
    used += snprintf(text + used, room, "%s%s", i ? ", " : "", words[i]);
  }
}

fen_status fen_yaml_word(const fen_yaml_node *node, const char *const *words, int count, int *out, fen_error *err) {
  char name[NAME_TEXT];
  fen_status status = expect_text(node, "a word", err);
  if (status)
    return status;
  for (int i = 0; i < count; i++)
    if (strcmp(node->text, words[i]) == 0) {
      *out = i;
      return FEN_OK;
    }
  char remedy[REMEDY_TEXT];
  list_words(words, count, remedy);
  const char *nearest = fen_nearest_word(node->text, words, count);
  return fen_yaml_fail(node, FEN_ERR_WORD_UNKNOWN, remedy, err, "%s: unknown word '%.60s'%s%s%s", name_of(node, name), node->text,
                       nearest ? "; did you mean '" : "", nearest ? nearest : "", nearest ? "'?" : "");
}
