#include "field_runs.h"

#include <limits.h>
#include <math.h>
#include <stdlib.h>

#include "fenhe/constants.h"
#include "fenhe/csv.h"
#include "fenhe/memory.h"

static const double MISSING = -9.0;

enum { LEAST_SAMPLES = 3 };

/* One row of the samples. */
typedef struct {
  ptrdiff_t row;
  int run;
  double arc_m, azimuth_deg, sample_mgpm3; /* sample: NaN if missing */
} sample;

/* A number in [min, max]; NaN where the cell is empty or -9. */
static fen_status optional_number(const fen_csv *table, ptrdiff_t row, const char *name, double min, double max, double *out,
                                  fen_error *err) {
  ptrdiff_t column;
  double value = NAN;
  fen_status status = fen_csv_find(table, name, &column, err);
  if (!status && fen_csv_text(table, row, column)[0] != '\0')
    status = fen_csv_number(table, row, column, -HUGE_VAL, HUGE_VAL, &value, err);
  if (!status && value == MISSING)
    value = NAN;
  if (!status && !isnan(value))
    status = fen_csv_number(table, row, column, min, max, &value, err);
  if (!status)
    *out = value;
  return status;
}

static fen_status number(const fen_csv *table, ptrdiff_t row, const char *name, double min, double max, double *out, fen_error *err) {
  ptrdiff_t column;
  fen_status status = fen_csv_find(table, name, &column, err);
  return status ? status : fen_csv_number(table, row, column, min, max, out, err);
}

static fen_status run_number(const fen_csv *table, ptrdiff_t row, int *out, fen_error *err) {
  ptrdiff_t column;
  double value;
  fen_status status = fen_csv_find(table, "run", &column, err);
  if (!status)
    status = fen_csv_number(table, row, column, 0.0, (double)INT_MAX, &value, err);
  if (!status && value != floor(value))
    status = fen_csv_fail(table, row, column, FEN_ERR_TYPE, "runs are numbered: write a whole number", err, "'%s' is no run",
                          fen_csv_text(table, row, column));
  if (!status)
    *out = (int)value;
  return status;
}

static fen_status read_release(const fen_csv *table, ptrdiff_t row, fen_field_run *run, fen_error *err) {
  const struct {
    const char *name;
    double min, max;
    double *out;
  } wanted[] = {{"q_g_s", 1e-9, 1e9, &run->release_kgps},
                {"source_height_m", 0.0, 500.0, &run->source_height_m},
                {"sampler_height_m", 0.1, 500.0, &run->sampler_height_m},
                {"obukhov_length_m", -1e9, 1e9, &run->obukhov_m},
                {"ustar_m_s", 1e-3, 10.0, &run->friction_mps}},
    allowed[] = {{"mixing_height_m", 1.0, 10000.0, &run->mixing_height_m},
                 {"wind_from_deg", 0.0, 360.0, &run->wind_from_deg},
                 {"sigma_azimuth_deg", 0.1, 180.0, &run->sigma_azimuth_deg},
                 {"wind_speed_8m_m_s", 0.0, 100.0, &run->wind_8m_mps}};
  fen_status status = run_number(table, row, &run->run, err);
  for (size_t n = 0; !status && n < sizeof wanted / sizeof *wanted; n++)
    status = number(table, row, wanted[n].name, wanted[n].min, wanted[n].max, wanted[n].out, err);
  for (size_t n = 0; !status && n < sizeof allowed / sizeof *allowed; n++)
    status = optional_number(table, row, allowed[n].name, allowed[n].min, allowed[n].max, allowed[n].out, err);
  ptrdiff_t column;
  if (!status && !(fabs(run->obukhov_m) >= 0.1)) {
    (void)fen_csv_find(table, "obukhov_length_m", &column, NULL);
    return fen_csv_fail(table, row, column, FEN_ERR_RANGE, "write the length, negative by day; a neutral one is large, such as 1e6", err,
                        "an Obukhov length of %g m", run->obukhov_m);
  }
  run->release_kgps *= 1e-3;
  return status;
}

