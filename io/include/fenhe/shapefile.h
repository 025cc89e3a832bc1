/** @file shapefile.h  Regions from a shapefile (.shp, .shx, .dbf; .prj where it is not WGS84). By shapelib. */
#ifndef FENHE_SHAPEFILE_H
#define FENHE_SHAPEFILE_H

#include "fenhe/diagnostics.h"
#include "fenhe/regions.h"
#include "fenhe/status.h"

#ifdef __cplusplus
extern "C" {
#endif

/** Whether a path ends in .shp, in any case. */
int fen_is_shapefile(const char *path);
/**
 * Read all polygons. Text is UTF-8 or GB18030, found from all names together; coordinates are brought to WGS84's longitude and latitude by
 * what the .prj says, and are those where there is none.
 * @param[in]     name    column of the names, which are unique
 * @param[in]     name_zh column of Chinese names; NULL: none
 * @param[in,out] faults  takes the first fault of every polygon, whose region then has no rings, or no name (""), but for damage and
 *                        coordinates that are no degrees; NULL: the first fault is the outcome
 * @return FEN_OK; FEN_ERR_FILE_MISSING (a part is missing); FEN_ERR_FILE_FORMAT; FEN_ERR_COLUMN; FEN_ERR_KEY_MISSING (no name);
 * FEN_ERR_KEY_TWICE; FEN_ERR_POLYGON; FEN_ERR_RANGE (coordinates that are no degrees and no .prj); FEN_ERR_GRID (a .prj that is not
 * understood); FEN_ERR_ENCODING; FEN_ERR_MEMORY
 */
fen_status fen_shapefile_read_regions(const char *path, const char *name, const char *name_zh, fen_diagnostics *faults, fen_regions *out,
                                      fen_error *err);

#ifdef __cplusplus
}
#endif
#endif
