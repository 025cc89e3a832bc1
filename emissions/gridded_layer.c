#include <string.h>

#include "fenhe/clock.h"
#include "fenhe/memory.h"
#include "inventory_parts.h"

enum { MONTHS = 12 };

double fen_regrid_apply(const fen_source_grid *source, const fen_regrid_map *map, const double *value, ptrdiff_t cells, double *field,
                        double *outside) {
  double stated = 0.0;
  double beyond = 0.0;
  memset(field, 0, (size_t)cells * sizeof *field);
  for (ptrdiff_t s = 0; s < source->nx * source->ny; s++) {
    double share = 0.0;
    stated += value[s];
    for (ptrdiff_t n = map->first[s]; n < map->first[s + 1]; n++) {
      field[map->overlaps.items[n].cell] += value[s] * map->overlaps.items[n].share;
      share += map->overlaps.items[n].share;
    }
    beyond += value[s] * (1.0 - share);
  }
  if (outside)
    *outside = beyond;
  return stated;
}

static double month_days(int year, int month) {
  int next_year = month == MONTHS - 1 ? year + 1 : year;
  return (fen_time_from_civil(next_year, (month + 1) % MONTHS + 1, 1, 0, 0, 0) - fen_time_from_civil(year, month + 1, 1, 0, 0, 0)) /
         86400.0;
}

double fen_time_axis_mean(const fen_time_axis *axis, const double *value, int year) {
  double sum = 0.0;
  double weight = 0.0;
  if (axis->kind == FEN_TIMING_PROFILE)
    return value[0];
  if (axis->kind == FEN_TIMING_INSTANTS) {
    for (ptrdiff_t n = 0; n + 1 < axis->count; n++)
      sum += 0.5 * (value[n] + value[n + 1]) * (axis->time_s[n + 1] - axis->time_s[n]);
    return sum / (axis->time_s[axis->count - 1] - axis->time_s[0]);
  }
  for (ptrdiff_t n = 0; n < axis->count; n++) {
    double part = axis->kind == FEN_TIMING_STEPS ? axis->time_s[n + 1] - axis->time_s[n] : month_days(year, (int)n);
    sum += value[n] * part;
    weight += part;
  }
  return sum / weight;
}

/* Rates of the source's cells [kg/s] at one time of the file. */
static fen_status read_slab(const fen_gridded_variable *variable, ptrdiff_t time, ptrdiff_t layer, double *slab, fen_error *err) {
  const fen_nc_shape *shape = &variable->shape;
  ptrdiff_t start[FEN_NC_MAX_RANK] = {0};
  ptrdiff_t count[FEN_NC_MAX_RANK];
  for (int d = 0; d < shape->rank; d++)
    count[d] = d < shape->rank - 2 ? 1 : shape->shape[d];
  if (variable->time_dimension >= 0)
    start[variable->time_dimension] = time;
  if (variable->layer_dimension >= 0)
    start[variable->layer_dimension] = layer;
  fen_status status = fen_nc_read(variable->reader, variable->variable, shape->rank, start, count, slab, err);
  if (status)
    return status;
  const fen_source_grid *source = variable->source;
  ptrdiff_t negative = 0;
  ptrdiff_t first = -1;
  for (ptrdiff_t s = source->nx * source->ny - 1; s >= 0; s--) {
    if (!(slab[s] >= 0.0)) {
      first = s;
      negative++;
    }
  }
  if (negative)
    return fen_nc_fail(variable->reader, variable->variable, FEN_ERR_NEGATIVE,
                       "correct the file; an inventory gives emissions, sinks are the model's", err,
                       "negative emission %g at time %td, layer %td, row %td, column %td (from 0); %td such value%s there", slab[first],
                       time, layer, first / source->nx, first % source->nx, negative, negative == 1 ? "" : "s");
  for (ptrdiff_t s = 0; s < source->nx * source->ny; s++) {
    double value = slab[s];
    slab[s] *= variable->scale * (variable->per_area ? source->area_m2[s] : 1.0);
    if (!(slab[s] <= FEN_MOST_KGPS))
      return fen_nc_fail(variable->reader, variable->variable, FEN_ERR_VALUE, "check the values and their unit", err,
                         "value %g at time %td, layer %td, row %td, column %td (from 0) is %g kg/s, more than the whole world emits", value,
                         time, layer, s / source->nx, s % source->nx, slab[s]);
  }
  return FEN_OK;
}

typedef struct {
  double *slab;                    /* [source cells] */
  double *dense;                   /* [model cells] */
  double *stated, *kept, *outside; /* [times] */
} buffers;

