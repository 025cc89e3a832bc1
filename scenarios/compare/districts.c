#include "districts.h"

#include <math.h>
#include <stdio.h>
#include <string.h>

#include "fenhe/memory.h"
#include "fenhe/netcdf_read.h"

enum { NAMES_TEXT = 160 };

/* Where regions with people of their own overlap by more than this part, the same people would count twice. */
static const double most_overlap = 0.02;

typedef struct {
  const fen_case *item;
  const fen_grid *grid;
  const fen_log *log;
  ptrdiff_t cells;
  double *share;      /* of each cell in a region, work */
  double *covered;    /* by regions with people of their own */
  fen_spread *spread; /* of people, by region */
  int *stated;        /* whether its people are, by region */
  ptrdiff_t outside;  /* places that have no part in the domain */
  char names[NAMES_TEXT];
} maker;

/* Regions, then districts. */
static const fen_region *place_at(const maker *m, ptrdiff_t place) {
  ptrdiff_t regions = m->item->regions.count;
  return place < regions ? &m->item->regions.items[place] : &m->item->districts.items[place - regions];
}

static bool has_people(const maker *m, ptrdiff_t place) {
  return place < m->item->regions.count && m->stated[place];
}

static void clear_cells(fen_weighted_cells *cells) {
  fen_free(cells->cell);
  fen_free(cells->weight);
  *cells = (fen_weighted_cells){0};
}

void fen_districts_clear(fen_districts *districts) {
  for (ptrdiff_t d = 0; districts->items && d < districts->count; d++) {
    clear_cells(&districts->items[d].area);
    clear_cells(&districts->items[d].residents);
  }
  fen_free(districts->items);
  fen_free(districts->people);
  *districts = (fen_districts){0};
}

double fen_weighted_mean(const fen_weighted_cells *cells, const double *plane) {
  double sum = 0.0;
  for (ptrdiff_t n = 0; n < cells->count; n++)
    sum += cells->weight[n] * plane[cells->cell[n]];
  return cells->count > 0 ? sum : NAN;
}

/* The cells with a weight above 0, and the sum of the weights. */
static fen_status pick(const double *weight, ptrdiff_t cells, fen_weighted_cells *out, double *sum, fen_error *err) {
  ptrdiff_t count = 0;
  *sum = 0.0;
  for (ptrdiff_t n = 0; n < cells; n++) {
    count += weight[n] > 0.0;
    *sum += weight[n];
  }
  fen_status status = FEN_NEW(&out->cell, count, err);
  if (!status)
    status = FEN_NEW(&out->weight, count, err);
  if (status)
    return status;
  for (ptrdiff_t n = 0; n < cells; n++) {
    if (!(weight[n] > 0.0))
      continue;
    out->cell[out->count] = n;
    out->weight[out->count++] = weight[n] / *sum;
  }
  return FEN_OK;
}

/* What the surrogate's file says of itself. */
static void describe_spread(const fen_case_population *population, char text[FEN_DISTRICTS_TEXT]) {
  char title[256] = "", source[256] = "";
  fen_nc_reader *reader = NULL;
  const char *path = population->surrogate_path;
  if (!path) {
    (void)snprintf(text, FEN_DISTRICTS_TEXT, "evenly over the area of each region");
    return;
  }
  if (!fen_nc_open(path, &reader, NULL)) {
    (void)fen_nc_attribute_text(reader, NULL, "title", title, sizeof title, NULL);
    (void)fen_nc_attribute_text(reader, NULL, "source", source, sizeof source, NULL);
    fen_nc_close(&reader);
  }
  const char *slash = strrchr(path, '/');
  (void)snprintf(text, FEN_DISTRICTS_TEXT, "within each region by '%s' of %s%s%s%s%s", population->surrogate_variable,
                 slash ? slash + 1 : path, title[0] ? ": " : "", title, source[0] ? "; made from " : "", source);
}

