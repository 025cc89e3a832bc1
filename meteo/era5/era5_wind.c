/* Winds at the model's faces: ERA5's profile over the place, turned to the grid's axes and brought to the model's ground. */
#include <math.h>

#include "era5_internal.h"
#include "fenhe/memory.h"

static const double LEVEL_10_M = 10.0;
static const double LEAST_HEIGHT_M = 20.0;
/* Above this the wind belongs to an altitude, at the ground to a height above ground. */
static const double REACH_M = 3000.0;

/* One component over one place: heights above ERA5's ground, increasing. */
typedef struct {
  ptrdiff_t count;
  double *height_m, *wind_mps;
  bool logarithmic; /* from the first node to the second: the first is the wind at 10 m */
} profile;

/* Component along the axis that crosses the faces. */
static double across(const era5_source *self, era5_places places, ptrdiff_t n, double east_mps, double north_mps) {
  const double sine = self->sine[places][n];
  const double cosine = self->cosine[places][n];
  return places == ERA5_FACES_X ? east_mps * cosine - north_mps * sine : east_mps * sine + north_mps * cosine;
}

static void fill_profile(const era5_source *self, const era5_block *b, const era5_ground *ground, era5_places places, ptrdiff_t n,
                         profile *out) {
  const era5_mesh *mesh = &self->meshes[self->series[ERA5_T].mesh];
  const era5_spot *spot = &mesh->spots[places][n];
  out->count = 0;
  out->logarithmic = ground->u10_mps != NULL;
  if (out->logarithmic) {
    out->height_m[0] = LEVEL_10_M;
    out->wind_mps[0] = across(self, places, n, ground->u10_mps[n], ground->v10_mps[n]);
    out->count = 1;
  }
  for (ptrdiff_t k = 0; k < b->nz; k++) {
    const ptrdiff_t at = k * b->plane;
    const double height = era5_bilinear(b->z_m + at, spot, b->ni) - ground->ground_m[n];
    const double least = out->count > 1 || !out->logarithmic ? (out->count > 0 ? out->height_m[out->count - 1] : 0.0) : LEAST_HEIGHT_M;
    if (!(height > least))
      continue;
    out->height_m[out->count] = height;
    out->wind_mps[out->count++] =
        across(self, places, n, era5_bilinear(b->u_mps + at, spot, b->ni), era5_bilinear(b->v_mps + at, spot, b->ni));
  }
}

/* Between the wind at 10 m and the lowest level above it as over a rough surface, by the logarithm of height. */
static double wind_at(const profile *p, double height_m) {
  const ptrdiff_t last = p->count - 1;
  if (height_m <= p->height_m[0])
    return p->wind_mps[0];
  if (height_m >= p->height_m[last])
    return p->wind_mps[last];
  ptrdiff_t low = 0;
  while (p->height_m[low + 1] < height_m)
    low++;
  const double *z = p->height_m + low;
  const double part = low == 0 && p->logarithmic ? log(height_m / z[0]) / log(z[1] / z[0]) : (height_m - z[0]) / (z[1] - z[0]);
  return p->wind_mps[low] + part * (p->wind_mps[low + 1] - p->wind_mps[low]);
}

/*
 * Height above ERA5's ground that a height above the model's ground is served from: the same at the ground, the same altitude from
 * REACH_M on, linear between, so that no two heights change places.
 */
static double source_height(double height_m, double model_ground_m, double ground_m) {
  const double difference = model_ground_m - ground_m;
  const double reach = 1.5 * fabs(difference) > REACH_M ? 1.5 * fabs(difference) : REACH_M;
  return height_m >= reach ? height_m + difference : height_m * (reach + difference) / reach;
}

/* The two cells beside a face; the one there is at the grid's edge. */
static void beside(const fen_weather *w, era5_places places, ptrdiff_t n, ptrdiff_t cells[2]) {
  const ptrdiff_t columns = w->nx + (places == ERA5_FACES_X);
  const ptrdiff_t j = n / columns;
  const ptrdiff_t i = n % columns;
  const ptrdiff_t rows[2] = {j - (places == ERA5_FACES_Y && j > 0), j - (places == ERA5_FACES_Y && j == w->ny)};
  const ptrdiff_t ranks[2] = {i - (places == ERA5_FACES_X && i > 0), i - (places == ERA5_FACES_X && i == w->nx)};
  for (int side = 0; side < 2; side++)
    cells[side] = rows[side] * w->nx + ranks[side];
}

