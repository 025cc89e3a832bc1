/* Files in the layouts of EDGAR, HTAP and MEIC, small ones: the grids are cut, all else is as these inventories give it. */
#ifndef FENHE_TESTS_INVENTORY_FIXTURE_H
#define FENHE_TESTS_INVENTORY_FIXTURE_H

#include <netcdf.h>

#include "emissions_support.h"

#define fixture_nc(call) assert_int_equal((call), NC_NOERR)

/* Four degrees by four of 0.25 degree around the Taiyuan Basin, the north first. */
enum { MEIC_NX = 16, MEIC_NY = 16, MEIC_CELLS = MEIC_NX * MEIC_NY };
static const double MEIC_WEST = 110.0, MEIC_SOUTH = 35.5, MEIC_STEP = 0.25;
/* Row 7 and column 8 from the north-west: 112.00-112.25 E, 37.50-37.75 N, wholly in the basin's grid. */
enum { MEIC_INSIDE = 7 * MEIC_NX + 8, MEIC_NORTH_WEST = 0 };

static inline void write_meic_nc(const char *path, const double *value, const char *unit) {
  int file, side, xysize, id[6];
  const double x_range[2] = {MEIC_WEST, MEIC_WEST + MEIC_NX * MEIC_STEP};
  const double y_range[2] = {MEIC_SOUTH, MEIC_SOUTH + MEIC_NY * MEIC_STEP};
  const double z_range[2] = {0.0, 1000.0};
  const double spacing[2] = {MEIC_STEP, MEIC_STEP};
  const int dimension[2] = {MEIC_NX, MEIC_NY};
  float z[MEIC_CELLS];
  const double nodata = -9999.0;
  for (int n = 0; n < MEIC_CELLS; n++)
    z[n] = (float)value[n];
  fixture_nc(nc_create(path, NC_CLOBBER, &file));
  fixture_nc(nc_def_dim(file, "side", 2, &side));
  fixture_nc(nc_def_dim(file, "xysize", MEIC_CELLS, &xysize));
  fixture_nc(nc_def_var(file, "x_range", NC_DOUBLE, 1, &side, &id[0]));
  fixture_nc(nc_def_var(file, "y_range", NC_DOUBLE, 1, &side, &id[1]));
  fixture_nc(nc_def_var(file, "z_range", NC_DOUBLE, 1, &side, &id[2]));
  fixture_nc(nc_def_var(file, "spacing", NC_DOUBLE, 1, &side, &id[3]));
  fixture_nc(nc_def_var(file, "dimension", NC_INT, 1, &side, &id[4]));
  fixture_nc(nc_def_var(file, "z", NC_FLOAT, 1, &xysize, &id[5]));
  fixture_nc(nc_put_att_double(file, id[5], "nodata_value", NC_DOUBLE, 1, &nodata));
  if (unit)
    fixture_nc(nc_put_att_text(file, id[5], "units", strlen(unit), unit));
  fixture_nc(nc_enddef(file));
  fixture_nc(nc_put_var_double(file, id[0], x_range));
  fixture_nc(nc_put_var_double(file, id[1], y_range));
  fixture_nc(nc_put_var_double(file, id[2], z_range));
  fixture_nc(nc_put_var_double(file, id[3], spacing));
  fixture_nc(nc_put_var_int(file, id[4], dimension));
  fixture_nc(nc_put_var_float(file, id[5], z));
  fixture_nc(nc_close(file));
}

static inline void write_meic_text(const char *path, const double *value) {
  FILE *file = fopen(path, "w");
  assert_non_null(file);
  (void)fprintf(file, "ncols %d\nnrows %d\nxllcorner %g\nyllcorner %g\ncellsize %g\nNODATA_value -9999\n", MEIC_NX, MEIC_NY, MEIC_WEST,
                MEIC_SOUTH, MEIC_STEP);
  for (int n = 0; n < MEIC_CELLS; n++)
    (void)fprintf(file, "%.17g%c", (double)(float)value[n], n % MEIC_NX == MEIC_NX - 1 ? '\n' : ' ');
  assert_int_equal(fclose(file), 0);
}

/* A map on 0.1 degree, latitudes upwards, as EDGAR and HTAP have them; each variable by (time,) lat, lon. */
enum { EDGAR_NX = 30, EDGAR_NY = 24, EDGAR_CELLS = EDGAR_NX * EDGAR_NY };
static const double EDGAR_WEST = 110.7, EDGAR_SOUTH = 36.4, EDGAR_STEP = 0.1;
/* Row 12 from the south, column 15: 112.2-112.3 E, 37.6-37.7 N. */
enum { EDGAR_INSIDE = 12 * EDGAR_NX + 15 };

typedef struct {
  const char *path;
  int variable_count;
  const char *const *variables;
  const char *unit;
  int times;           /* 0: no dimension of time */
  double lon_offset;   /* of the longitudes, a whole turn */
  const double *value; /* [variables][times][cells], or NULL for zeros */
} edgar_file;

static inline void write_edgar(const edgar_file *wanted) {
  int file, dim[3], lat, lon, id[8];
  double lats[EDGAR_NY], lons[EDGAR_NX];
  size_t block = (size_t)EDGAR_CELLS * (size_t)(wanted->times ? wanted->times : 1);
  for (int j = 0; j < EDGAR_NY; j++)
    lats[j] = EDGAR_SOUTH + (j + 0.5) * EDGAR_STEP;
  for (int i = 0; i < EDGAR_NX; i++)
    lons[i] = EDGAR_WEST + (i + 0.5) * EDGAR_STEP + wanted->lon_offset;
  fixture_nc(nc_create(wanted->path, NC_CLOBBER | NC_NETCDF4, &file));
  if (wanted->times)
    fixture_nc(nc_def_dim(file, "time", (size_t)wanted->times, &dim[0]));
  fixture_nc(nc_def_dim(file, "lat", EDGAR_NY, &dim[1]));
  fixture_nc(nc_def_dim(file, "lon", EDGAR_NX, &dim[2]));
  fixture_nc(nc_def_var(file, "lat", NC_DOUBLE, 1, &dim[1], &lat));
  fixture_nc(nc_put_att_text(file, lat, "units", 13, "degrees_north"));
  fixture_nc(nc_def_var(file, "lon", NC_DOUBLE, 1, &dim[2], &lon));
  fixture_nc(nc_put_att_text(file, lon, "units", 12, "degrees_east"));
  for (int v = 0; v < wanted->variable_count; v++) {
    fixture_nc(nc_def_var(file, wanted->variables[v], NC_DOUBLE, wanted->times ? 3 : 2, wanted->times ? dim : dim + 1, &id[v]));
    if (wanted->unit)
      fixture_nc(nc_put_att_text(file, id[v], "units", strlen(wanted->unit), wanted->unit));
  }
  fixture_nc(nc_enddef(file));
  fixture_nc(nc_put_var_double(file, lat, lats));
  fixture_nc(nc_put_var_double(file, lon, lons));
  for (int v = 0; v < wanted->variable_count && wanted->value; v++)
    fixture_nc(nc_put_var_double(file, id[v], wanted->value + (size_t)v * block));
  fixture_nc(nc_close(file));
}

#endif
