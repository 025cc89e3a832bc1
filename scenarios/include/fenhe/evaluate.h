/**
 * @file evaluate.h  A run beside what monitors measured: hourly tables of stations, read as they are, paired with the run's surface hours,
 * and figures of how well they meet. docs/guide/evaluate.md explains all of it.
 */
#ifndef FENHE_EVALUATE_H
#define FENHE_EVALUATE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "fenhe/case.h"
#include "fenhe/skill.h"

#ifdef __cplusplus
extern "C" {
#endif

typedef struct {
  const char *run;      /**< folder of the result; NULL: the case's */
  const char *stations; /**< list of stations; NULL: stations.csv beside the first table, if it is there */
  const char *species;  /**< NULL: PM25 */
  const char *unit;     /**< of values whose table names none; NULL: mg m-3 for CO, ug m-3 else, as the national network has them */
  double utc_offset_s;  /**< of the tables' times where they name no zone; NaN: +08:00 */
  bool hour_begins;     /**< stamps are the hours' beginnings; false: their ends, as in the national network */
  bool bilinear;        /**< between the centres of cells; false: the cell that holds the station */
  bool keep_stuck;      /**< take values that stand still for FEN_STUCK_HOURS too */
} fen_evaluate_options;

/** Values that do not change for so many records are taken to be left behind by a station that does not measure. */
enum { FEN_STUCK_HOURS = 24 };

/** GB 3095-2012, table 4: hours that a daily mean needs, and those that a mean of 8 hours needs; HJ 663-2013: of the means that end at
 * hours 8 to 24, those that a daily maximum needs. Hours count that have both an observation and the model. */
enum { FEN_DAY_LEAST_HOURS = 20, FEN_EIGHT_LEAST_HOURS = 6, FEN_EIGHT_LEAST_MEANS = 14 };

/** What becomes of a value. */
typedef enum {
  FEN_OBSERVED_PAIRED,     /**< it is taken */
  FEN_OBSERVED_MISSING,    /**< empty, or a word for it */
  FEN_OBSERVED_UNREADABLE, /**< no number */
  FEN_OBSERVED_RANGE,      /**< negative, or larger than any monitor shows */
  FEN_OBSERVED_CONFLICT,   /**< one hour of one station has values that differ: none is taken */
  FEN_OBSERVED_STUCK,      /**< it stands still */
  FEN_OBSERVED_FLAGS
} fen_observed_flag;

enum { FEN_OBSERVED_MARKS = 5 };

/**
 * What was met in a table. Values are those of the species. All records are told:
 * records = bad_times + nameless + duplicates + completed + conflicts
 *         + missing (all) + unreadable + out_of_range + contradicted + stuck + valid.
 */
typedef struct {
  const char *path;
  const char *layout;                    /**< "stations by row", "long", "stations by column" */
  const char *unit;                      /**< of its values */
  bool unit_stated;                      /**< in the table or on the command line */
  ptrdiff_t records;                     /**< rows, or of "stations by column" cells, with the species */
  ptrdiff_t line_breaks;                 /**< cells with a line's end in them */
  ptrdiff_t quotes;                      /**< cells with a quote in them */
  ptrdiff_t odd_rows;                    /**< rows of another length, left out before all else */
  ptrdiff_t bad_times;                   /**< those whose time cannot be read */
  ptrdiff_t nameless;                    /**< rows without a station */
  ptrdiff_t stations;                    /**< names met here first */
  double first_s, last_s;                /**< ends of the first and last hour; NaN without any */
  ptrdiff_t span_hours;                  /**< from the first to the last */
  ptrdiff_t hours;                       /**< of these, hours with a record at any station */
  ptrdiff_t duplicates;                  /**< records of a station's hour that was there already, with the same value */
  ptrdiff_t completed;                   /**< the same where one of the two is missing: the other is taken */
  ptrdiff_t conflicts;                   /**< the same with another value */
  ptrdiff_t contradicted;                /**< hours set aside for that: none of their values is taken */
  ptrdiff_t missing[FEN_OBSERVED_MARKS]; /**< by fen_observed_mark_text */
  ptrdiff_t unreadable, out_of_range;
  ptrdiff_t stuck;     /**< set aside because they stand still */
  ptrdiff_t valid;     /**< left */
  ptrdiff_t zeros;     /**< among these */
  const char *example; /**< "line 12: 'x'", of the first that is unreadable or out of range; NULL: none */
} fen_observed_file;

/** Words for a missing value, index 0 to FEN_OBSERVED_MARKS - 1 (static storage). */
const char *fen_observed_mark_text(int index);

/** How a station came to its place. */
typedef enum {
  FEN_PLACE_OWN,      /**< the table has it */
  FEN_PLACE_ID,       /**< id of the list */
  FEN_PLACE_NAME,     /**< name of the list */
  FEN_PLACE_ALIAS,    /**< another name that the list gives */
  FEN_PLACE_RENAMED,  /**< name of the list but for what stands in brackets */
  FEN_PLACE_NONE,     /**< in no list */
  FEN_PLACE_AMBIGUOUS /**< several of the list have the name */
} fen_place_link;
/** "own", "id", "name", "alias", "renamed", "none", "ambiguous" (static storage). */
const char *fen_place_link_word(fen_place_link link);

/** A name in the tables. */
typedef struct {
  const char *name;    /**< or the id, where the table has no names */
  const char *listed;  /**< name in the list; "" */
  const char *nearest; /**< without a place: the most similar name of the list; "" */
  fen_place_link link;
  ptrdiff_t site;  /**< index of its place; -1 */
  ptrdiff_t valid; /**< values */
} fen_evaluated_name;

/** A place with observations. */
typedef struct {
  const char *id, *name, *city, *county;
  double lon_deg, lat_deg;
  bool inside;    /**< the domain */
  ptrdiff_t i, j; /**< cell, where inside */
} fen_evaluated_site;

/** An hour at a site. */
typedef struct {
  ptrdiff_t site;
  double end_s;
  double observed, modelled; /**< in the unit of the evaluation; observed is NaN unless the flag is FEN_OBSERVED_PAIRED */
  fen_observed_flag flag;
} fen_evaluated_hour;

typedef enum { FEN_GROUP_ALL, FEN_GROUP_CITY, FEN_GROUP_STATION, FEN_GROUP_HOUR, FEN_GROUP_DAY } fen_group;
/** "all", "city", "station", "hour", "day" (static storage). */
const char *fen_group_word(fen_group group);
/** "hours", "days", "eight_hours" (static storage). */
const char *fen_skill_set_word(fen_skill_set set);

typedef struct {
  fen_skill_set set;
  fen_group group;
  const char *name; /**< of the station or city; "1" to "24", the hour that ends then; a date */
  ptrdiff_t site;   /**< of a station; -1 */
  fen_skill skill;
  int judged;          /**< whether there are criteria for such pairs */
  fen_verdict verdict; /**< the worst of theirs */
} fen_evaluated_row;

/** All of it; owned by itself. */
typedef struct {
  const char *case_path, *title, *run, *species, *unit, *weather, *conditions, *stations_path; /**< stations_path: NULL without a list */
  bool idealised, bilinear;
  double start_s, end_s, utc_offset_s; /**< the run's */
  double observed_start_s, observed_end_s;
  ptrdiff_t observed_span_hours, observed_hours; /**< from the first to the last of all tables; of these, with a record in any of them */
  ptrdiff_t run_hours;
  ptrdiff_t file_count;
  fen_observed_file *files;
  ptrdiff_t name_count;
  fen_evaluated_name *names;
  ptrdiff_t site_count;
  fen_evaluated_site *sites;
  ptrdiff_t sites_outside, sites_paired;
  ptrdiff_t merged;     /**< hours at which two names of one place have the same value: one is taken */
  ptrdiff_t disagree;   /**< hours at which they have different ones: none is taken */
  ptrdiff_t elsewhen;   /**< values at places inside, but outside the run's hours */
  ptrdiff_t hour_count; /**< shape of hours: all observed hours of sites inside within the run, by site and time */
  fen_evaluated_hour *hours;
  ptrdiff_t pair_count;
  ptrdiff_t row_count;
  fen_evaluated_row *rows;
  int judgement_count;
  fen_judgement judgements[FEN_SKILL_SETS * FEN_SKILL_MOST_JUDGEMENTS];
  ptrdiff_t note_count;
  const char **notes;
  void *memory;
} fen_evaluation;

/**
 * Evaluate a run.
 * @param[in]  paths tables of observations, shape [count]
 * @param[out] out   see fen_evaluation_destroy; untouched on failure
 * @return FEN_OK; FEN_ERR_OBSERVATIONS (no hour or place in common, with both ranges; nothing to pair); FEN_ERR_SPECIES_UNKNOWN;
 *         FEN_ERR_FILE_MISSING (no finished run, a table); FEN_ERR_VARIABLE (the run has no hourly fields); FEN_ERR_COLUMN; FEN_ERR_UNIT_*;
 *         FEN_ERR_SYNTAX; those of NetCDF files
 */
fen_status fen_evaluate(const fen_case *item, const char *const *paths, ptrdiff_t count, const fen_evaluate_options *options,
                        fen_evaluation **out, fen_error *err);
void fen_evaluation_destroy(fen_evaluation **evaluation);

/** Texts, to be freed with fen_free: tables for a terminal; JSON; rows of figures; every hour, paired or set aside. */
fen_status fen_evaluation_table(const fen_evaluation *evaluation, char **out, fen_error *err);
fen_status fen_evaluation_json(const fen_evaluation *evaluation, char **out, fen_error *err);
fen_status fen_evaluation_csv_rows(const fen_evaluation *evaluation, char **out, fen_error *err);
fen_status fen_evaluation_csv_pairs(const fen_evaluation *evaluation, char **out, fen_error *err);
/** evaluation.csv, pairs.csv and, last, evaluation.json into a folder, which is made. @return FEN_OK; FEN_ERR_WRITE; FEN_ERR_MEMORY */
fen_status fen_evaluation_write(const fen_evaluation *evaluation, const char *folder, fen_error *err);

#ifdef __cplusplus
}
#endif
#endif
