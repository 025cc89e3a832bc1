#include "output.h"

#include <math.h>
#include <stdio.h>

#include "fenhe/files.h"
#include "fenhe/memory.h"

static const double hour_s = 3600.0;
static const double day_s = 86400.0;

ptrdiff_t fen_output_day_of(const fen_case *item, ptrdiff_t hour) {
  double local_s = item->period.start_s + item->period.utc_offset_s;
  double first = floor(local_s / day_s);
  return (ptrdiff_t)(floor((local_s + ((double)hour + 0.5) * hour_s) / day_s) - first);
}

void fen_output_path(const fen_output *output, const char *name, char path[FEN_OUTPUT_PATH]) {
  (void)snprintf(path, FEN_OUTPUT_PATH, "%s/%s", output->folder, name);
}

fen_status fen_output_create(const fen_simulation *sim, const char *folder, const char *command, fen_output **out, fen_error *err) {
  fen_output *output = NULL;
  fen_status status = FEN_NEW(&output, 1, err);
  if (status)
    return status;
  ptrdiff_t size = sim->nx * sim->ny * (sim->nz > 2 ? sim->nz : 2);
  if (sim->item->output.receptor_count > size)
    size = sim->item->output.receptor_count;
  output->sim = sim;
  output->folder = folder;
  output->command = command;
  output->hours = (ptrdiff_t)lround((sim->item->period.end_s - sim->item->period.start_s) / hour_s);
  output->days = fen_output_day_of(sim->item, output->hours - 1) + 1;
  status = FEN_NEW(&output->buffer, size, err);
  if (!status)
    status = fen_output_surface_create(output, err);
  if (!status)
    status = fen_output_receptors_create(output, err);
  if (!status)
    status = fen_output_budget_create(output, err);
  if (!status)
    status = fen_output_fields_create(output, err);
  if (status)
    fen_output_close(&output);
  else
    *out = output;
  return status;
}

fen_status fen_output_hour_done(fen_output *output, ptrdiff_t hour, const fen_means *means, const fen_output_hour *row, fen_error *err) {
  fen_status status = fen_output_surface_hour(output, hour, means, err);
  if (!status)
    status = fen_output_receptors_hour(output, hour, means, err);
  if (!status)
    status = fen_output_budget_hour(output, hour, row, err);
  return status ? status : fen_output_fields_hour(output, hour + 1, err);
}

fen_status fen_output_day_done(fen_output *output, ptrdiff_t day, const fen_means *means, fen_error *err) {
  return fen_output_surface_day(output, day, means, err);
}

fen_status fen_output_commit(fen_output *output, const fen_means *means, fen_error *err) {
  fen_status status = fen_output_deposition(output, err);
  if (!status)
    status = fen_output_surface_commit(output, means, err);
  if (!status && output->receptors)
    status = fen_nc_commit(&output->receptors, err);
  if (!status)
    status = fen_nc_commit(&output->budget, err);
  if (!status && output->fields)
    status = fen_nc_commit(&output->fields, err);
  return status;
}

void fen_output_close(fen_output **item) {
  if (!item || !*item)
    return;
  fen_output *output = *item;
  fen_nc_discard(&output->surface);
  fen_nc_discard(&output->receptors);
  fen_nc_discard(&output->budget);
  fen_nc_discard(&output->fields);
  fen_free(output->stations.items);
  fen_free(output->buffer);
  fen_free(output);
  *item = NULL;
}
