/* Small MCIP files made by the tests, with one fault at a time. */
#ifndef FENHE_TESTS_MCIP_FIXTURE_H
#define FENHE_TESTS_MCIP_FIXTURE_H

#include <netcdf.h>

#include "fenhe/clock.h"
#include "fenhe/mcip.h"
#include "fenhe/projection.h"
#include "support.h"

enum { MCIP_NX = 5, MCIP_NY = 4, MCIP_NZ = 3, MCIP_FILES = 5, MCIP_MOST_HOURS = 4 };

/* Hourly files of one run; zero means "as MCIP would". */
typedef struct {
  double start_s;
  int hours;             /* 0: two */
  const char *skipped;   /* kind of file that is not written, such as "METDOT3D" */
  const char *left_out;  /* variable that is missing */
  const char *misshapen; /* variable without its layers */
  const char *poisoned;  /* variable with one odd value, at the last hour's middle */
  double poison;
  const char *renamed; /* variable with another unit */
  const char *unit;
  const char *swollen;             /* kind of file that has a row and a column more, as dot points have */
  const char *shrunk;              /* kind of file that has a row and a column less */
  const char *moved;               /* kind of file whose grid lies a cell further east */
  const char *gapped;              /* kind of file whose last hour is one hour late */
  const char *short_of_hour;       /* kind of file that lacks the last hour */
  const char *steady;              /* kind of file with TSTEP 0 */
  double warmer_k;                 /* added to TA, but for the last hour */
  double rain_cm[MCIP_MOST_HOURS]; /* RN everywhere, by hour; RC is half of it */
  int moist;                       /* DENS is that of moist air */
  int dots_only;                   /* no winds at faces */
  int open_top;                    /* VGLVLS ends at 0.1 */
  double misplaced_deg;            /* added to LON */
  const char *land_use;            /* var_desc of LUFRAC_01; NULL: USGS24 */
  int newer;                       /* as MCIP 5: the classification is in FILEDESC alone */
  int dominant;                    /* DLUSE alone */
} mcip_fixture;

typedef struct {
  char path[MCIP_FILES][SUPPORT_PATH];
  const char *files[MCIP_FILES];
  int count;
} mcip_files;

/* kind, variable, layers above the first, unit */
static const struct {
  const char *kind, *name, *unit;
  int deep;
} mcip_variables[] = {
    {"METCRO3D", "TA", "K               ", 1},         {"METCRO3D", "PRES", "Pa              ", 1},
    {"METCRO3D", "QV", "KG/KG           ", 1},         {"METCRO3D", "DENS", "KG/M**3         ", 1},
    {"METCRO3D", "ZF", "M               ", 1},         {"METCRO3D", "QC", "KG/KG           ", 1},
    {"METCRO3D", "WHAT_JD", "KG/(M*S)        ", 1},    {"METDOT3D", "UWIND", "M/S             ", 1},
    {"METDOT3D", "VWIND", "M/S             ", 1},      {"METDOT3D", "UWINDC", "M/S             ", 1},
    {"METDOT3D", "VWINDC", "M/S             ", 1},     {"METCRO2D", "PBL", "M               ", 0},
    {"METCRO2D", "USTAR", "M/S             ", 0},      {"METCRO2D", "HFX", "WATTS/M**2      ", 0},
    {"METCRO2D", "TEMP2", "deg K           ", 0},      {"METCRO2D", "PRSFC", "Pascal          ", 0},
    {"METCRO2D", "RN", "CM              ", 0},         {"METCRO2D", "RC", "CM              ", 0},
    {"METCRO2D", "ZRUF", "M               ", 0},       {"GRIDCRO2D", "LAT", "DEGREES         ", 0},
    {"GRIDCRO2D", "LON", "DEGREES         ", 0},       {"GRIDCRO2D", "HT", "M               ", 0},
    {"GRIDCRO2D", "LWMASK", "CATEGORY        ", 0},    {"GRIDCRO2D", "DLUSE", "CATEGORY        ", 0},
    {"GRIDCRO2D", "LUFRAC_01", "FRACTION        ", 0}, {"GRIDCRO2D", "LUFRAC_02", "FRACTION        ", 0},
    {"GRIDDOT2D", "MSFD2", "(M/M)**2        ", 0},
};

