/* Tables and lists of monitors in all their layouts, and what does not fit the run. */
#include "evaluate_support.h"

static const char list[] = "id,name,city,latitude,longitude,alias\n"
                           "1001A,桃园,太原,37.0,112.0,\n"
                           "1002A,巨轮(启用181031),太原,37.0,112.1,机车厂;巨轮老站\n"
                           "1003A,市环保局,晋城,37.0,112.2,\n"
                           "1004A,市环保局,朔州,37.1,112.0,\n"
                           "1005A,无处,朔州,,,\n";

static void write_list(const evaluated *f) {
  apps_write(f->folder, "list.csv", list);
}

static const fen_evaluated_name *name_of(const fen_evaluation *e, const char *name) {
  for (ptrdiff_t n = 0; n < e->name_count; n++)
    if (strcmp(e->names[n].name, name) == 0)
      return &e->names[n];
  fail_msg("no name %s", name);
  return NULL;
}

static double modelled_at(const fen_evaluation *e, const char *name) {
  ptrdiff_t site = name_of(e, name)->site;
  for (ptrdiff_t n = 0; n < e->hour_count; n++)
    if (e->hours[n].site == site)
      return e->hours[n].modelled;
  return NAN;
}

static void stations_are_found_in_the_list(void **state) {
  write_list(*state);
  fen_evaluation *e = evaluated_good(*state,
                                     "时间,站点,PM2.5(μg/m³)\n2020-01-10 01:00,桃园,1\n2020-01-10 01:00,巨轮,2\n2020-01-10 02:00,机车厂,3\n"
                                     "2020-01-10 01:00,市环保局,4\n2020-01-10 01:00,桃圆,5\n2020-01-10 01:00,无处,6\n",
                                     &(fen_evaluate_options){.stations = "list.csv"});
  assert_int_equal(name_of(e, "桃园")->link, FEN_PLACE_NAME);
  assert_int_equal(name_of(e, "巨轮")->link, FEN_PLACE_RENAMED);
  assert_string_equal(name_of(e, "巨轮")->listed, "巨轮(启用181031)");
  assert_int_equal(name_of(e, "机车厂")->link, FEN_PLACE_ALIAS);
  assert_int_equal(name_of(e, "机车厂")->site, name_of(e, "巨轮")->site);
  assert_int_equal(name_of(e, "市环保局")->link, FEN_PLACE_AMBIGUOUS);
  assert_int_equal(name_of(e, "无处")->link, FEN_PLACE_NONE);
  assert_string_equal(name_of(e, "桃圆")->nearest, "桃园");
  assert_near(modelled_at(e, "巨轮"), 20.0, 1e-5);
  assert_int_equal(e->pair_count, 3);
  assert_true(e->files[0].unit_stated);
  fen_evaluation_destroy(&e);
}

static void a_city_tells_stations_of_one_name_apart(void **state) {
  write_list(*state);
  fen_evaluation *e =
      evaluated_good(*state, "日期,小时,城市,监测点位,细颗粒物(PM2.5)\n2020/1/10,1时,晋城市,市环保局,1\n2020/1/10,1时,朔州,市环保局,2\n",
                     &(fen_evaluate_options){.stations = "list.csv"});
  assert_int_equal(e->pair_count, 2);
  assert_near(e->hours[0].modelled + e->hours[1].modelled, 30.0 + 40.0, 1e-4);
  assert_int_equal(evaluated_row(e, FEN_SKILL_HOURS, FEN_GROUP_CITY, "朔州")->skill.count, 1);
  fen_evaluation_destroy(&e);
}

static void a_column_named_utc_holds_utc_unless_a_zone_is_told(void **state) {
  static const char *const heads[] = {"utc", "date.utc", "Time (UTC)"};
  write_list(*state);
  for (size_t n = 0; n < sizeof heads / sizeof *heads; n++) {
    char table[256];
    (void)snprintf(table, sizeof table, "%s,station,pm25\n2020-01-09 18:00,桃园,1\n2020-01-10T03:00+08:00,桃园,2\n", heads[n]);
    fen_evaluation *e = evaluated_good(*state, table, &(fen_evaluate_options){.stations = "list.csv"});
    assert_int_equal(e->pair_count, 2);
    assert_near(e->hours[1].end_s - e->hours[0].end_s, 3600.0, 0.0);
    fen_evaluation_destroy(&e);
  }
}

