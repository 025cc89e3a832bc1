/* summary.json: what went in, what came out, how long each process took. */
#include <jansson.h>
#include <stdio.h>
#include <stdlib.h>

#include "fenhe/clock.h"
#include "fenhe/files.h"
#include "inputs.h"
#include "output.h"

static fen_status add_input(void *context, const char *role, const char *path, fen_error *err) {
  json_t *list = context;
  char hex[65];
  fen_status status = fen_file_checksum(path, hex, err);
  if (!status)
    json_array_append_new(list, json_pack("{s:s, s:s, s:s}", "role", role, "path", path, "sha256", hex));
  return status;
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
  static const char *const names[FEN_TIMED_COUNT] = {"setup", "weather", "forcing", "emissions", "transport", "output"};
  json_t *table = json_object();
  for (int n = 0; n < FEN_TIMED_COUNT; n++)
    json_object_set_new(table, names[n], json_real(sim->seconds[n]));
  return table;
}

static json_t *period_of(const fen_case *item) {
  char start[FEN_TIME_TEXT], end[FEN_TIME_TEXT];
  fen_time_format(item->period.start_s, item->period.utc_offset_s, start);
  fen_time_format(item->period.end_s, item->period.utc_offset_s, end);
  return json_pack("{s:s, s:s}", "start", start, "end", end);
}

fen_status fen_output_summary(const fen_simulation *sim, const char *folder, const char *command, const fen_run_report *report,
                              fen_error *err) {
  const fen_case *item = sim->item;
  char path[FEN_OUTPUT_PATH];
  json_t *inputs = json_array();
  fen_status status = fen_inputs_visit(item, sim->source, add_input, inputs, err);
  fen_transport_stats stats = fen_transport_get_stats(sim->transport);
  json_t *root =
      json_pack("{s:s, s:s, s:s, s:s, s:s, s:o, s:o, s:o, s:o, s:o, s:I, s:I, s:f, s:f, s:o}", "program", "Fenhe", "version", fen_version(),
                "compiler", __VERSION__, "title", item->title, "command", command, "period", period_of(item), "grid",
                json_pack("{s:I, s:I, s:I, s:s}", "nx", (json_int_t)sim->nx, "ny", (json_int_t)sim->ny, "nz", (json_int_t)sim->nz,
                          "projection", fen_projection_text(sim->grid->projection)),
                "inputs", inputs, "tonnes", tonnes(sim), "budget", budgets(sim), "steps", (json_int_t)stats.steps, "clipped",
                (json_int_t)stats.clipped, "smallest_mixing_ratio", stats.minimum_lead, "worst_residual", report->worst_residual,
                "wall_time_s", wall_times(sim));
  char *text = root && !status ? json_dumps(root, JSON_INDENT(2) | JSON_ENSURE_ASCII * 0) : NULL;
  if (!status && !text)
    status = fen_fail(err, FEN_ERR_LIBRARY, "%s/summary.json: error: the summary could not be put together", folder);
  (void)snprintf(path, sizeof path, "%s/summary.json", folder);
  size_t size = 0;
  while (text && text[size])
    size++;
  if (!status)
    status = fen_file_write(path, text, size, err);
  free(text);
  json_decref(root);
  return status;
}
