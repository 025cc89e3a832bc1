#include "fenhe/interval.h"

#include <math.h>
#include <string.h>

#include "fenhe/boundary_layer.h"
#include "fenhe/clock.h"
#include "fenhe/constants.h"
#include "fenhe/deformation.h"
#include "fenhe/memory.h"
#include "fenhe/scavenging.h"

/* What belongs to one instant, and so to two intervals. */
typedef struct {
  double *air, *thickness, *kz, *kh;
} instant;

/* What belongs to one interval: its repaired fluxes at start and end, the mean scavenging coefficient. */
typedef struct {
  double *flux_x[2], *flux_y[2], *flux_top[2], *scavenging;
} span;

/* An interval that goes on from the last one leaves the last one's arrays alone: its span and, beside the shared one, an instant. */
enum { INSTANTS = 3, SPANS = 2 };

struct fen_interval {
  const fen_grid *grid;
  ptrdiff_t nz;
  bool open_top;
  fen_interval_options options;
  fen_log log;
  fen_flux_repair *repair;
  instant instants[INSTANTS];
  span spans[SPANS];
  int end;  /* instant at the end of the interval last built */
  int last; /* its span */
};

/* The arrays that a build fills. */
typedef struct {
  instant *ends[2];
  span *between;
} target;

static fen_status check_options(const fen_interval_options *o, fen_error *err) {
  const struct {
    const char *name;
    double value;
    int wanted;
  } list[] = {
      {"kz_constant_m2ps", o->kz_constant_m2ps, o->kz == FEN_KZ_CONSTANT},
      {"kz_minimum_m2ps", o->kz_minimum_m2ps, o->kz == FEN_KZ_PROFILE},
      {"smagorinsky_constant", o->smagorinsky_constant, o->horizontal_diffusion},
      {"kh_minimum_m2ps", o->kh_minimum_m2ps, o->horizontal_diffusion},
      {"kh_maximum_m2ps", o->kh_maximum_m2ps, o->horizontal_diffusion},
      {"scavenging_scale_ps", o->scavenging_scale_ps, 1},
      {"scavenging_exponent", o->scavenging_exponent, 1},
  };
  for (size_t n = 0; n < sizeof list / sizeof *list; n++)
    if (list[n].wanted && !(list[n].value >= 0.0 && isfinite(list[n].value)))
      return fen_fail(err, FEN_ERR_ARGUMENT, "%s = %g: it must be 0 or more and finite", list[n].name, list[n].value);
  if (!(o->repair_limit_mps > 0.0))
    return fen_fail(err, FEN_ERR_ARGUMENT, "repair_limit_mps = %g: it must be above 0 (or infinite)", o->repair_limit_mps);
  return FEN_OK;
}

typedef struct {
  double **array;
  ptrdiff_t size;
  bool wanted;
} wanted_array;

enum { INSTANT_ARRAYS = 4, SPAN_ARRAYS = 7 };

static void list_instant(const fen_interval *v, instant *at, wanted_array out[INSTANT_ARRAYS]) {
  const ptrdiff_t plane = v->grid->params.nx * v->grid->params.ny;
  const wanted_array list[INSTANT_ARRAYS] = {{&at->air, plane * v->nz, true},
                                             {&at->thickness, plane * v->nz, true},
                                             {&at->kz, plane * (v->nz + 1), v->options.kz != FEN_KZ_NONE},
                                             {&at->kh, plane * v->nz, v->options.horizontal_diffusion}};
  memcpy(out, list, sizeof list);
}

static void list_span(const fen_interval *v, span *between, wanted_array out[SPAN_ARRAYS]) {
  const ptrdiff_t nx = v->grid->params.nx;
  const ptrdiff_t ny = v->grid->params.ny;
  const ptrdiff_t faces_x = (nx + 1) * ny * v->nz;
  const ptrdiff_t faces_y = nx * (ny + 1) * v->nz;
  const wanted_array list[SPAN_ARRAYS] = {{&between->flux_x[0], faces_x, true},
                                          {&between->flux_x[1], faces_x, true},
                                          {&between->flux_y[0], faces_y, true},
                                          {&between->flux_y[1], faces_y, true},
                                          {&between->flux_top[0], nx * ny, v->open_top},
                                          {&between->flux_top[1], nx * ny, v->open_top},
                                          {&between->scavenging, nx * ny * v->nz, v->options.scavenging_scale_ps > 0.0}};
  memcpy(out, list, sizeof list);
}

