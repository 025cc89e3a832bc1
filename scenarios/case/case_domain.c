/* Period, grid, terrain and layers of a case. */
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "case_read.h"
#include "fenhe/clock.h"
#include "fenhe/units.h"

enum { LARGEST_EXTENT = 100000, MOST_LAYERS = 1000 };
static const double hour_s = 3600.0;
static const double longest_period_s = 3.2e9;

static void complain(fen_case_reader *reader, const fen_yaml_node *node, fen_status status, const char *remedy, const char *message) {
  fen_error err;
  fen_yaml_fail(node, status, remedy, &err, "%s", message);
  fen_case_fault(reader, &err);
}

static bool whole_hours(double time_s) {
  double hours = time_s / hour_s;
  return fabs(hours - round(hours)) < 1e-9;
}

static void read_time_zone(fen_case_reader *reader, const fen_yaml_node *node) {
  fen_error err;
  const char *text = NULL;
  if (!fen_case_text(reader, node, "time_zone", FEN_KEY_OPTIONAL, &text))
    return;
  if (fen_offset_parse(text, &reader->out->period.utc_offset_s, &err)) {
    fen_error placed;
    err.text[strcspn(err.text, ";")] = '\0'; /* its remedy comes below */
    fen_yaml_fail(fen_yaml_get(node, "time_zone"), FEN_ERR_TIME, "write it in quotes, like \"+08:00\", \"-03:30\" or Z", &placed, "%s",
                  err.text);
    fen_case_fault(reader, &placed);
  }
}

void fen_case_read_period(fen_case_reader *reader, const fen_yaml_node *node) {
  static const char *const keys[] = {"start", "end", "length", "time_zone", "days"};
  static const char *const day_words[] = {"hour-ending"};
  fen_case_period *period = &reader->out->period;
  fen_error err;
  int ignored;
  if (!node || !fen_case_map(reader, node, "period", keys, FEN_COUNT_OF(keys)))
    return;
  period->utc_offset_s = 8.0 * hour_s;
  read_time_zone(reader, node);
  fen_case_word(reader, node, "days", FEN_KEY_OPTIONAL, day_words, 1, &ignored);
  const fen_yaml_node *start = fen_case_key(reader, node, "start", FEN_KEY_REQUIRED);
  const fen_yaml_node *end = fen_yaml_get(node, "end");
  if (!start)
    return;
  period->start_node = start;
  const fen_status unknown = fen_yaml_time(start, period->utc_offset_s, &period->start_s, &err);
  if (unknown)
    fen_case_fault(reader, &err);
  double length_s = 0.0;
  bool has_length = fen_case_quantity(reader, node, "length", FEN_KEY_OPTIONAL, "s", hour_s, longest_period_s, &length_s);
  if ((end != NULL) == (fen_yaml_get(node, "length") != NULL)) {
    complain(reader, node, end ? FEN_ERR_KEY_TWICE : FEN_ERR_KEY_MISSING, "as in: length: 48 h", "give either 'end' or 'length'");
    return;
  }
  if (end && fen_yaml_time(end, period->utc_offset_s, &period->end_s, &err)) {
    fen_case_fault(reader, &err);
    return;
  }
  if (unknown)
    return;
  if (has_length)
    period->end_s = period->start_s + length_s;
  else if (!end)
    return;
  const fen_yaml_node *last = end ? end : fen_yaml_get(node, "length");
  if (!(period->end_s > period->start_s))
    complain(reader, last, FEN_ERR_TIME, "put 'end' after 'start', or give 'length'",
             "the period ends before it starts, or when it starts");
  else if (!whole_hours(period->start_s + period->utc_offset_s))
    complain(reader, start, FEN_ERR_TIME, "write its minutes as 00: means are hourly",
             "the period does not start on a whole hour of the case's time zone");
  else if (!whole_hours(period->end_s - period->start_s))
    complain(reader, last, FEN_ERR_TIME, "write whole hours, such as length: 24 h; means are hourly",
             "the period is not a whole number of hours");
}

void fen_case_read_terrain(fen_case_reader *reader, const fen_yaml_node *node, const fen_yaml_node *grid) {
  static const char *const keys[] = {"file", "variable"};
  fen_case_grid *out = &reader->out->grid;
  const ptrdiff_t before = fen_case_doubts(reader);
  if (!node || !grid || !fen_case_map(reader, node, "terrain", keys, FEN_COUNT_OF(keys)))
    return;
  out->terrain_variable = "terrain";
  fen_case_path(reader, node, "file", FEN_KEY_REQUIRED, &out->terrain_path);
  fen_case_text(reader, node, "variable", FEN_KEY_OPTIONAL, &out->terrain_variable);
  if (fen_case_doubts(reader) > before)
    out->terrain_path = NULL;
}

void fen_case_read_land_use(fen_case_reader *reader, const fen_yaml_node *node, const fen_yaml_node *grid) {
  static const char *const keys[] = {"file", "variable", "scheme"};
  fen_case_grid *out = &reader->out->grid;
  const char *schemes[FEN_LAND_SCHEME_COUNT];
  const ptrdiff_t before = fen_case_doubts(reader);
  int word;
  if (!node || !grid || !fen_case_map(reader, node, "land_use", keys, FEN_COUNT_OF(keys)))
    return;
  for (int n = 0; n < FEN_LAND_SCHEME_COUNT; n++)
    schemes[n] = fen_land_scheme_name((fen_land_scheme)n);
  out->land_use_variable = "land_use";
  fen_case_path(reader, node, "file", FEN_KEY_REQUIRED, &out->land_use_path);
  fen_case_text(reader, node, "variable", FEN_KEY_OPTIONAL, &out->land_use_variable);
  if (fen_case_word(reader, node, "scheme", FEN_KEY_REQUIRED, schemes, FEN_LAND_SCHEME_COUNT, &word))
    out->land_use_scheme = (fen_land_scheme)word;
  if (fen_case_doubts(reader) > before)
    out->land_use_path = NULL;
}

