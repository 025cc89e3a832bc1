/* receptors.nc: series at places, as CF's discrete sampling geometry "timeSeries". */
#include <math.h>
#include <string.h>

#include "output.h"

static fen_status complain_outside(const fen_case *item, ptrdiff_t index, fen_error *err) {
  const fen_case_output *out = &item->output;
  const fen_case_receptor *receptor = &out->receptors[index];
  if (receptor->line > 0)
    return fen_fail(err, FEN_ERR_OUTSIDE,
                    "%s:%td: error: receptor '%s' at longitude %.4f, latitude %.4f lies outside the domain\n"
                    "  = correct its place, or leave out those beyond: receptors: {file: ..., outside: skip}",
                    out->receptor_path, receptor->line, receptor->name, receptor->lon_deg, receptor->lat_deg);
  const fen_yaml_node *node = out->receptor_path ? out->receptor_node : fen_yaml_at(out->receptor_node, index);
  return fen_yaml_fail(node, FEN_ERR_OUTSIDE, "correct its place, or leave it out", err,
                       "receptor '%s' at longitude %.4f, latitude %.4f lies outside the domain", receptor->name, receptor->lon_deg,
                       receptor->lat_deg);
}

fen_status fen_output_locate_receptors(const fen_case *item, const fen_grid *grid, const fen_log *log, fen_stations *out,
                                       fen_diagnostics *faults, fen_error *err) {
  const fen_case_output *wanted = &item->output;
  fen_status first = FEN_OK;
  for (ptrdiff_t n = 0; n < wanted->receptor_count; n++) {
    const fen_case_receptor *receptor = &wanted->receptors[n];
    fen_error fault;
    double i, j;
    if (!isfinite(receptor->lon_deg) || !isfinite(receptor->lat_deg))
      continue; /* a place that could not be read: told already */
    fen_grid_locate(grid, receptor->lon_deg, receptor->lat_deg, &i, &j);
    if (fen_grid_contains(grid, i, j)) {
      if (out)
        out->items[out->count++] = (fen_station){receptor, i, j};
    } else if (wanted->skip_outside) {
      fen_log_line(log, FEN_LOG_INFO, "receptor %s lies outside the domain and is left out", receptor->name);
    } else {
      fen_status status = complain_outside(item, n, &fault);
      fen_diagnostics_add(faults, &fault);
      if (!first && err)
        *err = fault;
      first = first ? first : status;
    }
  }
  return first;
}

double fen_output_bilinear(const double *field, ptrdiff_t nx, ptrdiff_t ny, double i, double j) {
  double x = i < 0.0 ? 0.0 : (i > (double)(nx - 1) ? (double)(nx - 1) : i);
  double y = j < 0.0 ? 0.0 : (j > (double)(ny - 1) ? (double)(ny - 1) : j);
  ptrdiff_t i0 = (ptrdiff_t)x;
  ptrdiff_t j0 = (ptrdiff_t)y;
  ptrdiff_t i1 = i0 + 1 < nx ? i0 + 1 : i0;
  ptrdiff_t j1 = j0 + 1 < ny ? j0 + 1 : j0;
  double a = x - (double)i0;
  double b = y - (double)j0;
  return (1.0 - b) * ((1.0 - a) * field[j0 * nx + i0] + a * field[j0 * nx + i1]) +
         b * ((1.0 - a) * field[j1 * nx + i0] + a * field[j1 * nx + i1]);
}

static fen_status define_station(fen_nc_writer *w, const fen_stations *stations, fen_error *err) {
  size_t longest = 1;
  for (ptrdiff_t s = 0; s < stations->count; s++) {
    size_t length = strlen(stations->items[s].receptor->name);
    longest = length > longest ? length : longest;
  }
  static const char *const name[] = {"cf_role", "timeseries_id", "long_name", "name of the place", "_Encoding", "utf-8", NULL};
  static const char *const lon[] = {"standard_name", "longitude", "units", "degrees_east", NULL};
  static const char *const lat[] = {"standard_name", "latitude", "units", "degrees_north", NULL};
  static const char *const alt[] = {"standard_name", "surface_altitude", "units", "m", "long_name", "height of the model's ground", NULL};
  fen_status status = fen_nc_define_dimension(w, "station", stations->count, err);
  if (!status)
    status = fen_nc_define_dimension(w, "name_length", (ptrdiff_t)longest, err);
  if (!status)
    status = fen_nc_define_dimension(w, "nv", 2, err);
  if (!status)
    status = fen_nc_define_variable(w, "station_name", FEN_NC_CHAR, "station name_length", NULL, err);
  if (!status)
    status = fen_nc_put_texts(w, "station_name", name, err);
  if (!status)
    status = fen_nc_define_variable(w, "lon", FEN_NC_DOUBLE, "station", NULL, err);
  if (!status)
    status = fen_nc_put_texts(w, "lon", lon, err);
  if (!status)
    status = fen_nc_define_variable(w, "lat", FEN_NC_DOUBLE, "station", NULL, err);
  if (!status)
    status = fen_nc_put_texts(w, "lat", lat, err);
  if (!status)
    status = fen_nc_define_variable(w, "alt", FEN_NC_DOUBLE, "station", NULL, err);
  if (!status)
    status = fen_nc_put_texts(w, "alt", alt, err);
  return status;
}

