#include "series.h"

#include <stdio.h>
#include <string.h>

#include "fenhe/folder.h"
#include "fenhe/memory.h"
#include "member.h"

fen_status fen_series_open(const char *folder, const char *file, fen_series *out, fen_error *err) {
  char path[FEN_MEMBER_PATH];
  bool districts = strcmp(file, "districts.nc") == 0;
  fen_series series = {.names = districts ? "district_name" : "station_name"};
  (void)snprintf(path, sizeof path, "%s/%s", folder, file);
  *out = series;
  if (!fen_path_exists(path))
    return FEN_OK;
  fen_status status = fen_nc_open(path, &series.reader, err);
  if (!status)
    status = fen_nc_dimension(series.reader, districts ? "district" : "station", &series.places, err);
  if (!status)
    status = fen_nc_dimension(series.reader, "time", &series.hours, err);
  if (!status)
    status = FEN_NEW(&series.values, series.places * series.hours, err);
  if (status)
    fen_series_close(&series);
  *out = series;
  return status;
}

void fen_series_close(fen_series *series) {
  fen_nc_close(&series->reader);
  fen_free(series->values);
  *series = (fen_series){0};
}

fen_status fen_series_name(const fen_series *series, ptrdiff_t place, char *name, size_t size, fen_error *err) {
  return fen_nc_read_text(series->reader, series->names, place, name, size, err);
}

fen_status fen_series_read(fen_series *series, const char *variable, fen_error *err) {
  return fen_nc_read_missing(series->reader, variable, 2, (ptrdiff_t[2]){0, 0}, (ptrdiff_t[2]){series->places, series->hours},
                             series->values, err);
}

double fen_series_mean(const fen_series *series, ptrdiff_t place) {
  double sum = 0.0;
  for (ptrdiff_t h = 0; h < series->hours; h++)
    sum += series->values[place * series->hours + h];
  return sum / (double)series->hours;
}
