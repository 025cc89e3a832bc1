/* The grid and the values of a piece, whichever layout its file has. */
#include <math.h>
#include <stdio.h>
#include <string.h>

#include "fenhe/ascii_grid.h"
#include "fenhe/memory.h"
#include "pieces.h"

static const double WGS84_SEMI_MAJOR_M = 6378137.0;
static const double WGS84_INVERSE_FLATTENING = 298.257223563;
/* Sizes of cells and ranges are written in float. */
static const double RANGE_TOLERANCE = 1e-4;

/* Cells of one size from the north-western corner, rows southwards. */
static fen_status even_grid(ptrdiff_t nx, ptrdiff_t ny, double west, double north, double dx, double dy, fen_source_grid *out,
                            fen_error *err) {
  double *x_edge = NULL;
  double *y_edge = NULL;
  fen_status status = FEN_NEW(&x_edge, nx + 1, err);
  if (!status)
    status = FEN_NEW(&y_edge, ny + 1, err);
  if (status) {
    fen_free(x_edge);
    return status;
  }
  for (ptrdiff_t i = 0; i <= nx; i++)
    x_edge[i] = west + (double)i * dx;
  for (ptrdiff_t j = 0; j <= ny; j++)
    y_edge[j] = north - (double)j * dy;
  return fen_source_grid_degrees(nx, ny, x_edge, y_edge, WGS84_SEMI_MAJOR_M, WGS84_INVERSE_FLATTENING, out, err);
}

static fen_status read_pair(const fen_nc_reader *reader, const char *variable, double pair[2], fen_error *err) {
  return fen_nc_read(reader, variable, 1, (ptrdiff_t[1]){0}, (ptrdiff_t[1]){2}, pair, err);
}

/* x_range, y_range, spacing and dimension must say the same, and z must have as many values. */
static fen_status flat_grid(const fen_nc_reader *reader, fen_source_grid *out, fen_error *err) {
  double x[2], y[2], cell[2], size[2];
  fen_nc_shape shape;
  fen_status status = read_pair(reader, "x_range", x, err);
  if (!status)
    status = read_pair(reader, "y_range", y, err);
  if (!status)
    status = read_pair(reader, "spacing", cell, err);
  if (!status)
    status = read_pair(reader, "dimension", size, err);
  if (!status)
    status = fen_nc_variable_shape(reader, "z", &shape, err);
  if (status)
    return status;
  bool sane = size[0] >= 1.0 && size[1] >= 1.0 && size[0] <= 1e6 && size[1] <= 1e6 && cell[0] > 0.0 && cell[1] > 0.0;
  if (!sane || !(fabs(size[0] * cell[0] - (x[1] - x[0])) <= RANGE_TOLERANCE * cell[0] * size[0]) ||
      !(fabs(size[1] * cell[1] - (y[1] - y[0])) <= RANGE_TOLERANCE * cell[1] * size[1]))
    return fen_nc_fail(reader, "dimension", FEN_ERR_GRID, "fetch the file again", err,
                       "%g x %g cells of %g x %g degrees do not fill %g to %g degrees east, %g to %g north", size[0], size[1], cell[0],
                       cell[1], x[0], x[1], y[0], y[1]);
  if (!(y[0] >= -90.0 && y[1] <= 90.0 && x[0] >= -180.0 && x[1] <= 360.0))
    return fen_nc_fail(reader, "y_range", FEN_ERR_GRID, "fetch the file again", err, "%g to %g degrees north, %g to %g east are no places",
                       y[0], y[1], x[0], x[1]);
  if (shape.rank != 1 || (double)shape.shape[0] != size[0] * size[1])
    return fen_nc_fail(reader, "z", FEN_ERR_SHAPE, "fetch the file again", err, "%td values where dimension says %g x %g", shape.shape[0],
                       size[0], size[1]);
  return even_grid((ptrdiff_t)size[0], (ptrdiff_t)size[1], x[0], y[1], (x[1] - x[0]) / size[0], (y[1] - y[0]) / size[1], out, err);
}

static fen_status text_grid(const fen_ascii_grid *grid, const char *path, fen_source_grid *out, fen_error *err) {
  double north = grid->south + (double)grid->ny * grid->cell;
  double east = grid->west + (double)grid->nx * grid->cell;
  if (!(grid->south >= -90.0 && north <= 90.0 + RANGE_TOLERANCE && grid->west >= -180.0 && east <= 360.0 + RANGE_TOLERANCE))
    return fen_fail(err, FEN_ERR_GRID,
                    "%s: error: cells from %g to %g degrees east and %g to %g north are no places\n  = give the corner and the size of the "
                    "cells in degrees",
                    path, grid->west, east, grid->south, north);
  return even_grid(grid->nx, grid->ny, grid->west, north, grid->cell, grid->cell, out, err);
}

