#include "fenhe/case.h"

#include <math.h>

#include "case_read.h"
#include "fenhe/memory.h"

static const char *const top_keys[] = {"title",       "period",  "grid",      "terrain",    "land_use", "layers",
                                       "meteorology", "regions", "districts", "population", "sectors",  "sectors_file",
                                       "species",     "tags",    "emissions", "transport",  "output",   "scenarios"};

static void set_defaults(fen_case *item) {
  item->title = "Fenhe run";
  item->order = 7;
  item->limiter = FEN_LIMITER_SELECTIVE;
  item->precision = FEN_PRECISION_SINGLE;
  item->courant_max = 3.0;
  item->weather.interval = (fen_interval_options){.kz = FEN_KZ_PROFILE,
                                                  .kz_constant_m2ps = 0.0,
                                                  .kz_minimum_m2ps = 0.1,
                                                  .horizontal_diffusion = true,
                                                  .smagorinsky_constant = 0.2,
                                                  .kh_minimum_m2ps = 0.0,
                                                  .kh_maximum_m2ps = 1.0e5,
                                                  .scavenging_scale_ps = 8.4e-5,
                                                  .scavenging_exponent = 0.79,
                                                  .repair_limit_mps = 2.0};
  item->weather.wrf.moving_common_cells = true;
  item->weather.wrf.start_s = item->weather.wrf.end_s = NAN;
  item->weather.mcip.start_s = item->weather.mcip.end_s = NAN;
  item->weather.idealised = (fen_idealised_params){.first_layer_m = 25.0,
                                                   .stretching = 1.25,
                                                   .top_m = 5000.0,
                                                   .wind_mps = 5.0,
                                                   .wind_from_deg = 225.0,
                                                   .wind_turn_degpd = 60.0,
                                                   .pblh_day_m = 1000.0,
                                                   .pblh_night_m = 150.0,
                                                   .t2_mean_k = 268.0,
                                                   .t2_range_k = 12.0,
                                                   .rain_mmph = 0.0};
  item->output = (fen_case_output){.hourly = true,
                                   .daily = true,
                                   .mean = true,
                                   .tags_hourly = true,
                                   .tags_daily = true,
                                   .tags_mean = true,
                                   .deposition = true,
                                   .samples_per_hour = 2,
                                   .restart_every_s = 6.0 * 3600.0};
}

/* Run the reader of one section and mark it valid when it added no fault. */
#define READ_SECTION(reader, bit, call)                                                                                                    \
  do {                                                                                                                                     \
    ptrdiff_t doubts_before = fen_case_doubts(reader);                                                                                     \
    call;                                                                                                                                  \
    if (fen_case_doubts(reader) == doubts_before)                                                                                          \
      (reader)->valid |= (unsigned)(bit);                                                                                                  \
  } while (0)

