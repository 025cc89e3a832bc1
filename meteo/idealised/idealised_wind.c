/*
 * The wind: a speed that grows with height, a direction that turns towards the free one, sheltered in basins, steered along slopes, with
 * thermal winds on them. At every face the column then carries exactly the flux of a uniform stream, the difference being put where the
 * wind is free: so no column gains air, over any terrain, and the flux repair finds next to nothing to do.
 */
#include <math.h>

#include "fenhe/constants.h"
#include "idealised_internal.h"

typedef struct {
  double u, v;
} vector;

/* Terrain at a face: the mean of the cells beside it. */
typedef struct {
  double depth_m, basin_m;
  double slope;     /* steepness of the smoothed ground */
  vector uphill;    /* unit vector, or 0 on flat ground */
  vector crosswise; /* unit vector across the valley */
  double narrow;    /* how much the surrounding slopes agree in that direction: 0 not at all, 1 a straight valley */
} place;

static place between(const idealised_source *self, ptrdiff_t a, ptrdiff_t b) {
  place p = {.depth_m = 0.5 * (self->depth_m[a] + self->depth_m[b]), .basin_m = 0.5 * (self->basin_m[a] + self->basin_m[b])};
  const double slope_x = 0.5 * (self->slope_x[a] + self->slope_x[b]);
  const double slope_y = 0.5 * (self->slope_y[a] + self->slope_y[b]);
  p.slope = hypot(slope_x, slope_y);
  if (p.slope > 1e-6)
    p.uphill = (vector){slope_x / p.slope, slope_y / p.slope};
  const double sum = self->tensor_xx[a] + self->tensor_xx[b] + self->tensor_yy[a] + self->tensor_yy[b];
  const double difference = self->tensor_xx[a] + self->tensor_xx[b] - self->tensor_yy[a] - self->tensor_yy[b];
  const double mixed = 2.0 * (self->tensor_xy[a] + self->tensor_xy[b]);
  const double angle = 0.5 * atan2(mixed, difference);
  p.crosswise = (vector){cos(angle), sin(angle)};
  p.narrow = sum > 1e-12 ? hypot(difference, mixed) / sum : 0.0;
  return p;
}

static double mixed_height(const idealised_hour *hour) {
  const double height = 0.7 * hour->pblh_m;
  return height < 150.0 ? 150.0 : height > 1500.0 ? 1500.0 : height;
}

/* Share of the free wind's speed at height z: a power law below the mixed height (steep at night), less in a basin. */
static double freedom(const idealised_hour *hour, const place *p, double z) {
  const double reference = mixed_height(hour);
  const double law = z < reference ? pow(z / reference, 0.4 - 0.25 * hour->day) : 1.0;
  const double shelter = (0.8 - 0.3 * hour->day) * p->basin_m / (p->basin_m + 150.0);
  return law * (1.0 - shelter * exp(-z / (p->basin_m + 50.0)));
}

/* share: of the free wind's speed. */
static vector wind_at(const idealised_source *self, const idealised_hour *hour, const place *p, double z, double share) {
  const double reference = mixed_height(hour);
  /* Ekman: near the ground the wind comes from further left, by 30 degrees at night and 12 by day (northern hemisphere). */
  const double backing = z < reference ? (30.0 - 18.0 * hour->day) * FEN_PI / 180.0 * (1.0 - z / reference) : 0.0;
  const double speed = self->params.wind_mps * share;
  vector w = {-speed * sin(hour->wind_from_rad - backing), -speed * cos(hour->wind_from_rad - backing)};
  /* Between its ridges a valley lets through what blows along it. */
  const double held = (0.9 - 0.3 * hour->day) * p->narrow * p->basin_m / (p->basin_m + 100.0) * exp(-z / (p->basin_m + 100.0));
  const double crossing = held * (w.u * p->crosswise.u + w.v * p->crosswise.v);
  w.u -= crossing * p->crosswise.u;
  w.v -= crossing * p->crosswise.v;
  /* Slopes take the part of the wind that climbs or leaves them, the more the stabler the air. */
  const double climbing = w.u * p->uphill.u + w.v * p->uphill.v;
  const double blocked = (0.9 - 0.4 * hour->day) * p->slope / (p->slope + 0.015) * exp(-z / (p->basin_m + 200.0)) * climbing;
  /* Upslope by day, drainage by night, strongest at the depth of its layer. */
  const double strength = (1.5 * hour->day - 1.0 * (1.0 - hour->day)) * p->slope / (p->slope + 0.02);
  const double layer = 80.0 + 170.0 * hour->day;
  const double thermal = strength * z / layer * exp(1.0 - z / layer);
  w.u += (thermal - blocked) * p->uphill.u;
  w.v += (thermal - blocked) * p->uphill.v;
  return w;
}

