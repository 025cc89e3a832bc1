/**
 * @file output.h  The files of a run. Whatever an hour yields goes to a spool; when the run is over the files are made from it; once
 * all are whole and on the disk they get their names, one after the other.
 */
#ifndef FENHE_OUTPUT_H
#define FENHE_OUTPUT_H

#include "compare/districts.h"
#include "fenhe/netcdf_write.h"
#include "fenhe/run.h"
#include "fenhe/spool.h"
#include "fenhe/worker.h"
#include "means.h"

/** An output folder's path, and one of a file in it. */
enum { FEN_OUTPUT_FOLDER = 1000, FEN_OUTPUT_PATH = 1200 };

/** One row of the budget file. */
typedef struct {
  const fen_budget *budgets; /**< of every lane */
  double minimum_lead;
  double repair_maximum_mps, repair_rms_mps, repair_top_mps;
  ptrdiff_t steps, clipped;
} fen_output_hour;

/** A receptor and its fractional cells. */
typedef struct {
  const fen_case_receptor *receptor;
  double i, j;
} fen_station;

typedef struct {
  ptrdiff_t count;
  fen_station *items;
} fen_stations;

/** The files; all but the deposition are filled hour by hour. */
typedef enum {
  FEN_OUTPUT_SURFACE,
  FEN_OUTPUT_RECEPTORS,
  FEN_OUTPUT_DISTRICTS,
  FEN_OUTPUT_BUDGET,
  FEN_OUTPUT_FIELDS,
  FEN_OUTPUT_DEPOSITION,
  FEN_OUTPUT_FILES
} fen_output_file;

/** What the files say of their origin. */
typedef struct {
  const char *folder;
  const char *command;     /**< that the run began with */
  const char *case_sha256; /**< checksum of the case file */
} fen_output_origin;

/** Records on their way to the spool, one behind the other; the room is kept for the next hour. */
typedef struct {
  fen_spool *spool;
  size_t used, room;
  char *bytes;
} fen_output_batch;

/** One is filled while the other is written. */
enum { FEN_OUTPUT_BATCHES = 2 };

typedef struct {
  const fen_simulation *sim;
  const char *folder, *command, *case_sha256;
  ptrdiff_t hours, days;
  fen_stations stations; /**< receptors on the grid */
  fen_districts districts;
  double *buffer;        /**< work, shape [buffer_size] */
  ptrdiff_t buffer_size; /**< nz * ny * nx at least */
  fen_spool *spool;      /**< what the hours have yielded; owned, NULL until it is set; the worker's while it works */
  fen_worker *worker;    /**< appends to it */
  fen_output_batch batches[FEN_OUTPUT_BATCHES];
  int filling;                              /**< the batch that fen_output_put adds to */
  double told_s;                            /**< of the worker's time, what fen_output_apart_s has told */
  int64_t spool_bytes;                      /**< its length at the last sync */
  fen_nc_writer *writers[FEN_OUTPUT_FILES]; /**< NULL unless the files are being made */
} fen_output;

/**
 * Prepare the output, and lay all files out once, so that what cannot be written is told at once. The texts of origin are borrowed.
 * @param[in] apart whether a thread of its own writes the spool
 * @return FEN_OK; FEN_ERR_WRITE; FEN_ERR_OUTSIDE (a receptor); FEN_ERR_MEMORY
 */
fen_status fen_output_create(const fen_simulation *sim, const fen_output_origin *origin, bool apart, fen_output **out, fen_error *err);
/** Part of a variable of one of the files, for the spool; single: the file holds single precision, and so does the spool. */
fen_status fen_output_put(fen_output *output, fen_output_file file, const char *variable, bool single, int rank, const ptrdiff_t *start,
                          const ptrdiff_t *count, const double *values, fen_error *err);