static fen_status allocate_arrays(const wanted_array *list, int count, fen_error *err) {
  fen_status status = FEN_OK;
  for (int n = 0; !status && n < count; n++)
    if (list[n].wanted)
      status = FEN_NEW(list[n].array, list[n].size, err);
  return status;
}

static fen_status allocate(fen_interval *v, fen_error *err) {
  wanted_array instant_list[INSTANT_ARRAYS], span_list[SPAN_ARRAYS];
  ptrdiff_t cells = 0;
  fen_status status = fen_product(v->grid->params.nx + 1, v->grid->params.ny + 1, v->nz + 1, &cells, err);
  for (int n = 0; !status && n < INSTANTS; n++) {
    list_instant(v, &v->instants[n], instant_list);
    status = allocate_arrays(instant_list, INSTANT_ARRAYS, err);
  }
  for (int n = 0; !status && n < SPANS; n++) {
    list_span(v, &v->spans[n], span_list);
    status = allocate_arrays(span_list, SPAN_ARRAYS, err);
  }
  return status;
}

static size_t bytes_of(const wanted_array *list, int count, size_t *large) {
  size_t all = 0;
  for (int n = 0; n < count; n++) {
    size_t bytes = list[n].wanted ? (size_t)list[n].size * sizeof(double) : 0;
    all += bytes;
    *large += bytes >= FEN_LARGE ? bytes : 0;
  }
  return all;
}

size_t fen_interval_bytes(const fen_interval *v, size_t *to_come) {
  wanted_array instant_list[INSTANT_ARRAYS], span_list[SPAN_ARRAYS];
  instant at = {0};
  span between = {0};
  list_instant(v, &at, instant_list);
  list_span(v, &between, span_list);
  /* A build uses two instants and one span; of each, one is left. */
  *to_come = 0;
  const size_t instant_bytes = bytes_of(instant_list, INSTANT_ARRAYS, to_come);
  const size_t span_bytes = bytes_of(span_list, SPAN_ARRAYS, to_come);
  return INSTANTS * instant_bytes + SPANS * span_bytes;
}

fen_status fen_interval_create(const fen_weather_source *source, const fen_interval_options *options, const fen_log *log,
                               fen_interval **out, fen_error *err) {
  fen_interval *v = NULL;
  fen_status status = check_options(options, err);
  if (!status)
    status = FEN_NEW(&v, 1, err);
  if (status)
    return status;
  v->grid = source->grid;
  v->nz = source->nz;
  v->open_top = source->open_top;
  v->options = *options;
  if (log)
    v->log = *log;
  status = allocate(v, err);
  if (!status)
    status = fen_flux_repair_create(v->grid, v->nz, v->open_top, &v->repair, err);
  if (status) {
    fen_interval_destroy(&v);
    return status;
  }
  *out = v;
  return FEN_OK;
}

void fen_interval_destroy(fen_interval **interval) {
  if (!interval || !*interval)
    return;
  fen_interval *v = *interval;
  fen_flux_repair_destroy(&v->repair);
  wanted_array instant_list[INSTANT_ARRAYS], span_list[SPAN_ARRAYS];
  for (int n = 0; n < INSTANTS; n++) {
    list_instant(v, &v->instants[n], instant_list);
    for (int a = 0; a < INSTANT_ARRAYS; a++)
      fen_free(*instant_list[a].array);
  }
  for (int n = 0; n < SPANS; n++) {
    list_span(v, &v->spans[n], span_list);
    for (int a = 0; a < SPAN_ARRAYS; a++)
      fen_free(*span_list[a].array);
  }
  fen_free(v);
  *interval = NULL;
}

