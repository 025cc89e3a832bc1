/* The measures of a scenario. */
#include <math.h>
#include <stdio.h>
#include <string.h>

#include "policy/scenario_parts.h"

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
  if (!node || alert->level_count == 0)
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
  *out = (fen_measure){.name = "", .uptake = 1.0, .from_s = -INFINITY, .to_s = INFINITY, .level = -1, .acts = acts, .node = node};
  out->selector.node = node;
  if (!acts || !fen_case_map(base, node, "a measure", keys, FEN_COUNT_OF(keys)))
    return;
  for (ptrdiff_t s = 0; s < reader->scenario->item->species_count; s++)
    acts[s] = true;
  fen_case_name(base, node, &out->name);
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
      fen_yaml_place(measures[earlier].name_node, &line, &column);
      fen_policy_fault(reader, measures[n].name_node, FEN_ERR_NAME_TWICE, "the ledger tells measures apart by their names: choose another",
                       "measure '%s' is in line %d already", measures[n].name, line);
      break;
    }
  }
}

void fen_policy_read_measures(fen_policy_reader *reader, const fen_yaml_node *node) {
  if (!fen_case_sequence(&reader->base, node, "measures"))
    return;
  ptrdiff_t count = fen_yaml_count(node);
  fen_measure *measures = fen_case_memory(&reader->base, count, sizeof *measures);
  if (count == 0)
    fen_policy_fault(reader, node, FEN_ERR_MEASURE_IDLE, "add one; docs/guide/scenarios.md shows how",
                     "a scenario without measures changes nothing");
  if (!measures)
    return;
  for (ptrdiff_t n = 0; n < count; n++)
    read_measure(reader, fen_yaml_at(node, n), &measures[n]);
  check_names(reader, measures, count);
  reader->scenario->measures = measures;
  reader->scenario->measure_count = count;
}
