/* Tables of monitors and lists of stations beside a run. */
#include "../evaluate_support.h"
#include "fenhe/memory.h"
#include "model.h"

static evaluated *made;

static void end(void) {
  void *state = made;
  (void)evaluated_clean(&state);
}

static bool evaluate(const char *table, const char *list) {
  fen_evaluation *e = NULL;
  fen_error err = {0};
  fen_status status = evaluated_try(made, table, &(fen_evaluate_options){.stations = list}, &e, &err);
  fuzz_check_complaint(status, &err);
  fuzz_require((status == FEN_OK) == (e != NULL));
  if (status)
    return false;
  for (ptrdiff_t n = 0; n < e->hour_count; n++)
    fuzz_require(e->hours[n].flag != FEN_OBSERVED_PAIRED || (isfinite(e->hours[n].observed) && isfinite(e->hours[n].modelled)));
  char *text = NULL;
  fuzz_check_complaint(fen_evaluation_table(e, &text, &err), &err);
  fen_free(text);
  text = NULL;
  fuzz_check_complaint(fen_evaluation_json(e, &text, &err), &err);
  fen_free(text);
  fen_evaluation_destroy(&e);
  return true;
}

static void prepare(void) {
  void *state = NULL;
  if (made)
    return;
  fuzz_require(evaluated_make(&state) == 0);
  made = state;
  char path[SUPPORT_PATH], written[FUZZ_PATH];
  support_join(made->folder, "run/surface.nc", path);
  fuzz_model_write(fuzz_model_load(path), "surface.nc", written);
  size_t size;
  unsigned char *bytes = support_read(written, &size);
  support_write(path, bytes, size);
  free(bytes);
  apps_write(made->folder, "list.csv",
             "id,name,city,latitude,longitude,alias\n1001A,桃园,太原,37.0,112.0,\n1002A,巨轮(启用181031),太原,37.0,112.1,机车厂\n");
  (void)atexit(end);
}

bool fuzz_monitors(const uint8_t *data, size_t size) {
  prepare();
  char *text = fuzz_text(data, size);
  bool read = evaluate(text, "list.csv");
  free(text);
  return read;
}

bool fuzz_stations(const uint8_t *data, size_t size) {
  char path[SUPPORT_PATH];
  prepare();
  support_join(made->folder, "fuzzed.csv", path);
  support_write(path, data, size);
  return evaluate("time,station,pm25\n2020-01-10 01:00,桃园,1\n2020-01-10 01:00,1002A,2\n2020-01-10 02:00,机车厂,3\n", "fuzzed.csv");
}