static fen_status allocate_buffers(buffers *b, ptrdiff_t source_cells, ptrdiff_t model_cells, ptrdiff_t times, fen_error *err) {
  fen_status status = FEN_NEW(&b->slab, source_cells, err);
  if (!status)
    status = FEN_NEW(&b->dense, model_cells, err);
  if (!status)
    status = FEN_NEW(&b->stated, times, err);
  if (!status)
    status = FEN_NEW(&b->kept, times, err);
  if (!status)
    status = FEN_NEW(&b->outside, times, err);
  return status;
}

static void free_buffers(buffers *b) {
  fen_free(b->slab);
  fen_free(b->dense);
  fen_free(b->stated);
  fen_free(b->kept);
  fen_free(b->outside);
}

static fen_status copy_axis(const fen_time_axis *from, fen_time_axis *to, fen_error *err) {
  *to = *from;
  to->time_s = NULL;
  ptrdiff_t count = from->time_s ? from->count + (from->kind == FEN_TIMING_STEPS) : 0;
  fen_status status = FEN_NEW(&to->time_s, count, err);
  if (!status && count)
    memcpy(to->time_s, from->time_s, (size_t)count * sizeof *to->time_s);
  return status;
}

static fen_status fill_field(const fen_gridded_variable *variable, ptrdiff_t layer, ptrdiff_t model_cells, buffers *b,
                             fen_emission_field *field, fen_error *err) {
  const fen_regrid_map *map = variable->map;
  for (ptrdiff_t t = 0; t < variable->time->count; t++) {
    ptrdiff_t slot = variable->time->kind == FEN_TIMING_MONTHS ? variable->time->month[t] : t;
    fen_status status = read_slab(variable, t, layer, b->slab, err);
    if (status)
      return status;
    b->stated[slot] = fen_regrid_apply(variable->source, map, b->slab, model_cells, b->dense, &b->outside[slot]);
    for (ptrdiff_t n = 0; n < map->cell_count; n++) {
      double rate = b->dense[map->cell[n]];
      field->rate_kgps[slot * map->cell_count + n] = rate;
      b->kept[slot] += rate;
    }
  }
  return FEN_OK;
}

/* Region of every column by the place of its centre. */
static fen_status find_cell_regions(fen_inventory_context *context, fen_error *err) {
  const fen_grid *grid = context->params->grid;
  const fen_grid_params *p = &grid->params;
  if (context->cell_region)
    return FEN_OK;
  fen_status status = FEN_NEW(&context->cell_region, p->nx * p->ny, err);
  for (ptrdiff_t n = 0; !status && n < p->nx * p->ny; n++) {
    double x = grid->lon_deg ? grid->lon_deg[n] : p->x0 + ((double)(n % p->nx) + 0.5) * p->dx;
    double y = grid->lat_deg ? grid->lat_deg[n] : p->y0 + ((double)(n / p->nx) + 0.5) * p->dy;
    context->cell_region[n] = fen_inventory_region_at(context, x, y);
  }
  return status;
}

/* The record of this variable's part in a region, which its layers share. */
static fen_status record_of(fen_inventory_context *context, const fen_emission_field *field, int *index, fen_error *err) {
  fen_inventory *inventory = context->inventory;
  for (ptrdiff_t n = context->first_record; n < inventory->record_count; n++) {
    if (inventory->records[n].region == field->region) {
      *index = (int)n;
      return FEN_OK;
    }
  }
  bool ioapi = context->file->kind == FEN_INVENTORY_IOAPI;
  const fen_inventory_record record = {.kind = ioapi ? FEN_INVENTORY_IOAPI : FEN_INVENTORY_GRIDDED,
                                       .species = field->species,
                                       .sector = field->sector,
                                       .region = field->region};
  return fen_inventory_add_record(inventory, &record, index, err);
}

/* The cells of a field that lie in one region, as a field of their own; out's arrays stay NULL if they emit nothing. */
static fen_status cut_region(const fen_inventory_context *context, const fen_emission_field *field, int region, fen_emission_field *out,
                             fen_error *err) {
  ptrdiff_t cells = 0;
  bool holds = false;
  for (ptrdiff_t n = 0; n < field->cell_count; n++) {
    if (context->cell_region[field->cell[n]] != region)
      continue;
    cells++;
    for (ptrdiff_t t = 0; t < field->time.count; t++)
      holds = holds || field->rate_kgps[t * field->cell_count + n] > 0.0;
  }
  *out = *field;
  out->cell = NULL;
  out->rate_kgps = NULL;
  out->time.time_s = NULL;
  out->region = region;
  out->cell_count = cells;
  if (!holds)
    return FEN_OK;
  fen_status status = copy_axis(&field->time, &out->time, err);
  if (!status)
    status = FEN_NEW(&out->cell, cells, err);
  if (!status)
    status = FEN_NEW(&out->rate_kgps, cells * field->time.count, err);
  ptrdiff_t at = 0;
  for (ptrdiff_t n = 0; !status && n < field->cell_count; n++) {
    if (context->cell_region[field->cell[n]] != region)
      continue;
    out->cell[at] = field->cell[n];
    for (ptrdiff_t t = 0; t < field->time.count; t++)
      out->rate_kgps[t * cells + at] = field->rate_kgps[t * field->cell_count + n];
    at++;
  }
  return status;
}

