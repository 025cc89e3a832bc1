/** @file words.h  The words that tables of monitors use, in Chinese and English, for columns, species, units and missing values. */
#ifndef FENHE_EVALUATE_WORDS_H
#define FENHE_EVALUATE_WORDS_H

#include <stdbool.h>
#include <stddef.h>

#include "fenhe/status.h"

/** What a column is about; of monitors' tables and of lists of stations. */
typedef enum {
  FEN_HEAD_OTHER,
  FEN_HEAD_TIME,
  FEN_HEAD_DATE,
  FEN_HEAD_YEAR,
  FEN_HEAD_MONTH,
  FEN_HEAD_DAY,
  FEN_HEAD_HOUR,
  FEN_HEAD_STATION,
  FEN_HEAD_ID,
  FEN_HEAD_CITY,
  FEN_HEAD_COUNTY,
  FEN_HEAD_LON,
  FEN_HEAD_LAT,
  FEN_HEAD_SPECIES,
  FEN_HEAD_VALUE,
  FEN_HEAD_UNIT,
  FEN_HEAD_ALIAS,
  FEN_HEAD_COUNT
} fen_head;

/** A pollutant as monitors know it. */
typedef struct {
  const char *name;        /**< in the model's way: PM25, SO2, ... */
  double molar_mass_gpmol; /**< 0: particles */
  double most_ugpm3;       /**< larger values are no measurements */
} fen_monitored;

enum { FEN_WORD = 160 };

/** A word without case, blanks, dots, dashes, brackets and the like, subscripts as digits, into key[FEN_WORD]. */
void fen_word_key(const char *word, char key[FEN_WORD]);
fen_head fen_word_head(const char *word);
/** Whether a column's name says that its times are UTC's: "utc", "date.utc", "Time (UTC)", "datetimeGMT". */
bool fen_word_is_utc(const char *word);
/** The pollutant of a column's name or a cell, such as "PM2.5", "细颗粒物(PM2.5)" or "O3_1h"; NULL: none, or a mean over more than an hour.
 */
const fen_monitored *fen_word_species(const char *word);
/** A name and a unit behind it in round brackets, "CO(mg/m3)", apart; unit[0] is NUL where there is none. */
void fen_word_split(const char *word, char name[FEN_WORD], char unit[FEN_WORD]);

/** What to write in place of a unit that is not understood (static storage). */
extern const char *const fen_word_units;

/**
 * Factor from a unit to ug m-3; parts per volume by the molar volume at 298.15 K and 1013.25 hPa.
 * @param[in] unit such as ug/m3, mg m-3, 微克/立方米, ppb
 * @return FEN_OK; FEN_ERR_UNIT_UNKNOWN; FEN_ERR_UNIT_INCOMPATIBLE (parts of a particle)
 */
fen_status fen_word_unit(const char *unit, double molar_mass_gpmol, double *ugpm3, fen_error *err);

/** Words for a missing value are counted by these groups. */
enum { FEN_WORDS_MISSING = 5 };
/** Name of a group, index 0 to FEN_WORDS_MISSING - 1 (static storage). */
const char *fen_word_missing_group(int index);
/** Index of a cell's group; -1: it is not missing. */
int fen_word_missing_index(const char *cell);

/** A station's name without what stands in brackets behind it, "巨轮(启用181031)" as "巨轮", into base[FEN_WORD]. */
void fen_word_base(const char *name, char base[FEN_WORD]);

#endif
