/* Rates of removal of all species over an interval. */
#include "fenhe/removal.h"

#include "fenhe/humid_air.h"
#include "fenhe/memory.h"
#include "fenhe/scavenging.h"

/* An interval is crossed while the next is prepared. */
enum { SPANS = 2 };

typedef struct {
  double **velocity_mps;  /* shape [species_count] */
  double *settling_mps;   /* shape [species_count] */
  double **scavenging_ps; /* shape [washed_count] */
} span;

struct fen_removal {
  const fen_weather_source *source;
  ptrdiff_t nx, ny, nz, species_count, washed_count;
  fen_removed_species *species;
  span spans[SPANS];
  int last; /* the span last built */
};

static fen_status allocate_span(const fen_removal *r, span *out, fen_error *err) {
  const ptrdiff_t plane = r->nx * r->ny;
  fen_status status = FEN_NEW(&out->velocity_mps, r->species_count, err);
  if (!status)
    status = FEN_NEW(&out->settling_mps, r->species_count, err);
  if (!status)
    status = FEN_NEW(&out->scavenging_ps, r->washed_count, err);
  for (ptrdiff_t s = 0; !status && s < r->species_count; s++)
    if (r->species[s].deposits)
      status = FEN_NEW(&out->velocity_mps[s], plane, err);
  for (ptrdiff_t n = 0; !status && n < r->washed_count; n++)
    status = FEN_NEW(&out->scavenging_ps[n], plane * r->nz, err);
  return status;
}

fen_status fen_removal_create(const fen_weather_source *source, const fen_removed_species *species, ptrdiff_t count, fen_removal **out,
                              fen_error *err) {
  fen_removal *r = NULL;
  ptrdiff_t cells = 0;
  fen_status status = fen_product(source->grid->params.nx, source->grid->params.ny, source->nz, &cells, err);
  if (!status)
    status = FEN_NEW(&r, 1, err);
  if (status)
    return status;
  r->source = source;
  r->nx = source->grid->params.nx;
  r->ny = source->grid->params.ny;
  r->nz = source->nz;
  r->species_count = count;
  status = FEN_NEW(&r->species, count, err);
  for (ptrdiff_t s = 0; !status && s < count; s++) {
    r->species[s] = species[s];
    r->washed_count += species[s].washed ? 1 : 0;
  }
  for (int n = 0; !status && n < SPANS; n++)
    status = allocate_span(r, &r->spans[n], err);
  if (status)
    fen_removal_destroy(&r);
  else
    *out = r;
  return status;
}

void fen_removal_destroy(fen_removal **removal) {
  if (!removal || !*removal)
    return;
  fen_removal *r = *removal;
  for (int n = 0; n < SPANS; n++) {
    for (ptrdiff_t s = 0; r->spans[n].velocity_mps && s < r->species_count; s++)
      fen_free(r->spans[n].velocity_mps[s]);
    for (ptrdiff_t s = 0; r->spans[n].scavenging_ps && s < r->washed_count; s++)
      fen_free(r->spans[n].scavenging_ps[s]);
    fen_free(r->spans[n].velocity_mps);
    fen_free(r->spans[n].settling_mps);
    fen_free(r->spans[n].scavenging_ps);
  }
  fen_free(r->species);
  fen_free(r);
  *removal = NULL;
}

size_t fen_removal_bytes(const fen_removal *r, size_t *to_come) {
  const size_t plane = (size_t)(r->nx * r->ny) * sizeof(double);
  const size_t field = plane * (size_t)r->nz;
  const size_t fields = SPANS * (size_t)r->washed_count * field;
  size_t planes = 0;
  for (ptrdiff_t s = 0; s < r->species_count; s++)
    planes += r->species[s].deposits ? SPANS : 0;
  *to_come = (field >= FEN_LARGE ? fields : 0) + (plane >= FEN_LARGE ? planes * plane : 0);
  return planes * plane + fields;
}

static double rain_of(const fen_weather *before, const fen_weather *after, ptrdiff_t cell) {
  return (after->rain_mm[cell] - before->rain_mm[cell]) / ((after->time_s - before->time_s) / 3600.0);
}

static void build_velocity(const fen_removal *r, const fen_removed_species *species, const fen_weather *before, const fen_weather *after,
                           double *velocity_mps) {
#pragma omp parallel for default(none) shared(r, species, before, after, velocity_mps)
  for (ptrdiff_t j = 0; j < r->ny; j++)
    for (ptrdiff_t c = j * r->nx; c < (j + 1) * r->nx; c++) {
      const double rain = rain_of(before, after, c);
      velocity_mps[c] =
          0.5 * (fen_removal_velocity(r->source, species, before, c, rain) + fen_removal_velocity(r->source, species, after, c, rain));
    }
}

/* Means of the lowest layer over the domain and both instants. */
typedef struct {
  double temperature_k, pressure_pa, relative_humidity;
} mean_air;

static mean_air mean_of(const fen_removal *r, const fen_weather *before, const fen_weather *after) {
  const fen_weather *const ends[2] = {before, after};
  const ptrdiff_t plane = r->nx * r->ny;
  mean_air mean = {0};
  for (int end = 0; end < 2; end++)
    for (ptrdiff_t c = 0; c < plane; c++) {
      const fen_weather *w = ends[end];
      mean.temperature_k += w->temperature_k[c];
      mean.pressure_pa += w->pressure_pa[c];
      mean.relative_humidity += fen_relative_humidity(w->vapour_kgpkg[c], w->temperature_k[c], w->pressure_pa[c]);
    }
  mean.temperature_k /= (double)(2 * plane);
  mean.pressure_pa /= (double)(2 * plane);
  mean.relative_humidity /= (double)(2 * plane);
  return mean;
}

