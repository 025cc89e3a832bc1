/* What one measure does to the records that it selects. */
#include "change_parts.h"
#include "fenhe/memory.h"

/* A record and species that a measure takes. */
typedef struct {
  ptrdiff_t slot;
  int region;
  bool masked;
  double tpyr; /* as earlier measures left it, in the part and the time that the measure takes */
} picked;

typedef struct {
  picked *items; /* [records] */
  ptrdiff_t count;
  double tpyr;
} selection;

/* Whether the mask takes something of a record, and whether all of it. */
static fen_status look_at_mask(fen_change *change, int m, ptrdiff_t slot, bool *any, bool *all, fen_error *err) {
  const fen_spread *spread = NULL;
  fen_status status = fen_change_spread(change, slot, &spread, err);
  *any = false;
  *all = true;
  for (ptrdiff_t n = 0; !status && n < spread->count; n++) {
    double share = fen_change_share(change, m, slot, spread->cell[n]);
    *any = *any || share > 0.0;
    *all = *all && share >= 1.0;
  }
  return status;
}

static fen_status pick(fen_change *change, int m, const fen_selector *selector, int species, int before, selection *out, fen_error *err) {
  fen_status status = FEN_OK;
  out->count = 0;
  out->tpyr = 0.0;
  for (ptrdiff_t r = 0; !status && r < change->record_count; r++) {
    const fen_inventory_record *record = fen_inventory_record_at(change->inventory, r);
    picked item = {.slot = r * change->species_count + species, .region = record->region};
    if (!(fen_inventory_record_tpyr(change->inventory, r, species) > 0.0))
      continue;
    fen_pick how = fen_change_pick(selector, record);
    if (how == FEN_PICK_NO)
      continue;
    if (how == FEN_PICK_BY_MASK) {
      bool any, all;
      status = look_at_mask(change, m, item.slot, &any, &all, err);
      if (status || !any)
        continue;
      item.masked = !all;
    }
    status = fen_change_tonnes(change, item.slot, before, m, item.masked ? m : -1, &item.tpyr, err);
    if (status || !(item.tpyr > 0.0))
      continue;
    out->items[out->count++] = item;
    out->tpyr += item.tpyr;
  }
  return status;
}

static fen_status act_on_all(fen_change *change, int m, const selection *taken, double factor, fen_error *err) {
  fen_status status = FEN_OK;
  if (factor == 1.0)
    return FEN_OK;
  for (ptrdiff_t n = 0; !status && n < taken->count; n++)
    status = fen_change_act(change, taken->items[n].slot, m, factor, taken->items[n].masked, err);
  return status;
}

static void complain_of_receiver(const fen_change *change, const fen_measure *measure, int species, fen_diagnostics *faults) {
  fen_error fault;
  fen_yaml_fail(measure->change.by->node, FEN_ERR_MEASURE_IDLE, "name one that emits in the domain, or a ratio of 0 if nothing is added",
                &fault, "measure '%s' adds %s to an activity that emits none of it in the domain", measure->name,
                change->item->species[species].name);
  fen_diagnostics_add(faults, &fault);
}

/* Raise records so that together they emit so much more: in the region where the old activity goes if there are any, else anywhere. */
static fen_status raise(fen_change *change, int m, int species, double *added_tpyr, selection *receivers, fen_diagnostics *faults,
                        fen_error *err) {
  const fen_measure *measure = &change->scenario->measures[m];
  ptrdiff_t regions = change->item->regions.count + 1;
  double *there_tpyr = NULL;
  double elsewhere_tpyr = 0.0;
  fen_status status = pick(change, m, measure->change.by, species, m + 1, receivers, err);
  if (!status)
    status = FEN_NEW(&there_tpyr, regions, err);
  if (status)
    return status;
  for (ptrdiff_t n = 0; n < receivers->count; n++)
    there_tpyr[receivers->items[n].region + 1] += receivers->items[n].tpyr;
  for (ptrdiff_t r = 0; r < regions; r++) {
    bool local = measure->change.by->where == FEN_WHERE_EVERYWHERE && there_tpyr[r] > 0.0;
    elsewhere_tpyr += local ? 0.0 : added_tpyr[r];
    added_tpyr[r] = local ? added_tpyr[r] : 0.0;
  }
  if (receivers->count == 0 && elsewhere_tpyr > 0.0)
    complain_of_receiver(change, measure, species, faults);
  for (ptrdiff_t n = 0; !status && n < receivers->count; n++) {
    int region = receivers->items[n].region + 1;
    double factor = 1.0 + added_tpyr[region] / there_tpyr[region] + elsewhere_tpyr / receivers->tpyr;
    if (factor != 1.0)
      status = fen_change_act(change, receivers->items[n].slot, m, factor, false, err);
  }
  fen_free(there_tpyr);
  return status;
}

