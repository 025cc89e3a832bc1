/* Projections in words: the PROJ definition of each kind, WKT, and what a user's own text means. */
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "projection_internal.h"

enum { NUMBER = 32 };

/* The shortest decimal that reads back as the same number. */
static void write_number(double value, char text[NUMBER]) {
  for (int digits = 9; digits <= 17; digits++) {
    (void)snprintf(text, NUMBER, "%.*g", digits, value);
    if (strtod(text, NULL) == value)
      return;
  }
}

static void add_word(fen_projection *p, const char *word) {
  size_t used = strlen(p->text);
  (void)snprintf(p->text + used, sizeof p->text - used, "%s%s", used ? " " : "", word);
}

static void add_number(fen_projection *p, const char *key, double value) {
  char number[NUMBER];
  char word[2 * NUMBER];
  write_number(value, number);
  (void)snprintf(word, sizeof word, "+%s=%s", key, number);
  add_word(p, word);
}

static void add_false_origin(fen_projection *p) {
  if (p->params.false_easting_m != 0 || p->params.false_northing_m != 0) {
    add_number(p, "x_0", p->params.false_easting_m);
    add_number(p, "y_0", p->params.false_northing_m);
  }
}

static void add_figure(fen_projection *p) {
  if (p->params.inverse_flattening > 0) {
    add_number(p, "a", p->params.semi_major_m);
    add_number(p, "rf", p->params.inverse_flattening);
  } else {
    add_number(p, "R", p->params.semi_major_m);
  }
}

static void add_parameters(fen_projection *p) {
  const fen_projection_params *q = &p->params;
  switch (q->kind) {
  case FEN_PROJECTION_LAMBERT:
    add_word(p, "+proj=lcc");
    add_number(p, "lat_1", q->lat_1_deg);
    add_number(p, "lat_2", q->lat_2_deg);
    add_number(p, "lat_0", q->lat_0_deg);
    add_number(p, "lon_0", q->lon_0_deg);
    break;
  case FEN_PROJECTION_MERCATOR:
    add_word(p, "+proj=merc");
    add_number(p, "lat_ts", q->lat_1_deg);
    add_number(p, "lon_0", q->lon_0_deg);
    break;
  case FEN_PROJECTION_POLAR:
    add_word(p, "+proj=stere");
    add_number(p, "lat_0", q->lat_0_deg);
    add_number(p, "lat_ts", q->lat_1_deg);
    add_number(p, "lon_0", q->lon_0_deg);
    break;
  case FEN_PROJECTION_TRANSVERSE_MERCATOR:
    add_word(p, "+proj=tmerc");
    add_number(p, "lat_0", q->lat_0_deg);
    add_number(p, "lon_0", q->lon_0_deg);
    add_number(p, "k", q->scale);
    break;
  case FEN_PROJECTION_ROTATED:
    add_word(p, "+proj=ob_tran +o_proj=longlat");
    add_number(p, "o_lat_p", q->pole_lat_deg);
    add_number(p, "o_lon_p", q->pole_grid_lon_deg);
    add_number(p, "lon_0", remainder(q->pole_lon_deg + 180, 360));
    break;
  default:
    add_word(p, "+proj=longlat");
  }
}

void fen_projection_write_text(fen_projection *p) {
  p->text[0] = '\0';
  if (p->params.kind == FEN_PROJECTION_PROJ) {
    add_word(p, p->params.proj);
  } else {
    add_parameters(p);
    add_false_origin(p);
    add_figure(p);
  }
  if (!fen_projection_in_degrees(p->params.kind))
    add_word(p, "+units=m");
  add_word(p, "+no_defs");
}

/* What a definition in PROJ's normal form says under a key, such as "+lon_0="; NAN: nothing. */
static double number_of(const char *definition, const char *key) {
  const char *at = strstr(definition, key);
  return at ? strtod(at + strlen(key), NULL) : NAN;
}

static double number_or(const char *definition, const char *key, double otherwise) {
  double value = number_of(definition, key);
  return isnan(value) ? otherwise : value;
}

