/* What all files of a run have in common: horizontal coordinates, projection, times, global attributes. */
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "fenhe/clock.h"
#include "fenhe/memory.h"
#include "output.h"
#include "output_crs.h"

enum { TITLE_TEXT = 512 };

static const char *axis_name(fen_projection_kind kind, bool is_x) {
  if (kind == FEN_PROJECTION_LONLAT)
    return is_x ? "longitude" : "latitude";
  if (kind == FEN_PROJECTION_ROTATED)
    return is_x ? "grid_longitude" : "grid_latitude";
  return is_x ? "projection_x_coordinate" : "projection_y_coordinate";
}

static const char *axis_units(fen_projection_kind kind, bool is_x) {
  if (kind == FEN_PROJECTION_LONLAT)
    return is_x ? "degrees_east" : "degrees_north";
  return kind == FEN_PROJECTION_ROTATED ? "degrees" : "m";
}

static fen_status define_axis(fen_nc_writer *writer, const char *name, fen_projection_kind kind, bool is_x, ptrdiff_t count,
                              fen_error *err) {
  char bounds[16];
  char shape[16];
  (void)snprintf(bounds, sizeof bounds, "%s_bnds", name);
  (void)snprintf(shape, sizeof shape, "%s nv", name);
  const char *const attributes[] = {
      "standard_name", axis_name(kind, is_x), "units", axis_units(kind, is_x), "axis", is_x ? "X" : "Y", "bounds", bounds, NULL};
  fen_status status = fen_nc_define_dimension(writer, name, count, err);
  if (!status)
    status = fen_nc_define_variable(writer, name, FEN_NC_DOUBLE, name, NULL, err);
  if (!status)
    status = fen_nc_put_texts(writer, name, attributes, err);
  if (!status)
    status = fen_nc_define_variable(writer, bounds, FEN_NC_DOUBLE, shape, NULL, err);
  return status;
}

static fen_status define_places(fen_nc_writer *writer, fen_error *err) {
  static const char *const lat[] = {"standard_name", "latitude", "units", "degrees_north", "bounds", "lat_bnds", NULL};
  static const char *const lon[] = {"standard_name", "longitude", "units", "degrees_east", "bounds", "lon_bnds", NULL};
  fen_status status = fen_nc_define_variable(writer, "lat", FEN_NC_DOUBLE, "y x", NULL, err);
  if (!status)
    status = fen_nc_put_texts(writer, "lat", lat, err);
  if (!status)
    status = fen_nc_define_variable(writer, "lon", FEN_NC_DOUBLE, "y x", NULL, err);
  if (!status)
    status = fen_nc_put_texts(writer, "lon", lon, err);
  if (!status)
    status = fen_nc_define_variable(writer, "lat_bnds", FEN_NC_DOUBLE, "y x corner", NULL, err);
  if (!status)
    status = fen_nc_define_variable(writer, "lon_bnds", FEN_NC_DOUBLE, "y x corner", NULL, err);
  return status;
}

fen_status fen_output_define_grid(fen_nc_writer *writer, const fen_grid *grid, fen_error *err) {
  static const char *const altitude[] = {
      "standard_name", "surface_altitude", "units", "m", "long_name", "height of the model's ground", "grid_mapping", "crs", NULL};
  const fen_projection_kind kind = grid->params.projection.kind;
  bool degrees = kind == FEN_PROJECTION_LONLAT;
  fen_status status = fen_nc_define_dimension(writer, "nv", 2, err);
  if (!status)
    status = define_axis(writer, "x", kind, true, grid->params.nx, err);
  if (!status)
    status = define_axis(writer, "y", kind, false, grid->params.ny, err);
  if (!status && !degrees)
    status = fen_nc_define_dimension(writer, "corner", 4, err);
  if (!status && !degrees)
    status = define_places(writer, err);
  if (!status)
    status = fen_output_define_crs(writer, grid, err);
  if (!status)
    status = fen_nc_define_variable(writer, "surface_altitude", FEN_NC_FLOAT, "y x", NULL, err);
  if (!status)
    status = fen_nc_put_texts(writer, "surface_altitude", altitude, err);
  if (!status && !degrees)
    status = fen_nc_put_text(writer, "surface_altitude", "coordinates", "lat lon", err);
  return status;
}

