/* Why a measure does nothing. */
#include <stdio.h>
#include <string.h>

#include "change_parts.h"

enum { TEXT = 512 };

static void list_species(const fen_change *change, const fen_measure *measure, char *text, size_t size) {
  const char *names[64];
  ptrdiff_t count = 0;
  for (ptrdiff_t s = 0; s < change->species_count && count < 64; s++)
    if (measure->acts[s])
      names[count++] = change->item->species[s].name;
  fen_case_join("", names, count, text, size);
}

/* "PM25 1000, SO2 500"; true if there is anything. */
static bool list_tonnes(const fen_change *change, const double *tpyr, char *text, size_t size) {
  bool any = false;
  text[0] = '\0';
  for (ptrdiff_t s = 0; s < change->species_count; s++) {
    size_t used = strlen(text);
    if (tpyr[s] > 0.0)
      (void)snprintf(text + used, size - used, "%s%s %.6g", any ? ", " : "", change->item->species[s].name, tpyr[s]);
    any = any || tpyr[s] > 0.0;
  }
  return any;
}

/* The last measure before it that has changed some of what the measure would find if it were the first. */
static int find_earlier(const fen_change *change, const fen_measure *measure) {
  int earlier = -1;
  for (ptrdiff_t slot = 0; slot < change->record_count * change->species_count; slot++) {
    ptrdiff_t record = slot / change->species_count;
    int species = (int)(slot % change->species_count);
    double tpyr = fen_inventory_record_tpyr(change->inventory, record, species);
    fen_pick how = fen_change_pick(&measure->selector, fen_inventory_record_at(change->inventory, record));
    if (!measure->acts[species] || !(tpyr > 0.0) || how != FEN_PICK_WHOLE)
      continue;
    for (ptrdiff_t at = change->head[slot]; at >= 0; at = change->actions[at].next)
      earlier = change->actions[at].measure > earlier ? change->actions[at].measure : earlier;
  }
  return earlier;
}

/* "'Yuci' is of sector power" for a plant that the measure names but whose sector it does not. */
static bool name_sector(const fen_change *change, const fen_measure *measure, char *text, size_t size) {
  const fen_selector *s = &measure->selector;
  for (ptrdiff_t r = 0; s->where == FEN_WHERE_PLANTS && r < change->record_count; r++) {
    const fen_inventory_record *record = fen_inventory_record_at(change->inventory, r);
    if (record->kind != FEN_INVENTORY_POINTS || !fen_policy_is_named(s->plants.items[0], record->name, record->name_zh))
      continue;
    (void)snprintf(text, size, "'%s' is of sector %s%s%s", s->plants.items[0], change->item->sectors[record->sector].name,
                   record->technology ? ", of technology " : "", record->technology ? record->technology : "");
    return true;
  }
  return false;
}

static void complain_of_nothing(const fen_change *change, const fen_measure *measure, fen_error *fault) {
  char what[TEXT], species[TEXT / 2], plant[TEXT / 2];
  int earlier = find_earlier(change, measure);
  fen_change_describe(change, measure, what, sizeof what);
  list_species(change, measure, species, sizeof species);
  if (earlier >= 0)
    fen_yaml_fail(measure->node, FEN_ERR_MEASURE_IDLE, "measures apply in the order written: put this one first, or take it away", fault,
                  "measure '%s' touches nothing: of %s by %s '%s' has left none", measure->name, species, what,
                  change->scenario->measures[earlier].name);
  else if (name_sector(change, measure, plant, sizeof plant))
    fen_yaml_fail(measure->node, FEN_ERR_MEASURE_IDLE, plant, fault, "measure '%s' touches nothing: no %s is emitted by %s", measure->name,
                  species, what);
  else
    fen_yaml_fail(measure->node, FEN_ERR_MEASURE_IDLE, "correct where and what; fenhe run CASE --dry-run lists the tonnes by sector", fault,
                  "measure '%s' touches nothing: no %s is emitted by %s", measure->name, species, what);
}

void fen_change_complain_idle(const fen_change *change, int m, const double *taken_tpyr, fen_diagnostics *faults) {
  const fen_measure *measure = &change->scenario->measures[m];
  char what[TEXT], tonnes[TEXT];
  fen_error fault;
  fen_change_describe(change, measure, what, sizeof what);
  if (!list_tonnes(change, taken_tpyr, tonnes, sizeof tonnes))
    complain_of_nothing(change, measure, &fault);
  else if (measure->change.kind == FEN_CHANGE_CAP)
    fen_yaml_fail(measure->change.node, FEN_ERR_MEASURE_IDLE, "lower the cap, or take the measure away", &fault,
                  "measure '%s' changes nothing: %s emits %s t/yr, which is within its cap", measure->name, what, tonnes);
  else
    fen_yaml_fail(measure->change.node, FEN_ERR_MEASURE_IDLE, "change it, or take the measure away", &fault,
                  "measure '%s' changes nothing: it leaves all that it touches, %s t/yr", measure->name, tonnes);
  fen_diagnostics_add(faults, &fault);
}