/* Where rain washes a column and where it is in cloud. */
typedef struct {
  double rain_mmph;
  ptrdiff_t washed;
  bool clouded;     /* whether the weather has any cloud in it */
  double showers_m; /* otherwise height from which on it is taken for cloud */
} column_rain;

static bool has_cloud(const fen_removal *r, const fen_weather *w, ptrdiff_t cell) {
  for (ptrdiff_t k = 0; k < r->nz; k++)
    if (w->cloud_water_kgpkg[k * r->nx * r->ny + cell] > FEN_SCAVENGING_CLOUD_KGPKG)
      return true;
  return false;
}

static column_rain look_at_rain(const fen_removal *r, const fen_weather *before, const fen_weather *after, ptrdiff_t cell) {
  static const double SHOWER_BASE_M = 1000.0;
  const fen_weather *const ends[2] = {before, after};
  const ptrdiff_t plane = r->nx * r->ny;
  column_rain out = {.rain_mmph = rain_of(before, after, cell), .showers_m = SHOWER_BASE_M};
  if (!(out.rain_mmph > 0.0))
    return out;
  const bool cloud[2] = {has_cloud(r, before, cell), has_cloud(r, after, cell)};
  out.clouded = cloud[0] || cloud[1];
  for (int end = 0; end < 2; end++) {
    const fen_weather *w = ends[end];
    if (out.clouded && !cloud[end])
      continue; /* it rains from the cloud of the other instant */
    const ptrdiff_t layers = fen_scavenging_layers(r->nz, plane, w->cloud_water_kgpkg + cell, w->height_m + cell, w->pblh_m[cell]);
    out.washed = layers > out.washed ? layers : out.washed;
    out.showers_m = w->pblh_m[cell] > out.showers_m ? w->pblh_m[cell] : out.showers_m;
  }
  return out;
}

static void wash_column(const fen_removal *r, const fen_removed_species *species, const fen_weather *before, const fen_weather *after,
                        ptrdiff_t cell, double *scavenging_ps) {
  const ptrdiff_t plane = r->nx * r->ny;
  const column_rain rain = look_at_rain(r, before, after, cell);
  double in_cloud = 0.0;
  double below = 0.0;
  if (rain.rain_mmph > 0.0) {
    const double humidity = fen_relative_humidity(before->q2_kgpkg[cell], before->t2_k[cell], before->surface_pressure_pa[cell]);
    in_cloud = fen_scavenging_by_ratio(rain.rain_mmph, species->particle ? species->in_cloud : species->gas.in_cloud);
    below = species->particle ? fen_scavenging_particles(&species->particles, rain.rain_mmph, before->t2_k[cell],
                                                         before->surface_pressure_pa[cell], humidity)
                              : fen_scavenging_by_ratio(rain.rain_mmph, species->gas.below_cloud);
  }
  for (ptrdiff_t k = 0; k < r->nz; k++) {
    const ptrdiff_t n = k * plane + cell;
    const bool cloud =
        rain.clouded ? before->cloud_water_kgpkg[n] > FEN_SCAVENGING_CLOUD_KGPKG || after->cloud_water_kgpkg[n] > FEN_SCAVENGING_CLOUD_KGPKG
                     : before->height_m[n] >= rain.showers_m;
    scavenging_ps[n] = k >= rain.washed ? 0.0 : cloud ? in_cloud : below;
  }
}

static bool rains(const fen_removal *r, const fen_weather *before, const fen_weather *after) {
  for (ptrdiff_t c = 0; c < r->nx * r->ny; c++)
    if (rain_of(before, after, c) > 0.0)
      return true;
  return false;
}

static void build_scavenging(const fen_removal *r, const fen_removed_species *species, const fen_weather *before, const fen_weather *after,
                             double *scavenging_ps) {
#pragma omp parallel for default(none) shared(r, species, before, after, scavenging_ps)
  for (ptrdiff_t j = 0; j < r->ny; j++)
    for (ptrdiff_t c = j * r->nx; c < (j + 1) * r->nx; c++)
      wash_column(r, species, before, after, c, scavenging_ps);
}

void fen_removal_build(fen_removal *r, const fen_weather *before, const fen_weather *after, fen_removal_rates *out) {
  r->last = (r->last + 1) % SPANS;
  span *to = &r->spans[r->last];
  const bool wet = r->washed_count > 0 && rains(r, before, after);
  const mean_air air = mean_of(r, before, after);
  ptrdiff_t field = 0;
  for (ptrdiff_t s = 0; s < r->species_count; s++) {
    const fen_removed_species *species = &r->species[s];
    if (species->deposits)
      build_velocity(r, species, before, after, to->velocity_mps[s]);
    if (species->settles)
      to->settling_mps[s] = fen_particles_settling(&species->particles, air.temperature_k, air.pressure_pa, air.relative_humidity);
    if (species->washed && wet)
      build_scavenging(r, species, before, after, to->scavenging_ps[field]);
    field += species->washed ? 1 : 0;
  }
  *out = (fen_removal_rates){.velocity_mps = (const double *const *)to->velocity_mps,
                             .settling_mps = to->settling_mps,
                             .scavenging_count = wet ? r->washed_count : 0,
                             .scavenging_ps = (const double *const *)to->scavenging_ps};
}
