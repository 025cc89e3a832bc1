/* Accumulated rain along the instants: RAINC + RAINNC + RAINSH with their buckets, resets of the accumulation noticed. */
#include "fenhe/clock.h"
#include "fenhe/memory.h"
#include "wrf_internal.h"

/* Files that were compressed with loss may fall by this without a reset: absolute [mm], and relative to what had fallen. */
static const double TOLERATED_FALL_MM = 0.01;
static const double TOLERATED_FALL = 0.002;

static fen_status add_rain(wrf_source *self, ptrdiff_t index, const char *name, double factor, double *sum, double *work, fen_error *err) {
  if (!fen_nc_has(self->reader, name))
    return FEN_OK;
  const wrf_block block = wrf_model_block(self, index);
  fen_status status = wrf_read_block(self->reader, &self->header, name, self->instants[index].record, WRF_CENTRE, 0, 0, &block, work, err);
  for (ptrdiff_t c = 0; !status && c < block.nx * block.ny; c++) {
    if (!(work[c] >= -TOLERATED_FALL_MM && work[c] < 1e6))
      return fen_nc_fail(self->reader, name, FEN_ERR_VALUE, "repair the file or leave this hour out", err,
                         "accumulated rain of %.6g mm at (j, i) = (%td, %td) from 0 is not within 0 and 1e+06", work[c],
                         block.j0 + c / block.nx, block.i0 + c % block.nx);
    sum[c] += factor * work[c];
  }
  return status;
}

static fen_status read_raw(wrf_source *self, ptrdiff_t index, double *sum, fen_error *err) {
  const ptrdiff_t plane = self->grid->params.nx * self->grid->params.ny;
  double *work = NULL;
  double bucket = 0.0;
  fen_status status = wrf_select(self, self->instants[index].file, err);
  if (!status)
    status = FEN_NEW(&work, plane, err);
  for (ptrdiff_t c = 0; !status && c < plane; c++)
    sum[c] = 0.0;
  if (!status && fen_nc_has_attribute(self->reader, NULL, "BUCKET_MM"))
    status = fen_nc_attribute_number(self->reader, NULL, "BUCKET_MM", &bucket, err);
  static const char *const names[] = {"RAINC", "RAINNC", "RAINSH"};
  for (int n = 0; !status && n < 3; n++)
    status = add_rain(self, index, names[n], 1.0, sum, work, err);
  static const char *const buckets[] = {"I_RAINC", "I_RAINNC"};
  for (int n = 0; !status && bucket > 0.0 && n < 2; n++)
    status = add_rain(self, index, buckets[n], bucket, sum, work, err);
  fen_free(work);
  return status;
}

static void accumulate(wrf_source *self, ptrdiff_t index, const double *now_mm) {
  const ptrdiff_t plane = self->grid->params.nx * self->grid->params.ny;
  wrf_rain *rain = &self->rain;
  bool reset = false;
  for (ptrdiff_t c = 0; c < plane; c++)
    reset = reset || now_mm[c] < rain->raw_mm[c] * (1.0 - TOLERATED_FALL) - TOLERATED_FALL_MM;
  /* A restart begins every cell's accumulation anew, also where little had fallen before. */
  for (ptrdiff_t c = 0; c < plane; c++) {
    const double fallen = reset ? now_mm[c] : now_mm[c] - rain->raw_mm[c];
    rain->sum_mm[c] += fallen > 0.0 ? fallen : 0.0;
    rain->raw_mm[c] = now_mm[c];
  }
  if (reset) {
    char text[FEN_TIME_TEXT];
    fen_time_format(self->instants[index].time_s, 0.0, text);
    fen_log_line(&self->log, FEN_LOG_WARNING, "WRF: accumulated rain starts again from zero before %s; counted on from there", text);
  }
}

static fen_status advance(wrf_source *self, ptrdiff_t index, double *now_mm, fen_error *err) {
  wrf_rain *rain = &self->rain;
  const ptrdiff_t plane = self->grid->params.nx * self->grid->params.ny;
  if (rain->index < 0 || rain->index > index) {
    rain->index = -1;
    fen_status status = read_raw(self, 0, rain->raw_mm, err);
    if (status)
      return status;
    for (ptrdiff_t c = 0; c < plane; c++)
      rain->sum_mm[c] = 0.0;
    rain->index = 0;
  }
  while (rain->index < index) {
    fen_status status = read_raw(self, rain->index + 1, now_mm, err);
    if (status)
      return status;
    accumulate(self, ++rain->index, now_mm);
  }
  return FEN_OK;
}

fen_status wrf_fill_rain(wrf_source *self, ptrdiff_t index, fen_weather *out, fen_error *err) {
  const ptrdiff_t plane = out->nx * out->ny;
  for (ptrdiff_t c = 0; c < plane; c++)
    out->rain_mm[c] = 0.0;
  /* On a nest that moves, a cell's accumulation was gathered elsewhere: its differences mean nothing. */
  if (self->moving)
    return FEN_OK;
  double *now_mm = NULL;
  fen_status status = FEN_OK;
  if (!self->rain.raw_mm)
    status = FEN_NEW(&self->rain.raw_mm, plane, err);
  if (!status && !self->rain.sum_mm)
    status = FEN_NEW(&self->rain.sum_mm, plane, err);
  if (!status)
    status = FEN_NEW(&now_mm, plane, err);
  if (!status)
    status = advance(self, index, now_mm, err);
  for (ptrdiff_t c = 0; !status && c < plane; c++)
    out->rain_mm[c] = self->rain.sum_mm[c];
  fen_free(now_mm);
  return status;
}
