/* fields.nc: three-dimensional fields on demand, and deposition.nc. Both can be read back: fields.nc nests a finer run. */
#include <stdio.h>

#include "output.h"

enum { VARIABLE_TEXT = 128 };

static bool is_field(const fen_output *output, const fen_lane *lane) {
  const fen_case_output *wanted = &output->sim->item->output;
  for (ptrdiff_t n = 0; n < wanted->field_count; n++)
    if (wanted->fields[n] == lane->species)
      return true;
  return false;
}

/* The fields' instants: the period's start and every so many hours. */
static ptrdiff_t instants(const fen_output *output) {
  return output->hours / output->sim->item->output.field_every_h + 1;
}

static const char *coordinates_of(const fen_output *output) {
  return output->sim->grid->params.projection.kind == FEN_PROJECTION_LONLAT ? NULL : "lat lon";
}

static fen_status define_field(fen_output *output, const char *name, fen_error *err) {
  const ptrdiff_t chunk[4] = {1, 1, output->sim->ny, output->sim->nx};
  fen_nc_writer *w = output->writers[FEN_OUTPUT_FIELDS];
  fen_status status = fen_nc_define_variable(w, name, FEN_NC_FLOAT, "time layer y x", chunk, err);
  return status ? status : fen_nc_put_text(w, name, "grid_mapping", "crs", err);
}

fen_status fen_output_fields_create(fen_output *output, fen_error *err) {
  static const char *const height[] = {
      "standard_name", "height", "units", "m", "positive", "up", "long_name", "height of layer centres above the ground", NULL};
  static const char *const density[] = {"units", "kg m-3", "long_name", "density of dry air", NULL};
  const fen_simulation *sim = output->sim;
  char path[FEN_OUTPUT_PATH];
  if (sim->item->output.field_count == 0)
    return FEN_OK;
  fen_output_path(output, "fields.nc", path);
  fen_status status = fen_nc_create(path, &output->writers[FEN_OUTPUT_FIELDS], err);
  fen_nc_writer *w = output->writers[FEN_OUTPUT_FIELDS];
  if (!status)
    status = fen_output_globals(w, output, "three-dimensional fields", err);
  if (!status)
    status = fen_output_define_grid(w, sim->grid, err);
  if (!status)
    status = fen_output_define_time(w, sim->item, "time", NULL, instants(output), err);
  if (!status)
    status = fen_nc_define_dimension(w, "layer", sim->nz, err);
  if (!status)
    status = define_field(output, "height", err);
  if (!status)
    status = fen_nc_put_texts(w, "height", height, err);
  if (!status)
    status = define_field(output, "air_density", err);
  if (!status)
    status = fen_nc_put_texts(w, "air_density", density, err);
  for (ptrdiff_t l = 0; !status && l < sim->lanes.count; l++) {
    const fen_lane *lane = &sim->lanes.items[l];
    if (!is_field(output, lane))
      continue;
    status = define_field(output, lane->name, err);
    if (!status)
      status = fen_output_describe_lane(w, sim->item, lane, lane->name, "time: point", coordinates_of(output), err);
  }
  return status ? status : fen_output_write_grid(w, sim->grid, err);
}

fen_status fen_output_fields_hour(fen_output *output, ptrdiff_t hours_done, fen_error *err) {
  const fen_simulation *sim = output->sim;
  ptrdiff_t every = sim->item->output.field_every_h;
  if (sim->item->output.field_count == 0 || hours_done % every != 0)
    return FEN_OK;
  ptrdiff_t plane = sim->nx * sim->ny;
  const ptrdiff_t start[4] = {hours_done / every, 0, 0, 0};
  const ptrdiff_t count[4] = {1, sim->nz, sim->ny, sim->nx};
  double time_h = (double)hours_done;
  fen_status status = fen_output_put(output, FEN_OUTPUT_FIELDS, "time", false, 1, start, count, &time_h, err);
  for (ptrdiff_t cell = 0; cell < plane * sim->nz; cell++)
    output->buffer[cell] = 0.5 * (sim->air.height_m[cell] + sim->air.height_m[cell + plane]);
  if (!status)
    status = fen_output_put(output, FEN_OUTPUT_FIELDS, "height", true, 4, start, count, output->buffer, err);
  if (!status)
    status = fen_output_put(output, FEN_OUTPUT_FIELDS, "air_density", true, 4, start, count, sim->air.density_kgpm3, err);
  for (ptrdiff_t l = 0; !status && l < sim->lanes.count; l++) {
    const fen_lane *lane = &sim->lanes.items[l];
    if (!is_field(output, lane))
      continue;
    status = fen_transport_get_field(sim->transport, lane->species, lane->member, output->buffer, err);
    for (ptrdiff_t cell = 0; !status && cell < plane * sim->nz; cell++)
      output->buffer[cell] *= 1e9 * sim->air.density_kgpm3[cell];
    if (!status)
      status = fen_output_put(output, FEN_OUTPUT_FIELDS, lane->name, true, 4, start, count, output->buffer, err);
  }
  return status;
}

