/* Readers against files with bytes changed, cut out or doubled at random: whatever they say, they must come back. */
#include <netcdf.h>
#include <sys/wait.h>

#include "fenhe/csv.h"
#include "fenhe/geojson.h"
#include "fenhe/memory.h"
#include "fenhe/netcdf_read.h"
#include "fenhe/yaml.h"
#include "support.h"

enum { ROUNDS = 400, FORKED_ROUNDS = 150 };

/* Numerical Recipes' linear congruential generator: the same mutations on every machine. */
static unsigned draw(unsigned *seed, unsigned below) {
  *seed = *seed * 1664525u + 1013904223u;
  return (*seed >> 8) % below;
}

/* One to four changes; @return the new size, at most size + 16. bytes has room for it. */
static size_t mutate(unsigned *seed, unsigned char *bytes, size_t size) {
  static const char spice[] = "\0\xff\t\n\"'[]{}:,#&*!|>%@-0";
  for (unsigned n = 1 + draw(seed, 4); n > 0 && size > 4; n--) {
    size_t at = draw(seed, (unsigned)size);
    switch (draw(seed, 4)) {
    case 0:
      bytes[at] ^= (unsigned char)(1u << draw(seed, 8));
      break;
    case 1:
      bytes[at] = (unsigned char)spice[draw(seed, sizeof spice - 1)];
      break;
    case 2:
      size = draw(seed, 8) ? size - 1 : at;
      memmove(bytes + at, bytes + at + 1, size > at ? size - at : 0);
      break;
    default:
      memmove(bytes + at + 1, bytes + at, size - at);
      size++;
      break;
    }
  }
  return size;
}

static void visit(const fen_yaml_node *node) {
  int line;
  int column;
  double value;
  fen_error err;
  fen_yaml_place(node, &line, &column);
  assert_true(line >= 1 && column >= 1);
  (void)fen_yaml_quantity(node, "m", 0.0, 1.0, &value, &err);
  (void)fen_yaml_time(node, 0.0, &value, &err);
  (void)fen_yaml_fail(node, FEN_ERR_TYPE, NULL, &err, "no");
  for (ptrdiff_t i = 0; i < fen_yaml_count(node); i++)
    visit(fen_yaml_at(node, i));
}

static void read_yaml(const char *path) {
  fen_yaml *document = NULL;
  fen_error err = {0};
  if (fen_yaml_open(path, NULL, &document, &err)) {
    assert_true(strlen(err.text) > 0);
    return;
  }
  visit(fen_yaml_root(document));
  fen_yaml_close(&document);
}

static void read_csv(const char *path) {
  fen_csv *table = NULL;
  fen_error err = {0};
  if (fen_csv_open(path, NULL, &table, &err))
    return;
  for (ptrdiff_t row = 0; row < fen_csv_rows(table); row++)
    for (ptrdiff_t column = 0; column < fen_csv_columns(table); column++) {
      double value;
      assert_non_null(fen_csv_text(table, row, column));
      (void)fen_csv_number(table, row, column, 0.0, 1.0, &value, &err);
    }
  fen_csv_close(&table);
}

static void read_geojson(const char *path) {
  fen_regions regions = {0};
  fen_error err = {0};
  if (!fen_geojson_read_regions(path, NULL, &regions, &err))
    for (ptrdiff_t i = 0; i < regions.count; i++)
      (void)fen_region_contains(&regions.items[i], 112.5, 37.5);
  fen_regions_clear(&regions);
}

static void read_netcdf(const char *path) {
  fen_nc_reader *reader = NULL;
  fen_error err = {0};
  ptrdiff_t count = 0;
  double *times_s = NULL;
  if (fen_nc_open(path, &reader, &err))
    return;
  if (!fen_nc_times(reader, &count, &times_s, &err))
    fen_free(times_s);
  for (ptrdiff_t i = 0; i < fen_nc_variable_count(reader); i++) {
    char name[FEN_NC_NAME];
    char text[64];
    fen_nc_shape shape;
    const ptrdiff_t start[FEN_NC_MAX_RANK] = {0};
    double *values = NULL;
    ptrdiff_t total = 1;
    if (fen_nc_variable_name(reader, i, name, &err) || fen_nc_variable_shape(reader, name, &shape, &err))
      continue;
    for (int k = 0; k < shape.rank; k++)
      if (fen_product(total, shape.shape[k], 1, &total, &err))
        total = PTRDIFF_MAX;
    (void)fen_nc_read_text(reader, name, 0, text, sizeof text, &err);
    (void)fen_nc_attribute_text(reader, name, "units", text, sizeof text, &err);
    if (total > 1000000 || FEN_NEW(&values, total + 1, &err))
      continue;
    (void)fen_nc_read_missing(reader, name, shape.rank, start, shape.shape, values, &err);
    fen_free(values);
  }
  fen_nc_close(&reader);
}

static void try_mutations(const char *folder, const unsigned char *bytes, size_t size, void (*read)(const char *path)) {
  char path[SUPPORT_PATH];
  unsigned seed = 20260301;
  unsigned char *copy = malloc(size + 16);
  assert_non_null(copy);
  support_join(folder, "mutant", path);
  for (int round = 0; round < ROUNDS; round++) {
    memcpy(copy, bytes, size);
    support_write(path, copy, mutate(&seed, copy, size));
    read(path);
  }
  free(copy);
}

