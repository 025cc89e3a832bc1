#include "fenhe/ioapi.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "fenhe/constants.h"
#include "fenhe/memory.h"

/* FTYPE of the I/O API manual; MPIGRD3 is a gridded file written by several processes. */
enum { GRDDED3 = 1, BNDARY3 = 2, MPIGRD3 = 8 };
enum { FILEDESC_TEXT = 16384, LARGEST_EXTENT = 1000000000 };

bool fen_ioapi_is(const fen_nc_reader *reader) {
  return fen_nc_has_attribute(reader, NULL, "GDTYP") && fen_nc_has_attribute(reader, NULL, "XORIG");
}

/* An attribute that holds a whole number; absent ones take a value where one is given (NAN: none, they are needed). */
static fen_status read_whole(const fen_nc_reader *reader, const char *name, double absent, double *out, fen_error *err) {
  if (!isnan(absent) && !fen_nc_has_attribute(reader, NULL, name)) {
    *out = absent;
    return FEN_OK;
  }
  double value = 0.0;
  fen_status status = fen_nc_attribute_number(reader, NULL, name, &value, err);
  if (!status && !(fabs(value) <= LARGEST_EXTENT && value == nearbyint(value)))
    status =
        fen_nc_fail(reader, NULL, FEN_ERR_VALUE, "correct it, for instance with ncatted", err, "%s = %g is no whole number", name, value);
  if (!status)
    *out = value;
  return status;
}

/* Faults of a header are all told at once: each thing is read whatever became of the others. @return whether there was none */
static bool keep(fen_diagnostics *faults, fen_status status, const fen_error *fault) {
  if (status)
    fen_diagnostics_add(faults, fault);
  return !status;
}

static fen_status read_finite(const fen_nc_reader *reader, const char *name, double *out, fen_error *err) {
  fen_status status = fen_nc_attribute_number(reader, NULL, name, out, err);
  if (!status && !isfinite(*out))
    status = fen_nc_fail(reader, NULL, FEN_ERR_VALUE, "correct it, for instance with ncatted", err, "%s = %g is no number", name, *out);
  return status;
}

static void read_place(const fen_nc_reader *reader, fen_ioapi_place *p, fen_diagnostics *faults) {
  double kind = 0.0;
  fen_error fault;
  const struct {
    const char *name;
    double *value;
  } numbers[] = {{"P_ALP", &p->p_alp}, {"P_BET", &p->p_bet}, {"P_GAM", &p->p_gam}, {"XCENT", &p->xcent}, {"YCENT", &p->ycent},
                 {"XORIG", &p->xorig}, {"YORIG", &p->yorig}, {"XCELL", &p->xcell}, {"YCELL", &p->ycell}};
  if (keep(faults, read_whole(reader, "GDTYP", NAN, &kind, &fault), &fault))
    p->gdtyp = (int)kind;
  for (size_t n = 0; n < sizeof numbers / sizeof *numbers; n++)
    if (!keep(faults, read_finite(reader, numbers[n].name, numbers[n].value, &fault), &fault))
      *numbers[n].value = NAN;
  if (p->xcell <= 0.0 || p->ycell <= 0.0) { /* NaN was told */
    (void)fen_nc_fail(reader, NULL, FEN_ERR_GRID, "give the size of a cell, for instance with ncatted", &fault,
                      "XCELL = %g and YCELL = %g are not positive", p->xcell, p->ycell);
    fen_diagnostics_add(faults, &fault);
  }
}

static bool has_dimension(const fen_nc_reader *reader, const char *name) {
  ptrdiff_t length;
  return fen_nc_dimension(reader, name, &length, NULL) == FEN_OK;
}

static void read_kind(const fen_nc_reader *reader, fen_ioapi_kind *out, fen_diagnostics *faults) {
  const double likely = has_dimension(reader, "PERIM") ? BNDARY3 : GRDDED3;
  double ftype = 0.0;
  fen_error fault;
  if (!keep(faults, read_whole(reader, "FTYPE", likely, &ftype, &fault), &fault))
    ftype = likely;
  *out = ftype == GRDDED3 || ftype == MPIGRD3 ? FEN_IOAPI_GRIDDED : ftype == BNDARY3 ? FEN_IOAPI_BOUNDARY : FEN_IOAPI_OTHER;
}

/* A dimension, which the attribute, where there is one, must agree with. */
static fen_status read_extent(const fen_nc_reader *reader, const char *dimension, const char *attribute, ptrdiff_t *out, fen_error *err) {
  double stated = 0.0;
  fen_status status = fen_nc_dimension(reader, dimension, out, err);
  if (!status)
    status = read_whole(reader, attribute, (double)*out, &stated, err);
  if (!status && !(*out >= 1 && stated == (double)*out))
    status = fen_nc_fail(reader, NULL, FEN_ERR_SHAPE, "cut files with a program that changes both, such as m3wndw", err,
                         "dimension %s has %td, attribute %s says %g", dimension, *out, attribute, stated);
  return status;
}