typedef struct {
  ptrdiff_t a, b;       /* columns beside the face */
  ptrdiff_t first;      /* index of the face in layer 0 of the flux array */
  ptrdiff_t layer_size; /* of the flux array */
  double length_m;
  double column_kgps; /* what the whole column must carry */
  int along_y;
} face;

/* Flux through one face of every layer. */
static void fill_face(const idealised_source *self, const idealised_hour *hour, const face *f, double *flux_kgps) {
  const ptrdiff_t plane = self->grid->params.nx * self->grid->params.ny;
  const ptrdiff_t nz = self->source.nz;
  const place p = between(self, f->a, f->b);
  const double stretch = p.depth_m / self->faces_m[nz];
  double carried = 0.0;
  double free = 0.0;
  for (ptrdiff_t k = 0; k < nz; k++) {
    const double z = 0.5 * (self->faces_m[k] + self->faces_m[k + 1]) * stretch;
    const double share = freedom(hour, &p, z);
    const vector w = wind_at(self, hour, &p, z, share);
    const double mass = 0.5 * (self->area_mass_kgpm2[k * plane + f->a] + self->area_mass_kgpm2[k * plane + f->b]) * f->length_m;
    const double flux = mass * (f->along_y ? w.v : w.u);
    flux_kgps[f->first + k * f->layer_size] = flux;
    carried += flux;
    free += mass * share;
  }
  const double change = (f->column_kgps - carried) / free;
  for (ptrdiff_t k = 0; k < nz; k++) {
    const double z = 0.5 * (self->faces_m[k] + self->faces_m[k + 1]) * stretch;
    const double mass = 0.5 * (self->area_mass_kgpm2[k * plane + f->a] + self->area_mass_kgpm2[k * plane + f->b]) * f->length_m;
    flux_kgps[f->first + k * f->layer_size] += change * mass * freedom(hour, &p, z);
  }
}

/* Cells beside a face: wrapped on periodic sides, the inner cell twice at other edges. */
static void beside(ptrdiff_t position, ptrdiff_t extent, fen_side side, ptrdiff_t *left, ptrdiff_t *right) {
  *left = position > 0 ? position - 1 : side == FEN_SIDE_PERIODIC ? extent - 1 : 0;
  *right = position < extent ? position : side == FEN_SIDE_PERIODIC ? 0 : extent - 1;
}

/* Speed of the uniform stream of all columns along one axis: none between walls. */
static double stream(const idealised_source *self, double component, fen_side side) {
  return side == FEN_SIDE_CLOSED ? 0.0 : -0.95 * self->params.wind_mps * component * self->mean_column_kgpm2;
}

