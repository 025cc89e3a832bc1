/* The map projection of a case's own grid. */
#include <math.h>
#include <string.h>

#include "case_read.h"
#include "fenhe/constants.h"

static void complain(fen_case_reader *reader, const fen_yaml_node *node, fen_status status, const char *remedy, const char *message) {
  fen_error err;
  fen_yaml_fail(node, status, remedy, &err, "%s", message);
  fen_case_fault(reader, &err);
}

static void read_ellipsoid(fen_case_reader *reader, const fen_yaml_node *node, fen_projection_params *out) {
  static const char *const words[] = {"WGS84", "GRS80", "CGCS2000", "Krassovsky", "International", "Clarke1866"};
  static const double figure[][2] = {{6378137.0, 298.257223563}, {6378137.0, 298.257222101}, {6378137.0, 298.257222101},
                                     {6378245.0, 298.3},         {6378388.0, 297.0},         {6378206.4, 294.978698213898}};
  int word;
  if (!fen_case_word(reader, node, "ellipsoid", FEN_KEY_OPTIONAL, words, FEN_COUNT_OF(words), &word))
    return;
  if (fen_yaml_get(node, "sphere")) {
    complain(reader, fen_yaml_get(node, "ellipsoid"), FEN_ERR_KEY_TWICE, "leave one of them out", "give either 'sphere' or 'ellipsoid'");
    return;
  }
  out->semi_major_m = figure[word][0];
  out->inverse_flattening = figure[word][1];
}

static void read_origin(fen_case_reader *reader, const fen_yaml_node *node, fen_projection_params *out) {
  const fen_yaml_node *origin = fen_case_key(reader, node, "origin", FEN_KEY_REQUIRED);
  if (origin)
    fen_case_place(reader, origin, &out->lon_0_deg, &out->lat_0_deg);
}

static void read_lambert(fen_case_reader *reader, const fen_yaml_node *node, fen_projection_params *out) {
  double latitudes[2];
  read_origin(reader, node, out);
  if (fen_yaml_get(node, "true_latitude")) {
    if (fen_yaml_get(node, "true_latitudes"))
      complain(reader, fen_yaml_get(node, "true_latitude"), FEN_ERR_KEY_TWICE, "leave one of them out",
               "give either 'true_latitudes' or, for one parallel, 'true_latitude'");
    if (fen_case_number(reader, node, "true_latitude", FEN_KEY_REQUIRED, -89.0, 89.0, &out->lat_1_deg))
      out->lat_2_deg = out->lat_1_deg;
    return;
  }
  const fen_yaml_node *both = fen_case_key(reader, node, "true_latitudes", FEN_KEY_REQUIRED);
  if (both && fen_case_numbers(reader, both, 2, -89.0, 89.0, latitudes)) {
    out->lat_1_deg = latitudes[0];
    out->lat_2_deg = latitudes[1];
  }
}

static void read_mercator(fen_case_reader *reader, const fen_yaml_node *node, fen_projection_params *out) {
  read_origin(reader, node, out);
  fen_case_number(reader, node, "true_latitude", FEN_KEY_REQUIRED, -89.0, 89.0, &out->lat_1_deg);
}

/* The pole is the one on the true latitude's side. */
static void read_polar(fen_case_reader *reader, const fen_yaml_node *node, fen_projection_params *out) {
  fen_case_number(reader, node, "central_longitude", FEN_KEY_REQUIRED, -360.0, 360.0, &out->lon_0_deg);
  if (!fen_case_number(reader, node, "true_latitude", FEN_KEY_REQUIRED, -90.0, 90.0, &out->lat_1_deg))
    return;
  if (out->lat_1_deg == 0.0)
    complain(reader, fen_yaml_get(node, "true_latitude"), FEN_ERR_RANGE, "as 60 for the north pole's map, -60 for the south pole's",
             "a polar map has its true latitude on one side of the equator");
  out->lat_0_deg = out->lat_1_deg > 0.0 ? 90.0 : -90.0;
}

static void read_utm(fen_case_reader *reader, const fen_yaml_node *node, fen_projection_params *out) {
  static const char *const hemispheres[] = {"north", "south"};
  ptrdiff_t zone;
  int south = 0;
  out->scale = 0.9996;
  out->false_easting_m = 500000.0;
  if (fen_case_integer(reader, node, "zone", FEN_KEY_REQUIRED, 1, 60, &zone))
    out->lon_0_deg = 6.0 * (double)zone - 183.0;
  fen_case_word(reader, node, "hemisphere", FEN_KEY_OPTIONAL, hemispheres, 2, &south);
  out->false_northing_m = south ? 1e7 : 0.0;
}

