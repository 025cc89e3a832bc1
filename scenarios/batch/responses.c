/* Responses that a run has left, opened for predictions. */
#include <jansson.h>
#include <math.h>
#include <stdio.h>
#include <string.h>

#include "fenhe/domain.h"
#include "fenhe/files.h"
#include "fenhe/folder.h"
#include "fenhe/memory.h"
#include "member.h"
#include "partition.h"
#include "responses_parts.h"
#include "run/inputs.h"
#include "run/simulation.h"
#include "series.h"

/* Inputs as they are beside those that the run began with. */
typedef struct {
  const char *folder;
  const json_t *then;
  size_t at;
} comparing;

static fen_status compare_input(void *context, const char *role, const char *path, fen_error *err) {
  comparing *c = context;
  const char *then = json_string_value(json_object_get(json_array_get(c->then, c->at++), "sha256"));
  char now[65];
  if (strcmp(role, "weather") == 0) /* large, and of no account for what measures do to the tags */
    return FEN_OK;
  fen_status status = fen_file_checksum(path, now, err);
  if (!status && !(then && strcmp(now, then) == 0))
    return fen_fail(err, FEN_ERR_RESTART,
                    "%s: error: the %s file %s has changed since these responses were made\n  = make them anew: fenhe respond", c->folder,
                    role, path);
  return status;
}

/* Without a table that the run has left its places would be left out of predictions. */
static fen_status check_tables(const fen_responses *r, const json_t *files, fen_error *err) {
  for (size_t n = 0; n < json_array_size(files); n++) {
    const char *name = json_string_value(json_array_get(files, n));
    char path[FEN_MEMBER_PATH];
    (void)snprintf(path, sizeof path, "%s/%s", r->folder, name ? name : "");
    if (name && (strcmp(name, "receptors.nc") == 0 || strcmp(name, "districts.nc") == 0) && !fen_path_exists(path))
      return fen_fail(err, FEN_ERR_FILE_MISSING,
                      "%s: error: the run has left this file, and it is gone\n  = make responses anew: fenhe respond", path);
  }
  return FEN_OK;
}

static fen_status check_inputs(const fen_responses *r, fen_error *err) {
  char path[FEN_MEMBER_PATH];
  (void)snprintf(path, sizeof path, "%s/summary.json", r->folder);
  json_t *summary = json_load_file(path, 0, NULL);
  const char *scenario = json_string_value(json_object_get(summary, "scenario"));
  comparing c = {.folder = r->folder, .then = json_object_get(summary, "inputs")};
  fen_status status = FEN_OK;
  if (!json_is_array(c.then))
    status =
        fen_fail(err, FEN_ERR_FILE_FORMAT, "%s: error: the summary is missing or damaged\n  = make responses anew: fenhe respond", path);
  else if (scenario)
    status = fen_fail(err, FEN_ERR_RESTART,
                      "%s: error: this is the result of the scenario '%s', not of its case\n  = make responses anew: fenhe respond",
                      r->folder, scenario);
  else
    status = fen_inputs_visit(r->item, r->source, NULL, compare_input, &c, err);
  if (!status)
    status = check_tables(r, json_object_get(summary, "files"), err);
  json_decref(summary);
  return status;
}

static fen_status open_case(fen_responses *r, fen_error *err) {
  char path[FEN_MEMBER_PATH];
  (void)snprintf(path, sizeof path, "%s/%s", r->folder, FEN_RESPONSES_FILE);
  json_t *root = json_load_file(path, 0, NULL);
  const char *from = json_string_value(json_object_get(root, "case"));
  fen_status status = from
                          ? fen_case_open(from, NULL, &r->item, err)
                          : fen_fail(err, FEN_ERR_FILE_MISSING,
                                     "%s: error: there are no responses in this folder\n  = make them: fenhe respond case.yaml", r->folder);
  json_decref(root);
  return status;
}

/* The means of one table's places for every lane; suffix is that of the variables. */
static fen_status read_means(fen_responses *r, fen_series *series, fen_place_kind kind, const char *suffix, fen_error *err) {
  fen_status status = FEN_OK;
  ptrdiff_t first = r->place_count;
  for (ptrdiff_t p = 0; !status && p < series->places; p++) {
    fen_response_place *place = &r->places[r->place_count++];
    place->kind = kind;
    status = fen_series_name(series, p, place->name, sizeof place->name, err);
  }
  for (ptrdiff_t l = 0; !status && l < r->lanes.count; l++) {
    char name[FEN_NC_NAME];
    (void)snprintf(name, sizeof name, "%s%s", r->lanes.items[l].name, suffix);
    status = fen_series_read(series, name, err);
    for (ptrdiff_t p = 0; !status && p < series->places; p++)
      r->mean_ugpm3[(first + p) * r->lanes.count + l] = fen_series_mean(series, p);
  }
  return status;
}

