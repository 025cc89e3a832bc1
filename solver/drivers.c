/* What drives the transport from outside: boundary values, deposition velocities, sources. */
#include <math.h>
#include <string.h>

#include "fenhe/memory.h"
#include "state.h"

/* Boundary values of a lane are set by the same name for every edge: rows of a layer and layers. */
static ptrdiff_t edge_rows(const fen_transport *t, fen_edge edge) {
  return edge == FEN_EDGE_WEST || edge == FEN_EDGE_EAST ? t->ny : edge == FEN_EDGE_TOP ? t->nx * t->ny : t->nx;
}

static ptrdiff_t edge_layers(const fen_transport *t, fen_edge edge) {
  return edge == FEN_EDGE_TOP ? 1 : t->nz;
}

char *fen_edge_values(const fen_transport *t, fen_edge edge, ptrdiff_t k, ptrdiff_t row) {
  if (!t->edge[edge])
    return fen_real_at(t, t->profile, k * t->lanes);
  return fen_real_at(t, t->edge[edge], ((edge == FEN_EDGE_TOP ? 0 : k) * edge_rows(t, edge) + row) * t->lanes);
}

static fen_status check_values(const char *what, const double *values, ptrdiff_t count, int negative_allowed, fen_error *err) {
  for (ptrdiff_t c = 0; c < count; c++)
    if (!(negative_allowed ? isfinite(values[c]) : values[c] >= 0.0 && values[c] < INFINITY))
      return fen_fail(err, FEN_ERR_VALUE, "%s %g at index %td must be finite%s", what, values[c], c,
                      negative_allowed ? "" : " and not negative");
  return FEN_OK;
}

fen_status fen_transport_set_boundary_profile(fen_transport *t, ptrdiff_t species, ptrdiff_t member, const double *q, fen_error *err) {
  ptrdiff_t lane = fen_lane_of(t, species, member);
  if (lane < 0)
    return fen_fail(err, FEN_ERR_ARGUMENT, "there is no member %td of species %td", member, species);
  fen_status status = check_values("boundary value", q, t->nz, member > 0, err);
  if (status)
    return status;
  for (ptrdiff_t k = 0; k < t->nz; k++)
    t->set->put(t->profile, k * t->lanes + lane, q[k]);
  for (int e = 0; e < FEN_EDGE_COUNT; e++)
    for (ptrdiff_t at = 0; t->edge[e] && at < edge_layers(t, (fen_edge)e) * edge_rows(t, (fen_edge)e); at++) {
      ptrdiff_t k = e == FEN_EDGE_TOP ? t->nz - 1 : at / edge_rows(t, (fen_edge)e);
      t->set->put(t->edge[e], at * t->lanes + lane, q[k]);
    }
  return FEN_OK;
}

/* Give an edge its own values, filled from the profile. */
static fen_status unfold_edge(fen_transport *t, fen_edge edge, fen_error *err) {
  if (t->edge[edge])
    return FEN_OK;
  ptrdiff_t rows = edge_rows(t, edge);
  ptrdiff_t layers = edge_layers(t, edge);
  char *values;
  fen_status status = fen_allocate(layers * rows * t->lanes, t->set->real_size, (void *)&values, err);
  if (status)
    return status;
  size_t bytes = (size_t)t->lanes * t->set->real_size;
  for (ptrdiff_t k = 0; k < layers; k++)
    for (ptrdiff_t r = 0; r < rows; r++)
      memcpy(values + (size_t)(k * rows + r) * bytes, fen_real_at(t, t->profile, (edge == FEN_EDGE_TOP ? t->nz - 1 : k) * t->lanes), bytes);
  t->edge[edge] = values;
  return FEN_OK;
}

fen_status fen_transport_set_boundary_ring(fen_transport *t, ptrdiff_t species, ptrdiff_t member, const double *west, const double *east,
                                           const double *south, const double *north, const double *top, fen_error *err) {
  ptrdiff_t lane = fen_lane_of(t, species, member);
  if (lane < 0)
    return fen_fail(err, FEN_ERR_ARGUMENT, "there is no member %td of species %td", member, species);
  const double *from[FEN_EDGE_COUNT] = {west, east, south, north, top};
  for (int e = 0; e < FEN_EDGE_COUNT; e++) {
    ptrdiff_t count = edge_layers(t, (fen_edge)e) * edge_rows(t, (fen_edge)e);
    fen_status status = check_values("boundary value", from[e], count, member > 0, err);
    if (!status)
      status = unfold_edge(t, (fen_edge)e, err);
    if (status)
      return status;
  }
  for (int e = 0; e < FEN_EDGE_COUNT; e++)
    for (ptrdiff_t at = 0; at < edge_layers(t, (fen_edge)e) * edge_rows(t, (fen_edge)e); at++)
      t->set->put(t->edge[e], at * t->lanes + lane, from[e][at]);
  return FEN_OK;
}

/* The end of a species' lanes among the leads: padding does as its neighbour. */
static ptrdiff_t end_of_lead(const fen_transport *t, ptrdiff_t species) {
  return species + 1 < t->species_count ? species + 1 : t->leads;
}

