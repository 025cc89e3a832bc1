#include "footprint.h"

#include <math.h>
#include <stdio.h>
#include <string.h>
#include <sys/resource.h>
#include <unistd.h>

/* What the libraries take beyond what reading the weather has shown: making the files and writing a restart file. */
static const double writing_bytes = 6e6;

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
  double planes = (double)sim->lanes.count * ((wanted->hourly ? 1.0 : 0.0) + (wanted->daily ? 1.0 : 0.0));
  double fields = wanted->field_count > 0 ? 2.0 : 0.0;
  for (ptrdiff_t l = 0; l < sim->lanes.count; l++)
    for (ptrdiff_t n = 0; n < wanted->field_count; n++)
      fields += wanted->fields[n] == sim->lanes.items[l].species ? 1.0 : 0.0;
  return plane * sizeof(float) * (planes + fields * (double)sim->nz);
}

fen_run_memory fen_footprint_expect(const fen_simulation *sim) {
  const double plane = (double)sim->nx * (double)sim->ny;
  const double cells = plane * (double)sim->nz;
  const fen_transport_params params = fen_simulation_transport_params(sim);
  fen_run_memory m = {0};
  size_t bytes = 0;
  size_t to_come = 0;
  m.weather = (double)fen_ahead_bytes(&sim->ahead, &to_come);
  if (!fen_transport_bytes(&params, &bytes, NULL))
    m.transport = (double)bytes;
  /* Four sums of planes, and half an X sweep due in restart files. */
  m.means = 4.0 * plane * (double)sim->lanes.count * sizeof(double);
  m.transport += cells * sizeof(double);
  /* Two batches, which grow by doubling, and one field. */
  m.output = 2.0 * hour_bytes(sim) + cells * sizeof(double);
  double apart = fen_worker_is_apart(sim->ahead.worker) ? 1.0 : 0.0;
  double sources = apart * ((double)sim->source_count * sizeof(fen_source) + (sim->inventory ? cells * sizeof(double) : 0.0));
  double resident = from_status("VmRSS");
  if (isnan(resident))
    resident = m.weather - (double)to_come + m.transport;
  m.total = resident + apart * (double)to_come + sources + m.means + m.output + cells * sizeof(double) + writing_bytes;
  m.rest = m.total - m.weather - m.transport - m.means - m.output;
  return m;
}
