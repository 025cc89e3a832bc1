/* summary.json: what went in, what came out, how long each process took. */
#include <jansson.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "emission_totals.h"
#include "fenhe/clock.h"
#include "fenhe/domain.h"
#include "fenhe/files.h"
#include "fenhe/folder.h"
#include "footprint.h"
#include "summary.h"

static json_t *list_inputs(const fen_inputs *inputs) {
  json_t *list = json_array();
  for (ptrdiff_t n = 0; n < inputs->count; n++)
    json_array_append_new(list, json_pack("{s:s, s:s, s:s}", "role", inputs->items[n].role, "path", inputs->items[n].path, "sha256",
                                          inputs->items[n].sha256));
  return list;
}

static json_t *tonnes(const fen_simulation *sim) {
  const fen_case *item = sim->item;
  json_t *list = json_array();
  const fen_inventory_total *totals = sim->inventory ? fen_inventory_totals(sim->inventory) : NULL;
  for (ptrdiff_t s = 0; totals && s < item->species_count; s++) {
    for (ptrdiff_t k = 0; k < item->sector_count; k++) {
      const fen_inventory_total *total = &totals[s * item->sector_count + k];
      if (total->stated_tpyr > 0.0)
        json_array_append_new(list, json_pack("{s:s, s:s, s:f, s:f}", "species", item->species[s].name, "sector", item->sectors[k].name,
                                              "stated_t_per_year", total->stated_tpyr, "in_domain_t_per_year", total->kept_tpyr));
    }
  }
  return list;
}

static json_t *budgets(const fen_simulation *sim) {
  json_t *list = json_array();
  for (ptrdiff_t l = 0; l < sim->lanes.count; l++) {
    const fen_lane *lane = &sim->lanes.items[l];
    fen_budget b;
    if (!fen_transport_budget(sim->transport, lane->species, lane->member, &b, NULL))
      json_array_append_new(list, json_pack("{s:s, s:f, s:f, s:f, s:f, s:f, s:f, s:f, s:f, s:f, s:f}", "lane", lane->name, "initial_kg",
                                            b.initial_kg, "air_kg", b.air_kg, "emitted_kg", b.emitted_kg, "in_kg", b.in_kg, "out_kg",
                                            b.out_kg, "dry_kg", b.dry_kg, "wet_kg", b.wet_kg, "residual", b.residual, "minimum", b.minimum,
                                            "maximum", b.maximum));
  }
  return list;
}

static json_t *wall_times(const fen_simulation *sim) {
  json_t *table = json_object();
  for (int n = 0; n < FEN_TIMED_COUNT; n++)
    json_object_set_new(table, fen_timed_name((fen_timed)n), json_real(sim->timing.seconds[n]));
  return table;
}

static json_t *memory_of(const fen_simulation *sim) {
  const fen_run_memory *m = &sim->memory;
  return json_pack("{s:f, s:f, s:f, s:f, s:f, s:f, s:f}", "expected", m->total, "weather", m->weather, "transport", m->transport, "means",
                   m->means, "output", m->output, "rest", m->rest, "peak", fen_footprint_peak());
}

static json_t *period_of(const fen_case *item) {
  char start[FEN_TIME_TEXT], end[FEN_TIME_TEXT];
  fen_time_format(item->period.start_s, item->period.utc_offset_s, start);
  fen_time_format(item->period.end_s, item->period.utc_offset_s, end);
  return json_pack("{s:s, s:s}", "start", start, "end", end);
}

static json_t *list_resumes(const fen_resumes *resumes, double utc_offset_s) {
  json_t *list = json_array();
  for (ptrdiff_t n = 0; n < resumes->count && n < FEN_RESTART_RESUMES; n++) {
    char at[FEN_TIME_TEXT], from[FEN_TIME_TEXT];
    fen_time_format(resumes->at_s[n], 0.0, at);
    fen_time_format(resumes->from_s[n], utc_offset_s, from);
    json_array_append_new(list, json_pack("{s:s, s:s}", "at", at, "from", from));
  }
  return list;
}

/* Names of the run's files. */
static json_t *list_files(const fen_output *output) {
  const fen_case_output *wanted = &output->sim->item->output;
  const struct {
    const char *name;
    bool made;
  } files[] = {{"surface.nc", true},
               {"receptors.nc", output->stations.count > 0},
               {"districts.nc", output->districts.count > 0},
               {"budget.nc", true},
               {"fields.nc", wanted->field_count > 0},
               {"deposition.nc", wanted->deposition},
               {"ledger.json", output->sim->change != NULL},
               {"ledger.csv", output->sim->change != NULL},
               {FEN_EMISSION_TOTALS_FILE, output->sim->inventory != NULL}};
  json_t *list = json_array();
  for (size_t n = 0; n < sizeof files / sizeof *files; n++)
    if (files[n].made)
      json_array_append_new(list, json_string(files[n].name));
  return list;
}

