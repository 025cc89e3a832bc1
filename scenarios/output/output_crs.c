#include "output_crs.h"

#include <stdarg.h>
#include <stdio.h>

enum { WKT_TEXT = 2048 };

#define DEGREE "ANGLEUNIT[\"degree\",0.0174532925199433]"
#define METRE "LENGTHUNIT[\"metre\",1]"

typedef struct {
  char text[WKT_TEXT];
  size_t used;
} wkt;

#if defined(__GNUC__)
__attribute__((format(printf, 2, 3)))
#endif
static void
append(wkt *w, const char *format, ...) {
  va_list arguments;
  va_start(arguments, format);
  int written = vsnprintf(w->text + w->used, sizeof w->text - w->used, format, arguments);
  va_end(arguments);
  w->used += written > 0 ? (size_t)written : 0;
  if (w->used > sizeof w->text - 1)
    w->used = sizeof w->text - 1;
}

static void angle(wkt *w, const char *name, int epsg, double degrees) {
  append(w, ",PARAMETER[\"%s\",%.15g," DEGREE ",ID[\"EPSG\",%d]]", name, degrees, epsg);
}

static void length(wkt *w, const char *name, int epsg) {
  append(w, ",PARAMETER[\"%s\",0," METRE ",ID[\"EPSG\",%d]]", name, epsg);
}

static void datum(wkt *w, const fen_projection_params *p) {
  append(w, "DATUM[\"unnamed\",ELLIPSOID[\"unnamed\",%.15g,%.15g," METRE "]],PRIMEM[\"Greenwich\",0," DEGREE "]", p->semi_major_m,
         p->inverse_flattening);
}

/* WKT 2 (ISO 19162:2019) of the projections that the model knows. */
static void write_wkt(wkt *w, const fen_projection_params *p) {
  if (p->kind == FEN_PROJECTION_LONLAT) {
    append(w, "GEOGCRS[\"unnamed\",");
    datum(w, p);
    append(w, ",CS[ellipsoidal,2],AXIS[\"longitude\",east,ORDER[1]," DEGREE "],AXIS[\"latitude\",north,ORDER[2]," DEGREE "]]");
    return;
  }
  append(w, "PROJCRS[\"unnamed\",BASEGEOGCRS[\"unnamed\",");
  datum(w, p);
  append(w, "],CONVERSION[\"unnamed\",");
  if (p->kind == FEN_PROJECTION_LAMBERT) {
    append(w, "METHOD[\"Lambert Conic Conformal (2SP)\",ID[\"EPSG\",9802]]");
    angle(w, "Latitude of false origin", 8821, p->lat_0_deg);
    angle(w, "Longitude of false origin", 8822, p->lon_0_deg);
    angle(w, "Latitude of 1st standard parallel", 8823, p->lat_1_deg);
    angle(w, "Latitude of 2nd standard parallel", 8824, p->lat_2_deg);
    length(w, "Easting at false origin", 8826);
    length(w, "Northing at false origin", 8827);
  } else {
    append(w, "METHOD[\"Mercator (variant B)\",ID[\"EPSG\",9805]]");
    angle(w, "Latitude of 1st standard parallel", 8823, p->lat_1_deg);
    angle(w, "Longitude of natural origin", 8802, p->lon_0_deg);
    length(w, "False easting", 8806);
    length(w, "False northing", 8807);
  }
  append(w, "],CS[Cartesian,2],AXIS[\"easting\",east,ORDER[1]," METRE "],AXIS[\"northing\",north,ORDER[2]," METRE "]]");
}

static fen_status put_number(fen_nc_writer *writer, const char *name, double value, fen_error *err) {
  return fen_nc_put_numbers(writer, "crs", name, &value, 1, err);
}

static fen_status put_lambert(fen_nc_writer *writer, const fen_projection_params *p, fen_error *err) {
  const double parallels[2] = {p->lat_1_deg, p->lat_2_deg};
  /* CF: one parallel where both are the same. */
  fen_status status = fen_nc_put_numbers(writer, "crs", "standard_parallel", parallels, p->lat_1_deg == p->lat_2_deg ? 1 : 2, err);
  if (!status)
    status = put_number(writer, "longitude_of_central_meridian", p->lon_0_deg, err);
  if (!status)
    status = put_number(writer, "latitude_of_projection_origin", p->lat_0_deg, err);
  return status;
}

static fen_status put_mercator(fen_nc_writer *writer, const fen_projection_params *p, fen_error *err) {
  fen_status status = put_number(writer, "standard_parallel", p->lat_1_deg, err);
  return status ? status : put_number(writer, "longitude_of_projection_origin", p->lon_0_deg, err);
}

fen_status fen_output_define_crs(fen_nc_writer *writer, const fen_grid *grid, fen_error *err) {
  static const char *const names[] = {"none", "latitude_longitude", "lambert_conformal_conic", "mercator"};
  const fen_projection_params *p = &grid->params.projection;
  wkt text = {.used = 0};
  write_wkt(&text, p);
  const char *const attributes[] = {
      "grid_mapping_name", names[p->kind], "crs_wkt", text.text, "proj4", fen_projection_text(grid->projection), NULL};
  fen_status status = fen_nc_define_variable(writer, "crs", FEN_NC_INT, "", NULL, err);
  if (!status)
    status = fen_nc_put_texts(writer, "crs", attributes, err);
  if (!status && p->kind == FEN_PROJECTION_LAMBERT)
    status = put_lambert(writer, p, err);
  if (!status && p->kind == FEN_PROJECTION_MERCATOR)
    status = put_mercator(writer, p, err);
  if (!status && p->kind != FEN_PROJECTION_LONLAT)
    status = put_number(writer, "false_easting", 0.0, err);
  if (!status && p->kind != FEN_PROJECTION_LONLAT)
    status = put_number(writer, "false_northing", 0.0, err);
  if (status)
    return status;
  if (p->inverse_flattening > 0.0) {
    status = put_number(writer, "semi_major_axis", p->semi_major_m, err);
    return status ? status : put_number(writer, "inverse_flattening", p->inverse_flattening, err);
  }
  return put_number(writer, "earth_radius", p->semi_major_m, err);
}