static fen_status read_releases(const char *path, fen_field_runs *out, fen_error *err) {
  fen_csv *table = NULL;
  fen_status status = fen_csv_open(path, NULL, &table, err);
  if (status)
    return status;
  if (fen_csv_rows(table) == 0)
    status = fen_fail(err, FEN_ERR_RANGE, "%s: error: the table holds no run", path);
  if (!status)
    status = FEN_NEW(&out->runs, fen_csv_rows(table), err);
  for (ptrdiff_t row = 0; !status && row < fen_csv_rows(table); row++) {
    status = read_release(table, row, &out->runs[row], err);
    if (!status && fen_field_runs_find(out, out->runs[row].run))
      status = fen_csv_fail(table, row, 0, FEN_ERR_RANGE, "give every run one row", err, "run %d is given twice", out->runs[row].run);
    out->count = row + 1;
  }
  fen_csv_close(&table);
  return status;
}

/* By run, distance, azimuth. */
static int order(const void *first, const void *second) {
  const sample *a = first;
  const sample *b = second;
  if (a->run != b->run)
    return a->run < b->run ? -1 : 1;
  if (a->arc_m != b->arc_m)
    return a->arc_m < b->arc_m ? -1 : 1;
  return (a->azimuth_deg > b->azimuth_deg) - (a->azimuth_deg < b->azimuth_deg);
}

static fen_status read_samples(const fen_csv *table, const fen_field_runs *runs, sample *samples, fen_error *err) {
  fen_status status = FEN_OK;
  for (ptrdiff_t row = 0; !status && row < fen_csv_rows(table); row++) {
    sample *s = &samples[row];
    s->row = row;
    status = run_number(table, row, &s->run, err);
    if (!status && !fen_field_runs_find(runs, s->run)) {
      ptrdiff_t column = 0;
      (void)fen_csv_find(table, "run", &column, NULL);
      status = fen_csv_fail(table, row, column, FEN_ERR_RANGE, "add the run to the table of runs, or delete its samples", err,
                            "run %d is not in the table of runs", s->run);
    }
    if (!status)
      status = number(table, row, "arc_m", 1.0, 1e5, &s->arc_m, err);
    if (!status)
      status = number(table, row, "azimuth_deg", 0.0, 360.0, &s->azimuth_deg, err);
    if (!status)
      status = optional_number(table, row, "so2_mg_m3", 0.0, 1e9, &s->sample_mgpm3, err);
    if (!status && s->azimuth_deg == 360.0)
      s->azimuth_deg = 0.0;
  }
  return status;
}

/* The sample behind the widest gap of an arc's sorted azimuths. */
static ptrdiff_t first_sample(const sample *samples, ptrdiff_t count) {
  ptrdiff_t first = 0;
  double widest = samples[0].azimuth_deg + 360.0 - samples[count - 1].azimuth_deg;
  for (ptrdiff_t n = 1; n < count; n++) {
    const double gap = samples[n].azimuth_deg - samples[n - 1].azimuth_deg;
    if (gap > widest) {
      widest = gap;
      first = n;
    }
  }
  return first;
}

/* Integral, centre and spread by the trapezoidal rule. */
static void measure(fen_field_arc *arc) {
  double sum = 0.0;
  double first = 0.0;
  double second = 0.0;
  arc->maximum_mgpm3 = arc->sample_mgpm3[0];
  for (ptrdiff_t n = 0; n < arc->count; n++) {
    const double from = arc->azimuth_deg[n > 0 ? n - 1 : n];
    const double to = arc->azimuth_deg[n < arc->count - 1 ? n + 1 : n];
    const double mass = 0.5 * (to - from) * arc->sample_mgpm3[n];
    const double offset = arc->azimuth_deg[n] - arc->azimuth_deg[0];
    sum += mass;
    first += mass * offset;
    second += mass * offset * offset;
    if (arc->sample_mgpm3[n] > arc->maximum_mgpm3)
      arc->maximum_mgpm3 = arc->sample_mgpm3[n];
  }
  const double metres = arc->distance_m * FEN_PI / 180.0;
  const double centre = first / sum;
  arc->integral_mgpm2 = sum * metres;
  arc->centre_deg = fmod(arc->azimuth_deg[0] + centre, 360.0);
  arc->spread_m = metres * sqrt(fmax(second / sum - centre * centre, 0.0));
}