/* Cells of a grid in degrees; a length is told what it would be. */
static void read_degrees(fen_case_reader *reader, const fen_yaml_node *map, double *spacing_deg) {
  const double m_per_degree = 111.2e3;
  const fen_yaml_node *node = fen_yaml_get(map, "spacing");
  const char *text = node ? fen_yaml_text(node) : NULL;
  double length_m = 0.0;
  if (!text || fen_quantity_parse(text, "m", &length_m, NULL) || !(length_m > 0.0)) {
    fen_case_quantity(reader, map, "spacing", FEN_KEY_REQUIRED, "degree", 1e-6, 30.0, spacing_deg);
    return;
  }
  char remedy[100];
  fen_error err;
  (void)snprintf(remedy, sizeof remedy, "write it like '%.2g degree', or choose the projection of a map in metres",
                 length_m / m_per_degree);
  fen_yaml_fail(node, FEN_ERR_UNIT_INCOMPATIBLE, remedy, &err,
                "key 'spacing': '%.40s' is a length, but the cells of this grid are in degrees", text);
  fen_case_fault(reader, &err);
}

/* Cells of a grid in metres: of a small number without a unit, kilometres are meant. */
static void read_metres(fen_case_reader *reader, const fen_yaml_node *map, double *spacing_m) {
  const double most_km = 100.0;
  const fen_yaml_node *node = fen_yaml_get(map, "spacing");
  const char *text = node ? fen_yaml_text(node) : NULL;
  char *end = NULL;
  const double value = text ? strtod(text, &end) : 0.0;
  if (!text || end == text || *end || !(value > 0.0 && value <= most_km)) {
    fen_case_quantity(reader, map, "spacing", FEN_KEY_REQUIRED, "m", 0.1, 1e6, spacing_m);
    return;
  }
  char remedy[100];
  fen_error err;
  (void)snprintf(remedy, sizeof remedy, "write it with its unit, like '%.20s km'", text);
  fen_yaml_fail(node, FEN_ERR_UNIT_MISSING, remedy, &err, "key 'spacing': '%.20s' has no unit", text);
  fen_case_fault(reader, &err);
}

void fen_case_read_grid(fen_case_reader *reader, const fen_yaml_node *node) {
  static const char *const keys[] = {"projection", "cells", "spacing", "centre"};
  fen_case_grid *grid = &reader->out->grid;
  if (!node || !fen_case_map(reader, node, "grid", keys, FEN_COUNT_OF(keys)))
    return;
  grid->given = true;
  grid->node = node;
  fen_case_read_projection(reader, fen_case_key(reader, node, "projection", FEN_KEY_REQUIRED), &grid->projection);
  ptrdiff_t cells[2];
  const fen_yaml_node *cells_node = fen_case_key(reader, node, "cells", FEN_KEY_REQUIRED);
  if (cells_node && fen_case_integers(reader, cells_node, 2, 1, LARGEST_EXTENT, cells)) {
    grid->nx = cells[0];
    grid->ny = cells[1];
  }
  const fen_yaml_node *centre = fen_case_key(reader, node, "centre", FEN_KEY_REQUIRED);
  if (centre)
    fen_case_place(reader, centre, &grid->centre_lon_deg, &grid->centre_lat_deg);
  if (fen_projection_in_degrees(grid->projection.kind))
    read_degrees(reader, node, &grid->spacing);
  else
    read_metres(reader, node, &grid->spacing);
}

static void read_merge(fen_case_reader *reader, const fen_yaml_node *node) {
  fen_wrf_params *wrf = &reader->out->weather.wrf;
  fen_error err;
  if (!fen_case_sequence(reader, node, "merge"))
    return;
  ptrdiff_t count = fen_yaml_count(node);
  int *merge = fen_case_memory(reader, count, sizeof *merge);
  if (!merge)
    return;
  for (ptrdiff_t k = 0; k < count; k++) {
    long layers = 1;
    if (fen_yaml_integer(fen_yaml_at(node, k), 1, MOST_LAYERS, &layers, &err)) {
      fen_case_fault(reader, &err);
      return;
    }
    merge[k] = (int)layers;
  }
  wrf->merge = merge;
  wrf->merge_count = count;
}

void fen_case_read_layers(fen_case_reader *reader, const fen_yaml_node *node) {
  static const char *const keys[] = {"first", "stretching", "top", "merge"};
  fen_idealised_params *rule = &reader->out->weather.idealised;
  if (!node || !fen_case_map(reader, node, "layers", keys, FEN_COUNT_OF(keys)))
    return;
  const fen_yaml_node *merge = fen_yaml_get(node, "merge");
  if (merge) {
    reader->out->grid.merge = merge;
    if (fen_yaml_count(node) > 1)
      complain(reader, node, FEN_ERR_KEY_TWICE,
               "'merge' is for the layers of WRF and MCIP, the rule for weather on a grid of the case's own",
               "give either 'merge' or 'first', 'stretching' and 'top'");
    read_merge(reader, merge);
    return;
  }
  reader->out->grid.layer_rule = node;
  fen_case_quantity(reader, node, "first", FEN_KEY_OPTIONAL, "m", 0.1, 10000.0, &rule->first_layer_m);
  fen_case_number(reader, node, "stretching", FEN_KEY_OPTIONAL, 1.0, 3.0, &rule->stretching);
  fen_case_quantity(reader, node, "top", FEN_KEY_OPTIONAL, "m", 1.0, 50000.0, &rule->top_m);
}