static void read_sections(fen_case_reader *reader, const fen_yaml_node *root) {
  if (!fen_case_map(reader, root, "the case", top_keys, FEN_COUNT_OF(top_keys)))
    return;
  const fen_yaml_node *grid = fen_case_weather_brings_grid(root) ? NULL : fen_yaml_get(root, "grid");
  fen_case_text(reader, root, "title", FEN_KEY_OPTIONAL, &reader->out->title);
  READ_SECTION(reader, FEN_SECTION_PERIOD, fen_case_read_period(reader, fen_case_key(reader, root, "period", FEN_KEY_REQUIRED)));
  READ_SECTION(reader, FEN_SECTION_GROUND, fen_case_read_terrain(reader, fen_yaml_get(root, "terrain"), grid));
  READ_SECTION(reader, FEN_SECTION_GRID, fen_case_read_grid(reader, grid));
  fen_case_read_land_use(reader, fen_yaml_get(root, "land_use"), grid);
  READ_SECTION(reader, FEN_SECTION_LAYERS, fen_case_read_layers(reader, fen_yaml_get(root, "layers")));
  READ_SECTION(reader, FEN_SECTION_WEATHER, fen_case_read_weather(reader, fen_case_key(reader, root, "meteorology", FEN_KEY_REQUIRED)));
  READ_SECTION(reader, FEN_SECTION_REGIONS, fen_case_read_regions(reader, root));
  READ_SECTION(reader, FEN_SECTION_PEOPLE, {
    fen_case_read_districts(reader, fen_yaml_get(root, "districts"));
    fen_case_read_population(reader, fen_yaml_get(root, "population"));
  });
  if (fen_case_open_sectors(reader, root))
    READ_SECTION(reader, FEN_SECTION_SECTORS, fen_case_read_sectors(reader, root));
  READ_SECTION(reader, FEN_SECTION_SPECIES, fen_case_read_species(reader, fen_case_key(reader, root, "species", FEN_KEY_REQUIRED)));
  READ_SECTION(reader, FEN_SECTION_EMISSIONS, fen_case_read_emissions(reader, fen_yaml_get(root, "emissions")));
  READ_SECTION(reader, FEN_SECTION_TAGS, fen_case_read_tags(reader, fen_yaml_get(root, "tags")));
  fen_case_read_scenarios(reader, fen_yaml_get(root, "scenarios"));
  READ_SECTION(reader, FEN_SECTION_TRANSPORT, fen_case_read_transport(reader, fen_yaml_get(root, "transport")));
  READ_SECTION(reader, FEN_SECTION_OUTPUT, fen_case_read_output(reader, fen_case_key(reader, root, "output", FEN_KEY_REQUIRED)));
}

fen_status fen_case_read_partly(const char *path, fen_diagnostics *faults, fen_case **out, unsigned *valid, fen_error *err) {
  fen_case *item = NULL;
  fen_status status = FEN_NEW(&item, 1, err);
  if (status)
    return status;
  fen_case_reader reader = {.out = item, .faults = faults};
  set_defaults(item);
  status = fen_yaml_open(path, faults, &item->document, err);
  if (status) {
    fen_case_close(&item);
    return status;
  }
  item->path = fen_yaml_path(item->document);
  const fen_yaml_node *root = fen_yaml_root(item->document);
  const fen_yaml_node *measures = fen_yaml_get(root, "measures");
  if (measures && !fen_yaml_get(root, "meteorology"))
    status = fen_yaml_fail(measures, FEN_ERR_KEY_UNKNOWN, "give a case; to check this with it: fenhe check CASE.yaml --scenario FILE", err,
                           "this is a scenario, no case");
  else if (root)
    read_sections(&reader, root);
  else
    status = fen_fail(err, FEN_ERR_SYNTAX, "%s: error: the case is empty\n  = docs/guide/case-file.md describes it", path);
  if (status) {
    fen_case_close(&item);
    return status;
  }
  *valid = reader.valid;
  *out = item;
  return FEN_OK;
}

fen_status fen_case_open(const char *path, fen_diagnostics *faults, fen_case **out, fen_error *err) {
  fen_diagnostics own = {0};
  fen_diagnostics *list = faults ? faults : &own;
  ptrdiff_t first = list->count;
  fen_case *item = NULL;
  unsigned valid = 0;
  fen_error fault;
  fen_status status = fen_case_read_partly(path, list, &item, &valid, &fault);
  if (status)
    fen_diagnostics_add(list, &fault);
  if (list->count > first) {
    status = list->items[first].status;
    if (err)
      *err = list->items[first];
    fen_case_close(&item);
  }
  fen_diagnostics_clear(&own);
  if (!status)
    *out = item;
  return status;
}

void fen_case_close(fen_case **item) {
  if (!item || !*item)
    return;
  fen_regions_clear(&(*item)->regions);
  fen_regions_clear(&(*item)->districts);
  fen_case_release(*item);
  fen_yaml_close(&(*item)->document);
  fen_yaml_close(&(*item)->sectors_document);
  fen_free(*item);
  *item = NULL;
}