/* People in each cell, of all regions that state theirs. */
static fen_status place_people(maker *m, fen_districts *out, fen_error *err) {
  const fen_case_population *population = &m->item->population;
  const fen_regions *regions = &m->item->regions;
  if (!population->people)
    return FEN_OK;
  for (ptrdiff_t r = 0; r < regions->count; r++)
    m->stated[r] = !isnan(population->people[r]);
  fen_status status =
      fen_spread_create(regions, m->stated, population->surrogate_path, population->surrogate_variable, m->grid, m->spread, err);
  describe_spread(population, out->spread);
  if (!status)
    status = FEN_NEW(&out->people, m->cells, err);
  for (ptrdiff_t r = 0; !status && r < regions->count; r++)
    for (ptrdiff_t n = 0; n < m->spread[r].count; n++)
      out->people[m->spread[r].cell[n]] += population->people[r] * m->spread[r].part[n];
  return status;
}

/* Whether all corners of a region lie on the grid, so that no part of it is cut off. */
static bool is_within(const fen_region *region, const fen_grid *grid) {
  for (ptrdiff_t k = 0; k < region->ring_count; k++)
    for (ptrdiff_t p = 0; p < region->rings[k].count; p++) {
      double i, j;
      fen_grid_locate(grid, region->rings[k].lon_deg[p], region->rings[k].lat_deg[p], &i, &j);
      if (!fen_grid_contains(grid, i, j))
        return false;
    }
  return true;
}

static double limited_share(double part, double whole) {
  return whole > 0.0 ? fmin(part / whole, 1.0) : NAN;
}

/* The people of a district: its own, spread, or its share of those who live in its cells. */
static fen_status add_people(maker *m, const fen_districts *out, ptrdiff_t place, fen_district *district, double *weight, fen_error *err) {
  static const fen_spread none = {0};
  bool own = has_people(m, place);
  const fen_spread *spread = own ? &m->spread[place] : &none;
  double sum = 0.0;
  district->people = district->people_share = NAN;
  if (!out->people)
    return FEN_OK;
  for (ptrdiff_t n = 0; n < m->cells; n++)
    weight[n] = own ? 0.0 : m->share[n] * out->people[n];
  double stated = own ? m->item->population.people[place] : 0.0;
  for (ptrdiff_t n = 0; n < spread->count; n++)
    weight[spread->cell[n]] = stated * spread->part[n];
  fen_status status = pick(weight, m->cells, &district->residents, &sum, err);
  district->people = sum;
  district->people_share = stated > 0.0 ? spread->kept : NAN;
  return status;
}

/* A basin that could not be formed has no outline: where it lies is not known. */
static void note_outside(maker *m, const fen_region *region) {
  const size_t used = strlen(m->names);
  if (region->ring_count == 0)
    return;
  if (used + strlen(region->name) + 8 < sizeof m->names)
    (void)snprintf(m->names + used, sizeof m->names - used, "%s%s", m->outside ? ", " : "", region->name);
  else if (!strstr(m->names, ", ..."))
    (void)snprintf(m->names + used, sizeof m->names - used, ", ...");
  m->outside++;
}

/* A file of a whole country does no harm, a misplaced one does. */
static void tell_places(const maker *m, ptrdiff_t places) {
  const struct {
    const char *path;
    ptrdiff_t count;
  } files[] = {{m->item->regions_path, m->item->regions.passed_over}, {m->item->districts_path, m->item->districts.passed_over}};
  if (m->outside == 1)
    fen_log_line(m->log, FEN_LOG_WARNING, "%s lies outside the domain: districts.nc leaves it out", m->names);
  else if (m->outside > 1)
    fen_log_line(m->log, FEN_LOG_WARNING, "%td of %td regions and districts lie outside the domain: districts.nc leaves them out: %s",
                 m->outside, places, m->names);
  for (size_t n = 0; n < sizeof files / sizeof *files; n++)
    if (files[n].path && files[n].count > 0)
      fen_log_line(m->log, FEN_LOG_WARNING, "%s: %td feature%s no polygon and left out", files[n].path, files[n].count,
                   files[n].count == 1 ? " is" : "s are");
}

