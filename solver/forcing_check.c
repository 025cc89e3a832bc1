/* What a forcing must fulfil before anything is made of it. */
#include <float.h>
#include <math.h>

#include "state.h"

/* The fluxes through the two ends of a periodic axis may differ by this share of a cell's air over the interval: rounding. */
#define PERIODIC_TOLERANCE 1e-12
/* Instants may differ by this share of the interval, beside their own rounding. */
#define INSTANT_TOLERANCE 1e-9

static fen_status check_presence(const fen_transport *t, const fen_forcing *f, fen_error *err) {
  for (int end = 0; end < 2; end++) {
    if (!f->air_kg[end] || !f->flux_x_kgps[end] || !f->flux_y_kgps[end] || !f->flux_top_kgps[end] != !f->flux_top_kgps[0])
      return fen_fail(err, FEN_ERR_ARGUMENT, "the forcing lacks air masses or fluxes at its %s", end ? "end" : "start");
    if (!f->kz_m2ps[end] != !f->kz_m2ps[0] || !f->kh_m2ps[end] != !f->kh_m2ps[0] || !f->thickness_m[end] != !f->thickness_m[0] ||
        (f->kz_m2ps[end] && !f->thickness_m[end]))
      return fen_fail(err, FEN_ERR_ARGUMENT, "diffusivities need the layers' thickness, and both need values at start and end");
  }
  for (ptrdiff_t s = 0; s < t->species_count; s++)
    if ((t->deposits[s] || t->settling_mps[s] > 0.0) && !f->thickness_m[0])
      return fen_fail(err, FEN_ERR_ARGUMENT, "deposition and settling need the layers' thickness");
  return FEN_OK;
}

double fen_instant_tolerance_s(const fen_forcing *f) {
  return INSTANT_TOLERANCE * (f->end_s - f->start_s) + 4.0 * DBL_EPSILON * fabs(f->end_s);
}

static fen_status check_instant(const fen_transport *t, const fen_forcing *f, fen_error *err) {
  if (!(f->end_s > f->start_s) || !isfinite(f->start_s) || !isfinite(f->end_s))
    return fen_fail(err, FEN_ERR_ARGUMENT, "the interval from %g s to %g s has no length", f->start_s, f->end_s);
  if (!isnan(t->clock_s) && !(fabs(f->start_s - t->clock_s) <= fen_instant_tolerance_s(f)))
    return fen_fail(err, FEN_ERR_ARGUMENT, "the interval starts at %.6f s, the transport stands at %.6f s", f->start_s, t->clock_s);
  /* Within an interval what is due is kept as multiples of its fluxes, which would be taken from the new ones. */
  if (t->pending_s[0] != 0.0 || t->pending_s[1] != 0.0)
    return fen_fail(err, FEN_ERR_ARGUMENT,
                    "half an X sweep is due at %.6f s, within an interval: close the last fen_transport_run before another forcing",
                    t->clock_s);
  return FEN_OK;
}

typedef struct {
  const char *name, *unit;
  const double *values; /* from layer `first`; NULL: not given */
  ptrdiff_t first, layers;
  int may_be_zero;
} checked;

static fen_status check_field(const fen_transport *t, const checked *field, fen_error *err) {
  ptrdiff_t layer = t->ny * t->nx;
  for (ptrdiff_t c = 0; c < field->layers * layer && field->values; c++) {
    double value = field->values[c];
    if (!((value > 0.0 || (field->may_be_zero && value == 0.0)) && value < INFINITY))
      return fen_fail(err, FEN_ERR_VALUE, "%s %g %s in cell (%td, %td, %td) must be finite and %s", field->name, value, field->unit,
                      c % t->nx, c / t->nx % t->ny, c / layer + field->first, field->may_be_zero ? "not negative" : "> 0");
  }
  return FEN_OK;
}

static fen_status check_values(const fen_transport *t, const fen_forcing *f, fen_error *err) {
  fen_status status = FEN_OK;
  for (int end = 0; end < 2 && !status; end++) {
    const double *kz = f->kz_m2ps[end] ? f->kz_m2ps[end] + t->ny * t->nx : NULL; /* ground and top are unused */
    const checked fields[] = {{"air mass", "kg", f->air_kg[end], 0, t->nz, 0},
                              {"layer thickness", "m", f->thickness_m[end], 0, t->nz, 0},
                              {"vertical diffusivity", "m2/s", kz, 1, t->nz - 1, 1},
                              {"horizontal diffusivity", "m2/s", f->kh_m2ps[end], 0, t->nz, 1},
                              {"scavenging coefficient", "1/s", end ? NULL : f->scavenging_ps, 0, t->nz, 1}};
    for (size_t n = 0; n < sizeof fields / sizeof *fields && !status; n++)
      status = check_field(t, &fields[n], err);
  }
  for (ptrdiff_t n = 0; n < f->more_scavenging_count && !status; n++) {
    const checked field = {"scavenging coefficient", "1/s", f->more_scavenging_ps[n], 0, t->nz, 1};
    status = check_field(t, &field, err);
  }
  return status;
}

/* The fluxes through both ends of one pencil must be 0 where it is closed and the same where it is periodic, or mass would not be kept. */
static fen_status check_ends(const char *axis, fen_side side, double low, double high, double tolerance_kgps, ptrdiff_t pencil, ptrdiff_t k,
                             fen_error *err) {
  if (side == FEN_SIDE_CLOSED && !(low == 0.0 && high == 0.0))
    return fen_fail(err, FEN_ERR_CONTINUITY, "air flux %g or %g kg/s through the closed %s sides of row (%td, layer %td) must be 0", low,
                    high, axis, pencil, k);
  if (side == FEN_SIDE_PERIODIC && !(fabs(low - high) <= tolerance_kgps))
    return fen_fail(err, FEN_ERR_CONTINUITY,
                    "air fluxes %.17g and %.17g kg/s through the two ends of the periodic %s axis in row (%td, layer %td) must be equal",
                    low, high, axis, pencil, k);
  return FEN_OK;
}

static fen_status check_sides(const fen_transport *t, const fen_forcing *f, fen_error *err) {
  const fen_grid_params *p = &t->grid->params;
  const double share = PERIODIC_TOLERANCE / (f->end_s - f->start_s);
  fen_status status = FEN_OK;
  for (int end = 0; end < 2; end++)
    for (ptrdiff_t k = 0; k < t->nz; k++) {
      for (ptrdiff_t j = 0; j < t->ny && !status; j++) {
        const double *flux = f->flux_x_kgps[end] + (k * t->ny + j) * (t->nx + 1);
        status = check_ends("x", p->side_x, flux[0], flux[t->nx], share * f->air_kg[end][(k * t->ny + j) * t->nx], j, k, err);
      }
      for (ptrdiff_t i = 0; i < t->nx && !status; i++) {
        const double *flux = f->flux_y_kgps[end] + k * (t->ny + 1) * t->nx + i;
        status = check_ends("y", p->side_y, flux[0], flux[t->ny * t->nx], share * f->air_kg[end][k * t->ny * t->nx + i], i, k, err);
      }
    }
  return status;
}

fen_status fen_forcing_check(const fen_transport *t, const fen_forcing *f, fen_error *err) {
  fen_status status = check_presence(t, f, err);
  if (!status)
    status = check_instant(t, f, err);
  if (!status)
    status = check_values(t, f, err);
  return status ? status : check_sides(t, f, err);
}
