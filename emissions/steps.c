/* The way of an inventory's tonnes: a row for each file, its species and sector, and what they become. */
#include "fenhe/emission_steps.h"

#include <string.h>

#include "fenhe/memory.h"
#include "inventory_parts.h"

static const double DAY_S = 86400.0;

static bool same_step(const fen_emission_step *row, const fen_emission_step *step) {
  return row->file == step->file && row->species == step->species && row->sector == step->sector &&
         strcmp(row->species_in, step->species_in) == 0 && strcmp(row->sector_in, step->sector_in) == 0 &&
         strcmp(row->unit, step->unit) == 0 && row->species_factor == step->species_factor && row->sector_share == step->sector_share;
}

static fen_status add_row(fen_inventory *inventory, const fen_emission_step *step, fen_error *err) {
  const char *from[4] = {step->path, step->species_in, step->sector_in, step->unit};
  char *text[4] = {NULL, NULL, NULL, NULL};
  fen_status status = fen_make_room(&inventory->steps, inventory->step_count, &inventory->step_capacity, sizeof *step, err);
  for (int n = 0; n < 4 && !status; n++)
    status = fen_duplicate(from[n], &text[n], err);
  if (status) {
    for (int n = 0; n < 4; n++)
      fen_free(text[n]);
    return status;
  }
  fen_emission_step *row = &inventory->steps[inventory->step_count++];
  *row = (fen_emission_step){.file = step->file,
                             .file_count = step->file_count,
                             .species = step->species,
                             .sector = step->sector,
                             .species_factor = step->species_factor,
                             .sector_share = step->sector_share};
  row->path = text[0];
  row->species_in = text[1];
  row->sector_in = text[2];
  row->unit = text[3];
  return FEN_OK;
}

static void add_total(fen_inventory *inventory, const fen_emission_step *row, double sector_tpyr, double inside_tpyr) {
  if (row->species < 0)
    return;
  fen_inventory_total *total = &inventory->totals[row->species * inventory->sector_count + row->sector];
  total->stated_tpyr += sector_tpyr;
  total->kept_tpyr += inside_tpyr;
}

fen_status fen_inventory_count(fen_inventory_context *context, const fen_emission_step *step, double stated, double stated_kgps,
                               double inside_kgps, double outside_kgps, int *index, fen_error *err) {
  fen_inventory *inventory = context->inventory;
  fen_emission_step key = *step;
  key.file = (int)(context->file - context->params->files);
  key.path = step->path ? step->path : context->file->path;
  key.file_count = step->file_count ? step->file_count : 1;
  ptrdiff_t found = 0;
  while (found < inventory->step_count && !same_step(&inventory->steps[found], &key))
    found++;
  fen_status status = found < inventory->step_count ? FEN_OK : add_row(inventory, &key, err);
  if (status)
    return status;
  fen_emission_step *row = &inventory->steps[found];
  double tonnes = inventory->year_days * DAY_S / 1000.0;
  double species_tpyr = stated_kgps * tonnes * row->species_factor;
  row->stated += stated;
  row->stated_tpyr += stated_kgps * tonnes;
  row->species_tpyr += species_tpyr;
  row->sector_tpyr += species_tpyr * row->sector_share;
  row->inside_tpyr += inside_kgps * tonnes;
  row->outside_tpyr += outside_kgps * tonnes;
  add_total(inventory, row, species_tpyr * row->sector_share, inside_kgps * tonnes);
  if (index)
    *index = (int)found;
  return FEN_OK;
}

void fen_inventory_free_steps(fen_inventory *inventory) {
  for (ptrdiff_t n = 0; n < inventory->step_count; n++) {
    const char *const text[4] = {inventory->steps[n].path, inventory->steps[n].species_in, inventory->steps[n].sector_in,
                                 inventory->steps[n].unit};
    for (int i = 0; i < 4; i++) {
      void *owned; /* texts are const to readers alone */
      memcpy(&owned, &text[i], sizeof owned);
      fen_free(owned);
    }
  }
  fen_free(inventory->steps);
}

static fen_status add_field(fen_inventory *inventory, const fen_emission_field *field, double start_s, double end_s, fen_error *err) {
  double *weight = NULL;
  double rate_kgps = 0.0;
  fen_status status = FEN_NEW(&weight, field->time.count, err);
  if (!status)
    status = fen_emission_time_weights(inventory, field, start_s, end_s, weight, err);
  for (ptrdiff_t t = 0; !status && t < field->time.count; t++)
    for (ptrdiff_t n = 0; n < field->cell_count && weight[t] != 0.0; n++)
      rate_kgps += weight[t] * field->rate_kgps[t * field->cell_count + n];
  fen_free(weight);
  inventory->steps[field->step].period_t += rate_kgps * (end_s - start_s) / 1000.0;
  return status;
}

fen_status fen_inventory_steps(fen_inventory *inventory, double start_s, double end_s, const fen_emission_step **out, ptrdiff_t *count,
                               fen_error *err) {
  fen_status status = FEN_OK;
  for (ptrdiff_t n = 0; n < inventory->step_count; n++)
    inventory->steps[n].period_t = 0.0;
  for (ptrdiff_t n = 0; !status && n < inventory->field_count; n++)
    status = add_field(inventory, &inventory->fields[n], start_s, end_s, err);
  for (ptrdiff_t n = 0; !status && n < inventory->point_count; n++) {
    const fen_point *point = &inventory->points[n];
    double factor = fen_profile_mean(&inventory->sectors[point->sector].sector, inventory->utc_offset_s, start_s, end_s);
    for (ptrdiff_t s = 0; s < inventory->species_count; s++)
      if (point->rate_kgps[s] > 0.0)
        inventory->steps[point->step[s]].period_t += point->rate_kgps[s] * factor * (end_s - start_s) / 1000.0;
  }
  if (status)
    return status;
  *out = inventory->steps;
  *count = inventory->step_count;
  return FEN_OK;
}