static fen_status add_place(maker *m, ptrdiff_t place, double *weight, fen_districts *out, fen_error *err) {
  const fen_region *region = place_at(m, place);
  fen_district *district = &out->items[out->count];
  fen_status status = fen_region_cover(region, m->grid, m->share, err);
  if (status)
    return status;
  for (ptrdiff_t n = 0; n < m->cells; n++)
    weight[n] = m->share[n] * m->grid->area_m2[n];
  status = pick(weight, m->cells, &district->area, &district->area_m2, err);
  if (!status && district->area.count == 0) {
    clear_cells(&district->area);
    note_outside(m, region);
    return FEN_OK;
  }
  out->count++;
  district->name = region->name;
  district->name_zh = region->name_zh;
  district->area_share =
      is_within(region, m->grid) ? 1.0 : limited_share(district->area_m2, fen_region_area_on(region, &m->grid->params.projection));
  for (ptrdiff_t n = 0; n < m->cells && has_people(m, place); n++)
    m->covered[n] += m->share[n];
  return status ? status : add_people(m, out, place, district, weight, err);
}

static fen_status add_domain(maker *m, fen_districts *out, fen_error *err) {
  fen_district *district = &out->items[out->count++];
  double stated = 0.0;
  *district = (fen_district){.name = "whole domain", .name_zh = "全域", .area_share = 1.0, .people = NAN, .people_share = NAN};
  fen_status status = pick(m->grid->area_m2, m->cells, &district->area, &district->area_m2, err);
  if (!status && out->people)
    status = pick(out->people, m->cells, &district->residents, &district->people, err);
  for (ptrdiff_t r = 0; r < m->item->regions.count; r++)
    stated += m->stated[r] ? m->item->population.people[r] : 0.0;
  if (out->people)
    district->people_share = limited_share(district->people, stated);
  return status;
}

/* Overlapping polygons with people of their own would be counted twice in the whole domain. */
static void tell_overlap(const maker *m) {
  double twice_m2 = 0.0;
  double covered_m2 = 0.0;
  for (ptrdiff_t n = 0; n < m->cells; n++) {
    twice_m2 += fmax(m->covered[n] - 1.0, 0.0) * m->grid->area_m2[n];
    covered_m2 += fmin(m->covered[n], 1.0) * m->grid->area_m2[n];
  }
  if (twice_m2 > most_overlap * covered_m2)
    fen_log_line(
        m->log, FEN_LOG_WARNING,
        "%s: regions with a population of their own overlap on %.0f %% of their area, where people are counted twice in the whole domain",
        m->item->regions_path, 100.0 * twice_m2 / covered_m2);
}

static fen_status make(maker *m, fen_districts *out, fen_error *err) {
  double *weight = NULL;
  ptrdiff_t regions = m->item->regions.count;
  ptrdiff_t places = regions + m->item->districts.count;
  fen_status status = FEN_NEW(&out->items, places + 1, err);
  if (!status)
    status = FEN_NEW(&m->share, m->cells, err);
  if (!status)
    status = FEN_NEW(&m->covered, m->cells, err);
  if (!status)
    status = FEN_NEW(&m->spread, regions, err);
  if (!status)
    status = FEN_NEW(&m->stated, regions, err);
  if (!status)
    status = FEN_NEW(&weight, m->cells, err);
  if (!status)
    status = place_people(m, out, err);
  for (ptrdiff_t n = 0; !status && n < places; n++)
    status = add_place(m, n, weight, out, err);
  if (!status)
    status = add_domain(m, out, err);
  if (!status) {
    tell_overlap(m);
    tell_places(m, places);
  }
  fen_free(weight);
  return status;
}

fen_status fen_districts_create(const fen_case *item, const fen_grid *grid, const fen_log *log, fen_districts *out, fen_error *err) {
  maker m = {.item = item, .grid = grid, .log = log, .cells = grid->params.nx * grid->params.ny};
  fen_districts districts = {0};
  if (item->regions.count == 0 && item->districts.count == 0)
    return FEN_OK;
  fen_status status = make(&m, &districts, err);
  for (ptrdiff_t r = 0; m.spread && r < item->regions.count; r++)
    fen_spread_clear(&m.spread[r]);
  fen_free(m.spread);
  fen_free(m.stated);
  fen_free(m.share);
  fen_free(m.covered);
  if (status)
    fen_districts_clear(&districts);
  else
    *out = districts;
  return status;
}
