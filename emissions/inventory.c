#include <math.h>
#include <stdio.h>
#include <string.h>

#include "fenhe/clock.h"
#include "fenhe/memory.h"
#include "fenhe/profiles.h"
#include "inventory_parts.h"

static const double DAY_S = 86400.0;

fen_status fen_inventory_note_table(fen_inventory_context *context, fen_error *err) {
  if (err->status == FEN_ERR_MEMORY || err->status == FEN_ERR_INTERNAL)
    return err->status;
  fen_diagnostics_add(&context->faults, err);
  return FEN_OK;
}

fen_status fen_inventory_note(fen_inventory_context *context, fen_error *err) {
  if (context->file && context->file->place)
    (void)fen_fail_within(err, "%s", context->file->place);
  return fen_inventory_note_table(context, err);
}

fen_status fen_inventory_keep(fen_inventory_context *context, fen_status found, fen_error *fault, fen_error *err) {
  if (!found || !fen_inventory_note_table(context, fault))
    return FEN_OK;
  if (err)
    *err = *fault;
  return found;
}

/* "; did you mean 'x'?" or nothing. */
static int unknown_word(fen_error *err, fen_status status, const char *what, const char *name, const char *const *words, ptrdiff_t count,
                        const char *remedy) {
  const char *near = fen_nearest_word(name, words, count);
  char list[FEN_ERROR_TEXT / 2] = "";
  size_t used = 0;
  for (ptrdiff_t n = 0; n < count && used + strlen(words[n]) + 8 < sizeof list; n++)
    used += (size_t)snprintf(list + used, sizeof list - used, "%s%s", n ? ", " : "", words[n]);
  if (!name[0])
    (void)fen_fail(err, status, "no %s is named\n  = the case has: %s; %s", what, list, remedy);
  else
    (void)fen_fail(err, status, "unknown %s '%s'%s%s%s\n  = the case has: %s; %s", what, name, near ? "; did you mean '" : "",
                   near ? near : "", near ? "'?" : "", list, remedy);
  return -1;
}

int fen_inventory_species(const fen_inventory_context *context, const char *name, fen_error *err) {
  const fen_inventory_params *params = context->params;
  for (ptrdiff_t n = 0; n < params->species_count; n++)
    if (strcmp(params->species[n].name, name) == 0)
      return (int)n;
  const char **words = NULL;
  if (FEN_NEW(&words, params->species_count, err))
    return -1;
  for (ptrdiff_t n = 0; n < params->species_count; n++)
    words[n] = params->species[n].name;
  int none = unknown_word(err, FEN_ERR_SPECIES_UNKNOWN, "species", name, words, params->species_count, "name one of them or add it there");
  fen_free((void *)words);
  return none;
}

int fen_inventory_sector(const fen_inventory_context *context, const char *name, fen_error *err) {
  const fen_inventory_params *params = context->params;
  if ((!name || !name[0]) && params->sector_count == 1)
    return 0;
  for (ptrdiff_t n = 0; name && n < params->sector_count; n++)
    if (strcmp(params->sectors[n].name, name) == 0)
      return (int)n;
  const char **words = NULL;
  if (FEN_NEW(&words, params->sector_count, err))
    return -1;
  for (ptrdiff_t n = 0; n < params->sector_count; n++)
    words[n] = params->sectors[n].name;
  int none = unknown_word(err, FEN_ERR_SECTOR_UNKNOWN, "sector", name ? name : "", words, params->sector_count,
                          !name     ? "name one in the file's entry of the case"
                          : name[0] ? "name one of them or add it there"
                                    : "fill the cell with one of them");
  fen_free((void *)words);
  return none;
}

void fen_emission_field_clear(fen_emission_field *field) {
  fen_free(field->time.time_s);
  fen_free(field->cell);
  fen_free(field->rate_kgps);
  *field = (fen_emission_field){0};
}

fen_status fen_inventory_add_field(fen_inventory *inventory, fen_emission_field *field, fen_error *err) {
  fen_status status = fen_make_room(&inventory->fields, inventory->field_count, &inventory->field_capacity, sizeof *field, err);
  if (status) {
    fen_emission_field_clear(field);
    return status;
  }
  inventory->fields[inventory->field_count++] = *field;
  *field = (fen_emission_field){0};
  return FEN_OK;
}

