/* surface.nc: concentrations of the lowest layer as hourly, daily and period means. */
#include <stdio.h>

#include "output.h"

enum { VARIABLE_TEXT = 128 };

static const char *coordinates_of(const fen_output *output) {
  return output->sim->grid->params.projection.kind == FEN_PROJECTION_LONLAT ? NULL : "lat lon";
}

static fen_status define_mean(fen_output *output, const fen_lane *lane, const char *suffix, const char *dimensions, const char *methods,
                              fen_error *err) {
  fen_nc_writer *w = output->writers[FEN_OUTPUT_SURFACE];
  char name[VARIABLE_TEXT];
  const ptrdiff_t chunk[3] = {1, output->sim->ny, output->sim->nx};
  (void)snprintf(name, sizeof name, "%s%s", lane->name, suffix);
  bool plane = dimensions[0] == 'y';
  fen_status status = fen_nc_define_variable(w, name, FEN_NC_FLOAT, dimensions, plane ? chunk + 1 : chunk, err);
  if (!status)
    status = fen_output_describe_lane(w, output->sim->item, lane, name, methods, coordinates_of(output), err);
  if (!status)
    status = fen_nc_put_text(w, name, "grid_mapping", "crs", err);
  return status;
}

static fen_status define_air(fen_output *output, fen_error *err) {
  fen_nc_writer *w = output->writers[FEN_OUTPUT_SURFACE];
  const ptrdiff_t chunk[3] = {1, output->sim->ny, output->sim->nx};
  static const char *const attributes[] = {
      "units", "kg m-3", "long_name", "density of dry air, lowest layer", "cell_methods", "time: mean", "grid_mapping", "crs", NULL};
  fen_status status = fen_nc_define_variable(w, "air_density", FEN_NC_FLOAT, "time y x", chunk, err);
  if (!status)
    status = fen_nc_put_texts(w, "air_density", attributes, err);
  if (!status && coordinates_of(output))
    status = fen_nc_put_text(w, "air_density", "coordinates", coordinates_of(output), err);
  return status;
}

static fen_status define_days(fen_output *output, fen_error *err) {
  fen_nc_writer *w = output->writers[FEN_OUTPUT_SURFACE];
  fen_status status = fen_output_define_time(w, output->sim->item, "day", "day_bnds", output->days, err);
  if (!status)
    status = fen_nc_define_variable(w, "day_hours", FEN_NC_INT, "day", NULL, err);
  if (!status)
    status = fen_nc_put_text(w, "day_hours", "long_name", "hours of the day that the run covers", err);
  return status;
}

fen_status fen_output_surface_create(fen_output *output, fen_error *err) {
  const fen_simulation *sim = output->sim;
  const fen_case_output *wanted = &sim->item->output;
  char path[FEN_OUTPUT_PATH];
  fen_output_path(output, "surface.nc", path);
  fen_status status = fen_nc_create(path, &output->writers[FEN_OUTPUT_SURFACE], err);
  fen_nc_writer *w = output->writers[FEN_OUTPUT_SURFACE];
  if (!status)
    status = fen_output_globals(w, output, "surface concentrations", err);
  if (!status)
    status = fen_output_define_grid(w, sim->grid, err);
  if (!status)
    status = fen_output_define_time(w, sim->item, "time", "time_bnds", output->hours, err);
  if (!status && wanted->daily)
    status = define_days(output, err);
  if (!status && fen_means_has_air(output->sim->item))
    status = define_air(output, err);
  for (ptrdiff_t l = 0; !status && l < sim->lanes.count; l++) {
    const fen_lane *lane = &sim->lanes.items[l];
    if (lane->tag ? wanted->tags_hourly : wanted->hourly)
      status = define_mean(output, lane, "", "time y x", "time: mean", err);
    if (!status && (lane->tag ? wanted->tags_daily : wanted->daily))
      status = define_mean(output, lane, "_daily", "day y x", "day: mean", err);
    if (!status && (lane->tag ? wanted->tags_mean : wanted->mean))
      status = define_mean(output, lane, "_mean", "y x", "time: mean (over the period)", err);
  }
  if (!status)
    status = fen_output_write_grid(w, sim->grid, err);
  if (!status)
    status = fen_output_write_hours(w, output->hours, err);
  return status;
}