static void two_names_of_one_place_count_once(void **state) {
  write_list(*state);
  fen_evaluation *e = evaluated_good(*state,
                                     "time,station,pm25\n2020-01-10 01:00,巨轮,2\n2020-01-10 01:00,机车厂,2\n2020-01-10 02:00,巨轮,2\n"
                                     "2020-01-10 02:00,机车厂,9\n2020-01-10 03:00,巨轮,\n2020-01-10 03:00,机车厂,4\n",
                                     &(fen_evaluate_options){.stations = "list.csv"});
  assert_int_equal(e->merged, 1);
  assert_int_equal(e->disagree, 1);
  assert_int_equal(e->pair_count, 2);
  assert_int_equal(e->hour_count, 3);
  fen_evaluation_destroy(&e);
}

static void stations_csv_beside_the_table_is_taken(void **state) {
  const evaluated *f = *state;
  apps_write(f->folder, "stations.csv", list);
  fen_evaluation *e = evaluated_good(f, "time,code,pm25\n2020-01-10 01:00,1001A,2\n", NULL);
  assert_mentions(e->stations_path, "stations.csv");
  assert_int_equal(e->names[0].link, FEN_PLACE_ID);
  fen_evaluation_destroy(&e);
  char path[SUPPORT_PATH];
  support_join(f->folder, "stations.csv", path);
  assert_int_equal(unlink(path), 0);
}

static void the_wide_layout_of_the_national_platform_is_read(void **state) {
  write_list(*state);
  fen_evaluation *e =
      evaluated_good(*state,
                     "date,hour,type,1001A,1002A,9999A\n20200110,0,AQI,40,41,42\n20200110,0,PM2.5,30,31,32\n20200110,1,PM2.5,11,,13\n"
                     "20200110,1,PM2.5_24h,21,22,23\n20200110,1,PM10,50,51,52\n20200110,2,PM2.5,12,14,15\n20200132,2,PM2.5,12,14,15\n",
                     &(fen_evaluate_options){.stations = "list.csv"});
  assert_string_equal(e->files[0].layout, "stations by column");
  assert_int_equal(e->files[0].records, 12);
  assert_int_equal(e->files[0].bad_times, 3);
  assert_int_equal(e->files[0].missing[0], 1);
  assert_int_equal(e->pair_count, 3);
  assert_int_equal(name_of(e, "9999A")->link, FEN_PLACE_NONE);
  assert_near(modelled_at(e, "1001A"), 10.0, 1e-5);
  fen_evaluation_destroy(&e);
}

static void the_long_layout_has_units_of_its_own(void **state) {
  fen_evaluation *e = evaluated_good(*state,
                                     "station,lon,lat,time,species,value,unit\na,112,37,2020-01-10T01:00+08:00,PM2.5,0.02,mg/m3\n"
                                     "a,112,37,2020-01-10T01:00+08:00,SO2,9,ug/m3\na,112,37,2020-01-10T02:00+08:00,PM2.5,20,微克/立方米\n"
                                     "a,112,37,2020-01-10T03:00+08:00,PM2.5,20000,ng m-3\n",
                                     NULL);
  assert_string_equal(e->files[0].layout, "long");
  assert_int_equal(e->files[0].records, 3);
  assert_int_equal(e->pair_count, 3);
  for (ptrdiff_t n = 0; n < 3; n++)
    assert_near(e->hours[n].observed, 20.0, 1e-9);
  fen_evaluation_destroy(&e);
  /* One value in two units is one value. */
  e = evaluated_good(*state,
                     "station,lon,lat,time,species,value,unit\na,112,37,2020-01-10 01:00,PM2.5,0.0331,mg/m3\n"
                     "a,112,37,2020-01-10 01:00,PM2.5,33.1,ug/m3\n",
                     NULL);
  assert_int_equal(e->files[0].duplicates, 1);
  assert_int_equal(e->pair_count, 1);
  fen_evaluation_destroy(&e);
}

static void archives_that_collect_the_world_are_read(void **state) {
  fen_evaluation *e = evaluated_good(
      *state,
      "location,city,country,utc,local,parameter,value,unit,latitude,longitude,attribution\n"
      "somewhere,Taiyuan,CN,2020-01-10T05:00:00Z,2020-01-10T13:00:00+08:00,pm25,30,µg/m³,37.0,112.0,\"[{\"\"name\"\":\"\"x\"\"}]\"\n",
      NULL);
  assert_string_equal(e->files[0].layout, "long");
  assert_near(e->hours[0].modelled, 34.0, 1e-5);
  assert_int_equal(e->names[0].link, FEN_PLACE_OWN);
  fen_evaluation_destroy(&e);
  /* "No" numbers the rows. */
  e = evaluated_good(*state, "No,year,month,day,hour,PM2.5,NO2,station,lon,lat\n1,2020,1,10,13,30,9,Dingling,112,37\n", NULL);
  assert_near(e->hours[0].modelled, 34.0, 1e-5);
  assert_near(e->hours[0].observed, 30.0, 0.0);
  fen_evaluation_destroy(&e);
}

