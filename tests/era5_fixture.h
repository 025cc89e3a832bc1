/* ERA5 files made by the tests in the layouts in which users have them. */
#ifndef FENHE_TESTS_ERA5_FIXTURE_H
#define FENHE_TESTS_ERA5_FIXTURE_H

#include <netcdf.h>

#include "era5_atmosphere.h"

/* What a file holds; a z of the surface and one on levels have one name, and so two files. */
enum { ERA5_LEVELS = 1, ERA5_SURFACE = 2, ERA5_SUMS = 4, ERA5_CONSTANTS = 8, ERA5_SINGLE = 14 };
typedef struct {
  const era5_fixture *f;
  int nc, time, level, lat, lon, expver, number;
  int nz, nlat, nlon, hours;
} era5_writer;

static inline void era5_ok(int code, const char *what) {
  if (code != NC_NOERR)
    fail_msg("%s: %s", what, nc_strerror(code));
}

static inline void era5_text(int nc, int id, const char *name, const char *text) {
  era5_ok(nc_put_att_text(nc, id, name, strlen(text), text), name);
}

static inline void era5_put(const era5_writer *w, int id, int packed, const double *values, size_t count) {
  double low = values[0];
  double high = values[0];
  for (size_t n = 0; n < count; n++) {
    low = values[n] < low ? values[n] : low; /* NaN changes neither */
    high = values[n] > high ? values[n] : high;
  }
  const double scale = high > low ? (high - low) / 65532.0 : 1.0;
  const double offset = 0.5 * (low + high);
  float *floats = malloc(count * sizeof *floats);
  short *shorts = malloc(count * sizeof *shorts);
  for (size_t n = 0; n < count; n++) {
    floats[n] = (float)values[n];
    shorts[n] = isnan(values[n]) ? (short)-32767 : (short)lrint((values[n] - offset) / scale);
  }
  if (packed) {
    era5_ok(nc_put_att_double(w->nc, id, "scale_factor", NC_DOUBLE, 1, &scale), "scale");
    era5_ok(nc_put_att_double(w->nc, id, "add_offset", NC_DOUBLE, 1, &offset), "offset");
    era5_ok(nc_enddef(w->nc), "enddef");
    era5_ok(nc_put_var_short(w->nc, id, shorts), "values");
  } else {
    era5_ok(nc_enddef(w->nc), "enddef");
    era5_ok(nc_put_var_float(w->nc, id, floats), "values");
  }
  era5_ok(nc_redef(w->nc), "redef");
  free(floats);
  free(shorts);
}

static inline void era5_variable(const era5_writer *w, const char *name, const char *unit, int levels, int constant) {
  const era5_fixture *f = w->f;
  char word[32];
  (void)snprintf(word, sizeof word, " %s ", name);
  if ((f->leave && strstr(f->leave, word)) || (f->only && strcmp(f->only, name) != 0))
    return;
  int dims[6];
  int rank = 0;
  const int timeless = constant && f->new_form;
  const int hours = timeless ? 1 : w->hours;
  const int versions = f->expver && !timeless ? 2 : 1;
  if (!timeless)
    dims[rank++] = w->time;
  if (f->members)
    dims[rank++] = w->number;
  if (versions == 2)
    dims[rank++] = w->expver;
  if (levels || (constant && f->archived && name[0] == 'z'))
    dims[rank++] = w->level;
  dims[rank++] = w->lat;
  dims[rank++] = w->lon;
  int id;
  const float fill = NAN;
  const short short_fill = -32767;
  era5_ok(nc_def_var(w->nc, name, f->packed ? NC_SHORT : NC_FLOAT, rank, dims, &id), name);
  era5_text(w->nc, id, "units", f->unit_of && strcmp(f->unit_of, name) == 0 ? f->unit : unit);
  era5_ok(f->packed ? nc_put_att_short(w->nc, id, "_FillValue", NC_SHORT, 1, &short_fill)
                    : nc_put_att_float(w->nc, id, "_FillValue", NC_FLOAT, 1, &fill),
          "_FillValue");
  const int nz = levels ? w->nz : 1;
  const int members = f->members ? f->members : 1;
  const size_t count = (size_t)hours * (size_t)members * (size_t)versions * (size_t)nz * (size_t)w->nlat * (size_t)w->nlon;
  double *values = malloc(count * sizeof *values);
  size_t n = 0;
  /* Downwards is the order of the old form and of model levels. */
  const int down = (f->model_levels || !f->new_form) != (f->upwards != 0);
  for (int h = 0; h < hours; h++)
    for (int m = 0; m < members; m++)
      for (int e = 0; e < versions; e++)
        for (int k = 0; k < nz; k++)
          for (int j = 0; j < w->nlat; j++)
            for (int i = 0; i < w->nlon; i++, n++) {
              const int level = down ? nz - 1 - k : k;
              const double lon = era5_lon(f, i);
              const double lat = era5_lat(f, j);
              values[n] = levels ? era5_level_value(f, name, h, level, lon, lat) : era5_surface_value(f, name, h, lon, lat);
              if (versions == 2 && e != (h >= f->expver))
                values[n] = NAN;
              if (f->bad && strcmp(f->bad, name) == 0 && h == hours - 1 && k == nz / 2 && j == w->nlat / 2 && i == w->nlon / 2)
                values[n] = f->bad_value;
            }
  era5_put(w, id, f->packed, values, count);
  free(values);
}

