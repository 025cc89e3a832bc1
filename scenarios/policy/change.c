#include <math.h>
#include <string.h>

#include "change_parts.h"
#include "fenhe/memory.h"

static fen_status allocate(fen_change *change, fen_error *err) {
  ptrdiff_t slots = change->record_count * change->species_count;
  fen_status status = FEN_NEW(&change->uses, change->scenario->measure_count, err);
  if (!status)
    status = FEN_NEW(&change->head, slots, err);
  if (!status)
    status = FEN_NEW(&change->tail, slots, err);
  if (!status)
    status = FEN_NEW(&change->borders, change->item->regions.count, err);
  if (!status)
    status = FEN_NEW(&change->scratch, change->cells, err);
  for (ptrdiff_t n = 0; !status && n < slots; n++)
    change->head[n] = change->tail[n] = -1;
  return status;
}

static fen_status resolve(fen_change *change, fen_diagnostics *faults, fen_error *err) {
  const fen_scenario *scenario = change->scenario;
  fen_status status = fen_change_set_uses(change, faults, err);
  for (int m = 0; !status && m < (int)scenario->measure_count; m++) {
    const fen_measure *measure = &scenario->measures[m];
    ptrdiff_t before = faults->count;
    fen_change_check_selector(change, measure, &measure->selector, faults);
    if (measure->change.by)
      fen_change_check_selector(change, measure, measure->change.by, faults);
    if (faults->count == before)
      status = fen_change_apply_measure(change, m, faults, err);
  }
  return status;
}

fen_status fen_change_create(const fen_scenario *scenario, const fen_case *item, const fen_inventory *inventory, const fen_grid *grid,
                             fen_diagnostics *faults, fen_change **out, fen_error *err) {
  fen_diagnostics own = {0};
  fen_diagnostics *list = faults ? faults : &own;
  ptrdiff_t first = list->count;
  fen_change *change = NULL;
  if (!inventory)
    return fen_fail(err, FEN_ERR_MEASURE_IDLE,
                    "%s: error: the case has no emissions that a scenario could change\n  = add 'emissions' to the case",
                    scenario->names.path);
  if (fen_scenario_has_alert(scenario) && !scenario->outcome.known && !scenario->outcome.assumed)
    return fen_yaml_fail(scenario->alert.node, FEN_ERR_FORECAST, "name a finished base run as the forecast: --forecast FOLDER", err,
                         "some measures act at levels of alert, which a forecast decides");
  fen_status status = FEN_NEW(&change, 1, err);
  if (status)
    return status;
  *change = (fen_change){.scenario = scenario,
                         .item = item,
                         .inventory = inventory,
                         .grid = grid,
                         .record_count = fen_inventory_record_count(inventory),
                         .species_count = item->species_count,
                         .cells = grid->params.nx * grid->params.ny,
                         .start_s = item->period.start_s,
                         .end_s = item->period.end_s};
  status = allocate(change, err);
  if (!status)
    status = resolve(change, list, err);
  if (!status && list->count > first) {
    status = list->items[first].status;
    if (err)
      *err = list->items[first];
  }
  fen_diagnostics_clear(&own);
  if (status)
    fen_change_destroy(&change);
  else
    *out = change;
  return status;
}

void fen_change_destroy(fen_change **pointer) {
  if (!pointer || !*pointer)
    return;
  fen_change *change = *pointer;
  for (ptrdiff_t m = 0; change->uses && m < change->scenario->measure_count; m++) {
    fen_free(change->uses[m].windows);
    fen_free(change->uses[m].mask);
  }
  for (ptrdiff_t n = 0; change->spreads && n < change->record_count * change->species_count; n++) {
    fen_free(change->spreads[n].cell);
    fen_free(change->spreads[n].tpyr);
  }
  fen_free(change->uses);
  fen_free(change->actions);
  fen_free(change->head);
  fen_free(change->tail);
  for (ptrdiff_t r = 0; change->borders && r < change->item->regions.count; r++)
    fen_free(change->borders[r].cells);
  fen_free(change->spreads);
  fen_free(change->borders);
  fen_free(change->scratch);
  fen_free(change);
  *pointer = NULL;
}