static fen_status make_arc(const sample *samples, ptrdiff_t count, fen_field_arc *arc, fen_error *err) {
  fen_status status = FEN_NEW(&arc->azimuth_deg, count, err);
  if (!status)
    status = FEN_NEW(&arc->sample_mgpm3, count, err);
  if (status)
    return status;
  const ptrdiff_t first = first_sample(samples, count);
  arc->distance_m = samples[0].arc_m;
  for (ptrdiff_t n = 0; n < count; n++) {
    const sample *s = &samples[(first + n) % count];
    if (isnan(s->sample_mgpm3)) {
      arc->missing++;
      continue;
    }
    arc->azimuth_deg[arc->count] = s->azimuth_deg + (first + n >= count ? 360.0 : 0.0);
    arc->sample_mgpm3[arc->count++] = s->sample_mgpm3;
  }
  if (arc->count > 0)
    measure(arc);
  return FEN_OK;
}

static void free_arc(fen_field_arc *arc) {
  fen_free(arc->azimuth_deg);
  fen_free(arc->sample_mgpm3);
  *arc = (fen_field_arc){0};
}

/* The arcs of one run from its sorted samples. */
static fen_status make_arcs(const fen_csv *table, const sample *samples, ptrdiff_t count, fen_field_run *run, fen_error *err) {
  fen_status status = FEN_NEW(&run->arcs, count, err);
  for (ptrdiff_t n = 0, next; !status && n < count; n = next) {
    for (next = n + 1; next < count && samples[next].arc_m == samples[n].arc_m; next++) {
      if (samples[next].azimuth_deg == samples[next - 1].azimuth_deg)
        return fen_csv_fail(table, samples[next].row, 0, FEN_ERR_RANGE, "0 and 360 are the same azimuth; give every place one sample", err,
                            "run %d: the sample at %g m, %g degrees is given twice", run->run, samples[n].arc_m, samples[next].azimuth_deg);
    }
    fen_field_arc *arc = &run->arcs[run->arc_count];
    status = make_arc(samples + n, next - n, arc, err);
    if (!status && arc->count >= LEAST_SAMPLES && arc->maximum_mgpm3 > 0.0) {
      run->arc_count++;
    } else {
      run->arcs_left_out++;
      free_arc(arc);
    }
  }
  return status;
}

static fen_status read_arcs(const char *path, fen_field_runs *runs, fen_error *err) {
  fen_csv *table = NULL;
  sample *samples = NULL;
  fen_status status = fen_csv_open(path, NULL, &table, err);
  if (status)
    return status;
  const ptrdiff_t rows = fen_csv_rows(table);
  status = FEN_NEW(&samples, rows, err);
  if (!status)
    status = read_samples(table, runs, samples, err);
  if (!status && rows > 0)
    qsort(samples, (size_t)rows, sizeof *samples, order);
  for (ptrdiff_t r = 0; !status && r < runs->count; r++) {
    fen_field_run *run = &runs->runs[r];
    ptrdiff_t begin = 0;
    while (begin < rows && samples[begin].run != run->run)
      begin++;
    ptrdiff_t end = begin;
    while (end < rows && samples[end].run == run->run)
      end++;
    status = make_arcs(table, samples + begin, end - begin, run, err);
    if (!status && run->arc_count == 0)
      status = fen_fail(err, FEN_ERR_RANGE,
                        "%s: error: run %d has no arc with %d valid samples\n  = add its samples, or delete the run from the table of runs",
                        path, run->run, (int)LEAST_SAMPLES);
  }
  fen_free(samples);
  fen_csv_close(&table);
  return status;
}

fen_status fen_field_runs_read(const char *runs_path, const char *samples_path, fen_field_runs *out, fen_error *err) {
  fen_field_runs runs = {0};
  fen_status status = read_releases(runs_path, &runs, err);
  if (!status)
    status = read_arcs(samples_path, &runs, err);
  if (status)
    fen_field_runs_free(&runs);
  else
    *out = runs;
  return status;
}

void fen_field_runs_free(fen_field_runs *runs) {
  for (ptrdiff_t r = 0; r < runs->count; r++) {
    for (ptrdiff_t a = 0; a < runs->runs[r].arc_count; a++)
      free_arc(&runs->runs[r].arcs[a]);
    fen_free(runs->runs[r].arcs);
  }
  fen_free(runs->runs);
  *runs = (fen_field_runs){0};
}

const fen_field_run *fen_field_runs_find(const fen_field_runs *runs, int run) {
  for (ptrdiff_t r = 0; r < runs->count; r++)
    if (runs->runs[r].run == run)
      return &runs->runs[r];
  return NULL;
}
