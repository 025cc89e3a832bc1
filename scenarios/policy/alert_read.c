/* Levels of alert: what the scenario or the built-in data say. */
#include <math.h>
#include <stdio.h>
#include <string.h>

#include "fenhe/memory.h"
#include "scenario_parts.h"

enum { PATH_TEXT = 4096, INDEX_POINTS = 16 };

/* Breakpoints of an air-quality index, linear in between. */
typedef struct {
  ptrdiff_t count;
  double ugpm3[INDEX_POINTS], index[INDEX_POINTS];
} index_table;

/* index: {concentration: [0 ug/m3, 35 ug/m3, ...], index: [0, 50, ...], source: text} */
static bool read_index(fen_policy_reader *reader, const fen_yaml_node *node, index_table *out) {
  static const char *const keys[] = {"concentration", "index", "source"};
  if (!fen_case_map(&reader->base, node, "index", keys, FEN_COUNT_OF(keys)))
    return false;
  const fen_yaml_node *levels = fen_case_key(&reader->base, node, "concentration", FEN_KEY_REQUIRED);
  const fen_yaml_node *values = fen_case_key(&reader->base, node, "index", FEN_KEY_REQUIRED);
  ptrdiff_t count = fen_yaml_count(levels);
  fen_error err;
  if (!levels || !values || count < 2 || count > INDEX_POINTS || fen_yaml_count(values) != count) {
    if (levels && values)
      fen_policy_fault(reader, node, FEN_ERR_TYPE, "give 2 to 16 concentrations and as many values",
                       "an index needs pairs of concentration and value");
    return false;
  }
  for (ptrdiff_t n = 0; n < count; n++) {
    if (fen_yaml_quantity(fen_yaml_at(levels, n), "ug/m3", n ? out->ugpm3[n - 1] : 0.0, INFINITY, &out->ugpm3[n], &err) ||
        fen_yaml_number(fen_yaml_at(values, n), n ? out->index[n - 1] : 0.0, INFINITY, &out->index[n], &err)) {
      fen_case_fault(&reader->base, &err);
      return false;
    }
    if (n > 0 && !(out->ugpm3[n] > out->ugpm3[n - 1] && out->index[n] > out->index[n - 1])) {
      fen_policy_fault(reader, fen_yaml_at(out->ugpm3[n] > out->ugpm3[n - 1] ? values : levels, n), FEN_ERR_RANGE,
                       "write the breakpoints from the lowest to the highest, each once",
                       "a breakpoint of the index is not above the last");
      return false;
    }
  }
  out->count = count;
  return true;
}

/* The concentration at which the index has a value. */
static double of_index(const index_table *table, double value) {
  ptrdiff_t n = 1;
  while (n < table->count - 1 && table->index[n] < value)
    n++;
  double part = (value - table->index[n - 1]) / (table->index[n] - table->index[n - 1]);
  return table->ugpm3[n - 1] + part * (table->ugpm3[n] - table->ugpm3[n - 1]);
}

/* {index: 200, for: 48 h} or {daily_mean: 150 ug/m3, for: 48 h} */
static bool read_part(fen_policy_reader *reader, const fen_yaml_node *node, const index_table *table, fen_alert_part *out) {
  static const char *const keys[] = {"index", "daily_mean", "for"};
  double value = 0.0;
  double hours = 24.0;
  if (!fen_case_map(&reader->base, node, "a threshold", keys, FEN_COUNT_OF(keys)))
    return false;
  bool by_index = fen_yaml_get(node, "index") != NULL;
  bool by_mean = fen_yaml_get(node, "daily_mean") != NULL;
  if (by_index == by_mean) {
    fen_policy_fault(reader, node, FEN_ERR_KEY_MISSING, "{index: 200, for: 48 h} or {daily_mean: 150 ug/m3, for: 48 h}",
                     "a threshold is one of the index or one of the daily mean");
    return false;
  }
  if (by_index && table->count == 0) {
    fen_policy_fault(reader, node, FEN_ERR_KEY_MISSING, "add 'index' beside 'levels', or use daily_mean", "the index has no breakpoints");
    return false;
  }
  if (fen_yaml_get(node, "for") && !fen_case_quantity(&reader->base, node, "for", FEN_KEY_OPTIONAL, "h", 24.0, 24.0 * 366.0, &hours))
    return false;
  if (by_mean && !fen_case_quantity(&reader->base, node, "daily_mean", FEN_KEY_REQUIRED, "ug/m3", 0.0, 1e5, &value))
    return false;
  if (by_index && !fen_case_number(&reader->base, node, "index", FEN_KEY_REQUIRED, 0.0, table->index[table->count - 1], &value))
    return false;
  *out = (fen_alert_part){by_index ? of_index(table, value) : value, (ptrdiff_t)ceil(hours / 24.0 - 1e-9)};
  return true;
}

