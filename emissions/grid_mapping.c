#include "fenhe/grid_mapping.h"

#include <math.h>
#include <stdbool.h>
#include <stdio.h>
#include <string.h>

static const double WGS84_SEMI_MAJOR_M = 6378137.0;
static const double WGS84_INVERSE_FLATTENING = 298.257223563;
/* The sphere of the COSMO model and of CORDEX, whose grids are the common rotated ones. */
static const double ROTATED_RADIUS_M = 6371229.0;

enum { WKT = 4096, DEFINITION = 256 };

typedef struct {
  const fen_nc_reader *reader;
  const char *mapping;
  fen_projection_params params;
  double parallels[2];
  ptrdiff_t parallel_count;
  fen_error *err;
} reading;

static bool optional(const reading *r, const char *name, double *out) {
  return fen_nc_has_attribute(r->reader, r->mapping, name) && fen_nc_attribute_number(r->reader, r->mapping, name, out, NULL) == FEN_OK;
}

static void read_figure(reading *r) {
  fen_projection_params *p = &r->params;
  double minor;
  p->semi_major_m = WGS84_SEMI_MAJOR_M;
  p->inverse_flattening = WGS84_INVERSE_FLATTENING;
  if (optional(r, "earth_radius", &p->semi_major_m)) {
    p->inverse_flattening = 0.0;
  } else if (optional(r, "semi_major_axis", &p->semi_major_m) && !optional(r, "inverse_flattening", &p->inverse_flattening)) {
    p->inverse_flattening = 0.0;
    if (optional(r, "semi_minor_axis", &minor) && minor < p->semi_major_m)
      p->inverse_flattening = p->semi_major_m / (p->semi_major_m - minor);
  }
}

static fen_status need(const reading *r, const char *name, double *out) {
  return fen_nc_attribute_number(r->reader, r->mapping, name, out, r->err);
}

static fen_status need_parallels(const reading *r, const char *otherwise) {
  if (r->parallel_count > 0)
    return FEN_OK;
  return fen_nc_fail(r->reader, r->mapping, FEN_ERR_VARIABLE, "add it, as the CF conventions ask (appendix F)", r->err,
                     "the grid mapping has no standard_parallel%s", otherwise);
}

static fen_status read_lonlat(reading *r) {
  r->params.kind = FEN_PROJECTION_LONLAT;
  return FEN_OK;
}

static fen_status read_lambert(reading *r) {
  fen_projection_params *p = &r->params;
  p->kind = FEN_PROJECTION_LAMBERT;
  p->lat_1_deg = r->parallels[0];
  p->lat_2_deg = r->parallels[r->parallel_count > 1];
  fen_status status = need_parallels(r, "");
  if (!status)
    status = need(r, "longitude_of_central_meridian", &p->lon_0_deg);
  return status ? status : need(r, "latitude_of_projection_origin", &p->lat_0_deg);
}

/* The true latitude of a Mercator map follows from its scale k at the equator: m(lat) = k (Snyder 1987, 14-15). */
static fen_status read_mercator(reading *r) {
  fen_projection_params *p = &r->params;
  double k = NAN;
  p->kind = FEN_PROJECTION_MERCATOR;
  p->lat_1_deg = r->parallels[0];
  if (r->parallel_count == 0 && optional(r, "scale_factor_at_projection_origin", &k) && k > 0.0 && k <= 1.0) {
    double f = p->inverse_flattening > 0.0 ? 1.0 / p->inverse_flattening : 0.0;
    double e2 = f * (2.0 - f);
    p->lat_1_deg = asin(sqrt((1.0 - k * k) / (1.0 - k * k * e2))) * (180.0 / 3.14159265358979323846);
    r->parallel_count = 1;
  }
  fen_status status = need_parallels(r, " and no scale_factor_at_projection_origin");
  return status ? status : need(r, "longitude_of_projection_origin", &p->lon_0_deg);
}

/* A scale at the pole instead of a true latitude, as of UPS, is PROJ's to understand. */
static fen_status read_polar_scale(reading *r, double scale) {
  const fen_projection_params *p = &r->params;
  char text[DEFINITION];
  int used = snprintf(text, sizeof text, "+proj=stere +lat_0=%.9g +lon_0=%.15g +k=%.15g +x_0=%.15g +y_0=%.15g +a=%.15g ", p->lat_0_deg,
                      p->lon_0_deg, scale, p->false_easting_m, p->false_northing_m, p->semi_major_m);
  if (p->inverse_flattening > 0.0)
    (void)snprintf(text + used, sizeof text - (size_t)used, "+rf=%.15g", p->inverse_flattening);
  else
    (void)snprintf(text + used, sizeof text - (size_t)used, "+b=%.15g", p->semi_major_m);
  return fen_projection_from_text(text, &r->params, r->err);
}

