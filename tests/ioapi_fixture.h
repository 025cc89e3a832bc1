/* A small I/O API file, of which a test changes what it wants to. */
#ifndef FENHE_TESTS_IOAPI_FIXTURE_H
#define FENHE_TESTS_IOAPI_FIXTURE_H

#include <netcdf.h>

#include "fenhe/ioapi.h"
#include "support.h"

enum { COLUMNS = 4, ROWS = 3, LAYERS = 2, STEPS = 3 };

/* What a test may change; zero means "as it should be". */
typedef struct {
  int ftype, gdtyp, ncols, perimeter;
  int step;             /* TSTEP */
  int date, clock;      /* SDATE, STIME */
  int flags[STEPS][2];  /* TFLAG; 0: hourly from 2022341 */
  const char *left_out; /* a global attribute */
  const char *unit;
  double xcell, p_alp, xcent, ycent;
} content;

static inline void ok(int code) {
  if (code != NC_NOERR)
    fail_msg("%s", nc_strerror(code));
}

static inline void put_int(int nc, const content *c, const char *name, int value) {
  if (!c->left_out || strcmp(c->left_out, name) != 0)
    ok(nc_put_att_int(nc, NC_GLOBAL, name, NC_INT, 1, &value));
}

static inline void put_double(int nc, const content *c, const char *name, double value) {
  if (!c->left_out || strcmp(c->left_out, name) != 0)
    ok(nc_put_att_double(nc, NC_GLOBAL, name, NC_DOUBLE, 1, &value));
}

static inline void put_header(int nc, const content *c) {
  const double levels[LAYERS + 1] = {1.0, 0.9, 0.0};
  const int step = c->step ? c->step : 10000;
  put_int(nc, c, "FTYPE", c->ftype ? c->ftype : 1);
  put_int(nc, c, "GDTYP", c->gdtyp ? c->gdtyp : 2);
  put_int(nc, c, "NCOLS", c->ncols ? c->ncols : COLUMNS);
  put_int(nc, c, "NROWS", ROWS);
  put_int(nc, c, "NLAYS", LAYERS);
  put_int(nc, c, "NTHIK", 1);
  put_int(nc, c, "VGTYP", 7);
  put_int(nc, c, "TSTEP", step < 0 ? 0 : step);
  put_int(nc, c, "SDATE", c->date ? c->date : 2022341);
  put_int(nc, c, "STIME", c->clock);
  put_double(nc, c, "P_ALP", c->p_alp != 0.0 ? c->p_alp : 30.0);
  put_double(nc, c, "P_BET", 60.0);
  put_double(nc, c, "P_GAM", 112.25);
  put_double(nc, c, "XCENT", c->xcent != 0.0 ? c->xcent : 112.25);
  put_double(nc, c, "YCENT", c->ycent != 0.0 ? c->ycent : 37.5);
  put_double(nc, c, "XORIG", -20000.0);
  put_double(nc, c, "YORIG", -15000.0);
  put_double(nc, c, "XCELL", c->xcell != 0.0 ? c->xcell : 10000.0);
  put_double(nc, c, "YCELL", 10000.0);
  put_double(nc, c, "VGTOP", 5000.0);
  ok(nc_put_att_double(nc, NC_GLOBAL, "VGLVLS", NC_FLOAT, LAYERS + 1, levels));
  ok(nc_put_att_text(nc, NC_GLOBAL, "GDNAM", 16, "SHANXI_10       "));
  ok(nc_put_att_text(nc, NC_GLOBAL, "UPNAM", 16, "OPNCONC         "));
  ok(nc_put_att_text(nc, NC_GLOBAL, "VAR-LIST", 32, "CO              LOST            "));
}

static inline void write_file(const char *path, const content *c) {
  int nc, dim[4], perim, pair[3], flag, co;
  ok(nc_create(path, NC_CLOBBER, &nc));
  ok(nc_def_dim(nc, "TSTEP", NC_UNLIMITED, &dim[0]));
  ok(nc_def_dim(nc, "LAY", LAYERS, &dim[1]));
  ok(nc_def_dim(nc, "ROW", ROWS, &dim[2]));
  ok(nc_def_dim(nc, "COL", COLUMNS, &dim[3]));
  ok(nc_def_dim(nc, "VAR", 1, &pair[1]));
  ok(nc_def_dim(nc, "DATE-TIME", 2, &pair[2]));
  if (c->perimeter)
    ok(nc_def_dim(nc, "PERIM", (size_t)c->perimeter, &perim));
  pair[0] = dim[0];
  ok(nc_def_var(nc, "TFLAG", NC_INT, 3, pair, &flag));
  ok(nc_def_var(nc, "CO", NC_FLOAT, 4, dim, &co));
  const char *unit = c->unit ? c->unit : "moles/s         ";
  ok(nc_put_att_text(nc, co, "units", strlen(unit), unit));
  put_header(nc, c);
  ok(nc_enddef(nc));
  for (size_t t = 0; t < STEPS; t++) {
    const int usual[2] = {2022341, 10000 * (int)t};
    const int *flags = c->flags[t][0] ? c->flags[t] : usual;
    float values[LAYERS * ROWS * COLUMNS];
    for (int n = 0; n < LAYERS * ROWS * COLUMNS; n++)
      values[n] = (float)(100 * (int)t + n);
    ok(nc_put_vara_int(nc, flag, (size_t[3]){t, 0, 0}, (size_t[3]){1, 1, 2}, flags));
    ok(nc_put_vara_float(nc, co, (size_t[4]){t, 0, 0, 0}, (size_t[4]){1, LAYERS, ROWS, COLUMNS}, values));
  }
  ok(nc_close(nc));
}

static inline fen_nc_reader *open_file(void **state, const content *c) {
  char path[SUPPORT_PATH];
  fen_nc_reader *reader = NULL;
  fen_error err = {0};
  support_join(*state, "ioapi.nc", path);
  write_file(path, c);
  if (fen_nc_open(path, &reader, &err))
    fail_msg("%s", err.text);
  return reader;
}

#endif
