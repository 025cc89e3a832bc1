#include <pthread.h>

#include "fenhe/units.h"
#include "support.h"

typedef struct {
  const char *from, *to;
  double molar_mass_gpmol;
  double scale, offset;
} conversion;

static void check(const conversion *list, size_t count) {
  for (size_t i = 0; i < count; i++) {
    fen_conversion got = {NAN, NAN};
    fen_error err = {0};
    if (fen_units_conversion(list[i].from, list[i].to, list[i].molar_mass_gpmol, 0, &got, &err))
      fail_msg("'%s' to '%s': %s", list[i].from, list[i].to, err.text);
    if (!(fabs(got.scale / list[i].scale - 1.0) < 1e-14) || !(fabs(got.offset - list[i].offset) < 1e-12))
      fail_msg("'%s' to '%s': %.17g x + %.17g", list[i].from, list[i].to, got.scale, got.offset);
  }
}

#define CHECK(list) check(list, sizeof(list) / sizeof *(list))

static const double year_s = 365.0 * 86400.0;

static void mass_is_metric(void **state) {
  (void)state;
  const conversion list[] = {{"t", "kg", 0, 1e3, 0},
                             {"kt", "kg", 0, 1e6, 0},
                             {"Mt", "kg", 0, 1e9, 0},
                             {"Gg", "t", 0, 1e3, 0},
                             {"t/yr", "kg s-1", 0, 1e3 / year_s, 0},
                             {"kt a-1", "t/yr", 0, 1e3, 0},
                             {"Tg", "Mt", 0, 1, 0},
                             {"吨", "kg", 0, 1e3, 0},
                             {"万吨", "t", 0, 1e4, 0},
                             {"千克", "kg", 0, 1, 0},
                             {"公斤", "g", 0, 1e3, 0},
                             {"克", "g", 0, 1, 0},
                             {"万吨/年", "kg/s", 0, 1e7 / year_s, 0},
                             {"吨/(年·平方公里)", "t km-2 yr-1", 0, 1, 0},
                             {"10^4 t", "kg", 0, 1e7, 0},
                             {"1e4 t/yr", "万吨/年", 0, 1, 0}};
  CHECK(list);
}

static void fluxes_and_concentrations_are_read(void **state) {
  (void)state;
  const conversion list[] = {{"kg m-2 s-1", "g/m2/s", 0, 1e3, 0},
                             {"kg/(m2 s)", "kg m^-2 s^-1", 0, 1, 0},
                             {"ug m-3", "kg m-3", 0, 1e-9, 0},
                             {"ug/m3", "ug m-3", 0, 1, 0},
                             {"µg/m³", "ug m-3", 0, 1, 0},
                             {"μg m⁻³", "ug m-3", 0, 1, 0},
                             {"mg/m3", "ug m-3", 0, 1e3, 0},
                             {"微克/立方米", "ug m-3", 0, 1, 0},
                             {"kg/h", "kg s-1", 0, 1.0 / 3600, 0},
                             {"g.m-2.d-1", "g m-2 d-1", 0, 1, 0},
                             {"ng m-3", "ug m-3", 0, 1e-3, 0},
                             {"%", "1", 0, 0.01, 0},
                             {"1", "1", 0, 1, 0},
                             {"ppmV", "1", 0, 1e-6, 0},
                             {"ppbv", "1e-9", 0, 1, 0}};
  CHECK(list);
}

static void temperature_has_an_offset(void **state) {
  (void)state;
  const conversion list[] = {
      {"degC", "K", 0, 1, 273.15}, {"K", "degC", 0, 1, -273.15}, {"℃", "K", 0, 1, 273.15}, {"摄氏度", "K", 0, 1, 273.15}};
  CHECK(list);
}

