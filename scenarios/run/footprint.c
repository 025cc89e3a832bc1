#include "footprint.h"

#include <math.h>
#include <stdio.h>
#include <string.h>
#include <sys/resource.h>
#include <unistd.h>

#include "fenhe/memory.h"
#include "output/means.h"
#include "output/output.h"

/* What the libraries take, as measured, when restart files and output are written, and before, when the output is laid out. */
static const double writing_bytes = 7e6;
static const double layout_bytes = 5e6;

/* What the library holds of each variable while the output files are made, all of them open at a time, as measured. */
static const double variable_bytes = 5.5e4;

/* A list that doubles is there twice while it is copied. */
static const double growth = 1.5;

/* A line of /proc/self/status [bytes]; NAN: there is none. */
static double from_status(const char *name) {
  char line[256];
  double kilobytes = NAN;
  FILE *file = fopen("/proc/self/status", "r");
  while (file && fgets(line, sizeof line, file))
    if (strncmp(line, name, strlen(name)) == 0 && sscanf(line + strlen(name), ": %lf kB", &kilobytes) == 1)
      break;
  if (file)
    (void)fclose(file);
  return 1024.0 * kilobytes;
}

/* The system's own account of a process counts what its parent had before it became this program, so it is only the second choice. */
double fen_footprint_peak(void) {
  struct rusage usage;
  double peak = from_status("VmHWM");
  if (isnan(peak) && getrusage(RUSAGE_SELF, &usage) == 0)
    peak = 1024.0 * (double)usage.ru_maxrss;
  return isnan(peak) ? 0.0 : peak;
}

/* What one hour puts into the spool; the hour in which fields and a day's means fall due. */
static double hour_bytes(const fen_simulation *sim) {
  const fen_case_output *wanted = &sim->item->output;
  const double plane = (double)sim->nx * (double)sim->ny;
  double planes = fen_means_has_air(sim->item) ? 1.0 : 0.0;
  for (ptrdiff_t l = 0; l < sim->lanes.count; l++) {
    bool tag = sim->lanes.items[l].tag != NULL;
    planes += (tag ? wanted->tags_hourly : wanted->hourly) ? 1.0 : 0.0;
    planes += (tag ? wanted->tags_daily : wanted->daily) ? 1.0 : 0.0;
  }
  double fields = wanted->field_count > 0 ? 2.0 : 0.0;
  for (ptrdiff_t l = 0; l < sim->lanes.count; l++)
    for (ptrdiff_t n = 0; n < wanted->field_count; n++)
      fields += wanted->fields[n] == sim->lanes.items[l].species ? 1.0 : 0.0;
  return plane * sizeof(float) * (planes + fields * (double)sim->nz);
}

/* Variables of the output files. */
static double variables(const fen_simulation *sim) {
  const fen_case_output *wanted = &sim->item->output;
  double each = (wanted->deposition ? 2.0 : 0.0) + (wanted->receptor_count > 0 ? 1.0 : 0.0) + (sim->item->regions.count > 0 ? 2.0 : 0.0);
  double count = each * (double)sim->lanes.count + (fen_means_has_air(sim->item) ? 1.0 : 0.0);
  for (ptrdiff_t l = 0; l < sim->lanes.count; l++) {
    bool tag = sim->lanes.items[l].tag != NULL;
    count += (tag ? wanted->tags_hourly : wanted->hourly) ? 1.0 : 0.0;
    count += (tag ? wanted->tags_daily : wanted->daily) ? 1.0 : 0.0;
    count += (tag ? wanted->tags_mean : wanted->mean) ? 1.0 : 0.0;
    const fen_lane *lane = &sim->lanes.items[l];
    count += wanted->deposition && lane->member == 0 && sim->item->species[lane->species].removal.deposits ? 1.0 : 0.0;
  }
  return count;
}

/* An array that has been allocated is resident unless it is large and has not been touched. */
static double to_come(double bytes, bool allocated) {
  return allocated && bytes < FEN_LARGE ? 0.0 : bytes;
}

fen_run_memory fen_footprint_expect(const fen_simulation *sim, bool dry) {
  const double plane = (double)sim->nx * (double)sim->ny;
  const double field = plane * (double)sim->nz * sizeof(double);
  const double mean = plane * (double)sim->lanes.count * sizeof(double);
  const double batch = hour_bytes(sim);
  const fen_transport_params params = fen_simulation_transport_params(sim);
  const bool apart = fen_worker_is_apart(sim->ahead.worker);
  fen_run_memory m = {0};
  size_t transport_bytes = 0;
  size_t ahead_bytes = 0;
  m.weather = (double)fen_ahead_bytes(&sim->ahead, &ahead_bytes);
  if (!fen_transport_bytes(&params, &transport_bytes, NULL))
    m.transport = (double)transport_bytes + field; /* and half an X sweep due in restart files */
  m.means = FEN_MEANS_ARRAYS * mean + (fen_means_has_air(sim->item) ? 2.0 * plane * sizeof(double) : 0.0);
  m.output = FEN_OUTPUT_BATCHES * batch + field;
  double resident = from_status("VmRSS");
  if (isnan(resident))
    resident = m.weather - (double)ahead_bytes + m.transport;
  m.total = resident + writing_bytes + (dry ? layout_bytes : 0.0);
  m.total += apart ? (double)ahead_bytes : 0.0;
  /* The sources of the next hour beside those in force, with what their list takes while it grows; the field they are summed in. */
  m.total += apart && sim->inventory ? growth * (double)sim->source_count * sizeof(fen_source) + to_come(field, true) : 0.0;
  /* Half an X sweep due, the output's buffer; the means of day and period. */
  m.total += 2.0 * to_come(field, !dry) + (dry ? m.means : 2.0 * to_come(mean, true));
  m.total += FEN_OUTPUT_BATCHES * batch + variable_bytes * variables(sim);
  m.rest = m.total - m.weather - m.transport - m.means - m.output;
  return m;
}
