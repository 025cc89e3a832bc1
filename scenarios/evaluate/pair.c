#include "pair.h"

#include <math.h>
#include <stdlib.h>

#include "background/nest_grid.h"
#include "fenhe/clock.h"
#include "fenhe/memory.h"
#include "output/output.h"

static const double tolerance_s = 1.0;

/* Density of dry air at 298.15 K and 1013.25 hPa [kg m-3], R = 287.05 J kg-1 K-1: a model's gas, which is a mixing ratio in dry air, is
 * brought to the reference state of GB 3095 (amendment of 2018) by the ratio of densities. Where the moist air was to be brought there,
 * the result would be smaller by e/p, at most some 3 %. */
static const double reference_kgpm3 = 101325.0 / (287.05 * 298.15);

typedef struct {
  const fen_observations *o;
  const fen_frame *frame;
  const fen_pair_units *units;
  fen_evaluation *e;
  const fen_nc_reader *surface;
  fen_grid *grid;
  double *x, *y; /* of sites, in cells; shape [site_count] */
} pairing;

/* The run's hour that ends at a time; -1: none. */
static ptrdiff_t hour_at(const fen_frame *f, double end_s) {
  ptrdiff_t low = 0, high = f->hours - 1;
  while (low <= high) {
    ptrdiff_t middle = (low + high) / 2;
    if (fabs(f->end_s[middle] - end_s) <= tolerance_s)
      return middle;
    if (f->end_s[middle] < end_s)
      low = middle + 1;
    else
      high = middle - 1;
  }
  return -1;
}

static void range(const double *values, ptrdiff_t count, double out[2]) {
  out[0] = INFINITY;
  out[1] = -INFINITY;
  for (ptrdiff_t n = 0; n < count; n++) {
    out[0] = values[n] < out[0] ? values[n] : out[0];
    out[1] = values[n] > out[1] ? values[n] : out[1];
  }
}

/* No station has a place: there is no list, or it has others, or several of the name. */
static fen_status complain_list(const fen_evaluation *e, fen_error *err) {
  ptrdiff_t several = 0;
  for (ptrdiff_t n = 0; n < e->name_count; n++)
    several += e->names[n].link == FEN_PLACE_AMBIGUOUS;
  if (!e->stations_path)
    return fen_fail(err, FEN_ERR_OBSERVATIONS,
                    "%s: error: the table does not tell where its stations are\n"
                    "  = give a list with the columns id or name, longitude, latitude: --stations FILE",
                    e->files[0].path);
  return fen_fail(
      err, FEN_ERR_OBSERVATIONS,
      "%s: error: none of its stations has a place in the list %s: of %td, %td are not in it, %td several times (the first: '%s')\n"
      "  = add ids, or names as the table has them, as 'name' or 'alias'; tell equal names apart by 'city'",
      e->files[0].path, e->stations_path, e->name_count, e->name_count - several, several, e->names[0].name);
}

static fen_status complain_places(const pairing *p, fen_error *err) {
  const fen_evaluation *e = p->e;
  double lon[2], lat[2];
  double place[4] = {INFINITY, -INFINITY, INFINITY, -INFINITY};
  if (e->site_count == 0)
    return complain_list(e, err);
  for (ptrdiff_t n = 0; n < e->site_count; n++) {
    place[0] = fmin(place[0], e->sites[n].lon_deg);
    place[1] = fmax(place[1], e->sites[n].lon_deg);
    place[2] = fmin(place[2], e->sites[n].lat_deg);
    place[3] = fmax(place[3], e->sites[n].lat_deg);
  }
  ptrdiff_t corners = (p->frame->nx + 1) * (p->frame->ny + 1);
  range(p->grid->lon_corner_deg, corners, lon);
  range(p->grid->lat_corner_deg, corners, lat);
  return fen_fail(err, FEN_ERR_OBSERVATIONS,
                  "%s: error: no station lies in the run's domain\n"
                  "  places: %.2f to %.2f E, %.2f to %.2f N\n  domain: %.2f to %.2f E, %.2f to %.2f N\n"
                  "  = choose stations of the domain, and check that longitudes and latitudes are in their columns",
                  e->files[0].path, place[0], place[1], place[2], place[3], lon[0], lon[1], lat[0], lat[1]);
}