static void spellings_of_io_api_are_read(void **state) {
  (void)state;
  const conversion list[] = {
      {"mols/s          ", "mol s-1", 0, 1, 0}, {"moles/s         ", "mol/s", 0, 1, 0},  {"g/s             ", "kg/s", 0, 1e-3, 0},
      {"gms/s           ", "g/s", 0, 1, 0},     {"KG/M**3         ", "kg m-3", 0, 1, 0}, {"KG/M**2         ", "kg m-2", 0, 1, 0},
      {"M/S             ", "m s-1", 0, 1, 0},   {"(M/M)**2        ", "1", 0, 1, 0},      {"CM              ", "m", 0, 0.01, 0},
      {"WATTS/M**2      ", "W m-2", 0, 1, 0},   {"1/M             ", "m-1", 0, 1, 0},    {"KG/(M*S)        ", "kg m-1 s-1", 0, 1, 0},
      {"G/M**3          ", "g m-3", 0, 1, 0},   {"PERCENT         ", "1", 0, 0.01, 0},   {"FRACTION        ", "1", 0, 1, 0},
      {"DEGREES         ", "degree", 0, 1, 0},  {"Pascal          ", "Pa", 0, 1, 0},     {"K               ", "K", 0, 1, 0},
      {"M**3/M**3       ", "1", 0, 1, 0},       {"AREA/AREA       ", "1", 0, 1, 0},      {"ppmV            ", "1", 0, 1e-6, 0}};
  CHECK(list);
}

static void moles_and_mass_are_joined_only_by_a_molar_mass(void **state) {
  (void)state;
  const conversion list[] = {
      {"mols/s", "kg/s", 16.04, 16.04e-3, 0}, {"kg/s", "mol/s", 16.04, 1.0 / 16.04e-3, 0}, {"kg", "t", 16.04, 1e-3, 0}};
  CHECK(list);
  fen_conversion got = {7.0, 7.0};
  fen_error err = {0};
  assert_int_equal(fen_units_conversion("mols/s", "kg/s", 0.0, 0, &got, &err), FEN_ERR_UNIT_INCOMPATIBLE);
  assert_mentions(err.text, "'mols/s' cannot become 'kg/s' without a molar mass");
  assert_int_equal(fen_units_conversion("m/s", "kg/s", 16.04, 0, &got, &err), FEN_ERR_UNIT_INCOMPATIBLE);
  assert_mentions(err.text, "even with the molar mass 16.04 g/mol");
  assert_near(got.scale, 7.0, 0.0);
}

static void a_leap_year_is_longer_where_it_is_asked_for(void **state) {
  (void)state;
  const char *years[] = {"t/yr", "t a-1", "t/year", "吨/年"};
  for (size_t i = 0; i < 4; i++) {
    fen_conversion got;
    assert_int_equal(fen_units_conversion(years[i], "t/d", 0.0, 366, &got, NULL), FEN_OK);
    assert_near(got.scale, 1.0 / 366.0, 1e-17);
    assert_int_equal(fen_units_conversion(years[i], "t/d", 0.0, 365, &got, NULL), FEN_OK);
    assert_near(got.scale, 1.0 / 365.0, 1e-17);
  }
}

static void a_unit_that_is_not_stated_is_missing(void **state) {
  (void)state;
  const char *absent[] = {"", "    ", "UNKNOWN", "unknown         ", "-", "none", "None", "n/a", "?"};
  for (size_t i = 0; i < sizeof absent / sizeof *absent; i++) {
    fen_conversion got = {7.0, 7.0};
    fen_error err = {0};
    assert_int_equal(fen_units_conversion(absent[i], "1", 0.0, 0, &got, &err), FEN_ERR_UNIT_MISSING);
    assert_int_equal(fen_units_conversion("1", absent[i], 0.0, 0, &got, &err), FEN_ERR_UNIT_MISSING);
    assert_mentions(err.text, "write");
    assert_near(got.scale, 7.0, 0.0);
  }
}

