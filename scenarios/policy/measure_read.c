/* The measures of a scenario. */
#include <math.h>
#include <stdio.h>
#include <string.h>

#include "fenhe/memory.h"
#include "scenario_parts.h"

static const char *const keys[] = {"name", "title", "title_zh", "where", "what", "change", "uptake",
                                   "from", "to",    "alert",    "cost",  "co2",  "source", "assumption"};

static void read_uptake(fen_policy_reader *reader, const fen_yaml_node *node, fen_measure *out) {
  fen_error err;
  double percent = 100.0;
  if (!node)
    return;
  if (fen_yaml_quantity(node, "%", -INFINITY, INFINITY, &percent, &err))
    fen_case_fault(&reader->base, &err);
  else if (percent > 100.0)
    fen_policy_fault(reader, node, FEN_ERR_MEASURE_EXCESS, "an uptake is at most 100 %, which is everyone",
                     "an uptake of %g %% is more than there is to take up", percent);
  else if (!(percent > 0.0))
    fen_policy_fault(reader, node, FEN_ERR_MEASURE_IDLE, "give it more, or take the measure away",
                     "with an uptake of %g %% the measure changes nothing", percent);
  out->uptake = percent / 100.0;
}

static void read_dates(fen_policy_reader *reader, const fen_yaml_node *map, fen_measure *out) {
  const fen_yaml_node *from = fen_yaml_get(map, "from");
  const fen_yaml_node *to = fen_yaml_get(map, "to");
  double offset_s = reader->scenario->item->period.utc_offset_s;
  fen_error err;
  out->dates_node = from ? from : to;
  if (from && fen_yaml_time(from, offset_s, &out->from_s, &err))
    fen_case_fault(&reader->base, &err);
  if (to && fen_yaml_time(to, offset_s, &out->to_s, &err))
    fen_case_fault(&reader->base, &err);
  if (from && to && !(out->to_s > out->from_s))
    fen_policy_fault(reader, to, FEN_ERR_TIME, "end after the start; a date alone is its first instant",
                     "the measure ends before it starts");
}

/* "orange" or "orange and above". */
static void read_level(fen_policy_reader *reader, const fen_yaml_node *node, fen_measure *out) {
  enum { WORD = 64 };
  char text[2 * FEN_ALERT_LEVELS][WORD];
  const char *words[2 * FEN_ALERT_LEVELS];
  const fen_alert *alert = &reader->scenario->alert;
  fen_error err;
  int word = 0;
  int count = 0;
  if (!node)
    return;
  if (!alert->given)
    fen_policy_fault(reader, node, FEN_ERR_KEY_MISSING, "add to the scenario's top, for instance: alert: {receptors: [Taiyuan]}",
                     "a measure acts at a level of alert, but nothing says where the alert is decided");
  if (alert->level_count == 0)
    return;
  for (int n = 0; n < alert->level_count; n++) {
    (void)snprintf(text[count], WORD, "%.40s", alert->levels[n].name);
    words[count] = text[count];
    count++;
    (void)snprintf(text[count], WORD, "%.40s and above", alert->levels[n].name);
    words[count] = text[count];
    count++;
  }
  if (fen_yaml_word(node, words, count, &word, &err)) {
    fen_case_fault(&reader->base, &err);
    return;
  }
  out->level = word / 2;
  out->level_and_above = word % 2 == 1;
}

