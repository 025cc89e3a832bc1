/* The atmosphere of the tests' ERA5 files: hydrostatic, with a constant lapse rate, over hills; its values at any place and level. */
#ifndef FENHE_TESTS_ERA5_ATMOSPHERE_H
#define FENHE_TESTS_ERA5_ATMOSPHERE_H

#include "support.h"

#define ERA5_G 9.80665
#define ERA5_RD 287.0597
#define ERA5_VIRTUAL 0.6078

enum { ERA5_MOST_HOURS = 26, ERA5_LOWEST = 137 };

typedef enum { ERA5_FROM_TABLE, ERA5_HALF_LEVELS, ERA5_FULL_LEVELS } era5_coefficients;

/* Zero means "as the old Climate Data Store, pressure levels, unpacked, north to south, 0 to 360, one hour". */
typedef struct {
  double start_s;   /* 0: 2020-01-10 00 UTC */
  int hours;        /* 0: one */
  double spacing_s; /* 0: 3600 */
  int new_form;     /* valid_time, pressure_level, number, a text expver, NetCDF-4 */
  int packed;       /* shorts with scale_factor and add_offset */
  int northwards;   /* latitudes from south to north */
  int signed_lon;   /* -180 to 180 */
  int upwards;      /* the order of levels that is not the form's own */
  int model_levels; /* how many of the 137, from the lowest; 0: pressure levels */
  int lifted;       /* model levels that are missing at the ground */
  int short_of_top; /* pressure levels that are missing at the top */
  era5_coefficients coefficients;
  int all_coefficients; /* of 48 levels, numbered from 1, whatever the file has of them */
  int archived;         /* z of the surface lies on model level 1, as in the archive */
  int expver;           /* a dimension: hours before `expver` are in the first version, the others in the second; 0: none */
  int members;          /* a dimension number; 0: none */
  const char *only;     /* the one variable; NULL: all */
  const char *leave;    /* variables that are not written, with blanks around each */
  const char *bad;      /* variable with one odd value, in the middle of the last hour */
  double bad_value;     /* NAN: the fill value */
  const char *unit_of;  /* variable whose unit is replaced */
  const char *unit;
  const char *calendar;
  double west_deg, north_deg, step_deg; /* 0, 0, 0: 110, 40, 0.25 */
  int nlon, nlat;                       /* 0, 0: 25, 21 */
  double sea_level_k;                   /* 0: 288.15 */
  double lapse_kpm;
  double sea_level_pa; /* 0: 101325 */
  double q;            /* specific humidity everywhere */
  double ground_m, hills_m;
  double u_mps, v_mps, shear_ps; /* of the eastward wind with altitude */
  int solid_body;                /* u_mps cos(latitude) eastwards */
  double omega_paps;
  double rain_mm[ERA5_MOST_HOURS]; /* in the hour before each instant */
  double heat_wpm2, sun_wpm2;      /* heat upwards */
  double warming_k;                /* added to temperature each hour */
  int since_midnight;              /* sums run from 00 UTC: the fixture starts at 00 UTC */
  double snow_m, land;
} era5_fixture;

/* The lowest 48 of ECMWF's half levels, as a subset that a test may know by itself; half level 89 is the first. */
static inline void era5_half_level(int half, double *a_pa, double *b) {
  static const double known_a[] = {20249.511719, 20087.085938, 19874.025391, 19608.572266, 19290.226563, 18917.460938, 18489.707031,
                                   18006.925781, 17471.839844, 16888.687500, 16262.046875, 15596.695313, 14898.453125, 14173.324219,
                                   13427.769531, 12668.257813, 11901.339844, 11133.304688, 10370.175781, 9617.515625,  8880.453125,
                                   8163.375000,  7470.343750,  6804.421875,  6168.531250,  5564.382813,  4993.796875,  4457.375000,
                                   3955.960938,  3489.234375,  3057.265625,  2659.140625,  2294.242188,  1961.500000,  1659.476563,
                                   1387.546875,  1143.250000,  926.507813,   734.992188,   568.062500,   424.414063,   302.476563,
                                   202.484375,   122.101563,   62.781250,    22.835938,    3.757813,     0.0,          0.0};
  static const double known_b[] = {0.185689, 0.203491, 0.222333, 0.242244, 0.263242, 0.285354, 0.308598, 0.332939, 0.358254, 0.384363,
                                   0.411125, 0.438391, 0.466003, 0.493800, 0.521619, 0.549301, 0.576692, 0.603648, 0.630036, 0.655736,
                                   0.680643, 0.704669, 0.727739, 0.749797, 0.770798, 0.790717, 0.809536, 0.827256, 0.843881, 0.859432,
                                   0.873929, 0.887408, 0.899900, 0.911448, 0.922096, 0.931881, 0.940860, 0.949064, 0.956550, 0.963352,
                                   0.969513, 0.975078, 0.980072, 0.984542, 0.988500, 0.991984, 0.995003, 0.997630, 1.000000};
  *a_pa = known_a[half - 89];
  *b = known_b[half - 89];
}

static inline double era5_or(double value, double otherwise) {
  return value != 0.0 ? value : otherwise;
}

static inline double era5_lon(const era5_fixture *f, int i) {
  double lon = era5_or(f->west_deg, 110.0) + era5_or(f->step_deg, 0.25) * i;
  return f->signed_lon ? remainder(lon, 360.0) : fmod(lon + 720.0, 360.0);
}

static inline double era5_lat(const era5_fixture *f, int j) {
  const int nlat = f->nlat ? f->nlat : 21;
  return era5_or(f->north_deg, 40.0) - era5_or(f->step_deg, 0.25) * (f->northwards ? nlat - 1 - j : j);
}

