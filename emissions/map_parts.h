/** The inside of a map of species and sectors, shared by its reader and its questions. */
#ifndef FENHE_EMISSIONS_MAP_PARTS_H
#define FENHE_EMISSIONS_MAP_PARTS_H

#include "fenhe/inventory_map.h"
#include "fenhe/yaml.h"
#include "table_words.h"

/** What a word becomes: ours with factors. */
typedef struct {
  ptrdiff_t count;
  int *target;   /**< species or sector of the case, shape [count], owned */
  double *value; /**< mass ratios, or shares, shape [count], owned */
} fen_map_split;

typedef struct {
  const char *sector; /**< the file's word */
  fen_map_split split;
} fen_map_sector_split;

typedef struct {
  const char *name; /**< the file's word, as are all texts here: owned by the document */
  const char *unit;
  double molar_mass_gpmol; /**< 0: unknown */
  fen_map_split split;     /**< count 0: in the sectors below only */
  ptrdiff_t sector_count;
  fen_map_sector_split *sectors; /**< owned */
} fen_map_species;

struct fen_inventory_map {
  fen_yaml *document;
  const fen_inventory_params *params; /**< borrowed */
  ptrdiff_t species_count, sector_count;
  fen_map_species *species;
  fen_map_sector_split *sectors;
  const fen_yaml_node *ignored_species, *ignored_sectors; /**< sequences, or NULL */
  ptrdiff_t route_capacity;
  fen_inventory_route *routes;
};

/**
 * The first of a table's names for a pollutant, as it stands or as usual, that the map knows or ignores.
 * @param[out] name the map's word; overwritten in any case
 */
bool fen_inventory_map_finds(const fen_inventory_map *map, const char *word, char name[FEN_TABLE_WORD]);

/** Whether two words are the same but for case, blanks, points, dashes and underscores: PM2.5 is pm25, Road_Transport is road transport. */
bool fen_map_same_word(const char *a, const char *b);

#endif
