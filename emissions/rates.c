#include <math.h>
#include <string.h>

#include "fenhe/clock.h"
#include "fenhe/constants.h"
#include "fenhe/memory.h"
#include "fenhe/profiles.h"
#include "inventory_parts.h"

/* What one call works with. */
typedef struct {
  fen_inventory *inventory;
  const fen_plume_air *air;
  double start_s, end_s;
  double *profile_factor; /* [sector_count] mean of the time factor over the interval */
  double *share;          /* [nz] */
} request;

static fen_status append(fen_inventory *inventory, const fen_emission *emission, fen_error *err) {
  if (inventory->emission_count == inventory->emission_capacity) {
    ptrdiff_t capacity = inventory->emission_capacity ? 2 * inventory->emission_capacity : 1024;
    fen_emission *items;
    fen_status status = FEN_NEW(&items, capacity, err);
    if (status)
      return status;
    if (inventory->emission_count)
      memcpy(items, inventory->emissions, (size_t)inventory->emission_count * sizeof *items);
    fen_free(inventory->emissions);
    inventory->emissions = items;
    inventory->emission_capacity = capacity;
  }
  inventory->emissions[inventory->emission_count++] = *emission;
  return FEN_OK;
}

/* One rate of a column by the shares of its layers. */
static fen_status append_column(const request *ask, const fen_emission *column, double rate_kgps, fen_error *err) {
  fen_emission emission = *column;
  for (ptrdiff_t k = 0; k < ask->air->nz; k++) {
    emission.k = (int)k;
    emission.rate_kgps = rate_kgps * ask->share[k];
    if (!(emission.rate_kgps > 0.0))
      continue;
    fen_status status = append(ask->inventory, &emission, err);
    if (status)
      return status;
  }
  return FEN_OK;
}

static double middle_m(const fen_plume_air *air, ptrdiff_t k, ptrdiff_t cell, ptrdiff_t plane) {
  return 0.5 * (air->height_m[k * plane + cell] + air->height_m[(k + 1) * plane + cell]);
}

/* Height above ground where the pressure of a column is p, log-linear between the middles of the layers and carried on beyond them. */
static double height_of_pressure(const fen_plume_air *air, ptrdiff_t cell, ptrdiff_t plane, double p) {
  ptrdiff_t k = 0;
  while (k < air->nz - 2 && air->pressure_pa[(k + 1) * plane + cell] > p)
    k++;
  double below = middle_m(air, k, cell, plane);
  double p0 = air->pressure_pa[k * plane + cell];
  double p1 = air->pressure_pa[(k + 1) * plane + cell];
  return below + (middle_m(air, k + 1, cell, plane) - below) * log(p0 / p) / log(p0 / p1);
}

/* Pressure at the ground by the same rule, so that sigma = 1 is height 0. */
static double ground_pressure(const fen_plume_air *air, ptrdiff_t cell, ptrdiff_t plane) {
  double below = middle_m(air, 0, cell, plane);
  double p0 = air->pressure_pa[cell];
  return p0 * pow(p0 / air->pressure_pa[plane + cell], below / (middle_m(air, 1, cell, plane) - below));
}

static void field_shares(const request *ask, const fen_emission_field *field, ptrdiff_t cell, ptrdiff_t plane) {
  const fen_source_height *height = &field->height;
  const fen_plume_air *air = ask->air;
  if (height->kind == FEN_HEIGHT_SECTOR) {
    fen_profile_shares(&ask->inventory->sectors[field->sector].sector.height, air->nz, air->height_m + cell, plane, ask->share);
    return;
  }
  memset(ask->share, 0, (size_t)air->nz * sizeof *ask->share);
  if (height->count == air->nz || air->nz == 1) {
    ask->share[air->nz == 1 ? 0 : height->index] = 1.0;
    return;
  }
  double bottom = height->bottom;
  double top = height->top;
  if (height->kind == FEN_HEIGHT_SIGMA) {
    double depth = ground_pressure(air, cell, plane) - height->sigma_top_pa;
    bottom = height_of_pressure(air, cell, plane, height->sigma_top_pa + height->bottom * depth);
    top = height_of_pressure(air, cell, plane, height->sigma_top_pa + height->top * depth);
  }
  fen_layer_shares(bottom, top, 1.0, air->nz, air->height_m + cell, plane, ask->share);
}

static fen_status append_field(const request *ask, const fen_emission_field *field, fen_error *err) {
  ptrdiff_t nx = ask->inventory->grid->params.nx;
  ptrdiff_t plane = nx * ask->inventory->grid->params.ny;
  double *weight = NULL;
  fen_status status = FEN_NEW(&weight, field->time.count, err);
  if (!status)
    status = fen_emission_time_weights(ask->inventory, field, ask->start_s, ask->end_s, weight, err);
  for (ptrdiff_t n = 0; !status && n < field->cell_count; n++) {
    double rate = 0.0;
    for (ptrdiff_t t = 0; t < field->time.count; t++)
      if (weight[t] != 0.0)
        rate += weight[t] * field->rate_kgps[t * field->cell_count + n];
    if (!(rate > 0.0))
      continue;
    ptrdiff_t cell = field->cell[n];
    fen_emission column = {.i = (int)(cell % nx), .j = (int)(cell / nx)};
    column.species = field->species;
    column.sector = field->sector;
    column.region = field->region;
    column.record = field->record;
    field_shares(ask, field, cell, plane);
    status = append_column(ask, &column, rate, err);
  }
  fen_free(weight);
  return status;
}

