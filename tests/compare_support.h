/* Result folders made by hand, whose figures can be reckoned on paper. */
#ifndef FENHE_TESTS_COMPARE_SUPPORT_H
#define FENHE_TESTS_COMPARE_SUPPORT_H

#include "apps_support.h"
#include "fenhe/compare.h"
#include "fenhe/files.h"
#include "fenhe/netcdf_write.h"

/*
 * Six cells, 3 x 2, of 0.1 degree; two days from 2020-01-10T00:00+08:00. In cell c, counted from the south-west, stand 10 (c + 1) scale ug
 * m-3, 20 more on the second day, and 24 more in each day's hour 13, so that the daily mean is 1 more. District "north" is cells 3 to 5
 * with 100, 0 and 300 people, "south" cells 0 to 2 without people; half of the north lies outside.
 */
enum { MADE_NX = 3, MADE_NY = 2, MADE_CELLS = 6, MADE_HOURS = 48, MADE_DAYS = 2, MADE_DISTRICTS = 3 };

typedef struct {
  double scale;
  double shift_degree;  /* of the grid */
  ptrdiff_t hours;      /* 0: MADE_HOURS */
  double people_factor; /* 0: 1 */
  const char *species;  /* NULL: PM25 */
  bool no_districts, no_receptors;
  const char *summary, *ledger; /* texts of the JSON files; NULL: none */
} made_result;

static const double made_people[MADE_DISTRICTS][MADE_CELLS] = {{0}, {0, 0, 0, 100, 0, 300}, {0, 0, 0, 100, 0, 300}};
static const double made_share[MADE_DISTRICTS][MADE_CELLS] = {{1, 1, 1}, {0, 0, 0, 1, 1, 1}, {1, 1, 1, 1, 1, 1}};
static const char *const made_names[MADE_DISTRICTS] = {"south", "north", "whole domain"};

static inline double made_value(double scale, ptrdiff_t hour, double tens) {
  return 10.0 * tens * scale + (hour >= 24 ? 20.0 : 0.0) + (hour % 24 == 12 ? 24.0 : 0.0);
}

static inline void made_good(fen_status status, const fen_error *err) {
  if (status)
    fail_msg("%s", err->text);
}

#define MADE(call) made_good((call), &err)

static inline void made_axis(fen_nc_writer *w, const char *name, ptrdiff_t count, double start, double step) {
  fen_error err;
  for (ptrdiff_t n = 0; n < count; n++) {
    double value = start + step * (double)n;
    MADE(fen_nc_write(w, name, 1, &n, (ptrdiff_t[1]){1}, &value, &err));
  }
}

static inline fen_nc_writer *made_begin(const char *folder, const char *name, const made_result *r) {
  fen_error err;
  fen_nc_writer *w = NULL;
  char path[SUPPORT_PATH];
  ptrdiff_t hours = r->hours ? r->hours : MADE_HOURS;
  static const double radius_m = 6370000.0;
  support_join(folder, name, path);
  MADE(fen_nc_create(path, &w, &err));
  MADE(fen_nc_put_texts(w, NULL, (const char *const[]){"utc_offset", "+08:00", "weather", "idealised", NULL}, &err));
  MADE(fen_nc_define_dimension(w, "x", MADE_NX, &err));
  MADE(fen_nc_define_dimension(w, "y", MADE_NY, &err));
  MADE(fen_nc_define_dimension(w, "nv", 2, &err));
  MADE(fen_nc_define_dimension(w, "time", hours, &err));
  MADE(fen_nc_define_variable(w, "x", FEN_NC_DOUBLE, "x", NULL, &err));
  MADE(fen_nc_define_variable(w, "y", FEN_NC_DOUBLE, "y", NULL, &err));
  MADE(fen_nc_define_variable(w, "time", FEN_NC_DOUBLE, "time", NULL, &err));
  MADE(fen_nc_put_texts(w, "time", (const char *const[]){"units", "hours since 2020-01-09 16:00:00", "standard_name", "time", NULL}, &err));
  MADE(fen_nc_define_variable(w, "crs", FEN_NC_INT, "", NULL, &err));
  MADE(fen_nc_put_text(w, "crs", "grid_mapping_name", "latitude_longitude", &err));
  MADE(fen_nc_put_numbers(w, "crs", "earth_radius", &radius_m, 1, &err));
  made_axis(w, "x", MADE_NX, 112.0 + r->shift_degree, 0.1);
  made_axis(w, "y", MADE_NY, 37.0, 0.1);
  made_axis(w, "time", hours, 1.0, 1.0);
  return w;
}