static void read_measure(fen_policy_reader *reader, const fen_yaml_node *node, fen_measure *out) {
  fen_case_reader *base = &reader->base;
  bool named = false;
  bool *acts = fen_case_memory(base, reader->scenario->item->species_count, sizeof *acts);
  *out = (fen_measure){.name = "",
                       .uptake = 1.0,
                       .from_s = -INFINITY,
                       .to_s = INFINITY,
                       .level = -1,
                       .acts = acts,
                       .path = reader->scenario->names.path,
                       .node = node};
  out->selector.node = node;
  if (!acts || !fen_case_map(base, node, "a measure", keys, FEN_COUNT_OF(keys)))
    return;
  for (ptrdiff_t s = 0; s < reader->scenario->item->species_count; s++)
    acts[s] = true;
  fen_policy_name(reader, node, &out->name);
  out->name_node = fen_yaml_get(node, "name");
  fen_case_text(base, node, "title", FEN_KEY_OPTIONAL, &out->title);
  fen_case_text(base, node, "title_zh", FEN_KEY_OPTIONAL, &out->title_zh);
  fen_case_text(base, node, "source", FEN_KEY_OPTIONAL, &out->source);
  fen_case_text(base, node, "assumption", FEN_KEY_OPTIONAL, &out->assumption);
  fen_policy_read_where(reader, fen_yaml_get(node, "where"), &out->selector);
  fen_policy_read_what(reader, fen_yaml_get(node, "what"), &out->selector, acts, &named);
  const fen_yaml_node *change = fen_case_key(base, node, "change", FEN_KEY_REQUIRED);
  if (change)
    fen_policy_read_change(reader, change, out, acts, named);
  read_uptake(reader, fen_yaml_get(node, "uptake"), out);
  read_dates(reader, node, out);
  read_level(reader, fen_yaml_get(node, "alert"), out);
  if (fen_yaml_get(node, "cost"))
    fen_policy_read_cost(reader, fen_yaml_get(node, "cost"), acts, &out->cost);
  if (fen_yaml_get(node, "co2"))
    fen_policy_read_co2(reader, fen_yaml_get(node, "co2"), acts, &out->co2);
}

static void check_names(fen_policy_reader *reader, const fen_measure *measures, ptrdiff_t count) {
  for (ptrdiff_t n = 0; n < count; n++) {
    for (ptrdiff_t earlier = 0; earlier < n; earlier++) {
      int line = 0;
      int column = 0;
      if (!measures[n].name[0] || strcmp(measures[n].name, measures[earlier].name) != 0)
        continue;
      if (!measures[n].name_node || !measures[earlier].name_node)
        continue;
      fen_yaml_place(measures[earlier].name_node, &line, &column);
      fen_policy_fault(reader, measures[n].name_node, FEN_ERR_NAME_TWICE, "the ledger tells measures apart by their names: choose another",
                       "a measure of the name '%s' is there already, %s:%d", measures[n].name, measures[earlier].path, line);
      break;
    }
  }
}

enum { MOST_MEASURES = 500 };

/* Measures in the order written; those of an included file stand where it is named. */
typedef struct {
  fen_measure *items;
  ptrdiff_t count, room;
} measure_list;

static bool append(fen_policy_reader *reader, measure_list *list, const fen_yaml_node *node) {
  if (list->count == MOST_MEASURES) { /* the ledger's time goes with the third power of their number */
    fen_policy_fault(reader, node, FEN_ERR_RANGE, "join measures that do the same, or divide the scenario",
                     "more than the %d measures that a scenario may have", (int)MOST_MEASURES);
    return false;
  }
  if (list->count == list->room) {
    ptrdiff_t room = 2 * list->room + 16;
    fen_measure *larger = fen_case_memory(&reader->base, room, sizeof *larger);
    if (!larger)
      return false;
    if (list->count)
      memcpy(larger, list->items, (size_t)list->count * sizeof *larger);
    list->items = larger;
    list->room = room;
  }
  read_measure(reader, node, &list->items[list->count++]);
  return true;
}

static fen_yaml *open_included(fen_policy_reader *reader, const char *path) {
  fen_error err;
  fen_included *file = NULL;
  fen_included **end = &reader->scenario->included;
  if (FEN_NEW(&file, 1, &err) || fen_yaml_open(path, reader->base.faults, &file->document, &err)) {
    fen_case_fault(&reader->base, &err);
    fen_free(file);
    return NULL;
  }
  while (*end)
    end = &(*end)->next;
  *end = file;
  return file->document;
}

