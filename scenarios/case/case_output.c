/* Numerics and output of a case. */
#include <math.h>
#include <string.h>

#include "case_read.h"
#include "fenhe/csv.h"

enum { MOST_RECEPTORS = 10000 };

void fen_case_read_transport(fen_case_reader *reader, const fen_yaml_node *node) {
  static const char *const keys[] = {"order", "limiter", "precision", "courant"};
  static const char *const limiters[] = {"none", "positive", "selective", "monotone"};
  static const fen_limiter limiter_of[] = {FEN_LIMITER_NONE, FEN_LIMITER_POSITIVE, FEN_LIMITER_SELECTIVE, FEN_LIMITER_MONOTONE};
  static const char *const precisions[] = {"single", "double"};
  static const char *const orders[] = {"3", "5", "7", "9"};
  fen_case *item = reader->out;
  int word = 0;
  if (!node || !fen_case_map(reader, node, "transport", keys, FEN_COUNT_OF(keys)))
    return;
  if (fen_case_word(reader, node, "order", FEN_KEY_OPTIONAL, orders, 4, &word))
    item->order = 3 + 2 * word;
  if (fen_case_word(reader, node, "limiter", FEN_KEY_OPTIONAL, limiters, 4, &word))
    item->limiter = limiter_of[word];
  if (fen_case_word(reader, node, "precision", FEN_KEY_OPTIONAL, precisions, 2, &word))
    item->precision = word == 0 ? FEN_PRECISION_SINGLE : FEN_PRECISION_DOUBLE;
  fen_case_number(reader, node, "courant", FEN_KEY_OPTIONAL, 0.01, 50.0, &item->courant_max);
}

/* Which means: a list of words. */
static void read_means(fen_case_reader *reader, const fen_yaml_node *node, const char *what, bool *const flags[3]) {
  static const char *const words[] = {"hourly", "daily", "mean"};
  fen_error err;
  if (!node || !fen_case_sequence(reader, node, what))
    return;
  for (int i = 0; i < 3; i++)
    *flags[i] = false;
  for (ptrdiff_t i = 0; i < fen_yaml_count(node); i++) {
    int word;
    if (fen_yaml_word(fen_yaml_at(node, i), words, 3, &word, &err))
      fen_case_fault(reader, &err);
    else
      *flags[word] = true;
  }
}

/* Tags take what the species take, unless the case restricts them: hundreds of hourly fields fill a disk. */
static void read_tag_means(fen_case_reader *reader, const fen_yaml_node *node, fen_case_output *out) {
  fen_error err;
  out->tags_hourly = out->hourly;
  out->tags_daily = out->daily;
  out->tags_mean = out->mean;
  read_means(reader, node, "tags", (bool *const[3]){&out->tags_hourly, &out->tags_daily, &out->tags_mean});
  bool more = (out->tags_hourly && !out->hourly) || (out->tags_daily && !out->daily) || (out->tags_mean && !out->mean);
  if (node && more) {
    fen_yaml_fail(node, FEN_ERR_RANGE, "add it to 'surface' too, or leave it out here", &err,
                  "this mean is asked for tags, but not for the species themselves");
    fen_case_fault(reader, &err);
  }
}

static void read_fields(fen_case_reader *reader, const fen_yaml_node *node, fen_case_output *out) {
  static const char *const keys[] = {"species", "every"};
  double every_s = 3600.0;
  if (!node || !fen_case_map(reader, node, "fields_3d", keys, FEN_COUNT_OF(keys)))
    return;
  const fen_yaml_node *species = fen_case_key(reader, node, "species", FEN_KEY_REQUIRED);
  if (!species || !fen_case_sequence(reader, species, "species"))
    return;
  ptrdiff_t count = fen_yaml_count(species);
  int *fields = fen_case_memory(reader, count, sizeof *fields);
  if (!fields)
    return;
  for (ptrdiff_t i = 0; i < count; i++)
    fields[i] = fen_case_find_species(reader, fen_yaml_at(species, i));
  out->fields = fields;
  out->field_count = count;
  fen_case_quantity(reader, node, "every", FEN_KEY_OPTIONAL, "s", 3600.0, 1e9, &every_s);
  out->field_every_h = (ptrdiff_t)(every_s / 3600.0 + 0.5);
}

