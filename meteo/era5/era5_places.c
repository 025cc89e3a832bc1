/* Where the model wants values, on each mesh of the files; how its axes lie to true north there; whether the files cover it. */
#include <math.h>
#include <string.h>

#include "era5_internal.h"
#include "fenhe/constants.h"
#include "fenhe/memory.h"

/* Places of one kind: longitudes near the grid's middle, shape [count]. */
typedef struct {
  double *lon_deg, *lat_deg;
} place_list;

ptrdiff_t era5_place_count(const era5_source *self, era5_places places) {
  const ptrdiff_t nx = self->grid->params.nx;
  const ptrdiff_t ny = self->grid->params.ny;
  return places == ERA5_CENTRES ? nx * ny : places == ERA5_FACES_X ? (nx + 1) * ny : nx * (ny + 1);
}

/* Map coordinates of the n-th place. */
static void map_of(const fen_grid_params *p, era5_places places, ptrdiff_t n, double *x, double *y) {
  const ptrdiff_t columns = p->nx + (places == ERA5_FACES_X);
  const double i = (double)(n % columns) + (places == ERA5_FACES_X ? 0.0 : 0.5);
  const double j = (double)(n / columns) + (places == ERA5_FACES_Y ? 0.0 : 0.5);
  *x = p->x0 + i * p->dx;
  *y = p->y0 + j * p->dy;
}

/* Within half a turn of a longitude. */
static double near_to(double lon_deg, double middle_deg) {
  return lon_deg - 360.0 * round((lon_deg - middle_deg) / 360.0);
}

static fen_status list_places(const era5_source *self, era5_places places, double middle_deg, place_list *out, fen_error *err) {
  const ptrdiff_t count = era5_place_count(self, places);
  fen_status status = FEN_NEW(&out->lon_deg, count, err);
  if (!status)
    status = FEN_NEW(&out->lat_deg, count, err);
  for (ptrdiff_t n = 0; !status && n < count; n++) {
    double x, y, lon;
    map_of(&self->grid->params, places, n, &x, &y);
    fen_projection_inverse(self->grid->projection, x, y, &lon, &out->lat_deg[n]);
    out->lon_deg[n] = near_to(lon, middle_deg);
    if (!(isfinite(lon) && isfinite(out->lat_deg[n])))
      return fen_fail(err, FEN_ERR_GRID, "ERA5: error: the grid's map has no place at (%g, %g)\n  = choose a smaller grid", x, y);
  }
  return status;
}

/*
 * The wind across a face is the one across its edge on the map: of an x face along the y axis, of a y face along the x axis. How an edge
 * lies to true north is found by central differences over a cell of the inverse projection, which holds for any map, also where its
 * axes do not cross at right angles.
 */
static fen_status find_turn(era5_source *self, era5_places places, fen_error *err) {
  const fen_grid_params *p = &self->grid->params;
  const ptrdiff_t count = era5_place_count(self, places);
  const bool along_y = places == ERA5_FACES_X;
  const double dx = along_y ? 0.0 : 0.5 * p->dx;
  const double dy = along_y ? 0.5 * p->dy : 0.0;
  fen_status status = FEN_NEW(&self->sine[places], count, err);
  if (!status)
    status = FEN_NEW(&self->cosine[places], count, err);
  for (ptrdiff_t n = 0; !status && n < count; n++) {
    double x, y, lon[2], lat[2];
    map_of(p, places, n, &x, &y);
    fen_projection_inverse(self->grid->projection, x - dx, y - dy, &lon[0], &lat[0]);
    fen_projection_inverse(self->grid->projection, x + dx, y + dy, &lon[1], &lat[1]);
    const double east = near_to(lon[1] - lon[0], 0.0) * cos(0.5 * (lat[0] + lat[1]) * FEN_PI / 180.0);
    const double north = lat[1] - lat[0];
    const double length = hypot(east, north);
    const bool known = length > 0.0; /* beside a pole of a latitude-longitude grid half a cell leads off the map */
    self->sine[places][n] = !known ? 0.0 : along_y ? east / length : -north / length;
    self->cosine[places][n] = !known ? 1.0 : along_y ? north / length : east / length;
  }
  return status;
}