static inline int mcip_is(const char *a, const char *b) {
  return a && b && strcmp(a, b) == 0;
}

static inline void mcip_ok(int code, const char *what) {
  if (code != NC_NOERR)
    fail_msg("%s: %s", what, nc_strerror(code));
}

static inline fen_projection *mcip_map(void) {
  const fen_projection_params p = {.kind = FEN_PROJECTION_LAMBERT,
                                   .lat_1_deg = 30.0,
                                   .lat_2_deg = 45.0,
                                   .lat_0_deg = 37.0,
                                   .lon_0_deg = 112.0,
                                   .semi_major_m = 6370000.0};
  fen_projection *map = NULL;
  fen_error err = {0};
  if (fen_projection_create(&p, &map, &err))
    fail_msg("%s", err.text);
  return map;
}

static inline int mcip_hours(const mcip_fixture *f) {
  return f->hours ? f->hours : 2;
}

static inline double mcip_value(const mcip_fixture *f, const char *name, int hour, int k, int j, int i) {
  const double temperature = 290.0 - 5.0 * k + (hour < mcip_hours(f) - 1 ? f->warmer_k : 0.0);
  const double pressure = 92000.0 * exp(-0.1 * (k + 0.5)) - 100.0 * (i + j);
  const double vapour = 0.008 / (1 + k);
  if (mcip_is(name, "TA") || mcip_is(name, "TEMP2"))
    return temperature;
  if (mcip_is(name, "PRES"))
    return pressure;
  if (mcip_is(name, "PRSFC"))
    return 92500.0 - 100.0 * (i + j);
  if (mcip_is(name, "QV"))
    return vapour;
  if (mcip_is(name, "DENS"))
    return pressure / (287.04 * temperature * (1.0 + vapour * 461.6 / 287.04)) * (f->moist ? 1.0 + vapour : 1.0);
  if (mcip_is(name, "ZF"))
    return 800.0 * (k + 1) + 10.0 * i;
  if (mcip_is(name, "QC"))
    return k == 1 ? 1e-5 : 0.0;
  if (mcip_is(name, "WHAT_JD"))
    return 0.01;
  if (mcip_is(name, "UWIND") || mcip_is(name, "UWINDC"))
    return 4.0 + k;
  if (mcip_is(name, "VWIND") || mcip_is(name, "VWINDC"))
    return mcip_is(name, "VWIND") ? 1.0 + i : 1.0;
  if (mcip_is(name, "PBL"))
    return 700.0;
  if (mcip_is(name, "USTAR"))
    return 0.4;
  if (mcip_is(name, "HFX"))
    return 50.0;
  if (mcip_is(name, "RN"))
    return f->rain_cm[hour];
  if (mcip_is(name, "RC"))
    return 0.5 * f->rain_cm[hour];
  if (mcip_is(name, "ZRUF"))
    return 0.1;
  if (mcip_is(name, "HT"))
    return 500.0 + 50.0 * i;
  if (mcip_is(name, "LUFRAC_01"))
    return 0.25;
  if (mcip_is(name, "LUFRAC_02"))
    return 0.75;
  if (mcip_is(name, "DLUSE"))
    return 2.0;
  if (!mcip_is(name, "LAT") && !mcip_is(name, "LON"))
    return 1.0;
  fen_projection *map = mcip_map();
  double lon, lat;
  fen_projection_inverse(map, 20000.0 + 10000.0 * (i + 0.5), -15000.0 + 10000.0 * (j + 0.5), &lon, &lat);
  fen_projection_destroy(&map);
  return mcip_is(name, "LAT") ? lat : lon + f->misplaced_deg;
}

static inline void mcip_put_int(int nc, const char *name, int value) {
  mcip_ok(nc_put_att_int(nc, NC_GLOBAL, name, NC_INT, 1, &value), name);
}

typedef struct {
  const mcip_fixture *f;
  const char *kind;
  int nc, hourly, hours, nx, ny, nz;
  int time, layer, row, column, variable, pair;
} mcip_writer;

static inline void mcip_flag(double time_s, int flag[2]) {
  const fen_civil civil = fen_time_civil(time_s, 0.0);
  flag[0] = civil.year * 1000 + civil.day_of_year;
  flag[1] = civil.hour * 10000 + civil.minute * 100;
}