/* Wind across one face in all layers. */
static void fill_face(const era5_source *self, const profile *p, double ground_m, era5_places places, ptrdiff_t n, ptrdiff_t count,
                      const fen_weather *w, double *out) {
  const ptrdiff_t plane = w->nx * w->ny;
  ptrdiff_t cells[2];
  beside(w, places, n, cells);
  const double model_ground = 0.5 * (self->grid->terrain_m[cells[0]] + self->grid->terrain_m[cells[1]]);
  for (ptrdiff_t k = 0; k < w->nz; k++) {
    const double *low = w->height_m + k * plane;
    const double *high = low + plane;
    const double height = 0.25 * (low[cells[0]] + low[cells[1]] + high[cells[0]] + high[cells[1]]);
    out[k * count + n] = wind_at(p, source_height(height, model_ground, ground_m));
  }
}

static fen_status fill_faces(const era5_source *self, const era5_block *b, const era5_ground *ground, era5_places places,
                             const fen_weather *w, double *out, fen_error *err) {
  const ptrdiff_t count = era5_place_count(self, places);
  const ptrdiff_t rows = w->ny + (places == ERA5_FACES_Y);
  const ptrdiff_t columns = count / rows;
  const ptrdiff_t room = 2 * (b->nz + 1);
  double *work = NULL;
  ptrdiff_t size = 0;
  fen_status status = fen_product(room, rows, 1, &size, err);
  if (!status)
    status = FEN_NEW(&work, size, err);
  if (status)
    return status;
#pragma omp parallel for default(none) shared(self, b, ground, places, w, out, count, rows, columns, room, work)
  for (ptrdiff_t j = 0; j < rows; j++)
    for (ptrdiff_t n = j * columns; n < (j + 1) * columns; n++) {
      profile p = {.height_m = work + j * room, .wind_mps = work + j * room + b->nz + 1};
      fill_profile(self, b, ground, places, n, &p);
      fill_face(self, &p, ground->ground_m[n], places, n, count, w, out);
    }
  fen_free(work);
  return FEN_OK;
}

/* Winds at centres are means of the faces', with the column's ratio: what the fluxes carry. */
static void fill_centres(const double *ratio, fen_weather *w) {
  const ptrdiff_t nx = w->nx;
  const ptrdiff_t ny = w->ny;
  for (ptrdiff_t k = 0; k < w->nz; k++)
    for (ptrdiff_t j = 0; j < ny; j++)
      for (ptrdiff_t i = 0; i < nx; i++) {
        const ptrdiff_t c = j * nx + i;
        const double *u = &w->flux_x_kgps[(k * ny + j) * (nx + 1) + i];
        const double *v = &w->flux_y_kgps[(k * (ny + 1) + j) * nx + i];
        w->u_mps[k * nx * ny + c] = 0.5 * (u[0] + u[1]) * ratio[c];
        w->v_mps[k * nx * ny + c] = 0.5 * (v[0] + v[nx]) * ratio[c];
      }
}

/* Wind times the mean of both sides' dry air over a square metre, each times its ratio, times the face's length. */
static void carry_air(const era5_source *self, era5_places places, const double *length_m, const double *ratio, const fen_weather *w,
                      double *flux) {
  const ptrdiff_t count = era5_place_count(self, places);
  const ptrdiff_t plane = w->nx * w->ny;
  for (ptrdiff_t k = 0; k < w->nz; k++)
    for (ptrdiff_t n = 0; n < count; n++) {
      ptrdiff_t cells[2];
      double air = 0.0;
      beside(w, places, n, cells);
      for (int side = 0; side < 2; side++)
        air += 0.5 * w->air_kg[k * plane + cells[side]] / self->grid->area_m2[cells[side]] * ratio[cells[side]];
      flux[k * count + n] *= air * length_m[n];
    }
}

fen_status era5_fill_wind(const era5_source *self, const era5_block *block, const era5_ground *faces_x, const era5_ground *faces_y,
                          const double *ratio, fen_weather *out, fen_error *err) {
  fen_status status = fill_faces(self, block, faces_x, ERA5_FACES_X, out, out->flux_x_kgps, err);
  if (!status)
    status = fill_faces(self, block, faces_y, ERA5_FACES_Y, out, out->flux_y_kgps, err);
  if (status)
    return status;
  fill_centres(ratio, out);
  carry_air(self, ERA5_FACES_X, self->grid->face_x_m, ratio, out, out->flux_x_kgps);
  carry_air(self, ERA5_FACES_Y, self->grid->face_y_m, ratio, out, out->flux_y_kgps);
  return FEN_OK;
}