static fen_status check_weather(const fen_interval *v, const fen_weather *w, fen_error *err) {
  const ptrdiff_t nx = v->grid->params.nx;
  const ptrdiff_t ny = v->grid->params.ny;
  const ptrdiff_t plane = nx * ny;
  if (w->nx != nx || w->ny != ny || w->nz != v->nz)
    return fen_fail(err, FEN_ERR_ARGUMENT, "weather on %td x %td x %td cells given to an interval on %td x %td x %td", w->nx, w->ny, w->nz,
                    nx, ny, v->nz);
  for (ptrdiff_t n = 0; n < plane * v->nz; n++) {
    const double thickness = w->height_m[n + plane] - w->height_m[n];
    if (!(w->air_kg[n] > 0.0 && thickness > 0.0)) {
      char text[FEN_TIME_TEXT];
      fen_time_format(w->time_s, 0.0, text);
      return fen_fail(err, FEN_ERR_VALUE, "at %s the air in cell (k, j, i) = (%td, %td, %td) is %.6g kg in %.6g m: both must be positive",
                      text, n / plane, n / nx % ny, n % nx, w->air_kg[n], thickness);
    }
  }
  return FEN_OK;
}

static void fill_instant(const fen_interval *v, const fen_weather *w, instant *out) {
  const ptrdiff_t plane = w->nx * w->ny;
  memcpy(out->air, w->air_kg, (size_t)(plane * v->nz) * sizeof(double));
  for (ptrdiff_t n = 0; n < plane * v->nz; n++)
    out->thickness[n] = w->height_m[n + plane] - w->height_m[n];
}

/* The fluxes as the weather has them; the repair changes them. */
static void copy_fluxes(const fen_interval *v, const fen_weather *w, int end, span *out) {
  const ptrdiff_t nx = w->nx;
  const ptrdiff_t ny = w->ny;
  memcpy(out->flux_x[end], w->flux_x_kgps, (size_t)((nx + 1) * ny * v->nz) * sizeof(double));
  memcpy(out->flux_y[end], w->flux_y_kgps, (size_t)(nx * (ny + 1) * v->nz) * sizeof(double));
  if (v->open_top)
    memcpy(out->flux_top[end], w->flux_top_kgps, (size_t)(nx * ny) * sizeof(double));
}

/* One column's diffusivity by the closure; work holds 6 nz + 2 values. */
static void close_column(const fen_interval *v, const fen_weather *w, ptrdiff_t c, double *work, double *kz) {
  const ptrdiff_t plane = w->nx * w->ny;
  const ptrdiff_t nz = w->nz;
  double *middle = work;
  double *theta = work + nz;
  double *u = work + 2 * nz;
  double *wind_v = work + 3 * nz;
  double *face = work + 4 * nz;
  double *column = work + 5 * nz + 1;
  for (ptrdiff_t k = 0; k < nz; k++) {
    const ptrdiff_t n = k * plane + c;
    face[k] = w->height_m[n];
    middle[k] = 0.5 * (w->height_m[n] + w->height_m[n + plane]);
    theta[k] =
        w->temperature_k[n] * pow(FEN_P0_PA / w->pressure_pa[n], FEN_R_DRY_JPKGPK / FEN_CP_DRY_JPKGPK) * (1.0 + 0.608 * w->vapour_kgpkg[n]);
    u[k] = w->u_mps[n];
    wind_v[k] = w->v_mps[n];
  }
  face[nz] = w->height_m[nz * plane + c];
  const fen_profile profile = {nz, middle, theta, u, wind_v};
  const fen_kz_params params = {.friction_velocity_mps = w->friction_velocity_mps[c],
                                .obukhov_m = w->obukhov_m[c],
                                .pblh_m = w->pblh_m[c],
                                .minimum_m2ps = v->options.kz_minimum_m2ps};
  fen_kz_profile(&profile, face, &params, column);
  for (ptrdiff_t k = 0; k <= nz; k++)
    kz[k * plane + c] = column[k];
}