/* A rim of NTHIK cells around the grid (I/O API manual, "BNDARY3"). */
static void read_rim(const fen_nc_reader *reader, double rim, fen_ioapi_place *p, fen_diagnostics *faults) {
  double columns = 0.0;
  double rows = 0.0;
  ptrdiff_t perimeter = 0;
  fen_error fault;
  bool sized = keep(faults, read_whole(reader, "NCOLS", NAN, &columns, &fault), &fault);
  sized = keep(faults, read_whole(reader, "NROWS", NAN, &rows, &fault), &fault) && sized;
  sized = keep(faults, fen_nc_dimension(reader, "PERIM", &perimeter, &fault), &fault) && sized;
  p->ncols = (ptrdiff_t)columns;
  p->nrows = (ptrdiff_t)rows;
  if (sized && (double)perimeter != fabs(2.0 * rim * (columns + rows + 2.0 * rim)))
    (void)keep(faults,
               fen_nc_fail(reader, NULL, FEN_ERR_SHAPE, "use the boundary file as it was written", &fault,
                           "PERIM has %td cells, a rim of %g around %g x %g cells has %g", perimeter, rim, columns, rows,
                           2.0 * rim * (columns + rows + 2.0 * rim)),
               &fault);
}

static void read_extents(const fen_nc_reader *reader, fen_ioapi_header *h, fen_diagnostics *faults) {
  double rim = 0.0;
  fen_error fault;
  if (h->kind == FEN_IOAPI_OTHER)
    return;
  (void)keep(faults, read_extent(reader, "LAY", "NLAYS", &h->layers, &fault), &fault);
  const bool rimmed = keep(faults, read_whole(reader, "NTHIK", 1.0, &rim, &fault), &fault);
  h->place.nthik = (ptrdiff_t)rim;
  if (h->kind == FEN_IOAPI_GRIDDED) {
    (void)keep(faults, read_extent(reader, "COL", "NCOLS", &h->place.ncols, &fault), &fault);
    (void)keep(faults, read_extent(reader, "ROW", "NROWS", &h->place.nrows, &fault), &fault);
  } else if (rimmed) {
    read_rim(reader, rim, &h->place, faults);
  }
}

static void read_layers(const fen_nc_reader *reader, fen_ioapi_header *h, fen_diagnostics *faults) {
  double kind = 0.0;
  fen_error fault;
  (void)keep(faults, read_whole(reader, "VGTYP", -1.0, &kind, &fault), &fault);
  if (fen_nc_has_attribute(reader, NULL, "VGTOP"))
    (void)keep(faults, fen_nc_attribute_number(reader, NULL, "VGTOP", &h->vgtop, &fault), &fault);
  if (fen_nc_has_attribute(reader, NULL, "VGLVLS"))
    (void)keep(faults, fen_nc_attribute_numbers(reader, NULL, "VGLVLS", FEN_IOAPI_LEVELS, h->level, &h->level_count, &fault), &fault);
  h->vgtyp = (int)kind;
  /* Programs leave VGLVLS out, or zero, where a file has one layer. */
  if (h->level_count != h->layers + 1)
    h->level_count = 0;
}

static fen_status read_instant(const fen_nc_reader *reader, double date, double clock, double *out, fen_error *err) {
  return fen_ioapi_instant(date, clock, out) ? FEN_OK
                                             : fen_nc_fail(reader, NULL, FEN_ERR_VALUE, "write SDATE as YYYYDDD and STIME as HHMMSS", err,
                                                           "SDATE = %.0f, STIME = %.0f is no date and time", date, clock);
}

static void read_start(const fen_nc_reader *reader, fen_ioapi_header *h, fen_diagnostics *faults) {
  double step = 0.0;
  double date = NAN;
  double clock = NAN;
  fen_error fault;
  h->start_s = NAN;
  fen_status status = read_whole(reader, "TSTEP", NAN, &step, &fault);
  if (!status && !fen_ioapi_interval(step, &h->step_s))
    status =
        fen_nc_fail(reader, NULL, FEN_ERR_VALUE, "write it as HHMMSS, 10000 for one hour", &fault, "TSTEP = %.0f is no step of time", step);
  const bool steps = keep(faults, status, &fault);
  if ((steps && h->step_s == 0.0) || !fen_nc_has_attribute(reader, NULL, "SDATE") || !fen_nc_has_attribute(reader, NULL, "STIME"))
    return;
  const bool has_date = keep(faults, read_whole(reader, "SDATE", NAN, &date, &fault), &fault);
  const bool has_clock = keep(faults, read_whole(reader, "STIME", NAN, &clock, &fault), &fault);
  if (has_date && has_clock)
    (void)keep(faults, read_instant(reader, date, clock, &h->start_s, &fault), &fault);
}

