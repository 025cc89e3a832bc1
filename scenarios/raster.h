/** @file raster.h  Pixels of a NetCDF file over the model's grid, whatever grid the file has: heights, categories. */
#ifndef FENHE_RASTER_H
#define FENHE_RASTER_H

#include <stdbool.h>

#include "fenhe/grid.h"
#include "fenhe/netcdf_read.h"
#include "fenhe/regrid.h"

typedef struct fen_raster fen_raster;

/** One pixel that touches the model's grid. */
typedef struct {
  ptrdiff_t row, column;
  double value;            /**< as in the file, packing undone; NaN: missing */
  double area;             /**< in units of the model's map */
  const fen_overlap *part; /**< shares of the pixel in the model's cells, shape [part_count] */
  ptrdiff_t part_count;
} fen_pixel;

typedef fen_status (*fen_pixel_visit)(void *context, const fen_raster *raster, const fen_pixel *pixel, fen_error *err);

/**
 * Open a variable over (y, x), or over (time of length 1, y, x): axes in degrees, running either way, from -180 or from 0; axes in lengths
 * with a CF grid mapping; or two-dimensional longitudes and latitudes.
 * @return FEN_OK; FEN_ERR_FILE_*; FEN_ERR_VARIABLE; FEN_ERR_SHAPE; FEN_ERR_GRID; FEN_ERR_DATA_UNIT; FEN_ERR_VALUE; FEN_ERR_MEMORY
 */
fen_status fen_raster_open(const char *path, const char *variable, fen_raster **out, fen_error *err);
void fen_raster_close(fen_raster **raster);
/** For complaints about the variable: fen_nc_fail(fen_raster_file(r), fen_raster_variable(r), ...). */
const fen_nc_reader *fen_raster_file(const fen_raster *raster);
const char *fen_raster_variable(const fen_raster *raster);
/** Whether values can be taken between pixel centres: not with two-dimensional coordinates. */
bool fen_raster_has_axes(const fen_raster *raster);
/** How many pixels a cell of the grid holds, about its middle. */
double fen_raster_pixels_per_cell(const fen_raster *raster, const fen_grid *grid);
/** Every pixel that touches the grid, row by row, with its exact overlaps; a file of any size takes a row's memory. */
fen_status fen_raster_visit(const fen_raster *raster, const fen_grid *grid, fen_pixel_visit visit, void *context, fen_error *err);
/** All values, for fen_raster_between; missing ones are NaN. @param[out] out shape [rows][columns], the caller's */
fen_status fen_raster_values(const fen_raster *raster, double **out, fen_error *err);
/** Whether a place lies within the outermost centres. */
bool fen_raster_reaches(const fen_raster *raster, double lon_deg, double lat_deg);
/** Bilinear value at a place, of the pixels that are not missing; NaN beyond the outermost centres, and where more than half is missing. */
double fen_raster_between(const fen_raster *raster, const double *values, double lon_deg, double lat_deg);
/** "longitude 110.000 to 114.000 and latitude ..." for complaints. */
void fen_raster_extent(const fen_raster *raster, size_t size, char *out);

#endif
