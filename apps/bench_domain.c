/* A large domain under the same weather every hour. */
#include "bench_case.h"
#include "fenhe/clock.h"

static const double hour_s = 3600.0;
static const double domain_wall_s = 8.0;
static const double quick_wall_s = 1.0;
enum { SPECIES = 16 };

static fen_status cross_hour(const fen_bench_flow *flow, fen_transport *transport, double start_s, fen_pace *pace, fen_error *err) {
  fen_forcing forcing = flow->forcing;
  forcing.start_s = start_s;
  forcing.end_s = start_s + hour_s;
  double begun_s = fen_wall_clock_s();
  fen_status status = fen_transport_set_forcing(transport, &forcing, err);
  double set_s = fen_wall_clock_s();
  if (status)
    return status;
  ptrdiff_t steps = fen_transport_plan_steps(transport, forcing.end_s);
  status = fen_transport_run(transport, forcing.end_s, steps, 1, err);
  double ended_s = fen_wall_clock_s();
  pace->hours += 1.0;
  pace->steps += steps;
  pace->forcing_s += set_s - begun_s;
  pace->transport_s += ended_s - set_s;
  pace->wall_s += ended_s - begun_s;
  return status;
}

static fen_status pace_domain(fen_bench_flow *flow, const fen_bench_options *o, double courant_max, fen_pace *pace, fen_error *err) {
  const fen_bench_tracers tracers = {.species = SPECIES,
                                     .precision = FEN_PRECISION_SINGLE,
                                     .instructions = o->instructions,
                                     .limiter = o->limiter,
                                     .courant_max = courant_max};
  fen_transport *transport = NULL;
  *pace = (fen_pace){.nx = flow->nx, .ny = flow->ny, .nz = flow->nz, .lanes = SPECIES};
  flow->forcing.start_s = 0.0;
  flow->forcing.end_s = hour_s;
  fen_status status = fen_bench_flow_transport(flow, &tracers, &transport, err);
  double limit_s = o->quick ? quick_wall_s : domain_wall_s;
  for (int hour = 0; !status && hour < o->hours && (hour == 0 || pace->wall_s < limit_s); hour++)
    status = cross_hour(flow, transport, hour * hour_s, pace, err);
  fen_transport_destroy(&transport);
  return status;
}

fen_status fen_bench_domain(fen_bench_report *report, fen_error *err) {
  const fen_bench_options *o = report->options;
  fen_bench_flow *flow = NULL;
  fen_status status = fen_bench_flow_create(o->cells, &flow, err);
  if (!status)
    flow->clean_air = o->clean_air;
  for (int c = 0; !status && c < o->courant_count; c++) {
    fen_bench_pace *pace = &report->paces[report->pace_count];
    *pace = (fen_bench_pace){.what = "domain", .courant_max = o->courants[c]};
    status = pace_domain(flow, o, o->courants[c], &pace->pace, err);
    report->pace_count += status == FEN_OK;
  }
  fen_bench_flow_destroy(&flow);
  return status;
}
