#include "output_crs.h"

#include <stdbool.h>
#include <stdlib.h>
#include <string.h>

enum { WKT_TEXT = 4096, MOST_NUMBERS = 4 };

/* Attributes of a grid mapping (CF conventions, appendix F) beside its name. */
typedef struct {
  const char *name;
  double parallels[2];
  ptrdiff_t parallel_count;
  struct {
    const char *name;
    double value;
  } numbers[MOST_NUMBERS];
  ptrdiff_t number_count;
} mapping;

static void number(mapping *m, const char *name, double value) {
  m->numbers[m->number_count].name = name;
  m->numbers[m->number_count++].value = value;
}

static void parallels(mapping *m, double first, double second) {
  m->parallels[0] = first;
  m->parallels[1] = second;
  m->parallel_count = first == second ? 1 : 2; /* CF: one parallel where both are the same */
}

/* What a PROJ definition says under a key such as "+lon_0="; 0 if nothing. */
static double said(const char *definition, const char *key) {
  const char *at = strstr(definition, key);
  return at ? strtod(at + strlen(key), NULL) : 0.0;
}

/* Of the maps that only PROJ knows, those that CF has a name for; the others are stated by crs_wkt alone. */
static void map_proj(mapping *m, const char *text) {
  if (strstr(text, "+proj=laea ") || strstr(text, "+proj=aeqd ")) {
    m->name = strstr(text, "+proj=laea ") ? "lambert_azimuthal_equal_area" : "azimuthal_equidistant";
    number(m, "longitude_of_projection_origin", said(text, "+lon_0="));
    number(m, "latitude_of_projection_origin", said(text, "+lat_0="));
  } else if (strstr(text, "+proj=aea ")) {
    m->name = "albers_conical_equal_area";
    parallels(m, said(text, "+lat_1="), said(text, "+lat_2="));
    number(m, "longitude_of_central_meridian", said(text, "+lon_0="));
    number(m, "latitude_of_projection_origin", said(text, "+lat_0="));
  } else {
    return;
  }
  number(m, "false_easting", said(text, "+x_0="));
  number(m, "false_northing", said(text, "+y_0="));
}

static void map_metres(mapping *m, const fen_projection_params *p) {
  if (p->kind == FEN_PROJECTION_LAMBERT) {
    m->name = "lambert_conformal_conic";
    parallels(m, p->lat_1_deg, p->lat_2_deg);
    number(m, "longitude_of_central_meridian", p->lon_0_deg);
    number(m, "latitude_of_projection_origin", p->lat_0_deg);
  } else if (p->kind == FEN_PROJECTION_MERCATOR) {
    m->name = "mercator";
    parallels(m, p->lat_1_deg, p->lat_1_deg);
    number(m, "longitude_of_projection_origin", p->lon_0_deg);
  } else if (p->kind == FEN_PROJECTION_POLAR) {
    m->name = "polar_stereographic";
    parallels(m, p->lat_1_deg, p->lat_1_deg);
    number(m, "straight_vertical_longitude_from_pole", p->lon_0_deg);
    number(m, "latitude_of_projection_origin", p->lat_0_deg);
  } else {
    m->name = "transverse_mercator";
    number(m, "scale_factor_at_central_meridian", p->scale);
    number(m, "longitude_of_central_meridian", p->lon_0_deg);
    number(m, "latitude_of_projection_origin", p->lat_0_deg);
  }
}

static mapping mapping_of(const fen_projection_params *p) {
  mapping m = {.name = NULL};
  if (p->kind == FEN_PROJECTION_LONLAT) {
    m.name = "latitude_longitude";
  } else if (p->kind == FEN_PROJECTION_ROTATED) {
    m.name = "rotated_latitude_longitude";
    number(&m, "grid_north_pole_latitude", p->pole_lat_deg);
    number(&m, "grid_north_pole_longitude", p->pole_lon_deg);
    number(&m, "north_pole_grid_longitude", p->pole_grid_lon_deg);
  } else if (p->kind == FEN_PROJECTION_PROJ) {
    map_proj(&m, p->proj);
  } else {
    map_metres(&m, p);
  }
  return m;
}

static fen_status put_number(fen_nc_writer *writer, const char *name, double value, fen_error *err) {
  return fen_nc_put_numbers(writer, "crs", name, &value, 1, err);
}

static fen_status put_figure(fen_nc_writer *writer, const fen_projection_params *p, fen_error *err) {
  if (!(p->inverse_flattening > 0.0))
    return put_number(writer, "earth_radius", p->semi_major_m, err);
  fen_status status = put_number(writer, "semi_major_axis", p->semi_major_m, err);
  return status ? status : put_number(writer, "inverse_flattening", p->inverse_flattening, err);
}

fen_status fen_output_define_crs(fen_nc_writer *writer, const fen_grid *grid, fen_error *err) {
  const fen_projection_params *p = &grid->params.projection;
  const mapping m = mapping_of(p);
  bool false_origin = !fen_projection_in_degrees(p->kind) && p->kind != FEN_PROJECTION_PROJ;
  char wkt[WKT_TEXT];
  fen_status status = fen_nc_define_variable(writer, "crs", FEN_NC_INT, "", NULL, err);
  if (!status && m.name)
    status = fen_nc_put_text(writer, "crs", "grid_mapping_name", m.name, err);
  /* PROJ without its data base has no WKT for some maps; the other attributes say the same. */
  if (!status && fen_projection_wkt(grid->projection, sizeof wkt, wkt, NULL) == FEN_OK)
    status = fen_nc_put_text(writer, "crs", "crs_wkt", wkt, err);
  if (!status)
    status = fen_nc_put_text(writer, "crs", "proj4", fen_projection_text(grid->projection), err);
  if (!status && m.parallel_count > 0)
    status = fen_nc_put_numbers(writer, "crs", "standard_parallel", m.parallels, m.parallel_count, err);
  for (ptrdiff_t n = 0; !status && n < m.number_count; n++)
    status = put_number(writer, m.numbers[n].name, m.numbers[n].value, err);
  if (!status && false_origin)
    status = put_number(writer, "false_easting", p->false_easting_m, err);
  if (!status && false_origin)
    status = put_number(writer, "false_northing", p->false_northing_m, err);
  return status ? status : put_figure(writer, p, err);
}