static inline void mcip_attributes(const mcip_writer *w) {
  const int dot = strstr(w->kind, "DOT") != NULL;
  const double levels[MCIP_NZ + 1] = {1.0, 0.9, 0.8, w->f->open_top ? 0.1 : 0.0};
  int start[2];
  mcip_flag(w->f->start_s, start);
  const struct {
    const char *name;
    double value;
  } numbers[] = {{"P_ALP", 30.0},
                 {"P_BET", 45.0},
                 {"P_GAM", 112.0},
                 {"XCENT", 112.0},
                 {"YCENT", 37.0},
                 {"XORIG", 20000.0 - 5000.0 * dot + (mcip_is(w->f->moved, w->kind) ? 10000.0 : 0.0)},
                 {"YORIG", -15000.0 - 5000.0 * dot},
                 {"XCELL", 10000.0},
                 {"YCELL", 10000.0},
                 {"VGTOP", 5000.0}};
  static const char description[] = "LAND USE CLASSIFICATION:  USGS                                                                  "
                                    "EARTH RADIUS ASSUMED IN MCIP:  6370000.000 m";
  mcip_ok(nc_put_att_text(w->nc, NC_GLOBAL, "FILEDESC", sizeof description - 1, description), "FILEDESC");
  mcip_put_int(w->nc, "FTYPE", 1);
  mcip_put_int(w->nc, "SDATE", start[0]);
  mcip_put_int(w->nc, "STIME", start[1]);
  mcip_put_int(w->nc, "TSTEP", w->hourly && !mcip_is(w->f->steady, w->kind) ? 10000 : 0);
  mcip_put_int(w->nc, "NTHIK", 1);
  mcip_put_int(w->nc, "NCOLS", w->nx);
  mcip_put_int(w->nc, "NROWS", w->ny);
  mcip_put_int(w->nc, "NLAYS", w->nz);
  mcip_put_int(w->nc, "GDTYP", 2);
  mcip_put_int(w->nc, "VGTYP", 7);
  for (size_t n = 0; n < sizeof numbers / sizeof *numbers; n++)
    mcip_ok(nc_put_att_double(w->nc, NC_GLOBAL, numbers[n].name, NC_DOUBLE, 1, &numbers[n].value), numbers[n].name);
  mcip_ok(nc_put_att_double(w->nc, NC_GLOBAL, "VGLVLS", NC_FLOAT, (size_t)w->nz + 1, levels), "VGLVLS");
}

static inline void mcip_times(const mcip_writer *w) {
  const int dims[3] = {w->time, w->variable, w->pair};
  int id;
  mcip_ok(nc_def_var(w->nc, "TFLAG", NC_INT, 3, dims, &id), "TFLAG");
  for (int hour = 0; hour < w->hours; hour++) {
    const int late = mcip_is(w->f->gapped, w->kind) && hour == w->hours - 1;
    int flag[2] = {0, 0};
    if (w->hourly)
      mcip_flag(w->f->start_s + 3600.0 * (hour + late), flag);
    mcip_ok(nc_put_vara_int(w->nc, id, (size_t[3]){(size_t)hour, 0, 0}, (size_t[3]){1, 1, 2}, flag), "TFLAG");
  }
}

static inline int mcip_is_written(const mcip_fixture *f, const char *name) {
  const int share = strncmp(name, "LUFRAC", 6) == 0;
  return !mcip_is(f->left_out, name) && !(f->dots_only && (mcip_is(name, "UWINDC") || mcip_is(name, "VWINDC"))) && !(f->dominant && share);
}

