/* replace and shift: less of one activity, more of another, by the emission factors of both. */
#include <math.h>
#include <stdio.h>
#include <string.h>

#include "fenhe/units.h"
#include "scenario_parts.h"

enum { UNIT_TEXT = 96 };

/* What one activity turns into another: new activity per unit of the old one, such as 2500 kWh/t; 1 where both are told per the same. */
typedef struct {
  double value;
  char unit[UNIT_TEXT]; /* "": none */
} exchange;

/* A number and the unit behind it; no conversion yet. */
static bool split(fen_policy_reader *reader, const fen_yaml_node *node, const char *what, double *value, char unit[UNIT_TEXT]) {
  const char *text = fen_yaml_text(node);
  const char *rest = "";
  if (!text || !fen_policy_number(text, value, &rest) || strlen(rest) == 0 || strlen(rest) >= UNIT_TEXT) {
    fen_policy_fault(reader, node, FEN_ERR_UNIT_MISSING, "as in: {old: 6.5 kg/t, new: 0.1 kg/t}", "%s needs a number with a unit", what);
    return false;
  }
  if (*value < 0.0) {
    fen_policy_fault(reader, node, FEN_ERR_MEASURE_EXCESS, "give 0 or more", "%s of %s would make emissions negative", what, text);
    return false;
  }
  (void)snprintf(unit, UNIT_TEXT, "%s", rest);
  return true;
}

/* {old: 6.5 kg/t, new: 0.15 g/kWh}: tonnes added for each tonne that goes. */
static bool read_pair(fen_policy_reader *reader, const fen_yaml_node *node, const exchange *per, double *out) {
  static const char *const keys[] = {"old", "new"};
  double old_factor, new_factor;
  char old_unit[UNIT_TEXT], new_unit[UNIT_TEXT], joined[2 * UNIT_TEXT + 8];
  if (!fen_case_map(&reader->base, node, "a pair of emission factors", keys, FEN_COUNT_OF(keys)))
    return false;
  const fen_yaml_node *old_node = fen_case_key(&reader->base, node, "old", FEN_KEY_REQUIRED);
  const fen_yaml_node *new_node = fen_case_key(&reader->base, node, "new", FEN_KEY_REQUIRED);
  if (!old_node || !new_node || !split(reader, old_node, "the old emission factor", &old_factor, old_unit) ||
      !split(reader, new_node, "the new emission factor", &new_factor, new_unit))
    return false;
  if (!(old_factor > 0.0)) {
    fen_policy_fault(reader, old_node, FEN_ERR_RANGE, "write 'ratio', or a factor above 0", "nothing can be replaced by a ratio to %g %s",
                     old_factor, old_unit);
    return false;
  }
  fen_conversion conversion;
  fen_error reason;
  (void)snprintf(joined, sizeof joined, per->unit[0] ? "(%s).(%s)" : "%s", new_unit, per->unit);
  if (fen_units_conversion(joined, old_unit, 0.0, 0, &conversion, &reason)) {
    char *cut = strrchr(reason.text, ';');
    if (cut)
      *cut = '\0';
    fen_policy_fault(reader, new_node, reason.status,
                     per->unit[0] ? "both must be mass per the same activity, once 'per' is multiplied in"
                                  : "write both per the same activity, or say with 'per' how much new activity a unit of the old one takes",
                     "the two emission factors cannot be compared: %s", reason.text);
    return false;
  }
  *out = new_factor * per->value * conversion.scale / old_factor;
  return true;
}

static void read_factors(fen_policy_reader *reader, const fen_yaml_node *node, const exchange *per, bool *acts, bool named,
                         double *values) {
  for (ptrdiff_t n = 0; n < fen_yaml_count(node); n++) {
    const fen_yaml_node *key_node = NULL;
    const char *key = fen_yaml_key(node, n, &key_node);
    int species = fen_policy_species(reader, key, key_node);
    if (species < 0)
      continue;
    fen_policy_check_named(reader, key_node, species, acts, named);
    if (read_pair(reader, fen_yaml_at(node, n), per, &values[species]))
      (void)fen_policy_bounded(reader, fen_yaml_at(node, n), "ratio of the two factors", values[species]);
  }
  for (ptrdiff_t s = 0; s < reader->scenario->item->species_count; s++) {
    if (named && acts[s] && isnan(values[s]))
      fen_policy_fault(reader, node, FEN_ERR_KEY_MISSING, "give both factors, or leave the species out of 'what'",
                       "'what' of this measure names %s, but it has no emission factors here", reader->scenario->item->species[s].name);
    acts[s] = !isnan(values[s]) && (!named || acts[s]);
    if (!acts[s])
      values[s] = NAN;
  }
}

static bool read_ratio(fen_policy_reader *reader, const fen_yaml_node *node, double *out) {
  fen_error err;
  if (fen_yaml_number(node, -INFINITY, INFINITY, out, &err)) {
    fen_case_fault(&reader->base, &err);
    return false;
  }
  if (*out >= 0.0)
    return fen_policy_bounded(reader, node, "ratio", *out);
  fen_policy_fault(reader, node, FEN_ERR_MEASURE_EXCESS, "0 adds nothing, 1 as much as goes", "a ratio of %g would make emissions negative",
                   *out);
  return false;
}