static void a_unit_that_is_ambiguous_or_unknown_is_refused(void **state) {
  (void)state;
  const char *odd[] = {"ton/yr",           "tons", "TONS/YR", "t/month", "t/月",   "CATEGORY", "Ton", "Tons yr-1", "t/Month",
                       "<YYYYDDD,HHMMSS>", "foo",  "kg m-",   "kg s-1)", "kg @ 5", "吨每年"};
  fen_error err = {0};
  for (size_t i = 0; i < sizeof odd / sizeof *odd; i++) {
    fen_conversion got;
    assert_int_equal(fen_units_conversion(odd[i], "kg", 0.0, 0, &got, &err), FEN_ERR_UNIT_UNKNOWN);
    assert_mentions(err.text, odd[i]);
  }
  fen_conversion got;
  assert_int_equal(fen_units_conversion("ton/yr", "kg/s", 0.0, 0, &got, &err), FEN_ERR_UNIT_UNKNOWN);
  assert_mentions(err.text, "write t for 1000 kg");
  char endless[2000];
  memset(endless, 't', sizeof endless - 1);
  endless[sizeof endless - 1] = '\0';
  assert_int_equal(fen_units_conversion(endless, "kg", 0.0, 0, &got, &err), FEN_ERR_UNIT_UNKNOWN);
}

static void another_dimension_is_refused(void **state) {
  (void)state;
  const char *pairs[][2] = {{"kg", "m"},         {"t", "t/yr"},   {"s", "Hz"},  {"s m-1", "m s-1"},
                            {"kg(-1)", "kg-1"},  {"kt", "m s-1"}, {"mb", "Pa"}, {"hours since 1970-01-01", "s"},
                            {"lg(re 1 mW)", "W"}};
  for (size_t i = 0; i < sizeof pairs / sizeof *pairs; i++) {
    fen_conversion got;
    fen_error err = {0};
    assert_int_equal(fen_units_conversion(pairs[i][0], pairs[i][1], 0.0, 0, &got, &err), FEN_ERR_UNIT_INCOMPATIBLE);
    assert_mentions(err.text, pairs[i][0]);
    assert_mentions(err.text, pairs[i][1]);
  }
}

static void coulombs_and_farads_of_a_temperature_are_told_to_be_degrees(void **state) {
  (void)state;
  fen_conversion got;
  fen_error err = {0};
  assert_int_equal(fen_units_conversion("C", "K", 0.0, 0, &got, &err), FEN_ERR_UNIT_INCOMPATIBLE);
  assert_mentions(err.text, "unit 'C' is no unit of temperature; write it as 'degC'");
  assert_int_equal(fen_units_conversion("F", "K", 0.0, 0, &got, &err), FEN_ERR_UNIT_INCOMPATIBLE);
  assert_mentions(err.text, "write it as 'degF'");
}

static void arguments_out_of_range_are_refused(void **state) {
  (void)state;
  fen_conversion got;
  assert_int_equal(fen_units_conversion("kg", "kg", NAN, 0, &got, NULL), FEN_ERR_ARGUMENT);
  assert_int_equal(fen_units_conversion("kg", "kg", -1.0, 0, &got, NULL), FEN_ERR_ARGUMENT);
  assert_int_equal(fen_units_conversion("kg", "kg", 0.0, 360, &got, NULL), FEN_ERR_ARGUMENT);
}

static void quantities_are_read_with_their_unit(void **state) {
  (void)state;
  const struct {
    const char *text, *unit;
    double value;
  } list[] = {{"3 km", "m", 3000.0},  {"3km", "m", 3000.0},     {"  1 h ", "s", 3600.0}, {"35 ug/m3", "kg m-3", 35e-9},
              {"1e3 m", "m", 1000.0}, {"-5 degC", "K", 268.15}, {"012 m", "m", 12.0},    {".5 km", "m", 500.0},
              {"+2. d", "h", 48.0},   {"0.25", "1", 0.25},      {"25 %", "1", 0.25},     {"10 万吨/年", "t/yr", 1e5},
              {"1.5E-3 kg", "g", 1.5}};
  for (size_t i = 0; i < sizeof list / sizeof *list; i++) {
    double value = NAN;
    fen_error err = {0};
    if (fen_quantity_parse(list[i].text, list[i].unit, &value, &err))
      fail_msg("%s", err.text);
    assert_near(value, list[i].value, 1e-14 * fabs(list[i].value));
  }
}