static void read_rule(fen_policy_reader *reader, const fen_yaml_node *node, const index_table *table, fen_alert_rule *out) {
  ptrdiff_t count = fen_yaml_is_sequence(node) ? fen_yaml_count(node) : 1;
  if (count < 1 || count > FEN_ALERT_PARTS) {
    fen_policy_fault(reader, node, FEN_ERR_RANGE, "write no more than these, or a second rule", "a rule has 1 to %d thresholds",
                     FEN_ALERT_PARTS);
    return;
  }
  for (ptrdiff_t n = 0; n < count; n++)
    if (read_part(reader, fen_yaml_is_sequence(node) ? fen_yaml_at(node, n) : node, table, &out->parts[n]))
      out->count++;
}

static void read_level(fen_policy_reader *reader, const fen_yaml_node *node, const index_table *table, fen_alert_level *out) {
  static const char *const keys[] = {"name", "when"};
  out->name = "";
  if (!fen_case_map(&reader->base, node, "a level of alert", keys, FEN_COUNT_OF(keys)))
    return;
  fen_policy_name(reader, node, &out->name);
  const fen_yaml_node *when = fen_case_key(&reader->base, node, "when", FEN_KEY_REQUIRED);
  if (!when || !fen_case_sequence(&reader->base, when, "when"))
    return;
  if (fen_yaml_count(when) < 1 || fen_yaml_count(when) > FEN_ALERT_RULES) {
    fen_policy_fault(reader, when, FEN_ERR_RANGE, "as in: when: [{index: 200, for: 24 h}, {index: 150, for: 48 h}]",
                     "%td rules; a level has 1 to %d", fen_yaml_count(when), FEN_ALERT_RULES);
    return;
  }
  for (ptrdiff_t n = 0; n < fen_yaml_count(when); n++)
    read_rule(reader, fen_yaml_at(when, n), table, &out->rules[out->rule_count++]);
}

/* Whether a rule cannot hold on a day on which another does not. */
static bool implies(const fen_alert_rule *rule, const fen_alert_rule *other) {
  bool all = rule->count > 0 && other->count > 0 && rule->parts[0].above_ugpm3 >= other->parts[0].above_ugpm3;
  for (int n = 0; all && n < other->count; n++) {
    bool part = false;
    for (int k = 0; k < rule->count; k++)
      part = part || (rule->parts[k].above_ugpm3 >= other->parts[n].above_ugpm3 && rule->parts[k].days >= other->parts[n].days);
    all = part;
  }
  return all;
}

/* Whether every day of a level is one of another, too. */
static bool is_within(const fen_alert_level *level, const fen_alert_level *other) {
  for (int n = 0; n < level->rule_count; n++) {
    bool any = false;
    for (int k = 0; k < other->rule_count; k++)
      any = any || implies(&level->rules[n], &other->rules[k]);
    if (!any)
      return false;
  }
  return level->rule_count > 0;
}

/* The last level against those before it. */
static void check_level(fen_policy_reader *reader, const fen_yaml_node *node, const fen_alert *alert) {
  const fen_alert_level *last = &alert->levels[alert->level_count - 1];
  for (const fen_alert_level *lower = alert->levels; lower < last; lower++) {
    if (last->name[0] && strcmp(lower->name, last->name) == 0)
      fen_policy_fault(reader, node, FEN_ERR_NAME_TWICE, "measures name levels: choose another name", "a level '%s' is there already",
                       last->name);
    else if (is_within(lower, last))
      fen_policy_fault(reader, node, FEN_ERR_RANGE, "write the levels from the lowest to the highest",
                       "whenever level '%s' is reached, '%s' behind it is reached too, so that it is never in force", lower->name,
                       last->name);
  }
}

static void read_levels(fen_policy_reader *reader, const fen_yaml_node *root) {
  fen_alert *alert = &reader->scenario->alert;
  index_table table = {0};
  const fen_yaml_node *index = fen_yaml_get(root, "index");
  const fen_yaml_node *levels = fen_yaml_get(root, "levels");
  if (index && !read_index(reader, index, &table))
    return;
  if (!levels || !fen_case_sequence(&reader->base, levels, "levels"))
    return;
  alert->level_count = 0;
  if (fen_yaml_count(levels) > FEN_ALERT_LEVELS)
    fen_policy_fault(reader, levels, FEN_ERR_RANGE, "join levels that ask for the same", "%td levels; there are %d at most",
                     fen_yaml_count(levels), FEN_ALERT_LEVELS);
  for (ptrdiff_t n = 0; n < fen_yaml_count(levels) && n < FEN_ALERT_LEVELS; n++) {
    read_level(reader, fen_yaml_at(levels, n), &table, &alert->levels[alert->level_count++]);
    check_level(reader, fen_yaml_at(levels, n), alert);
  }
}