static void fill_row(const idealised_source *self, const idealised_hour *hour, ptrdiff_t j, double *flux_x_kgps) {
  const fen_grid *g = self->grid;
  const ptrdiff_t nx = g->params.nx;
  double mean = 0.0;
  for (ptrdiff_t i = 0; i <= nx; i++)
    mean += g->face_x_m[j * (nx + 1) + i] / (double)(nx + 1);
  for (ptrdiff_t i = 0; i <= nx; i++) {
    ptrdiff_t left;
    ptrdiff_t right;
    beside(i, nx, g->params.side_x, &left, &right);
    const face f = {.a = j * nx + left,
                    .b = j * nx + right,
                    .first = j * (nx + 1) + i,
                    .layer_size = (nx + 1) * g->params.ny,
                    .length_m = g->face_x_m[j * (nx + 1) + i],
                    .column_kgps = mean * stream(self, sin(hour->wind_from_rad), g->params.side_x)};
    if (g->params.side_x == FEN_SIDE_CLOSED && (i == 0 || i == nx))
      for (ptrdiff_t k = 0; k < self->source.nz; k++)
        flux_x_kgps[f.first + k * f.layer_size] = 0.0;
    else
      fill_face(self, hour, &f, flux_x_kgps);
  }
}

static void fill_column(const idealised_source *self, const idealised_hour *hour, ptrdiff_t i, double *flux_y_kgps) {
  const fen_grid *g = self->grid;
  const ptrdiff_t nx = g->params.nx;
  const ptrdiff_t ny = g->params.ny;
  double mean = 0.0;
  for (ptrdiff_t j = 0; j <= ny; j++)
    mean += g->face_y_m[j * nx + i] / (double)(ny + 1);
  for (ptrdiff_t j = 0; j <= ny; j++) {
    ptrdiff_t low;
    ptrdiff_t high;
    beside(j, ny, g->params.side_y, &low, &high);
    const face f = {.a = low * nx + i,
                    .b = high * nx + i,
                    .first = j * nx + i,
                    .layer_size = nx * (ny + 1),
                    .length_m = g->face_y_m[j * nx + i],
                    .column_kgps = mean * stream(self, cos(hour->wind_from_rad), g->params.side_y),
                    .along_y = 1};
    if (g->params.side_y == FEN_SIDE_CLOSED && (j == 0 || j == ny))
      for (ptrdiff_t k = 0; k < self->source.nz; k++)
        flux_y_kgps[f.first + k * f.layer_size] = 0.0;
    else
      fill_face(self, hour, &f, flux_y_kgps);
  }
}

/* Winds at centres from the fluxes beside them. */
static void fill_centres(const idealised_source *self, fen_weather *out) {
  const fen_grid *g = self->grid;
  const ptrdiff_t nx = out->nx;
  const ptrdiff_t ny = out->ny;
#pragma omp parallel for default(none) shared(self, g, out, nx, ny)
  for (ptrdiff_t k = 0; k < out->nz; k++)
    for (ptrdiff_t j = 0; j < ny; j++)
      for (ptrdiff_t i = 0; i < nx; i++) {
        const ptrdiff_t c = j * nx + i;
        const double mass = self->area_mass_kgpm2[k * nx * ny + c];
        const double *fx = &out->flux_x_kgps[(k * ny + j) * (nx + 1) + i];
        const double *fy = &out->flux_y_kgps[(k * (ny + 1) + j) * nx + i];
        const double *lx = &g->face_x_m[j * (nx + 1) + i];
        out->u_mps[k * nx * ny + c] = 0.5 * (fx[0] / lx[0] + fx[1] / lx[1]) / mass;
        out->v_mps[k * nx * ny + c] = 0.5 * (fy[0] / g->face_y_m[c] + fy[nx] / g->face_y_m[c + nx]) / mass;
      }
}

void idealised_fill_wind(const idealised_source *self, const idealised_hour *hour, fen_weather *out) {
  const ptrdiff_t nx = out->nx;
  const ptrdiff_t ny = out->ny;
#pragma omp parallel for default(none) shared(self, hour, out, ny)
  for (ptrdiff_t j = 0; j < ny; j++)
    fill_row(self, hour, j, out->flux_x_kgps);
#pragma omp parallel for default(none) shared(self, hour, out, nx)
  for (ptrdiff_t i = 0; i < nx; i++)
    fill_column(self, hour, i, out->flux_y_kgps);
  fill_centres(self, out);
  for (ptrdiff_t c = 0; c < nx * ny; c++)
    out->flux_top_kgps[c] = 0.0;
}