static void mutants_of_yaml_are_survived(void **state) {
  static const char text[] =
      "# 汾河谷地\nperiod: {start: 2020-01-10T00:00+08:00, hours: 24}\ngrid:\n  spacing: 3 km\n  name: \"太原盆地\"\n"
      "species: &all [pm25, 'so2', nox]\ntags: *all\nmeasures:\n  - sector: coking\n    reduce: 30 %\n    note: |\n"
      "      two\n      lines\n  - {sector: steel, where: !!str basin}\n";
  try_mutations(*state, (const unsigned char *)text, sizeof text - 1, read_yaml);
}

static void mutants_of_csv_are_survived(void **state) {
  static const char text[] =
      "\xef\xbb\xbf# 源\r\nname,lat,lon,rate [t/yr],note\r\n太原,37.87,112.55,1.5e3,\"two\nlines, \"\"quoted\"\"\"\r\n"
      "晋中,37.69,112.75,0,\r\n# end\r\n清徐,37.61,112.36,-1,x\r\n";
  try_mutations(*state, (const unsigned char *)text, sizeof text - 1, read_csv);
}

static void mutants_of_geojson_are_survived(void **state) {
  static const char text[] =
      "{\"type\": \"FeatureCollection\", \"features\": [\n{\"type\": \"Feature\", \"properties\": {\"name\": \"basin\", "
      "\"name_zh\": \"盆地\"}, \"geometry\": {\"type\": \"MultiPolygon\", \"coordinates\": [[[[112, 37], [113, 37], "
      "[113, 38], [112, 37]]], [[[110, 36], [111, 36], [111, 37]]]]}}]}\n";
  try_mutations(*state, (const unsigned char *)text, sizeof text - 1, read_geojson);
}

#define NC(call) assert_int_equal((call), NC_NOERR)

static unsigned char *make_netcdf(const char *folder, int mode, size_t *size) {
  char path[SUPPORT_PATH];
  int file;
  int dimensions[2];
  int time;
  int id;
  const double hours[3] = {0, 1, 2};
  const float values[12] = {1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12};
  const size_t start[2] = {0, 0};
  const size_t count[2] = {3, 4};
  support_join(folder, "original.nc", path);
  NC(nc_create(path, NC_CLOBBER | mode, &file));
  NC(nc_def_dim(file, "time", NC_UNLIMITED, &dimensions[0]));
  NC(nc_def_dim(file, "x", 4, &dimensions[1]));
  NC(nc_def_var(file, "time", NC_DOUBLE, 1, dimensions, &time));
  NC(nc_put_att_text(file, time, "units", 22, "hours since 2020-01-10"));
  NC(nc_def_var(file, "pm25", NC_FLOAT, 2, dimensions, &id));
  NC(nc_put_att_text(file, id, "units", 6, "ug m-3"));
  NC(nc_def_var(file, "names", NC_CHAR, 1, &dimensions[1], NULL));
  NC(nc_enddef(file));
  NC(nc_put_vara_double(file, time, start, count, hours));
  NC(nc_put_vara_float(file, id, start, count, values));
  NC(nc_close(file));
  return support_read(path, size);
}

static void mutants_of_classic_netcdf_are_survived(void **state) {
  static const int modes[] = {0, NC_64BIT_OFFSET, NC_64BIT_DATA};
  for (int i = 0; i < 3; i++) {
    size_t size = 0;
    unsigned char *bytes = make_netcdf(*state, modes[i], &size);
    try_mutations(*state, bytes, size, read_netcdf);
    free(bytes);
  }
}

/* Within a child process, so that a crash inside netcdf-c or HDF5 is told with its round. */
static void mutants_of_netcdf_4_are_survived(void **state) {
  char path[SUPPORT_PATH];
  size_t size = 0;
  unsigned seed = 20260301;
  unsigned char *bytes = make_netcdf(*state, NC_NETCDF4, &size);
  unsigned char *copy = malloc(size + 16);
  assert_non_null(copy);
  support_join(*state, "mutant.nc", path);
  for (int round = 0; round < FORKED_ROUNDS; round++) {
    memcpy(copy, bytes, size);
    support_write(path, copy, mutate(&seed, copy, size));
    pid_t child = fork();
    assert_true(child >= 0);
    if (child == 0) {
      (void)alarm(60);
      read_netcdf(path);
      _exit(0);
    }
    int status = 0;
    assert_int_equal(waitpid(child, &status, 0), child);
    if (!WIFEXITED(status) || WEXITSTATUS(status))
      fail_msg("round %d: signal %d, exit %d", round, WIFSIGNALED(status) ? WTERMSIG(status) : 0, WEXITSTATUS(status));
  }
  free(copy);
  free(bytes);
}

int main(void) {
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(mutants_of_yaml_are_survived),     cmocka_unit_test(mutants_of_csv_are_survived),
      cmocka_unit_test(mutants_of_geojson_are_survived),  cmocka_unit_test(mutants_of_classic_netcdf_are_survived),
      cmocka_unit_test(mutants_of_netcdf_4_are_survived),
  };
  return cmocka_run_group_tests(tests, support_folder_setup, support_folder_teardown);
}