/* Maps that have a kind of their own are of that kind, however they were written: their factors and CF attributes are then the same. */
static void recognise(fen_projection_params *p) {
  const char *text = p->proj;
  fen_projection_params known = {.semi_major_m = p->semi_major_m,
                                 .inverse_flattening = p->inverse_flattening,
                                 .lat_0_deg = number_or(text, "+lat_0=", 0),
                                 .lon_0_deg = number_or(text, "+lon_0=", 0),
                                 .false_easting_m = number_or(text, "+x_0=", 0),
                                 .false_northing_m = number_or(text, "+y_0=", 0)};
  double zone = number_of(text, "+zone=");
  if (strstr(text, "+towgs84=") || strstr(text, "+pm="))
    return;
  if (strncmp(text, "+proj=utm ", 10) == 0 && zone >= 1 && zone <= 60) {
    known.kind = FEN_PROJECTION_TRANSVERSE_MERCATOR;
    known.scale = 0.9996;
    known.lon_0_deg = 6 * zone - 183;
    known.false_easting_m = 500000;
    known.false_northing_m = strstr(text, "+south") ? 1e7 : 0;
  } else if (strncmp(text, "+proj=tmerc ", 12) == 0 && !strstr(text, "+approx")) {
    known.kind = FEN_PROJECTION_TRANSVERSE_MERCATOR;
    known.scale = number_or(text, "+k=", number_or(text, "+k_0=", 1));
  } else if (strncmp(text, "+proj=lcc ", 10) == 0 && strstr(text, "+lat_2=") && !strstr(text, "+k")) {
    known.kind = FEN_PROJECTION_LAMBERT;
    known.lat_1_deg = number_of(text, "+lat_1=");
    known.lat_2_deg = number_of(text, "+lat_2=");
  } else if (strncmp(text, "+proj=stere ", 12) == 0 && fabs(known.lat_0_deg) == 90 && strstr(text, "+lat_ts=")) {
    known.kind = FEN_PROJECTION_POLAR;
    known.lat_1_deg = number_of(text, "+lat_ts=");
  } else {
    return;
  }
  *p = known;
}

static PJ *make_crs(PJ_CONTEXT *context, const char *text) {
  char definition[DEFINITION + sizeof " +type=crs"];
  if (!strstr(text, "proj=") || strstr(text, "type=crs"))
    return proj_create(context, text);
  int length = snprintf(definition, sizeof definition, "%s +type=crs", text);
  return length > 0 && (size_t)length < sizeof definition ? proj_create(context, definition) : NULL;
}

fen_status fen_projection_wkt(const fen_projection *projection, size_t size, char *out, fen_error *err) {
  static const char *const options[] = {"MULTILINE=NO", NULL};
  PJ_CONTEXT *context = proj_context_create();
  proj_log_level(context, PJ_LOG_NONE);
  PJ *crs = make_crs(context, projection->text);
  const char *wkt = crs ? proj_as_wkt(context, crs, PJ_WKT2_2019, options) : NULL;
  fen_status status = FEN_OK;
  if (!wkt || strlen(wkt) >= size)
    status = fen_fail(err, FEN_ERR_LIBRARY, "PROJ has no WKT for \"%s\"", projection->text);
  else
    (void)snprintf(out, size, "%s", wkt);
  proj_destroy(crs);
  proj_context_destroy(context);
  return status;
}

/* Whether a word +key=value has one of these keys. */
static int has_key(const char *word, const char *const *keys, size_t count) {
  size_t length = strcspn(word, "=");
  for (size_t n = 0; n < count; n++)
    if (strlen(keys[n]) == length && strncmp(word, keys[n], length) == 0)
      return 1;
  return 0;
}

/* PROJ's normal form without what the model sets itself: metres, and that it is a map. */
static fen_status keep_words(const char *normal, const char *given, fen_projection_params *out, fen_error *err) {
  static const char *const own[] = {"+units", "+to_meter", "+no_defs", "+type", "+vunits", "+vto_meter", "+wktext"};
  static const char *const outside[] = {"+nadgrids", "+geoidgrids"};
  char copy[DEFINITION];
  size_t used = 0;
  if ((size_t)snprintf(copy, sizeof copy, "%s", normal) >= sizeof copy)
    return fen_fail(err, FEN_ERR_ARGUMENT, "the projection \"%.80s...\" is too long; write it with fewer words", given);
  char *rest = NULL;
  for (char *word = strtok_r(copy, " ", &rest); word; word = strtok_r(NULL, " ", &rest)) {
    if (has_key(word, outside, sizeof outside / sizeof *outside) || strcmp(word, "+datum=NAD27") == 0)
      return fen_fail(err, FEN_ERR_ARGUMENT,
                      "the projection has %s, which depends on files of grid shifts; give its +ellps, and +towgs84 where "
                      "the shift of the datum is known",
                      word);
    if (has_key(word, own, sizeof own / sizeof *own))
      continue;
    int length = snprintf(out->proj + used, sizeof out->proj - used, "%s%s", used ? " " : "", word);
    used += length > 0 ? (size_t)length : 0;
    if (used >= sizeof out->proj)
      return fen_fail(err, FEN_ERR_ARGUMENT, "the projection \"%.80s...\" is too long; write it with fewer words", given);
  }
  return FEN_OK;
}