/* A cell belongs to one region, so its rates are summed in the same order as those of a field that is not cut. */
fen_status fen_gridded_add_by_region(fen_inventory_context *context, const fen_emission_field *field, fen_error *err) {
  ptrdiff_t regions = context->params->regions ? context->params->regions->count : 0;
  fen_status status = find_cell_regions(context, err);
  for (int region = -1; !status && region < (int)regions; region++) {
    fen_emission_field part;
    status = cut_region(context, field, region, &part, err);
    if (!status && part.cell)
      status = record_of(context, &part, &part.record, err);
    if (!status && part.cell)
      status = fen_inventory_add_field(context->inventory, &part, err);
    else
      fen_emission_field_clear(&part);
  }
  return status;
}

/* Rates: what a file states in its own unit is its mean rate, whatever the time; fluxes per area as kg/s. */
static fen_status count_layer(fen_inventory_context *context, const fen_gridded_variable *variable, const buffers *b,
                              fen_emission_field *field, fen_error *err) {
  int year = context->params->year;
  double stated = fen_time_axis_mean(variable->time, b->stated, year);
  const fen_emission_step step = {.species_in = variable->variable,
                                  .sector_in = variable->sector_in,
                                  .unit = variable->per_area ? "kg s-1" : variable->unit,
                                  .species = field->species,
                                  .sector = field->sector,
                                  .species_factor = 1.0,
                                  .sector_share = 1.0};
  return fen_inventory_count(context, &step, variable->per_area ? stated : stated / variable->scale, stated,
                             fen_time_axis_mean(variable->time, b->kept, year), fen_time_axis_mean(variable->time, b->outside, year),
                             &field->step, err);
}

fen_status fen_gridded_check_values(const fen_gridded_variable *variable, fen_error *err) {
  const ptrdiff_t *shape = variable->shape.shape;
  const fen_source_grid cells = {.nx = shape[3], .ny = shape[2]};
  fen_gridded_variable values = *variable;
  ptrdiff_t size = 0;
  double *slab = NULL;
  values.source = &cells;
  values.per_area = false; /* how large a cell is is not known */
  fen_status status = fen_product(cells.nx, cells.ny, 1, &size, err);
  if (!status)
    status = FEN_NEW(&slab, size, err);
  for (ptrdiff_t time = 0; !status && time < shape[0]; time++)
    for (ptrdiff_t layer = 0; !status && layer < shape[1]; layer++)
      status = read_slab(&values, time, layer, slab, err);
  fen_free(slab);
  return status;
}

fen_status fen_gridded_add_layer(fen_inventory_context *context, const fen_gridded_variable *variable, int species, int sector,
                                 const fen_source_height *height, fen_error *err) {
  const fen_regrid_map *map = variable->map;
  ptrdiff_t model_cells = context->params->grid->params.nx * context->params->grid->params.ny;
  ptrdiff_t source_cells = variable->source->nx * variable->source->ny;
  fen_emission_field field = {.species = species, .sector = sector, .region = -1, .height = *height, .cell_count = map->cell_count};
  buffers b = {0};
  fen_status status = allocate_buffers(&b, source_cells, model_cells, variable->time->count, err);
  if (!status)
    status = copy_axis(variable->time, &field.time, err);
  if (!status)
    status = FEN_NEW(&field.cell, map->cell_count, err);
  if (!status && map->cell_count)
    memcpy(field.cell, map->cell, (size_t)map->cell_count * sizeof *field.cell);
  if (!status)
    status = fen_allocate(map->cell_count * variable->time->count, sizeof *field.rate_kgps, (void *)&field.rate_kgps, err);
  if (!status)
    status = fill_field(variable, height->index, model_cells, &b, &field, err);
  bool holds = false;
  for (ptrdiff_t t = 0; !status && t < variable->time->count; t++)
    holds = holds || b.kept[t] > 0.0;
  if (!status)
    status = count_layer(context, variable, &b, &field, err);
  if (!status && holds)
    status = fen_gridded_add_by_region(context, &field, err);
  fen_emission_field_clear(&field);
  free_buffers(&b);
  return status;
}
