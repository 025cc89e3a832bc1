/** What the readers of an inventory share: the fields of rates they leave, the faults they note, the totals they count. */
#ifndef FENHE_EMISSIONS_INVENTORY_PARTS_H
#define FENHE_EMISSIONS_INVENTORY_PARTS_H

#include <stdbool.h>
#include <stddef.h>

#include "fenhe/csv.h"
#include "fenhe/emission_steps.h"
#include "fenhe/emissions.h"
#include "fenhe/inventory_map.h"
#include "fenhe/netcdf_read.h"
#include "fenhe/plume_rise.h"
#include "fenhe/profiles.h"
#include "fenhe/source_grid.h"
#include "fenhe/units.h"
#include "table_words.h"

/** No source emits as much [kg/s]: a thousand times the CO2 of the whole world. Sums of lesser rates stay finite. */
#define FEN_MOST_KGPS 1e9

/** How the values of a field stand in time. */
typedef enum {
  FEN_TIMING_PROFILE,  /**< one value, run by the sector's profiles */
  FEN_TIMING_MONTHS,   /**< twelve values, run by the weekday and hour profiles */
  FEN_TIMING_INSTANTS, /**< values at instants, linear in between */
  FEN_TIMING_STEPS     /**< means of adjoining periods */
} fen_timing;

typedef struct {
  fen_timing kind;
  ptrdiff_t count; /**< values in time */
  double *time_s;  /**< instants, shape [count], or ends of the periods, shape [count + 1]; else NULL */
  int month[12];   /**< FEN_TIMING_MONTHS: month (0-11) of each value of the file */
} fen_time_axis;

/** Where the values of a field stand in height. */
typedef enum {
  FEN_HEIGHT_SECTOR, /**< by the sector's vertical profile */
  FEN_HEIGHT_METRES, /**< even between two heights above ground [m] */
  FEN_HEIGHT_SIGMA   /**< between two levels sigma = (p - p_top) / (p_surface - p_top) */
} fen_height_kind;

typedef struct {
  fen_height_kind kind;
  double bottom, top;     /**< [m] or sigma */
  double sigma_top_pa;    /**< p_top */
  ptrdiff_t index, count; /**< layer of the file, of so many; a model with as many layers takes it over by its index */
} fen_source_height;

/** Rates of one species, sector and region in some cells. */
typedef struct {
  int species, sector, region, record;
  int step;           /**< row of the inventory's steps */
  fen_time_axis time; /**< time_s owned by the field */
  fen_source_height height;
  ptrdiff_t cell_count;
  ptrdiff_t *cell;   /**< j * nx + i, increasing, shape [cell_count], owned */
  double *rate_kgps; /**< shape [time.count][cell_count], owned */
} fen_emission_field;

/** One stack in the domain. */
typedef struct {
  int i, j, sector, region, record;
  bool has_height; /**< else the sector's vertical profile is used */
  bool has_plume;  /**< else the height is the stack's alone */
  fen_stack stack;
  double *rate_kgps; /**< shape [species_count], owned */
  int *step;         /**< row of the inventory's steps by species, shape [species_count], owned */
} fen_point;

/** A sector with arrays of its own. */
typedef struct {
  fen_sector sector; /**< points into the members below; its names are not kept */
  double month[12], weekday[7], hour[24];
  double *top_m, *share; /**< owned */
} fen_kept_sector;

struct fen_inventory {
  const fen_grid *grid;
  ptrdiff_t species_count, sector_count;
  fen_kept_sector *sectors;
  fen_inventory_total *totals; /**< shape [species_count][sector_count] */
  fen_emission_step *steps;    /**< shape [step_count]; their texts are owned */
  ptrdiff_t step_count, step_capacity;
  double utc_offset_s;
  int year, year_days;
  fen_inventory_record *records; /**< shape [record_count]; their texts are owned */
  ptrdiff_t record_count, record_capacity;
  double *record_tpyr; /**< shape [record_count][species_count], once all files are read */
  fen_emission_field *fields;
  ptrdiff_t field_count, field_capacity;
  fen_point *points;
  ptrdiff_t point_count, point_capacity;
  fen_emission *emissions; /**< answer of the last call of fen_inventory_rates */
  ptrdiff_t emission_count, emission_capacity;
};

/** What a reader of one file works with. */
typedef struct {
  fen_inventory *inventory;
  const fen_inventory_params *params;
  const fen_inventory_file *file;
  const fen_log *log;
  fen_diagnostics faults;
  int *cell_region;       /**< region of each column of the model by its centre, -1: none; NULL until asked for */
  ptrdiff_t first_record; /**< of the variable at hand: its layers share records */
} fen_inventory_context;

