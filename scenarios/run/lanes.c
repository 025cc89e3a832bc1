#include "lanes.h"

#include <stdio.h>

#include "fenhe/memory.h"

/* What no tag of the species takes goes to its tag 'other'. */
static bool taken(const fen_case *item, int species, bool initial) {
  for (ptrdiff_t t = 0; t < item->tag_count; t++)
    if (item->tags[t].species == species && (initial ? item->tags[t].initial : item->tags[t].boundary))
      return true;
  return false;
}

static void set_tag(const fen_case *item, fen_lane *lane, int member, const fen_case_tag *tag) {
  lane->species = tag->species;
  lane->member = member;
  lane->tag = tag;
  lane->initial = tag->initial || (tag->other && !taken(item, tag->species, true));
  lane->boundary = tag->boundary || (tag->other && !taken(item, tag->species, false));
  (void)snprintf(lane->name, sizeof lane->name, "%s__%s", item->species[tag->species].name, tag->name);
}

static bool among(int value, const int *list, ptrdiff_t count) {
  for (ptrdiff_t i = 0; i < count; i++)
    if (list[i] == value)
      return true;
  return count == 0;
}

static bool in_class(const fen_stack_class *class, const fen_inventory_record *record) {
  bool stack = record->kind == FEN_INVENTORY_POINTS && record->stack_height_m > 0.0;
  if (class->kind == FEN_STACK_ANY)
    return true;
  return class->kind == FEN_STACK_NONE ? !stack : stack && record->stack_height_m >= class->from_m && record->stack_height_m < class->to_m;
}

static bool matches(const fen_case_tag *tag, int species, const fen_inventory_record *record) {
  return tag->emissions && !tag->other && tag->species == species && among(record->sector, tag->sectors, tag->sector_count) &&
         among(record->region, tag->regions, tag->region_count) && in_class(&tag->stack, record);
}

bool fen_lane_takes(const fen_lanes *lanes, const fen_lane *lane, int species, const fen_inventory_record *record) {
  if (lane->species != species)
    return false;
  if (!lane->tag)
    return true;
  if (!lane->tag->other)
    return matches(lane->tag, species, record);
  for (ptrdiff_t l = 0; l < lanes->count; l++)
    if (lanes->items[l].tag && matches(lanes->items[l].tag, species, record))
      return false;
  return true;
}

/* Nothing in the domain falls to it. */
static bool is_empty(const fen_case_tag *tag, const fen_inventory *inventory) {
  for (ptrdiff_t r = 0; inventory && r < fen_inventory_record_count(inventory); r++)
    if (fen_inventory_record_tpyr(inventory, r, tag->species) > 0.0 && matches(tag, tag->species, fen_inventory_record_at(inventory, r)))
      return false;
  return true;
}

/* Species that are washed in their own way have their own coefficients, in their order. */
static ptrdiff_t scavenging_field(const fen_case *item, int species) {
  ptrdiff_t field = 0;
  for (int s = 0; s <= species; s++)
    field += item->species[s].removal.washed ? 1 : 0;
  return item->species[species].removal.washed ? field : 0;
}

static void add_species(const fen_case *item, const fen_inventory *inventory, int species, fen_lanes *lanes, ptrdiff_t *left_out) {
  fen_lane *lead = &lanes->items[lanes->count++];
  int member = 0;
  *lead = (fen_lane){.species = species, .initial = true, .boundary = true};
  (void)snprintf(lead->name, sizeof lead->name, "%s", item->species[species].name);
  for (ptrdiff_t t = 0; t < item->tag_count; t++) {
    const fen_case_tag *tag = &item->tags[t];
    if (tag->species != species)
      continue;
    if (tag->derived && is_empty(tag, inventory))
      (*left_out)++;
    else
      set_tag(item, &lanes->items[lanes->count++], ++member, tag);
  }
  lanes->species[species] = (fen_species){
      .tags = member, .scavenging_factor = item->species[species].scavenging_factor, .scavenging_field = scavenging_field(item, species)};
}

fen_status fen_lanes_create(const fen_case *item, const fen_inventory *inventory, const fen_log *log, fen_lanes *out, fen_error *err) {
  fen_lanes lanes = {.inventory = inventory};
  ptrdiff_t left_out = 0;
  fen_status status = FEN_NEW(&lanes.items, item->species_count + item->tag_count, err);
  if (!status)
    status = FEN_NEW(&lanes.species, item->species_count, err);
  if (status) {
    fen_lanes_clear(&lanes);
    return status;
  }
  for (int s = 0; s < (int)item->species_count; s++)
    add_species(item, inventory, s, &lanes, &left_out);
  if (left_out > 0)
    fen_log_line(log, FEN_LOG_INFO, "%td tags of sectors, regions and stacks are left out: nothing in the domain falls to them", left_out);
  *out = lanes;
  return FEN_OK;
}

/* Lanes of a species follow each other: those of the scenarios come behind its tags. */
fen_status fen_lanes_add(fen_lanes *lanes, const fen_case *item, const fen_lane_scenario *scenarios, ptrdiff_t count, fen_error *err) {
  fen_lane *items = NULL;
  ptrdiff_t at = 0;
  fen_status status = FEN_NEW(&items, lanes->count + count * item->species_count, err);
  if (status)
    return status;
  for (ptrdiff_t l = 0; l < lanes->count; l++) {
    const fen_lane *lane = &lanes->items[l];
    items[at++] = *lane;
    if (l + 1 < lanes->count && lanes->items[l + 1].species == lane->species)
      continue;
    for (ptrdiff_t n = 0; n < count; n++) {
      fen_lane *added = &items[at++];
      *added = (fen_lane){
          .species = lane->species, .member = lane->member + 1 + (int)n, .change = scenarios[n].change, .initial = true, .boundary = true};
      (void)snprintf(added->name, sizeof added->name, "%s%s%s", item->species[lane->species].name, FEN_SCENARIO_MARK, scenarios[n].name);
    }
    lanes->species[lane->species].tags += count;
  }
  fen_free(lanes->items);
  lanes->items = items;
  lanes->count = at;
  return FEN_OK;
}

