/* Small WRF files made by the tests, with one fault at a time. */
#ifndef FENHE_TESTS_WRF_FIXTURE_H
#define FENHE_TESTS_WRF_FIXTURE_H

#include <netcdf.h>
#include <unistd.h>

#include "fenhe/clock.h"
#include "fenhe/projection.h"
#include "support.h"

enum { WRF_NX = 6, WRF_NY = 5, WRF_NZ = 4, WRF_MOST_HOURS = 8 };

/* A file of hourly instants; zero means "as WRF would". */
typedef struct {
  double start_s;
  int hours;             /* 0: one */
  double spacing_s;      /* 0: 3600 */
  const char *left_out;  /* variable that is missing */
  const char *misshapen; /* variable that lacks its staggering */
  const char *poisoned;  /* variable with one odd value, at the last hour's middle */
  double poison;
  double warmer_k;                /* added to T */
  int map_projection;             /* 0: 1, Lambert */
  double pole_lat_deg;            /* 0: 90 */
  double shift_x;                 /* cells by which the domain moves east every hour */
  double rain_mm[WRF_MOST_HOURS]; /* RAINNC everywhere, by hour */
  double bucket_mm;               /* 0: none; otherwise I_RAINNC = 1 from the second hour on */
  double misplaced_deg;           /* added to XLONG of one cell */
  double lon_west_deg;            /* of the first centre, for latitude-longitude (6) */
  double pole_lon_deg;            /* with pole_lat_deg: a rotated latitude-longitude grid */
  int simple;                     /* no boundary-layer fields, no land mask */
  const char *land_scheme;        /* MMINLU: with LU_INDEX = 1 + i, SNOW, SWDOWN and ZNT; NULL: none of them */
} wrf_fixture;

static inline void wrf_ok(int code, const char *what) {
  if (code != NC_NOERR)
    fail_msg("%s: %s", what, nc_strerror(code));
}

typedef struct {
  const wrf_fixture *f;
  int nc, time, text, x, y, z, xs, ys, zs;
} wrf_writer;

typedef double (*wrf_value)(const wrf_fixture *f, int hour, int k, int j, int i);

/* A conformal map whose true latitudes straddle the place, so that map factors are near 1. */
static inline fen_projection *wrf_map(int kind) {
  const fen_projection_params polar = {
      .kind = FEN_PROJECTION_POLAR, .lat_0_deg = 90.0, .lat_1_deg = 30.0, .lon_0_deg = 112.0, .semi_major_m = 6370000.0};
  fen_projection_params p = {.kind = kind == 3 ? FEN_PROJECTION_MERCATOR : FEN_PROJECTION_LAMBERT,
                             .lat_1_deg = 30.0,
                             .lat_2_deg = 45.0,
                             .lat_0_deg = 37.0,
                             .lon_0_deg = 112.0,
                             .semi_major_m = 6370000.0};
  if (kind == 3)
    p.lat_2_deg = p.lat_0_deg = 0.0;
  fen_projection *map = NULL;
  fen_error err = {0};
  if (fen_projection_create(kind == 2 ? &polar : &p, &map, &err))
    fail_msg("%s", err.text);
  return map;
}

static inline double wrf_zero(const wrf_fixture *f, int hour, int k, int j, int i) {
  (void)f, (void)hour, (void)k, (void)j, (void)i;
  return 0.0;
}

static inline double wrf_one(const wrf_fixture *f, int hour, int k, int j, int i) {
  (void)f, (void)hour, (void)k, (void)j, (void)i;
  return 1.0;
}

static inline double wrf_wind(const wrf_fixture *f, int hour, int k, int j, int i) {
  (void)f, (void)hour, (void)j, (void)i;
  return 4.0 + k;
}

static inline double wrf_geopotential(const wrf_fixture *f, int hour, int k, int j, int i) {
  (void)f, (void)hour;
  return 9.81 * (100.0 * (i + j) + 500.0 * k * (k + 1));
}

static inline double wrf_ground(const wrf_fixture *f, int hour, int k, int j, int i) {
  (void)f, (void)hour, (void)k;
  return 100.0 * (i + j);
}

static inline double wrf_theta(const wrf_fixture *f, int hour, int k, int j, int i) {
  (void)hour, (void)j, (void)i;
  return 2.0 * k + f->warmer_k;
}

static inline double wrf_pressure(const wrf_fixture *f, int hour, int k, int j, int i) {
  (void)f, (void)hour, (void)j, (void)i;
  return 93000.0 * exp(-0.07 * k * (k + 1));
}

static inline double wrf_vapour(const wrf_fixture *f, int hour, int k, int j, int i) {
  (void)f, (void)hour, (void)j, (void)i;
  return 0.004 / (1 + k);
}

