/* One species and sector of a set: its months onto the model's grid, then into what the map makes of them. */
#include <math.h>
#include <stdio.h>
#include <string.h>

#include "fenhe/clock.h"
#include "fenhe/memory.h"
#include "sets.h"

enum { MONTHS = 12 };
static const double DAY_S = 86400.0;

/* What reading a group leaves, by month or for the year. */
typedef struct {
  fen_piece_unit unit;
  char summed[FEN_NC_NAME + 8];
  double own; /* sum in the file's own unit */
  double stated_kgps[MONTHS], inside_kgps[MONTHS], outside_kgps[MONTHS];
  double *slab;  /* [source cells] */
  double *dense; /* [model cells] */
  fen_emission_field field;
} group_sums;

/* Files of one inventory have axes that differ by the rounding of a float at most. */
static bool same_edges(const double *a, const double *b, ptrdiff_t count) {
  static const double LARGEST_CELLS = 1e-3;
  bool same = true;
  for (ptrdiff_t n = 1; same && n < count; n++)
    same = fabs(a[n] - b[n]) <= LARGEST_CELLS * fabs(b[n] - b[n - 1]) && fabs(a[n - 1] - b[n - 1]) <= LARGEST_CELLS * fabs(b[n] - b[n - 1]);
  return same;
}

static bool same_grid(const fen_source_grid *a, const fen_source_grid *b) {
  return a->nx == b->nx && a->ny == b->ny && a->x_edge && b->x_edge && same_edges(a->x_edge, b->x_edge, a->nx + 1) &&
         same_edges(a->y_edge, b->y_edge, a->ny + 1);
}

/* The overlaps are kept while groups lie on one grid, as all of an inventory do. */
static fen_status place_group(fen_set *set, const fen_piece_group *group, fen_error *err) {
  fen_source_grid source = {0};
  fen_status status = fen_piece_grid(group->first, &source, err);
  if (status)
    return status;
  if (same_grid(&source, &set->source)) {
    fen_source_grid_clear(&source);
    return FEN_OK;
  }
  fen_source_grid_clear(&set->source);
  fen_regrid_map_clear(&set->regrid);
  set->source = source;
  status = fen_regrid_map_create(&set->source, set->context->params->grid, &set->regrid, err);
  if (!status && set->regrid.overlaps.count == 0)
    return fen_fail(err, FEN_ERR_GRID,
                    "%s: error: no cell of its grid touches the domain\n  = give files of the domain's part of the world",
                    group->first->path);
  return status;
}

/* Of a group of files each must lie where the first does. */
static fen_status check_place(const fen_set *set, const fen_piece_group *group, const fen_piece *piece, fen_error *err) {
  fen_source_grid source = {0};
  if (strcmp(piece->path, group->first->path) == 0)
    return FEN_OK;
  fen_status status = fen_piece_grid(piece, &source, err);
  if (!status && set->source.x_edge && !same_grid(&source, &set->source))
    status = fen_fail(err, FEN_ERR_GRID, "%s: error: its cells do not lie where those of %s do\n  = give files of one grid in each set",
                      piece->path, group->first->path);
  fen_source_grid_clear(&source);
  return status;
}

/* Length of what an amount stands for: its month or year in the run's year. */
static double length_s(const fen_set *set, const fen_piece *piece) {
  int year = set->context->params->year;
  if (piece->month == 0)
    return set->context->inventory->year_days * DAY_S;
  int next = piece->month == MONTHS ? 1 : piece->month + 1;
  return fen_time_from_civil(piece->month == MONTHS ? year + 1 : year, next, 1, 0, 0, 0) -
         fen_time_from_civil(year, piece->month, 1, 0, 0, 0);
}