static fen_status read_polar(reading *r) {
  fen_projection_params *p = &r->params;
  double scale;
  p->kind = FEN_PROJECTION_POLAR;
  p->lat_1_deg = r->parallels[0];
  fen_status status = need(r, "latitude_of_projection_origin", &p->lat_0_deg);
  if (!status && !optional(r, "longitude_of_projection_origin", &p->lon_0_deg))
    status = need(r, "straight_vertical_longitude_from_pole", &p->lon_0_deg);
  if (!status && r->parallel_count == 0 && optional(r, "scale_factor_at_projection_origin", &scale))
    return read_polar_scale(r, scale);
  return status ? status : need_parallels(r, " and no scale_factor_at_projection_origin");
}

static fen_status read_transverse(reading *r) {
  fen_projection_params *p = &r->params;
  p->kind = FEN_PROJECTION_TRANSVERSE_MERCATOR;
  fen_status status = need(r, "scale_factor_at_central_meridian", &p->scale);
  if (!status)
    status = need(r, "longitude_of_central_meridian", &p->lon_0_deg);
  return status ? status : need(r, "latitude_of_projection_origin", &p->lat_0_deg);
}

static fen_status read_rotated(reading *r) {
  fen_projection_params *p = &r->params;
  p->kind = FEN_PROJECTION_ROTATED;
  if (p->inverse_flattening > 0.0) {
    p->semi_major_m = ROTATED_RADIUS_M;
    p->inverse_flattening = 0.0;
  }
  (void)optional(r, "north_pole_grid_longitude", &p->pole_grid_lon_deg);
  fen_status status = need(r, "grid_north_pole_latitude", &p->pole_lat_deg);
  return status ? status : need(r, "grid_north_pole_longitude", &p->pole_lon_deg);
}

/* A mapping that has no kind here, by the text that states the same. */
static fen_status read_text(reading *r, const char *name) {
  static const char *const attributes[] = {"crs_wkt", "spatial_ref", "proj4", "proj4_params"};
  char text[WKT];
  for (size_t n = 0; n < sizeof attributes / sizeof *attributes; n++)
    if (fen_nc_has_attribute(r->reader, r->mapping, attributes[n]) &&
        fen_nc_attribute_text(r->reader, r->mapping, attributes[n], text, sizeof text, NULL) == FEN_OK &&
        fen_projection_from_text(text, &r->params, NULL) == FEN_OK)
      return FEN_OK;
  return fen_nc_fail(r->reader, r->mapping, FEN_ERR_GRID, "reproject the file to longitude and latitude, for example with gdalwarp or cdo",
                     r->err, "the grid mapping '%s' is not known and has no crs_wkt that PROJ understands", name);
}

fen_status fen_grid_mapping_read(const fen_nc_reader *reader, const char *mapping, fen_projection_params *out, fen_error *err) {
  static const struct {
    const char *name;
    fen_status (*read)(reading *r);
  } known[] = {
      {"latitude_longitude", read_lonlat}, {"lambert_conformal_conic", read_lambert}, {"mercator", read_mercator},
      {"polar_stereographic", read_polar}, {"transverse_mercator", read_transverse},  {"rotated_latitude_longitude", read_rotated}};
  reading r = {.reader = reader, .mapping = mapping, .err = err};
  char name[FEN_NC_NAME] = "";
  fen_status status = FEN_OK;
  if (fen_nc_has_attribute(reader, mapping, "grid_mapping_name"))
    status = fen_nc_attribute_text(reader, mapping, "grid_mapping_name", name, sizeof name, err);
  if (!status && fen_nc_has_attribute(reader, mapping, "standard_parallel"))
    status = fen_nc_attribute_numbers(reader, mapping, "standard_parallel", 2, r.parallels, &r.parallel_count, err);
  if (status)
    return status;
  read_figure(&r);
  size_t n = 0;
  while (n < sizeof known / sizeof *known && strcmp(name, known[n].name) != 0)
    n++;
  if (n < sizeof known / sizeof *known) {
    if (strcmp(name, "latitude_longitude") != 0 && strcmp(name, "rotated_latitude_longitude") != 0) {
      (void)optional(&r, "false_easting", &r.params.false_easting_m);
      (void)optional(&r, "false_northing", &r.params.false_northing_m);
    }
    status = known[n].read(&r);
  } else {
    status = read_text(&r, name);
  }
  if (!status)
    *out = r.params;
  return status;
}
