#include "ledger.h"

#include <math.h>
#include <stdlib.h>

#include "fenhe/memory.h"

/* Sums of one measure by species, sector and region. */
typedef struct {
  fen_change *change;
  ptrdiff_t cells;        /* species x sectors x (regions + 1) */
  double *before, *after; /* [cells] */
  bool *touched;          /* [cells] */
  double *overlap;        /* [measures][species] */
} sums;

const char *fen_ledger_district(const fen_ledger *ledger, int region) {
  return region < 0 ? "elsewhere" : ledger->change->item->regions.items[region].name;
}

static ptrdiff_t place_of(const fen_change *change, ptrdiff_t record, int species) {
  const fen_inventory_record *r = fen_inventory_record_at(change->inventory, record);
  return (species * change->item->sector_count + r->sector) * (change->item->regions.count + 1) + r->region + 1;
}

/* What the actions before b leave while a's and b's measures are both in force, as part of the whole period. */
static double common_mean(const fen_change *change, ptrdiff_t slot, ptrdiff_t cell, const fen_action *a, const fen_action *b,
                          const fen_samples *within) {
  const fen_measure_use *first = &change->uses[a->measure];
  const fen_measure_use *second = &change->uses[b->measure];
  const fen_window period = {change->start_s, change->end_s};
  double sum = 0.0;
  for (ptrdiff_t n = 0; n < (first->always ? 1 : first->window_count); n++) {
    for (ptrdiff_t k = 0; k < (second->always ? 1 : second->window_count); k++) {
      const fen_window *own = first->always ? &period : &first->windows[n];
      const fen_window *other = second->always ? &period : &second->windows[k];
      double start_s = fmax(own->start_s, other->start_s);
      double end_s = fmin(own->end_s, other->end_s);
      if (end_s > start_s)
        sum += fen_change_mean(change, slot, cell, start_s, end_s, b->measure, within) * (end_s - start_s);
    }
  }
  return sum / (change->end_s - change->start_s);
}

/* What two measures of a slot have in common, as the later one finds it: in cells, by the points that both take. */
static fen_status common_tonnes(fen_change *change, ptrdiff_t slot, const fen_action *a, const fen_action *b, double *out, fen_error *err) {
  if (!b->masked && !fen_change_has_mask(change, slot, b->measure)) {
    double base_tpyr = fen_inventory_record_tpyr(change->inventory, slot / change->species_count, (int)(slot % change->species_count));
    *out = base_tpyr * common_mean(change, slot, 0, a, b, NULL);
    return FEN_OK;
  }
  const fen_spread *spread = NULL;
  fen_status status = fen_change_spread(change, slot, &spread, err);
  *out = 0.0;
  for (ptrdiff_t n = 0; !status && n < spread->count; n++) {
    ptrdiff_t cell = spread->cell[n];
    const fen_samples part = fen_change_part(change, slot, cell);
    fen_samples common = part;
    if (a->masked)
      common = fen_samples_common(&common, &change->uses[a->measure].mask[cell]);
    if (b->masked)
      common = fen_samples_common(&common, &change->uses[b->measure].mask[cell]);
    double share = (double)fen_samples_count(&common) / fen_samples_count(&part);
    if (share > 0.0)
      *out += spread->tpyr[n] * share * common_mean(change, slot, cell, a, b, share < 1.0 ? &common : NULL);
  }
  return status;
}

static fen_status add_overlaps(sums *s, ptrdiff_t slot, const fen_action *own, fen_error *err) {
  fen_change *change = s->change;
  fen_status status = FEN_OK;
  for (ptrdiff_t at = change->head[slot]; !status && at >= 0; at = change->actions[at].next) {
    const fen_action *earlier = &change->actions[at];
    double tpyr = 0.0;
    if (earlier->measure >= own->measure)
      break;
    status = common_tonnes(change, slot, earlier, own, &tpyr, err);
    s->overlap[earlier->measure * change->species_count + slot % change->species_count] += tpyr;
  }
  return status;
}