static int is_plane_map(PJ_CONTEXT *context, const PJ *crs, const char *text) {
  if (strstr(text, "proj=pipeline") || strstr(text, "step"))
    return 0;
  PJ_TYPE type = proj_get_type(crs);
  if (type != PJ_TYPE_BOUND_CRS)
    return type == PJ_TYPE_PROJECTED_CRS;
  PJ *source = proj_get_source_crs(context, crs);
  int plane = source && proj_get_type(source) == PJ_TYPE_PROJECTED_CRS;
  proj_destroy(source);
  return plane;
}

/* PROJ's normal form loses the directions of the axes: what is not eastward, then northward, would be taken for it. Maps of a pole have
 * axes of one direction, so that west alone tells. */
static int counts_eastward(PJ_CONTEXT *context, const PJ *crs, const char *text) {
  const char *axis = strstr(text, "axis=");
  int eastward = !axis || strncmp(axis, "axis=enu", 8) == 0;
  PJ *source = proj_get_type(crs) == PJ_TYPE_BOUND_CRS ? proj_get_source_crs(context, crs) : NULL;
  PJ *system = proj_crs_get_coordinate_system(context, source ? source : crs);
  for (int n = 0; n < proj_cs_get_axis_count(context, system); n++) {
    const char *direction = NULL;
    if (proj_cs_get_axis_info(context, system, n, NULL, NULL, &direction, NULL, NULL, NULL, NULL) && direction)
      eastward = eastward && strcmp(direction, "west") != 0;
  }
  proj_destroy(system);
  proj_destroy(source);
  return eastward;
}

static fen_status take_figure(PJ_CONTEXT *context, const PJ *crs, const char *text, fen_projection_params *out, fen_error *err) {
  PJ *figure = proj_get_ellipsoid(context, crs);
  int found = figure && proj_ellipsoid_get_parameters(context, figure, &out->semi_major_m, NULL, NULL, &out->inverse_flattening);
  proj_destroy(figure);
  return found ? FEN_OK : fen_fail(err, FEN_ERR_ARGUMENT, "the projection \"%.120s\" has no ellipsoid; add +ellps or +R", text);
}

fen_status fen_projection_from_text(const char *text, fen_projection_params *out, fen_error *err) {
  fen_projection_params params = {.kind = FEN_PROJECTION_PROJ};
  PJ_CONTEXT *context = proj_context_create();
  proj_log_level(context, PJ_LOG_NONE);
  fen_status status = FEN_OK;
  PJ *crs = make_crs(context, text);
  const char *normal = NULL;
  if (!crs) {
    int number = proj_context_errno(context);
    const char *why = number ? proj_context_errno_string(context, number) : NULL;
    status = fen_fail(err, FEN_ERR_ARGUMENT,
                      "PROJ does not understand the projection \"%.120s\"%s%s; as in \"+proj=laea +lat_0=38 +lon_0=112\" or \"EPSG:32649\"",
                      text, why ? ": " : "", why ? why : "");
  } else if (!is_plane_map(context, crs, text)) {
    status = fen_fail(err, FEN_ERR_ARGUMENT,
                      "\"%.120s\" is no map in metres; for degrees choose the kind lonlat or rotated, and leave out pipelines", text);
  } else if (!counts_eastward(context, crs, text)) {
    status = fen_fail(
        err, FEN_ERR_ARGUMENT,
        "the projection \"%.120s\" does not count eastward, then northward, as the model's cells do; leave +axis out of it, or write a "
        "code as +proj=...",
        text);
  } else {
    normal = proj_as_proj_string(context, crs, PJ_PROJ_4, NULL);
    status = normal ? take_figure(context, crs, text, &params, err)
                    : fen_fail(err, FEN_ERR_ARGUMENT, "PROJ cannot write \"%.120s\" as +proj=...; give it in that form", text);
  }
  if (!status)
    status = keep_words(normal, text, &params, err);
  if (!status)
    recognise(&params);
  proj_destroy(crs);
  proj_context_destroy(context);
  if (!status)
    *out = params;
  return status;
}

const char *fen_projection_datum_note(const fen_projection_params *params) {
  if (params->kind == FEN_PROJECTION_PROJ && strstr(params->proj, "+towgs84"))
    return "the projection shifts the datum by its +towgs84: longitudes and latitudes of the case are WGS84's";
  if (params->inverse_flattening > 0 && fabs(params->semi_major_m - 6378137.0) > 1.0)
    return "the projection's ellipsoid is not WGS84's and it has no +towgs84: longitudes and latitudes are taken as they are, which can "
           "displace places by some 100 m";
  return NULL;
}