static inline void era5_axis(int nc, const char *name, nc_type type, int dim, const char *unit, const double *values) {
  int id;
  era5_ok(nc_def_var(nc, name, type, 1, &dim, &id), name);
  if (unit)
    era5_text(nc, id, "units", unit);
  era5_ok(nc_enddef(nc), "enddef");
  era5_ok(nc_put_var_double(nc, id, values), name);
  era5_ok(nc_redef(nc), "redef");
}

static inline void era5_hybrid(const era5_writer *w) {
  const era5_fixture *f = w->f;
  double a[64], b[64], full_a[64], full_b[64];
  int half, full;
  if (f->coefficients == ERA5_FROM_TABLE)
    return;
  const int count = f->all_coefficients ? 48 : w->nz;
  for (int k = 0; k <= count; k++)
    era5_half_level(ERA5_LOWEST - count + k, &a[k], &b[k]);
  for (int k = 0; k < count; k++) {
    full_a[k] = 0.5 * (a[k] + a[k + 1]);
    full_b[k] = 0.5 * (b[k] + b[k + 1]);
  }
  era5_ok(nc_def_dim(w->nc, "nhym", (size_t)count, &full), "nhym");
  era5_axis(w->nc, "hyam", NC_DOUBLE, full, "Pa", full_a);
  era5_axis(w->nc, "hybm", NC_DOUBLE, full, "1", full_b);
  if (f->coefficients == ERA5_HALF_LEVELS) {
    era5_ok(nc_def_dim(w->nc, "nhyi", (size_t)count + 1, &half), "nhyi");
    era5_axis(w->nc, "hyai", NC_DOUBLE, half, "Pa", a);
    era5_axis(w->nc, "hybi", NC_DOUBLE, half, "1", b);
  }
}

static inline double era5_start(const era5_fixture *f) {
  return era5_or(f->start_s, 1578614400.0); /* 2020-01-10T00:00Z */
}

static inline void era5_axes(era5_writer *w, int with_levels) {
  const era5_fixture *f = w->f;
  double values[512];
  const char *time_name = f->new_form ? "valid_time" : "time";
  const char *level_name = f->model_levels ? (f->coefficients ? "lev" : "level") : f->new_form ? "pressure_level" : "level";
  era5_ok(nc_def_dim(w->nc, time_name, (size_t)w->hours, &w->time), time_name);
  era5_ok(nc_def_dim(w->nc, "latitude", (size_t)w->nlat, &w->lat), "latitude");
  era5_ok(nc_def_dim(w->nc, "longitude", (size_t)w->nlon, &w->lon), "longitude");
  if (f->expver) {
    era5_ok(nc_def_dim(w->nc, "expver", 2, &w->expver), "expver");
    era5_axis(w->nc, "expver", NC_INT, w->expver, NULL, (const double[]){1.0, 5.0});
  }
  if (f->members)
    era5_ok(nc_def_dim(w->nc, "number", (size_t)f->members, &w->number), "number");
  for (int h = 0; h < w->hours; h++) {
    values[h] = era5_start(f) + era5_or(f->spacing_s, 3600.0) * h;
    if (!f->new_form)
      values[h] = (values[h] + 2208988800.0) / 3600.0; /* since 1900 */
  }
  era5_axis(w->nc, time_name, f->new_form ? NC_INT64 : NC_INT, w->time,
            f->new_form ? "seconds since 1970-01-01" : "hours since 1900-01-01 00:00:00.0", values);
  int id;
  era5_ok(nc_inq_varid(w->nc, time_name, &id), time_name);
  era5_text(w->nc, id, "calendar", f->calendar ? f->calendar : f->new_form ? "proleptic_gregorian" : "gregorian");
  for (int j = 0; j < w->nlat; j++)
    values[j] = era5_lat(f, j);
  era5_axis(w->nc, "latitude", f->new_form ? NC_DOUBLE : NC_FLOAT, w->lat, "degrees_north", values);
  for (int i = 0; i < w->nlon; i++)
    values[i] = era5_lon(f, i);
  era5_axis(w->nc, "longitude", f->new_form ? NC_DOUBLE : NC_FLOAT, w->lon, "degrees_east", values);
  if (!with_levels) {
    if (f->archived) {
      era5_ok(nc_def_dim(w->nc, "level", 1, &w->level), "level");
      era5_axis(w->nc, "level", NC_INT, w->level, NULL, (const double[]){1.0});
    }
    return;
  }
  const int down = (f->model_levels || !f->new_form) != (f->upwards != 0);
  for (int k = 0; k < w->nz; k++) {
    const int level = down ? w->nz - 1 - k : k;
    values[k] = f->model_levels ? (f->all_coefficients ? 48 : ERA5_LOWEST) - f->lifted - level : era5_hpa[level];
  }
  era5_ok(nc_def_dim(w->nc, level_name, (size_t)w->nz, &w->level), level_name);
  era5_axis(w->nc, level_name, f->new_form ? NC_DOUBLE : NC_INT, w->level,
            f->model_levels ? "level"
            : f->new_form   ? "hPa"
                            : "millibars",
            values);
  if (f->model_levels)
    era5_hybrid(w);
}