static fen_status locate(pairing *p, fen_error *err) {
  fen_evaluation *e = p->e;
  fen_status status = FEN_POOL_NEW(p->o->pool, &p->x, e->site_count, err);
  if (!status)
    status = FEN_POOL_NEW(p->o->pool, &p->y, e->site_count, err);
  for (ptrdiff_t n = 0; !status && n < e->site_count; n++) {
    fen_evaluated_site *site = &e->sites[n];
    fen_grid_locate(p->grid, site->lon_deg, site->lat_deg, &p->x[n], &p->y[n]);
    site->inside = fen_grid_contains(p->grid, p->x[n], p->y[n]);
    e->sites_outside += !site->inside;
    if (!site->inside)
      continue;
    site->i = (ptrdiff_t)lround(fmin(fmax(p->x[n], 0.0), (double)(p->frame->nx - 1)));
    site->j = (ptrdiff_t)lround(fmin(fmax(p->y[n], 0.0), (double)(p->frame->ny - 1)));
  }
  if (!status && e->sites_outside == e->site_count)
    return complain_places(p, err);
  return status;
}

static fen_status complain_hours(const pairing *p, fen_error *err) {
  const fen_evaluation *e = p->e;
  char times[4][FEN_TIME_TEXT];
  const double at_s[4] = {e->observed_start_s, e->observed_end_s, e->start_s, e->end_s};
  for (int n = 0; n < 4; n++)
    fen_time_format(at_s[n], e->utc_offset_s, times[n]);
  const bool gap = e->observed_start_s <= e->start_s && e->observed_end_s >= e->end_s;
  return fen_fail(err, FEN_ERR_OBSERVATIONS,
                  "%s: error: no observed hour is one of the run's\n  observed: hours that end %s to %s\n  run:      %s to %s%s\n"
                  "  = choose tables of the run's period; times without a zone are +08:00 unless --time-zone says otherwise",
                  e->files[0].path, times[0], times[1], times[2], times[3], gap ? ", for which the tables have a gap" : "");
}

static int compare_hours(const void *a, const void *b) {
  const fen_evaluated_hour *p = a;
  const fen_evaluated_hour *q = b;
  if (p->site != q->site)
    return p->site < q->site ? -1 : 1;
  if (p->end_s != q->end_s)
    return p->end_s < q->end_s ? -1 : 1;
  return (p->flag > q->flag) - (p->flag < q->flag); /* those that can be taken first */
}

/* Two names of one place in one hour. */
static void join(fen_evaluation *e, fen_evaluated_hour *kept, const fen_evaluated_hour *other) {
  if (kept->flag != FEN_OBSERVED_PAIRED || other->flag != FEN_OBSERVED_PAIRED)
    return;
  if (fen_observed_same(kept->observed, other->observed)) {
    e->merged++;
    return;
  }
  e->disagree++;
  kept->flag = FEN_OBSERVED_CONFLICT;
  kept->observed = NAN;
}

/* Observed hours of the places inside, within the run's. */
static fen_status collect(pairing *p, fen_error *err) {
  fen_evaluation *e = p->e;
  const fen_observations *o = p->o;
  ptrdiff_t kept = 0;
  e->observed_start_s = INFINITY;
  e->observed_end_s = -INFINITY;
  fen_status status = FEN_POOL_NEW(o->pool, &e->hours, o->count, err);
  for (ptrdiff_t n = 0; !status && n < o->count; n++) {
    const fen_observation *item = &o->items[n];
    const int32_t site = o->stations[item->station].site;
    const bool valid = item->flag == FEN_OBSERVED_PAIRED;
    e->observed_start_s = fmin(e->observed_start_s, item->end_s);
    e->observed_end_s = fmax(e->observed_end_s, item->end_s);
    e->names[item->station].valid += valid;
    if (site < 0 || !e->sites[site].inside)
      continue;
    if (hour_at(p->frame, item->end_s) < 0) {
      e->elsewhen += valid;
      continue;
    }
    e->hours[e->hour_count++] =
        (fen_evaluated_hour){site, item->end_s, valid ? item->value * p->units->scale : NAN, NAN, (fen_observed_flag)item->flag};
  }
  if (!status && e->hour_count == 0)
    return complain_hours(p, err);
  if (status)
    return status;
  qsort(e->hours, (size_t)e->hour_count, sizeof *e->hours, compare_hours);
  for (ptrdiff_t n = 0; n < e->hour_count; n++) {
    fen_evaluated_hour *last = kept > 0 ? &e->hours[kept - 1] : NULL;
    if (last && last->site == e->hours[n].site && last->end_s == e->hours[n].end_s)
      join(e, last, &e->hours[n]);
    else
      e->hours[kept++] = e->hours[n];
  }
  e->hour_count = kept;
  return FEN_OK;
}