static inline void made_surface(const char *folder, const made_result *r) {
  fen_error err;
  fen_nc_writer *w = made_begin(folder, "surface.nc", r);
  ptrdiff_t hours = r->hours ? r->hours : MADE_HOURS;
  char daily[64], mean[64];
  double plane[MADE_CELLS];
  double sum[MADE_CELLS] = {0};
  const char *species = r->species ? r->species : "PM25";
  (void)snprintf(daily, sizeof daily, "%s_daily", species);
  (void)snprintf(mean, sizeof mean, "%s_mean", species);
  MADE(fen_nc_define_dimension(w, "day", hours / 24, &err));
  MADE(fen_nc_define_variable(w, "day_bnds", FEN_NC_DOUBLE, "day nv", NULL, &err));
  MADE(fen_nc_define_variable(w, species, FEN_NC_FLOAT, "time y x", NULL, &err));
  MADE(fen_nc_define_variable(w, "PM25__heating", FEN_NC_FLOAT, "time y x", NULL, &err));
  MADE(fen_nc_define_variable(w, daily, FEN_NC_FLOAT, "day y x", NULL, &err));
  MADE(fen_nc_define_variable(w, mean, FEN_NC_FLOAT, "y x", NULL, &err));
  for (ptrdiff_t h = 0; h < hours; h++) {
    for (int c = 0; c < MADE_CELLS; c++) {
      plane[c] = made_value(r->scale, h, c + 1.0);
      sum[c] += plane[c] / (double)hours;
    }
    MADE(fen_nc_write(w, species, 3, (ptrdiff_t[3]){h, 0, 0}, (ptrdiff_t[3]){1, MADE_NY, MADE_NX}, plane, &err));
  }
  for (ptrdiff_t d = 0; d < hours / 24; d++) {
    double bounds[2] = {24.0 * (double)d, 24.0 * (double)d + 24.0};
    for (int c = 0; c < MADE_CELLS; c++)
      plane[c] = 10.0 * (c + 1.0) * r->scale + 20.0 * (double)d + 1.0;
    MADE(fen_nc_write(w, daily, 3, (ptrdiff_t[3]){d, 0, 0}, (ptrdiff_t[3]){1, MADE_NY, MADE_NX}, plane, &err));
    MADE(fen_nc_write(w, "day_bnds", 2, (ptrdiff_t[2]){d, 0}, (ptrdiff_t[2]){1, 2}, bounds, &err));
  }
  MADE(fen_nc_write(w, mean, 2, (ptrdiff_t[2]){0, 0}, (ptrdiff_t[2]){MADE_NY, MADE_NX}, sum, &err));
  MADE(fen_nc_commit(&w, &err));
}

/* A series of each district: tens of ug m-3 at scale 1; factor of the whole: what a tag carries. */
static inline void made_series(fen_nc_writer *w, const char *name, const double tens[MADE_DISTRICTS], double factor, const made_result *r) {
  fen_error err;
  for (ptrdiff_t d = 0; d < MADE_DISTRICTS; d++)
    for (ptrdiff_t h = 0; h < (r->hours ? r->hours : MADE_HOURS); h++) {
      double value = isnan(tens[d]) ? NAN : factor * made_value(r->scale, h, tens[d]);
      MADE(fen_nc_write(w, name, 2, (ptrdiff_t[2]){d, h}, (ptrdiff_t[2]){1, 1}, &value, &err));
    }
}

