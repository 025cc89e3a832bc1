#include "partition.h"

#include <stdio.h>

enum { WHAT_TEXT = 256 };

bool fen_partition_has_tags(const fen_lanes *lanes, int species) {
  for (ptrdiff_t l = 0; l < lanes->count; l++)
    if (lanes->items[l].tag && lanes->items[l].species == species)
      return true;
  return false;
}

/* Which of the tags of a species take something: how many, and the first two. */
typedef struct {
  ptrdiff_t count;
  const fen_lane *taker[2];
} takers;

static void note(takers *t, const fen_lane *lane) {
  if (t->count < 2)
    t->taker[t->count] = lane;
  t->count++;
}

static fen_status complain(const fen_case *item, int species, const takers *t, const char *what, fen_error *err) {
  const char *name = item->species[species].name;
  if (t->count == 0)
    return fen_fail(err, FEN_ERR_TAGS,
                    "%s: error: the tags of %s do not make it up: %s falls to none of them\n  = add 'other: true' to the tags of %s",
                    item->path, name, what, name);
  return fen_fail(err, FEN_ERR_TAGS,
                  "%s: error: the tags of %s do not make it up: %s falls to two of them, '%s' and '%s'\n"
                  "  = leave it out of one of them",
                  item->path, name, what, t->taker[0]->tag->name, t->taker[1]->tag->name);
}

static void describe(const fen_case *item, const fen_inventory_record *record, char what[WHAT_TEXT]) {
  const char *region = record->region >= 0 ? item->regions.items[record->region].name : "no region";
  (void)snprintf(what, WHAT_TEXT, "%s%s%s of %s", record->name ? record->name : "", record->name ? ", " : "",
                 item->sectors[record->sector].name, region);
}

static fen_status check_emissions(const fen_case *item, const fen_lanes *lanes, int species, fen_error *err) {
  const fen_inventory *inventory = lanes->inventory;
  for (ptrdiff_t r = 0; inventory && r < fen_inventory_record_count(inventory); r++) {
    const fen_inventory_record *record = fen_inventory_record_at(inventory, r);
    takers t = {0};
    if (!(fen_inventory_record_tpyr(inventory, r, species) > 0.0))
      continue;
    for (ptrdiff_t l = 0; l < lanes->count; l++)
      if (lanes->items[l].tag && fen_lane_takes(lanes, &lanes->items[l], species, record))
        note(&t, &lanes->items[l]);
    if (t.count != 1) {
      char what[WHAT_TEXT];
      describe(item, record, what);
      return complain(item, species, &t, what, err);
    }
  }
  return FEN_OK;
}

static bool is_nothing(const fen_case_background *value) {
  bool nothing = value->count > 0; /* what a file holds is not known */
  for (ptrdiff_t n = 0; nothing && n < value->count; n++)
    nothing = value->value[n] == 0.0;
  return nothing;
}

bool fen_partition_has_background(const fen_case *item, const fen_lane *lane) {
  const fen_case_species *s = &item->species[lane->species];
  return (lane->initial && !is_nothing(&s->initial)) || (lane->boundary && !is_nothing(&s->boundary));
}

static fen_status check_values(const fen_case *item, const fen_lanes *lanes, int species, bool initial, fen_error *err) {
  const fen_case_species *s = &item->species[species];
  takers t = {0};
  for (ptrdiff_t l = 0; l < lanes->count; l++) {
    const fen_lane *lane = &lanes->items[l];
    if (lane->tag && lane->species == species && (initial ? lane->initial : lane->boundary))
      note(&t, lane);
  }
  if (t.count == 1 || (t.count == 0 && is_nothing(initial ? &s->initial : &s->boundary)))
    return FEN_OK;
  return complain(item, species, &t, initial ? "the initial value" : "the boundary value", err);
}

fen_status fen_partition_check(const fen_case *item, const fen_lanes *lanes, fen_error *err) {
  bool any = false;
  fen_status status = FEN_OK;
  for (int s = 0; !status && s < (int)item->species_count; s++) {
    if (!fen_partition_has_tags(lanes, s))
      continue;
    any = true;
    status = check_emissions(item, lanes, s, err);
    if (!status)
      status = check_values(item, lanes, s, true, err);
    if (!status)
      status = check_values(item, lanes, s, false, err);
  }
  if (!status && !any)
    return fen_fail(err, FEN_ERR_TAGS,
                    "%s: error: the case has no tags\n"
                    "  = add tags: {species: PM25, sectors: each, regions: each, boundary: true, initial: true, other: true}",
                    item->path);
  return status;
}