/* A sector's name, or a map of where and what. */
static const fen_selector *read_by(fen_policy_reader *reader, const fen_yaml_node *node) {
  static const char *const keys[] = {"where", "sector", "sectors", "fuel", "technology", "class"};
  const char *text = fen_yaml_text(node);
  fen_selector *by = fen_case_memory(&reader->base, 1, sizeof *by);
  int *sector = fen_case_memory(&reader->base, 1, sizeof *sector);
  if (!by || !sector)
    return NULL;
  by->node = node;
  if (text) {
    *sector = fen_policy_sector(reader, text, node);
    by->sectors = sector;
    by->sector_count = 1;
    return by;
  }
  if (!fen_case_map(&reader->base, node, "what is raised instead", keys, FEN_COUNT_OF(keys)))
    return NULL;
  if (fen_yaml_count(node) == 0)
    fen_policy_fault(reader, node, FEN_ERR_KEY_MISSING, "name a sector, or a map of sector, where, fuel, technology, class",
                     "nothing is named that is raised instead");
  fen_policy_read_where(reader, fen_yaml_get(node, "where"), by);
  if (by->where == FEN_WHERE_POLYGONS)
    fen_policy_fault(reader, by->where_node, FEN_ERR_RANGE, "name regions or plants", "what is raised instead cannot be cut by a polygon");
  fen_words words = {0};
  if (fen_policy_words(reader, node, "sector", "sectors", &words)) {
    int *sectors = fen_case_memory(&reader->base, words.count, sizeof *sectors);
    by->sectors = sectors;
    for (ptrdiff_t n = 0; sectors && n < words.count; n++)
      sectors[by->sector_count++] = fen_policy_sector(reader, words.items[n], words.nodes[n]);
  }
  (void)fen_policy_words(reader, node, "fuel", NULL, &by->fuels);
  (void)fen_policy_words(reader, node, "technology", NULL, &by->technologies);
  (void)fen_policy_words(reader, node, "class", NULL, &by->classes);
  return by;
}

static void read_share(fen_policy_reader *reader, const fen_yaml_node *node, fen_measure *measure) {
  fen_error err;
  double percent = 100.0;
  if (fen_yaml_quantity(node, "%", -INFINITY, INFINITY, &percent, &err)) {
    fen_case_fault(&reader->base, &err);
    return;
  }
  if (percent > 100.0)
    fen_policy_fault(reader, node, FEN_ERR_MEASURE_EXCESS, "at most 100 %, which is all of it",
                     "a share of %g %% is more than there is: it would make emissions negative", percent);
  else if (!(percent >= 0.0))
    fen_policy_fault(reader, node, FEN_ERR_RANGE, "give 0 to 100 %", "a share of %g %% is less than none", percent);
  measure->change.share = percent / 100.0;
}

void fen_policy_read_replace(fen_policy_reader *reader, const fen_yaml_node *node, fen_measure *measure, bool *acts, bool named) {
  static const char *const keys[] = {"by", "to", "share", "ratio", "factors", "per"};
  bool shifts = strcmp(measure->change.verb, "shift") == 0;
  ptrdiff_t count = reader->scenario->item->species_count;
  double *values = fen_case_memory(&reader->base, count, sizeof *values);
  exchange per = {1.0, ""};
  measure->change.value = values;
  if (!values || !fen_case_map(&reader->base, node, measure->change.verb, keys, FEN_COUNT_OF(keys)))
    return;
  for (ptrdiff_t s = 0; s < count; s++)
    values[s] = NAN;
  const fen_yaml_node *by = fen_yaml_get(node, shifts ? "to" : "by");
  const fen_yaml_node *other = fen_yaml_get(node, shifts ? "by" : "to");
  const fen_yaml_node *ratio = fen_yaml_get(node, "ratio");
  const fen_yaml_node *factors = fen_yaml_get(node, "factors");
  const fen_yaml_node *share = fen_yaml_get(node, "share");
  const fen_yaml_node *exchanged = fen_yaml_get(node, "per");
  if (other)
    fen_policy_fault(reader, other, FEN_ERR_KEY_UNKNOWN, "one thing is replaced 'by' another, or shifted 'to' it",
                     "'%s' does not go with %s", shifts ? "by" : "to", measure->change.verb);
  if (by)
    measure->change.by = read_by(reader, by);
  if (share)
    read_share(reader, share, measure);
  if (exchanged && ratio)
    fen_policy_fault(reader, exchanged, FEN_ERR_KEY_UNKNOWN, "take it away: a ratio is of tonnes already",
                     "'per' goes with 'factors', not with 'ratio'");
  if (exchanged && !split(reader, exchanged, "'per'", &per.value, per.unit))
    return;
  if ((ratio != NULL) == (factors != NULL)) {
    fen_policy_fault(reader, node, FEN_ERR_KEY_MISSING, "factors: {PM25: {old: 6.5 kg/t, new: 0.1 kg/t}}, or ratio: {PM25: 0.015}",
                     "%s needs either 'factors' or 'ratio'", measure->change.verb);
    return;
  }
  if (ratio)
    fen_policy_by_species(reader, ratio, read_ratio, acts, named, values);
  else if (!fen_yaml_is_map(factors))
    fen_policy_fault(reader, factors, FEN_ERR_TYPE, "factors: {PM25: {old: 6.5 kg/t, new: 0.1 kg/t}}",
                     "emission factors are given by species");
  else
    read_factors(reader, factors, &per, acts, named, values);
}
