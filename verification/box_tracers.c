/* The tracers of a box: what they are like, their run, and what became of them. */
#include <math.h>
#include <string.h>

#include "box_parts.h"
#include "fenhe/memory.h"

enum { SOURCES = 6, PARTS = 2 };

static const double deposition_mps = 0.02;
static const double settling_mps = 0.01;
static const double rate_kgps = 1e5; /* gives a cell a mixing ratio of the order of 1 in an hour */

/* What of a tracer is drawn. */
typedef enum { DRAW_FIELD, DRAW_OUTSIDE, DRAW_SOURCES, DRAW_DEPOSITION } drawn;

/* Numbers of a species' lead, and the shares of them that a tag has. */
typedef struct {
  uint64_t lead, share;
  int is_tag;
} draws;

static uint64_t seed_of(int species, int tag, drawn what) {
  uint64_t seed = (uint64_t)(species * 1000 + tag) * 4 + (uint64_t)what;
  for (int n = 0; n < 3; n++) /* spreads near seeds */
    (void)fen_box_chance(&seed);
  return seed;
}

static draws draws_of(const fen_box_species *species, ptrdiff_t member, drawn what) {
  int tag = species->first_tag + (int)member; /* the tag's number */
  return (draws){seed_of(species->number, 0, what), seed_of(species->number, tag, what), member > 0};
}

/* Leads are patches on zero; a tag is nothing where its lead is nothing, and of either sign elsewhere. */
static double draw(draws *d) {
  double value = fen_box_chance(&d->lead);
  double patch = fen_box_chance(&d->lead);
  double share = d->is_tag ? fen_box_chance(&d->share) - 0.3 : 1.0;
  return patch < 0.5 ? share * value : 0.0;
}

static fen_status set_field(const fen_box *box, fen_transport *transport, const fen_box_species *species, ptrdiff_t s, ptrdiff_t member,
                            double *work, fen_error *err) {
  const fen_box_params *p = &box->base;
  ptrdiff_t cells = p->nx * p->ny * p->nz;
  draws d = draws_of(species, member, DRAW_FIELD);
  for (ptrdiff_t c = 0; c < cells; c++)
    work[c] = draw(&d);
  fen_box_lay(work, p->nz, p->nx, p->ny, p->turn, 1.0, p->units.ratio, work + cells);
  return fen_transport_set_field(transport, s, member, work + cells, err);
}

/* Odd species know what is around them, even ones a profile. The ring is cut from planes with one cell more on each side. */
static fen_status set_outside(const fen_box *box, fen_transport *transport, const fen_box_species *species, ptrdiff_t s, ptrdiff_t member,
                              double *work, fen_error *err) {
  const fen_box_params *p = &box->base;
  const fen_box_params *l = &box->as_laid;
  draws d = draws_of(species, member, DRAW_OUTSIDE);
  if (species->number % 2 == 0) {
    for (ptrdiff_t k = 0; k < p->nz; k++)
      work[k] = ldexp(draw(&d), p->units.ratio);
    return fen_transport_set_boundary_profile(transport, s, member, work, err);
  }
  ptrdiff_t count = (p->nx + 2) * (p->ny + 2) * p->nz;
  for (ptrdiff_t c = 0; c < count; c++)
    work[c] = draw(&d);
  double *laid = work + count;
  fen_box_lay(work, p->nz, p->nx + 2, p->ny + 2, p->turn, 1.0, p->units.ratio, laid);
  ptrdiff_t wide = l->nx + 2;
  double *west = work; /* no longer needed */
  double *east = west + l->nz * l->ny;
  double *south = east + l->nz * l->ny;
  double *north = south + l->nz * l->nx;
  double *top = laid + count;
  for (ptrdiff_t k = 0; k < l->nz; k++) {
    const double *plane = laid + k * wide * (l->ny + 2);
    for (ptrdiff_t j = 0; j < l->ny; j++) {
      west[k * l->ny + j] = plane[(j + 1) * wide];
      east[k * l->ny + j] = plane[(j + 1) * wide + l->nx + 1];
    }
    memcpy(south + k * l->nx, plane + 1, (size_t)l->nx * sizeof *south);
    memcpy(north + k * l->nx, plane + (l->ny + 1) * wide + 1, (size_t)l->nx * sizeof *north);
    for (ptrdiff_t j = 0; j < l->ny && k == l->nz - 1; j++)
      memcpy(top + j * l->nx, plane + (j + 1) * wide + 1, (size_t)l->nx * sizeof *top);
  }
  return fen_transport_set_boundary_ring(transport, s, member, west, east, south, north, top, err);
}