/* Hills three degrees apart, the same after a turn round the earth. */
static inline double era5_ground(const era5_fixture *f, double lon_deg, double lat_deg) {
  return f->ground_m + f->hills_m * (1.0 + sin(115.0 * lon_deg * M_PI / 180.0) * sin(2.0 * lat_deg));
}

static inline double era5_temperature(const era5_fixture *f, int hour, double z_m) {
  return era5_or(f->sea_level_k, 288.15) + f->warming_k * hour - f->lapse_kpm * z_m;
}

/* Exact: temperature is linear in height. */
static inline double era5_pressure(const era5_fixture *f, int hour, double z_m) {
  const double t0 = era5_temperature(f, hour, 0.0);
  const double factor = ERA5_G / (ERA5_RD * (1.0 + ERA5_VIRTUAL * f->q));
  const double ln = f->lapse_kpm > 0.0 ? factor / f->lapse_kpm * log1p(-f->lapse_kpm * z_m / t0) : -factor * z_m / t0;
  return era5_or(f->sea_level_pa, 101325.0) * exp(ln);
}

static inline double era5_altitude(const era5_fixture *f, int hour, double p_pa) {
  const double t0 = era5_temperature(f, hour, 0.0);
  const double factor = ERA5_G / (ERA5_RD * (1.0 + ERA5_VIRTUAL * f->q));
  const double ln = log(p_pa / era5_or(f->sea_level_pa, 101325.0));
  return f->lapse_kpm > 0.0 ? -t0 / f->lapse_kpm * expm1(ln * f->lapse_kpm / factor) : -ln * t0 / factor;
}

static inline double era5_zonal(const era5_fixture *f, double z_m, double lat_deg) {
  return f->solid_body ? f->u_mps * cos(lat_deg * 3.14159265358979323846 / 180.0) : f->u_mps + f->shear_ps * z_m;
}

static const double era5_hpa[] = {1000, 975, 950, 925, 900, 875, 850, 825, 800, 775, 750, 700, 650, 600, 550, 500, 450, 400, 350, 300};
enum { ERA5_HPA = sizeof era5_hpa / sizeof *era5_hpa };

/* Pressure of a level at a place; level 0 is the lowest. */
static inline double era5_level_pa(const era5_fixture *f, int hour, int level, double ground_m) {
  double a[2], b[2];
  if (!f->model_levels)
    return 100.0 * era5_hpa[level];
  const double surface = era5_pressure(f, hour, ground_m);
  era5_half_level(ERA5_LOWEST - level, &a[0], &b[0]);
  era5_half_level(ERA5_LOWEST - 1 - level, &a[1], &b[1]);
  return 0.5 * (a[0] + a[1] + (b[0] + b[1]) * surface);
}

/* Sum of something that is `rate` in the hour before instant h. */
static inline double era5_sum(const era5_fixture *f, int h, const double *by_hour, double rate) {
  double sum = by_hour ? by_hour[h] : rate;
  for (int n = h - 1; f->since_midnight && n >= 0 && n % 24 != 0; n--)
    sum += by_hour ? by_hour[n] : rate;
  return sum;
}

/* Dewpoint that gives the fixture's humidity at the ground: the inverse of Buck's formula. */
static inline double era5_dewpoint(const era5_fixture *f, int hour, double ground_m) {
  const double ratio = 1.0 / (1.0 + ERA5_VIRTUAL);
  const double q = f->q > 0.0 ? f->q : 1e-7;
  const double vapour = q * era5_pressure(f, hour, ground_m) / (ratio + (1.0 - ratio) * q);
  const double x = log(vapour / 611.21) / 17.502;
  return (273.16 - 32.19 * x) / (1.0 - x);
}

/* Levels under the ground hold nonsense: nothing may come of it. */
static inline double era5_level_value(const era5_fixture *f, const char *name, int hour, int level, double lon, double lat) {
  const double ground = era5_ground(f, lon, lat);
  const double z = era5_altitude(f, hour, era5_level_pa(f, hour, level, ground));
  const int buried = z < ground;
  switch (name[0]) {
  case 't':
    return buried ? 340.0 : era5_temperature(f, hour, z);
  case 'q':
    return buried ? 0.05 : f->q;
  case 'u':
    return buried ? -99.0 : era5_zonal(f, z, lat);
  case 'v':
    return buried ? 99.0 : f->v_mps;
  case 'z':
    return ERA5_G * z;
  default:
    return buried ? 9.0 : f->omega_paps;
  }
}

static inline double era5_surface_value(const era5_fixture *f, const char *name, int hour, double lon, double lat) {
  const double ground = era5_ground(f, lon, lat);
  const struct {
    const char *name;
    double value;
  } list[] = {{"z", ERA5_G * ground},
              {"sp", era5_pressure(f, hour, ground)},
              {"lnsp", log(era5_pressure(f, hour, ground))},
              {"t2m", era5_temperature(f, hour, ground)},
              {"d2m", era5_dewpoint(f, hour, ground)},
              {"u10", era5_zonal(f, ground + 10.0, lat)},
              {"v10", f->v_mps},
              {"blh", 700.0},
              {"zust", 0.4},
              {"sshf", -3600.0 * era5_sum(f, hour, NULL, f->heat_wpm2)},
              {"ssrd", 3600.0 * era5_sum(f, hour, NULL, f->sun_wpm2)},
              {"tp", 1e-3 * era5_sum(f, hour, f->rain_mm, 0.0)},
              {"lsm", f->land},
              {"sd", f->snow_m},
              {"fsr", 0.25}};
  for (size_t n = 0; n < sizeof list / sizeof *list; n++)
    if (strcmp(name, list[n].name) == 0)
      return list[n].value;
  fail_msg("no variable %s in the fixture", name);
  return NAN;
}

#endif