/* Lanes of the fixture: the species, and two tags that carry a half and a quarter of it. */
static const char *const made_lanes[] = {"PM25", "PM25__heating", "PM25__sides"};
static const double made_factors[] = {1.0, 0.5, 0.25};

static inline void made_districts(const char *folder, const made_result *r) {
  fen_error err;
  fen_nc_writer *w = made_begin(folder, "districts.nc", r);
  static const double area_tens[MADE_DISTRICTS] = {2.0, 5.0, 3.5};
  const double people_tens[MADE_DISTRICTS] = {NAN, 5.5, 5.5};
  double factor = r->people_factor > 0.0 ? r->people_factor : 1.0;
  const double area[MADE_DISTRICTS] = {3e8, 3e8, 6e8};
  const double share[MADE_DISTRICTS] = {1.0, 0.5, 1.0};
  const double people[MADE_DISTRICTS] = {0.0, 400.0 * factor, 400.0 * factor};
  MADE(fen_nc_put_texts(w, NULL,
                        (const char *const[]){"polygons", "made.geojson", "polygons_note", "drawn by hand", "population_source", "made.csv",
                                              "population_spread", "by hand", NULL},
                        &err));
  MADE(fen_nc_define_dimension(w, "district", MADE_DISTRICTS, &err));
  MADE(fen_nc_define_dimension(w, "name_length", 16, &err));
  MADE(fen_nc_define_variable(w, "district_name", FEN_NC_CHAR, "district name_length", NULL, &err));
  MADE(fen_nc_define_variable(w, "area", FEN_NC_DOUBLE, "district", NULL, &err));
  MADE(fen_nc_define_variable(w, "area_share", FEN_NC_DOUBLE, "district", NULL, &err));
  MADE(fen_nc_define_variable(w, "population", FEN_NC_DOUBLE, "district", NULL, &err));
  MADE(fen_nc_define_variable(w, "cell_population", FEN_NC_FLOAT, "district y x", NULL, &err));
  MADE(fen_nc_define_variable(w, "cell_share", FEN_NC_FLOAT, "district y x", NULL, &err));
  for (int n = 0; n < 3; n++) {
    char name[64];
    (void)snprintf(name, sizeof name, "%s_people", made_lanes[n]);
    MADE(fen_nc_define_variable(w, made_lanes[n], FEN_NC_DOUBLE, "district time", NULL, &err));
    MADE(fen_nc_define_variable(w, name, FEN_NC_DOUBLE, "district time", NULL, &err));
    made_series(w, made_lanes[n], area_tens, made_factors[n], r);
    made_series(w, name, people_tens, made_factors[n], r);
  }
  for (ptrdiff_t d = 0; d < MADE_DISTRICTS; d++) {
    double map[MADE_CELLS];
    for (int c = 0; c < MADE_CELLS; c++)
      map[c] = factor * made_people[d][c];
    MADE(fen_nc_write_text(w, "district_name", d, made_names[d], &err));
    MADE(fen_nc_write(w, "area", 1, &d, (ptrdiff_t[1]){1}, &area[d], &err));
    MADE(fen_nc_write(w, "area_share", 1, &d, (ptrdiff_t[1]){1}, &share[d], &err));
    MADE(fen_nc_write(w, "population", 1, &d, (ptrdiff_t[1]){1}, &people[d], &err));
    MADE(fen_nc_write(w, "cell_population", 3, (ptrdiff_t[3]){d, 0, 0}, (ptrdiff_t[3]){1, MADE_NY, MADE_NX}, map, &err));
    MADE(fen_nc_write(w, "cell_share", 3, (ptrdiff_t[3]){d, 0, 0}, (ptrdiff_t[3]){1, MADE_NY, MADE_NX}, made_share[d], &err));
  }
  MADE(fen_nc_commit(&w, &err));
}

