/** A table of totals of areas: one column for each pollutant, or a row for each. */
#ifndef FENHE_EMISSIONS_AREA_TABLE_H
#define FENHE_EMISSIONS_AREA_TABLE_H

#include "fenhe/inventory_map.h"
#include "inventory_parts.h"
#include "table_words.h"

enum { FEN_AREA_LEVELS = 4, FEN_AREA_LABELS = 3 };

/** A column of amounts. */
typedef struct {
  ptrdiff_t column;
  char word[FEN_TABLE_WORD]; /**< the pollutant; "" where the row names it */
  char unit[FEN_TABLE_WORD]; /**< "" where the row or nothing states it */
  /** The last unit that was converted, for a county's table may have a hundred thousand rows. "": none. */
  char known_unit[FEN_TABLE_WORD];
  double known_mass_gpmol, known_scale;
} fen_area_column;

typedef struct {
  fen_csv *table;
  const fen_inventory_params *params; /**< the case's own names, which stand for no totals; borrowed */
  ptrdiff_t level[FEN_AREA_LEVELS];   /**< columns of regions, from coarse to fine */
  int level_count;
  ptrdiff_t sector, pollutant, unit, label[FEN_AREA_LABELS]; /**< fuel, technology, class; -1: none */
  fen_area_column *amounts;                                  /**< shape [amount_count], owned */
  ptrdiff_t amount_count;
  bool short_of_rows; /**< rows of a wrong length are left out, which is told: sums lack them */
} fen_area_table;

/** One amount as stated. */
typedef struct {
  const char *word, *sector; /**< owned by the table */
  const char *unit;
  double value;
  double rounding; /**< half of its last digit */
  bool stated;     /**< false: an empty cell, or a dash */
} fen_area_amount;

/** Open a table and find its columns; faults are noted. */
fen_status fen_area_table_open(fen_inventory_context *context, fen_area_table *out, fen_error *err);
void fen_area_table_close(fen_area_table *table);
/** The finest name of a region that a row gives, and its column. */
const char *fen_area_region(const fen_area_table *table, ptrdiff_t row, ptrdiff_t *column);
/** Whether a word means a sum of rows, as fen_is_total_word, and is no name of a sector or region of the case. */
bool fen_area_total_word(const fen_area_table *table, const char *word, bool *since);
/** Whether neither a column nor a map nor the case, which has several, says what sector the rows are of: noted when it is opened. */
bool fen_area_is_sectorless(const fen_inventory_context *context, const fen_area_table *table);
/** Whether a row is a sum of others; *since as in fen_is_total_word. */
bool fen_area_is_total(const fen_area_table *table, ptrdiff_t row, bool *since);
/** The n-th amount of a row; its words are set though its value has a fault. FEN_ERR_TYPE, FEN_ERR_NEGATIVE, FEN_ERR_UNIT_INCOMPATIBLE
 * (header and row give two units). */
fen_status fen_area_amount_read(const fen_area_table *table, ptrdiff_t row, ptrdiff_t n, fen_area_amount *out, fen_error *err);
/** Refuse columns that name no pollutant, or have no unit, and take them out of the amounts; faults are noted. map may be NULL. */
fen_status fen_area_check_columns(fen_inventory_context *context, const fen_inventory_map *map, fen_area_table *table, fen_error *err);

/** What an amount becomes. */
typedef struct {
  const char *word; /**< the pollutant as the map or the case has it */
  double scale;     /**< of its unit to kg s-1 */
  ptrdiff_t count;  /**< 0: left out */
  const fen_inventory_route *routes;
  fen_inventory_route own; /**< what routes points to without a map */
} fen_area_routing;

/** By the map, or (NULL) by the case's own names. FEN_ERR_SPECIES_UNKNOWN, FEN_ERR_SECTOR_UNKNOWN, FEN_ERR_UNIT_*, with place. */
fen_status fen_area_route(fen_inventory_context *context, fen_inventory_map *map, fen_area_table *table, ptrdiff_t row, ptrdiff_t n,
                          const fen_area_amount *amount, fen_area_routing *out, fen_error *err);
/** Whether the sector of a row is known, apart from its amounts. FEN_ERR_SECTOR_UNKNOWN, with place. */
fen_status fen_area_check_sector(fen_inventory_context *context, const fen_inventory_map *map, const fen_area_table *table, ptrdiff_t row,
                                 fen_error *err);
/** Compare every row of totals with the rows that it sums; faults are noted, agreement is told to the log. */
fen_status fen_area_check_totals(fen_inventory_context *context, const fen_area_table *table, fen_error *err);
/** Scale of an amount's unit to kg s-1; a mass without a time is one a year. FEN_ERR_UNIT_*. */
fen_status fen_area_unit(const char *unit, const fen_emitted_species *species, int year_days, double *scale, fen_error *err);

#endif
