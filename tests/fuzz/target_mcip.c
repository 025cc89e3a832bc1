/* MCIP files whose header, shapes and values the fuzzer changes: opened, and every instant read. GRIDDESC. */
#include "../mcip_fixture.h"
#include "fenhe/griddesc.h"
#include "fenhe/mcip.h"
#include "model.h"
#include "weather.h"

typedef struct {
  int count;
  char path[MCIP_FILES][FUZZ_PATH];
  const fuzz_model *model[MCIP_FILES];
} pattern;

static const pattern *pattern_of(void) {
  static pattern made;
  if (made.count == 0) {
    const mcip_fixture f = {.start_s = 1578614400.0};
    const mcip_files files = mcip_write(fuzz_folder(), "sound", &f);
    for (; made.count < files.count; made.count++) {
      char name[32];
      (void)snprintf(name, sizeof name, "mcip-%d.nc", made.count);
      made.model[made.count] = fuzz_model_load(files.path[made.count]);
      fuzz_model_write(made.model[made.count], name, made.path[made.count]);
    }
  }
  return &made;
}

static bool read_all(const fen_mcip_params *params) {
  fen_weather_source *source = NULL;
  fen_error err = {0};
  fen_status status = fen_mcip_open(params, NULL, &source, &err);
  return fuzz_read_weather(status, source, &err);
}

/* Without and with the sound files before it, which the changed one is held against by a glance: all that is wrong is told. */
static void check(const char *const *files, int count) {
  fen_diagnostics faults = {0};
  fen_weather_source *source = NULL;
  fen_error err = {0};
  const fen_mcip_params params = {.files = files, .file_count = count, .start_s = NAN, .end_s = NAN, .faults = &faults};
  const fen_status status = fen_mcip_open(&params, NULL, &source, &err);
  fuzz_check_complaint(status, &err);
  fuzz_require(!status || faults.count > 0 || status == FEN_ERR_MEMORY);
  fen_weather_source_destroy(&source);
  fuzz_check_faults(&faults);
}

/* The first byte chooses which of the files is changed. */
bool fuzz_mcip(const uint8_t *data, size_t size) {
  const pattern *p = pattern_of();
  const char *files[MCIP_FILES + 1];
  char changed[FUZZ_PATH];
  int which = size > 0 ? data[0] % p->count : 0;
  if (!fuzz_model_vary(p->model[which], data + (size > 0), size - (size > 0), "mcip.nc", changed))
    return false;
  for (int n = 0; n < p->count; n++)
    files[n] = p->path[n];
  files[p->count] = changed;
  check(files, p->count + 1);
  files[which] = changed;
  check(files, p->count);
  return read_all(&(fen_mcip_params){.files = files, .file_count = p->count, .start_s = NAN, .end_s = NAN});
}

bool fuzz_griddesc(const uint8_t *data, size_t size) {
  char path[FUZZ_PATH];
  fen_griddesc found = {0};
  fen_error err = {0};
  fuzz_write("GRIDDESC", data, size, path);
  fen_status status = fen_griddesc_read(path, &found, &err);
  fuzz_check_complaint(status, &err);
  for (ptrdiff_t n = 0; n < found.count; n++)
    fuzz_require(strlen(found.grid[n].name) < FEN_GRIDDESC_NAME && strlen(found.grid[n].coordinates) < FEN_GRIDDESC_NAME);
  fen_griddesc_clear(&found);
  return status == FEN_OK;
}