static fen_status replace(fen_change *change, int m, int species, const selection *taken, selection *receivers, fen_diagnostics *faults,
                          fen_error *err) {
  const fen_measure *measure = &change->scenario->measures[m];
  double part = measure->change.share * measure->uptake;
  double ratio = measure->change.value[species];
  double *added_tpyr = NULL;
  if (!measure->change.by)
    return act_on_all(change, m, taken, 1.0 - part * (1.0 - ratio), err);
  fen_status status = FEN_NEW(&added_tpyr, change->item->regions.count + 1, err);
  for (ptrdiff_t n = 0; !status && n < taken->count; n++)
    added_tpyr[taken->items[n].region + 1] += taken->items[n].tpyr * part * ratio;
  if (!status)
    status = act_on_all(change, m, taken, 1.0 - part, err);
  if (!status && ratio > 0.0 && part > 0.0 && taken->count > 0)
    status = raise(change, m, species, added_tpyr, receivers, faults, err);
  fen_free(added_tpyr);
  return status;
}

static fen_status change_species(fen_change *change, int m, int species, const selection *taken, selection *receivers,
                                 fen_diagnostics *faults, fen_error *err) {
  const fen_measure *measure = &change->scenario->measures[m];
  double value = measure->change.value[species];
  switch (measure->change.kind) {
  case FEN_CHANGE_FACTOR:
    return act_on_all(change, m, taken, 1.0 + measure->uptake * (value - 1.0), err);
  case FEN_CHANGE_CAP:
    return act_on_all(change, m, taken, taken->tpyr > value ? 1.0 + measure->uptake * (value / taken->tpyr - 1.0) : 1.0, err);
  case FEN_CHANGE_REPLACE:
    return replace(change, m, species, taken, receivers, faults, err);
  }
  return FEN_OK;
}

fen_status fen_change_apply_measure(fen_change *change, int m, fen_diagnostics *faults, fen_error *err) {
  const fen_measure *measure = &change->scenario->measures[m];
  selection taken = {0};
  selection receivers = {0};
  double *taken_tpyr = NULL;
  ptrdiff_t actions = change->action_count;
  ptrdiff_t known_faults = faults->count;
  if (!change->uses[m].reached)
    return FEN_OK;
  fen_status status = FEN_NEW(&taken.items, change->record_count, err);
  if (!status)
    status = FEN_NEW(&receivers.items, change->record_count, err);
  if (!status)
    status = FEN_NEW(&taken_tpyr, change->species_count, err);
  for (int s = 0; !status && s < (int)change->species_count; s++) {
    if (!measure->acts[s])
      continue;
    status = pick(change, m, &measure->selector, s, m, &taken, err);
    taken_tpyr[s] = taken.tpyr;
    if (!status && taken.count > 0)
      status = change_species(change, m, s, &taken, &receivers, faults, err);
  }
  if (!status && change->action_count == actions && faults->count == known_faults)
    fen_change_complain_idle(change, m, taken_tpyr, faults);
  fen_free(taken_tpyr);
  fen_free(taken.items);
  fen_free(receivers.items);
  return status;
}