static fen_status write_axis(fen_nc_writer *writer, const char *name, double start, double spacing, ptrdiff_t count, fen_error *err) {
  char bounds_name[16];
  double *centre = NULL;
  double *bounds = NULL;
  fen_status status = FEN_NEW(&centre, count, err);
  if (!status)
    status = FEN_NEW(&bounds, 2 * count, err);
  for (ptrdiff_t n = 0; !status && n < count; n++) {
    centre[n] = start + ((double)n + 0.5) * spacing;
    bounds[2 * n] = start + (double)n * spacing;
    bounds[2 * n + 1] = start + (double)(n + 1) * spacing;
  }
  (void)snprintf(bounds_name, sizeof bounds_name, "%s_bnds", name);
  if (!status)
    status = fen_nc_write(writer, name, 1, (ptrdiff_t[1]){0}, &count, centre, err);
  if (!status)
    status = fen_nc_write(writer, bounds_name, 2, (ptrdiff_t[2]){0, 0}, (ptrdiff_t[2]){count, 2}, bounds, err);
  fen_free(centre);
  fen_free(bounds);
  return status;
}

/* Corners anticlockwise from the south-west, as CF asks (section 7.1). */
static fen_status write_corners(fen_nc_writer *writer, const char *name, const double *corner, ptrdiff_t nx, ptrdiff_t ny, fen_error *err) {
  double *bounds = NULL;
  fen_status status = FEN_NEW(&bounds, 4 * nx * ny, err);
  for (ptrdiff_t j = 0; !status && j < ny; j++) {
    for (ptrdiff_t i = 0; i < nx; i++) {
      double *cell = bounds + 4 * (j * nx + i);
      const double *south = corner + j * (nx + 1) + i;
      const double *north = south + nx + 1;
      cell[0] = south[0];
      cell[1] = south[1];
      cell[2] = north[1];
      cell[3] = north[0];
    }
  }
  if (!status)
    status = fen_nc_write(writer, name, 3, (ptrdiff_t[3]){0, 0, 0}, (ptrdiff_t[3]){ny, nx, 4}, bounds, err);
  fen_free(bounds);
  return status;
}

fen_status fen_output_write_grid(fen_nc_writer *writer, const fen_grid *grid, fen_error *err) {
  const fen_grid_params *p = &grid->params;
  const ptrdiff_t start[2] = {0, 0};
  const ptrdiff_t count[2] = {p->ny, p->nx};
  fen_status status = write_axis(writer, "x", p->x0, p->dx, p->nx, err);
  if (!status)
    status = write_axis(writer, "y", p->y0, p->dy, p->ny, err);
  if (!status)
    status = fen_nc_write(writer, "surface_altitude", 2, start, count, grid->terrain_m, err);
  if (status || p->projection.kind == FEN_PROJECTION_LONLAT)
    return status;
  status = fen_nc_write(writer, "lat", 2, start, count, grid->lat_deg, err);
  if (!status)
    status = fen_nc_write(writer, "lon", 2, start, count, grid->lon_deg, err);
  if (!status)
    status = write_corners(writer, "lat_bnds", grid->lat_corner_deg, p->nx, p->ny, err);
  if (!status)
    status = write_corners(writer, "lon_bnds", grid->lon_corner_deg, p->nx, p->ny, err);
  return status;
}

fen_status fen_output_define_time(fen_nc_writer *writer, const fen_case *item, const char *name, const char *bounds_name, ptrdiff_t count,
                                  fen_error *err) {
  char units[64];
  char shape[64];
  fen_civil start = fen_time_civil(item->period.start_s, 0.0);
  (void)snprintf(units, sizeof units, "hours since %04d-%02d-%02d %02d:00:00", start.year, start.month, start.day, start.hour);
  if (start.minute != 0)
    (void)snprintf(units, sizeof units, "hours since %04d-%02d-%02d %02d:%02d:00", start.year, start.month, start.day, start.hour,
                   start.minute);
  const char *const attributes[] = {"standard_name", "time", "units", units, "calendar", "standard", "axis", "T", NULL};
  fen_status status = fen_nc_define_dimension(writer, name, count, err);
  if (!status)
    status = fen_nc_define_variable(writer, name, FEN_NC_DOUBLE, name, NULL, err);
  if (!status)
    status = fen_nc_put_texts(writer, name, attributes, err);
  if (status || !bounds_name)
    return status;
  status = fen_nc_put_text(writer, name, "bounds", bounds_name, err);
  (void)snprintf(shape, sizeof shape, "%s nv", name);
  return status ? status : fen_nc_define_variable(writer, bounds_name, FEN_NC_DOUBLE, shape, NULL, err);
}