static inline double wrf_column(const wrf_fixture *f, int hour, int k, int j, int i) {
  (void)f, (void)k;
  return 85000.0 - 800.0 * (i + j) + 20.0 * hour;
}

static inline double wrf_temperature(const wrf_fixture *f, int hour, int k, int j, int i) {
  (void)f, (void)hour, (void)k, (void)j, (void)i;
  return 293.0;
}

static inline double wrf_surface_pressure(const wrf_fixture *f, int hour, int k, int j, int i) {
  (void)f, (void)hour, (void)k, (void)j, (void)i;
  return 95000.0;
}

static inline double wrf_rain(const wrf_fixture *f, int hour, int k, int j, int i) {
  (void)k, (void)j, (void)i;
  return f->rain_mm[hour];
}

static inline double wrf_bucket(const wrf_fixture *f, int hour, int k, int j, int i) {
  (void)f, (void)k, (void)j, (void)i;
  return hour > 0;
}

static inline double wrf_height(const wrf_fixture *f, int hour, int k, int j, int i) {
  (void)f, (void)hour, (void)k, (void)j, (void)i;
  return 700.0;
}

static inline double wrf_land_category(const wrf_fixture *f, int hour, int k, int j, int i) {
  (void)f, (void)hour, (void)k, (void)j;
  return 1.0 + i;
}

static inline double wrf_tens(const wrf_fixture *f, int hour, int k, int j, int i) {
  (void)f, (void)hour, (void)k, (void)j;
  return 10.0 * i;
}

/* Degrees between centres of a latitude-longitude grid. */
#define WRF_DEGREES 0.1

/* WPS's way from the model's own latitude and longitude to the Earth's, STAND_LON being 112 (WPS 4, module_map_utils.F, rotate_coords). */
static inline void wrf_rotate_back(const wrf_fixture *f, double *lon, double *lat) {
  const double r = 3.14159265358979323846 / 180.0;
  const double pole = f->pole_lat_deg * r;
  const double turned = *lon * r - f->pole_lon_deg * r;
  const double sine = cos(pole) * cos(*lat * r) * cos(turned) + sin(pole) * sin(*lat * r);
  const double along = sin(pole) * cos(*lat * r) * cos(turned) - cos(pole) * sin(*lat * r);
  const double across = cos(*lat * r) * sin(turned);
  *lon = remainder(atan2(across, along) / r - 112.0, 360.0);
  *lat = asin(sine) / r;
}

static inline void wrf_place_of(const wrf_fixture *f, int hour, int j, int i, double *lon, double *lat) {
  if (f->map_projection == 6) {
    *lon = remainder(f->lon_west_deg + WRF_DEGREES * i, 360.0);
    *lat = 35.0 + WRF_DEGREES * j;
    if (f->pole_lat_deg > 0.0)
      wrf_rotate_back(f, lon, lat);
    return;
  }
  fen_projection *map = wrf_map(f->map_projection);
  const double x0 = 5000.0;
  const double y0 = f->map_projection == 3 ? 4.0e6 : f->map_projection == 2 ? -4.76e6 : -8000.0;
  fen_projection_inverse(map, x0 + 10000.0 * (i + 0.5 + f->shift_x * hour), y0 + 10000.0 * (j + 0.5), lon, lat);
  fen_projection_destroy(&map);
  if (i == 2 && j == 2)
    *lon += f->misplaced_deg;
}

/* WRF's map factors along x on a latitude-longitude grid: 1 / cos(latitude) of the row's centres, and of its edges. */
static inline double wrf_factor_row(const wrf_fixture *f, int hour, int k, int j, int i) {
  (void)f, (void)hour, (void)k, (void)i;
  return 1.0 / cos((35.0 + WRF_DEGREES * j) * 3.14159265358979323846 / 180.0);
}

static inline double wrf_factor_edge(const wrf_fixture *f, int hour, int k, int j, int i) {
  (void)f, (void)hour, (void)k, (void)i;
  return 1.0 / cos((35.0 + WRF_DEGREES * (j - 0.5)) * 3.14159265358979323846 / 180.0);
}

static inline double wrf_longitude(const wrf_fixture *f, int hour, int k, int j, int i) {
  (void)k;
  double lon;
  double lat;
  wrf_place_of(f, hour, j, i, &lon, &lat);
  return lon;
}

static inline double wrf_latitude(const wrf_fixture *f, int hour, int k, int j, int i) {
  (void)k;
  double lon;
  double lat;
  wrf_place_of(f, hour, j, i, &lon, &lat);
  return lat;
}

static inline int wrf_hours(const wrf_fixture *f) {
  return f->hours ? f->hours : 1;
}

