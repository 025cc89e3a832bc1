/** Pieces of a set of gridded files: one variable at one time, with what the file's name says of it. */
#ifndef FENHE_EMISSIONS_PIECES_H
#define FENHE_EMISSIONS_PIECES_H

#include "fenhe/inventory_map.h"
#include "inventory_parts.h"

enum { FEN_PIECE_WORD = 96 };

typedef struct {
  const char *path;             /**< borrowed from the case's list */
  char variable[FEN_NC_NAME];   /**< "" for a text grid */
  char species[FEN_PIECE_WORD]; /**< the inventory's words */
  char sector[FEN_PIECE_WORD];
  int year;  /**< 0: not told */
  int month; /**< 1-12; 0: a whole year */
  int time;  /**< index along the variable's times, -1: it has none */
} fen_piece;

typedef struct {
  fen_piece *items;
  ptrdiff_t count, capacity;
} fen_piece_list;

/** How a value becomes a rate. */
typedef struct {
  char text[FEN_NC_NAME]; /**< as stated */
  bool amount;            /**< per month or year, by the piece's month; else a rate */
  bool per_area;
  double scale; /**< to kg, kg s-1 or kg m-2 s-1; NaN: moles of a species without molar mass */
} fen_piece_unit;

/**
 * Year, month, sector and species by the file's name: by a pattern with {year}, {month}, {sector}, {species} and *, or (NULL) as the
 * inventory of this kind names its files. FEN_ERR_SPECIES_UNKNOWN says what could not be found.
 */
fen_status fen_piece_name(fen_inventory_kind kind, const char *pattern, const char *path, fen_piece *out, fen_error *err);
/** Whether the file is text, an ASCII grid. */
bool fen_piece_is_text(const char *path);
/** Append the pieces of one file. */
fen_status fen_pieces_of_file(const fen_inventory_context *context, const char *path, fen_piece_list *list, fen_error *err);
/** The grid of a piece. */
fen_status fen_piece_grid(const fen_piece *piece, fen_source_grid *out, fen_error *err);
/** Values as they stand in the file, absent ones 0, shape [ny][nx] of the grid. FEN_ERR_NEGATIVE, FEN_ERR_VALUE, FEN_ERR_SHAPE. */
fen_status fen_piece_values(const fen_piece *piece, const fen_source_grid *grid, double *out, fen_error *err);
/** The unit of a piece, by the file, else by the map, else (MEIC) tonnes a cell and month. FEN_ERR_DATA_UNIT. */
fen_status fen_piece_unit_read(const fen_inventory_context *context, const fen_inventory_map *map, const fen_piece *piece,
                               fen_piece_unit *out, fen_error *err);

#endif