/* One slot of a measure. A measure may lower and raise the same records: before it and after both. */
static fen_status add_slot(sums *s, ptrdiff_t slot, int m, fen_error *err) {
  fen_change *change = s->change;
  const fen_action *own = NULL;
  for (ptrdiff_t at = change->head[slot]; at >= 0; at = change->actions[at].next)
    if (change->actions[at].measure == m && !own)
      own = &change->actions[at];
  if (!own)
    return FEN_OK;
  double before = 0.0;
  double after = 0.0;
  fen_status status = fen_change_tonnes(change, slot, m, -1, -1, &before, err);
  if (!status)
    status = fen_change_tonnes(change, slot, m + 1, -1, -1, &after, err);
  ptrdiff_t place = place_of(change, slot / change->species_count, (int)(slot % change->species_count));
  s->before[place] += before;
  s->after[place] += after;
  s->touched[place] = true;
  return status ? status : add_overlaps(s, slot, own, err);
}

static fen_status keep_rows(const sums *s, fen_ledger_measure *out, fen_error *err) {
  const fen_change *change = s->change;
  ptrdiff_t regions = change->item->regions.count + 1;
  ptrdiff_t sectors = change->item->sector_count;
  ptrdiff_t count = 0;
  for (ptrdiff_t n = 0; n < s->cells; n++)
    count += s->touched[n];
  fen_status status = FEN_NEW(&out->rows, count, err);
  if (!status)
    status = FEN_NEW(&out->change_tpyr, change->species_count, err);
  for (ptrdiff_t n = 0; !status && n < s->cells; n++) {
    if (!s->touched[n])
      continue;
    int species = (int)(n / (sectors * regions));
    out->rows[out->row_count++] = (fen_ledger_row){.species = species,
                                                   .sector = (int)(n / regions % sectors),
                                                   .region = (int)(n % regions) - 1,
                                                   .before_tpyr = s->before[n],
                                                   .after_tpyr = s->after[n]};
    out->change_tpyr[species] += s->after[n] - s->before[n];
  }
  return status;
}

static fen_status keep_overlaps(const sums *s, int m, fen_ledger_measure *out, fen_error *err) {
  ptrdiff_t species = s->change->species_count;
  ptrdiff_t count = 0;
  for (ptrdiff_t n = 0; n < m * species; n++)
    count += s->overlap[n] > 0.0;
  fen_status status = FEN_NEW(&out->overlaps, count, err);
  for (ptrdiff_t n = 0; !status && n < m * species; n++)
    if (s->overlap[n] > 0.0)
      out->overlaps[out->overlap_count++] = (fen_ledger_overlap){(int)(n / species), (int)(n % species), s->overlap[n]};
  return status;
}

static double part_in_force(const fen_change *change, int m) {
  const fen_measure_use *use = &change->uses[m];
  double sum = 0.0;
  if (use->always)
    return 1.0;
  for (ptrdiff_t n = 0; n < use->window_count; n++)
    sum += use->windows[n].end_s - use->windows[n].start_s;
  return sum / (change->end_s - change->start_s);
}

/* Per tonne taken away, or a total a year, which runs while the measure is in force. */
static double settle(const fen_measure_rate *rate, const fen_ledger_measure *measure) {
  if (!rate->given)
    return NAN;
  return rate->per_tonne ? -rate->value * measure->change_tpyr[rate->species] : rate->value * measure->in_force;
}

/* A cost per tonne taken away says nothing of tonnes that a measure adds. */
static fen_status check_cost(const fen_change *change, const fen_measure *measure, const fen_ledger_measure *own, fen_error *err) {
  const fen_measure_rate *cost = &measure->cost;
  double rounding_tpyr = 1e-6;
  if (!cost->given || !cost->per_tonne || !(own->change_tpyr[cost->species] > rounding_tpyr))
    return FEN_OK;
  return fen_yaml_fail(cost->node, FEN_ERR_RANGE, "give the cost a year: 3e8 yuan/yr", err,
                       "measure '%s' adds %.6g t/yr of %s, so that a cost per tonne taken away would be less than nothing", measure->name,
                       own->change_tpyr[cost->species], change->item->species[cost->species].name);
}

static fen_status add_measure(sums *s, int m, fen_ledger_measure *out, fen_error *err) {
  const fen_scenario *scenario = s->change->scenario;
  fen_status status = FEN_OK;
  for (ptrdiff_t n = 0; n < s->cells; n++) {
    s->before[n] = s->after[n] = 0.0;
    s->touched[n] = false;
  }
  for (ptrdiff_t n = 0; n < scenario->measure_count * s->change->species_count; n++)
    s->overlap[n] = 0.0;
  for (ptrdiff_t slot = 0; !status && slot < s->change->record_count * s->change->species_count; slot++)
    status = add_slot(s, slot, m, err);
  if (!status)
    status = keep_rows(s, out, err);
  if (!status)
    status = keep_overlaps(s, m, out, err);
  if (!status)
    status = check_cost(s->change, &scenario->measures[m], out, err);
  if (status)
    return status;
  out->in_force = part_in_force(s->change, m);
  out->cost_yuan_pyr = settle(&scenario->measures[m].cost, out);
  out->co2_tpyr = settle(&scenario->measures[m].co2, out);
  out->co2_value_yuan_pyr = out->co2_tpyr * scenario->co2_price_yuan_pt;
  return FEN_OK;
}