/* Every third species has no sinks, every third one settles too. */
static fen_status set_sinks(const fen_box *box, fen_transport *transport, const fen_box_species *species, ptrdiff_t s, double *work,
                            fen_error *err) {
  const fen_box_params *p = &box->base;
  ptrdiff_t plane = p->nx * p->ny;
  uint64_t seed = seed_of(species->number, 0, DRAW_DEPOSITION);
  if (species->number % 3 == 0)
    return FEN_OK;
  for (ptrdiff_t c = 0; c < plane; c++)
    work[c] = deposition_mps * fen_box_chance(&seed);
  fen_box_lay(work, 1, p->nx, p->ny, p->turn, 1.0, p->units.length - p->units.time, work + plane);
  fen_status status = fen_transport_set_deposition(transport, s, work + plane, err);
  if (!status && species->number % 3 == 1)
    status = fen_transport_set_settling(transport, s, ldexp(settling_mps, p->units.length - p->units.time), err);
  return status;
}

/* Where a place of the untransformed box lies. */
static void place(const fen_box *box, ptrdiff_t i, ptrdiff_t j, fen_source *source) {
  fen_box_turn turn = box->base.turn;
  ptrdiff_t a = turn.transposed ? j : i;
  ptrdiff_t b = turn.transposed ? i : j;
  source->i = (int)(turn.mirrored_x ? box->as_laid.nx - 1 - a : a);
  source->j = (int)(turn.mirrored_y ? box->as_laid.ny - 1 - b : b);
}

static fen_status set_sources(const fen_box *box, const fen_box_tracers *tracers, fen_transport *transport, double part, fen_error *err) {
  const fen_box_params *p = &box->base;
  ptrdiff_t members = 0;
  ptrdiff_t used = 0;
  fen_source *sources = NULL;
  if (tracers->sources == FEN_BOX_SOURCES_NONE)
    return fen_transport_set_sources(transport, NULL, 0, err);
  part *= tracers->sources == FEN_BOX_SOURCES_OF_ZERO ? 0.0 : 1.0;
  for (int s = 0; s < tracers->count; s++)
    members += 1 + tracers->species[s].tags;
  fen_status status = FEN_NEW(&sources, members * SOURCES, err);
  if (status)
    return status;
  for (int s = 0; s < tracers->count; s++)
    for (int member = 0; member <= tracers->species[s].tags; member++) {
      draws d = draws_of(&tracers->species[s], member, DRAW_SOURCES);
      for (int n = 0; n < SOURCES; n++) {
        fen_source *source = &sources[used++];
        ptrdiff_t i = (ptrdiff_t)((double)p->nx * fen_box_chance(&d.lead));
        ptrdiff_t j = (ptrdiff_t)((double)p->ny * fen_box_chance(&d.lead));
        double rate = part * rate_kgps * draw(&d);
        *source = (fen_source){.k = n % (int)p->nz, .species = s, .member = member};
        source->rate_kgps = ldexp(rate, p->units.mass + p->units.ratio - p->units.time);
        place(box, i, j, source);
      }
    }
  status = fen_transport_set_sources(transport, sources, used, err);
  fen_free(sources);
  return status;
}

static fen_status fill(const fen_box *box, const fen_box_tracers *tracers, fen_transport *transport, fen_error *err) {
  const fen_box_params *p = &box->base;
  double *work = NULL;
  fen_status status = FEN_NEW(&work, 3 * (p->nx + 2) * (p->ny + 2) * p->nz, err);
  if (!status)
    status = fen_transport_set_forcing(transport, &box->forcing[0], err);
  for (int s = 0; s < tracers->count && !status; s++) {
    const fen_box_species *species = &tracers->species[s];
    status = set_sinks(box, transport, species, s, work, err);
    for (ptrdiff_t member = 0; member <= species->tags && !status; member++) {
      status = set_field(box, transport, species, s, member, work, err);
      if (!status)
        status = set_outside(box, transport, species, s, member, work, err);
    }
  }
  fen_free(work);
  return status ? status : set_sources(box, tracers, transport, 1.0, err);
}