fen_status fen_output_surface_hour(fen_output *output, ptrdiff_t hour, const fen_means *means, fen_error *err) {
  const fen_simulation *sim = output->sim;
  const ptrdiff_t start[3] = {hour, 0, 0};
  const ptrdiff_t count[3] = {1, sim->ny, sim->nx};
  fen_status status = FEN_OK;
  if (means->air_hour)
    status = fen_output_put(output, FEN_OUTPUT_SURFACE, "air_density", true, 3, start, count, means->air_hour, err);
  for (ptrdiff_t l = 0; !status && l < means->lanes; l++) {
    const fen_lane *lane = &sim->lanes.items[l];
    if (lane->tag ? sim->item->output.tags_hourly : sim->item->output.hourly)
      status = fen_output_put(output, FEN_OUTPUT_SURFACE, lane->name, true, 3, start, count, means->hour + l * means->plane, err);
  }
  return status;
}

/* The mean of a sum over hours into the buffer. */
static void scale(fen_output *output, const double *sum, double hours) {
  for (ptrdiff_t n = 0; n < output->sim->nx * output->sim->ny; n++)
    output->buffer[n] = sum[n] / hours;
}

/* Bounds of a day within the period, in hours since its start. */
static void day_bounds(const fen_output *output, ptrdiff_t day, double bounds_h[2]) {
  ptrdiff_t first = 0;
  while (first < output->hours && fen_output_day_of(output->sim->item, first) < day)
    first++;
  ptrdiff_t end = first;
  while (end < output->hours && fen_output_day_of(output->sim->item, end) == day)
    end++;
  bounds_h[0] = (double)first;
  bounds_h[1] = (double)end;
}

fen_status fen_output_surface_day(fen_output *output, ptrdiff_t day, const fen_means *means, fen_error *err) {
  const fen_simulation *sim = output->sim;
  const ptrdiff_t start[3] = {day, 0, 0};
  const ptrdiff_t count[3] = {1, sim->ny, sim->nx};
  double hours = (double)means->day_hours;
  double bounds_h[2];
  if (!sim->item->output.daily)
    return FEN_OK;
  day_bounds(output, day, bounds_h);
  fen_status status = fen_output_put(output, FEN_OUTPUT_SURFACE, "day", false, 1, start, count, &bounds_h[1], err);
  if (!status)
    status = fen_output_put(output, FEN_OUTPUT_SURFACE, "day_bnds", false, 2, start, (ptrdiff_t[2]){1, 2}, bounds_h, err);
  if (!status)
    status = fen_output_put(output, FEN_OUTPUT_SURFACE, "day_hours", false, 1, start, count, &hours, err);
  for (ptrdiff_t l = 0; !status && l < means->lanes; l++) {
    char name[VARIABLE_TEXT];
    if (sim->lanes.items[l].tag && !sim->item->output.tags_daily)
      continue;
    (void)snprintf(name, sizeof name, "%s_daily", sim->lanes.items[l].name);
    scale(output, means->day + l * means->plane, hours);
    status = fen_output_put(output, FEN_OUTPUT_SURFACE, name, true, 3, start, count, output->buffer, err);
  }
  return status;
}

fen_status fen_output_surface_period(fen_output *output, const fen_means *means, fen_error *err) {
  const fen_simulation *sim = output->sim;
  const ptrdiff_t start[2] = {0, 0};
  const ptrdiff_t count[2] = {sim->ny, sim->nx};
  fen_status status = FEN_OK;
  for (ptrdiff_t l = 0; !status && l < means->lanes; l++) {
    char name[VARIABLE_TEXT];
    if (!(sim->lanes.items[l].tag ? sim->item->output.tags_mean : sim->item->output.mean))
      continue;
    (void)snprintf(name, sizeof name, "%s_mean", sim->lanes.items[l].name);
    scale(output, means->period + l * means->plane, (double)means->hours);
    status = fen_nc_write(output->writers[FEN_OUTPUT_SURFACE], name, 2, start, count, output->buffer, err);
  }
  return status;
}