static fen_status fill_kz(const fen_interval *v, const fen_weather *w, double *kz, fen_error *err) {
  const ptrdiff_t plane = w->nx * w->ny;
  if (v->options.kz == FEN_KZ_CONSTANT)
    for (ptrdiff_t n = 0; n < plane * (v->nz + 1); n++)
      kz[n] = n < plane || n >= plane * v->nz ? 0.0 : v->options.kz_constant_m2ps;
  if (v->options.kz != FEN_KZ_PROFILE)
    return FEN_OK;
  /* Each row has its own work space, whichever thread takes it. */
  const ptrdiff_t work_size = 6 * v->nz + 2;
  double *work = NULL;
  fen_status status = FEN_NEW(&work, work_size * w->ny, err);
  if (status)
    return status;
#pragma omp parallel for default(none) shared(v, w, kz, work, work_size)
  for (ptrdiff_t j = 0; j < w->ny; j++)
    for (ptrdiff_t i = 0; i < w->nx; i++)
      close_column(v, w, j * w->nx + i, work + j * work_size, kz);
  fen_free(work);
  return FEN_OK;
}

static void fill_kh(const fen_interval *v, const fen_weather *w, double *kh) {
  const ptrdiff_t plane = w->nx * w->ny;
  const fen_interval_options *o = &v->options;
  if (!o->horizontal_diffusion)
    return;
#pragma omp parallel for default(none) shared(v, w, o, kh, plane)
  for (ptrdiff_t k = 0; k < v->nz; k++)
    fen_smagorinsky(v->grid, w->u_mps + k * plane, w->v_mps + k * plane, o->smagorinsky_constant, o->kh_minimum_m2ps, o->kh_maximum_m2ps,
                    kh + k * plane);
}

/* Mean of the interval: its rain, and the higher of the cloud tops at its ends. Returns whether any rain fell. */
static bool fill_scavenging(const fen_interval *v, const fen_weather *before, const fen_weather *after, double *scavenging) {
  const ptrdiff_t plane = before->nx * before->ny;
  const double hours = (after->time_s - before->time_s) / 3600.0;
  bool any = false;
  if (!scavenging)
    return false;
  for (ptrdiff_t c = 0; c < plane; c++) {
    const double lambda = fen_scavenging_coefficient((after->rain_mm[c] - before->rain_mm[c]) / hours, v->options.scavenging_scale_ps,
                                                     v->options.scavenging_exponent);
    ptrdiff_t washed = 0;
    if (lambda > 0.0) {
      const fen_weather *const ends[2] = {before, after};
      for (int end = 0; end < 2; end++) {
        const ptrdiff_t layers =
            fen_scavenging_layers(v->nz, plane, ends[end]->cloud_water_kgpkg + c, ends[end]->height_m + c, ends[end]->pblh_m[c]);
        washed = layers > washed ? layers : washed;
      }
      any = true;
    }
    for (ptrdiff_t k = 0; k < v->nz; k++)
      scavenging[k * plane + c] = k < washed ? lambda : 0.0;
  }
  return any;
}

static fen_status repair_ends(const fen_interval *v, const fen_weather *before, const fen_weather *after, const target *to,
                              fen_repair_report *report, fen_error *err) {
  const fen_weather *const weather[2] = {before, after};
  const double dt_s = after->time_s - before->time_s;
  for (int end = 0; end < 2; end++) {
    const fen_repair_end fluxes = {to->ends[end]->air, weather[end]->height_m, to->between->flux_x[end], to->between->flux_y[end],
                                   to->between->flux_top[end]};
    fen_status status = fen_flux_repair_apply(v->repair, dt_s, to->ends[0]->air, to->ends[1]->air, &fluxes, report, err);
    if (status)
      return status;
  }
  if (!(report->maximum_mps <= v->options.repair_limit_mps)) {
    const double ground_m = v->grid->terrain_m[report->j * v->grid->params.nx + report->i];
    char from[FEN_TIME_TEXT];
    fen_time_format(before->time_s, 0.0, from);
    return fen_fail(err, FEN_ERR_REPAIR,
                    "the interval from %s: the winds must be changed by %.3g m/s at cell (j, i) = (%td, %td), ground %.0f m, to carry "
                    "the change of air mass; the limit is %.3g m/s\n  = use weather with a shorter step between its hours, keep more "
                    "of its layers, or raise 'repair_limit' in 'meteorology'",
                    from, report->maximum_mps, report->j, report->i, ground_m, v->options.repair_limit_mps);
  }
  return FEN_OK;
}

