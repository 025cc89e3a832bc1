/* Files made of others: variables kept, left out, or summed; folders that take the place of others. */
#include <netcdf.h>
#include <sys/stat.h>

#include "fenhe/folder.h"
#include "fenhe/netcdf_combine.h"
#include "fenhe/netcdf_write.h"
#include "support.h"

enum { NX = 3, NT = 2 };

static const double first[NT * NX] = {1.0, -0.0, 1e-30, 0.1, 7.25, -3.0};
static const double second[NT * NX] = {10.0, 20.0, 30.0, 40.0, 50.0, 60.0};

static void good(fen_status status, const fen_error *err) {
  if (status)
    fail_msg("%s", err->text);
}

static void write_source(const char *path) {
  fen_nc_writer *w = NULL;
  fen_error err;
  const ptrdiff_t start[2] = {0, 0};
  const ptrdiff_t count[2] = {NT, NX};
  const double missing = NAN;
  double gaps[NT * NX];
  good(fen_nc_create(path, &w, &err), &err);
  good(fen_nc_define_dimension(w, "time", NT, &err), &err);
  good(fen_nc_define_dimension(w, "x", NX, &err), &err);
  good(fen_nc_define_variable(w, "label", FEN_NC_CHAR, "x", NULL, &err), &err);
  static const char *const names[] = {"a", "b", "gaps", "other"};
  for (int n = 0; n < 4; n++)
    good(fen_nc_define_variable(w, names[n], n == 3 ? FEN_NC_DOUBLE : FEN_NC_FLOAT, "time x", (ptrdiff_t[2]){1, NX}, &err), &err);
  good(fen_nc_put_text(w, "a", "units", "ug m-3", &err), &err);
  good(fen_nc_put_numbers(w, "gaps", "_FillValue", &missing, 1, &err), &err);
  good(fen_nc_put_text(w, NULL, "title", "source", &err), &err);
  good(fen_nc_put_text(w, NULL, "history", "made", &err), &err);
  for (int n = 0; n < NT * NX; n++)
    gaps[n] = n % 2 ? NAN : first[n];
  good(fen_nc_write(w, "a", 2, start, count, first, &err), &err);
  good(fen_nc_write(w, "b", 2, start, count, second, &err), &err);
  good(fen_nc_write(w, "gaps", 2, start, count, gaps, &err), &err);
  good(fen_nc_write(w, "other", 2, start, count, first, &err), &err);
  good(fen_nc_write_text(w, "label", 0, "abc", &err), &err);
  good(fen_nc_commit(&w, &err), &err);
}

/* a becomes `parts`, b is left out, the rest stays. */
static fen_nc_fate choose(void *context, const fen_nc_reader *source, const char *variable) {
  assert_true(fen_nc_has(source, variable));
  if (strcmp(variable, "b") == 0)
    return (fen_nc_fate){FEN_NC_DROP, NULL};
  return strcmp(variable, "a") == 0 ? *(const fen_nc_fate *)context : (fen_nc_fate){FEN_NC_KEEP, NULL};
}

static fen_nc_reader *combine(const char *folder, const fen_nc_part *parts, ptrdiff_t count) {
  char source[SUPPORT_PATH], target[SUPPORT_PATH];
  fen_nc_reader *reader = NULL;
  fen_error err;
  fen_nc_fate fate = {count, parts};
  const char *const globals[] = {"history", "combined", NULL};
  support_join(folder, "source.nc", source);
  support_join(folder, "target.nc", target);
  write_source(source);
  const fen_nc_combination how = {.choose = choose, .context = &fate, .globals = globals};
  good(fen_nc_combine(source, target, &how, &err), &err);
  good(fen_nc_open(target, &reader, &err), &err);
  return reader;
}

static void read_variable(const fen_nc_reader *reader, const char *name, double out[NT * NX]) {
  fen_error err;
  good(fen_nc_read_missing(reader, name, 2, (ptrdiff_t[2]){0, 0}, (ptrdiff_t[2]){NT, NX}, out, &err), &err);
}

/* The floats of variable a as they are in a file. */
static void read_floats(const char *folder, const char *name, float out[NT * NX]) {
  char path[SUPPORT_PATH];
  int file, id;
  support_join(folder, name, path);
  assert_int_equal(nc_open(path, NC_NOWRITE, &file), NC_NOERR);
  assert_int_equal(nc_inq_varid(file, "a", &id), NC_NOERR);
  assert_int_equal(nc_get_var_float(file, id, out), NC_NOERR);
  assert_int_equal(nc_close(file), NC_NOERR);
}

static void one_part_of_weight_one_keeps_its_bytes(void **state) {
  const fen_nc_part part = {"a", 1.0};
  fen_nc_reader *reader = combine(*state, &part, 1);
  double values[NT * NX];
  float before[NT * NX], after[NT * NX];
  read_floats(*state, "source.nc", before);
  read_floats(*state, "target.nc", after);
  assert_true(signbit(before[1]));
  assert_memory_equal(before, after, sizeof before);
  read_variable(reader, "other", values);
  for (int n = 0; n < NT * NX; n++)
    assert_true(values[n] == first[n]);
  fen_nc_close(&reader);
}