static fen_status define_deposit(fen_nc_writer *w, const fen_output *output, const char *name, const char *what, fen_error *err) {
  const char *const attributes[] = {"units",        "kg m-2", "long_name", what, "cell_methods", "time: sum (over the period)",
                                    "grid_mapping", "crs",    NULL};
  fen_status status = fen_nc_define_variable(w, name, FEN_NC_DOUBLE, "y x", NULL, err);
  if (!status)
    status = fen_nc_put_texts(w, name, attributes, err);
  if (!status && coordinates_of(output))
    status = fen_nc_put_text(w, name, "coordinates", coordinates_of(output), err);
  return status;
}

static fen_status write_deposit(fen_output *output, fen_nc_writer *w, const fen_lane *lane, fen_error *err) {
  const fen_simulation *sim = output->sim;
  ptrdiff_t plane = sim->nx * sim->ny;
  const ptrdiff_t start[2] = {0, 0};
  const ptrdiff_t count[2] = {sim->ny, sim->nx};
  double *dry = output->buffer;
  double *wet = output->buffer + plane;
  char name[VARIABLE_TEXT];
  fen_status status = fen_transport_get_deposited(sim->transport, lane->species, lane->member, dry, wet, err);
  for (ptrdiff_t n = 0; !status && n < plane; n++) {
    dry[n] /= sim->grid->area_m2[n];
    wet[n] /= sim->grid->area_m2[n];
  }
  (void)snprintf(name, sizeof name, "%s_dry", lane->name);
  if (!status)
    status = fen_nc_write(w, name, 2, start, count, dry, err);
  (void)snprintf(name, sizeof name, "%s_wet", lane->name);
  return status ? status : fen_nc_write(w, name, 2, start, count, wet, err);
}

/* Whether a lane is a species' own whose velocity comes from resistances. */
static bool has_velocity(const fen_output *output, const fen_lane *lane) {
  return lane->member == 0 && output->sim->item->species[lane->species].removal.deposits;
}

static fen_status define_velocity(fen_nc_writer *w, const fen_output *output, const char *species, fen_error *err) {
  char name[VARIABLE_TEXT];
  const char *const attributes[] = {"units",
                                    "m s-1",
                                    "long_name",
                                    "dry deposition velocity by resistances at the middle of the lowest layer",
                                    "cell_methods",
                                    "time: mean (over the period)",
                                    "grid_mapping",
                                    "crs",
                                    NULL};
  (void)snprintf(name, sizeof name, "deposition_velocity_%s", species);
  fen_status status = fen_nc_define_variable(w, name, FEN_NC_FLOAT, "y x", NULL, err);
  if (!status)
    status = fen_nc_put_texts(w, name, attributes, err);
  if (!status && coordinates_of(output))
    status = fen_nc_put_text(w, name, "coordinates", coordinates_of(output), err);
  return status;
}

static fen_status write_velocity(fen_output *output, fen_nc_writer *w, const fen_lane *lane, fen_error *err) {
  const fen_simulation *sim = output->sim;
  const ptrdiff_t plane = sim->nx * sim->ny;
  const ptrdiff_t start[2] = {0, 0};
  const ptrdiff_t count[2] = {sim->ny, sim->nx};
  char name[VARIABLE_TEXT];
  for (ptrdiff_t n = 0; n < plane; n++)
    output->buffer[n] = sim->removal.velocity_m[lane->species * plane + n] / sim->removal.time_s;
  (void)snprintf(name, sizeof name, "deposition_velocity_%s", lane->name);
  return fen_nc_write(w, name, 2, start, count, output->buffer, err);
}

fen_status fen_output_deposition(fen_output *output, fen_error *err) {
  const fen_simulation *sim = output->sim;
  char path[FEN_OUTPUT_PATH];
  char name[VARIABLE_TEXT];
  if (!sim->item->output.deposition)
    return FEN_OK;
  fen_output_path(output, "deposition.nc", path);
  fen_status status = fen_nc_create(path, &output->writers[FEN_OUTPUT_DEPOSITION], err);
  fen_nc_writer *w = output->writers[FEN_OUTPUT_DEPOSITION];
  if (!status)
    status = fen_output_globals(w, output, "deposition", err);
  if (!status)
    status = fen_output_define_grid(w, sim->grid, err);
  for (ptrdiff_t l = 0; !status && l < sim->lanes.count; l++) {
    (void)snprintf(name, sizeof name, "%s_dry", sim->lanes.items[l].name);
    status = define_deposit(w, output, name, "dry deposition over the period", err);
    (void)snprintf(name, sizeof name, "%s_wet", sim->lanes.items[l].name);
    if (!status)
      status = define_deposit(w, output, name, "wet deposition over the period", err);
    if (!status && has_velocity(output, &sim->lanes.items[l]))
      status = define_velocity(w, output, sim->lanes.items[l].name, err);
  }
  if (!status)
    status = fen_output_write_grid(w, sim->grid, err);
  for (ptrdiff_t l = 0; !status && l < sim->lanes.count; l++)
    status = write_deposit(output, w, &sim->lanes.items[l], err);
  for (ptrdiff_t l = 0; !status && l < sim->lanes.count; l++)
    if (has_velocity(output, &sim->lanes.items[l]))
      status = write_velocity(output, w, &sim->lanes.items[l], err);
  return status;
}