fen_status fen_output_write_hours(fen_nc_writer *writer, ptrdiff_t hours, fen_error *err) {
  fen_status status = FEN_OK;
  for (ptrdiff_t h = 0; !status && h < hours; h++) {
    double end_h = (double)(h + 1);
    double bounds_h[2] = {(double)h, end_h};
    status = fen_nc_write(writer, "time", 1, &h, (ptrdiff_t[1]){1}, &end_h, err);
    if (!status)
      status = fen_nc_write(writer, "time_bnds", 2, (ptrdiff_t[2]){h, 0}, (ptrdiff_t[2]){1, 2}, bounds_h, err);
  }
  return status;
}

static const char comment[] =
    "Concentrations are dry mass (without the particles' water) per volume of air at ambient temperature and pressure. "
    "Days are those of the time zone utc_offset, hour-ending.";

fen_status fen_output_globals(fen_nc_writer *writer, const fen_output *output, const char *what, fen_error *err) {
  const fen_case *item = output->sim->item;
  const char *label = output->sim->source->label;
  bool idealised = item->weather.kind == FEN_CASE_WEATHER_IDEALISED;
  char title[TITLE_TEXT], source[TITLE_TEXT], start[FEN_TIME_TEXT], end[FEN_TIME_TEXT], zone[FEN_TIME_TEXT];
  fen_time_format(item->period.start_s, item->period.utc_offset_s, start);
  fen_time_format(item->period.end_s, item->period.utc_offset_s, end);
  long minutes = lround(item->period.utc_offset_s / 60.0);
  (void)snprintf(zone, sizeof zone, "%c%02ld:%02ld", minutes < 0 ? '-' : '+', labs(minutes) / 60, labs(minutes) % 60);
  (void)snprintf(title, sizeof title, "%s: %s%s", item->title, what, idealised ? " (idealised weather)" : "");
  (void)snprintf(source, sizeof source, "Fenhe %s", fen_version());
  const char *const attributes[] = {"Conventions",
                                    "CF-1.11",
                                    "title",
                                    title,
                                    "source",
                                    source,
                                    "history",
                                    output->command,
                                    "weather",
                                    idealised ? "idealised" : label,
                                    "period_start",
                                    start,
                                    "period_end",
                                    end,
                                    "utc_offset",
                                    zone,
                                    "comment",
                                    comment,
                                    "case_sha256",
                                    output->case_sha256,
                                    "provenance",
                                    "summary.json, written with this file, has the SHA-256 of every input",
                                    NULL};
  return fen_nc_put_texts(writer, NULL, attributes, err);
}

static const char *standard_name(const fen_case_species *species) {
  static const char *const known[][2] = {
      {"PM25", "mass_concentration_of_pm2p5_ambient_aerosol_particles_in_air"},
      {"PM2p5", "mass_concentration_of_pm2p5_ambient_aerosol_particles_in_air"},
      {"PM10", "mass_concentration_of_pm10_ambient_aerosol_particles_in_air"},
      {"CO", "mass_concentration_of_carbon_monoxide_in_air"},
      {"SO2", "mass_concentration_of_sulfur_dioxide_in_air"},
      {"NO2", "mass_concentration_of_nitrogen_dioxide_in_air"},
      {"NH3", "mass_concentration_of_ammonia_in_air"},
      {"CH4", "mass_concentration_of_methane_in_air"},
  };
  if (species->standard_name)
    return species->standard_name;
  for (size_t n = 0; n < sizeof known / sizeof *known; n++)
    if (strcmp(species->name, known[n][0]) == 0)
      return known[n][1];
  return NULL;
}

fen_status fen_output_describe_lane(fen_nc_writer *writer, const fen_case *item, const fen_lane *lane, const char *variable,
                                    const char *cell_methods, const char *coordinates, fen_error *err) {
  const fen_case_species *species = &item->species[lane->species];
  const char *standard = standard_name(species);
  char long_name[TITLE_TEXT];
  (void)snprintf(long_name, sizeof long_name, "%s%s%s mass concentration", species->name, lane->tag ? ", part " : "",
                 lane->tag ? lane->tag->name : "");
  const char *const attributes[] = {"units", "ug m-3", "long_name", long_name, NULL};
  fen_status status = fen_nc_put_texts(writer, variable, attributes, err);
  /* A tag is a part of the quantity that the standard name means, not that quantity. */
  if (!status && standard && !lane->tag)
    status = fen_nc_put_text(writer, variable, "standard_name", standard, err);
  if (!status && cell_methods)
    status = fen_nc_put_text(writer, variable, "cell_methods", cell_methods, err);
  if (!status && coordinates)
    status = fen_nc_put_text(writer, variable, "coordinates", coordinates, err);
  return status;
}