/* Values of one piece to kg/s; its sum in the file's unit goes to own. A mass that is not known counts as none. */
static fen_status read_slab(const fen_set *set, const fen_piece *piece, group_sums *sums, fen_error *err) {
  fen_piece_unit unit;
  const fen_source_grid *source = &set->source;
  fen_status status = fen_piece_unit_read(set->context, set->map, piece, &unit, err);
  if (!status && sums->unit.text[0] && strcmp(sums->unit.text, unit.text) != 0)
    return fen_fail(err, FEN_ERR_DATA_UNIT,
                    "%s: error: the unit is '%s' here and '%s' in others of this species and sector\n  = correct the files", piece->path,
                    unit.text, sums->unit.text);
  if (!status)
    status = fen_piece_values(piece, source, sums->slab, err);
  if (status)
    return status;
  sums->unit = unit;
  double factor = isnan(unit.scale) ? 0.0 : unit.scale / (unit.amount ? length_s(set, piece) : 1.0);
  for (ptrdiff_t n = 0; n < source->nx * source->ny; n++) {
    if (unit.amount)
      sums->own += sums->slab[n];
    sums->slab[n] *= factor * (unit.per_area ? source->area_m2[n] : 1.0);
    if (!(sums->slab[n] <= FEN_MOST_KGPS))
      return fen_fail(err, FEN_ERR_VALUE,
                      "%s: error: row %td, column %td (from 0) gives %g kg/s, more than the whole world emits\n  = check the values and "
                      "their unit, '%s'",
                      piece->path, n / source->nx, n % source->nx, sums->slab[n], unit.text);
  }
  return FEN_OK;
}

static fen_status read_months(const fen_set *set, const fen_piece_group *group, bool regrid, group_sums *sums, fen_error *err) {
  const fen_grid_params *p = &set->context->params->grid->params;
  fen_emission_field *field = &sums->field;
  fen_status status = FEN_OK;
  for (ptrdiff_t t = 0; !status && t < field->time.count; t++) {
    if (!group->month[t])
      continue;
    status = check_place(set, group, group->month[t], err);
    if (!status)
      status = read_slab(set, group->month[t], sums, err);
    if (status)
      return status;
    if (!regrid) {
      for (ptrdiff_t n = 0; n < set->source.nx * set->source.ny; n++)
        sums->stated_kgps[t] += sums->slab[n];
      continue;
    }
    sums->stated_kgps[t] = fen_regrid_apply(&set->source, &set->regrid, sums->slab, p->nx * p->ny, sums->dense, &sums->outside_kgps[t]);
    for (ptrdiff_t n = 0; n < field->cell_count; n++) {
      double rate = sums->dense[field->cell[n]];
      field->rate_kgps[t * field->cell_count + n] = rate;
      sums->inside_kgps[t] += rate;
    }
  }
  return status;
}

static fen_status allocate(const fen_set *set, const fen_piece_group *group, group_sums *sums, fen_error *err) {
  const fen_grid_params *p = &set->context->params->grid->params;
  fen_emission_field *field = &sums->field;
  field->time = (fen_time_axis){.kind = group->monthly ? FEN_TIMING_MONTHS : FEN_TIMING_PROFILE, .count = group->monthly ? MONTHS : 1};
  for (int n = 0; n < MONTHS; n++)
    field->time.month[n] = n;
  field->height.kind = FEN_HEIGHT_SECTOR;
  field->cell_count = set->regrid.cell_count;
  fen_status status = FEN_NEW(&sums->slab, set->source.nx * set->source.ny, err);
  if (!status)
    status = FEN_NEW(&sums->dense, p->nx * p->ny, err);
  if (!status)
    status = FEN_NEW(&field->cell, field->cell_count, err);
  if (!status)
    status = FEN_NEW(&field->rate_kgps, field->cell_count * field->time.count, err);
  if (!status && field->cell_count)
    memcpy(field->cell, set->regrid.cell, (size_t)field->cell_count * sizeof *field->cell);
  return status;
}

/* What the group states, in its own unit: amounts as their sum, rates as their mean, fluxes as kg/s. */
static double stated_own(const group_sums *sums, double mean_kgps) {
  if (sums->unit.amount)
    return sums->own;
  return sums->unit.per_area ? mean_kgps : mean_kgps / sums->unit.scale;
}

/* Amounts of twelve months are summed, which their unit must tell. The text lives as long as the sums. */
static const char *unit_of(group_sums *sums, bool monthly) {
  if (sums->unit.per_area)
    return "kg s-1";
  if (!monthly || !sums->unit.amount)
    return sums->unit.text;
  (void)snprintf(sums->summed, sizeof sums->summed, "sum of %s", sums->unit.text);
  return sums->summed;
}

