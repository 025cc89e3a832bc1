/** @file case.h  What a case file says, as plain values. docs/guide/case-file.md explains every key. */
#ifndef FENHE_CASE_H
#define FENHE_CASE_H

#include <stdbool.h>
#include <stddef.h>

#include "fenhe/diagnostics.h"
#include "fenhe/emissions.h"
#include "fenhe/era5.h"
#include "fenhe/idealised.h"
#include "fenhe/interval.h"
#include "fenhe/land_use.h"
#include "fenhe/log.h"
#include "fenhe/mcip.h"
#include "fenhe/regions.h"
#include "fenhe/removal.h"
#include "fenhe/transport.h"
#include "fenhe/wrf.h"
#include "fenhe/yaml.h"

#ifdef __cplusplus
extern "C" {
#endif

typedef struct {
  double start_s, end_s;
  double utc_offset_s; /**< of the case's days and of local time */
  const fen_yaml_node *start_node;
} fen_case_period;

/** A grid of the case's own, for idealised weather and ERA5. */
typedef struct {
  bool given;
  ptrdiff_t nx, ny;
  double spacing; /**< [m], degrees for latitude-longitude */
  double centre_lon_deg, centre_lat_deg;
  fen_projection_params projection;
  const char *terrain_path; /**< NULL: flat */
  const char *terrain_variable;
  const char *land_use_path; /**< NULL: not known */
  const char *land_use_variable;
  fen_land_scheme land_use_scheme;
  const fen_yaml_node *node;
  const fen_yaml_node *layer_rule; /**< of 'layers' without 'merge'; NULL: not given */
  const fen_yaml_node *merge;      /**< of 'layers', for weather that brings its own; NULL: not given */
} fen_case_grid;

typedef enum { FEN_CASE_WEATHER_WRF, FEN_CASE_WEATHER_IDEALISED, FEN_CASE_WEATHER_ERA5, FEN_CASE_WEATHER_MCIP } fen_case_weather_kind;

/** Weather and what is made of it; grid, terrain and period of all kinds are filled in when the weather is opened. */
typedef struct {
  fen_case_weather_kind kind;
  fen_wrf_params wrf;             /**< its merge is that of all kinds that have layers of their own */
  fen_idealised_params idealised; /**< also the rule of the layers on a grid of the case's own */
  fen_era5_params era5;
  fen_mcip_params mcip;
  fen_interval_options interval;
  const fen_yaml_node *node;
} fen_case_weather;

typedef enum { FEN_AMOUNT_MIXING_RATIO, FEN_AMOUNT_CONCENTRATION } fen_amount;

/** An initial or boundary value: a constant, a profile over height above ground, or a file. */
typedef struct {
  fen_amount amount;
  ptrdiff_t count;        /**< points of the profile, 1 for a constant, 0 for a file */
  const double *height_m; /**< increasing, shape [count] */
  const double *value;    /**< [kg/kg] or [kg/m3], shape [count] */
  const char *path;       /**< NULL: no file */
  const char *variable;
  const fen_yaml_node *node;
} fen_case_background;

typedef struct {
  const char *name;
  const char *standard_name; /**< CF standard name of the concentration, or NULL */
  bool particle;
  double molar_mass_gpmol; /**< 0: unknown */
  double velocity_land_mps, velocity_sea_mps;
  double settling_mps;
  double scavenging_factor;
  fen_removed_species removal; /**< deposition, settling and washout computed from what the species is */
  fen_case_background initial, boundary;
  const fen_yaml_node *node;
} fen_case_species;

/** Sources by their stack: any, those without one, or those of FROM <= height < TO. */
typedef enum { FEN_STACK_ANY, FEN_STACK_NONE, FEN_STACK_RANGE } fen_stack_kind;

typedef struct {
  fen_stack_kind kind;
  const char *name; /**< NULL for any */
  double from_m, to_m;
} fen_stack_class;

/** A part of a species that is carried beside it: the emissions that match, and, where asked, what was there or came in. */
typedef struct {
  const char *name;
  int species;
  ptrdiff_t sector_count; /**< 0: every sector */
  const int *sectors;
  ptrdiff_t region_count; /**< 0: everywhere */
  const int *regions;
  fen_stack_class stack;
  const char *sector_part, *region_part; /**< of a product: the names that its own is made of; NULL: none */
  bool derived;                          /**< of a product: left out where nothing falls to it */
  bool emissions;                        /**< false for a tag of initial or boundary values alone */
  bool initial, boundary;
  bool other; /**< everything that no other tag of the species takes */
  const fen_yaml_node *node;
} fen_case_tag;

typedef struct {
  const char *name;
  double lon_deg, lat_deg;
  ptrdiff_t line; /**< in the table; 0: written in the case itself */
} fen_case_receptor;

typedef struct {
  const char *folder;
  const fen_yaml_node *folder_node; /**< NULL: not given */
  bool hourly, daily, mean;
  bool tags_hourly, tags_daily, tags_mean; /**< which of these are written for tags */
  bool deposition;
  ptrdiff_t samples_per_hour; /**< parts of an hour whose ends make the hourly mean */
  ptrdiff_t field_count;      /**< species written in three dimensions */
  const int *fields;
  ptrdiff_t field_every_h;
  double restart_every_s; /**< model time between restart files; infinite: only when asked */
  ptrdiff_t receptor_count;
  const fen_case_receptor *receptors;
  bool skip_outside;         /**< receptors outside the domain are left out; false: an error */
  const char *receptor_path; /**< NULL: written in the case itself */
  const fen_yaml_node *receptor_node;
} fen_case_output;

/** How many people live in the regions, and how they are spread within them: what means over people need. */
typedef struct {
  const char *property;       /**< of the regions' polygons; NULL: none */
  const char *path;           /**< table with the columns region and population; NULL: none */
  const char *surrogate_path; /**< CF file by which people are spread within a region; NULL: evenly by area */
  const char *surrogate_variable;
  const double *people; /**< by region, NaN: not stated; shape [regions.count]; NULL: the case states no population */
  const char *source;   /**< where the figures come from, as the table's column source has it; NULL: not told */
  const fen_yaml_node *node;
} fen_case_population;

/** A region that is the ground below a height around a place; its outline is made when the terrain is known. */
typedef struct {
  bool is_district; /**< of the case's districts, not of its regions */
  ptrdiff_t index;  /**< among those */
  double lon_deg, lat_deg;
  double below_m;
  const fen_yaml_node *node;
} fen_case_basin;

typedef struct fen_case_block fen_case_block;

/** A file that a case names, and where. */
typedef struct fen_case_named_file {
  const struct fen_case_named_file *next;
  const char *path; /**< as it is opened */
  const fen_yaml_node *node;
  bool pattern; /**< it may have * and ? for any letters; then some file matches */
} fen_case_named_file;

/** A parsed case. Everything in it is owned by it. */
typedef struct {
  const char *path;
  const char *title;
  fen_case_period period;
  fen_case_grid grid;
  fen_case_weather weather;
  fen_regions regions;
  const char *regions_path;   /**< NULL: none */
  fen_regions districts;      /**< places to report besides the regions, such as basins; they may overlap */
  const char *districts_path; /**< NULL: none */
  ptrdiff_t basin_count;
  fen_case_basin *basins; /**< of both lists above */
  fen_case_population population;
  ptrdiff_t sector_count;
  const fen_sector *sectors;
  const char *sectors_path; /**< NULL: written in the case itself */
  ptrdiff_t species_count;
  const fen_case_species *species;
  ptrdiff_t tag_count;
  const fen_case_tag *tags;
  ptrdiff_t scenario_count;
  const char *const *scenarios; /**< paths of the files that a batch runs */
  ptrdiff_t inventory_count;
  const fen_inventory_file *inventory;
  int order;
  fen_limiter limiter;
  fen_precision precision;
  double courant_max;
  fen_case_output output;

  fen_yaml *document, *sectors_document;
  const fen_case_named_file *named_files; /**< all that are read */
  fen_case_block *blocks;                 /**< memory of the arrays and texts above */
} fen_case;

/**
 * Read a case file and the small tables it names (sectors, regions, receptors).
 * @param[out] faults every fault found, in the file's order; may be NULL
 * @param[out] out    owned by the caller, see fen_case_close; untouched on failure
 * @return FEN_OK or the status of the first fault: FEN_ERR_FILE_MISSING, any of the 02 group, FEN_ERR_MEMORY
 */
fen_status fen_case_open(const char *path, fen_diagnostics *faults, fen_case **out, fen_error *err);
void fen_case_close(fen_case **item);

/**
 * All faults of a case in one pass: of the file, of the weather, and of the inventory, the regions, the receptors, the initial and boundary
 * values and the output folder. A fault of one hides none of another: where the weather or its grid is not to be had, the others are
 * checked on the case's own grid, or on the whole world.
 * @param[in]  log    told what is no fault but may not be meant; may be NULL
 * @param[out] faults may be NULL
 * @return FEN_OK or the status of the first fault
 */
fen_status fen_case_check(const char *path, const fen_log *log, fen_diagnostics *faults, fen_error *err);
/** The same and the scenarios that the case lists; share as in fen_scenario_open. */
fen_status fen_case_check_all(const char *path, const char *share, const fen_log *log, fen_diagnostics *faults, fen_error *err);

#ifdef __cplusplus
}
#endif
#endif
