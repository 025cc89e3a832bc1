/**
 * @file inventory_map.h  Another inventory's words for species and sectors, and what becomes of them in the case.
 *
 * A map is a YAML file:
 *
 *     species:
 *       SO2: SO2                                    # theirs: ours, mass for mass
 *       NOx: {molar_mass: 46.01 g/mol, moles: {NO: 0.9, NO2: 0.1}}
 *       PM2.5:
 *         split: {BC: 0.1, OC: 0.2, dust: 0.7}      # shares of mass that sum to 1
 *         sectors: {power: {split: {BC: 0.02, OC: 0.03, dust: 0.95}}}
 *       ALD2: {unit: million mol/month, factor: {VOC: 1.3}}
 *     sectors:
 *       power: power
 *       industry: {steel: 0.5, cement: 0.5}         # shares that sum to 1
 *     ignore: {species: [CO2], sectors: [agriculture]}
 *
 * split keeps the mass; factor is any ratio of masses; moles gives molecules of ours for each of theirs, by the molar masses of both.
 */
#ifndef FENHE_INVENTORY_MAP_H
#define FENHE_INVENTORY_MAP_H

#include "fenhe/emissions.h"

#ifdef __cplusplus
extern "C" {
#endif

typedef struct fen_inventory_map fen_inventory_map;

/** What one species and sector of a file becomes: a species and a sector of the case. */
typedef struct {
  int species, sector;
  double factor; /**< mass of ours for a mass of theirs */
  double share;  /**< of the sector */
} fen_inventory_route;

/**
 * Read a map; all names of ours must be in the case.
 * @param[out] faults every fault found (may be NULL)
 * @return FEN_OK; FEN_ERR_FILE_MISSING, FEN_ERR_SYNTAX, FEN_ERR_KEY_*, FEN_ERR_TYPE, FEN_ERR_RANGE, FEN_ERR_WEIGHTS (shares that do not
 *         sum to 1 within 1e-6), FEN_ERR_SPECIES_UNKNOWN, FEN_ERR_SECTOR_UNKNOWN, FEN_ERR_UNIT_* (moles without molar mass), FEN_ERR_MEMORY
 */
fen_status fen_inventory_map_read(const char *path, const fen_inventory_params *params, fen_diagnostics *faults, fen_inventory_map **out,
                                  fen_error *err);
void fen_inventory_map_destroy(fen_inventory_map **map);
const char *fen_inventory_map_path(const fen_inventory_map *map);

/** Whether the map leaves a species or a sector out. */
bool fen_inventory_map_ignores(const fen_inventory_map *map, const char *species, const char *sector);
/** Whether the map says what becomes of a species. */
bool fen_inventory_map_knows(const fen_inventory_map *map, const char *species);
/** Unit that the map gives for a species' files where they have none; NULL: none. Molar mass of theirs [g/mol]; 0: unknown. */
const char *fen_inventory_map_unit(const fen_inventory_map *map, const char *species);
double fen_inventory_map_molar_mass(const fen_inventory_map *map, const char *species);

/** Whether the map says what becomes of a sector, or that it is left out. FEN_ERR_SECTOR_UNKNOWN. */
fen_status fen_inventory_map_check_sector(const fen_inventory_map *map, const char *sector, fen_error *err);

/**
 * The routes of a species and sector that are not left out.
 * @param[out] out   owned by the map until the next call
 * @return FEN_OK; FEN_ERR_SPECIES_UNKNOWN, FEN_ERR_SECTOR_UNKNOWN (the text lists the map's words); FEN_ERR_MEMORY
 */
fen_status fen_inventory_map_routes(fen_inventory_map *map, const char *species, const char *sector, const fen_inventory_route **out,
                                    ptrdiff_t *count, fen_error *err);

#ifdef __cplusplus
}
#endif
#endif