fen_status fen_inventory_add_point(fen_inventory *inventory, fen_point *point, fen_error *err) {
  fen_status status = fen_make_room(&inventory->points, inventory->point_count, &inventory->point_capacity, sizeof *point, err);
  if (status) {
    fen_free(point->rate_kgps);
    fen_free(point->step);
  } else
    inventory->points[inventory->point_count++] = *point;
  *point = (fen_point){0};
  return status;
}

static fen_status copy_sector(const fen_sector *from, fen_kept_sector *to, fen_error *err) {
  to->sector = *from;
  to->sector.name = NULL;
  to->sector.name_zh = NULL;
  if (from->month)
    to->sector.month = memcpy(to->month, from->month, sizeof to->month);
  if (from->weekday)
    to->sector.weekday = memcpy(to->weekday, from->weekday, sizeof to->weekday);
  if (from->hour)
    to->sector.hour = memcpy(to->hour, from->hour, sizeof to->hour);
  ptrdiff_t bins = from->height.count;
  fen_status status = FEN_NEW(&to->top_m, bins, err);
  if (!status)
    status = FEN_NEW(&to->share, bins, err);
  if (status || bins == 0)
    return status;
  to->sector.height.top_m = memcpy(to->top_m, from->height.top_m, (size_t)bins * sizeof *to->top_m);
  to->sector.height.share = memcpy(to->share, from->height.share, (size_t)bins * sizeof *to->share);
  return FEN_OK;
}

static fen_status prepare(fen_inventory_context *context, fen_error *err) {
  const fen_inventory_params *params = context->params;
  fen_inventory *inventory = context->inventory;
  inventory->grid = params->grid;
  inventory->species_count = params->species_count;
  inventory->sector_count = params->sector_count;
  inventory->utc_offset_s = params->utc_offset_s;
  inventory->year = params->year;
  inventory->year_days =
      (int)round((fen_time_from_civil(params->year + 1, 1, 1, 0, 0, 0) - fen_time_from_civil(params->year, 1, 1, 0, 0, 0)) / DAY_S);
  fen_status status = FEN_NEW(&inventory->totals, params->species_count * params->sector_count, err);
  if (!status)
    status = FEN_NEW(&inventory->sectors, params->sector_count, err);
  for (ptrdiff_t n = 0; !status && n < params->sector_count; n++) {
    fen_error fault;
    if (fen_sector_check(&params->sectors[n], &fault))
      status = fen_inventory_note_table(context, &fault);
    else
      status = copy_sector(&params->sectors[n], &inventory->sectors[n], err);
  }
  return status;
}

static fen_status read_file(fen_inventory_context *context, fen_error *err) {
  switch (context->file->kind) {
  case FEN_INVENTORY_GRIDDED:
    return fen_inventory_read_gridded(context, err);
  case FEN_INVENTORY_IOAPI:
    return fen_inventory_read_ioapi(context, err);
  case FEN_INVENTORY_POINTS:
    return fen_inventory_read_points(context, err);
  case FEN_INVENTORY_AREAS:
    return fen_inventory_read_areas(context, err);
  case FEN_INVENTORY_EDGAR:
  case FEN_INVENTORY_HTAP:
  case FEN_INVENTORY_MEIC:
    return fen_inventory_read_set(context, err);
  }
  return fen_fail(err, FEN_ERR_ARGUMENT, "inventory file %s: kind %d is none", context->file->path, (int)context->file->kind);
}

/* Nothing is wrong with a file of which nothing is emitted, but hardly is it meant. Points outside are told when they are left out. */
static void tell_if_nothing(const fen_inventory_context *context) {
  const fen_inventory *inventory = context->inventory;
  const ptrdiff_t file = context->file - context->params->files;
  double stated_tpyr = 0.0;
  double inside_tpyr = 0.0;
  bool counted = false;
  for (ptrdiff_t n = 0; n < inventory->step_count; n++) {
    const fen_emission_step *step = &inventory->steps[n];
    counted = counted || step->file == file;
    stated_tpyr += step->file == file && step->species >= 0 ? step->sector_tpyr : 0.0;
    inside_tpyr += step->file == file ? step->inside_tpyr : 0.0;
  }
  if (stated_tpyr > 0.0 && !(inside_tpyr > 0.0) && context->file->kind != FEN_INVENTORY_POINTS)
    fen_log_line(context->log, FEN_LOG_WARNING, "%s: none of its %.6g t/yr lies in the domain", context->file->path, stated_tpyr);
  else if (counted && !(stated_tpyr > 0.0))
    fen_log_line(context->log, FEN_LOG_WARNING, "%s: it emits 0 t/yr of the case's species", context->file->path);
}