/* One station in cell 5. */
static inline void made_receptors(const char *folder, const made_result *r) {
  fen_error err;
  fen_nc_writer *w = made_begin(folder, "receptors.nc", r);
  const ptrdiff_t zero = 0;
  const ptrdiff_t one = 1;
  double place[2] = {112.2, 37.1};
  MADE(fen_nc_define_dimension(w, "station", 1, &err));
  MADE(fen_nc_define_dimension(w, "name_length", 16, &err));
  MADE(fen_nc_define_variable(w, "station_name", FEN_NC_CHAR, "station name_length", NULL, &err));
  MADE(fen_nc_define_variable(w, "lon", FEN_NC_DOUBLE, "station", NULL, &err));
  MADE(fen_nc_define_variable(w, "lat", FEN_NC_DOUBLE, "station", NULL, &err));
  MADE(fen_nc_write_text(w, "station_name", 0, "corner", &err));
  MADE(fen_nc_write(w, "lon", 1, &zero, &one, &place[0], &err));
  MADE(fen_nc_write(w, "lat", 1, &zero, &one, &place[1], &err));
  for (int n = 0; n < 3; n++) {
    MADE(fen_nc_define_variable(w, made_lanes[n], FEN_NC_DOUBLE, "station time", NULL, &err));
    for (ptrdiff_t h = 0; h < (r->hours ? r->hours : MADE_HOURS); h++) {
      double value = made_factors[n] * made_value(r->scale, h, 6.0);
      MADE(fen_nc_write(w, made_lanes[n], 2, (ptrdiff_t[2]){0, h}, (ptrdiff_t[2]){1, 1}, &value, &err));
    }
  }
  MADE(fen_nc_commit(&w, &err));
}

/* A result folder within a folder. */
static inline void made_write(const char *parent, const char *name, const made_result *r) {
  char folder[SUPPORT_PATH];
  fen_error err;
  support_join(parent, name, folder);
  MADE(fen_folder_create(folder, &err));
  made_surface(folder, r);
  if (!r->no_districts)
    made_districts(folder, r);
  if (!r->no_receptors)
    made_receptors(folder, r);
  if (r->summary)
    apps_write(folder, "summary.json", r->summary);
  if (r->ledger)
    apps_write(folder, "ledger.json", r->ledger);
}

static const char made_base_summary[] =
    "{\"kind\": \"run\", \"scenario\": null, \"limiter_of\": \"own\", \"sectors\": [{\"name\": \"heating\", \"name_zh\": \"取暖\"}],\n"
    "\"tags\": [{\"species\": \"PM25\", \"name\": \"heating\", \"emissions\": true, \"sectors\": [\"heating\"], \"regions\": [\"north\"],\n"
    "  \"initial\": false, \"boundary\": false, \"other\": false},\n"
    " {\"species\": \"PM25\", \"name\": \"sides\", \"emissions\": false, \"sectors\": [], \"regions\": [], \"initial\": true, \"boundary\": true,\n"
    "  \"other\": false}]}\n";
static const char made_cut_summary[] = "{\"kind\": \"member\", \"scenario\": \"cut\", \"limiter_of\": \"base\"}\n";
static const char made_cut_ledger[] =
    "{\"scenario\": \"cut\", \"title\": \"Cut it\", \"title_zh\": \"削减\", \"measures\":\n"
    "[{\"name\": \"a\", \"cost_yuan_pyr\": 5.5e6, \"in_force\": 1.0}, {\"name\": \"b\", \"cost_yuan_pyr\": null, \"in_force\": 1.0},\n"
    "{\"name\": \"never\", \"cost_yuan_pyr\": null, \"in_force\": 0.0}], \"totals\": {\"species\": {\"PM25\":\n"
    "{\"base_tpyr\": 1000, \"scenario_tpyr\": 800, \"change_tpyr\": -200}}, \"cost_yuan_pyr\": 5.5e6, \"co2_tpyr\": -100,\n"
    "\"co2_value_yuan_pyr\": 5900}}\n";

#endif