static void carbon_monoxide_is_in_milligrams_and_parts_are_known(void **state) {
  const fen_evaluate_options carbon = {.species = "CO", .run = "carbon"};
  fen_evaluation *e = evaluated_good(*state, "name,lon,lat,time,CO\na,112,37,2020-01-10 01:00,0.4\n", &carbon);
  assert_string_equal(e->unit, "mg m-3");
  assert_near(e->hours[0].observed, 0.4, 1e-12);
  assert_near(e->hours[0].modelled, 0.01, 1e-8);
  fen_evaluation_destroy(&e);
  /* 24.4654 l/mol at 298.15 K and 1013.25 hPa: 1 ppm of CO is 28.010 / 24.4654 mg m-3. */
  e = evaluated_good(*state, "name,lon,lat,time,CO [ppm]\na,112,37,2020-01-10 01:00,1\n", &carbon);
  assert_near(e->hours[0].observed, 28.010 / 24.4654, 1e-4);
  fen_evaluation_destroy(&e);
}

static void tables_and_lists_may_be_in_gb18030(void **state) {
  const evaluated *f = *state;
  /* "name,city,lon,lat" with 桃园 of 太原, and "time, 站点, PM2.5" */
  apps_write(f->folder, "gb.csv", "name,city,longitude,latitude\n\xcc\xd2\xd4\xb0,\xcc\xab\xd4\xad,112.0,37.0\n");
  fen_evaluation *e = evaluated_good(f, "time,\xd5\xbe\xb5\xe3,PM2.5\n2020-01-10 01:00,\xcc\xd2\xd4\xb0,8\n",
                                     &(fen_evaluate_options){.stations = "gb.csv"});
  assert_int_equal(e->pair_count, 1);
  assert_string_equal(e->sites[0].name, "桃园");
  assert_string_equal(e->sites[0].city, "太原");
  fen_evaluation_destroy(&e);
}

static void odd_rows_are_counted(void **state) {
  fen_evaluation *e = evaluated_good(*state,
                                     "name,lon,lat,time,why,pm25\na,112,37,2020-01-10 01:00,\"\n  PM10\n\n  PM2.5\n\",5\n"
                                     "a,112,37,2020-01-10 02:00,6\na,112,37,2020-01-10 03:00,he said \"no\",7\n",
                                     NULL);
  assert_int_equal(e->files[0].line_breaks, 1);
  assert_int_equal(e->files[0].quotes, 1);
  assert_int_equal(e->files[0].odd_rows, 1);
  assert_int_equal(e->pair_count, 2);
  fen_evaluation_destroy(&e);
}