/* Index of the interval of a monotone axis that holds x, and x's share of it; false outside (rounding forgiven). */
static bool interval_of(const double *axis, ptrdiff_t count, double x, ptrdiff_t *at, double *share) {
  const double sign = axis[1] > axis[0] ? 1.0 : -1.0;
  const double slack = 1e-6;
  if (!((x - axis[0]) * sign >= -slack && (axis[count - 1] - x) * sign >= -slack))
    return false;
  ptrdiff_t low = 0;
  ptrdiff_t high = count - 1;
  while (high - low > 1) {
    const ptrdiff_t middle = (low + high) / 2;
    if ((x - axis[middle]) * sign >= 0.0)
      low = middle;
    else
      high = middle;
  }
  const double part = (x - axis[low]) / (axis[low + 1] - axis[low]);
  *at = low;
  *share = part < 0.0 ? 0.0 : part > 1.0 ? 1.0 : part;
  return true;
}

/* Column and row of the south-western (or north-western) of four points, over the whole mesh. */
static bool locate(const era5_mesh *mesh, double lon_deg, double lat_deg, ptrdiff_t *i, ptrdiff_t *j, era5_spot *spot) {
  if (!interval_of(mesh->lat_deg, mesh->nlat, lat_deg, j, &spot->north))
    return false;
  const double first = mesh->lon_deg[0];
  const double last = mesh->lon_deg[mesh->nlon - 1];
  for (int turn = -2; turn <= 2; turn++)
    if (interval_of(mesh->lon_deg, mesh->nlon, lon_deg + 360.0 * turn, i, &spot->east))
      return true;
  if (!mesh->round)
    return false;
  const double beyond = lon_deg - last - 360.0 * floor((lon_deg - last) / 360.0);
  *i = mesh->nlon - 1;
  spot->east = beyond / (first + 360.0 - last);
  return spot->east >= 0.0 && spot->east <= 1.0 + 1e-6;
}

static fen_status uncovered(const era5_source *self, const era5_mesh *mesh, const place_list lists[ERA5_PLACES], fen_error *err) {
  double north = -INFINITY, south = INFINITY, west = INFINITY, east = -INFINITY;
  for (int p = 0; p < ERA5_PLACES; p++)
    for (ptrdiff_t n = 0; n < era5_place_count(self, (era5_places)p); n++) {
      north = fmax(north, lists[p].lat_deg[n]);
      south = fmin(south, lists[p].lat_deg[n]);
      west = fmin(west, lists[p].lon_deg[n]);
      east = fmax(east, lists[p].lon_deg[n]);
    }
  const double *lat = mesh->lat_deg;
  const bool down = lat[0] > lat[mesh->nlat - 1];
  /* ERA5's points lie on multiples of a quarter of a degree: rounded outwards, the area has a point beyond each side. */
  return fen_fail(err, FEN_ERR_GRID,
                  "%s: error: the file covers %g to %g degrees north and %g to %g east; the grid reaches from %.2f to %.2f north and from "
                  "%.2f to %.2f east\n  = download the area [N, W, S, E] = [%.2f, %.2f, %.2f, %.2f], or move or shrink the grid",
                  self->files[mesh->file], lat[down ? mesh->nlat - 1 : 0], lat[down ? 0 : mesh->nlat - 1], mesh->lon_deg[0],
                  mesh->lon_deg[mesh->nlon - 1], south, north, west, east, fmin(90.0, ceil(north * 4.0) / 4.0), floor(west * 4.0) / 4.0,
                  fmax(-90.0, floor(south * 4.0) / 4.0), ceil(east * 4.0) / 4.0);
}

