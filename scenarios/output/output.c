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

static fen_status create_files(fen_output *output, fen_error *err) {
  fen_status status = fen_output_surface_create(output, err);
  if (!status)
    status = fen_output_receptors_create(output, err);
  if (!status)
    status = fen_output_districts_create(output, err);
  if (!status)
    status = fen_output_budget_create(output, err);
  return status ? status : fen_output_fields_create(output, err);
}

static void discard_files(fen_output *output) {
  for (int file = 0; file < FEN_OUTPUT_FILES; file++)
    fen_nc_discard(&output->writers[file]);
}

static fen_status locate_receptors(fen_output *output, fen_error *err) {
  const fen_simulation *sim = output->sim;
  fen_status status = FEN_NEW(&output->stations.items, sim->item->output.receptor_count, err);
  return status ? status : fen_output_locate_receptors(sim->item, sim->grid, sim->log, &output->stations, NULL, err);
}

/* One call's values fit: a field, a plane or two, a value for every receptor, district or lane. */
static fen_status allocate_buffer(fen_output *output, fen_error *err) {
  const fen_simulation *sim = output->sim;
  const ptrdiff_t sizes[] = {sim->nx * sim->ny * sim->nz, 2 * sim->nx * sim->ny, sim->item->output.receptor_count, output->districts.count,
                             sim->lanes.count};
  for (size_t n = 0; n < sizeof sizes / sizeof *sizes; n++)
    output->buffer_size = sizes[n] > output->buffer_size ? sizes[n] : output->buffer_size;
  return FEN_NEW(&output->buffer, output->buffer_size, err);
}

fen_status fen_output_create(const fen_simulation *sim, const fen_output_origin *origin, bool apart, fen_output **out, fen_error *err) {
  fen_output *output = NULL;
  fen_status status = FEN_NEW(&output, 1, err);
  if (status)
    return status;
  output->sim = sim;
  output->folder = origin->folder;
  output->command = origin->command;
  output->case_sha256 = origin->case_sha256;
  output->hours = (ptrdiff_t)lround((sim->item->period.end_s - sim->item->period.start_s) / hour_s);
  output->days = fen_output_day_of(sim->item, output->hours - 1) + 1;
  status = fen_districts_create(sim->item, sim->grid, sim->log, &output->districts, err);
  if (!status)
    status = allocate_buffer(output, err);
  if (!status)
    status = fen_worker_create(apart, &output->worker, err);
  if (!status)
    status = locate_receptors(output, err);
  if (!status)
    status = create_files(output, err);
  discard_files(output);
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
    status = fen_output_districts_hour(output, hour, means, err);
  if (!status)
    status = fen_output_budget_hour(output, hour, row, err);
  return status ? status : fen_output_fields_hour(output, hour + 1, err);
}

fen_status fen_output_day_done(fen_output *output, ptrdiff_t day, const fen_means *means, fen_error *err) {
  return fen_output_surface_day(output, day, means, err);
}

fen_status fen_output_finish(fen_output *output, const fen_means *means, fen_error *err) {
  fen_status status = fen_output_settle(output, err);
  if (!status)
    status = create_files(output, err);
  if (!status)
    status = fen_output_replay(output, err);
  if (!status)
    status = fen_output_deposition(output, err);
  if (!status)
    status = fen_output_surface_period(output, means, err);
  for (int file = 0; !status && file < FEN_OUTPUT_FILES; file++)
    if (output->writers[file])
      status = fen_nc_finish(output->writers[file], err);
  if (status)
    discard_files(output);
  return status;
}

fen_status fen_output_commit(fen_output *output, fen_error *err) {
  fen_status status = FEN_OK;
  for (int file = 0; !status && file < FEN_OUTPUT_FILES; file++)
    if (output->writers[file])
      status = fen_nc_commit(&output->writers[file], err);
  discard_files(output);
  return status;
}

void fen_output_close(fen_output **item) {
  if (!item || !*item)
    return;
  fen_output *output = *item;
  fen_worker_destroy(&output->worker);
  for (int n = 0; n < FEN_OUTPUT_BATCHES; n++)
    fen_free(output->batches[n].bytes);
  discard_files(output);
  fen_spool_close(&output->spool);
  fen_districts_clear(&output->districts);
  fen_free(output->stations.items);
  fen_free(output->buffer);
  fen_free(output);
  *item = NULL;
}