static void what_does_not_fit_the_run_is_refused(void **state) {
  static const char good[] = "name,lon,lat,time,pm25\na,112,37,2020-01-10 01:00,1\n";
  const evaluated *f = *state;
  evaluated_refuses(f, "name,lon,lat,time,pm25\na,112,37,2021-01-10 01:00,1\n", NULL, FEN_ERR_OBSERVATIONS,
                    "hours that end 2021-01-10T01:00:00+08:00 to 2021-01-10T01:00:00+08:00\n  run:      2020-01-10T00:00:00+08:00 to "
                    "2020-01-12T00:00:00+08:00");
  evaluated_refuses(f, "name,lon,lat,time,pm25\na,12,37,2020-01-10 01:00,1\n", NULL, FEN_ERR_OBSERVATIONS,
                    "places: 12.00 to 12.00 E, 37.00 to 37.00 N\n  domain: 111.95 to 112.25 E, 36.95 to 37.15 N");
  evaluated_refuses(f, "name,time,pm25\na,2020-01-10 01:00,1\n", NULL, FEN_ERR_OBSERVATIONS, "does not tell where its stations are");
  evaluated_refuses(f, "name,lon,lat,time,pm25\na,112,37,2020-01-10 01:00,NaN\n", NULL, FEN_ERR_OBSERVATIONS, "of 1, 1 are missing");
  evaluated_refuses(f, "name,lon,lat,time,pm25\na,112,37,10.01.2020 01:00,1\n", NULL, FEN_ERR_OBSERVATIONS,
                    "times cannot be read in 1 of 1 records, 0 name no station\n  = write times like");
  evaluated_refuses(f, "name,lon,lat,time,pm25 [mg/m3]\na,112,37,2020-01-10 01:00,45\n", NULL, FEN_ERR_OBSERVATIONS, "= check the unit");
  evaluated_refuses(f, "station,lon,lat,time,species,value\na,112,37,2020-01-10 01:00,PM10,3\n", NULL, FEN_ERR_OBSERVATIONS,
                    "no values of PM25 in this table\n  = give others, or choose what is there by --species: PM10");
  evaluated_refuses(f, good, &(fen_evaluate_options){.species = "PM10"}, FEN_ERR_SPECIES_UNKNOWN, "it has: PM25, SO2, O3");
  evaluated_refuses(f, good, &(fen_evaluate_options){.species = "O3"}, FEN_ERR_SPECIES_UNKNOWN, "surface.nc");
  evaluated_refuses(f, "name,lon,lat,time,so2\na,112,37,2020-01-10 01:00,1\n", &(fen_evaluate_options){.species = "SO2", .run = "gas"},
                    FEN_ERR_VARIABLE, "air_density");
  evaluated_refuses(f, good, &(fen_evaluate_options){.run = "begun"}, FEN_ERR_FILE_MISSING, "there is no result of a run");
  evaluated_refuses(f, good, &(fen_evaluate_options){.unit = "furlong"}, FEN_ERR_UNIT_INCOMPATIBLE, "'furlong'");
  evaluated_refuses(f, "name,lon,lat,time,pm25 [ug/m3]\na,112,37,2020-01-10 01:00,1\n", &(fen_evaluate_options){.unit = "furlong"},
                    FEN_ERR_UNIT_INCOMPATIBLE, "--unit 'furlong'");
  evaluated_refuses(f, "name,lon,lat,time,pm25 [ppb]\na,112,37,2020-01-10 01:00,1\n", NULL, FEN_ERR_UNIT_INCOMPATIBLE, "'ppb'");
  evaluated_refuses(f, "name,lon,lat,time,pm25 [smell]\na,112,37,2020-01-10 01:00,1\n", NULL, FEN_ERR_UNIT_UNKNOWN, "obs.csv:1");
  evaluated_refuses(f, "", NULL, FEN_ERR_SYNTAX, "the table is empty");
  evaluated_refuses(f, "name,lon,lat,time,pm25\n", NULL, FEN_ERR_SYNTAX, "the table has column names, but no rows");
  evaluated_refuses(f, "name,lon,lat,pm25\na,112,37,1\n", NULL, FEN_ERR_COLUMN, "no column is named as one that holds the time");
  evaluated_refuses(f, "time,pm25\n2020-01-10 01:00,1\n", NULL, FEN_ERR_COLUMN, "no column is named as one that holds the station");
  evaluated_refuses(f, "time,name,pm10\n2020-01-10 01:00,a,1\n", NULL, FEN_ERR_COLUMN, "the table has: time, name, pm10");
  apps_write(f->folder, "bad.csv", "name,longitude\na,112\n");
  evaluated_refuses(f, good, &(fen_evaluate_options){.stations = "bad.csv"}, FEN_ERR_COLUMN, "latitude");
  apps_write(f->folder, "bad.csv", "name,longitude,latitude\na,112,97\n");
  evaluated_refuses(f, good, &(fen_evaluate_options){.stations = "bad.csv"}, FEN_ERR_RANGE, "bad.csv:2:latitude");
}

static void a_run_that_is_not_over_is_refused(void **state) {
  const evaluated *f = *state;
  char path[SUPPORT_PATH];
  fen_error err;
  support_join(f->folder, "begun/restart", path);
  made_good(fen_folder_create(path, &err), &err);
  evaluated_refuses(f, "name,lon,lat,time,pm25\na,112,37,2020-01-10 01:00,1\n", &(fen_evaluate_options){.run = "begun"},
                    FEN_ERR_FILE_MISSING, "the run is not finished");
  assert_int_equal(rmdir(path), 0);
}

int main(void) {
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(stations_are_found_in_the_list),
      cmocka_unit_test(a_city_tells_stations_of_one_name_apart),
      cmocka_unit_test(a_column_named_utc_holds_utc_unless_a_zone_is_told),
      cmocka_unit_test(two_names_of_one_place_count_once),
      cmocka_unit_test(stations_csv_beside_the_table_is_taken),
      cmocka_unit_test(the_wide_layout_of_the_national_platform_is_read),
      cmocka_unit_test(the_long_layout_has_units_of_its_own),
      cmocka_unit_test(archives_that_collect_the_world_are_read),
      cmocka_unit_test(carbon_monoxide_is_in_milligrams_and_parts_are_known),
      cmocka_unit_test(tables_and_lists_may_be_in_gb18030),
      cmocka_unit_test(odd_rows_are_counted),
      cmocka_unit_test(what_does_not_fit_the_run_is_refused),
      cmocka_unit_test(a_run_that_is_not_over_is_refused),
  };
  return cmocka_run_group_tests(tests, evaluated_make, evaluated_clean);
}