static double at_site(const pairing *p, const double *plane, ptrdiff_t site) {
  if (p->e->bilinear)
    return fen_output_bilinear(plane, p->frame->nx, p->frame->ny, p->x[site], p->y[site]);
  return plane[p->e->sites[site].j * p->frame->nx + p->e->sites[site].i];
}

/* The run's value at every place that has an hour. The entries of an hour are a chain: next[n], from first[h]. */
static fen_status model(pairing *p, double *plane, double *air, ptrdiff_t *first, ptrdiff_t *next, fen_error *err) {
  fen_evaluation *e = p->e;
  const fen_frame *f = p->frame;
  fen_status status = FEN_OK;
  for (ptrdiff_t h = 0; h < f->hours; h++)
    first[h] = -1;
  for (ptrdiff_t n = 0; n < e->hour_count; n++) {
    ptrdiff_t h = hour_at(f, e->hours[n].end_s);
    next[n] = first[h];
    first[h] = n;
  }
  for (ptrdiff_t h = 0; !status && h < f->hours; h++) {
    const ptrdiff_t start[3] = {h, 0, 0}, count[3] = {1, f->ny, f->nx};
    if (first[h] < 0)
      continue;
    status = fen_nc_read(p->surface, f->species, 3, start, count, plane, err);
    if (!status && p->units->gas)
      status = fen_nc_read(p->surface, "air_density", 3, start, count, air, err);
    for (ptrdiff_t n = first[h]; !status && n >= 0; n = next[n]) {
      double value = at_site(p, plane, e->hours[n].site);
      if (p->units->gas)
        value *= reference_kgpm3 / at_site(p, air, e->hours[n].site);
      e->hours[n].modelled = value * p->units->scale;
    }
  }
  return status;
}

static fen_status read_model(pairing *p, fen_error *err) {
  double *plane = NULL, *air = NULL;
  ptrdiff_t *first = NULL, *next = NULL;
  ptrdiff_t cells = p->frame->nx * p->frame->ny;
  fen_status status = FEN_NEW(&plane, cells, err);
  if (!status)
    status = FEN_NEW(&air, cells, err);
  if (!status)
    status = FEN_NEW(&first, p->frame->hours, err);
  if (!status)
    status = FEN_NEW(&next, p->e->hour_count, err);
  if (!status)
    status = model(p, plane, air, first, next, err);
  fen_free(plane);
  fen_free(air);
  fen_free(first);
  fen_free(next);
  return status;
}

static void count_pairs(fen_evaluation *e) {
  ptrdiff_t last = -1;
  for (ptrdiff_t n = 0; n < e->hour_count; n++) {
    if (e->hours[n].flag != FEN_OBSERVED_PAIRED)
      continue;
    e->pair_count++;
    e->sites_paired += e->hours[n].site != last;
    last = e->hours[n].site;
  }
}

static fen_status check_fields(const fen_nc_reader *surface, const fen_frame *f, bool gas, fen_error *err) {
  fen_nc_shape shape;
  bool hourly = fen_nc_has(surface, f->species) && !fen_nc_variable_shape(surface, f->species, &shape, NULL) && shape.rank == 3;
  if (!hourly)
    return fen_nc_fail(surface, f->species, FEN_ERR_VARIABLE, "ask for it in the case, output: surface: [hourly], and run it again", err,
                       "the run has no hourly means of %s", f->species);
  if (gas && !fen_nc_has(surface, "air_density"))
    return fen_nc_fail(surface, "air_density", FEN_ERR_VARIABLE,
                       "run the case again: results of this version have it where gases are hourly", err,
                       "gases are brought to 298.15 K and 1013.25 hPa by the density of the air, which this result does not have");
  return FEN_OK;
}

fen_status fen_pair_hours(const fen_observations *o, const fen_frame *frame, const fen_pair_units *units, fen_evaluation *e,
                          fen_error *err) {
  fen_nc_reader *surface = NULL;
  pairing p = {.o = o, .frame = frame, .units = units, .e = e};
  fen_status status = fen_frame_open(frame->folder, "surface.nc", true, &surface, err);
  p.surface = surface;
  if (!status)
    status = check_fields(surface, frame, units->gas, err);
  if (!status)
    status = fen_nest_grid_read(surface, frame->nx, frame->ny, &p.grid, err);
  if (!status)
    status = locate(&p, err);
  if (!status)
    status = collect(&p, err);
  if (!status)
    status = read_model(&p, err);
  if (!status)
    count_pairs(e);
  fen_grid_destroy(&p.grid);
  fen_nc_close(&surface);
  return status;
}