/* Define and write one variable; stagger is ' ', 'X', 'Y' or 'Z', levels 0 for a 2-D one. */
static inline void wrf_variable(const wrf_writer *w, const char *name, char stagger, int three_dimensional, wrf_value value) {
  const wrf_fixture *f = w->f;
  if (f->left_out && strcmp(f->left_out, name) == 0)
    return;
  if (f->misshapen && strcmp(f->misshapen, name) == 0)
    stagger = stagger == ' ' ? 'X' : ' ';
  const int nx = WRF_NX + (stagger == 'X');
  const int ny = WRF_NY + (stagger == 'Y');
  const int nz = three_dimensional ? WRF_NZ + (stagger == 'Z') : 1;
  const int x = stagger == 'X' ? w->xs : w->x;
  const int y = stagger == 'Y' ? w->ys : w->y;
  const int dims3[] = {w->time, stagger == 'Z' ? w->zs : w->z, y, x};
  const int dims2[] = {w->time, y, x};
  int id;
  wrf_ok(nc_def_var(w->nc, name, NC_FLOAT, three_dimensional ? 4 : 3, three_dimensional ? dims3 : dims2, &id), name);
  float values[(WRF_NX + 1) * (WRF_NY + 1) * (WRF_NZ + 1)];
  for (int hour = 0; hour < wrf_hours(f); hour++) {
    for (int k = 0; k < nz; k++)
      for (int j = 0; j < ny; j++)
        for (int i = 0; i < nx; i++)
          values[(k * ny + j) * nx + i] = (float)value(f, hour, k, j, i);
    if (f->poisoned && strcmp(f->poisoned, name) == 0 && hour == wrf_hours(f) - 1)
      values[((nz / 2) * ny + 2) * nx + 3] = (float)f->poison;
    const size_t start3[] = {(size_t)hour, 0, 0, 0};
    const size_t count3[] = {1, (size_t)nz, (size_t)ny, (size_t)nx};
    const size_t count2[] = {1, (size_t)ny, (size_t)nx};
    wrf_ok(nc_put_vara_float(w->nc, id, start3, three_dimensional ? count3 : count2, values), name);
  }
}

static inline void wrf_attributes(const wrf_writer *w) {
  const wrf_fixture *f = w->f;
  const int projection = f->map_projection ? f->map_projection : 1;
  const float cell_m = projection == 6 ? (float)(WRF_DEGREES * 3.14159265358979323846 / 180.0 * 6370000.0) : 10000.0F;
  const float bucket = f->bucket_mm > 0.0 ? (float)f->bucket_mm : -1.0F;
  const struct {
    const char *name;
    float value;
  } numbers[] = {{"DX", cell_m},
                 {"DY", cell_m},
                 {"TRUELAT1", 30.0F},
                 {"TRUELAT2", 45.0F},
                 {"STAND_LON", 112.0F},
                 {"MOAD_CEN_LAT", 37.0F},
                 {"POLE_LAT", f->pole_lat_deg > 0.0 ? (float)f->pole_lat_deg : 90.0F},
                 {"POLE_LON", (float)f->pole_lon_deg},
                 {"BUCKET_MM", bucket}};
  for (size_t n = 0; n < sizeof numbers / sizeof *numbers; n++)
    wrf_ok(nc_put_att_float(w->nc, NC_GLOBAL, numbers[n].name, NC_FLOAT, 1, &numbers[n].value), numbers[n].name);
  wrf_ok(nc_put_att_int(w->nc, NC_GLOBAL, "MAP_PROJ", NC_INT, 1, &projection), "MAP_PROJ");
}

static inline void wrf_times(const wrf_writer *w) {
  const wrf_fixture *f = w->f;
  const int dims[] = {w->time, w->text};
  int id;
  wrf_ok(nc_def_var(w->nc, "Times", NC_CHAR, 2, dims, &id), "Times");
  for (int hour = 0; hour < wrf_hours(f); hour++) {
    char text[FEN_TIME_TEXT];
    fen_time_format(f->start_s + (f->spacing_s > 0.0 ? f->spacing_s : 3600.0) * hour, 0.0, text);
    text[10] = '_';
    const size_t start[] = {(size_t)hour, 0};
    const size_t count[] = {1, 19};
    wrf_ok(nc_put_vara_text(w->nc, id, start, count, text), "Times");
  }
}

