/* budget.nc: where the mass of each species and tag is, hour by hour. */
#include <string.h>

#include "fenhe/memory.h"
#include "output.h"

typedef struct {
  const char *name, *long_name, *units;
} column;

static const column lane_columns[] = {
    {"initial", "mass in the air at the start", "kg"},
    {"air", "mass in the air", "kg"},
    {"emitted", "mass emitted since the start", "kg"},
    {"in", "mass that entered through sides and top since the start", "kg"},
    {"out", "mass that left through sides and top since the start", "kg"},
    {"dry", "mass deposited dry since the start", "kg"},
    {"wet", "mass scavenged by rain since the start", "kg"},
    {"residual", "(air + dry + wet + out - initial - emitted - in) / (|initial| + |emitted| + |in|)", "1"},
    {"minimum", "smallest mixing ratio; a tag may undershoot 0", "kg kg-1"},
    {"maximum", "largest mixing ratio", "kg kg-1"},
};

static const column hour_columns[] = {
    {"repair_maximum", "largest correction of the horizontal wind by the flux repair", "m s-1"},
    {"repair_rms", "root mean square of that correction", "m s-1"},
    {"repair_top", "largest correction of the wind through an open top", "m s-1"},
    {"minimum_lead", "smallest mixing ratio of any species", "kg kg-1"},
    {"clipped", "cells clipped since the start", "1"},
    {"steps", "steps since the start", "1"},
};

enum { LANE_COLUMNS = sizeof lane_columns / sizeof *lane_columns, HOUR_COLUMNS = sizeof hour_columns / sizeof *hour_columns };

static fen_status define_columns(fen_nc_writer *w, const column *columns, int count, const char *dimensions, fen_error *err) {
  fen_status status = FEN_OK;
  for (int c = 0; !status && c < count; c++) {
    const char *const attributes[] = {"long_name", columns[c].long_name, "units", columns[c].units, NULL};
    status = fen_nc_define_variable(w, columns[c].name, FEN_NC_DOUBLE, dimensions, NULL, err);
    if (!status)
      status = fen_nc_put_texts(w, columns[c].name, attributes, err);
  }
  return status;
}

fen_status fen_output_budget_create(fen_output *output, fen_error *err) {
  const fen_simulation *sim = output->sim;
  char path[FEN_OUTPUT_PATH];
  fen_output_path(output, "budget.nc", path);
  fen_status status = fen_nc_create(path, &output->writers[FEN_OUTPUT_BUDGET], err);
  fen_nc_writer *w = output->writers[FEN_OUTPUT_BUDGET];
  if (!status)
    status = fen_output_globals(w, output, "mass budget", err);
  if (!status)
    status = fen_nc_define_dimension(w, "nv", 2, err);
  if (!status)
    status = fen_output_define_time(w, sim->item, "time", "time_bnds", output->hours, err);
  if (!status)
    status = fen_nc_define_dimension(w, "species", sim->lanes.count, err);
  if (!status)
    status = fen_nc_define_dimension(w, "name_length", FEN_LANE_NAME, err);
  if (!status)
    status = fen_nc_define_variable(w, "species_name", FEN_NC_CHAR, "species name_length", NULL, err);
  if (!status)
    status = fen_nc_put_text(w, "species_name", "long_name", "species, or species__tag", err);
  if (!status)
    status = define_columns(w, lane_columns, LANE_COLUMNS, "species time", err);
  if (!status)
    status = define_columns(w, hour_columns, HOUR_COLUMNS, "time", err);
  for (ptrdiff_t l = 0; !status && l < sim->lanes.count; l++)
    status = fen_nc_write_text(w, "species_name", l, sim->lanes.items[l].name, err);
  return status ? status : fen_output_write_hours(w, output->hours, err);
}

fen_status fen_output_budget_hour(fen_output *output, ptrdiff_t hour, const fen_output_hour *row, fen_error *err) {
  const ptrdiff_t lanes = output->sim->lanes.count;
  const ptrdiff_t start[2] = {0, hour};
  const ptrdiff_t count[2] = {lanes, 1};
  double *table = NULL;
  fen_status status = FEN_NEW(&table, LANE_COLUMNS * lanes, err);
  for (ptrdiff_t l = 0; !status && l < lanes; l++) {
    const fen_budget b = row->budgets[l];
    const double values[LANE_COLUMNS] = {b.initial_kg, b.air_kg, b.emitted_kg, b.in_kg,   b.out_kg,
                                         b.dry_kg,     b.wet_kg, b.residual,   b.minimum, b.maximum};
    for (int c = 0; c < LANE_COLUMNS; c++)
      table[c * lanes + l] = values[c];
  }
  for (int c = 0; !status && c < LANE_COLUMNS; c++)
    status = fen_output_put(output, FEN_OUTPUT_BUDGET, lane_columns[c].name, false, 2, start, count, table + c * lanes, err);
  fen_free(table);
  const double values[HOUR_COLUMNS] = {row->repair_maximum_mps, row->repair_rms_mps,  row->repair_top_mps,
                                       row->minimum_lead,       (double)row->clipped, (double)row->steps};
  for (int c = 0; !status && c < HOUR_COLUMNS; c++)
    status = fen_output_put(output, FEN_OUTPUT_BUDGET, hour_columns[c].name, false, 1, &hour, (ptrdiff_t[1]){1}, &values[c], err);
  return status;
}