void fen_policy_read_defaults(fen_policy_reader *reader, bool needs_levels, bool needs_price) {
  static const char *const keys[] = {"co2_price", "index", "levels"};
  static const char *const price_keys[] = {"value", "source"};
  fen_scenario *scenario = reader->scenario;
  char path[PATH_TEXT];
  fen_error err;
  if ((!needs_levels && !needs_price) || !scenario->share)
    return;
  (void)snprintf(path, sizeof path, "%s/alerts.yaml", scenario->share);
  if (fen_yaml_open(path, reader->base.faults, &scenario->alerts_document, &err)) {
    fen_case_fault(&reader->base, &err);
    return;
  }
  scenario->alerts_path = fen_yaml_path(scenario->alerts_document);
  const fen_yaml_node *root = fen_yaml_root(scenario->alerts_document);
  if (!root || !fen_case_map(&reader->base, root, "the built-in alerts", keys, FEN_COUNT_OF(keys)))
    return;
  const fen_yaml_node *price = fen_yaml_get(root, "co2_price");
  if (needs_price && price && fen_case_map(&reader->base, price, "co2_price", price_keys, FEN_COUNT_OF(price_keys))) {
    const fen_yaml_node *value = fen_case_key(&reader->base, price, "value", FEN_KEY_REQUIRED);
    if (value)
      (void)fen_policy_price(reader, value, &scenario->co2_price_yuan_pt);
  }
  if (needs_levels)
    read_levels(reader, root);
}

/* Receptors of the alert that the case does not have: its base run, the forecast, will not have them either. */
static void check_receptors(fen_policy_reader *reader, const fen_words *wanted) {
  enum { MOST = 64 };
  const fen_case_output *output = &reader->scenario->item->output;
  const char *names[MOST] = {NULL};
  char remedy[512];
  ptrdiff_t listed = 0;
  for (; listed < output->receptor_count && listed < MOST; listed++)
    names[listed] = output->receptors[listed].name;
  fen_case_join("name one that the case has: ", names, listed, remedy, sizeof remedy);
  for (ptrdiff_t n = 0; n < wanted->count && listed > 0; n++) {
    bool found = false;
    for (ptrdiff_t r = 0; r < output->receptor_count && !found; r++)
      found = strcmp(output->receptors[r].name, wanted->items[n]) == 0;
    const char *near = fen_nearest_word(wanted->items[n], names, listed);
    if (!found)
      fen_policy_fault(reader, wanted->nodes[n], FEN_ERR_WORD_UNKNOWN, remedy, "unknown receptor '%s'%s%s%s", wanted->items[n],
                       near ? "; did you mean '" : "", near ? near : "", near ? "'?" : "");
  }
}

static void read_places(fen_policy_reader *reader, const fen_yaml_node *node) {
  fen_alert *alert = &reader->scenario->alert;
  fen_words regions = {0};
  bool receptors = fen_policy_words(reader, node, "receptor", "receptors", &alert->receptors);
  bool areas = fen_policy_words(reader, node, "region", "regions", &regions);
  if (receptors)
    check_receptors(reader, &alert->receptors);
  if (receptors == areas)
    fen_policy_fault(reader, node, FEN_ERR_KEY_MISSING, "receptors: [Taiyuan], or regions: [Taiyuan, Jinzhong] for means over areas",
                     "the alert is decided either at receptors or over regions");
  int *indices = fen_case_memory(&reader->base, regions.count, sizeof *indices);
  alert->regions = indices;
  for (ptrdiff_t n = 0; indices && n < regions.count; n++)
    indices[alert->region_count++] = fen_policy_region(reader, regions.items[n], regions.nodes[n]);
}

void fen_policy_read_alert(fen_policy_reader *reader, const fen_yaml_node *node) {
  static const char *const keys[] = {"receptor", "receptors", "region", "regions", "decide", "species",
                                     "lead",     "tail",      "index",  "levels",  "source"};
  static const char *const ways[] = {"any", "mean"};
  fen_alert *alert = &reader->scenario->alert;
  int way = 0;
  alert->node = node;
  alert->species = 0;
  if (!node || !fen_case_map(&reader->base, node, "alert", keys, FEN_COUNT_OF(keys)))
    return;
  alert->given = true;
  read_places(reader, node);
  fen_case_word(&reader->base, node, "decide", FEN_KEY_OPTIONAL, ways, 2, &way);
  alert->mean = way == 1;
  const fen_yaml_node *species = fen_yaml_get(node, "species");
  for (int s = 0; s < (int)reader->scenario->item->species_count; s++)
    if (strcmp(reader->scenario->item->species[s].name, "PM25") == 0)
      alert->species = s;
  if (species && fen_yaml_text(species))
    alert->species = fen_policy_species(reader, fen_yaml_text(species), species);
  fen_case_quantity(&reader->base, node, "lead", FEN_KEY_OPTIONAL, "s", 0.0, 10.0 * 86400.0, &alert->lead_s);
  fen_case_quantity(&reader->base, node, "tail", FEN_KEY_OPTIONAL, "s", 0.0, 10.0 * 86400.0, &alert->tail_s);
  fen_case_text(&reader->base, node, "source", FEN_KEY_OPTIONAL, &alert->source);
  if (fen_yaml_get(node, "levels"))
    read_levels(reader, node);
  if (alert->level_count == 0)
    fen_policy_fault(reader, node, FEN_ERR_KEY_MISSING, "add 'levels'; data/alerts.yaml shows how", "no levels of alert are known");
}