fen_status fen_box_transport(const fen_box *box, const fen_box_tracers *tracers, const fen_transport_params *params, fen_transport **out,
                             fen_error *err) {
  fen_species species[FEN_BOX_SPECIES];
  fen_transport_params own = *params;
  fen_transport *transport = NULL;
  for (int s = 0; s < tracers->count; s++)
    species[s] = (fen_species){.tags = tracers->species[s].tags, .scavenging_factor = 0.5 * (tracers->species[s].number % 3)};
  own.grid = box->grid;
  own.nz = box->as_laid.nz;
  own.species = species;
  own.species_count = tracers->count;
  fen_status status = fen_transport_create(&own, &transport, err);
  if (!status)
    status = fill(box, tracers, transport, err);
  if (status)
    fen_transport_destroy(&transport);
  else
    *out = transport;
  return status;
}

fen_status fen_box_run(const fen_box *box, const fen_box_tracers *tracers, fen_transport *transport, fen_error *err) {
  fen_status status = FEN_OK;
  for (int n = 0; n < FEN_BOX_INSTANTS - 1 && !status; n++) {
    const fen_forcing *forcing = &box->forcing[n];
    if (n > 0)
      status = fen_transport_set_forcing(transport, forcing, err);
    if (!status && n > 0)
      status = set_sources(box, tracers, transport, 0.5, err);
    for (int part = 1; part <= PARTS && !status; part++) {
      double until_s = forcing->start_s + (forcing->end_s - forcing->start_s) / PARTS * part;
      status = fen_transport_run(transport, until_s, fen_transport_plan_steps(transport, until_s), n > 0, err);
    }
  }
  return status;
}

static ptrdiff_t plane_of(const fen_box *box) {
  return box->base.nx * box->base.ny;
}

enum { BUDGET_TERMS = sizeof(fen_budget) / sizeof(double), BUDGET_KG = 7 };

ptrdiff_t fen_box_outcome_size(const fen_box *box) {
  return plane_of(box) * (box->base.nz + 2) + BUDGET_TERMS;
}

/* Masses first, then smallest and largest mixing ratio, then the residual. */
static void read_budget(const fen_budget *b, const fen_box_units *units, double *out) {
  const double kg[BUDGET_KG] = {b->initial_kg, b->air_kg, b->emitted_kg, b->in_kg, b->out_kg, b->dry_kg, b->wet_kg};
  for (int n = 0; n < BUDGET_KG; n++)
    out[n] = ldexp(kg[n], -units->mass - units->ratio);
  out[BUDGET_KG] = ldexp(b->minimum, -units->ratio);
  out[BUDGET_KG + 1] = ldexp(b->maximum, -units->ratio);
  out[BUDGET_KG + 2] = b->residual;
}

fen_status fen_box_outcome(const fen_box *box, fen_transport *transport, ptrdiff_t species, ptrdiff_t member, double *outcome,
                           fen_error *err) {
  const fen_box_params *l = &box->as_laid;
  const fen_box_units *units = &box->base.units;
  fen_box_turn turn = box->base.turn;
  fen_box_turn back = {turn.transposed, turn.transposed ? turn.mirrored_y : turn.mirrored_x,
                       turn.transposed ? turn.mirrored_x : turn.mirrored_y};
  ptrdiff_t plane = plane_of(box);
  ptrdiff_t cells = plane * l->nz;
  fen_budget budget;
  double *laid = NULL;
  fen_status status = FEN_NEW(&laid, cells + 2 * plane, err);
  if (!status)
    status = fen_transport_get_field(transport, species, member, laid, err);
  if (!status)
    status = fen_transport_get_deposited(transport, species, member, laid + cells, laid + cells + plane, err);
  if (!status)
    status = fen_transport_budget(transport, species, member, &budget, err);
  if (!status) {
    fen_box_lay(laid, l->nz, l->nx, l->ny, back, 1.0, -units->ratio, outcome);
    fen_box_lay(laid + cells, 2, l->nx, l->ny, back, 1.0, -units->mass - units->ratio, outcome + cells);
    read_budget(&budget, units, outcome + cells + 2 * plane);
  }
  fen_free(laid);
  return status;
}