/* Memory and internal faults are returned, all others noted. */
static fen_status read_noting(fen_inventory_context *context, fen_error *err) {
  const ptrdiff_t before = context->faults.count;
  fen_error fault = {0};
  fen_status status = read_file(context, &fault) ? fen_inventory_note(context, &fault) : FEN_OK;
  if (status && err)
    *err = fault;
  if (context->faults.count == before && !status)
    tell_if_nothing(context);
  return status;
}

/* A table that two entries name counts twice; of gridded files entries may take different variables. */
static void tell_if_listed_before(const fen_inventory_context *context) {
  const fen_inventory_file *file = context->file;
  if (file->kind != FEN_INVENTORY_POINTS && file->kind != FEN_INVENTORY_AREAS)
    return;
  for (const fen_inventory_file *before = context->params->files; before < file; before++)
    if (before->kind == file->kind && strcmp(before->path, file->path) == 0) {
      fen_log_line(context->log, FEN_LOG_WARNING, "%s: the table is listed twice; all it holds is counted twice", file->path);
      return;
    }
}

fen_status fen_inventory_open(const fen_inventory_params *params, const fen_log *log, fen_diagnostics *faults, fen_inventory **out,
                              fen_error *err) {
  fen_inventory_context context = {.params = params, .log = log};
  if (!params->grid->projection)
    return fen_fail(err, FEN_ERR_ARGUMENT, "an inventory needs a grid with a projection; a plane has no longitudes and latitudes");
  if (params->species_count < 1 || params->sector_count < 1)
    return fen_fail(err, FEN_ERR_ARGUMENT, "an inventory needs at least one species and one sector, given are %td and %td",
                    params->species_count, params->sector_count);
  fen_status status = FEN_NEW(&context.inventory, 1, err);
  if (!status)
    status = prepare(&context, err);
  for (ptrdiff_t n = 0; !status && n < params->file_count; n++) {
    context.file = &params->files[n];
    tell_if_listed_before(&context);
    status = read_noting(&context, err);
  }
  fen_free(context.cell_region);
  if (!status)
    status = fen_diagnostics_first(&context.faults, err);
  if (!status)
    status = fen_inventory_weigh_records(context.inventory, err);
  for (ptrdiff_t n = 0; n < context.faults.count; n++)
    fen_diagnostics_add(faults, &context.faults.items[n]);
  fen_diagnostics_clear(&context.faults);
  if (status)
    fen_inventory_close(&context.inventory);
  else
    *out = context.inventory;
  return status;
}

void fen_inventory_close(fen_inventory **pointer) {
  fen_inventory *inventory = *pointer;
  if (!inventory)
    return;
  for (ptrdiff_t n = 0; n < inventory->field_count; n++)
    fen_emission_field_clear(&inventory->fields[n]);
  for (ptrdiff_t n = 0; n < inventory->point_count; n++) {
    fen_free(inventory->points[n].rate_kgps);
    fen_free(inventory->points[n].step);
  }
  for (ptrdiff_t n = 0; inventory->sectors && n < inventory->sector_count; n++) {
    fen_free(inventory->sectors[n].top_m);
    fen_free(inventory->sectors[n].share);
  }
  fen_inventory_free_records(inventory);
  fen_inventory_free_steps(inventory);
  fen_free(inventory->fields);
  fen_free(inventory->points);
  fen_free(inventory->sectors);
  fen_free(inventory->totals);
  fen_free(inventory->emissions);
  fen_free(inventory);
  *pointer = NULL;
}

const fen_inventory_total *fen_inventory_totals(const fen_inventory *inventory) {
  return inventory->totals;
}