/* Series are found by the names of their places. */
static bool is_repeated(const fen_case_receptor *receptors, ptrdiff_t last) {
  const char *name = receptors[last].name;
  for (ptrdiff_t n = 0; name && name[0] && n < last; n++)
    if (receptors[n].name && strcmp(receptors[n].name, name) == 0)
      return true;
  return false;
}

/* Each name is compared with all before it, and every receptor has its series. */
static bool too_many_receptors(fen_case_reader *reader, ptrdiff_t count) {
  if (count <= MOST_RECEPTORS)
    return false;
  fen_error err;
  fen_yaml_fail(reader->out->output.receptor_node, FEN_ERR_RANGE, "choose among them: the surface fields hold every cell anyway", &err,
                "%td receptors; at most %d", count, MOST_RECEPTORS);
  fen_case_fault(reader, &err);
  return true;
}

static void read_receptor_table(fen_case_reader *reader, const char *path, fen_case_output *out) {
  fen_csv *table = NULL;
  fen_error err;
  static const char *const wanted[] = {"name", "lon", "lat"};
  ptrdiff_t column[FEN_COUNT_OF(wanted)];
  bool complete = true;
  if (fen_csv_open(path, reader->faults, &table, &err)) {
    fen_case_fault(reader, &err);
    return;
  }
  for (ptrdiff_t n = 0; n < FEN_COUNT_OF(wanted); n++) {
    if (!fen_csv_find(table, wanted[n], &column[n], &err))
      continue;
    fen_case_fault(reader, &err);
    complete = false;
  }
  ptrdiff_t count = complete ? fen_csv_rows(table) : 0;
  fen_case_receptor *receptors = too_many_receptors(reader, count) ? NULL : fen_case_memory(reader, count, sizeof *receptors);
  for (ptrdiff_t i = 0; receptors && i < count; i++) {
    receptors[i] = (fen_case_receptor){
        .name = fen_case_copy(reader, fen_csv_text(table, i, column[0])), .lon_deg = NAN, .lat_deg = NAN, .line = fen_csv_line(table, i)};
    if (is_repeated(receptors, i) && fen_csv_fail(table, i, column[0], FEN_ERR_NAME_TWICE, "give each receptor a name of its own", &err,
                                                  "a receptor '%s' was given before", receptors[i].name))
      fen_case_fault(reader, &err);
    if (fen_csv_number(table, i, column[1], -360.0, 360.0, &receptors[i].lon_deg, &err))
      fen_case_fault(reader, &err);
    if (fen_csv_number(table, i, column[2], -90.0, 90.0, &receptors[i].lat_deg, &err))
      fen_case_fault(reader, &err);
  }
  fen_csv_close(&table);
  out->receptors = receptors;
  out->receptor_count = receptors ? count : 0;
}

/* Of two numbers that are swapped, the one that cannot be a latitude is told. */
static void read_latitude(fen_case_reader *reader, const fen_yaml_node *item, fen_case_receptor *out) {
  const fen_yaml_node *node = fen_yaml_get(item, "lat");
  fen_error err;
  double lat = 0.0;
  if (node && fabs(out->lon_deg) <= 90.0 && !fen_yaml_number(node, -360.0, 360.0, &lat, &err) && fabs(lat) > 90.0) {
    fen_yaml_fail(node, FEN_ERR_RANGE, "give -90 to 90; lon and lat seem to be swapped", &err, "key 'lat': %g is no latitude", lat);
    fen_case_fault(reader, &err);
    return;
  }
  fen_case_number(reader, item, "lat", FEN_KEY_REQUIRED, -90.0, 90.0, &out->lat_deg);
}