/** Have what was put written while the run goes on. @return FEN_OK; a fault of what was handed over before */
fen_status fen_output_hand_over(fen_output *output, fen_error *err);
/** Have all that was put written, and wait for it. @return FEN_OK; FEN_ERR_WRITE */
fen_status fen_output_settle(fen_output *output, fen_error *err);
/** Time that the thread of its own has taken since this was last asked [s]. */
double fen_output_apart_s(fen_output *output);
/** Make the files' hours from the spool. */
fen_status fen_output_replay(fen_output *output, fen_error *err);
/** After the hour-th hour (from 0): its means, budget, receptors and, where due, three-dimensional fields. */
fen_status fen_output_hour_done(fen_output *output, ptrdiff_t hour, const fen_means *means, const fen_output_hour *row, fen_error *err);
/** After the last hour of the day-th day. */
fen_status fen_output_day_done(fen_output *output, ptrdiff_t day, const fen_means *means, fen_error *err);
/** Make all files from the spool and from what belongs to the whole period, and sync them, all under temporary names; none stays after a
 * fault. What stood in the folder before is as it was. */
fen_status fen_output_finish(fen_output *output, const fen_means *means, fen_error *err);
/** Rename the finished files; a fault of a rename can leave those renamed before it. */
fen_status fen_output_commit(fen_output *output, fen_error *err);
/** Release; files that were not committed vanish, the spool stays. */
void fen_output_close(fen_output **output);

/** Day of an hour, from 0, in the case's time zone. */
ptrdiff_t fen_output_day_of(const fen_case *item, ptrdiff_t hour);

/** Parts that the files share (output_grid.c). */
fen_status fen_output_define_grid(fen_nc_writer *writer, const fen_grid *grid, fen_error *err);
fen_status fen_output_write_grid(fen_nc_writer *writer, const fen_grid *grid, fen_error *err);
fen_status fen_output_globals(fen_nc_writer *writer, const fen_output *output, const char *what, fen_error *err);
/** Dimension and variable `name` of `count` times, with bounds where bounds_name is not NULL. */
fen_status fen_output_define_time(fen_nc_writer *writer, const fen_case *item, const char *name, const char *bounds_name, ptrdiff_t count,
                                  fen_error *err);
/** Hourly time stamps at the hours' ends, with their bounds. */
fen_status fen_output_write_hours(fen_nc_writer *writer, ptrdiff_t hours, fen_error *err);
/** CF attributes of a lane's mass concentration; cell_methods may be NULL. */
fen_status fen_output_describe_lane(fen_nc_writer *writer, const fen_case *item, const fen_lane *lane, const char *variable,
                                    const char *cell_methods, const char *coordinates, fen_error *err);

/** One file each: create, hour (or commit) and so on. */
fen_status fen_output_surface_create(fen_output *output, fen_error *err);
fen_status fen_output_surface_hour(fen_output *output, ptrdiff_t hour, const fen_means *means, fen_error *err);
fen_status fen_output_surface_day(fen_output *output, ptrdiff_t day, const fen_means *means, fen_error *err);
/** The period's means, straight into the file. */
fen_status fen_output_surface_period(fen_output *output, const fen_means *means, fen_error *err);
fen_status fen_output_receptors_create(fen_output *output, fen_error *err);
fen_status fen_output_receptors_hour(fen_output *output, ptrdiff_t hour, const fen_means *means, fen_error *err);
fen_status fen_output_districts_create(fen_output *output, fen_error *err);
fen_status fen_output_districts_hour(fen_output *output, ptrdiff_t hour, const fen_means *means, fen_error *err);
fen_status fen_output_budget_create(fen_output *output, fen_error *err);
fen_status fen_output_budget_hour(fen_output *output, ptrdiff_t hour, const fen_output_hour *row, fen_error *err);
fen_status fen_output_fields_create(fen_output *output, fen_error *err);
fen_status fen_output_fields_hour(fen_output *output, ptrdiff_t hours_done, fen_error *err);
fen_status fen_output_deposition(fen_output *output, fen_error *err);
/**
 * Append the receptors that lie on the grid to out (room for all; may be NULL). Others are faults, or, where the case skips them, logged.
 * @return FEN_OK; FEN_ERR_OUTSIDE
 */
fen_status fen_output_locate_receptors(const fen_case *item, const fen_grid *grid, const fen_log *log, fen_stations *out,
                                       fen_diagnostics *faults, fen_error *err);
/** Between the centres of four cells, shape [ny][nx]; within half a cell of the domain's edge the nearest centres' value holds. */
double fen_output_bilinear(const double *field, ptrdiff_t nx, ptrdiff_t ny, double i, double j);
/** FOLDER/NAME into path. */
void fen_output_path(const fen_output *output, const char *name, char path[FEN_OUTPUT_PATH]);

#endif