static void sum_is_weighted_and_formed_in_double(void **state) {
  const fen_nc_part parts[] = {{"other", 1.0}, {"b", -0.25}};
  fen_nc_reader *reader = combine(*state, parts, 2);
  double values[NT * NX];
  read_variable(reader, "a", values);
  for (int n = 0; n < NT * NX; n++)
    assert_true(values[n] == (double)(float)(first[n] - 0.25 * second[n]));
  fen_nc_close(&reader);
}

static void attributes_texts_and_missing_values_stay(void **state) {
  const fen_nc_part parts[] = {{"gaps", 1.0}, {"b", 1.0}};
  fen_nc_reader *reader = combine(*state, parts, 2);
  char text[64];
  double values[NT * NX];
  fen_error err;
  assert_false(fen_nc_has(reader, "b"));
  good(fen_nc_attribute_text(reader, "a", "units", text, sizeof text, &err), &err);
  assert_string_equal(text, "ug m-3");
  good(fen_nc_attribute_text(reader, NULL, "title", text, sizeof text, &err), &err);
  assert_string_equal(text, "source");
  good(fen_nc_attribute_text(reader, NULL, "history", text, sizeof text, &err), &err);
  assert_string_equal(text, "combined");
  good(fen_nc_read_text(reader, "label", 0, text, sizeof text, &err), &err);
  assert_string_equal(text, "abc");
  read_variable(reader, "gaps", values);
  for (int n = 0; n < NT * NX; n++)
    assert_int_equal(isnan(values[n]) != 0, n % 2);
  read_variable(reader, "a", values);
  for (int n = 0; n < NT * NX; n++)
    assert_true(n % 2 ? isnan(values[n]) || values[n] > 9e36 : values[n] == (double)(float)((double)(float)first[n] + second[n]));
  fen_nc_close(&reader);
}

static void fault_leaves_no_file(void **state) {
  char source[SUPPORT_PATH], target[SUPPORT_PATH];
  const fen_nc_part part = {"absent", 1.0};
  fen_nc_fate fate = {1, &part};
  fen_error err;
  support_join(*state, "source.nc", source);
  support_join(*state, "none.nc", target);
  write_source(source);
  const fen_nc_combination how = {.choose = choose, .context = &fate};
  assert_int_equal(fen_nc_combine(source, target, &how, &err), FEN_ERR_VARIABLE);
  assert_mentions(err.text, "absent");
  assert_false(fen_path_exists(target));
  support_join(*state, "nothing.nc", source);
  assert_int_equal(fen_nc_combine(source, target, &how, &err), FEN_ERR_FILE_MISSING);
}

static void rows_that_stay_come_in_the_order_asked_for(void **state) {
  char source[SUPPORT_PATH], target[SUPPORT_PATH], text[8];
  fen_nc_reader *reader = NULL;
  fen_error err;
  fen_nc_fate keep = {FEN_NC_KEEP, NULL};
  const ptrdiff_t rows[] = {1};
  double values[NX];
  const fen_nc_combination how = {.choose = choose, .context = &keep, .dimension = "time", .row_count = 1, .rows = rows};
  support_join(*state, "source.nc", source);
  support_join(*state, "rows.nc", target);
  write_source(source);
  good(fen_nc_combine(source, target, &how, &err), &err);
  good(fen_nc_open(target, &reader, &err), &err);
  good(fen_nc_read(reader, "other", 2, (ptrdiff_t[2]){0, 0}, (ptrdiff_t[2]){1, NX}, values, &err), &err);
  assert_memory_equal(values, first + NX, sizeof values);
  good(fen_nc_read_text(reader, "label", 0, text, sizeof text, &err), &err);
  assert_string_equal(text, "abc");
  fen_nc_close(&reader);
}

static void folder_takes_the_place_of_another(void **state) {
  char old[SUPPORT_PATH], new[SUPPORT_PATH], path[SUPPORT_PATH];
  fen_error err;
  support_join(*state, "old", old);
  support_join(*state, "new", new);
  assert_int_equal(mkdir(old, 0777), 0);
  assert_int_equal(mkdir(new, 0777), 0);
  support_write_text(old, "stale", "x", path);
  support_write_text(new, "fresh", "y", path);
  good(fen_folder_replace(new, old, &err), &err);
  assert_false(fen_path_exists(new));
  support_join(old, "stale", path);
  assert_false(fen_path_exists(path));
  support_join(old, "fresh", path);
  assert_true(fen_path_exists(path));
  assert_int_equal(fen_folder_replace(new, old, &err), FEN_ERR_WRITE);
}

int main(void) {
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(one_part_of_weight_one_keeps_its_bytes),     cmocka_unit_test(sum_is_weighted_and_formed_in_double),
      cmocka_unit_test(attributes_texts_and_missing_values_stay),   cmocka_unit_test(fault_leaves_no_file),
      cmocka_unit_test(rows_that_stay_come_in_the_order_asked_for), cmocka_unit_test(folder_takes_the_place_of_another),
  };
  return cmocka_run_group_tests(tests, support_folder_setup, support_folder_teardown);
}