static bool is_same(const fen_yaml_node *a, const fen_yaml_node *b) {
  const char *text = a && b ? fen_yaml_text(a) : NULL;
  if (!a || !b || text)
    return text && fen_yaml_text(b) && strcmp(text, fen_yaml_text(b)) == 0;
  if (fen_yaml_is_map(a) != fen_yaml_is_map(b) || fen_yaml_count(a) != fen_yaml_count(b))
    return false;
  for (ptrdiff_t n = 0; n < fen_yaml_count(a); n++)
    if (!is_same(fen_yaml_at(a, n), fen_yaml_is_map(a) ? fen_yaml_get(b, fen_yaml_key(a, n, NULL)) : fen_yaml_at(b, n)))
      return false;
  return true;
}

/* A scenario has one price of CO2 and one alert: an included file cannot bring others for its measures. */
static void check_included(fen_policy_reader *reader, const fen_yaml_node *root) {
  const fen_scenario *scenario = reader->scenario;
  const fen_yaml_node *price = fen_yaml_get(root, "co2_price");
  const fen_yaml_node *alert = fen_yaml_get(root, "alert");
  double yuan_pt = 0.0;
  if (!fen_case_map(&reader->base, root, "the included scenario", fen_policy_root_keys, fen_policy_root_key_count))
    return;
  if (price && fen_policy_price(reader, price, &yuan_pt) && yuan_pt != scenario->co2_price_yuan_pt)
    fen_policy_fault(reader, price, FEN_ERR_RANGE, "give both the same 'co2_price'",
                     "the included scenario has another price of CO2 than the one that includes it, %g and %g yuan/t", yuan_pt,
                     scenario->co2_price_yuan_pt);
  if (alert && !is_same(alert, scenario->alert.node))
    fen_policy_fault(reader, alert, FEN_ERR_RANGE, "give both the same 'alert'",
                     "the included scenario has another alert than the one that includes it");
}

/* {include: another.yaml}: its measures, whose paths start at its own folder. */
static void include(fen_policy_reader *reader, measure_list *list, const fen_yaml_node *node) {
  static const char *const known[] = {"include"};
  const char *path = NULL;
  if (!fen_case_map(&reader->base, node, "an inclusion", known, FEN_COUNT_OF(known)) ||
      !fen_case_path(&reader->base, node, "include", FEN_KEY_REQUIRED, &path))
    return;
  fen_yaml *document = open_included(reader, path);
  const fen_yaml_node *root = document ? fen_yaml_root(document) : NULL;
  const fen_yaml_node *measures = root && fen_yaml_is_map(root) ? fen_yaml_get(root, "measures") : NULL;
  if (!document)
    return;
  if (!fen_yaml_is_sequence(measures) || fen_yaml_count(measures) == 0) {
    fen_policy_fault(reader, fen_yaml_get(node, "include"), FEN_ERR_KEY_MISSING, "name a scenario file with measures",
                     "the file has no measures");
    return;
  }
  check_included(reader, root);
  const char *own = reader->scenario->names.path;
  reader->scenario->names.path = fen_yaml_path(document);
  for (ptrdiff_t n = 0; n < fen_yaml_count(measures); n++) {
    const fen_yaml_node *item = fen_yaml_at(measures, n);
    if (fen_yaml_is_map(item) && fen_yaml_get(item, "include"))
      fen_policy_fault(reader, item, FEN_ERR_RANGE, "name that file in the outer scenario", "an included file cannot include another");
    else if (!append(reader, list, item))
      break;
  }
  reader->scenario->names.path = own;
}

void fen_policy_read_measures(fen_policy_reader *reader, const fen_yaml_node *node) {
  measure_list list = {0};
  if (!fen_case_sequence(&reader->base, node, "measures"))
    return;
  for (ptrdiff_t n = 0; n < fen_yaml_count(node); n++) {
    const fen_yaml_node *item = fen_yaml_at(node, n);
    if (fen_yaml_is_map(item) && fen_yaml_get(item, "include"))
      include(reader, &list, item);
    else if (!append(reader, &list, item))
      return;
  }
  if (fen_yaml_count(node) == 0)
    fen_policy_fault(reader, node, FEN_ERR_MEASURE_IDLE, "add one; docs/guide/scenarios.md shows how",
                     "a scenario without measures changes nothing");
  check_names(reader, list.items, list.count);
  reader->scenario->measures = list.items;
  reader->scenario->measure_count = list.count;
}