/* Find the places on the whole mesh; which rows and columns they use. */
static fen_status locate_all(era5_source *self, era5_mesh *mesh, const place_list lists[ERA5_PLACES], bool *used, ptrdiff_t *last,
                             fen_error *err) {
  fen_status status = FEN_OK;
  mesh->j0 = mesh->nlat;
  *last = -1;
  for (int p = 0; !status && p < ERA5_PLACES; p++) {
    const ptrdiff_t count = era5_place_count(self, (era5_places)p);
    status = FEN_NEW(&mesh->spots[p], count, err);
    for (ptrdiff_t n = 0; !status && n < count; n++) {
      ptrdiff_t i = 0;
      ptrdiff_t j = 0;
      era5_spot *spot = &mesh->spots[p][n];
      if (!locate(mesh, lists[p].lon_deg[n], lists[p].lat_deg[n], &i, &j, spot))
        return uncovered(self, mesh, lists, err);
      spot->at = j * mesh->nlon + i;
      used[i] = used[(i + 1) % mesh->nlon] = true;
      mesh->j0 = j < mesh->j0 ? j : mesh->j0;
      *last = j + 1 > *last ? j + 1 : *last;
    }
  }
  return status;
}

/* The window's columns are all but the longest run of unused ones, round the earth. */
static void choose_columns(era5_mesh *mesh, const bool *used) {
  const ptrdiff_t n = mesh->nlon;
  ptrdiff_t longest = 0;
  ptrdiff_t run = 0;
  mesh->i0 = 0;
  for (ptrdiff_t i = 0; i < 2 * n; i++) {
    run = used[i % n] ? 0 : run + 1;
    if (run > longest) {
      longest = run;
      mesh->i0 = (i + 1) % n;
    }
  }
  mesh->ni = n - longest;
  /* A window of all columns of a mesh that goes round has no next one for its last: the first is read again behind it. */
  if (longest == 0)
    mesh->ni = mesh->round ? n + 1 : n;
}

static fen_status place_on(era5_source *self, era5_mesh *mesh, const place_list lists[ERA5_PLACES], fen_error *err) {
  bool *used = NULL;
  ptrdiff_t last = -1;
  fen_status status = FEN_NEW(&used, mesh->nlon, err);
  if (!status)
    status = locate_all(self, mesh, lists, used, &last, err);
  if (!status) {
    mesh->nj = last - mesh->j0 + 1;
    choose_columns(mesh, used);
    for (int p = 0; p < ERA5_PLACES; p++)
      for (ptrdiff_t n = 0; n < era5_place_count(self, (era5_places)p); n++) {
        era5_spot *spot = &mesh->spots[p][n];
        const ptrdiff_t i = spot->at % mesh->nlon - mesh->i0;
        spot->at = (spot->at / mesh->nlon - mesh->j0) * mesh->ni + (i < 0 ? i + mesh->nlon : i);
      }
  }
  fen_free(used);
  return status;
}

fen_status era5_place(era5_source *self, fen_diagnostics *faults, fen_error *err) {
  const fen_grid_params *p = &self->grid->params;
  place_list lists[ERA5_PLACES] = {0};
  double middle, ignored;
  if (!self->grid->projection)
    return fen_fail(err, FEN_ERR_ARGUMENT, "ERA5 needs a grid on a map: a plane has no longitudes");
  fen_projection_inverse(self->grid->projection, p->x0 + 0.5 * (double)p->nx * p->dx, p->y0 + 0.5 * (double)p->ny * p->dy, &middle,
                         &ignored);
  fen_status status = FEN_OK;
  for (int n = 0; !status && n < ERA5_PLACES; n++)
    status = list_places(self, (era5_places)n, middle, &lists[n], err);
  if (!status)
    status = find_turn(self, ERA5_FACES_X, err);
  if (!status)
    status = find_turn(self, ERA5_FACES_Y, err);
  for (int n = 0; !status && n < self->mesh_count; n++)
    status = fen_fault_take(faults, place_on(self, &self->meshes[n], lists, err), err);
  for (int n = 0; n < ERA5_PLACES; n++) {
    fen_free(lists[n].lon_deg);
    fen_free(lists[n].lat_deg);
  }
  return status;
}
