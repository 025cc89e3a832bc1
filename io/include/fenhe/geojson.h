/** @file geojson.h  Regions and places from GeoJSON (RFC 7946). By jansson. */
#ifndef FENHE_GEOJSON_H
#define FENHE_GEOJSON_H

#include "fenhe/diagnostics.h"
#include "fenhe/regions.h"
#include "fenhe/status.h"

#ifdef __cplusplus
extern "C" {
#endif

/**
 * Read Polygon and MultiPolygon features into regions; the property "name" is required and unique, "name_zh" and "note" optional.
 * Other geometries are skipped.
 * @param[in,out] faults takes the first fault of every feature, whose region then has no rings, or no name (""); NULL: the first fault is
 *                       the outcome
 * @return FEN_OK; FEN_ERR_FILE_MISSING; FEN_ERR_SYNTAX (line and column); FEN_ERR_KEY_MISSING;
 * FEN_ERR_KEY_TWICE; FEN_ERR_RANGE (longitude or latitude; more than 20 000 features); FEN_ERR_MEMORY
 */
fen_status fen_geojson_read_regions(const char *path, fen_diagnostics *faults, fen_regions *out, fen_error *err);
/**
 * A number that the features of a file have, such as people.
 * @param[in]  regions what fen_geojson_read_regions gave for this file
 * @param[out] out     by region, NaN where the feature has no such property; shape [regions->count]
 * @return FEN_OK; FEN_ERR_FILE_MISSING; FEN_ERR_SYNTAX; FEN_ERR_TYPE (no number)
 */
fen_status fen_geojson_read_numbers(const char *path, const char *property, const fen_regions *regions, double *out, fen_error *err);

#ifdef __cplusplus
}
#endif
#endif