/** Note a fault of a gridded or whole file, with the place in the case in front, and go on; memory and internal faults are returned. */
fen_status fen_inventory_note(fen_inventory_context *context, fen_error *err);
/** Note a fault that carries its own place (tables). */
fen_status fen_inventory_note_table(fen_inventory_context *context, fen_error *err);
/** Index of a name; the complaint names the nearest and the remedy. -1 with err set if unknown. */
int fen_inventory_species(const fen_inventory_context *context, const char *name, fen_error *err);
int fen_inventory_sector(const fen_inventory_context *context, const char *name, fen_error *err);
/**
 * Add to the row of the steps that agrees with (step) in its words, unit, species, sector and factors, a new one if need be, and to the
 * totals by species and sector. The file at hand is filled in; path NULL: its path, file_count 0: one.
 * @param[in]  stated       in the step's unit
 * @param[in]  stated_kgps  the same as a rate; what it becomes by factor and share is computed here
 * @param[in]  inside_kgps, outside_kgps what of the latter lies in the domain and beyond
 * @param[out] index        the row; may be NULL
 */
fen_status fen_inventory_count(fen_inventory_context *context, const fen_emission_step *step, double stated, double stated_kgps,
                               double inside_kgps, double outside_kgps, int *index, fen_error *err);
void fen_inventory_free_steps(fen_inventory *inventory);
/** Weights of a field's values whose sum product is its mean over the interval, shape [field->time.count]. FEN_ERR_TIME_GAP. */
fen_status fen_emission_time_weights(const fen_inventory *inventory, const fen_emission_field *field, double start_s, double end_s,
                                     double *weight, fen_error *err);
/** Take over a field (its arrays become the inventory's, on failure they are freed). */
fen_status fen_inventory_add_field(fen_inventory *inventory, fen_emission_field *field, fen_error *err);
fen_status fen_inventory_add_point(fen_inventory *inventory, fen_point *point, fen_error *err);
/** Take over a record, whose texts are copied; *index is its place. */
fen_status fen_inventory_add_record(fen_inventory *inventory, const fen_inventory_record *record, int *index, fen_error *err);
/** Annual tonnes of every record, once all files are read. */
fen_status fen_inventory_weigh_records(fen_inventory *inventory, fen_error *err);
void fen_inventory_free_records(fen_inventory *inventory);
/** The first region that contains a place, or -1. */
int fen_inventory_region_at(const fen_inventory_context *context, double lon_deg, double lat_deg);
void fen_emission_field_clear(fen_emission_field *field);

/**
 * Scale of a rate's unit to kg s-1, or to kg m-2 s-1 (per_area) where per_area is not NULL.
 * @return FEN_OK; FEN_ERR_UNIT_*, with a text that says what to do
 */
fen_status fen_emission_unit(const char *unit, const fen_emitted_species *species, int year_days, double *scale, bool *per_area,
                             fen_error *err);

/** What a unit's fault says is to be done, behind its last semicolon ("...; write t or kg"), taken off its text; usual where it says
 * nothing.
 */
const char *fen_unit_fault_remedy(fen_error *reason, const char *usual);
/** The same of a unit that stands in a gridded file, which is best overridden in the case (usual), unless a molar mass lacks. */
const char *fen_unit_file_remedy(fen_error *reason, const char *usual);

/** A variable of a gridded file, ready to be read slab by slab. */
typedef struct {
  const fen_nc_reader *reader;
  const char *variable;
  fen_nc_shape shape;
  int time_dimension, layer_dimension; /**< index of the dimension, -1: none */
  const fen_source_grid *source;
  const fen_regrid_map *map;
  const fen_time_axis *time; /**< borrowed; copied into the fields */
  double scale;              /**< to kg s-1 or kg m-2 s-1 */
  bool per_area;
  const char *unit, *sector_in; /**< for the steps */
} fen_gridded_variable;

/** Read one layer at all times, regrid it and leave it as a field if it holds anything; counts the totals and steps. */
fen_status fen_gridded_add_layer(fen_inventory_context *context, const fen_gridded_variable *variable, int species, int sector,
                                 const fen_source_height *height, fen_error *err);
/** Judge all values of a variable of four dimensions, of which neither cells nor times nor layers are known. */
fen_status fen_gridded_check_values(const fen_gridded_variable *variable, fen_error *err);
/** Leave the parts of a field in each region as fields with records; the field is borrowed. context->first_record is set before. */
fen_status fen_gridded_add_by_region(fen_inventory_context *context, const fen_emission_field *field, fen_error *err);
/** Regrid one slab of source values [kg/s per cell] onto the model's cells (overwritten), shape [ny][nx]; returns the stated sum.
 * @param[out] outside what of it lies beyond the model's cells; may be NULL */
double fen_regrid_apply(const fen_source_grid *source, const fen_regrid_map *map, const double *value, ptrdiff_t cells, double *field,
                        double *outside);
