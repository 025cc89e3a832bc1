/* Making, filling and reading a transport. */
#include <math.h>
#include <omp.h>
#include <stdbool.h>
#include <string.h>

#include "fenhe/memory.h"
#include "state.h"

static fen_status check_params(const fen_transport_params *p, fen_error *err) {
  if (!p || !p->grid)
    return fen_fail(err, FEN_ERR_ARGUMENT, "a transport needs a grid");
  if (p->nz < 1)
    return fen_fail(err, FEN_ERR_ARGUMENT, "nz = %td: a transport needs at least one layer", p->nz);
  if (p->species_count < 1 || !p->species)
    return fen_fail(err, FEN_ERR_ARGUMENT, "a transport needs at least one species");
  if (p->order != 3 && p->order != 5 && p->order != 7 && p->order != 9)
    return fen_fail(err, FEN_ERR_ARGUMENT, "order %d: the stencil has 3, 5, 7 or 9 cells", p->order);
  if ((unsigned)p->limiter > FEN_LIMITER_MONOTONE || (unsigned)p->precision > FEN_PRECISION_DOUBLE)
    return fen_fail(err, FEN_ERR_ARGUMENT, "limiter %d or precision %d is none of the enumerators", (int)p->limiter, (int)p->precision);
  if (!(p->courant_max > 0.0))
    return fen_fail(err, FEN_ERR_ARGUMENT, "courant_max = %g must be > 0", p->courant_max);
  for (ptrdiff_t s = 0; s < p->species_count; s++) {
    const fen_species *species = &p->species[s];
    if (species->tags < 0 || species->scavenging_field < 0 || !(species->scavenging_factor >= 0.0 && species->scavenging_factor < INFINITY))
      return fen_fail(err, FEN_ERR_ARGUMENT, "species %td: %td tags, scavenging factor %g and field %td must be finite and not negative", s,
                      species->tags, species->scavenging_factor, species->scavenging_field);
  }
  return FEN_OK;
}

static ptrdiff_t longest_pencil(const fen_transport *t) {
  ptrdiff_t n = t->nx > t->ny ? t->nx : t->ny;
  return n > t->nz ? n : t->nz;
}

/* One of a transport's arrays: where its address is kept, and how large it is. */
typedef struct {
  void *address;
  ptrdiff_t count;
  size_t size;
} state_array;

enum { STATE_ARRAYS = 20 };

static fen_status check_size(const fen_transport *t, fen_error *err) {
  ptrdiff_t numbers;
  fen_status status = fen_product(t->cells, t->lanes, 1, &numbers, err);
  if (!status && numbers > PTRDIFF_MAX / (ptrdiff_t)(4 * sizeof(double)))
    status = fen_fail(err, FEN_ERR_ARGUMENT, "%td cells of %td lanes are too many to be addressed", t->cells, t->lanes);
  return status;
}

