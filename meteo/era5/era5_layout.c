/* How a variable lies in its file: which of its dimensions is time, level, latitude, longitude, in the old form and the new one. */
#include <string.h>
#include <strings.h>

#include "era5_internal.h"

static bool one_of(const char *word, const char *const *list) {
  for (; *list; list++)
    if (strcasecmp(word, *list) == 0)
      return true;
  return false;
}

static int *role_of(era5_layout *layout, const char *dimension) {
  static const char *const times[] = {"time", "valid_time", NULL};
  static const char *const versions[] = {"expver", NULL};
  static const char *const levels[] = {"level", "pressure_level", "isobaricInhPa", "plev", "lev", "hybrid", "model_level", "lev_2", NULL};
  static const char *const latitudes[] = {"latitude", "lat", NULL};
  static const char *const longitudes[] = {"longitude", "lon", NULL};
  const struct {
    const char *const *names;
    int *role;
  } list[] = {
      {times, &layout->time}, {versions, &layout->expver}, {levels, &layout->level}, {latitudes, &layout->lat}, {longitudes, &layout->lon}};
  for (size_t n = 0; n < sizeof list / sizeof *list; n++)
    if (one_of(dimension, list[n].names))
      return list[n].role;
  return NULL;
}

fen_status era5_layout_of(const fen_nc_reader *reader, const char *name, era5_layout *out, fen_error *err) {
  era5_layout layout = {.time = -1, .expver = -1, .level = -1, .lat = -1, .lon = -1};
  fen_status status = fen_nc_variable_shape(reader, name, &layout.shape, err);
  if (status)
    return status;
  (void)strncpy(layout.name, name, FEN_NC_NAME - 1);
  layout.rank = layout.shape.rank;
  for (int d = 0; d < layout.rank; d++) {
    int *role = role_of(&layout, layout.shape.dimension[d]);
    if (role && *role >= 0)
      return fen_nc_fail(reader, name, FEN_ERR_SHAPE, "give the file as the Climate Data Store made it", err,
                         "it has two dimensions of one kind, '%s' and '%s'", layout.shape.dimension[*role], layout.shape.dimension[d]);
    if (role)
      *role = d;
    else if (fen_nc_has_attribute(reader, NULL, "MAP_PROJ"))
      return fen_nc_fail(reader, NULL, FEN_ERR_FILE_FORMAT, "leave it out of 'files': ERA5's files alone", err, "this is a file of WRF");
    else if (layout.shape.shape[d] != 1)
      return fen_nc_fail(
          reader, name, FEN_ERR_SHAPE, "take the hourly reanalysis (not ensemble members or forecast steps); cdo or ncks -d select one",
          err, "its dimension '%s' of %td is not time, level, latitude or longitude", layout.shape.dimension[d], layout.shape.shape[d]);
  }
  if (layout.lat < 0 || layout.lon < 0)
    return fen_nc_fail(reader, name, FEN_ERR_SHAPE, "give ERA5 on a latitude-longitude grid, format netcdf", err,
                       "it has no dimension '%s'", layout.lat < 0 ? "latitude" : "longitude");
  *out = layout;
  return FEN_OK;
}

bool era5_counts_pressure(const fen_nc_reader *reader, const char *axis, double *unit_pa) {
  static const char *const hundreds[] = {"millibars", "millibar", "mbar", "mb", "hPa", "hectopascal", NULL};
  static const char *const names[] = {"pressure_level", "isobaricInhPa", NULL};
  char units[64] = "";
  if (fen_nc_has(reader, axis) && fen_nc_has_attribute(reader, axis, "units"))
    (void)fen_nc_attribute_text(reader, axis, "units", units, sizeof units, NULL);
  *unit_pa = strcasecmp(units, "Pa") == 0 ? 1.0 : 100.0;
  return *unit_pa == 1.0 || one_of(units, hundreds) || one_of(axis, names);
}

/* z is two things: on levels, or of the ground (also on one model level, as the archive keeps it). */
static bool is_meant(const fen_nc_reader *reader, era5_name name, const era5_layout *layout) {
  double unit_pa;
  const bool levels = layout->level >= 0 && (layout->shape.shape[layout->level] > 1 ||
                                             era5_counts_pressure(reader, layout->shape.dimension[layout->level], &unit_pa));
  return name == ERA5_Z ? levels : name == ERA5_ZS ? !levels : true;
}

fen_status era5_find(const fen_nc_reader *reader, era5_name name, era5_layout *out, fen_error *err) {
  out->rank = 0;
  for (ptrdiff_t n = 0; n < fen_nc_variable_count(reader); n++) {
    char variable[FEN_NC_NAME];
    if (fen_nc_variable_name(reader, n, variable, NULL))
      continue;
    for (int alias = 0; alias < ERA5_ALIASES && era5_facts[name].names[alias]; alias++) {
      if (strcasecmp(variable, era5_facts[name].names[alias]) != 0)
        continue;
      era5_layout layout;
      fen_status status = era5_layout_of(reader, variable, &layout, err);
      if (status)
        return status;
      if (is_meant(reader, name, &layout)) {
        *out = layout;
        return FEN_OK;
      }
    }
  }
  return FEN_OK;
}
