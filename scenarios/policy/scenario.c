#include <math.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>

#include "fenhe/memory.h"
#include "scenario_parts.h"

enum { MESSAGE = 1024 };

void fen_policy_fault(fen_policy_reader *reader, const fen_yaml_node *node, fen_status status, const char *remedy, const char *format,
                      ...) {
  char text[MESSAGE];
  fen_error err;
  va_list arguments;
  va_start(arguments, format);
  (void)vsnprintf(text, sizeof text, format, arguments);
  va_end(arguments);
  fen_yaml_fail(node, status, remedy, &err, "%s", text);
  fen_case_fault(&reader->base, &err);
}

/* Whether any measure acts at a level of alert, or has CO2 to price. */
static void look_ahead(const fen_yaml_node *root, bool *needs_levels, bool *needs_price) {
  const fen_yaml_node *measures = fen_yaml_get(root, "measures");
  *needs_levels = fen_yaml_get(root, "alert") != NULL;
  *needs_price = false;
  for (ptrdiff_t n = 0; n < fen_yaml_count(measures); n++) {
    const fen_yaml_node *measure = fen_yaml_at(measures, n);
    if (!fen_yaml_is_map(measure))
      continue;
    *needs_levels = *needs_levels || fen_yaml_get(measure, "alert");
    *needs_price = *needs_price || fen_yaml_get(measure, "co2") || fen_yaml_get(measure, "include"); /* may be among what is included */
  }
}

const char *const fen_policy_root_keys[] = {"name", "title", "title_zh", "co2_price", "alert", "measures"};
const ptrdiff_t fen_policy_root_key_count = FEN_COUNT_OF(fen_policy_root_keys);

static void read_root(fen_policy_reader *reader, const fen_yaml_node *root) {
  fen_scenario *scenario = reader->scenario;
  bool needs_levels = false;
  bool needs_price = false;
  if (!fen_case_map(&reader->base, root, "the scenario", fen_policy_root_keys, fen_policy_root_key_count))
    return;
  fen_case_name(&reader->base, root, &scenario->name);
  scenario->name_node = fen_yaml_get(root, "name");
  fen_case_text(&reader->base, root, "title", FEN_KEY_OPTIONAL, &scenario->title);
  fen_case_text(&reader->base, root, "title_zh", FEN_KEY_OPTIONAL, &scenario->title_zh);
  const fen_yaml_node *price = fen_yaml_get(root, "co2_price");
  if (price)
    (void)fen_policy_price(reader, price, &scenario->co2_price_yuan_pt);
  look_ahead(root, &needs_levels, &needs_price);
  fen_policy_read_defaults(reader, needs_levels, needs_price && !price);
  fen_policy_read_alert(reader, fen_yaml_get(root, "alert"));
  const fen_yaml_node *measures = fen_case_key(&reader->base, root, "measures", FEN_KEY_REQUIRED);
  if (measures)
    fen_policy_read_measures(reader, measures);
}

static fen_status read_file(const char *path, const fen_case *item, const char *share, fen_diagnostics *faults, fen_scenario *scenario,
                            fen_error *err) {
  fen_policy_reader reader = {.base = {.out = &scenario->names, .faults = faults, .guide = "docs/guide/scenarios.md"},
                              .scenario = scenario};
  fen_status status = fen_yaml_open(path, faults, &scenario->document, err);
  if (status)
    return status;
  scenario->item = item;
  scenario->names = *item;
  scenario->names.blocks = NULL;
  scenario->names.named_files = NULL;
  scenario->names.path = fen_yaml_path(scenario->document);
  scenario->name = "";
  scenario->co2_price_yuan_pt = NAN;
  scenario->share = share ? fen_case_copy(&reader.base, share) : NULL;
  const fen_yaml_node *root = fen_yaml_root(scenario->document);
  if (!root)
    return fen_fail(err, FEN_ERR_SYNTAX, "%s: error: the scenario is empty\n  = docs/guide/scenarios.md describes it", path);
  read_root(&reader, root);
  return FEN_OK;
}

fen_status fen_scenario_open(const char *path, const fen_case *item, const char *share, fen_diagnostics *faults, fen_scenario **out,
                             fen_error *err) {
  fen_diagnostics own = {0};
  fen_diagnostics *list = faults ? faults : &own;
  ptrdiff_t first = list->count;
  fen_scenario *scenario = NULL;
  fen_error fault;
  fen_status status = FEN_NEW(&scenario, 1, err);
  if (status)
    return status;
  if (read_file(path, item, share, list, scenario, &fault))
    fen_diagnostics_add(list, &fault);
  if (list->count > first) {
    status = list->items[first].status;
    if (err)
      *err = list->items[first];
    fen_scenario_close(&scenario);
  }
  fen_diagnostics_clear(&own);
  if (!status)
    *out = scenario;
  return status;
}

void fen_scenario_close(fen_scenario **pointer) {
  if (!pointer || !*pointer)
    return;
  fen_scenario *scenario = *pointer;
  fen_policy_release(scenario);
  fen_alert_outcome_clear(&scenario->outcome);
  fen_case_release(&scenario->names);
  fen_yaml_close(&scenario->document);
  fen_yaml_close(&scenario->alerts_document);
  fen_free(scenario);
  *pointer = NULL;
}

const char *fen_scenario_path(const fen_scenario *scenario) {
  return scenario->names.path;
}

const fen_case *fen_scenario_case(const fen_scenario *scenario) {
  return scenario->item;
}

const char *fen_scenario_name(const fen_scenario *scenario) {
  return scenario->name;
}

const char *fen_scenario_title(const fen_scenario *scenario, bool chinese) {
  const char *first = chinese ? scenario->title_zh : scenario->title;
  const char *second = chinese ? scenario->title : scenario->title_zh;
  return first ? first : second ? second : scenario->name;
}

fen_status fen_scenario_check_names(const fen_scenario *const *scenarios, ptrdiff_t count, fen_diagnostics *faults, fen_error *err) {
  fen_status first = FEN_OK;
  for (ptrdiff_t n = 0; n < count; n++) {
    for (ptrdiff_t earlier = 0; earlier < n; earlier++) {
      fen_error fault;
      int line = 0;
      int column = 0;
      if (strcmp(scenarios[n]->name, scenarios[earlier]->name) != 0)
        continue;
      fen_yaml_place(scenarios[earlier]->name_node, &line, &column);
      fen_yaml_fail(scenarios[n]->name_node, FEN_ERR_NAME_TWICE, "results are told apart by their scenario's name: choose another", &fault,
                    "a scenario of the name '%s' is there already, %s:%d", scenarios[n]->name, scenarios[earlier]->names.path, line);
      if (faults)
        fen_diagnostics_add(faults, &fault);
      if (!first && err)
        *err = fault;
      first = first ? first : fault.status;
      break;
    }
  }
  return first;
}