/* The new form says which version each hour is of in words, and names the one member: both are to be passed over. */
static inline void era5_new_coordinates(const era5_writer *w) {
  int id;
  const int member = 0;
  era5_ok(nc_def_var(w->nc, "number", NC_INT, 0, NULL, &id), "number");
  era5_ok(nc_put_var_int(w->nc, id, &member), "number");
  era5_ok(nc_def_var(w->nc, "expver", NC_STRING, 1, &w->time, &id), "expver");
  for (size_t h = 0; h < (size_t)w->hours; h++) {
    const char *version = "0001";
    era5_ok(nc_put_var1_string(w->nc, id, &h, &version), "expver");
  }
}

static inline void era5_write(const char *path, const era5_fixture *f, int parts) {
  era5_writer w = {.f = f,
                   .nz = f->model_levels ? f->model_levels : ERA5_HPA - f->short_of_top,
                   .nlat = f->nlat ? f->nlat : 21,
                   .nlon = f->nlon ? f->nlon : 25,
                   .hours = f->hours ? f->hours : 1};
  era5_ok(nc_create(path, f->new_form ? NC_NETCDF4 | NC_CLOBBER : NC_64BIT_OFFSET | NC_CLOBBER, &w.nc), path);
  era5_axes(&w, parts & ERA5_LEVELS);
  if (f->new_form && !f->members && !f->expver)
    era5_new_coordinates(&w);
  if (parts & ERA5_LEVELS) {
    if (!f->model_levels)
      era5_variable(&w, "z", "m**2 s**-2", 1, 0);
    era5_variable(&w, "t", "K", 1, 0);
    era5_variable(&w, "q", "kg kg**-1", 1, 0);
    era5_variable(&w, "u", "m s**-1", 1, 0);
    era5_variable(&w, "v", "m s**-1", 1, 0);
    era5_variable(&w, "w", "Pa s**-1", 1, 0);
    if (f->model_levels)
      era5_variable(&w, "lnsp", "~", 0, 0);
  }
  if (parts & ERA5_SURFACE) {
    static const char *const list[][2] = {{"sp", "Pa"},       {"t2m", "K"}, {"d2m", "K"},        {"u10", "m s**-1"},
                                          {"v10", "m s**-1"}, {"blh", "m"}, {"zust", "m s**-1"}, {"sd", "m of water equivalent"},
                                          {"fsr", "m"}};
    for (size_t n = 0; n < sizeof list / sizeof *list; n++)
      era5_variable(&w, list[n][0], list[n][1], 0, 0);
  }
  if (parts & ERA5_SUMS) {
    era5_variable(&w, "sshf", "J m**-2", 0, 0);
    era5_variable(&w, "ssrd", "J m**-2", 0, 0);
    era5_variable(&w, "tp", "m", 0, 0);
  }
  if (parts & ERA5_CONSTANTS) {
    era5_variable(&w, "z", "m**2 s**-2", 0, 1);
    era5_variable(&w, "lsm", "(0 - 1)", 0, 1);
  }
  era5_ok(nc_close(w.nc), "close");
}

#endif
