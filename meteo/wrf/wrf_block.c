#include <stdio.h>
#include <string.h>

#include "fenhe/constants.h"
#include "wrf_internal.h"

static const double LARGEST_CELL_M = 1e6;

fen_status wrf_select(wrf_source *self, ptrdiff_t file, fen_error *err) {
  if (self->reader && self->reader_file == file)
    return FEN_OK;
  fen_nc_close(&self->reader);
  self->reader_file = -1;
  fen_status status = fen_nc_open(self->files[file], &self->reader, err);
  if (!status)
    self->reader_file = file;
  return status;
}

static fen_status read_projection(const fen_nc_reader *reader, wrf_header *out, fen_error *err) {
  double kind = 0.0;
  fen_status status = fen_nc_attribute_number(reader, NULL, "MAP_PROJ", &kind, err);
  if (status)
    return status;
  out->projection = kind >= 0.0 && kind < 1000.0 ? (int)kind : -1;
  if (out->projection != 1 && out->projection != 2 && out->projection != 3 && out->projection != 6)
    return fen_nc_fail(reader, NULL, FEN_ERR_GRID,
                       "use WRF output on a Lambert (1), polar stereographic (2), Mercator (3) or latitude-longitude (6) grid", err,
                       "MAP_PROJ = %g is a projection that is not supported", kind);
  out->pole_lat_deg = 90.0;
  if (out->projection != 6)
    return FEN_OK;
  if (fen_nc_has_attribute(reader, NULL, "POLE_LAT"))
    status = fen_nc_attribute_number(reader, NULL, "POLE_LAT", &out->pole_lat_deg, err);
  if (!status && fen_nc_has_attribute(reader, NULL, "POLE_LON"))
    status = fen_nc_attribute_number(reader, NULL, "POLE_LON", &out->pole_lon_deg, err);
  if (status)
    return status;
  return FEN_OK;
}

/* All faults go to the list, if there is one; the first is the outcome. */
static fen_status first_of(fen_status first, fen_status next, fen_diagnostics *faults, const fen_error *fault, fen_error *err) {
  if (next && faults)
    fen_diagnostics_add(faults, fault);
  if (next && !first && err)
    *err = *fault;
  return first ? first : next;
}

fen_status wrf_read_header(const fen_nc_reader *reader, wrf_header *out, fen_diagnostics *faults, fen_error *err) {
  wrf_header header = {0};
  fen_error fault;
  fen_status status = first_of(FEN_OK, read_projection(reader, &header, &fault), faults, &fault, err);
  const struct {
    const char *name;
    double *value;
  } numbers[] = {{"DX", &header.dx_m},
                 {"DY", &header.dy_m},
                 {"TRUELAT1", &header.true_lat_1_deg},
                 {"TRUELAT2", &header.true_lat_2_deg},
                 {"STAND_LON", &header.stand_lon_deg}};
  for (size_t n = 0; (!status || faults) && n < sizeof numbers / sizeof *numbers; n++)
    status = first_of(status, fen_nc_attribute_number(reader, NULL, numbers[n].name, numbers[n].value, &fault), faults, &fault, err);
  /* MOAD_CEN_LAT is the outermost domain's centre, the same for every nest; it only moves the origin of the map. */
  header.centre_lat_deg = header.true_lat_1_deg;
  if (fen_nc_has_attribute(reader, NULL, "MOAD_CEN_LAT"))
    status = first_of(status, fen_nc_attribute_number(reader, NULL, "MOAD_CEN_LAT", &header.centre_lat_deg, &fault), faults, &fault, err);
  const struct {
    const char *name;
    ptrdiff_t *length;
  } extents[] = {{"west_east", &header.nx}, {"south_north", &header.ny}, {"bottom_top", &header.nz}};
  for (size_t n = 0; (!status || faults) && n < sizeof extents / sizeof *extents; n++)
    status = first_of(status, fen_nc_dimension(reader, extents[n].name, extents[n].length, &fault), faults, &fault, err);
  if (!status && !(header.dx_m > 0.0 && header.dy_m > 0.0 && header.dx_m <= LARGEST_CELL_M && header.dy_m <= LARGEST_CELL_M)) {
    status = fen_nc_fail(reader, NULL, FEN_ERR_GRID, "use a file written by WRF", &fault,
                         "cell size DX = %g m, DY = %g m is not within 0 and 1000 km", header.dx_m, header.dy_m);
    status = first_of(FEN_OK, status, faults, &fault, err);
  }
  for (ptrdiff_t n = 0; !status && n < wrf_variable_count; n++)
    header.has[n] = fen_nc_has(reader, wrf_variables[n].name);
  if (!status)
    *out = header;
  return status;
}