static inline void wrf_eta(const wrf_writer *w) {
  static const float eta[WRF_NZ + 1] = {1.0F, 0.9F, 0.7F, 0.4F, 0.0F};
  const int dims[] = {w->time, w->zs};
  int id;
  if (w->f->left_out && strcmp(w->f->left_out, "ZNW") == 0)
    return;
  wrf_ok(nc_def_var(w->nc, "ZNW", NC_FLOAT, 2, dims, &id), "ZNW");
  for (int hour = 0; hour < wrf_hours(w->f); hour++) {
    const size_t start[] = {(size_t)hour, 0};
    const size_t count[] = {1, WRF_NZ + 1};
    wrf_ok(nc_put_vara_float(w->nc, id, start, count, eta), "ZNW");
  }
}

static inline void wrf_write(const char *path, const wrf_fixture *f) {
  wrf_writer w = {.f = f};
  wrf_ok(nc_create(path, NC_NETCDF4 | NC_CLOBBER, &w.nc), path);
  const struct {
    const char *name;
    size_t size;
    int *id;
  } dims[] = {{"Time", NC_UNLIMITED, &w.time},         {"DateStrLen", 19, &w.text},           {"west_east", WRF_NX, &w.x},
              {"south_north", WRF_NY, &w.y},           {"bottom_top", WRF_NZ, &w.z},          {"west_east_stag", WRF_NX + 1, &w.xs},
              {"south_north_stag", WRF_NY + 1, &w.ys}, {"bottom_top_stag", WRF_NZ + 1, &w.zs}};
  for (size_t n = 0; n < sizeof dims / sizeof *dims; n++)
    wrf_ok(nc_def_dim(w.nc, dims[n].name, dims[n].size, dims[n].id), dims[n].name);
  wrf_attributes(&w);
  wrf_times(&w);
  wrf_eta(&w);
  wrf_variable(&w, "XLAT", ' ', 0, wrf_latitude);
  wrf_variable(&w, "XLONG", ' ', 0, wrf_longitude);
  wrf_variable(&w, "HGT", ' ', 0, wrf_ground);
  if (f->map_projection == 6) {
    wrf_variable(&w, "MAPFAC_MX", ' ', 0, wrf_factor_row);
    wrf_variable(&w, "MAPFAC_MY", ' ', 0, wrf_one);
    wrf_variable(&w, "MAPFAC_UX", 'X', 0, wrf_factor_row);
    wrf_variable(&w, "MAPFAC_UY", 'X', 0, wrf_one);
    wrf_variable(&w, "MAPFAC_VX", 'Y', 0, wrf_factor_edge);
    wrf_variable(&w, "MAPFAC_VY", 'Y', 0, wrf_one);
  }
  wrf_variable(&w, "U", 'X', 1, wrf_wind);
  wrf_variable(&w, "V", 'Y', 1, wrf_wind);
  wrf_variable(&w, "W", 'Z', 1, wrf_zero);
  wrf_variable(&w, "PH", 'Z', 1, wrf_zero);
  wrf_variable(&w, "PHB", 'Z', 1, wrf_geopotential);
  wrf_variable(&w, "T", ' ', 1, wrf_theta);
  wrf_variable(&w, "P", ' ', 1, wrf_zero);
  wrf_variable(&w, "PB", ' ', 1, wrf_pressure);
  wrf_variable(&w, "QVAPOR", ' ', 1, wrf_vapour);
  wrf_variable(&w, "MU", ' ', 0, wrf_zero);
  wrf_variable(&w, "MUB", ' ', 0, wrf_column);
  wrf_variable(&w, "T2", ' ', 0, wrf_temperature);
  wrf_variable(&w, "PSFC", ' ', 0, wrf_surface_pressure);
  wrf_variable(&w, "Q2", ' ', 0, wrf_vapour);
  wrf_variable(&w, "RAINC", ' ', 0, wrf_zero);
  wrf_variable(&w, "RAINNC", ' ', 0, wrf_rain);
  wrf_variable(&w, "I_RAINNC", ' ', 0, wrf_bucket);
  if (!f->simple) {
    wrf_variable(&w, "PBLH", ' ', 0, wrf_height);
    wrf_variable(&w, "UST", ' ', 0, wrf_one);
    wrf_variable(&w, "HFX", ' ', 0, wrf_one);
    wrf_variable(&w, "LANDMASK", ' ', 0, wrf_one);
  }
  if (f->land_scheme) {
    wrf_ok(nc_put_att_text(w.nc, NC_GLOBAL, "MMINLU", strlen(f->land_scheme), f->land_scheme), "MMINLU");
    wrf_variable(&w, "LU_INDEX", ' ', 0, wrf_land_category);
    wrf_variable(&w, "SNOW", ' ', 0, wrf_tens);
    wrf_variable(&w, "SWDOWN", ' ', 0, wrf_tens);
    wrf_variable(&w, "ZNT", ' ', 0, wrf_one);
  }
  wrf_ok(nc_close(w.nc), "close");
}

#endif