void fen_lanes_clear(fen_lanes *lanes) {
  fen_free(lanes->items);
  fen_free(lanes->species);
  *lanes = (fen_lanes){0};
}

static fen_status reserve(fen_source **sources, ptrdiff_t *capacity, ptrdiff_t count, ptrdiff_t more, fen_error *err) {
  if (count + more <= *capacity)
    return FEN_OK;
  fen_source *larger = NULL;
  ptrdiff_t wanted = 2 * (count + more);
  fen_status status = FEN_NEW(&larger, wanted, err);
  if (status)
    return status;
  for (ptrdiff_t n = 0; n < count; n++)
    larger[n] = (*sources)[n];
  fen_free(*sources);
  *sources = larger;
  *capacity = wanted;
  return FEN_OK;
}

/* Emissions that follow each other and come from one record: an inventory's come in long such runs. */
typedef struct {
  ptrdiff_t first, end;
} stretch;

static bool are_alike(const fen_emission *a, const fen_emission *b) {
  return a->species == b->species && a->record == b->record;
}

static fen_status find_stretches(const fen_emission *emissions, ptrdiff_t count, stretch **out, ptrdiff_t *out_count, fen_error *err) {
  ptrdiff_t found = 0;
  for (ptrdiff_t n = 0; n < count; n++)
    found += n == 0 || !are_alike(&emissions[n], &emissions[n - 1]);
  fen_status status = FEN_NEW(out, found, err);
  if (status)
    return status;
  *out_count = found;
  found = 0;
  for (ptrdiff_t n = 0; n < count; n++) {
    if (n == 0 || !are_alike(&emissions[n], &emissions[n - 1]))
      (*out)[found++].first = n;
    (*out)[found - 1].end = n + 1;
  }
  return FEN_OK;
}

typedef struct {
  const fen_emission *emissions;
  const stretch *stretches;
  ptrdiff_t stretch_count;
  double start_s, end_s;
  ptrdiff_t nx, ny;
  ptrdiff_t cells; /* up to the uppermost layer with an emission */
} emitted;

/* Sum a lane's emissions by cell, in their order; returns how many cells emit. */
static ptrdiff_t sum_lane(const fen_lanes *lanes, const fen_lane *lane, const emitted *all, double *rate_kgps) {
  ptrdiff_t cells = 0;
  for (ptrdiff_t n = 0; n < all->cells; n++)
    rate_kgps[n] = 0.0;
  for (ptrdiff_t s = 0; s < all->stretch_count; s++) {
    const stretch *alike = &all->stretches[s];
    const fen_emission *first = &all->emissions[alike->first];
    if (!fen_lane_takes(lanes, lane, first->species, fen_inventory_record_at(lanes->inventory, first->record)))
      continue;
    for (ptrdiff_t n = alike->first; n < alike->end; n++) {
      const fen_emission *e = &all->emissions[n];
      ptrdiff_t column = e->j * all->nx + e->i;
      double factor = lane->change ? fen_change_factor(lane->change, e->record, e->species, column, all->start_s, all->end_s) : 1.0;
      rate_kgps[e->k * all->ny * all->nx + column] += factor * e->rate_kgps;
    }
  }
  for (ptrdiff_t n = 0; n < all->cells; n++)
    cells += rate_kgps[n] != 0.0;
  return cells;
}

static ptrdiff_t layers_reached(const fen_emission *emissions, ptrdiff_t count) {
  ptrdiff_t layers = 0;
  for (ptrdiff_t n = 0; n < count; n++)
    layers = emissions[n].k >= layers ? emissions[n].k + 1 : layers;
  return layers;
}

fen_status fen_lanes_sources(const fen_lanes *lanes, const fen_emission *emissions, ptrdiff_t count, double start_s, double end_s,
                             const fen_grid *grid, double *work, fen_source **out, ptrdiff_t *out_count, fen_error *err) {
  fen_source *sources = NULL;
  stretch *stretches = NULL;
  ptrdiff_t at = 0;
  ptrdiff_t capacity = 0;
  ptrdiff_t nx = grid->params.nx;
  ptrdiff_t ny = grid->params.ny;
  emitted all = {
      .emissions = emissions, .start_s = start_s, .end_s = end_s, .nx = nx, .ny = ny, .cells = layers_reached(emissions, count) * nx * ny};
  fen_status status = find_stretches(emissions, count, &stretches, &all.stretch_count, err);
  all.stretches = stretches;
  for (ptrdiff_t l = 0; !status && l < lanes->count; l++) {
    const fen_lane *lane = &lanes->items[l];
    ptrdiff_t cells = sum_lane(lanes, lane, &all, work);
    status = reserve(&sources, &capacity, at, cells, err);
    for (ptrdiff_t row = 0; !status && cells > 0 && row < all.cells / nx; row++)
      for (ptrdiff_t i = 0; i < nx; i++)
        if (work[row * nx + i] != 0.0)
          sources[at++] = (fen_source){.i = (int)i,
                                       .j = (int)(row % ny),
                                       .k = (int)(row / ny),
                                       .species = lane->species,
                                       .member = lane->member,
                                       .rate_kgps = work[row * nx + i]};
  }
  fen_free(stretches);
  if (status) {
    fen_free(sources);
    return status;
  }
  *out = sources;
  *out_count = at;
  return FEN_OK;
}