static void fill_forcing(const target *from, const fen_weather *before, const fen_weather *after, bool rain, fen_forcing *out) {
  *out = (fen_forcing){.start_s = before->time_s, .end_s = after->time_s, .scavenging_ps = rain ? from->between->scavenging : NULL};
  for (int end = 0; end < 2; end++) {
    out->air_kg[end] = from->ends[end]->air;
    out->flux_x_kgps[end] = from->between->flux_x[end];
    out->flux_y_kgps[end] = from->between->flux_y[end];
    out->flux_top_kgps[end] = from->between->flux_top[end];
    out->thickness_m[end] = from->ends[end]->thickness;
    out->kz_m2ps[end] = from->ends[end]->kz;
    out->kh_m2ps[end] = from->ends[end]->kh;
  }
}

/* first: the first instant that is not there yet, 0 or 1. */
static fen_status build(fen_interval *v, const fen_weather *before, const fen_weather *after, int first, const target *to, fen_forcing *out,
                        fen_repair_report *report, fen_error *err) {
  if (!(after->time_s > before->time_s))
    return fen_fail(err, FEN_ERR_ARGUMENT, "an interval of %g s: its end must be after its start", after->time_s - before->time_s);
  const fen_weather *const weather[2] = {before, after};
  fen_repair_report sizes = {0};
  fen_status status = FEN_OK;
  for (int end = first; !status && end < 2; end++) {
    status = check_weather(v, weather[end], err);
    if (!status)
      fill_instant(v, weather[end], to->ends[end]);
  }
  for (int end = 0; !status && end < 2; end++)
    copy_fluxes(v, weather[end], end, to->between);
  if (!status)
    status = repair_ends(v, before, after, to, &sizes, err);
  if (report)
    *report = sizes;
  for (int end = first; !status && end < 2; end++) {
    fill_kh(v, weather[end], to->ends[end]->kh);
    status = fill_kz(v, weather[end], to->ends[end]->kz, err);
  }
  if (status)
    return status;
  const bool rain = fill_scavenging(v, before, after, to->between->scavenging);
  fill_forcing(to, before, after, rain, out);
  char from[FEN_TIME_TEXT];
  fen_time_format(before->time_s, 0.0, from);
  fen_log_line(&v->log, FEN_LOG_DEBUG, "flux repair from %s: winds changed by at most %.3g m/s (rms %.3g), mismatch %.2g -> %.2g", from,
               sizes.maximum_mps, sizes.rms_mps, sizes.mismatch_before, sizes.mismatch_after);
  return FEN_OK;
}

fen_status fen_interval_build(fen_interval *v, const fen_weather *before, const fen_weather *after, fen_forcing *out,
                              fen_repair_report *report, fen_error *err) {
  v->end = 1;
  v->last = 0;
  const target to = {{&v->instants[0], &v->instants[1]}, &v->spans[0]};
  return build(v, before, after, 0, &to, out, report, err);
}

fen_status fen_interval_continue(fen_interval *v, const fen_weather *before, const fen_weather *after, fen_forcing *out,
                                 fen_repair_report *report, fen_error *err) {
  const int start = v->end;
  v->end = (start + 1) % INSTANTS;
  v->last = (v->last + 1) % SPANS;
  const target to = {{&v->instants[start], &v->instants[v->end]}, &v->spans[v->last]};
  return build(v, before, after, 1, &to, out, report, err);
}
