/** @file series.h  The small tables of a result folder: series of lanes at receptors and over districts. */
#ifndef FENHE_BATCH_SERIES_H
#define FENHE_BATCH_SERIES_H

#include "fenhe/netcdf_read.h"

/** Places of one file, and its values for one variable after the other. */
typedef struct {
  fen_nc_reader *reader;
  const char *names; /**< variable with the places' names */
  ptrdiff_t places, hours;
  double *values; /**< of the variable read last, shape [places][hours] */
} fen_series;

/** receptors.nc or districts.nc of a folder; reader stays NULL where there is none. */
fen_status fen_series_open(const char *folder, const char *file, fen_series *out, fen_error *err);
void fen_series_close(fen_series *series);
/** Name of a place, shape [size]. */
fen_status fen_series_name(const fen_series *series, ptrdiff_t place, char *name, size_t size, fen_error *err);
/** Read a variable's series into values; NaN where there is none. */
fen_status fen_series_read(fen_series *series, const char *variable, fen_error *err);
/** Mean over the period of a place, of what was read last. */
double fen_series_mean(const fen_series *series, ptrdiff_t place);

#endif