static void read_receptor_list(fen_case_reader *reader, const fen_yaml_node *node, fen_case_output *out) {
  static const char *const keys[] = {"name", "lon", "lat"};
  ptrdiff_t count = fen_yaml_count(node);
  fen_case_receptor *receptors = too_many_receptors(reader, count) ? NULL : fen_case_memory(reader, count, sizeof *receptors);
  if (!receptors)
    return;
  for (ptrdiff_t i = 0; i < count; i++) {
    const fen_yaml_node *item = fen_yaml_at(node, i);
    receptors[i] = (fen_case_receptor){.name = "", .lon_deg = NAN, .lat_deg = NAN};
    if (!fen_case_map(reader, item, "a receptor", keys, FEN_COUNT_OF(keys)))
      continue;
    fen_case_text(reader, item, "name", FEN_KEY_REQUIRED, &receptors[i].name);
    fen_case_number(reader, item, "lon", FEN_KEY_REQUIRED, -360.0, 360.0, &receptors[i].lon_deg);
    read_latitude(reader, item, &receptors[i]);
    fen_error err;
    if (is_repeated(receptors, i) && fen_yaml_fail(item, FEN_ERR_NAME_TWICE, "give each receptor a name of its own", &err,
                                                   "a receptor '%s' was given before", receptors[i].name))
      fen_case_fault(reader, &err);
  }
  out->receptors = receptors;
  out->receptor_count = count;
}

/* A list, the path of a table, or {file, outside}. */
static void read_receptors(fen_case_reader *reader, const fen_yaml_node *node, fen_case_output *out) {
  static const char *const keys[] = {"file", "outside"};
  static const char *const outside_words[] = {"error", "skip"};
  int outside = 0;
  if (!node)
    return;
  out->receptor_node = node;
  if (fen_yaml_is_sequence(node)) {
    read_receptor_list(reader, node, out);
    return;
  }
  bool found;
  if (fen_yaml_is_map(node)) {
    fen_case_map(reader, node, "receptors", keys, FEN_COUNT_OF(keys));
    fen_case_word(reader, node, "outside", FEN_KEY_OPTIONAL, outside_words, 2, &outside);
    out->skip_outside = outside == 1;
    found = fen_case_path(reader, node, "file", FEN_KEY_REQUIRED, &out->receptor_path);
  } else {
    found = fen_case_path_node(reader, node, &out->receptor_path);
  }
  if (found)
    read_receptor_table(reader, out->receptor_path, out);
}

/* A time, or the word never. */
static void read_restart(fen_case_reader *reader, const fen_yaml_node *node, fen_case_output *out) {
  static const char *const keys[] = {"every"};
  static const char *const words[] = {"never"};
  fen_error err;
  int word;
  if (!node || !fen_case_map(reader, node, "restart", keys, FEN_COUNT_OF(keys)))
    return;
  const fen_yaml_node *every = fen_case_key(reader, node, "every", FEN_KEY_REQUIRED);
  const char *text = every ? fen_yaml_text(every) : NULL;
  if (!every)
    return;
  if (text && text[0] >= 'a' && text[0] <= 'z') {
    if (fen_yaml_word(every, words, 1, &word, &err))
      fen_case_fault(reader, &err);
    else
      out->restart_every_s = INFINITY;
  } else if (fen_yaml_quantity(every, "s", 1.0, 1e9, &out->restart_every_s, &err)) {
    fen_case_fault(reader, &err);
  }
}

void fen_case_read_output(fen_case_reader *reader, const fen_yaml_node *node) {
  static const char *const keys[] = {"folder",   "surface",          "fields_3d", "receptors", "deposition",
                                     "humidity", "samples_per_hour", "restart",   "tags"};
  static const char *const humidities[] = {"dry"};
  fen_case_output *out = &reader->out->output;
  int word = 0;
  if (!node || !fen_case_map(reader, node, "output", keys, FEN_COUNT_OF(keys)))
    return;
  fen_case_folder(reader, node, "folder", &out->folder);
  out->folder_node = fen_yaml_get(node, "folder");
  read_means(reader, fen_yaml_get(node, "surface"), "surface", (bool *const[3]){&out->hourly, &out->daily, &out->mean});
  read_tag_means(reader, fen_yaml_get(node, "tags"), out);
  read_fields(reader, fen_yaml_get(node, "fields_3d"), out);
  read_receptors(reader, fen_yaml_get(node, "receptors"), out);
  read_restart(reader, fen_yaml_get(node, "restart"), out);
  fen_case_flag(reader, node, "deposition", &out->deposition);
  fen_case_word(reader, node, "humidity", FEN_KEY_OPTIONAL, humidities, 1, &word);
  fen_case_integer(reader, node, "samples_per_hour", FEN_KEY_OPTIONAL, 1, 60, &out->samples_per_hour);
}
