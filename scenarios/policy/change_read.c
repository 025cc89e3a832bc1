/* The key 'change' of a measure: what becomes of the emissions that it selects. */
#include <math.h>
#include <string.h>

#include "fenhe/units.h"
#include "scenario_parts.h"

static ptrdiff_t species_count(const fen_policy_reader *reader) {
  return reader->scenario->item->species_count;
}

/* Keys of a map that are all names of species. */
static bool is_by_species(const fen_policy_reader *reader, const fen_yaml_node *node) {
  const fen_case *item = reader->scenario->item;
  for (ptrdiff_t n = 0; fen_yaml_is_map(node) && n < fen_yaml_count(node); n++) {
    const char *key = fen_yaml_key(node, n, NULL);
    for (ptrdiff_t s = 0; s < item->species_count; s++)
      if (strcmp(key, item->species[s].name) == 0)
        return true;
  }
  return false;
}

void fen_policy_check_named(fen_policy_reader *reader, const fen_yaml_node *node, int species, const bool *acts, bool named) {
  if (named && !acts[species])
    fen_policy_fault(reader, node, FEN_ERR_RANGE, "name it there, too, or take it away here",
                     "'what' of this measure leaves %s out, but here it has a value", reader->scenario->item->species[species].name);
}

bool fen_policy_bounded(fen_policy_reader *reader, const fen_yaml_node *node, const char *what, double value) {
  const double most = 1e3;
  if (value <= most)
    return true;
  fen_policy_fault(reader, node, FEN_ERR_RANGE, "is the number, or a unit, wrong?", "a %s of %g is above %g", what, value, most);
  return false;
}

static void read_map(fen_policy_reader *reader, const fen_yaml_node *node, fen_policy_value read, bool *acts, bool named, double *values) {
  for (ptrdiff_t n = 0; n < fen_yaml_count(node); n++) {
    const fen_yaml_node *key_node = NULL;
    const char *key = fen_yaml_key(node, n, &key_node);
    int species = fen_policy_species(reader, key, key_node);
    if (species < 0)
      continue;
    fen_policy_check_named(reader, key_node, species, acts, named);
    (void)read(reader, fen_yaml_at(node, n), &values[species]);
  }
  for (ptrdiff_t s = 0; s < species_count(reader); s++) {
    if (named && acts[s] && isnan(values[s]))
      fen_policy_fault(reader, node, FEN_ERR_KEY_MISSING, "give it a value, or leave it out of 'what'",
                       "'what' of this measure names %s, but here it has no value", reader->scenario->item->species[s].name);
    acts[s] = !isnan(values[s]);
  }
}

void fen_policy_by_species(fen_policy_reader *reader, const fen_yaml_node *node, fen_policy_value read, bool *acts, bool named,
                           double *values) {
  double value = NAN;
  for (ptrdiff_t s = 0; s < species_count(reader); s++)
    values[s] = NAN;
  if (is_by_species(reader, node)) {
    read_map(reader, node, read, acts, named, values);
    return;
  }
  if (!read(reader, node, &value))
    return;
  for (ptrdiff_t s = 0; s < species_count(reader); s++)
    if (acts[s])
      values[s] = value;
}

static bool read_percent(fen_policy_reader *reader, const fen_yaml_node *node, double *out) {
  fen_error err;
  double tpyr = 0.0;
  if (!fen_yaml_quantity(node, "%", -INFINITY, INFINITY, out, &err)) {
    *out /= 100.0;
    return true;
  }
  const char *text = fen_yaml_text(node);
  if (text && fen_quantity_parse(text, "t/yr", &tpyr, NULL) == FEN_OK)
    fen_policy_fault(reader, node, FEN_ERR_UNIT_INCOMPATIBLE, "write a part, such as '30 %', or 'cap: 3000 t/yr' for what may be left",
                     "'%s' is an amount, where a part is wanted", text);
  else
    fen_case_fault(&reader->base, &err);
  return false;
}

static bool read_reduction(fen_policy_reader *reader, const fen_yaml_node *node, double *out) {
  double part = 0.0;
  if (!read_percent(reader, node, &part))
    return false;
  if (part > 1.0) {
    fen_policy_fault(reader, node, FEN_ERR_MEASURE_EXCESS, "a reduction is at most 100 %, which leaves nothing",
                     "a reduction by %g %% would leave %g %% of the emissions: less than none", 100.0 * part, 100.0 * (1.0 - part));
    return false;
  }
  if (!(part >= 0.0)) {
    fen_policy_fault(reader, node, FEN_ERR_RANGE, "write 'grow' for more of it", "a reduction by %g %% is a growth", 100.0 * part);
    return false;
  }
  *out = 1.0 - part;
  return true;
}

static bool read_growth(fen_policy_reader *reader, const fen_yaml_node *node, double *out) {
  double part = 0.0;
  if (!read_percent(reader, node, &part))
    return false;
  if (!(part >= 0.0)) {
    fen_policy_fault(reader, node, FEN_ERR_RANGE, "write 'reduce' for less of it", "a growth by %g %% is a reduction", 100.0 * part);
    return false;
  }
  *out = 1.0 + part;
  return fen_policy_bounded(reader, node, "growth to a factor", *out);
}

static bool read_factor(fen_policy_reader *reader, const fen_yaml_node *node, double *out) {
  fen_error err;
  if (fen_yaml_number(node, -INFINITY, INFINITY, out, &err)) {
    fen_case_fault(&reader->base, &err);
    return false;
  }
  if (*out < 0.0) {
    fen_policy_fault(reader, node, FEN_ERR_MEASURE_EXCESS, "0 leaves nothing, 1 all of it", "a factor of %g would make emissions negative",
                     *out);
    return false;
  }
  return fen_policy_bounded(reader, node, "factor", *out);
}

