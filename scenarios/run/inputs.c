#include "inputs.h"

#include "fenhe/files.h"
#include "fenhe/memory.h"

typedef fen_status (*visitor)(void *context, const char *role, const char *path, fen_error *err);

static fen_status visit_if(visitor visit, void *context, const char *role, const char *path, fen_error *err) {
  return path ? visit(context, role, path, err) : FEN_OK;
}

static fen_status visit_tables(const fen_case *item, visitor visit, void *context, fen_error *err) {
  fen_status status = visit_if(visit, context, "case", item->path, err);
  if (!status)
    status = visit_if(visit, context, "sectors", item->sectors_path, err);
  if (!status)
    status = visit_if(visit, context, "regions", item->regions_path, err);
  if (!status)
    status = visit_if(visit, context, "districts", item->districts_path, err);
  if (!status)
    status = visit_if(visit, context, "population", item->population.path, err);
  if (!status)
    status = visit_if(visit, context, "spread of people", item->population.surrogate_path, err);
  if (!status)
    status = visit_if(visit, context, "receptors", item->output.receptor_path, err);
  if (!status)
    status = visit_if(visit, context, "terrain", item->grid.terrain_path, err);
  return status ? status : visit_if(visit, context, "land use", item->grid.land_use_path, err);
}

fen_status fen_inputs_visit(const fen_case *item, const fen_weather_source *source, const fen_scenario *scenario, visitor visit,
                            void *context, fen_error *err) {
  fen_status status = visit_tables(item, visit, context, err);
  for (ptrdiff_t n = 0; !status && n < source->file_count; n++)
    status = visit(context, "weather", source->files[n], err);
  for (ptrdiff_t n = 0; !status && n < item->inventory_count; n++) {
    const fen_inventory_file *file = &item->inventory[n];
    for (ptrdiff_t f = 0; !status && f < file->path_count; f++)
      status = visit(context, "emissions", file->paths[f], err);
    if (!status && file->path_count == 0)
      status = visit(context, "emissions", file->path, err);
    if (!status)
      status = visit_if(visit, context, "map", file->map_path, err);
    if (!status)
      status = visit_if(visit, context, "surrogate", file->surrogate_path, err);
  }
  for (ptrdiff_t s = 0; !status && s < item->species_count; s++) {
    status = visit_if(visit, context, "initial values", item->species[s].initial.path, err);
    if (!status)
      status = visit_if(visit, context, "boundary values", item->species[s].boundary.path, err);
  }
  return !status && scenario ? fen_scenario_visit_inputs(scenario, visit, context, err) : status;
}

static fen_status count_input(void *context, const char *role, const char *path, fen_error *err) {
  fen_inputs *list = context;
  (void)role, (void)path, (void)err;
  list->room++;
  return FEN_OK;
}

static fen_status read_input(void *context, const char *role, const char *path, fen_error *err) {
  fen_inputs *list = context;
  fen_input *input = &list->items[list->count++];
  input->role = role;
  fen_status status = fen_duplicate(path, &input->path, err);
  return status ? status : fen_file_checksum(path, input->sha256, err);
}

fen_status fen_inputs_read(const fen_case *item, const fen_weather_source *source, const fen_scenario *scenario, fen_inputs *out,
                           fen_error *err) {
  fen_inputs list = {0};
  fen_status status = fen_inputs_visit(item, source, scenario, count_input, &list, err);
  if (!status)
    status = FEN_NEW(&list.items, list.room, err);
  if (!status)
    status = fen_inputs_visit(item, source, scenario, read_input, &list, err);
  if (status)
    fen_inputs_clear(&list);
  else
    *out = list;
  return status;
}

void fen_inputs_clear(fen_inputs *inputs) {
  for (ptrdiff_t n = 0; n < inputs->count; n++)
    fen_free(inputs->items[n].path);
  fen_free(inputs->items);
  *inputs = (fen_inputs){0};
}