static fen_emission_step step_of(const fen_piece_group *group, group_sums *sums) {
  return (fen_emission_step){.path = group->first->path,
                             .file_count = group->file_count,
                             .species_in = group->first->species,
                             .sector_in = group->first->sector,
                             .unit = unit_of(sums, group->monthly),
                             .species = -1,
                             .sector = -1,
                             .species_factor = 1.0,
                             .sector_share = 1.0};
}

static fen_status add_route(fen_set *set, const fen_piece_group *group, const fen_inventory_route *route, group_sums *sums,
                            fen_error *err) {
  fen_inventory_context *context = set->context;
  int year = context->params->year;
  double factor = route->factor * route->share;
  double mean_kgps = fen_time_axis_mean(&sums->field.time, sums->stated_kgps, year);
  fen_emission_field field = sums->field;
  fen_emission_step step = step_of(group, sums);
  ptrdiff_t count = field.cell_count * field.time.count;
  step.species = field.species = route->species;
  step.sector = field.sector = route->sector;
  step.species_factor = route->factor;
  step.sector_share = route->share;
  context->first_record = context->inventory->record_count;
  field.rate_kgps = NULL;
  fen_status status = fen_inventory_count(context, &step, stated_own(sums, mean_kgps), mean_kgps,
                                          factor * fen_time_axis_mean(&field.time, sums->inside_kgps, year),
                                          factor * fen_time_axis_mean(&field.time, sums->outside_kgps, year), &field.step, err);
  if (!status)
    status = FEN_NEW(&field.rate_kgps, count, err);
  for (ptrdiff_t n = 0; !status && n < count; n++)
    field.rate_kgps[n] = factor * sums->field.rate_kgps[n];
  if (!status)
    status = fen_gridded_add_by_region(context, &field, err);
  fen_free(field.rate_kgps);
  return status;
}

static fen_status add_routes(fen_set *set, const fen_piece_group *group, group_sums *sums, fen_error *err) {
  const fen_inventory_route *routes = NULL;
  ptrdiff_t count = 0;
  if (isnan(sums->unit.scale))
    return fen_fail(
        err, FEN_ERR_DATA_UNIT,
        "%s: error: '%s' counts moles, and the molar mass of %s is not known\n  = write molar_mass beside the species in the map",
        group->first->path, sums->unit.text, group->first->species);
  fen_status status = fen_inventory_map_routes(set->map, group->first->species, group->first->sector, &routes, &count, err);
  for (ptrdiff_t n = 0; !status && n < count; n++)
    status = add_route(set, group, &routes[n], sums, err);
  return status;
}

/* Tonnes that are left out on purpose are told. */
static fen_status count_ignored(fen_set *set, const fen_piece_group *group, group_sums *sums, fen_error *err) {
  const fen_emission_step step = step_of(group, sums);
  double mean_kgps = fen_time_axis_mean(&sums->field.time, sums->stated_kgps, set->context->params->year);
  return fen_inventory_count(set->context, &step, stated_own(sums, mean_kgps), isnan(sums->unit.scale) ? NAN : mean_kgps, 0.0, 0.0, NULL,
                             err);
}

fen_status fen_set_read_group(fen_set *set, const fen_piece_group *group, fen_error *err) {
  const fen_piece *first = group->first;
  group_sums sums = {0};
  const fen_inventory_route *routes = NULL;
  ptrdiff_t count = 0;
  bool ignored = fen_inventory_map_ignores(set->map, first->species, first->sector);
  fen_status status = ignored ? FEN_OK : fen_inventory_map_routes(set->map, first->species, first->sector, &routes, &count, err);
  if (status)
    return fen_fail_within(err, "%s: error", first->path);
  status = place_group(set, group, err);
  if (!status)
    status = allocate(set, group, &sums, err);
  if (!status)
    status = read_months(set, group, !ignored, &sums, err);
  if (!status)
    status = ignored ? count_ignored(set, group, &sums, err) : add_routes(set, group, &sums, err);
  fen_free(sums.slab);
  fen_free(sums.dense);
  fen_emission_field_clear(&sums.field);
  return status;
}