/* All arrays that belong to a transport whatever drives it. Of one that is too large to be made only the addresses mean something. */
static void list_state(fen_transport *t, state_array out[STATE_ARRAYS]) {
  const bool fits = t->set && t->cells > 0 && check_size(t, NULL) == FEN_OK;
  const ptrdiff_t lanes = fits ? t->lanes : 0;
  const ptrdiff_t columns = fits ? t->nx * t->ny : 0;
  const ptrdiff_t nz = fits ? t->nz : 0;
  const size_t real = t->set ? t->set->real_size : 1;
  const state_array list[STATE_ARRAYS] = {
      {&t->q, t->cells * lanes, real},
      {&t->profile, nz * lanes, real},
      {&t->air_kg, t->cells, sizeof *t->air_kg},
      {&t->dry_kg, columns * lanes, sizeof *t->dry_kg},
      {&t->wet_kg, columns * lanes, sizeof *t->wet_kg},
      {&t->crossed_x, nz * t->ny * 2 * lanes, sizeof *t->crossed_x},
      {&t->crossed_y, nz * t->nx * 2 * lanes, sizeof *t->crossed_y},
      {&t->crossed_z, t->ny * 2 * lanes, sizeof *t->crossed_z},
      {&t->initial_kg, lanes, sizeof *t->initial_kg},
      {&t->emitted_kg, lanes, sizeof *t->emitted_kg},
      {&t->emission_kgps, lanes, sizeof *t->emission_kgps},
      {&t->sums_kg, lanes, sizeof *t->sums_kg},
      {&t->row_sums, t->ny * FEN_ROW_SUMS * lanes, sizeof *t->row_sums},
      {&t->accounts, FEN_ACCOUNTS * lanes, sizeof *t->accounts},
      {&t->flux_z_kgps[0], columns * (nz + 1), sizeof *t->flux_z_kgps[0]},
      {&t->flux_z_kgps[1], columns * (nz + 1), sizeof *t->flux_z_kgps[1]},
      {&t->deposits, t->species_count, sizeof *t->deposits},
      {&t->settling_mps, t->leads, sizeof *t->settling_mps},
      {&t->source_start, columns * t->bundle_count + 1, sizeof *t->source_start},
      {&t->euler_count, t->ny, sizeof *t->euler_count},
  };
  memcpy(out, list, sizeof list);
}

static fen_status allocate_state(fen_transport *t, fen_error *err) {
  state_array list[STATE_ARRAYS];
  fen_status status = check_size(t, err);
  if (status)
    return status;
  list_state(t, list);
  for (int a = 0; a < STATE_ARRAYS && !status; a++)
    status = fen_allocate(list[a].count, list[a].size, list[a].address, err);
  if (!status)
    status = FEN_NEW(&t->scratch, t->threads, err);
  int groups = 0;
  for (ptrdiff_t b = 0; b < t->bundle_count; b++)
    groups |= t->bundles[b].kernels->group > 1;
  for (int thread = 0; thread < t->threads && !status; thread++) {
    status = fen_scratch_create(longest_pencil(t), t->leads, t->set, &t->scratch[thread], err);
    t->scratch[thread].groups = groups;
  }
  return status;
}

/* Everything but the arrays of list_state. */
static fen_status lay_out(const fen_transport_params *params, fen_transport **out, fen_error *err) {
  fen_status status = check_params(params, err);
  if (status)
    return status;
  fen_transport *t;
  status = FEN_NEW(&t, 1, err);
  if (status)
    return status;
  t->params = *params;
  t->grid = params->grid;
  t->nx = params->grid->params.nx;
  t->ny = params->grid->params.ny;
  t->nz = params->nz;
  t->species_count = params->species_count;
  t->threads = omp_get_max_threads();
  t->clock_s = NAN;
  fen_even_weights_set(params->order, &t->even);
  status = fen_kernel_set_choose(params->instructions, params->precision, &t->set, err);
  if (!status)
    status = fen_product(t->nx, t->ny, t->nz, &t->cells, err);
  if (!status)
    status = FEN_NEW(&t->species, t->species_count, err);
  if (!status) {
    memcpy(t->species, params->species, (size_t)t->species_count * sizeof *t->species);
    t->params.species = t->species;
    status = fen_lanes_arrange(t, err);
  }
  if (status)
    fen_transport_destroy(&t);
  else
    *out = t;
  return status;
}

fen_status fen_transport_create(const fen_transport_params *params, fen_transport **out, fen_error *err) {
  fen_transport *t = NULL;
  fen_status status = lay_out(params, &t, err);
  if (!status)
    status = allocate_state(t, err);
  if (status)
    fen_transport_destroy(&t);
  else
    *out = t;
  return status;
}

