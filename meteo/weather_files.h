/** @file weather_files.h  What the readers of weather files share: their list of files, the faults found, reading an instant. Private to
 * meteo. */
#ifndef FENHE_METEO_WEATHER_FILES_H
#define FENHE_METEO_WEATHER_FILES_H

#include "fenhe/diagnostics.h"
#include "fenhe/netcdf_read.h"
#include "fenhe/weather.h"

/**
 * Own copies of paths.
 * @param[in]     remedy what to name, where there are none
 * @param[out]    out    shape [room], room >= count; released by fen_weather_files_clear, also on failure
 * @param[in,out] copied how many there are; 0 before
 * @return FEN_OK; FEN_ERR_ARGUMENT (no file); FEN_ERR_MEMORY
 */
fen_status fen_weather_files_copy(const char *const *files, ptrdiff_t count, ptrdiff_t room, const char *label, const char *remedy,
                                  char ***out, ptrdiff_t *copied, fen_error *err);
void fen_weather_files_clear(char ***files, ptrdiff_t count);

/** Put a fault on the list of all faults: FEN_OK. Without a list, or without memory, it is the outcome. */
fen_status fen_fault_take(fen_diagnostics *faults, fen_status status, const fen_error *err);

/** Whether an instant can be read into a weather. @return FEN_OK; FEN_ERR_ARGUMENT (no such instant, other extents) */
fen_status fen_weather_source_check(const fen_weather_source *source, ptrdiff_t index, const fen_weather *out, fen_error *err);
/** After an attempt to read an instant: its time goes into the weather, or into the complaint. @return status */
fen_status fen_weather_source_finish(const fen_weather_source *source, ptrdiff_t index, fen_status status, fen_weather *out,
                                     fen_error *err);

/** A variable of two records of one time. */
typedef struct {
  const char *variable;
  double time_s;
  const fen_nc_reader *reader[2];
  double *values[2];  /**< shape [shape[0]][shape[1]][shape[2]] */
  ptrdiff_t shape[3]; /**< levels, rows, columns */
  ptrdiff_t first[3]; /**< where in the file they begin */
  const char *axes;   /**< their names, for the complaint: "(k, j, i)" */
} fen_repeated_field;

/** Whether an hour that comes twice has the same values. @return FEN_OK; FEN_ERR_TIME_GAP, told of the second */
fen_status fen_repeated_field_compare(const fen_repeated_field *field, fen_error *err);

#endif