static json_t *compose(const fen_restart *restart, const fen_inputs *inputs, const char *command) {
  const fen_simulation *sim = restart->march->sim;
  const fen_case *item = sim->item;
  fen_transport_stats stats = fen_transport_get_stats(sim->transport);
  json_t *root = json_pack("{s:s, s:s, s:s, s:s, s:s, s:o, s:o, s:o, s:o, s:o, s:o, s:o, s:o, s:I, s:I, s:f, s:f, s:o, s:o, s:o}",
                           "program", "Fenhe", "version", fen_version(), "compiler", __VERSION__, "title", item->title, "command", command,
                           "period", period_of(item), "grid",
                           json_pack("{s:I, s:I, s:I, s:s}", "nx", (json_int_t)sim->nx, "ny", (json_int_t)sim->ny, "nz",
                                     (json_int_t)sim->nz, "projection", fen_projection_text(sim->grid->projection)),
                           "inputs", list_inputs(inputs), "files", list_files(restart->march->output), "sectors", fen_summary_sectors(item),
                           "tags", fen_summary_tags(item, &sim->lanes), "tonnes", tonnes(sim), "budget", budgets(sim), "steps",
                           (json_int_t)stats.steps, "clipped", (json_int_t)stats.clipped, "smallest_mixing_ratio", stats.minimum_lead,
                           "worst_residual", restart->march->worst_residual, "wall_time_s", wall_times(sim), "memory_bytes", memory_of(sim),
                           "resumed", list_resumes(&restart->resumes, item->period.utc_offset_s));
  json_object_set_new(root, "kind", json_string("run"));
  json_object_set_new(root, "scenario", sim->change ? json_string(fen_scenario_name(fen_change_scenario(sim->change))) : json_null());
  json_object_set_new(root, "limiter_of", json_string("own"));
  return root;
}

static void name_summary(const char *folder, char path[FEN_OUTPUT_PATH]) {
  (void)snprintf(path, FEN_OUTPUT_PATH, "%s/summary.json", folder);
}

fen_status fen_summary_write(const fen_restart *restart, const fen_inputs *inputs, const char *command, fen_error *err) {
  char path[FEN_OUTPUT_PATH];
  json_t *root = compose(restart, inputs, command);
  char *text = root ? json_dumps(root, JSON_INDENT(2) | JSON_ENSURE_ASCII * 0) : NULL;
  name_summary(restart->folder, path);
  fen_status status =
      text ? fen_file_write(path, text, strlen(text), err)
           : fen_fail(err, FEN_ERR_LIBRARY,
                      "%s: error: the summary could not be put together\n  = write the names of the case and its files in UTF-8", path);
  free(text);
  json_decref(root);
  return status;
}

fen_status fen_summary_remove(const char *folder, fen_error *err) {
  char path[FEN_OUTPUT_PATH];
  name_summary(folder, path);
  return fen_file_remove(path, err);
}

static fen_status check_origin(const json_t *root, const char *path, const fen_case *item, const fen_scenario *scenario, fen_error *err) {
  fen_weather_source *source = NULL;
  fen_inputs inputs = {0};
  fen_status status = fen_domain_open(item, NULL, &source, err);
  if (!status)
    status = fen_inputs_read(item, source, scenario, &inputs, err);
  if (!status)
    status = fen_restart_compare_origin(root, path, "run without --resume", &inputs, err);
  fen_inputs_clear(&inputs);
  fen_weather_source_destroy(&source);
  return status;
}

static fen_status check_files(const json_t *root, const char *folder, fen_error *err) {
  const json_t *files = json_object_get(root, "files");
  for (size_t n = 0; n < json_array_size(files); n++) {
    const char *name = json_string_value(json_array_get(files, n));
    char path[FEN_OUTPUT_PATH];
    (void)snprintf(path, sizeof path, "%s/%s", folder, name ? name : "?");
    if (!fen_path_exists(path))
      return fen_fail(err, FEN_ERR_RESTART,
                      "%s: error: the run there is finished, but this file of it is gone\n  = run it without --resume", path);
  }
  return FEN_OK;
}

fen_status fen_summary_find(const char *folder, const fen_case *item, const fen_scenario *scenario, bool *found, fen_error *err) {
  char path[FEN_OUTPUT_PATH];
  name_summary(folder, path);
  *found = false;
  json_t *root = json_load_file(path, 0, NULL);
  if (!json_is_array(json_object_get(root, "inputs"))) {
    json_decref(root);
    return FEN_OK;
  }
  fen_status status = check_origin(root, path, item, scenario, err);
  if (!status)
    status = check_files(root, folder, err);
  *found = !status;
  json_decref(root);
  return status;
}