static double theta(const fen_plume_air *air, ptrdiff_t n) {
  return air->temperature_k[n] * pow(FEN_P0_PA / air->pressure_pa[n], FEN_R_DRY_JPKGPK / FEN_CP_DRY_JPKGPK);
}

/* Highest pair of layer middles (k, k + 1) whose lower one is not above z. */
static ptrdiff_t pair_below(const fen_plume_air *air, ptrdiff_t cell, ptrdiff_t plane, double z) {
  ptrdiff_t k = 0;
  while (k < air->nz - 2 && middle_m(air, k + 1, cell, plane) <= z)
    k++;
  return k;
}

static double theta_gradient(const fen_plume_air *air, ptrdiff_t cell, ptrdiff_t plane, double z) {
  if (air->nz < 2)
    return 0.0;
  ptrdiff_t k = pair_below(air, cell, plane, z);
  return (theta(air, (k + 1) * plane + cell) - theta(air, k * plane + cell)) /
         (middle_m(air, k + 1, cell, plane) - middle_m(air, k, cell, plane));
}

/* The air at the stack's mouth, linear between layer middles and constant below the lowest. */
static fen_stack_air air_at(const fen_plume_air *air, ptrdiff_t cell, ptrdiff_t plane, double z) {
  fen_stack_air at = {
      .pblh_m = air->pblh_m[cell], .friction_velocity_mps = air->friction_velocity_mps[cell], .obukhov_m = air->obukhov_m[cell]};
  ptrdiff_t low = cell;
  ptrdiff_t high = cell;
  double part = 0.0;
  if (air->nz > 1) {
    ptrdiff_t k = pair_below(air, cell, plane, z);
    double below = middle_m(air, k, cell, plane);
    part = (z - below) / (middle_m(air, k + 1, cell, plane) - below);
    part = part < 0.0 ? 0.0 : part > 1.0 ? 1.0 : part;
    low = k * plane + cell;
    high = low + plane;
  }
  double u = (1.0 - part) * air->u_mps[low] + part * air->u_mps[high];
  double v = (1.0 - part) * air->v_mps[low] + part * air->v_mps[high];
  at.temperature_k = (1.0 - part) * air->temperature_k[low] + part * air->temperature_k[high];
  at.wind_mps = sqrt(u * u + v * v);
  at.dtheta_dz_kpm = theta_gradient(air, cell, plane, z);
  at.dtheta_dz_above_kpm = theta_gradient(air, cell, plane, at.pblh_m > z ? at.pblh_m : z);
  return at;
}

static fen_status append_point(const request *ask, const fen_point *point, fen_error *err) {
  const fen_inventory *inventory = ask->inventory;
  const fen_plume_air *air = ask->air;
  ptrdiff_t plane = inventory->grid->params.nx * inventory->grid->params.ny;
  ptrdiff_t cell = point->j * inventory->grid->params.nx + point->i;
  fen_emission column = {.i = point->i, .j = point->j};
  column.sector = point->sector;
  column.region = point->region;
  column.record = point->record;
  if (!point->has_height) {
    fen_profile_shares(&inventory->sectors[point->sector].sector.height, air->nz, air->height_m + cell, plane, ask->share);
  } else {
    fen_plume plume = {.bottom_m = point->stack.height_m, .top_m = point->stack.height_m};
    if (point->has_plume) {
      fen_stack_air at = air_at(air, cell, plane, point->stack.height_m);
      plume = fen_plume_rise(&point->stack, &at);
    }
    memset(ask->share, 0, (size_t)air->nz * sizeof *ask->share);
    fen_layer_shares(plume.bottom_m, plume.top_m, 1.0, air->nz, air->height_m + cell, plane, ask->share);
  }
  fen_status status = FEN_OK;
  for (ptrdiff_t n = 0; !status && n < inventory->species_count; n++) {
    column.species = (int)n;
    status = append_column(ask, &column, point->rate_kgps[n] * ask->profile_factor[point->sector], err);
  }
  return status;
}

fen_status fen_inventory_rates(fen_inventory *inventory, double start_s, double end_s, const fen_plume_air *air, const fen_emission **out,
                               ptrdiff_t *count, fen_error *err) {
  request ask = {.inventory = inventory, .air = air, .start_s = start_s, .end_s = end_s};
  if (!(end_s > start_s))
    return fen_fail(err, FEN_ERR_ARGUMENT, "mean emission rates need an interval, not one from %.3f to %.3f s", start_s, end_s);
  if (!air || air->nz < 1)
    return fen_fail(err, FEN_ERR_ARGUMENT, "emission rates need the air's layers");
  fen_status status = FEN_NEW(&ask.profile_factor, inventory->sector_count, err);
  if (!status)
    status = FEN_NEW(&ask.share, air->nz, err);
  for (ptrdiff_t n = 0; !status && n < inventory->sector_count; n++)
    ask.profile_factor[n] = fen_profile_mean(&inventory->sectors[n].sector, inventory->utc_offset_s, start_s, end_s);
  inventory->emission_count = 0;
  for (ptrdiff_t n = 0; !status && n < inventory->field_count; n++)
    status = append_field(&ask, &inventory->fields[n], err);
  for (ptrdiff_t n = 0; !status && n < inventory->point_count; n++)
    status = append_point(&ask, &inventory->points[n], err);
  fen_free(ask.profile_factor);
  fen_free(ask.share);
  if (status)
    return status;
  *out = inventory->emissions;
  *count = inventory->emission_count;
  return FEN_OK;
}
