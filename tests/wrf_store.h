/* A folder of WRF files made by a test, and the reading of all that they hold. */
#ifndef FENHE_TESTS_WRF_STORE_H
#define FENHE_TESTS_WRF_STORE_H

#include "fenhe/wrf.h"
#include "wrf_fixture.h"

static const double START_S = 1577836800.0; /* 2020-01-01T00:00Z */

typedef struct {
  char folder[SUPPORT_PATH];
  char *path[3];
  const char *files[3];
  int count;
} store;

typedef struct {
  char text[4096];
} told;

static inline void listen(void *context, fen_log_level level, const char *line) {
  told *t = (told *)context;
  (void)level;
  (void)snprintf(t->text + strlen(t->text), sizeof t->text - strlen(t->text), "%s\n", line);
}

static inline void open_store(store *s) {
  const char *base = getenv("TMPDIR");
  memset(s, 0, sizeof *s);
  (void)snprintf(s->folder, sizeof s->folder, "%s/fenhe_wrf_XXXXXX", base ? base : "/tmp");
  assert_non_null(mkdtemp(s->folder));
}

static inline void add(store *s, wrf_fixture f) {
  if (!(f.start_s > 0.0))
    f.start_s = START_S;
  const size_t size = strlen(s->folder) + 16;
  s->path[s->count] = malloc(size);
  assert_non_null(s->path[s->count]);
  (void)snprintf(s->path[s->count], size, "%s/wrf_%d.nc", s->folder, s->count);
  wrf_write(s->path[s->count], &f);
  s->files[s->count] = s->path[s->count];
  s->count++;
}

static inline void close_store(store *s) {
  for (int n = 0; n < s->count; n++) {
    (void)unlink(s->path[n]);
    free(s->path[n]);
  }
  (void)rmdir(s->folder);
}

static inline fen_wrf_params params_of(const store *s) {
  return (fen_wrf_params){.files = s->files, .file_count = s->count, .start_s = NAN, .end_s = NAN, .moving_common_cells = true};
}

/* Open, then read every instant; the first fault ends it. */
static inline fen_status read_all(const fen_wrf_params *params, told *words, double *rain_mm, fen_error *err) {
  fen_weather_source *source = NULL;
  const fen_log log = {words ? listen : NULL, words};
  fen_status status = fen_wrf_open(params, &log, &source, err);
  if (status)
    return status;
  fen_weather w;
  assert_int_equal(fen_weather_allocate(source->grid->params.nx, source->grid->params.ny, source->nz, &w, err), FEN_OK);
  for (ptrdiff_t n = 0; !status && n < source->time_count; n++) {
    status = source->read(source, n, &w, err);
    if (!status && rain_mm)
      rain_mm[n] = w.rain_mm[7];
  }
  fen_weather_clear(&w);
  fen_weather_source_destroy(&source);
  return status;
}

static inline void expect(wrf_fixture f, fen_status wanted, const char *first, const char *second) {
  store s;
  open_store(&s);
  add(&s, f);
  const fen_wrf_params params = params_of(&s);
  fen_error err = {0};
  const fen_status status = read_all(&params, NULL, NULL, &err);
  close_store(&s);
  if (status != wanted || (first && !strstr(err.text, first)) || (second && !strstr(err.text, second)))
    fail_msg("status %s, wanted %s naming '%s' and '%s'; text: %s", fen_status_name(status), fen_status_name(wanted), first ? first : "",
             second ? second : "", err.text);
}

#endif
