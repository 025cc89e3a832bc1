/**
 * @file emissions.h  Any inventory -> rates per cell, species, sector and hour.
 *
 * Times. A file without times, or with one, gives an annual mean that the sector's profiles run (profiles.h). Twelve months (CF) are
 * taken for the calendar's months of any year, run by the weekday and hour profiles within each. Hours are taken as they are, without
 * profiles: I/O API and CF instants are linear in between, as CMAQ reads them, and integrated exactly; CF periods with bounds are means.
 *
 * Places. Gridded files may have axes in degrees, projected axes with a CF grid mapping, or two-dimensional coordinates with or without
 * bounds. Fluxes per area are multiplied by the true area of the file's own cell, then cells are shared out by exact overlap (regrid.h).
 *
 * Heights. Points with a stack rise by Briggs' formulas (plume_rise.h) in the column's air and are even over the plume's depth; others,
 * areas and one-layer files follow the sector's vertical profile; layers of an I/O API file go to the model's layers of the same number
 * if there are as many, else by height (sigma by the column's pressure). What lies above the top goes to the top layer.
 */
#ifndef FENHE_EMISSIONS_H
#define FENHE_EMISSIONS_H

#include <stdbool.h>
#include <stddef.h>

#include "fenhe/diagnostics.h"
#include "fenhe/forcing.h"
#include "fenhe/grid.h"
#include "fenhe/log.h"
#include "fenhe/regions.h"
#include "fenhe/status.h"

