/* Mountains and winds of Schaer, Leuenberger, Fuhrer, Luethi & Girard (2002), MWR 130, 2459-2480, and of the tests that followed it. */
#include "mountain_flow.h"

#include <math.h>

#include "fenhe/memory.h"

static const double top_m = 25e3, half_width_m = 25e3, wave_m = 8e3, wind_mps = 10.0, ground_wind_top_m = 10e3;
static const double tracer_x_m = -50e3, tracer_half_x_m = 25e3;

static double pi(void) {
  return acos(-1.0);
}

static double ground_m(const fen_mountain_params *p, double x) {
  double envelope = cos(0.5 * pi() * x / half_width_m);
  double wave = cos(pi() * x / wave_m);
  return fabs(x) < half_width_m ? p->peak_m * envelope * envelope * wave * wave : 0.0;
}

/* Height of a layer's face that lies at flat_m where the ground is flat: basic terrain-following (Gal-Chen & Somerville 1975). */
static double face_m(const fen_mountain_params *p, double x, double flat_m) {
  double h = ground_m(p, x);
  return h + flat_m * (1.0 - h / top_m);
}

static double lift_m(const fen_mountain_params *p) {
  return p->peak_m - 3e3;
}

/* u = -d psi / dz of a wind that is 0 below z1, uniform above z2 and between them a sine squared. */
static double level_stream(double z, double z1, double z2) {
  if (z <= z1)
    return 0.0;
  if (z > z2)
    return -0.5 * wind_mps * (2.0 * z - z1 - z2);
  return -0.5 * wind_mps * (z - z1 - (z2 - z1) / pi() * sin(pi() * (z - z1) / (z2 - z1)));
}

/* A wind along the ground that is level from `level_m` on: faster where the ground leaves it less room. */
static double following_stream(const fen_mountain_params *p, double x, double z, double level_m) {
  double h = ground_m(p, x);
  return z < level_m ? -wind_mps * level_m * (z - h) / (level_m - h) : -wind_mps * z;
}

static double stream(const fen_mountain_params *p, double x, double z) {
  switch (p->wind) {
  case FEN_MOUNTAIN_LAYERS:
    return following_stream(p, x, z, top_m);
  case FEN_MOUNTAIN_GROUND:
    return following_stream(p, x, z, ground_wind_top_m);
  default:
    return level_stream(z, 4e3 + lift_m(p), 5e3 + lift_m(p));
  }
}

/* Where the tracer's centre is at the end: winds that follow the ground gain on the way the integral of h over their depth. */
static double arrival_m(const fen_mountain_params *p) {
  enum { PARTS = 20000 };
  double depth_m = p->wind == FEN_MOUNTAIN_GROUND ? ground_wind_top_m : top_m;
  double gained_m = 0.0;
  for (int n = 0; n < PARTS && p->wind != FEN_MOUNTAIN_LEVEL; n++)
    gained_m += ground_m(p, half_width_m * (2.0 * (n + 0.5) / PARTS - 1.0)) / depth_m * (2.0 * half_width_m / PARTS);
  return tracer_x_m + wind_mps * FEN_MOUNTAIN_END_S + gained_m;
}

static double tracer(const fen_mountain_params *p, double centre_m, double x, double z) {
  int low = p->wind == FEN_MOUNTAIN_GROUND;
  double a = (x - centre_m) / tracer_half_x_m;
  double b = low ? z / 10e3 : (z - 9e3 - lift_m(p)) / 3e3;
  double r = sqrt(a * a + b * b);
  return r < 1.0 ? pow(cos(0.5 * pi() * r), p->power) : 0.0;
}

static fen_status allocate(fen_mountain_flow *flow, fen_error *err) {
  const fen_mountain_params *p = &flow->params;
  const fen_grid_params grid = {.nx = p->nx,
                                .ny = 1,
                                .dx = p->width_m / p->nx,
                                .dy = 1.0,
                                .x0 = -0.5 * p->width_m,
                                .side_x = FEN_SIDE_OPEN,
                                .side_y = FEN_SIDE_CLOSED};
  double **arrays[] = {&flow->air_kg, &flow->x_m, &flow->z_m, &flow->start, &flow->end};
  flow->cells = (ptrdiff_t)p->nx * p->nz;
  fen_status status = fen_grid_create(&grid, &flow->grid, err);
  for (size_t a = 0; !status && a < sizeof arrays / sizeof *arrays; a++)
    status = FEN_NEW(arrays[a], flow->cells, err);
  if (!status)
    status = FEN_NEW(&flow->flux_x_kgps, (p->nx + 1) * (ptrdiff_t)p->nz, err);
  return status ? status : FEN_NEW(&flow->flux_y_kgps, 2 * flow->cells, err);
}

static void fill(fen_mountain_flow *flow) {
  const fen_mountain_params *p = &flow->params;
  const fen_grid_params *grid = &flow->grid->params;
  double dz = top_m / p->nz;
  double arrival = arrival_m(p);
  for (int k = 0; k < p->nz; k++)
    for (int i = 0; i <= p->nx; i++) {
      double x = grid->x0 + i * grid->dx;
      double low = face_m(p, x, k * dz);
      double high = face_m(p, x, (k + 1) * dz);
      flow->flux_x_kgps[k * (p->nx + 1) + i] = stream(p, x, low) - stream(p, x, high);
      if (i == p->nx)
        continue;
      double next_low = face_m(p, x + grid->dx, k * dz);
      double next_high = face_m(p, x + grid->dx, (k + 1) * dz);
      ptrdiff_t cell = (ptrdiff_t)k * p->nx + i;
      flow->air_kg[cell] = 0.5 * grid->dx * (high - low + next_high - next_low);
      flow->x_m[cell] = x + 0.5 * grid->dx;
      flow->z_m[cell] = 0.25 * (low + high + next_low + next_high);
      flow->start[cell] = tracer(p, tracer_x_m, flow->x_m[cell], flow->z_m[cell]);
      flow->end[cell] = tracer(p, arrival, flow->x_m[cell], flow->z_m[cell]);
    }
}

fen_status fen_mountain_create(const fen_mountain_params *params, fen_mountain_flow *out, fen_error *err) {
  out->params = *params;
  fen_status status = allocate(out, err);
  if (status)
    fen_mountain_clear(out);
  else
    fill(out);
  return status;
}

void fen_mountain_clear(fen_mountain_flow *flow) {
  fen_grid_destroy(&flow->grid);
  fen_free(flow->air_kg);
  fen_free(flow->flux_x_kgps);
  fen_free(flow->flux_y_kgps);
  fen_free(flow->x_m);
  fen_free(flow->z_m);
  fen_free(flow->start);
  fen_free(flow->end);
  *flow = (fen_mountain_flow){0};
}

fen_forcing fen_mountain_forcing(const fen_mountain_flow *flow) {
  return (fen_forcing){.end_s = FEN_MOUNTAIN_END_S,
                       .air_kg = {flow->air_kg, flow->air_kg},
                       .flux_x_kgps = {flow->flux_x_kgps, flow->flux_x_kgps},
                       .flux_y_kgps = {flow->flux_y_kgps, flow->flux_y_kgps}};
}