static inline void mcip_variable(const mcip_writer *w, size_t n) {
  const mcip_fixture *f = w->f;
  const char *name = mcip_variables[n].name;
  const int flat = mcip_is(f->misshapen, name);
  const int dims4[4] = {w->time, w->layer, w->row, w->column};
  const int dims3[3] = {w->time, w->row, w->column};
  const char *unit = mcip_is(f->renamed, name) ? f->unit : mcip_variables[n].unit;
  int id;
  mcip_ok(nc_def_var(w->nc, name, NC_FLOAT, flat ? 3 : 4, flat ? dims3 : dims4, &id), name);
  if (*unit)
    mcip_ok(nc_put_att_text(w->nc, id, "units", strlen(unit), unit), name);
  const char *description = mcip_is(name, "DLUSE")
                                ? (f->newer ? "dominant land use category" : "dominant land use category from classification USGS24")
                            : f->land_use ? f->land_use
                                          : "USGS24: Urban Land";
  mcip_ok(nc_put_att_text(w->nc, id, "var_desc", strlen(description), description), name);
  const int layers = flat ? 1 : w->nz;
  float values[(MCIP_NX + 2) * (MCIP_NY + 2) * MCIP_NZ];
  for (int hour = 0; hour < w->hours; hour++) {
    for (int k = 0; k < layers; k++)
      for (int j = 0; j < w->ny; j++)
        for (int i = 0; i < w->nx; i++)
          values[(k * w->ny + j) * w->nx + i] = (float)mcip_value(f, name, hour, k, j, i);
    if (mcip_is(f->poisoned, name) && hour == w->hours - 1)
      values[((layers / 2) * w->ny + 2) * w->nx + 3] = (float)f->poison;
    const size_t start[4] = {(size_t)hour, 0, 0, 0};
    const size_t count4[4] = {1, (size_t)layers, (size_t)w->ny, (size_t)w->nx};
    const size_t count3[3] = {1, (size_t)w->ny, (size_t)w->nx};
    mcip_ok(nc_put_vara_float(w->nc, id, start, flat ? count3 : count4, values), name);
  }
}

static inline void mcip_write_file(const char *path, const mcip_fixture *f, const char *kind) {
  const int dot = strstr(kind, "DOT") != NULL;
  const int more = mcip_is(f->swollen, kind) - mcip_is(f->shrunk, kind);
  mcip_writer w = {.f = f,
                   .kind = kind,
                   .hourly = strncmp(kind, "MET", 3) == 0,
                   .nx = MCIP_NX + dot + more,
                   .ny = MCIP_NY + dot + more,
                   .nz = strstr(kind, "3D") ? MCIP_NZ : 1};
  w.hours = w.hourly ? mcip_hours(f) - mcip_is(f->short_of_hour, kind) : 1;
  mcip_ok(nc_create(path, NC_NETCDF4 | NC_CLOBBER, &w.nc), path);
  const struct {
    const char *name;
    size_t size;
    int *id;
  } dims[] = {{"TSTEP", NC_UNLIMITED, &w.time}, {"LAY", (size_t)w.nz, &w.layer}, {"ROW", (size_t)w.ny, &w.row},
              {"COL", (size_t)w.nx, &w.column}, {"VAR", 1, &w.variable},         {"DATE-TIME", 2, &w.pair}};
  for (size_t n = 0; n < sizeof dims / sizeof *dims; n++)
    mcip_ok(nc_def_dim(w.nc, dims[n].name, dims[n].size, dims[n].id), dims[n].name);
  mcip_attributes(&w);
  mcip_times(&w);
  for (size_t n = 0; n < sizeof mcip_variables / sizeof *mcip_variables; n++)
    if (mcip_is(mcip_variables[n].kind, kind) && mcip_is_written(f, mcip_variables[n].name))
      mcip_variable(&w, n);
  mcip_ok(nc_close(w.nc), "close");
}

/* All kinds into a folder, each name ending in a suffix. */
static inline mcip_files mcip_write(const char *folder, const char *suffix, const mcip_fixture *f) {
  static const char *const kinds[MCIP_FILES] = {"METCRO3D", "METDOT3D", "METCRO2D", "GRIDCRO2D", "GRIDDOT2D"};
  mcip_files out = {.count = 0};
  for (int n = 0; n < MCIP_FILES; n++) {
    char name[64];
    if (mcip_is(f->skipped, kinds[n]))
      continue;
    (void)snprintf(name, sizeof name, "%s_%s", kinds[n], suffix);
    support_join(folder, name, out.path[out.count]);
    mcip_write_file(out.path[out.count], f, kinds[n]);
    out.count++;
  }
  return out;
}

/* Add the paths of a set to a list. */
static inline void mcip_list(mcip_files *set, const char **files, int *count) {
  for (int n = 0; n < set->count; n++)
    files[(*count)++] = set->path[n];
}

/* All hours of these files. */
static inline fen_mcip_params mcip_params_of(const char **files, int count) {
  return (fen_mcip_params){.files = files, .file_count = count, .start_s = NAN, .end_s = NAN};
}

#endif