/* MCIP writes the radius of its sphere into FILEDESC. */
static double earth_radius(const fen_nc_reader *reader) {
  static const char label[] = "EARTH RADIUS ASSUMED IN MCIP:";
  char text[FILEDESC_TEXT];
  if (fen_nc_attribute_text(reader, NULL, "FILEDESC", text, sizeof text, NULL))
    return FEN_WRF_EARTH_RADIUS_M;
  const char *found = strstr(text, label);
  const double radius = found ? strtod(found + sizeof label - 1, NULL) : 0.0;
  return radius > 6e6 && radius < 7e6 ? radius : FEN_WRF_EARTH_RADIUS_M;
}

static void read_header(const fen_nc_reader *reader, fen_ioapi_header *h, fen_diagnostics *faults) {
  read_kind(reader, &h->kind, faults);
  read_place(reader, &h->place, faults);
  read_extents(reader, h, faults);
  read_layers(reader, h, faults);
  read_start(reader, h, faults);
}

fen_status fen_ioapi_header_read(const fen_nc_reader *reader, fen_ioapi_header *out, fen_error *err) {
  fen_ioapi_header h = {0};
  fen_diagnostics faults = {0};
  read_header(reader, &h, &faults);
  fen_status status = fen_diagnostics_first(&faults, err);
  fen_diagnostics_clear(&faults);
  if (status)
    return status;
  h.earth_radius_m = earth_radius(reader);
  if (fen_nc_attribute_text(reader, NULL, "GDNAM", h.gdnam, sizeof h.gdnam, NULL))
    h.gdnam[0] = '\0';
  if (fen_nc_attribute_text(reader, NULL, "UPNAM", h.upnam, sizeof h.upnam, NULL))
    h.upnam[0] = '\0';
  *out = h;
  return FEN_OK;
}

void fen_ioapi_header_others(const fen_nc_reader *reader, fen_diagnostics *others) {
  fen_ioapi_header h = {0};
  fen_diagnostics faults = {0};
  read_header(reader, &h, &faults);
  for (ptrdiff_t n = 1; n < faults.count; n++)
    fen_diagnostics_add(others, &faults.items[n]);
  fen_diagnostics_clear(&faults);
}

bool fen_ioapi_lists(const fen_nc_reader *reader, const char *variable) {
  enum { WIDTH = 16 };
  char text[FILEDESC_TEXT * 2];
  const size_t length = strlen(variable);
  if (length > WIDTH || fen_nc_attribute_text(reader, NULL, "VAR-LIST", text, sizeof text, NULL))
    return false;
  const size_t size = strlen(text);
  for (size_t at = 0; at + length <= size; at += WIDTH)
    if (strncmp(text + at, variable, length) == 0 && strspn(text + at + length, " ") >= (size - at < WIDTH ? size - at : WIDTH) - length)
      return true;
  return false;
}

static fen_status wrong_shape(const fen_nc_reader *reader, const char *variable, const fen_nc_shape *found, const fen_ioapi_header *header,
                              fen_error *err) {
  char has[160] = "";
  for (int n = 0; n < found->rank; n++)
    (void)snprintf(has + strlen(has), sizeof has - strlen(has), "%s%.20s = %td", n ? ", " : "", found->dimension[n], found->shape[n]);
  return fen_nc_fail(reader, variable, FEN_ERR_SHAPE, "use the file as it was written", err,
                     "it lies on (%s), where (TSTEP, LAY = %td, ROW = %td, COL = %td) is needed", has, header->layers, header->place.nrows,
                     header->place.ncols);
}

fen_status fen_ioapi_check(const fen_nc_reader *reader, const fen_ioapi_header *header, const char *variable, ptrdiff_t records,
                           fen_error *err) {
  fen_nc_shape found;
  if (!fen_nc_has(reader, variable) && fen_ioapi_lists(reader, variable))
    return fen_nc_fail(reader, NULL, FEN_ERR_VARIABLE, "copy the file anew, with all its variables", err,
                       "variable '%s' is missing, though VAR-LIST names it", variable);
  fen_status status = fen_nc_variable_shape(reader, variable, &found, err);
  if (status)
    return status;
  if (!fen_ioapi_fits(header, found.rank, found.shape, records))
    return wrong_shape(reader, variable, &found, header, err);
  return FEN_OK;
}

bool fen_ioapi_fits(const fen_ioapi_header *header, int rank, const ptrdiff_t *shape, ptrdiff_t records) {
  return rank == 4 && shape[0] >= records && shape[1] == header->layers && shape[2] == header->place.nrows &&
         shape[3] == header->place.ncols;
}

fen_status fen_ioapi_read(const fen_nc_reader *reader, const fen_ioapi_header *header, const char *variable, const fen_ioapi_part *part,
                          double *out, fen_error *err) {
  fen_status status = fen_ioapi_check(reader, header, variable, part->record + 1, err);
  const ptrdiff_t start[4] = {part->record, part->layer, part->row, part->column};
  const ptrdiff_t count[4] = {1, part->layers, part->rows, part->columns};
  return status ? status : fen_nc_read(reader, variable, 4, start, count, out, err);
}