/* The base and the scenario are summed on their own, so that the measures' changes can be held against them. */
static fen_status add_totals(fen_ledger *ledger, fen_change *change, fen_error *err) {
  fen_status status = FEN_OK;
  for (ptrdiff_t slot = 0; !status && slot < change->record_count * change->species_count; slot++) {
    fen_ledger_total *total = &ledger->totals[slot % change->species_count];
    double tpyr = 0.0;
    total->base_tpyr += fen_inventory_record_tpyr(change->inventory, slot / change->species_count, (int)(slot % change->species_count));
    status = fen_change_tonnes(change, slot, (int)change->scenario->measure_count, -1, -1, &tpyr, err);
    total->scenario_tpyr += tpyr;
  }
  for (ptrdiff_t m = 0; m < change->scenario->measure_count; m++)
    for (ptrdiff_t s = 0; s < change->species_count; s++)
      ledger->totals[s].change_tpyr += ledger->measures[m].change_tpyr[s];
  return status;
}

static double add_known(double sum, double value) {
  return isnan(value) ? sum : isnan(sum) ? value : sum + value;
}

static fen_status fill(fen_ledger *ledger, fen_change *change, fen_error *err) {
  ptrdiff_t measures = change->scenario->measure_count;
  sums s = {.change = change, .cells = change->species_count * change->item->sector_count * (change->item->regions.count + 1)};
  ledger->cost_yuan_pyr = ledger->co2_tpyr = ledger->co2_value_yuan_pyr = NAN;
  fen_status status = FEN_NEW(&ledger->measures, measures, err);
  if (!status)
    status = FEN_NEW(&ledger->totals, change->species_count, err);
  if (!status)
    status = FEN_NEW(&s.before, s.cells, err);
  if (!status)
    status = FEN_NEW(&s.after, s.cells, err);
  if (!status)
    status = FEN_NEW(&s.touched, s.cells, err);
  if (!status)
    status = FEN_NEW(&s.overlap, measures * change->species_count, err);
  for (int m = 0; !status && m < (int)measures; m++) {
    status = add_measure(&s, m, &ledger->measures[m], err);
    ledger->cost_yuan_pyr = add_known(ledger->cost_yuan_pyr, ledger->measures[m].cost_yuan_pyr);
    ledger->co2_tpyr = add_known(ledger->co2_tpyr, ledger->measures[m].co2_tpyr);
    ledger->co2_value_yuan_pyr = add_known(ledger->co2_value_yuan_pyr, ledger->measures[m].co2_value_yuan_pyr);
  }
  if (!status)
    status = add_totals(ledger, change, err);
  fen_free(s.before);
  fen_free(s.after);
  fen_free(s.touched);
  fen_free(s.overlap);
  return status;
}

fen_status fen_ledger_create(fen_change *change, fen_ledger **out, fen_error *err) {
  fen_ledger *ledger = NULL;
  fen_status status = FEN_NEW(&ledger, 1, err);
  if (status)
    return status;
  ledger->change = change;
  status = fill(ledger, change, err);
  if (status)
    fen_ledger_destroy(&ledger);
  else
    *out = ledger;
  return status;
}

void fen_ledger_destroy(fen_ledger **pointer) {
  if (!pointer || !*pointer)
    return;
  fen_ledger *ledger = *pointer;
  for (ptrdiff_t m = 0; ledger->measures && m < ledger->change->scenario->measure_count; m++) {
    fen_free(ledger->measures[m].rows);
    fen_free(ledger->measures[m].overlaps);
    fen_free(ledger->measures[m].change_tpyr);
  }
  fen_free(ledger->measures);
  fen_free(ledger->totals);
  fen_free(ledger);
  *pointer = NULL;
}

const fen_ledger_total *fen_ledger_totals(const fen_ledger *ledger) {
  return ledger->totals;
}