fen_status fen_transport_bytes(const fen_transport_params *params, size_t *out, fen_error *err) {
  fen_transport *t = NULL;
  state_array list[STATE_ARRAYS];
  fen_status status = lay_out(params, &t, err);
  if (!status)
    status = check_size(t, err);
  if (!status) {
    size_t bytes =
        sizeof *t + (size_t)t->species_count * (sizeof *t->species + sizeof *t->tag_start) + (size_t)t->bundle_count * sizeof *t->bundles;
    list_state(t, list);
    for (int a = 0; a < STATE_ARRAYS; a++)
      bytes += (size_t)list[a].count * list[a].size;
    bytes += (size_t)t->threads * (sizeof *t->scratch + fen_scratch_bytes(longest_pencil(t), t->leads, t->set->real_size));
    *out = bytes;
  }
  fen_transport_destroy(&t);
  return status;
}

void fen_transport_destroy(fen_transport **transport) {
  fen_transport *t = *transport;
  *transport = NULL;
  if (!t)
    return;
  for (int thread = 0; t->scratch && thread < t->threads; thread++)
    fen_scratch_clear(&t->scratch[thread]);
  fen_free(t->deposition_mps);
  for (int e = 0; e < FEN_EDGE_COUNT; e++)
    fen_free(t->edge[e]);
  for (int axis = 0; axis < 3; axis++)
    fen_free(t->recorded[axis]);
  state_array list[STATE_ARRAYS];
  list_state(t, list);
  for (int a = 0; a < STATE_ARRAYS; a++) {
    void *memory;
    memcpy(&memory, list[a].address, sizeof memory);
    fen_free(memory);
  }
  void *blocks[] = {t->scratch, t->species, t->tag_start, t->bundles, t->pending_kg, t->sources};
  for (size_t b = 0; b < sizeof blocks / sizeof *blocks; b++)
    fen_free(blocks[b]);
  fen_free(t);
}

static fen_status lane_checked(const fen_transport *t, ptrdiff_t species, ptrdiff_t member, ptrdiff_t *lane, fen_error *err) {
  *lane = fen_lane_of(t, species, member);
  if (*lane < 0)
    return fen_fail(err, FEN_ERR_ARGUMENT, "there is no member %td of species %td", member, species);
  return FEN_OK;
}

static void reset_lane_budget(fen_transport *t, ptrdiff_t lane) {
  t->emitted_kg[lane] = 0.0;
  for (ptrdiff_t c = 0; c < t->nx * t->ny; c++)
    t->dry_kg[c * t->lanes + lane] = t->wet_kg[c * t->lanes + lane] = 0.0;
  struct {
    double *array;
    ptrdiff_t rows;
  } crossed[] = {{t->crossed_x, t->nz * t->ny}, {t->crossed_y, t->nz * t->nx}, {t->crossed_z, t->ny}};
  for (int a = 0; a < 3; a++)
    for (ptrdiff_t r = 0; r < 2 * crossed[a].rows; r++)
      crossed[a].array[r * t->lanes + lane] = 0.0;
}

fen_status fen_transport_set_field(fen_transport *t, ptrdiff_t species, ptrdiff_t member, const double *q, fen_error *err) {
  ptrdiff_t lane;
  fen_status status = lane_checked(t, species, member, &lane, err);
  if (status)
    return status;
  if (isnan(t->clock_s))
    return fen_fail(err, FEN_ERR_ARGUMENT, "set the forcing before the fields: the air mass is not known yet");
  for (ptrdiff_t c = 0; c < t->cells; c++)
    if (!(member == 0 ? q[c] >= 0.0 && q[c] < INFINITY : isfinite(q[c])))
      return fen_fail(err, FEN_ERR_VALUE, "mixing ratio %g in cell (%td, %td, %td) of species %td must be finite%s", q[c], c % t->nx,
                      c / t->nx % t->ny, c / t->nx / t->ny, species, member ? "" : " and not negative");
  for (ptrdiff_t c = 0; c < t->cells; c++)
    t->set->put(t->q, fen_cell_start(t, c / t->nx / t->ny, c / t->nx % t->ny, c % t->nx) + lane, q[c]);
  t->sums_valid = 0;
  reset_lane_budget(t, lane);
  t->initial_kg[lane] = fen_lane_sum(t, lane);
  return FEN_OK;
}

