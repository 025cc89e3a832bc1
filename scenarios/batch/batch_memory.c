/* How many scenarios fit a run. */
#include <math.h>
#include <stdio.h>

#include "batch_parts.h"
#include "fenhe/memory.h"
#include "fenhe/transport.h"
#include "output/means.h"
#include "output/output.h"

static const double part_of_free = 0.8;
/* Bytes of the lane's sources for each column: rates in some layers, in the two lists that there are at a time. */
static const double source_bytes = 3.0 * 2.0 * sizeof(fen_source);

/* What the library holds of the variables of a lane while the output files are made (footprint.c). */
static const double variables_bytes = 8.0 * 5.5e4;

static double free_bytes(void) {
  char line[256];
  double kilobytes = NAN;
  FILE *file = fopen("/proc/meminfo", "r");
  while (file && fgets(line, sizeof line, file))
    if (sscanf(line, "MemAvailable: %lf kB", &kilobytes) == 1)
      break;
  if (file)
    (void)fclose(file);
  return isnan(kilobytes) ? 4e9 : 1024.0 * kilobytes;
}

/* What the transport takes with so many tags of each species. */
static fen_status transport_bytes(const fen_batch_work *work, ptrdiff_t tags, double *out, fen_error *err) {
  const fen_case *item = work->item;
  fen_species *species = NULL;
  size_t bytes = 0;
  fen_status status = FEN_NEW(&species, item->species_count, err);
  for (ptrdiff_t s = 0; !status && s < item->species_count; s++)
    species[s] = (fen_species){.tags = tags, .scavenging_factor = item->species[s].scavenging_factor};
  const fen_transport_params params = {.grid = work->source->grid,
                                       .nz = work->source->nz,
                                       .species = species,
                                       .species_count = item->species_count,
                                       .order = item->order,
                                       .limiter = item->limiter,
                                       .precision = item->precision,
                                       .courant_max = item->courant_max};
  if (!status)
    status = fen_transport_bytes(&params, &bytes, err);
  fen_free(species);
  *out = (double)bytes;
  return status;
}

fen_status fen_batch_measure(fen_batch_work *work, fen_error *err) {
  enum { MANY = 32 };
  const fen_grid *grid = work->source->grid;
  const double plane = (double)grid->params.nx * (double)grid->params.ny;
  double few = 0.0;
  double many = 0.0;
  fen_run_estimate estimate;
  fen_batch_report *report = work->report;
  report->memory_bytes = work->options->memory_bytes > 0.0 ? work->options->memory_bytes : part_of_free * free_bytes();
  fen_status status = transport_bytes(work, 0, &few, err);
  if (!status)
    status = transport_bytes(work, MANY, &many, err);
  if (!status)
    status = fen_run_dry(work->item, NULL, NULL, NULL, &estimate, err);
  if (status)
    return status;
  double lane = plane * (FEN_MEANS_ARRAYS * sizeof(double) + 2.0 * FEN_OUTPUT_BATCHES * sizeof(float) + source_bytes) + variables_bytes;
  report->lane_bytes = (many - few) / MANY + lane * (double)work->item->species_count;
  report->base_bytes = estimate.memory.total;
  return FEN_OK;
}

ptrdiff_t fen_batch_capacity(const fen_batch_work *work, bool tags) {
  const fen_batch_report *report = work->report;
  double taken = report->base_bytes;
  if (!tags)
    taken -= report->lane_bytes / (double)work->item->species_count * (double)work->item->tag_count;
  double fit = (report->memory_bytes - taken) / report->lane_bytes;
  return fit >= 1.0 ? (ptrdiff_t)fmin(fit, 1e6) : 1;
}