const fen_scenario *fen_change_scenario(const fen_change *change) {
  return change->scenario;
}

fen_status fen_change_act(fen_change *change, ptrdiff_t slot, int measure, double factor, bool masked, fen_error *err) {
  if (change->action_count == change->action_capacity) {
    ptrdiff_t capacity = change->action_capacity ? 2 * change->action_capacity : 256;
    fen_action *actions = NULL;
    fen_status status = FEN_NEW(&actions, capacity, err);
    if (status)
      return status;
    if (change->action_count)
      memcpy(actions, change->actions, (size_t)change->action_count * sizeof *actions);
    fen_free(change->actions);
    change->actions = actions;
    change->action_capacity = capacity;
  }
  ptrdiff_t at = change->action_count++;
  change->actions[at] = (fen_action){measure, factor, masked, -1};
  if (change->tail[slot] < 0)
    change->head[slot] = at;
  else
    change->actions[change->tail[slot]].next = at;
  change->tail[slot] = at;
  return FEN_OK;
}

static double term(const fen_change *change, const fen_action *action, ptrdiff_t slot, ptrdiff_t cell) {
  return action->masked ? 1.0 + (action->factor - 1.0) * fen_change_share(change, action->measure, slot, cell) : action->factor;
}

bool fen_measure_in_force(const fen_measure_use *use, double time_s) {
  if (use->always)
    return true;
  for (ptrdiff_t n = 0; n < use->window_count; n++)
    if (time_s >= use->windows[n].start_s && time_s < use->windows[n].end_s)
      return true;
  return false;
}

/* Mean over points of the product of what acts on each: polygons that adjoin in a cell do not mix. */
static double product_by_points(const fen_change *change, ptrdiff_t slot, ptrdiff_t cell, double time_s, int before,
                                const fen_samples *points) {
  double sum = 0.0;
  int count = 0;
  for (int n = 0; n < FEN_MASK_POINTS; n++) {
    double product = 1.0;
    if (!fen_samples_has(points, n))
      continue;
    for (ptrdiff_t at = change->head[slot]; at >= 0 && change->actions[at].measure < before; at = change->actions[at].next) {
      const fen_action *action = &change->actions[at];
      const fen_measure_use *use = &change->uses[action->measure];
      if ((!action->masked || fen_samples_has(&use->mask[cell], n)) && fen_measure_in_force(use, time_s))
        product *= action->factor;
    }
    sum += product;
    count++;
  }
  return count > 0 ? sum / count : 1.0;
}

static bool cuts(const fen_change *change, const fen_action *action, ptrdiff_t cell) {
  if (!action->masked)
    return false;
  int count = fen_samples_count(&change->uses[action->measure].mask[cell]);
  return count > 0 && count < FEN_MASK_POINTS;
}

static double product_at(const fen_change *change, ptrdiff_t slot, ptrdiff_t cell, double time_s, int before, const fen_samples *within) {
  double product = 1.0;
  int parts = within != NULL;
  for (ptrdiff_t at = change->head[slot]; at >= 0 && change->actions[at].measure < before; at = change->actions[at].next) {
    if (!fen_measure_in_force(&change->uses[change->actions[at].measure], time_s))
      continue;
    product *= term(change, &change->actions[at], slot, cell);
    parts += cuts(change, &change->actions[at], cell);
  }
  if (parts < 2)
    return product;
  const fen_samples points = within ? *within : fen_change_part(change, slot, cell);
  return product_by_points(change, slot, cell, time_s, before, &points);
}

