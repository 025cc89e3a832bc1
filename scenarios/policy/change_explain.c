/* Why a set of records has no factor in common. */
#include <stdio.h>

#include "change_parts.h"

/* What one measure does to a set. */
typedef struct {
  bool acts, masked, uneven;
  double common;
} effect;

/* The product of a measure's own actions on a slot. */
static double own_factor(const fen_change *change, ptrdiff_t slot, int measure, effect *e) {
  double product = 1.0;
  for (ptrdiff_t at = change->head[slot]; at >= 0; at = change->actions[at].next) {
    const fen_action *action = &change->actions[at];
    if (action->measure != measure)
      continue;
    product *= action->factor;
    e->acts = true;
    e->masked = e->masked || action->masked;
  }
  return product;
}

static effect find_effect(const fen_change *change, int measure, const int *records, ptrdiff_t count, int species) {
  effect e = {0};
  bool any = false;
  for (ptrdiff_t n = 0; n < count; n++) {
    if (!(fen_inventory_record_tpyr(change->inventory, records[n], species) > 0.0))
      continue;
    double factor = own_factor(change, records[n] * change->species_count + species, measure, &e);
    e.uneven = e.uneven || (any && factor != e.common);
    e.common = factor;
    any = true;
  }
  return e;
}

void fen_change_explain(const fen_change *change, const int *records, ptrdiff_t count, int species, char *text, size_t size) {
  for (int m = 0; m < (int)change->scenario->measure_count; m++) {
    const fen_measure_use *use = &change->uses[m];
    effect e = find_effect(change, m, records, count, species);
    const char *how = e.masked                                          ? "in a part of its cells"
                      : e.uneven                                        ? "on some of its sources, or on some otherwise than on others"
                      : e.acts && !use->always && use->window_count > 0 ? "in a part of the period"
                                                                        : NULL;
    if (how) {
      (void)snprintf(text, size, "measure '%s' acts %s", change->scenario->measures[m].name, how);
      return;
    }
  }
  (void)snprintf(text, size, "its sources have several factors");
}
