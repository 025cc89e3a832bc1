/**
 * @file scenario.h  From what a policy does to factors on the records of an inventory.
 *
 * A scenario file lists measures; docs/guide/scenarios.md explains every key. A measure selects records (where, what), changes them, and
 * may act at certain times and in certain cells only. Measures apply in the order written, each to what those before it left. All of them
 * together are one factor for each record, species, cell and instant, so that transport stays linear in what is emitted:
 *
 *   factor = product over measures m of (1 + (f_m - 1) w_m(cell) a_m(t)),
 *
 * f_m the measure's own factor on the record, w_m the part of the cell that lies in its polygon, a_m 1 while it is in force, else 0.
 * Replacing and shifting lower the records of one activity and raise those of another, so they are such factors too.
 */
#ifndef FENHE_SCENARIO_H
#define FENHE_SCENARIO_H

#include <stdbool.h>
#include <stddef.h>
#include <stdio.h>

#include "fenhe/case.h"
#include "fenhe/diagnostics.h"
#include "fenhe/emissions.h"

#ifdef __cplusplus
extern "C" {
#endif

typedef struct fen_scenario fen_scenario; /**< a parsed file */

/**
 * Read a scenario file, its words by those of the case.
 * @param[in]  item   borrowed for the scenario's life
 * @param[in]  share  folder of the built-in data (alerts.yaml: levels of alert, the price of CO2); may be NULL, then a scenario that needs
 * one of them must state it
 * @param[out] faults every fault found, in the file's order; may be NULL
 * @param[out] out    owned by the caller; untouched on failure
 * @return FEN_OK or the status of the first fault: FEN_ERR_FILE_MISSING, any of the 02 group, FEN_ERR_MEMORY
 */
fen_status fen_scenario_open(const char *path, const fen_case *item, const char *share, fen_diagnostics *faults, fen_scenario **out,
                             fen_error *err);
void fen_scenario_close(fen_scenario **scenario);
const char *fen_scenario_path(const fen_scenario *scenario);
/** The case by whose words it was read. */
const fen_case *fen_scenario_case(const fen_scenario *scenario);
/** A word as tags have: a letter, then letters, digits and single underscores, 40 at most. */
const char *fen_scenario_name(const fen_scenario *scenario);
/** Title in English or Chinese; the other language's, then the name, where it is not given. */
const char *fen_scenario_title(const fen_scenario *scenario, bool chinese);
/** No two scenarios of a batch may have one name. @return FEN_OK; FEN_ERR_NAME_TWICE with the places of both */
fen_status fen_scenario_check_names(const fen_scenario *const *scenarios, ptrdiff_t count, fen_diagnostics *faults, fen_error *err);
/** Call visit for every file that decides what the scenario does, the scenario file first, then GeoJSON, alerts, the forecast's file. */
fen_status fen_scenario_visit_inputs(const fen_scenario *scenario,
                                     fen_status (*visit)(void *context, const char *role, const char *path, fen_error *err), void *context,
                                     fen_error *err);

/** A stretch of time, in seconds since 1970. */
typedef struct {
  double start_s, end_s;
} fen_window;

/** Whether some measure acts at a level of alert, so that a forecast is needed. */
bool fen_scenario_has_alert(const fen_scenario *scenario);
/**
 * Evaluate the alert on a finished run as the forecast: daily means of its receptors.nc or surface.nc against the levels' thresholds.
 * @param[in] folder of the run
 * @return FEN_OK; FEN_ERR_FILE_MISSING, FEN_ERR_FILE_FORMAT, FEN_ERR_VARIABLE (no such species or receptor); FEN_ERR_FORECAST (it does not
 * hold the case's days); FEN_ERR_MEMORY
 */
fen_status fen_scenario_set_forecast(fen_scenario *scenario, const char *folder, fen_error *err);
/** Instead of a forecast, for a dry run: the highest level that a measure names is in force throughout. */
void fen_scenario_assume_alert(fen_scenario *scenario);
/** Levels of the alert, lowest first; 0 without an alert. */
int fen_scenario_level_count(const fen_scenario *scenario);
const char *fen_scenario_level_name(const fen_scenario *scenario, int level);
/** When a level is in force, after the forecast is set: windows in order, owned by the scenario. */
void fen_scenario_level_windows(const fen_scenario *scenario, int level, const fen_window **windows, ptrdiff_t *count);
/** Start and stop hours of each level, by day what was forecast, as a text of some lines. */
void fen_scenario_print_alert(const fen_scenario *scenario, FILE *out);

typedef struct fen_change fen_change; /**< a scenario resolved against an inventory */

/**
 * Find what each measure touches and by which factor.
 * @param[in]  scenario, item, inventory, grid borrowed for the change's life
 * @param[out] faults every fault found; may be NULL
 * @return FEN_OK or the status of the first fault: FEN_ERR_MEASURE_IDLE (touches or changes nothing, or there is no inventory),
 * FEN_ERR_PLANT_UNKNOWN, FEN_ERR_OUTSIDE (a place outside the domain), FEN_ERR_TIME (dates that miss the period), FEN_ERR_WORD_UNKNOWN
 * (fuel, technology, class), FEN_ERR_FORECAST (an alert, and no forecast is set), FEN_ERR_MEMORY
 */
fen_status fen_change_create(const fen_scenario *scenario, const fen_case *item, const fen_inventory *inventory, const fen_grid *grid,
                             fen_diagnostics *faults, fen_change **out, fen_error *err);
void fen_change_destroy(fen_change **change);
const fen_scenario *fen_change_scenario(const fen_change *change);
/** Mean of the factor over an interval; cell = j * nx + i. A species that the record has not has factor 1. */
double fen_change_factor(const fen_change *change, int record, int species, ptrdiff_t cell, double start_s, double end_s);
/**
 * Multiply rates by their factors.
 * @param[in]  emissions of the interval start_s to end_s, shape [count]
 * @param[out] changed   shape [count], may be emissions itself; rates only
 */
void fen_change_apply(const fen_change *change, const fen_emission *emissions, ptrdiff_t count, double start_s, double end_s,
                      fen_emission *changed);
/**
 * Whether a set of records has one factor, constant over the case's period and alike in all cells: then *factor is it. Records that emit
 * nothing of the species do not count; a set without any has factor 1.
 */
bool fen_change_is_uniform(const fen_change *change, const int *records, ptrdiff_t count, int species, double *factor);
/** Why a set of records is not uniform: which measure divides it, and how, as a text. */
void fen_change_explain(const fen_change *change, const int *records, ptrdiff_t count, int species, char *text, size_t size);
/** Whether any factor of the species differs from 1. */
bool fen_change_touches(const fen_change *change, int species);

typedef struct fen_ledger fen_ledger; /**< tonnes before and after each measure, with cost and CO2 */

/** Tonnes per year of one species, at the mean of the case's period for measures that do not act throughout it. */
typedef struct {
  double base_tpyr, scenario_tpyr, change_tpyr; /**< change: the sum over the measures' rows */
} fen_ledger_total;

/** @param[in] change borrowed for the ledger's life; it keeps what is worked out on the way. @return FEN_OK; FEN_ERR_MEMORY */
fen_status fen_ledger_create(fen_change *change, fen_ledger **out, fen_error *err);
void fen_ledger_destroy(fen_ledger **ledger);
/** Totals by species of the case, shape [species_count] (owned by the ledger). */
const fen_ledger_total *fen_ledger_totals(const fen_ledger *ledger);
/** Table for people. */
void fen_ledger_print(const fen_ledger *ledger, FILE *out);
/** Files for programs; docs/guide/file-formats.md describes them. @return FEN_OK; FEN_ERR_WRITE; FEN_ERR_MEMORY; FEN_ERR_LIBRARY */
fen_status fen_ledger_write_json(const fen_ledger *ledger, const char *path, fen_error *err);
fen_status fen_ledger_write_csv(const fen_ledger *ledger, const char *path, fen_error *err);

/**
 * All faults of a case and a scenario of it in one pass: those of the case (fen_case_check), of the scenario's file and, where the
 * inventory has none, of its measures against the inventory.
 */
fen_status fen_scenario_check(const char *case_path, const char *scenario_path, const char *share, const fen_log *log,
                              fen_diagnostics *faults, fen_error *err);

#ifdef __cplusplus
}
#endif
#endif
