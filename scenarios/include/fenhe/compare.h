/**
 * @file compare.h  Results beside each other: what scenarios do to the air, to each district and to the people in it. A result is a folder
 * with surface.nc and, where it has them, districts.nc, receptors.nc, summary.json and ledger.json: a run, a member of a batch, or a
 * prediction. docs/guide/compare.md explains every figure.
 */
#ifndef FENHE_COMPARE_H
#define FENHE_COMPARE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "fenhe/limits.h"
#include "fenhe/log.h"
#include "fenhe/status.h"

#ifdef __cplusplus
extern "C" {
#endif

/** What to compare by. */
typedef struct {
  const char *species;     /**< NULL: PM25, or the first species of the base */
  const char *limits_path; /**< table of limits; NULL: it was not found, and asking for one fails */
  const char *standard;    /**< see fen_limit_wanted; NULL: what was in force at the period's start */
  const char *grade;       /**< NULL: II, or the standard's first */
  bool annual;             /**< the annual limit is asked for: refused unless the period is a year */
} fen_compare_options;

/** Of an hourly series, in ug m-3; NaN where it cannot be said. A day counts with 20 hours or more, in the run's time zone. */
typedef struct {
  double mean;          /**< of the period */
  double highest_day;   /**< largest daily mean */
  double daily_maximum; /**< mean over the days of the day's largest hour */
  double highest_hour;
  ptrdiff_t days_above; /**< days whose mean is above the 24 h limit; -1: no limit, or no whole day */
} fen_series_figures;

/** A district (the whole domain is the last of them) or a receptor. */
typedef struct {
  const char *name, *name_zh;  /**< name_zh may be "" */
  double area_m2, area_share;  /**< districts: in the domain, and which part of the whole that is */
  double people, people_share; /**< NaN: unknown */
  double lon_deg, lat_deg;     /**< receptors; NaN for districts */
} fen_compared_place;

/** What a run does to a place. For a receptor `area` is the place's own series and the rest is NaN. */
typedef struct {
  fen_series_figures area, people; /**< mean over the district's area, mean over its people */
  double people_above;             /**< who live where at least one day is above the 24 h limit */
  double people_days_above;        /**< people times days above */
  int side;        /**< against the base: -1 no day above the limit any more, +1 days above where there were none; 0 neither */
  int side_annual; /**< the same of the period's mean and the annual limit */
} fen_place_figures;

/** What a sector or a region contributes to the period's mean, from tags [ug m-3]. */
typedef struct {
  const char *name, *name_zh;
  const double *districts; /**< over people, or where they are unknown over area; shape [district_count] */
  const double *receptors; /**< shape [receptor_count] */
} fen_contribution;

typedef struct {
  ptrdiff_t count;
  const fen_contribution *items; /**< parts, then, where the tags do not sum to the total, "untagged" */
} fen_contributions;

/** Emission of one species [t/yr]; NaN: unknown. */
typedef struct {
  const char *species;
  double base_tpyr, scenario_tpyr, change_tpyr;
} fen_compared_tonnes;

/** Files that a result was made from, by what they settle. */
typedef enum {
  FEN_INPUT_CASE,
  FEN_INPUT_WEATHER,
  FEN_INPUT_EMISSIONS,
  FEN_INPUT_BACKGROUND,
  FEN_INPUT_OTHER,
  FEN_INPUT_KINDS
} fen_input_kind;

/** Checksums of a result's files but those of its scenario. */
typedef struct {
  bool known;
  uint64_t sum[FEN_INPUT_KINDS]; /**< of the roles and checksums of all files of a kind, in their order */
} fen_compared_inputs;

typedef struct {
  const char *name;             /**< the scenario's, or the folder's; unique */
  const char *title, *title_zh; /**< never NULL */
  const char *folder;
  const char *kind;       /**< run, member, prediction */
  const char *limiter_of; /**< own, base */
  fen_compared_inputs inputs;
  fen_place_figures *districts, *receptors;
  fen_contributions sectors, regions; /**< count 0: no tags */
  ptrdiff_t tonnes_count;
  const fen_compared_tonnes *tonnes;
  bool has_ledger;
  bool is_foreign;                     /**< its ledger counts from other emissions than the base's: tonnes and costs are left out */
  ptrdiff_t measures, costed_measures; /**< that act in the period, and of which the cost is known: with fewer, costs are lower bounds */
  ptrdiff_t passing_measures;          /**< of those that act: in a part of the period, between dates or under an alert */
  double cost_yuan_pyr, co2_tpyr, co2_value_yuan_pyr; /**< cost; CO2 saved and its value; NaN: unknown */
  double gain_ugpm3;                                  /**< base minus scenario of the measure that ranks */
  double cost_per_ugpm3, cost_per_person_ugpm3;       /**< yuan a year; NaN: no cost, or no gain */
  double tonnes_per_ugpm3;                            /**< t/yr of the species less, for 1 ug m-3 less */
  ptrdiff_t rank;                                     /**< 1: gains most; the base: 0 */
} fen_compared_run;

struct fen_pool;

/** A comparison; everything is owned by it. */
typedef struct {
  const char *species, *species_text; /**< PM25, PM2.5 */
  const char *start, *end;            /**< of the period, ISO 8601 */
  double start_s, end_s, utc_offset_s;
  ptrdiff_t hours, days, whole_days;
  const char *weather; /**< WRF, idealised */
  ptrdiff_t run_count; /**< the first is the base */
  fen_compared_run *runs;
  ptrdiff_t district_count; /**< 1 at least: the whole domain is the last */
  fen_compared_place *districts;
  ptrdiff_t receptor_count;
  fen_compared_place *receptors;
  bool over_people;                               /**< the measure that ranks is the mean over people; false: over the area of the domain */
  bool has_limits;                                /**< whether there is a table of limits */
  double limit_ugpm3, annual_limit_ugpm3;         /**< NaN: none applies */
  const char *limit_name, *annual_limit_name;     /**< "" where none applies */
  const char *limit_key;                          /**< of the table, "" */
  bool limit_in_force;                            /**< whether the 24 h limit was, at the period's start */
  const char *annual_refusal, *annual_refusal_zh; /**< why there is no annual limit; "" where there is one */
  const char *polygons, *population;              /**< which were used and how rough they are, a sentence each */
  const char *polygons_zh, *population_zh;
  ptrdiff_t note_count;
  const char *const *notes;    /**< what the reader must know, a sentence each */
  const char *const *notes_zh; /**< the same in Chinese; shape [note_count] */
  const char *sentence, *sentence_zh;
  struct fen_pool *pool; /**< memory of all of it */
} fen_comparison;

/**
 * Read results and compare them; the first is the base. A batch's folder stands for its base and all its members.
 * @param[in]  log told what was left out; may be NULL
 * @param[out] out owned by the caller, see fen_comparison_destroy; untouched on failure
 * @return FEN_OK; FEN_ERR_ARGUMENT (fewer than two results); FEN_ERR_FILE_MISSING (the table of limits too), FEN_ERR_FILE_FORMAT,
 * FEN_ERR_VARIABLE and other statuses of the readers; FEN_ERR_COMPARE (results that do not fit each other, an annual limit for a period
 * that is no year); FEN_ERR_SPECIES_UNKNOWN; FEN_ERR_WORD_UNKNOWN (standard, grade); FEN_ERR_MEMORY
 */
fen_status fen_compare(const char *const *folders, ptrdiff_t count, const fen_compare_options *options, const fen_log *log,
                       fen_comparison **out, fen_error *err);
void fen_comparison_destroy(fen_comparison **comparison);

/** Reports, as text to be freed with fen_free. @return FEN_OK; FEN_ERR_LIBRARY; FEN_ERR_MEMORY */
fen_status fen_comparison_json(const fen_comparison *comparison, char **text, fen_error *err);
/** One row a run. */
fen_status fen_comparison_csv_runs(const fen_comparison *comparison, char **text, fen_error *err);
/** One row a run and place. */
fen_status fen_comparison_csv_places(const fen_comparison *comparison, char **text, fen_error *err);
/** One row a run, part (sector or region) and place. */
fen_status fen_comparison_csv_contributions(const fen_comparison *comparison, char **text, fen_error *err);
/** The tables for a terminal. */
fen_status fen_comparison_table(const fen_comparison *comparison, char **text, fen_error *err);

/**
 * Write folder/comparison.json, runs.csv, places.csv, contributions.csv (where there are tags) and differences.nc: the surface fields of
 * each run minus the base's, daily and of the period.
 * @param[in] command for the file's history
 * @return FEN_OK; FEN_ERR_WRITE; statuses of the readers
 */
fen_status fen_comparison_write(const fen_comparison *comparison, const char *folder, const char *command, fen_error *err);

#ifdef __cplusplus
}
#endif
#endif