/* Values alone, a map, or maps in time. */
static fen_status read_shape(const fen_piece *piece, const fen_nc_reader *reader, fen_nc_shape *out, fen_error *err) {
  fen_status status = fen_nc_variable_shape(reader, piece->variable, out, err);
  if (!status && (out->rank < 1 || out->rank > 3))
    status =
        fen_nc_fail(reader, piece->variable, FEN_ERR_SHAPE, "fetch the file again", err, "%d dimensions where a map has 1 to 3", out->rank);
  return status;
}

fen_status fen_piece_grid(const fen_piece *piece, fen_source_grid *out, fen_error *err) {
  fen_nc_reader *reader = NULL;
  fen_nc_shape shape;
  if (!piece->variable[0]) {
    fen_ascii_grid grid;
    fen_status status = fen_ascii_grid_read(piece->path, &grid, err);
    if (status)
      return status;
    status = text_grid(&grid, piece->path, out, err);
    fen_ascii_grid_clear(&grid);
    return status;
  }
  fen_status status = fen_nc_open(piece->path, &reader, err);
  if (!status)
    status = read_shape(piece, reader, &shape, err);
  if (!status)
    status = shape.rank == 1 ? flat_grid(reader, out, err) : fen_source_grid_read_cf(reader, piece->variable, &shape, out, err);
  fen_nc_close(&reader);
  return status;
}

/* The value that stands for none, as MEIC marks it. */
static double nodata_of(const fen_nc_reader *reader, const char *variable) {
  double nodata = NAN;
  if (fen_nc_has_attribute(reader, variable, "nodata_value"))
    (void)fen_nc_attribute_number(reader, variable, "nodata_value", &nodata, NULL);
  return nodata;
}

static fen_status read_netcdf(const fen_piece *piece, const fen_source_grid *grid, double *out, double *nodata, fen_error *err) {
  fen_nc_reader *reader = NULL;
  fen_nc_shape shape;
  ptrdiff_t start[3] = {0};
  ptrdiff_t count[3] = {1, 1, 1};
  fen_status status = fen_nc_open(piece->path, &reader, err);
  if (!status)
    status = read_shape(piece, reader, &shape, err);
  if (!status) {
    bool flat = shape.rank == 1;
    ptrdiff_t cells = flat ? shape.shape[0] : shape.shape[shape.rank - 1] * shape.shape[shape.rank - 2];
    for (int d = 0; d < shape.rank; d++)
      count[d] = d < shape.rank - 2 ? 1 : shape.shape[d];
    if (shape.rank == 3)
      start[0] = piece->time;
    *nodata = nodata_of(reader, piece->variable);
    if (cells != grid->nx * grid->ny || (!flat && shape.shape[shape.rank - 1] != grid->nx))
      status = fen_nc_fail(reader, piece->variable, FEN_ERR_GRID, "give files of one grid in each set", err,
                           "the grid has %td cells, that of the species' and sector's first file %td x %td", cells, grid->nx, grid->ny);
    else if (flat) /* fill values stand for none in MEIC's files */
      status = fen_nc_read_missing(reader, piece->variable, shape.rank, start, count, out, err);
    else
      status = fen_nc_read(reader, piece->variable, shape.rank, start, count, out, err);
    for (ptrdiff_t n = 0; !status && flat && n < cells; n++)
      out[n] = isnan(out[n]) ? 0.0 : out[n];
  }
  fen_nc_close(&reader);
  return status;
}

static fen_status read_text(const fen_piece *piece, const fen_source_grid *grid, double *out, double *nodata, fen_error *err) {
  fen_ascii_grid text;
  fen_status status = fen_ascii_grid_read(piece->path, &text, err);
  if (status)
    return status;
  *nodata = text.has_nodata ? text.nodata : NAN;
  if (text.nx != grid->nx || text.ny != grid->ny)
    status = fen_fail(err, FEN_ERR_GRID,
                      "%s: error: %td x %td cells, where the species' and sector's first file has %td x %td\n  = give files of one grid in "
                      "each set",
                      piece->path, text.nx, text.ny, grid->nx, grid->ny);
  else
    memcpy(out, text.value, (size_t)(text.nx * text.ny) * sizeof *out);
  fen_ascii_grid_clear(&text);
  return status;
}

fen_status fen_piece_values(const fen_piece *piece, const fen_source_grid *grid, double *out, fen_error *err) {
  double nodata = NAN;
  ptrdiff_t cells = grid->nx * grid->ny;
  fen_status status = piece->variable[0] ? read_netcdf(piece, grid, out, &nodata, err) : read_text(piece, grid, out, &nodata, err);
  for (ptrdiff_t n = 0; !status && n < cells; n++) {
    if (out[n] == nodata)
      out[n] = 0.0;
    if (!(out[n] >= 0.0))
      status = fen_fail(err, FEN_ERR_NEGATIVE,
                        "%s%s%s: error: negative emission %g in row %td, column %td (from 0)\n  = correct the file; an inventory gives "
                        "emissions, sinks are the model's",
                        piece->path, piece->variable[0] ? ": " : "", piece->variable, out[n], n / grid->nx, n % grid->nx);
  }
  return status;
}