/* The first edge of a window of the slot's measures after an instant; end_s if there is none before. */
static double next_edge(const fen_change *change, ptrdiff_t slot, double time_s, double end_s, int before) {
  double next = end_s;
  for (ptrdiff_t at = change->head[slot]; at >= 0 && change->actions[at].measure < before; at = change->actions[at].next) {
    const fen_measure_use *use = &change->uses[change->actions[at].measure];
    for (ptrdiff_t n = 0; n < use->window_count; n++) {
      double start = use->windows[n].start_s;
      double end = use->windows[n].end_s;
      next = start > time_s && start < next ? start : next;
      next = end > time_s && end < next ? end : next;
    }
  }
  return next;
}

double fen_change_mean(const fen_change *change, ptrdiff_t slot, ptrdiff_t cell, double start_s, double end_s, int before,
                       const fen_samples *within) {
  if (change->head[slot] < 0)
    return 1.0;
  double edge = next_edge(change, slot, start_s, end_s, before);
  if (!(edge < end_s)) /* one product throughout: exactly it, without a division */
    return product_at(change, slot, cell, 0.5 * (start_s + end_s), before, within);
  double sum = 0.0;
  for (double time_s = start_s; time_s < end_s; time_s = edge) {
    edge = next_edge(change, slot, time_s, end_s, before);
    sum += product_at(change, slot, cell, 0.5 * (time_s + edge), before, within) * (edge - time_s);
  }
  return sum / (end_s - start_s);
}

double fen_change_factor(const fen_change *change, int record, int species, ptrdiff_t cell, double start_s, double end_s) {
  return fen_change_mean(change, record * change->species_count + species, cell, start_s, end_s, (int)change->scenario->measure_count,
                         NULL);
}

bool fen_change_has_mask(const fen_change *change, ptrdiff_t slot, int before) {
  for (ptrdiff_t at = change->head[slot]; at >= 0 && change->actions[at].measure < before; at = change->actions[at].next)
    if (change->actions[at].masked)
      return true;
  return false;
}

void fen_change_apply(const fen_change *change, const fen_emission *emissions, ptrdiff_t count, double start_s, double end_s,
                      fen_emission *changed) {
  ptrdiff_t nx = change->grid->params.nx;
  ptrdiff_t slot = -1; /* of the stretch of emissions under way, which has one factor unless it is masked */
  bool masked = false;
  double factor = 1.0;
  for (ptrdiff_t n = 0; n < count; n++) {
    const fen_emission *e = &emissions[n];
    ptrdiff_t own = e->record * change->species_count + e->species;
    if (own != slot || masked) {
      if (own != slot)
        masked = fen_change_has_mask(change, own, (int)change->scenario->measure_count);
      slot = own;
      factor = fen_change_factor(change, e->record, e->species, e->j * nx + e->i, start_s, end_s);
    }
    double rate_kgps = e->rate_kgps * factor;
    if (changed != emissions)
      changed[n] = *e;
    changed[n].rate_kgps = rate_kgps;
  }
}

bool fen_change_is_uniform(const fen_change *change, const int *records, ptrdiff_t count, int species, double *factor) {
  double common = 1.0;
  bool any = false;
  for (ptrdiff_t n = 0; n < count; n++) {
    ptrdiff_t slot = records[n] * change->species_count + species;
    if (!(fen_inventory_record_tpyr(change->inventory, records[n], species) > 0.0))
      continue;
    if (fen_change_has_mask(change, slot, (int)change->scenario->measure_count) ||
        next_edge(change, slot, change->start_s, change->end_s, (int)change->scenario->measure_count) < change->end_s)
      return false;
    double own = fen_change_factor(change, records[n], species, 0, change->start_s, change->end_s);
    if (any && own != common)
      return false;
    common = own;
    any = true;
  }
  *factor = common;
  return true;
}

bool fen_change_touches(const fen_change *change, int species) {
  for (ptrdiff_t record = 0; record < change->record_count; record++)
    if (change->head[record * change->species_count + species] >= 0)
      return true;
  return false;
}
