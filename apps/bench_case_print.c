/* What bench --case found, for people and for programs. */
#include <jansson.h>
#include <stdio.h>

#include "bench_case.h"

static double hours_per_minute(const fen_pace *pace) {
  return pace->hours / pace->wall_s * 60.0;
}

static double share(double part_s, const fen_pace *pace) {
  return 100.0 * part_s / pace->wall_s;
}

void fen_bench_report_text(const fen_bench_report *r) {
  (void)printf(
      "fenhe %s, %s instructions\nmodel hours a minute without output, %d thread%s; case: %s; domain: the same weather every hour\n\n",
      fen_version(), fen_instructions_name(r->options->instructions), r->threads, r->threads == 1 ? "" : "s", r->title);
  (void)printf("%-8s %-14s %8s %8s %7s %7s %10s %9s %9s %9s %10s\n", "what", "grid", "tracers", "Courant", "hours", "steps", "hours/min",
               "weather", "forcing", "emissions", "transport");
  for (int n = 0; n < r->pace_count; n++) {
    const fen_pace *pace = &r->paces[n].pace;
    char grid[64];
    (void)snprintf(grid, sizeof grid, "%tdx%tdx%td", pace->nx, pace->ny, pace->nz);
    (void)printf("%-8s %-14s %8td %8.2f %7.1f %7td %10.1f %8.0f%% %8.0f%% %8.0f%% %9.0f%%\n", r->paces[n].what, grid, pace->lanes,
                 r->paces[n].courant_max, pace->hours, pace->steps, hours_per_minute(pace), share(pace->weather_s, pace),
                 share(pace->forcing_s, pace), share(pace->emissions_s, pace), share(pace->transport_s, pace));
  }
  (void)printf("\ndeformation with reversal (V2), double precision, positive limiter, one thread; seconds a tracer\n\n");
  (void)printf("%-12s %-10s %8s %7s %8s %10s %12s\n", "scheme", "grid", "Courant", "steps", "tracers", "l2", "seconds");
  for (int n = 0; n < r->point_count; n++) {
    const fen_bench_point *p = &r->points[n];
    char grid[64];
    (void)snprintf(grid, sizeof grid, "%tdx%td", p->nx, p->ny);
    (void)printf("%-12s %-10s %8.2f %7td %8d %10.5f %12.6f\n", p->scheme, grid, p->courant, p->steps, p->tracers, p->l2, p->seconds);
  }
}

static json_t *json_of_pace(const fen_bench_pace *item) {
  const fen_pace *p = &item->pace;
  return json_pack("{s:s, s:[I,I,I], s:I, s:f, s:f, s:I, s:f, s:f, s:f, s:f, s:f, s:f}", "what", item->what, "grid", (json_int_t)p->nx,
                   (json_int_t)p->ny, (json_int_t)p->nz, "tracers", (json_int_t)p->lanes, "courant_max", item->courant_max, "hours",
                   p->hours, "steps", (json_int_t)p->steps, "hours_per_minute", hours_per_minute(p), "wall_s", p->wall_s, "weather_s",
                   p->weather_s, "forcing_s", p->forcing_s, "emissions_s", p->emissions_s, "transport_s", p->transport_s);
}

static json_t *json_of_point(const fen_bench_point *p) {
  return json_pack("{s:s, s:[I,I], s:f, s:I, s:i, s:f, s:f}", "scheme", p->scheme, "grid", (json_int_t)p->nx, (json_int_t)p->ny, "courant",
                   p->courant, "steps", (json_int_t)p->steps, "tracers", p->tracers, "l2", p->l2, "seconds_per_tracer", p->seconds);
}

fen_status fen_bench_report_json(const fen_bench_report *r, fen_error *err) {
  char cpu[128];
  json_t *pace = json_array();
  json_t *error = json_array();
  fen_bench_cpu(cpu, sizeof cpu);
  for (int n = 0; n < r->pace_count; n++)
    (void)json_array_append_new(pace, json_of_pace(&r->paces[n]));
  for (int n = 0; n < r->point_count; n++)
    (void)json_array_append_new(error, json_of_point(&r->points[n]));
  json_t *root =
      json_pack("{s:s, s:s, s:s, s:i, s:s, s:o, s:o}", "version", fen_version(), "cpu", cpu, "instructions",
                fen_instructions_name(r->options->instructions), "threads", r->threads, "case", r->title, "pace", pace, "error", error);
  int wrong = root ? json_dumpf(root, stdout, JSON_INDENT(2) | JSON_REAL_PRECISION(6)) : -1;
  json_decref(root);
  if (wrong)
    return fen_fail(err, FEN_ERR_MEMORY, "fenhe bench: error: no memory for the results as JSON");
  (void)putchar('\n');
  return FEN_OK;
}