static bool read_cap(fen_policy_reader *reader, const fen_yaml_node *node, double *out) {
  fen_error err;
  if (!fen_yaml_quantity(node, "t/yr", 0.0, INFINITY, out, &err))
    return true;
  fen_case_fault(&reader->base, &err);
  return false;
}

/* {old: 20 mg/m3, new: 10 mg/m3} */
static bool read_limit(fen_policy_reader *reader, const fen_yaml_node *node, double *out) {
  static const char *const keys[] = {"old", "new"};
  double old_limit = 0.0;
  double new_limit = 0.0;
  if (!fen_yaml_is_map(node)) {
    fen_policy_fault(reader, node, FEN_ERR_TYPE, "as in: limit: {old: 20 mg/m3, new: 10 mg/m3}",
                     "an emission limit is a map of the old and the new concentration in the flue gas");
    return false;
  }
  if (!fen_case_map(&reader->base, node, "limit", keys, FEN_COUNT_OF(keys)) ||
      !fen_case_quantity(&reader->base, node, "old", FEN_KEY_REQUIRED, "mg/m3", 1e-12, INFINITY, &old_limit) ||
      !fen_case_quantity(&reader->base, node, "new", FEN_KEY_REQUIRED, "mg/m3", 0.0, INFINITY, &new_limit))
    return false;
  if (!(new_limit <= old_limit)) {
    fen_policy_fault(reader, fen_yaml_get(node, "new"), FEN_ERR_RANGE, "write 'grow' if more is meant",
                     "the new limit, %g mg/m3, is above the old one, %g mg/m3", new_limit, old_limit);
    return false;
  }
  *out = new_limit / old_limit;
  return true;
}

static const struct {
  const char *key;
  fen_change_kind kind;
  fen_policy_value read; /* NULL: has a reader of its own */
} verbs[] = {{"reduce", FEN_CHANGE_FACTOR, read_reduction}, {"factor", FEN_CHANGE_FACTOR, read_factor}, {"cap", FEN_CHANGE_CAP, read_cap},
             {"limit", FEN_CHANGE_FACTOR, read_limit},      {"replace", FEN_CHANGE_REPLACE, NULL},      {"shift", FEN_CHANGE_REPLACE, NULL},
             {"grow", FEN_CHANGE_FACTOR, read_growth}};

static const char remedy[] = "write one of: reduce, factor, cap, limit, replace, shift, grow, close";

static bool closes(const fen_yaml_node *node) {
  const char *text = fen_yaml_text(node);
  return text && strcmp(text, "close") == 0;
}

/* A cap is one number for all that is selected: with several species it must say which is meant. */
static void check_cap(fen_policy_reader *reader, const fen_yaml_node *node, const bool *acts) {
  ptrdiff_t count = 0;
  for (ptrdiff_t s = 0; s < species_count(reader); s++)
    count += acts[s];
  if (count > 1 && !fen_yaml_is_map(node))
    fen_policy_fault(reader, node, FEN_ERR_SPECIES_UNKNOWN, "as in: cap: {PM25: 3000 t/yr, SO2: 9000 t/yr}; or name one species in 'what'",
                     "a cap of one figure for %td species", count);
}

void fen_policy_read_change(fen_policy_reader *reader, const fen_yaml_node *node, fen_measure *measure, bool *acts, bool named) {
  double *values = fen_case_memory(&reader->base, species_count(reader), sizeof *values);
  measure->change = (fen_measure_change){.kind = FEN_CHANGE_FACTOR, .verb = "close", .value = values, .share = 1.0, .node = node};
  if (!values)
    return;
  for (ptrdiff_t s = 0; s < species_count(reader); s++)
    values[s] = acts[s] ? 0.0 : NAN;
  if (closes(node))
    return;
  if (!fen_yaml_is_map(node) || fen_yaml_count(node) != 1) {
    fen_policy_fault(reader, node, FEN_ERR_TYPE, remedy, "a change is one word with its value, as in: change: {reduce: 30 %%}");
    return;
  }
  const fen_yaml_node *key_node = NULL;
  const char *key = fen_yaml_key(node, 0, &key_node);
  const fen_yaml_node *value = fen_yaml_at(node, 0);
  const char *words[FEN_COUNT_OF(verbs)];
  for (ptrdiff_t n = 0; n < FEN_COUNT_OF(verbs); n++) {
    words[n] = verbs[n].key;
    if (strcmp(key, verbs[n].key) != 0)
      continue;
    measure->change.kind = verbs[n].kind;
    measure->change.verb = verbs[n].key;
    measure->change.node = value;
    if (!verbs[n].read) {
      fen_policy_read_replace(reader, value, measure, acts, named);
      return;
    }
    fen_policy_by_species(reader, value, verbs[n].read, acts, named, values);
    if (verbs[n].kind == FEN_CHANGE_CAP)
      check_cap(reader, value, acts);
    return;
  }
  const char *near = fen_nearest_word(key, words, FEN_COUNT_OF(verbs));
  fen_policy_fault(reader, key_node, FEN_ERR_WORD_UNKNOWN, remedy, "unknown change '%s'%s%s%s", key, near ? "; did you mean '" : "",
                   near ? near : "", near ? "'?" : "");
}