static void read_transverse(fen_case_reader *reader, const fen_yaml_node *node, fen_projection_params *out) {
  out->scale = 1.0;
  read_origin(reader, node, out);
  fen_case_number(reader, node, "scale", FEN_KEY_OPTIONAL, 0.5, 2.0, &out->scale);
}

static void read_rotated(fen_case_reader *reader, const fen_yaml_node *node, fen_projection_params *out) {
  const fen_yaml_node *pole = fen_case_key(reader, node, "pole", FEN_KEY_REQUIRED);
  if (pole)
    fen_case_place(reader, pole, &out->pole_lon_deg, &out->pole_lat_deg);
  fen_case_number(reader, node, "pole_grid_longitude", FEN_KEY_OPTIONAL, -180.0, 180.0, &out->pole_grid_lon_deg);
}

static void read_nothing(fen_case_reader *reader, const fen_yaml_node *node, fen_projection_params *out) {
  (void)reader, (void)node, (void)out;
}

static void read_proj(fen_case_reader *reader, const fen_yaml_node *node, fen_projection_params *out) {
  static const char *const keys[] = {"proj"};
  const char *text = NULL;
  fen_error refused = {.text = ""};
  if (!fen_case_map(reader, node, "projection", keys, FEN_COUNT_OF(keys)) || !fen_case_text(reader, node, "proj", FEN_KEY_REQUIRED, &text))
    return;
  fen_projection *made = NULL;
  fen_status status = fen_projection_from_text(text, out, &refused);
  if (!status)
    status = fen_projection_create(out, &made, &refused);
  fen_projection_destroy(&made);
  if (!status)
    return;
  refused.text[strcspn(refused.text, "\n")] = '\0'; /* the place, and the code of a case's fault, are added here */
  fen_error placed;
  fen_yaml_fail(fen_yaml_get(node, "proj"), FEN_ERR_RANGE, "give a PROJ definition of a plane map; 'proj' goes without 'kind'", &placed,
                "%s", refused.text);
  fen_case_fault(reader, &placed);
}

void fen_case_read_projection(fen_case_reader *reader, const fen_yaml_node *node, fen_projection_params *out) {
  static const char *const words[] = {"lonlat", "lambert", "mercator", "polar", "utm", "transverse_mercator", "rotated"};
  static const struct {
    fen_projection_kind kind;
    void (*read)(fen_case_reader *reader, const fen_yaml_node *node, fen_projection_params *out);
    const char *keys[6];
    ptrdiff_t key_count;
  } kinds[] = {
      {FEN_PROJECTION_LONLAT, read_nothing, {"kind", "sphere", "ellipsoid"}, 3},
      {FEN_PROJECTION_LAMBERT, read_lambert, {"kind", "sphere", "ellipsoid", "true_latitudes", "true_latitude", "origin"}, 6},
      {FEN_PROJECTION_MERCATOR, read_mercator, {"kind", "sphere", "ellipsoid", "true_latitude", "origin"}, 5},
      {FEN_PROJECTION_POLAR, read_polar, {"kind", "sphere", "ellipsoid", "true_latitude", "central_longitude"}, 5},
      {FEN_PROJECTION_TRANSVERSE_MERCATOR, read_utm, {"kind", "sphere", "ellipsoid", "zone", "hemisphere"}, 5},
      {FEN_PROJECTION_TRANSVERSE_MERCATOR, read_transverse, {"kind", "sphere", "ellipsoid", "origin", "scale"}, 5},
      {FEN_PROJECTION_ROTATED, read_rotated, {"kind", "sphere", "pole", "pole_grid_longitude"}, 4},
  };
  int word;
  out->semi_major_m = FEN_WRF_EARTH_RADIUS_M;
  if (!node)
    return;
  if (fen_yaml_get(node, "proj")) {
    read_proj(reader, node, out);
    return;
  }
  if (!fen_yaml_is_map(node)) {
    fen_error err;
    fen_yaml_fail(node, FEN_ERR_TYPE, "as in: projection: {kind: utm, zone: 49}", &err, "projection must be a map of keys and values");
    fen_case_fault(reader, &err);
    return;
  }
  if (!fen_case_kind(reader, node, "projection", words, FEN_COUNT_OF(words), &word) ||
      !fen_case_map(reader, node, "projection", kinds[word].keys, kinds[word].key_count))
    return;
  out->kind = kinds[word].kind;
  /* UTM is defined on WGS84, the other maps are mostly taken on WRF's sphere. */
  if (kinds[word].read == read_utm && !fen_yaml_get(node, "sphere")) {
    out->semi_major_m = 6378137.0;
    out->inverse_flattening = 298.257223563;
  }
  fen_case_quantity(reader, node, "sphere", FEN_KEY_OPTIONAL, "m", 1e6, 1e7, &out->semi_major_m);
  read_ellipsoid(reader, node, out);
  kinds[word].read(reader, node, out);
}
