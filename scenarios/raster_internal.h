/** What the parts of fen_raster share. */
#ifndef FENHE_RASTER_INTERNAL_H
#define FENHE_RASTER_INTERNAL_H

#include "fenhe/source_grid.h"
#include "raster.h"

struct fen_raster {
  fen_nc_reader *file;
  char variable[FEN_NC_NAME];
  fen_nc_shape shape;
  ptrdiff_t nx, ny;
  double *x, *y;           /**< centres [degrees or m], strictly monotone, shape [nx], [ny]; NULL: curvilinear */
  double *x_edge, *y_edge; /**< shape [nx + 1], [ny + 1] */
  fen_projection *map;     /**< NULL: x and y are longitude and latitude */
  fen_source_grid corners; /**< of a curvilinear file */
};

/** The axes of the file and their map; nothing set for a curvilinear one. */
fen_status fen_raster_read_axes(fen_raster *raster, fen_error *err);

#endif
