/* Tonnes of records as measures leave them. */
#include "change_parts.h"
#include "fenhe/memory.h"

fen_status fen_change_spread(fen_change *change, ptrdiff_t slot, const fen_spread **out, fen_error *err) {
  ptrdiff_t record = slot / change->species_count;
  int species = (int)(slot % change->species_count);
  fen_status made = change->spreads ? FEN_OK : FEN_NEW(&change->spreads, change->record_count * change->species_count, err);
  if (made)
    return made;
  fen_spread *spread = &change->spreads[slot];
  *out = spread;
  if (spread->known)
    return FEN_OK;
  for (ptrdiff_t n = 0; n < change->cells; n++)
    change->scratch[n] = 0.0;
  fen_status status = fen_inventory_record_spread(change->inventory, record, species, change->scratch, err);
  ptrdiff_t count = 0;
  for (ptrdiff_t n = 0; n < change->cells; n++)
    count += change->scratch[n] > 0.0;
  if (!status)
    status = FEN_NEW(&spread->cell, count, err);
  if (!status)
    status = FEN_NEW(&spread->tpyr, count, err);
  for (ptrdiff_t n = 0; !status && n < change->cells; n++) {
    if (!(change->scratch[n] > 0.0))
      continue;
    spread->cell[spread->count] = n;
    spread->tpyr[spread->count++] = change->scratch[n];
  }
  spread->known = status == FEN_OK;
  return status;
}

/* Mean of a cell's factor over the windows of a measure, or over the period; NULL: over all of the slot's part of the cell. */
static double mean_during(const fen_change *change, ptrdiff_t slot, ptrdiff_t cell, int before, int during, const fen_samples *within) {
  const fen_measure_use *use = during < 0 ? NULL : &change->uses[during];
  double sum = 0.0;
  double length = 0.0;
  if (!use || use->always)
    return fen_change_mean(change, slot, cell, change->start_s, change->end_s, before, within);
  for (ptrdiff_t n = 0; n < use->window_count; n++) {
    const fen_window *w = &use->windows[n];
    sum += fen_change_mean(change, slot, cell, w->start_s, w->end_s, before, within) * (w->end_s - w->start_s);
    length += w->end_s - w->start_s;
  }
  return length > 0.0 ? sum / length : 0.0;
}

fen_status fen_change_tonnes(fen_change *change, ptrdiff_t slot, int before, int during, int within, double *out, fen_error *err) {
  bool whole = within < 0 || !change->uses[within].mask;
  const fen_spread *spread = NULL;
  *out = 0.0;
  if (whole && !fen_change_has_mask(change, slot, before)) {
    double base = fen_inventory_record_tpyr(change->inventory, slot / change->species_count, (int)(slot % change->species_count));
    *out = base * mean_during(change, slot, 0, before, during, NULL);
    return FEN_OK;
  }
  fen_status status = fen_change_spread(change, slot, &spread, err);
  for (ptrdiff_t n = 0; !status && n < spread->count; n++) {
    ptrdiff_t cell = spread->cell[n];
    double weight = whole ? 1.0 : fen_change_share(change, within, slot, cell);
    if (!(weight > 0.0))
      continue;
    fen_samples taken = fen_change_part(change, slot, cell);
    if (weight < 1.0)
      taken = fen_samples_common(&taken, &change->uses[within].mask[cell]);
    *out += spread->tpyr[n] * weight * mean_during(change, slot, cell, before, during, weight < 1.0 ? &taken : NULL);
  }
  return status;
}