/** Time mean of values at the axis' times, with the months of the inventory's year. */
double fen_time_axis_mean(const fen_time_axis *axis, const double *value, int year);

/** The species' columns of a table. */
typedef struct {
  ptrdiff_t column;
  int species;                 /**< of the case; with a map -1 */
  double scale;                /**< to kg s-1 */
  char word[FEN_TABLE_WORD];   /**< the header's own, without the unit */
  char mapped[FEN_TABLE_WORD]; /**< the map's word for it, or the case's */
  char unit[FEN_TABLE_WORD];
} fen_rate_column;

typedef struct {
  fen_csv *table;
  fen_rate_column *rates; /**< shape [rate_count], owned */
  ptrdiff_t rate_count;
} fen_rate_table;

/** Note the fault of a table, if `found` is one. @return FEN_OK; FEN_ERR_MEMORY or FEN_ERR_INTERNAL, which are not noted: err is set */
fen_status fen_inventory_keep(fen_inventory_context *context, fen_status found, fen_error *fault, fen_error *err);

/**
 * Open a table, find its species' columns, refuse columns that are neither species nor known; faults are noted.
 * @param[in] map whose species count instead of the case's; NULL: none
 */
fen_status fen_rate_table_open(fen_inventory_context *context, const fen_inventory_map *map, const char *const *known,
                               ptrdiff_t known_count, fen_rate_table *out, fen_error *err);
/** Complain of a fault with a remedy of its own, "MESSAGE\n  = REMEDY" (else `remedy`), at a cell. @return its status */
fen_status fen_table_fail_for(const fen_csv *table, ptrdiff_t row, ptrdiff_t column, fen_error *reason, const char *remedy, fen_error *err);
/** Note that two columns are one pollutant. */
fen_status fen_table_note_twice(fen_inventory_context *context, const fen_csv *table, ptrdiff_t first, ptrdiff_t second, const char *word);
/** Whether a table has rows. FEN_ERR_SYNTAX. */
fen_status fen_rate_check_form(const fen_csv *table, fen_error *err);
/** Whether a name is that of a pollutant that inventories have. */
bool fen_is_pollutant(const char *name);
/** A column that is none of the species: known (passed over), a pollutant that the case does not carry (told), or a mistake (noted). */
fen_status fen_rate_other_column(fen_inventory_context *context, const fen_csv *table, ptrdiff_t column, const char *name,
                                 const char *const *known, ptrdiff_t known_count);
void fen_rate_table_close(fen_rate_table *table);
/** Column of a name (header's brackets apart; a Chinese column has its English name), or -1. */
ptrdiff_t fen_rate_table_column(const fen_rate_table *table, const char *name);
/** Unit of a column, from brackets of any kind. @param[out] unit shape [FEN_TABLE_WORD] */
void fen_rate_table_unit(const fen_rate_table *table, ptrdiff_t column, char unit[FEN_TABLE_WORD]);
/** The sector of that name or, as offices write it, of that Chinese name; -1: none. */
int fen_sector_of_word(const fen_inventory_params *params, const char *word);
/** The n-th rate of a row [kg/s]; an empty cell is 0. FEN_ERR_TYPE, FEN_ERR_RANGE, FEN_ERR_NEGATIVE. */
fen_status fen_rate_table_value(const fen_rate_table *table, ptrdiff_t row, ptrdiff_t n, double *rate_kgps, fen_error *err);
/** Warn of rows that are alike in all cells: a stack that was copied counts twice. FEN_ERR_MEMORY. */
fen_status fen_rate_table_tell_repeats(const fen_inventory_context *context, const fen_rate_table *table, fen_error *err);
/** Fuel, technology and class of a row, where the table has these columns; the texts are the table's. */
void fen_rate_table_labels(const fen_rate_table *table, ptrdiff_t row, fen_inventory_record *record);
/** A row's word for its sector, from its column or from the case; NULL: none. @param[out] column the former's, or 0 */
const char *fen_rate_table_sector_word(const fen_inventory_context *context, const fen_rate_table *table, ptrdiff_t row, ptrdiff_t *column);
/** Sector of a row; -1 with err set if unknown. */
int fen_rate_table_sector(fen_inventory_context *context, const fen_rate_table *table, ptrdiff_t row, fen_error *err);

fen_status fen_inventory_read_gridded(fen_inventory_context *context, fen_error *err);
fen_status fen_inventory_read_ioapi(fen_inventory_context *context, fen_error *err);
fen_status fen_inventory_read_points(fen_inventory_context *context, fen_error *err);
fen_status fen_inventory_read_areas(fen_inventory_context *context, fen_error *err);
fen_status fen_inventory_read_set(fen_inventory_context *context, fen_error *err);

#endif