static fen_status read_places(fen_responses *r, fen_error *err) {
  fen_series receptors = {0};
  fen_series districts = {0};
  fen_status status = fen_series_open(r->folder, "receptors.nc", &receptors, err);
  if (!status)
    status = fen_series_open(r->folder, "districts.nc", &districts, err);
  ptrdiff_t room = receptors.places + 2 * districts.places;
  if (!status)
    status = FEN_NEW(&r->places, room, err);
  if (!status)
    status = FEN_NEW(&r->mean_ugpm3, room * r->lanes.count, err);
  if (!status && receptors.reader)
    status = read_means(r, &receptors, FEN_PLACE_RECEPTOR, "", err);
  if (!status && districts.reader)
    status = read_means(r, &districts, FEN_PLACE_DISTRICT, "", err);
  if (!status && districts.reader && fen_nc_has(districts.reader, "population"))
    status = read_means(r, &districts, FEN_PLACE_PEOPLE, "_people", err);
  fen_series_close(&receptors);
  fen_series_close(&districts);
  return status;
}

fen_status fen_responses_open(const char *folder, fen_responses **out, fen_error *err) {
  fen_responses *r = NULL;
  fen_status status = FEN_NEW(&r, 1, err);
  if (status)
    return status;
  status = fen_duplicate(folder, &r->folder, err);
  if (!status)
    status = open_case(r, err);
  if (!status)
    status = fen_domain_open(r->item, NULL, &r->source, err);
  if (!status)
    status = check_inputs(r, err);
  if (!status)
    status = fen_simulation_inventory(r->item, r->source->grid, NULL, NULL, &r->inventory, err);
  if (!status)
    status = fen_lanes_create(r->item, r->inventory, NULL, &r->lanes, err);
  if (!status)
    status = read_places(r, err);
  if (status)
    fen_responses_close(&r);
  else
    *out = r;
  return status;
}

/* One table's places of another result, from the first-th on. */
static fen_status read_others(const fen_responses *r, const char *folder, const char *file, fen_place_kind kind, double *mean_ugpm3,
                              fen_error *err) {
  fen_series series = {0};
  const char *suffix = kind == FEN_PLACE_PEOPLE ? "_people" : "";
  ptrdiff_t first = 0;
  while (first < r->place_count && r->places[first].kind != kind)
    first++;
  if (first == r->place_count)
    return FEN_OK;
  fen_status status = fen_series_open(folder, file, &series, err);
  if (!status && !series.reader)
    status = fen_fail(err, FEN_ERR_FILE_MISSING, "%s/%s: error: the result is without this file\n  = make it anew", folder, file);
  for (ptrdiff_t s = 0; !status && s < r->item->species_count; s++) {
    char name[FEN_NC_NAME];
    (void)snprintf(name, sizeof name, "%s%s", r->item->species[s].name, suffix);
    status = fen_series_read(&series, name, err);
    for (ptrdiff_t p = 0; !status && p < series.places && first + p < r->place_count; p++)
      mean_ugpm3[s * r->place_count + first + p] = fen_series_mean(&series, p);
  }
  fen_series_close(&series);
  return status;
}

fen_status fen_responses_read(const fen_responses *responses, const char *folder, double *mean_ugpm3, fen_error *err) {
  for (ptrdiff_t n = 0; n < responses->item->species_count * responses->place_count; n++)
    mean_ugpm3[n] = NAN;
  fen_status status = read_others(responses, folder, "receptors.nc", FEN_PLACE_RECEPTOR, mean_ugpm3, err);
  if (!status)
    status = read_others(responses, folder, "districts.nc", FEN_PLACE_DISTRICT, mean_ugpm3, err);
  return status ? status : read_others(responses, folder, "districts.nc", FEN_PLACE_PEOPLE, mean_ugpm3, err);
}

void fen_responses_close(fen_responses **responses) {
  fen_responses *r = responses ? *responses : NULL;
  if (!r)
    return;
  fen_lanes_clear(&r->lanes);
  fen_inventory_close(&r->inventory);
  fen_weather_source_destroy(&r->source);
  fen_case_close(&r->item);
  fen_free(r->places);
  fen_free(r->mean_ugpm3);
  fen_free(r->folder);
  fen_free(r);
  *responses = NULL;
}

const fen_case *fen_responses_case(const fen_responses *responses) {
  return responses->item;
}

bool fen_responses_has(const fen_responses *responses, int species) {
  return fen_partition_has_tags(&responses->lanes, species);
}

ptrdiff_t fen_responses_place_count(const fen_responses *responses) {
  return responses->place_count;
}

const fen_response_place *fen_responses_place(const fen_responses *responses, ptrdiff_t place) {
  return &responses->places[place];
}

double fen_responses_base(const fen_responses *responses, int species, ptrdiff_t place) {
  const fen_lanes *lanes = &responses->lanes;
  for (ptrdiff_t l = 0; l < lanes->count; l++)
    if (lanes->items[l].species == species && lanes->items[l].member == 0)
      return responses->mean_ugpm3[place * lanes->count + l];
  return NAN;
}
