/** Words of tables from Chinese and English offices: columns, pollutants, totals, names of regions. */
#ifndef FENHE_EMISSIONS_TABLE_WORDS_H
#define FENHE_EMISSIONS_TABLE_WORDS_H

#include <stdbool.h>
#include <stddef.h>

#include "fenhe/regions.h"

/** What a column of a table of areas is. Regions from coarse to fine. */
typedef enum {
  FEN_COLUMN_PROVINCE,
  FEN_COLUMN_CITY,
  FEN_COLUMN_COUNTY,
  FEN_COLUMN_REGION,
  FEN_COLUMN_SECTOR,
  FEN_COLUMN_POLLUTANT,
  FEN_COLUMN_AMOUNT,
  FEN_COLUMN_UNIT,
  FEN_COLUMN_FUEL,
  FEN_COLUMN_TECHNOLOGY,
  FEN_COLUMN_CLASS,
  FEN_COLUMN_OTHER, /**< kept for people */
  FEN_COLUMN_NONE   /**< none of these: a pollutant, or a mistake */
} fen_column_role;

enum { FEN_TABLE_WORD = 96 };

fen_column_role fen_column_role_of(const char *name);
/** The usual word for a pollutant's Chinese name or other spelling, such as SO2 for 二氧化硫; NULL: none. */
const char *fen_pollutant_word(const char *name);
/** The usual name of a column of a table of point sources, such as stack_height for 烟囱高度, lon for Longitude; NULL: none. */
const char *fen_point_word(const char *name);
/** Whether a cell says that its row is a sum of others; *since: only of those since the last such row (小计). */
bool fen_is_total_word(const char *text, bool *since);
/** Whether a cell stands for nothing stated: empty, or a dash. */
bool fen_is_no_amount(const char *text);
/**
 * Part "二氧化硫/SO2（吨）" into a name and a unit; square, round and full-width brackets. A name without brackets has the unit "".
 * @param[out] name, unit shape [FEN_TABLE_WORD], cut where too long
 */
void fen_part_header(const char *header, char *name, char *unit);
/**
 * The next of the names that a header gives with a stroke between them, "二氧化硫/SO2".
 * @param[in,out] at   where it begins, and where the one after it does
 * @return false at the end
 */
bool fen_next_name(const char **at, char name[FEN_TABLE_WORD]);
/** A number with commas between its thousands, as "1,234,567.8", without them; false if the commas stand elsewhere. */
bool fen_drop_thousands(const char *text, char *out, size_t size);
/** Whether two names are one but for what says their rank (太原, 太原市). b may be NULL. */
bool fen_is_same_place(const char *a, const char *b);
/**
 * The region of that name: by its name or name_zh, exactly, else without what says its rank (太原 is 太原市, Taiyuan City is Taiyuan).
 * @param[out] other another region that fits as well, -1: none; may be NULL
 * @return its index, -1: none
 */
ptrdiff_t fen_match_region(const fen_regions *regions, const char *name, ptrdiff_t *other);
/** Whether a sector's word is a name, but for a trailing 行业, 部门, 业 or 源. */
bool fen_match_sector(const char *word, const char *name);

#endif