static void what_is_no_quantity_is_refused(void **state) {
  (void)state;
  const struct {
    const char *text, *unit;
    fen_status status;
    const char *mention;
  } list[] = {{"km", "m", FEN_ERR_TYPE, "like '3 m'"},          {"", "m", FEN_ERR_TYPE, "not a number"},
              {"nan m", "m", FEN_ERR_TYPE, "not a number"},     {"inf m", "m", FEN_ERR_TYPE, "not a number"},
              {"1e999 m", "m", FEN_ERR_TYPE, "too large"},      {"1e308 km", "m", FEN_ERR_TYPE, "too large"},
              {"3", "m", FEN_ERR_UNIT_MISSING, "'3 m'"},        {"3 -", "m", FEN_ERR_UNIT_MISSING, "'-'"},
              {"0x10 m", "m", FEN_ERR_UNIT_UNKNOWN, "'x10 m'"}, {"3 kmm", "m", FEN_ERR_UNIT_UNKNOWN, "'kmm'"},
              {"3,5 km", "m", FEN_ERR_UNIT_UNKNOWN, "',5 km'"}, {"3 h", "m", FEN_ERR_UNIT_INCOMPATIBLE, "'h'"}};
  for (size_t i = 0; i < sizeof list / sizeof *list; i++) {
    double value = 7.0;
    fen_error err = {0};
    assert_int_equal(fen_quantity_parse(list[i].text, list[i].unit, &value, &err), list[i].status);
    assert_mentions(err.text, list[i].mention);
    assert_near(value, 7.0, 0.0);
  }
}

static void *convert_often(void *faults) {
  for (int i = 0; i < 200; i++) {
    fen_conversion got = {0};
    if (fen_units_conversion(i % 2 ? "t/yr" : "mols/s", "kg/s", i % 2 ? 0.0 : 16.0, 0, &got, NULL) || !(got.scale > 0.0))
      ++*(int *)faults;
  }
  return NULL;
}

static void threads_may_convert_at_the_same_time(void **state) {
  (void)state;
  pthread_t threads[4];
  int faults[4] = {0};
  for (int i = 0; i < 4; i++)
    assert_int_equal(pthread_create(&threads[i], NULL, convert_often, &faults[i]), 0);
  for (int i = 0; i < 4; i++) {
    assert_int_equal(pthread_join(threads[i], NULL), 0);
    assert_int_equal(faults[i], 0);
  }
}

int main(void) {
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(mass_is_metric),
      cmocka_unit_test(fluxes_and_concentrations_are_read),
      cmocka_unit_test(temperature_has_an_offset),
      cmocka_unit_test(spellings_of_io_api_are_read),
      cmocka_unit_test(moles_and_mass_are_joined_only_by_a_molar_mass),
      cmocka_unit_test(a_leap_year_is_longer_where_it_is_asked_for),
      cmocka_unit_test(a_unit_that_is_not_stated_is_missing),
      cmocka_unit_test(a_unit_that_is_ambiguous_or_unknown_is_refused),
      cmocka_unit_test(another_dimension_is_refused),
      cmocka_unit_test(coulombs_and_farads_of_a_temperature_are_told_to_be_degrees),
      cmocka_unit_test(arguments_out_of_range_are_refused),
      cmocka_unit_test(quantities_are_read_with_their_unit),
      cmocka_unit_test(what_is_no_quantity_is_refused),
      cmocka_unit_test(threads_may_convert_at_the_same_time),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