fen_status fen_transport_set_deposition(fen_transport *t, ptrdiff_t species, const double *velocity_mps, fen_error *err) {
  if (species < 0 || species >= t->species_count)
    return fen_fail(err, FEN_ERR_ARGUMENT, "there is no species %td", species);
  const ptrdiff_t columns = t->nx * t->ny;
  fen_status status = velocity_mps ? check_values("deposition velocity", velocity_mps, columns, 0, err) : FEN_OK;
  if (!status && velocity_mps && !isnan(t->clock_s) && !t->forcing.thickness_m[0])
    status = fen_fail(err, FEN_ERR_ARGUMENT, "deposition needs the layers' thickness, which the forcing in use lacks");
  if (!status && velocity_mps && !t->deposition_mps)
    status = FEN_NEW(&t->deposition_mps, columns * t->leads, err);
  if (status)
    return status;
  t->deposits[species] = velocity_mps != NULL;
  for (ptrdiff_t c = 0; c < columns && t->deposition_mps; c++)
    for (ptrdiff_t lead = species; lead < end_of_lead(t, species); lead++)
      t->deposition_mps[c * t->leads + lead] = velocity_mps ? velocity_mps[c] : 0.0;
  return FEN_OK;
}

fen_status fen_transport_set_settling(fen_transport *t, ptrdiff_t species, double velocity_mps, fen_error *err) {
  if (species < 0 || species >= t->species_count)
    return fen_fail(err, FEN_ERR_ARGUMENT, "there is no species %td", species);
  if (!(velocity_mps >= 0.0 && velocity_mps < INFINITY))
    return fen_fail(err, FEN_ERR_VALUE, "settling velocity %g m/s of species %td must be finite and not negative", velocity_mps, species);
  if (velocity_mps > 0.0 && !isnan(t->clock_s) && !t->forcing.thickness_m[0])
    return fen_fail(err, FEN_ERR_ARGUMENT, "settling needs the layers' thickness, which the forcing in use lacks");
  for (ptrdiff_t lead = species; lead < end_of_lead(t, species); lead++)
    t->settling_mps[lead] = velocity_mps;
  t->settles = 0;
  for (ptrdiff_t s = 0; s < t->species_count; s++)
    t->settles |= t->settling_mps[s] > 0.0;
  return FEN_OK;
}

static fen_status check_source(const fen_transport *t, const fen_source *s, ptrdiff_t index, fen_error *err) {
  if (s->i < 0 || s->i >= t->nx || s->j < 0 || s->j >= t->ny || s->k < 0 || s->k >= t->nz)
    return fen_fail(err, FEN_ERR_ARGUMENT, "source %td lies in cell (%d, %d, %d), outside the grid of %td x %td x %td", index, s->i, s->j,
                    s->k, t->nx, t->ny, t->nz);
  if (fen_lane_of(t, s->species, s->member) < 0)
    return fen_fail(err, FEN_ERR_ARGUMENT, "source %td names member %d of species %d, which does not exist", index, s->member, s->species);
  if (!(s->member == 0 ? s->rate_kgps >= 0.0 && s->rate_kgps < INFINITY : isfinite(s->rate_kgps)))
    return fen_fail(err, FEN_ERR_NEGATIVE, "source %td has the rate %g kg/s, which must be finite%s", index, s->rate_kgps,
                    s->member ? "" : " and not negative");
  return FEN_OK;
}

/* Number of a source's column and bundle, by which sources are sorted. */
static ptrdiff_t place_of(const fen_transport *t, const fen_source *s, const int *bundle_of) {
  return (s->j * t->nx + s->i) * t->bundle_count + bundle_of[fen_lane_of(t, s->species, s->member)];
}

fen_status fen_transport_set_sources(fen_transport *t, const fen_source *sources, ptrdiff_t count, fen_error *err) {
  for (ptrdiff_t n = 0; n < count; n++) {
    fen_status status = check_source(t, &sources[n], n, err);
    if (status)
      return status;
  }
  const ptrdiff_t places = t->nx * t->ny * t->bundle_count;
  fen_column_source *sorted = NULL;
  int *bundle_of = NULL; /* by lane */
  fen_status status = FEN_NEW(&sorted, count, err);
  if (!status)
    status = FEN_NEW(&bundle_of, t->lanes, err);
  if (status) {
    fen_free(sorted);
    return status;
  }
  for (ptrdiff_t b = 0; b < t->bundle_count; b++)
    for (ptrdiff_t v = 0; v < t->bundles[b].lanes; v++)
      bundle_of[t->bundles[b].lane + v] = (int)b;
  ptrdiff_t *start = t->source_start;
  memset(start, 0, (size_t)(places + 1) * sizeof *start);
  memset(t->emission_kgps, 0, (size_t)t->lanes * sizeof *t->emission_kgps);
  for (ptrdiff_t n = 0; n < count; n++)
    start[place_of(t, &sources[n], bundle_of) + 1]++;
  for (ptrdiff_t p = 0; p < places; p++)
    start[p + 1] += start[p];
  /* A counting sort that keeps the given order within a place; start is moved forward while filling and moved back after. */
  for (ptrdiff_t n = 0; n < count; n++) {
    const fen_source *s = &sources[n];
    const ptrdiff_t lane = fen_lane_of(t, s->species, s->member);
    sorted[start[place_of(t, s, bundle_of)]++] = (fen_column_source){.k = s->k, .lane = (int)lane, .rate_kgps = s->rate_kgps};
    t->emission_kgps[lane] += s->rate_kgps;
  }
  memmove(start + 1, start, (size_t)places * sizeof *start);
  start[0] = 0;
  fen_free(bundle_of);
  fen_free(t->sources);
  t->sources = sorted;
  return FEN_OK;
}