static fen_status write_stations(fen_output *output, fen_error *err) {
  const fen_simulation *sim = output->sim;
  fen_nc_writer *w = output->writers[FEN_OUTPUT_RECEPTORS];
  const ptrdiff_t one = 1;
  fen_status status = FEN_OK;
  for (ptrdiff_t s = 0; !status && s < output->stations.count; s++) {
    const fen_station *station = &output->stations.items[s];
    const fen_case_receptor *receptor = station->receptor;
    double altitude_m = fen_output_bilinear(sim->grid->terrain_m, sim->nx, sim->ny, station->i, station->j);
    status = fen_nc_write_text(w, "station_name", s, receptor->name, err);
    if (!status)
      status = fen_nc_write(w, "lon", 1, &s, &one, &receptor->lon_deg, err);
    if (!status)
      status = fen_nc_write(w, "lat", 1, &s, &one, &receptor->lat_deg, err);
    if (!status)
      status = fen_nc_write(w, "alt", 1, &s, &one, &altitude_m, err);
  }
  return status;
}

fen_status fen_output_receptors_create(fen_output *output, fen_error *err) {
  const fen_simulation *sim = output->sim;
  char path[FEN_OUTPUT_PATH];
  if (output->stations.count == 0)
    return FEN_OK;
  fen_output_path(output, "receptors.nc", path);
  fen_status status = fen_nc_create(path, &output->writers[FEN_OUTPUT_RECEPTORS], err);
  fen_nc_writer *w = output->writers[FEN_OUTPUT_RECEPTORS];
  if (!status)
    status = fen_output_globals(w, output, "series at places", err);
  if (!status)
    status = fen_nc_put_text(w, NULL, "featureType", "timeSeries", err);
  if (!status)
    status = define_station(w, &output->stations, err);
  if (!status)
    status = fen_output_define_time(w, sim->item, "time", "time_bnds", output->hours, err);
  for (ptrdiff_t l = 0; !status && l < sim->lanes.count; l++) {
    const fen_lane *lane = &sim->lanes.items[l];
    status = fen_nc_define_variable(w, lane->name, FEN_NC_DOUBLE, "station time", NULL, err);
    if (!status)
      status = fen_output_describe_lane(w, sim->item, lane, lane->name, "time: mean", "lon lat alt station_name", err);
    if (!status)
      status = fen_nc_put_text(w, lane->name, "interpolation", "bilinear between the cells' centres, lowest layer", err);
  }
  if (!status)
    status = write_stations(output, err);
  return status ? status : fen_output_write_hours(w, output->hours, err);
}

fen_status fen_output_receptors_hour(fen_output *output, ptrdiff_t hour, const fen_means *means, fen_error *err) {
  const fen_simulation *sim = output->sim;
  const fen_stations *stations = &output->stations;
  fen_status status = FEN_OK;
  if (stations->count == 0)
    return FEN_OK;
  double *values = output->buffer;
  for (ptrdiff_t l = 0; !status && l < means->lanes; l++) {
    for (ptrdiff_t s = 0; s < stations->count; s++)
      values[s] = fen_output_bilinear(means->hour + l * means->plane, sim->nx, sim->ny, stations->items[s].i, stations->items[s].j);
    status = fen_output_put(output, FEN_OUTPUT_RECEPTORS, sim->lanes.items[l].name, false, 2, (ptrdiff_t[2]){0, hour},
                            (ptrdiff_t[2]){stations->count, 1}, values, err);
  }
  return status;
}
