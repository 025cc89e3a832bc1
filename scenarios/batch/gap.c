/* How far two results of one species are from each other. */
#include <math.h>
#include <stdio.h>

#include "fenhe/memory.h"
#include "fenhe/netcdf_read.h"
#include "fenhe/responses.h"
#include "member.h"

typedef struct {
  fen_nc_reader *a, *b;
  double *values[2]; /* shape [room] of a slab */
} pair;

static void close_pair(pair *p) {
  fen_nc_close(&p->a);
  fen_nc_close(&p->b);
}

static fen_status open_pair(const char *folder, const char *reference, const char *file, pair *out, fen_error *err) {
  char path[FEN_MEMBER_PATH];
  (void)snprintf(path, sizeof path, "%s/%s", folder, file);
  fen_status status = fen_nc_open(path, &out->a, err);
  (void)snprintf(path, sizeof path, "%s/%s", reference, file);
  if (!status)
    status = fen_nc_open(path, &out->b, err);
  if (status)
    close_pair(out);
  return status;
}

/* Relative l2 norm and largest size of the difference of a variable; NaN where either file has it not. */
static fen_status find(pair *p, const char *variable, double *l2, double *largest, fen_error *err) {
  fen_nc_shape shape;
  ptrdiff_t start[FEN_NC_MAX_RANK] = {0};
  double gap = 0.0;
  double norm = 0.0;
  *l2 = *largest = NAN;
  if (!fen_nc_has(p->a, variable) || !fen_nc_has(p->b, variable))
    return FEN_OK;
  fen_status status = fen_nc_variable_shape(p->b, variable, &shape, err);
  if (status)
    return status;
  ptrdiff_t slabs = shape.shape[0];
  ptrdiff_t values = 1;
  shape.shape[0] = 1;
  for (int d = 1; d < shape.rank; d++)
    values *= shape.shape[d];
  *largest = 0.0;
  for (int n = 0; !status && n < 2; n++)
    status = FEN_NEW(&p->values[n], values, err);
  for (; !status && start[0] < slabs; start[0]++) {
    status = fen_nc_read_missing(p->a, variable, shape.rank, start, shape.shape, p->values[0], err);
    if (!status)
      status = fen_nc_read_missing(p->b, variable, shape.rank, start, shape.shape, p->values[1], err);
    for (ptrdiff_t n = 0; !status && n < values; n++) {
      double difference = p->values[0][n] - p->values[1][n];
      if (isnan(difference))
        continue;
      gap += difference * difference;
      norm += p->values[1][n] * p->values[1][n];
      *largest = fmax(*largest, fabs(difference));
    }
  }
  for (int n = 0; n < 2; n++) {
    fen_free(p->values[n]);
    p->values[n] = NULL;
  }
  if (!status)
    *l2 = norm > 0.0 ? sqrt(gap / norm) : gap > 0.0 ? INFINITY : 0.0;
  return status;
}

fen_status fen_result_compare(const char *folder, const char *reference, const char *species, fen_result_gap *out, fen_error *err) {
  pair p = {0};
  char mean[FEN_NC_NAME];
  fen_result_gap gap = {NAN, NAN, NAN, NAN, NAN};
  double unused;
  (void)snprintf(mean, sizeof mean, "%s_mean", species);
  fen_status status = open_pair(folder, reference, "surface.nc", &p, err);
  if (!status)
    status = find(&p, species, &gap.surface_hourly_l2, &unused, err);
  if (!status)
    status = find(&p, mean, &gap.surface_mean_l2, &gap.surface_mean_ugpm3, err);
  close_pair(&p);
  if (!status && !open_pair(folder, reference, "receptors.nc", &p, NULL))
    status = find(&p, species, &gap.receptors_hourly_l2, &gap.receptors_hourly_ugpm3, err);
  close_pair(&p);
  if (!status)
    *out = gap;
  return status;
}