/* Shape a variable must have, its time dimension first; returns its rank. */
static int expected_shape(const wrf_header *header, wrf_stagger stagger, ptrdiff_t levels, ptrdiff_t shape[4]) {
  int rank = 0;
  shape[rank++] = -1;
  if (levels > 0)
    shape[rank++] = header->nz + (stagger == WRF_STAGGER_Z);
  shape[rank++] = header->ny + (stagger == WRF_STAGGER_Y);
  shape[rank++] = header->nx + (stagger == WRF_STAGGER_X);
  return rank;
}

static fen_status wrong_shape(const fen_nc_reader *reader, const char *name, const fen_nc_shape *found, const ptrdiff_t *wanted, int rank,
                              fen_error *err) {
  char has[160] = "";
  char should[160] = "";
  for (int n = 0; n < found->rank; n++)
    (void)snprintf(has + strlen(has), sizeof has - strlen(has), "%s%td", n ? " x " : "", found->shape[n]);
  for (int n = 1; n < rank; n++)
    (void)snprintf(should + strlen(should), sizeof should - strlen(should), " x %td", wanted[n]);
  return fen_nc_fail(reader, name, FEN_ERR_SHAPE, "use the file as WRF wrote it, staggered variables included", err,
                     "the shape is %s, where hours%s is needed", has, should);
}

bool wrf_shape_fits(const wrf_header *header, wrf_stagger stagger, ptrdiff_t levels, int rank, const ptrdiff_t *shape) {
  ptrdiff_t wanted[4];
  const int full = expected_shape(header, stagger, levels, wanted);
  const int constant = rank == full - 1;
  bool fits = rank == full || constant;
  for (int n = 1; fits && n < full; n++)
    fits = shape[n - constant] == wanted[n];
  return fits;
}

fen_status wrf_check_shape(const fen_nc_reader *reader, const wrf_header *header, const char *name, wrf_stagger stagger, ptrdiff_t levels,
                           fen_nc_shape *found, fen_error *err) {
  fen_status status = fen_nc_variable_shape(reader, name, found, err);
  if (status)
    return status;
  if (wrf_shape_fits(header, stagger, levels, found->rank, found->shape))
    return FEN_OK;
  ptrdiff_t wanted[4];
  const int rank = expected_shape(header, stagger, levels, wanted);
  return wrong_shape(reader, name, found, wanted, rank, err);
}

fen_status wrf_read_block(const fen_nc_reader *reader, const wrf_header *header, const char *name, ptrdiff_t record, wrf_stagger stagger,
                          ptrdiff_t first_level, ptrdiff_t levels, const wrf_block *block, double *out, fen_error *err) {
  fen_nc_shape found;
  fen_status status = wrf_check_shape(reader, header, name, stagger, levels, &found, err);
  if (status)
    return status;
  const int constant = found.rank == (levels > 0 ? 3 : 2);
  if (!constant && record >= found.shape[0])
    return fen_nc_fail(reader, name, FEN_ERR_SHAPE, "use the file as WRF wrote it", err, "it has %td hours, where hour %td is needed",
                       found.shape[0], record + 1);
  ptrdiff_t start[4];
  ptrdiff_t count[4];
  int n = 0;
  start[n] = record;
  count[n++] = 1;
  if (levels > 0) {
    start[n] = first_level;
    count[n++] = levels;
  }
  start[n] = block->j0;
  count[n++] = block->ny + (stagger == WRF_STAGGER_Y);
  start[n] = block->i0;
  count[n++] = block->nx + (stagger == WRF_STAGGER_X);
  return fen_nc_read(reader, name, found.rank, start + constant, count + constant, out, err);
}

wrf_block wrf_model_block(const wrf_source *self, ptrdiff_t index) {
  const wrf_instant *instant = &self->instants[index];
  return (wrf_block){instant->i0, instant->j0, self->grid->params.nx, self->grid->params.ny};
}