#ifdef __cplusplus
extern "C" {
#endif

typedef struct {
  const char *name;
  double molar_mass_gpmol; /**< 0: unknown, molar units are refused */
} fen_emitted_species;

/** A vertical profile: shares by height, which sum to one. */
typedef struct {
  ptrdiff_t count;
  const double *top_m; /**< upper height of each bin above ground, increasing, shape [count]; the first starts at the ground */
  const double *share; /**< shape [count] */
} fen_vertical_profile;

/** A sector: its name and how its emissions run in time and height. Weights sum to 1 within each array (NULL: even). */
typedef struct {
  const char *name;
  const char *name_zh;         /**< may be NULL */
  const double *month;         /**< shape [12] */
  const double *weekday;       /**< shape [7], Monday first */
  const double *hour;          /**< shape [24], local time */
  fen_vertical_profile height; /**< for gridded and area emissions; count 0: the lowest layer */
} fen_sector;

/** One file of an inventory. */
typedef enum {
  FEN_INVENTORY_GRIDDED,
  FEN_INVENTORY_IOAPI,
  FEN_INVENTORY_POINTS,
  FEN_INVENTORY_AREAS,
  FEN_INVENTORY_EDGAR, /**< sets of files in the layout of EDGAR, HTAP or MEIC; their records are of kind GRIDDED */
  FEN_INVENTORY_HTAP,
  FEN_INVENTORY_MEIC
} fen_inventory_kind;

/** Which variable of a gridded file feeds which species and sector. */
typedef struct {
  const char *variable;
  const char *species;
  const char *sector;
  const char *unit; /**< replaces the file's own unit where that is absent or wrong; NULL: the file's */
} fen_inventory_variable;

typedef struct {
  fen_inventory_kind kind;
  const char *path;
  const char *place;                       /**< where the case names it, "case.yaml:12:5", for complaints; may be NULL */
  const fen_inventory_variable *variables; /**< gridded files; I/O API: none means every variable that bears a species' name */
  ptrdiff_t variable_count;
  const char *sector;         /**< where neither variable nor row names one; may be NULL if there is but one sector */
  const char *surrogate_path; /**< areas: CF file with one weight per cell; NULL: even by area */
  const char *surrogate_variable;
  const char *const *paths; /**< the files of a set, shape [path_count] */
  ptrdiff_t path_count;
  const char *map_path; /**< what the words of a set, or of a table of areas or points, become (inventory_map.h) */
  const char *pattern;  /**< how the set's files are named, NULL: as the inventory names them */
  bool skip_outside;    /**< points outside the domain are reported and left out; false: an error */
} fen_inventory_file;

typedef struct {
  const fen_grid *grid; /**< borrowed for the life of the inventory */
  const fen_emitted_species *species;
  ptrdiff_t species_count;
  const fen_sector *sectors;
  ptrdiff_t sector_count;
  const fen_regions *regions; /**< for areas, and for the region of points and gridded emissions; may be NULL */
  const fen_inventory_file *files;
  ptrdiff_t file_count;
  double utc_offset_s;   /**< local time of the hourly profiles */
  int year;              /**< year whose length, and whose months' lengths, turn amounts into rates */
  double start_s, end_s; /**< of the run: months that it needs must be in a set of monthly files; both 0: all twelve; NaN: none */
} fen_inventory_params;

typedef struct fen_inventory fen_inventory;

/** Tonnes of one species and sector, for the dry run and the summary. */
typedef struct {
  double stated_tpyr; /**< what the files state inside and outside the domain, annual; time-varying files: mean rate times the year */
  double kept_tpyr;   /**< what lies in the domain and is emitted */
} fen_inventory_total;

/**
 * Read all files; every fault found goes to faults (may be NULL), the first to err. Parameters are borrowed during the call only, the
 * grid apart. Points outside, columns and regions that are left out are told to the log (may be NULL).
 * @return FEN_OK; FEN_ERR_FILE_*, FEN_ERR_UNIT_*, FEN_ERR_DATA_UNIT, FEN_ERR_SPECIES_UNKNOWN, FEN_ERR_SECTOR_UNKNOWN,
 * FEN_ERR_REGION_UNKNOWN, FEN_ERR_OUTSIDE, FEN_ERR_NEGATIVE, FEN_ERR_VALUE, FEN_ERR_COLUMN, FEN_ERR_WEIGHTS, FEN_ERR_SHAPE,
 * FEN_ERR_TIME_GAP, FEN_ERR_GRID, FEN_ERR_KEY_MISSING, FEN_ERR_TYPE, FEN_ERR_RANGE, FEN_ERR_ARGUMENT, FEN_ERR_MEMORY
 */
fen_status fen_inventory_open(const fen_inventory_params *params, const fen_log *log, fen_diagnostics *faults, fen_inventory **out,
                              fen_error *err);
void fen_inventory_close(fen_inventory **inventory);
/** Annual tonnes, shape [species_count][sector_count]. */
const fen_inventory_total *fen_inventory_totals(const fen_inventory *inventory);

/**
 * One row of an inventory, by which measures select: a plant; a region's total of one sector and species; what a variable of a gridded
 * file emits in one region. Texts are owned by the inventory.
 */
typedef struct {
  fen_inventory_kind kind;
  const char *name, *name_zh; /**< of a plant, NULL where not stated */
  int sector;
  int region;                             /**< as in fen_emission */
  int species;                            /**< -1: all (points) */
  bool outside;                           /**< left out, for nothing of it lies in the domain */
  double lon_deg, lat_deg;                /**< of a plant */
  double stack_height_m;                  /**< of a plant; 0: none stated */
  const char *fuel, *technology, *class_; /**< columns of these names; NULL: not stated */
} fen_inventory_record;

/** Records in the order of the files and of their rows; the same files and domain give the same order. */
ptrdiff_t fen_inventory_record_count(const fen_inventory *inventory);
const fen_inventory_record *fen_inventory_record_at(const fen_inventory *inventory, ptrdiff_t record);
/** What a record emits in the domain [t/yr]; time-varying files: mean rate times the year. 0 for a species that it has not. */
double fen_inventory_record_tpyr(const fen_inventory *inventory, ptrdiff_t record, int species);
/** The same by column: adds to tpyr, shape [ny][nx]. */
fen_status fen_inventory_record_spread(const fen_inventory *inventory, ptrdiff_t record, int species, double *tpyr, fen_error *err);

/** State of the air that plume rise and layers ask for; plain numbers, borrowed. */
typedef struct {
  ptrdiff_t nz;
  const double *height_m;                                   /**< layer faces above ground, shape [nz + 1][ny][nx] */
  const double *temperature_k;                              /**< shape [nz][ny][nx] */
  const double *pressure_pa;                                /**< shape [nz][ny][nx] */
  const double *u_mps, *v_mps;                              /**< shape [nz][ny][nx] */
  const double *pblh_m, *friction_velocity_mps, *obukhov_m; /**< shape [ny][nx] */
} fen_plume_air;

/**
 * A rate with its sector and region, so that the caller can tag it, and the record it comes from. The region is the row's for areas, the
 * first that contains a point, and for gridded files the first that contains the centre of the model's cell; -1: none.
 */
typedef struct {
  int i, j, k, species, sector, region;
  int record; /**< index among the inventory's records */
  double rate_kgps;
} fen_emission;

/**
 * Mean rates of the interval [start_s, end_s]; hour profiles are integrated exactly over it. The same cell may occur several times.
 * @param[out] out, count owned by the inventory until the next call
 * @return FEN_OK; FEN_ERR_ARGUMENT (end_s not after start_s, no air); FEN_ERR_TIME_GAP (a file of hours that does not hold the
 * interval); FEN_ERR_MEMORY
 */
fen_status fen_inventory_rates(fen_inventory *inventory, double start_s, double end_s, const fen_plume_air *air, const fen_emission **out,
                               ptrdiff_t *count, fen_error *err);

#ifdef __cplusplus
}
#endif
#endif