fen_status fen_transport_get_layer(const fen_transport *t, ptrdiff_t species, ptrdiff_t member, ptrdiff_t k, double *q, fen_error *err) {
  ptrdiff_t lane;
  fen_status status = lane_checked(t, species, member, &lane, err);
  if (status)
    return status;
  if (k < 0 || k >= t->nz)
    return fen_fail(err, FEN_ERR_ARGUMENT, "layer %td: there are %td", k, t->nz);
  for (ptrdiff_t j = 0; j < t->ny; j++)
    for (ptrdiff_t i = 0; i < t->nx; i++)
      q[j * t->nx + i] = t->set->get(t->q, fen_cell_start(t, k, j, i) + lane);
  return FEN_OK;
}

fen_status fen_transport_get_field(const fen_transport *t, ptrdiff_t species, ptrdiff_t member, double *q, fen_error *err) {
  fen_status status = FEN_OK;
  for (ptrdiff_t k = 0; k < t->nz && !status; k++)
    status = fen_transport_get_layer(t, species, member, k, q + k * t->ny * t->nx, err);
  return status;
}

void fen_transport_get_air(const fen_transport *t, double *air_kg) {
  memcpy(air_kg, t->air_kg, (size_t)t->cells * sizeof *air_kg);
}

fen_status fen_transport_get_deposited(const fen_transport *t, ptrdiff_t species, ptrdiff_t member, double *dry_kg, double *wet_kg,
                                       fen_error *err) {
  ptrdiff_t lane;
  fen_status status = lane_checked(t, species, member, &lane, err);
  for (ptrdiff_t c = 0; c < t->nx * t->ny && !status; c++) {
    if (dry_kg)
      dry_kg[c] = t->dry_kg[c * t->lanes + lane];
    if (wet_kg)
      wet_kg[c] = t->wet_kg[c * t->lanes + lane];
  }
  return status;
}

void fen_transport_get_seconds(const fen_transport *t, double seconds[FEN_PROCESS_COUNT]) {
  memcpy(seconds, t->stats.seconds, sizeof t->stats.seconds);
}

double fen_transport_clock_s(const fen_transport *t) {
  return t->clock_s;
}

ptrdiff_t fen_axis_faces(const fen_transport *t, fen_axis axis) {
  return t->cells /
         (axis == FEN_AXIS_X   ? t->nx
          : axis == FEN_AXIS_Y ? t->ny
                               : t->nz) *
         ((axis == FEN_AXIS_X   ? t->nx
           : axis == FEN_AXIS_Y ? t->ny
                                : t->nz) +
          1);
}

fen_status fen_transport_record_limiter(fen_transport *t, int on, fen_error *err) {
  for (int axis = 0; axis < 3; axis++) {
    fen_free(t->recorded[axis]);
    t->recorded[axis] = NULL;
    if (!on)
      continue;
    fen_status status = FEN_NEW(&t->recorded[axis], fen_axis_faces(t, (fen_axis)axis) * t->species_count, err);
    if (status)
      return status;
  }
  return FEN_OK;
}

fen_status fen_transport_get_limiter(const fen_transport *t, fen_axis axis, ptrdiff_t species, double *phi, fen_error *err) {
  if ((unsigned)axis > FEN_AXIS_Z || species < 0 || species >= t->species_count)
    return fen_fail(err, FEN_ERR_ARGUMENT, "there is no axis %d or no species %td", (int)axis, species);
  if (!t->recorded[axis])
    return fen_fail(err, FEN_ERR_ARGUMENT, "limiter ratios are kept only after fen_transport_record_limiter(..., 1, ...)");
  ptrdiff_t faces = fen_axis_faces(t, axis);
  for (ptrdiff_t f = 0; f < faces; f++)
    phi[f] = (double)t->recorded[axis][f * t->species_count + species];
  return FEN_OK;
}
