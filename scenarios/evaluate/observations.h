/** @file observations.h  Hourly values of one species at stations, as tables of monitors have them, and all that was odd about them. */
#ifndef FENHE_EVALUATE_OBSERVATIONS_H
#define FENHE_EVALUATE_OBSERVATIONS_H

#include <stdint.h>

#include "compare/pool.h"
#include "fenhe/csv.h"
#include "fenhe/evaluate.h"
#include "words.h"

/** One value. */
typedef struct {
  int32_t station;
  int32_t file;
  int16_t flag; /**< fen_observed_flag */
  int16_t mark; /**< of one that is missing: index of its word's group */
  int32_t line;
  double end_s; /**< of its hour */
  double value; /**< ug m-3; NaN where it is missing or unreadable */
} fen_observation;

/** A name as the tables have it. */
typedef struct {
  const char *id, *name, *city; /**< "" where the table has none */
  double lon_deg, lat_deg;      /**< as the table has them; NaN: it does not */
  int32_t file;                 /**< in which it was met first */
  int32_t site;                 /**< place; -1: none */
} fen_observed_station;

typedef struct {
  fen_pool *pool;
  const char *species;            /**< as the case names it */
  const fen_monitored *monitored; /**< NULL: none of those that monitors know */
  double utc_offset_s;
  bool hour_begins;
  const char *unit; /**< of values whose table names none; NULL: as the national network has it */
  bool unit_assumed;
  ptrdiff_t file_count;
  fen_observed_file *files;
  ptrdiff_t station_count, station_room;
  fen_observed_station *stations;
  ptrdiff_t slot_count; /**< of the hash table of stations, a power of 2 */
  int32_t *slots;       /**< station, -1: free */
  ptrdiff_t count, room;
  fen_observation *items;
  ptrdiff_t span_hours, hours; /**< of all tables, as of each */
  char others[512];            /**< other species that were met, for complaints */
} fen_observations;

/** Whether two values are one, whatever units they came in. */
bool fen_observed_same(double a, double b);
void fen_observations_clear(fen_observations *observations);
/** Index of a station, which is made where it is new. An id tells stations apart, else name and city together. */
fen_status fen_observations_station(fen_observations *o, const char *id, const char *name, const char *city, int32_t file, int32_t *out,
                                    fen_error *err);
fen_status fen_observations_add(fen_observations *o, const fen_observation *item, fen_error *err);
/**
 * Read one table.
 * @return FEN_OK; as fen_csv_open_odd; FEN_ERR_COLUMN (no column for time, station or the species); FEN_ERR_UNIT_*; FEN_ERR_SYNTAX (no
 * rows)
 */
fen_status fen_observations_read(fen_observations *o, const char *path, int32_t file, fen_error *err);
/**
 * Sort by station and time, leave one record of each hour, and flag what cannot be taken: see fen_observed_flag.
 * @param[in] keep_stuck do not flag values that stand still
 */
fen_status fen_observations_sift(fen_observations *o, bool keep_stuck, fen_error *err);

#endif
