/** Sets of gridded files: which pieces make up a species and sector, and reading them. */
#ifndef FENHE_EMISSIONS_SETS_H
#define FENHE_EMISSIONS_SETS_H

#include "pieces.h"

/** All pieces of one species and sector: the whole year, or its months. */
typedef struct {
  const fen_piece *first;
  bool monthly;
  const fen_piece *month[12]; /**< those of the months; of a whole year the first alone; NULL: not there */
  ptrdiff_t file_count;
} fen_piece_group;

/** What reading a set works with. */
typedef struct {
  fen_inventory_context *context;
  fen_inventory_map *map;
  fen_piece_list list;
  fen_source_grid source; /**< the grid of the last group, and its overlaps with the model's */
  fen_regrid_map regrid;
  char missing[64];         /**< months that the first incomplete pair of species and sector lacks, told once for all that lack the same */
  const fen_piece *lacking; /**< a file of that pair */
  ptrdiff_t lacking_count;  /**< pairs that lack them */
} fen_set;

/** Read a group, regrid it and leave what it becomes as fields; or, if the map leaves it out, count its tonnes. */
fen_status fen_set_read_group(fen_set *set, const fen_piece_group *group, fen_error *err);

#endif
