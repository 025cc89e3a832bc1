#include "era5_column.h"

#include <math.h>

#include "era5_internal.h"

enum { FIELDS = 6 };

ptrdiff_t era5_column_room(ptrdiff_t levels) {
  return FIELDS * (levels + 1);
}

era5_column era5_column_in(double *work, ptrdiff_t levels) {
  const ptrdiff_t n = levels + 1;
  return (era5_column){0, work, work + n, work + 2 * n, work + 3 * n, work + 4 * n, work + 5 * n};
}

/* Index of the node at or below z, from 0 to count - 2. */
static ptrdiff_t node_below(const era5_column *c, double z_m) {
  ptrdiff_t low = 0;
  ptrdiff_t high = c->count - 1;
  while (high - low > 1) {
    const ptrdiff_t middle = (low + high) / 2;
    if (c->z_m[middle] <= z_m)
      low = middle;
    else
      high = middle;
  }
  return low;
}

double era5_column_temperature(const era5_column *c, double z_m) {
  if (z_m <= c->z_m[0])
    return c->t_k[0] + ERA5_LAPSE_KPM * (c->z_m[0] - z_m);
  return era5_column_value(c, c->t_k, z_m);
}

double era5_column_value(const era5_column *c, const double *values, double z_m) {
  const ptrdiff_t last = c->count - 1;
  if (z_m <= c->z_m[0])
    return values[0];
  if (z_m >= c->z_m[last])
    return values[last];
  const ptrdiff_t n = node_below(c, z_m);
  return values[n] + (values[n + 1] - values[n]) * (z_m - c->z_m[n]) / (c->z_m[n + 1] - c->z_m[n]);
}

double era5_column_lnp(const era5_column *c, double z_m) {
  const ptrdiff_t last = c->count - 1;
  const double g_over_r = ERA5_GRAVITY_MPS2 / ERA5_R_DRY_JPKGPK;
  if (z_m <= c->z_m[0]) {
    const double virtual_k = c->t_k[0] * (1.0 + ERA5_VIRTUAL * c->q[0]);
    return c->lnp[0] + g_over_r / ERA5_LAPSE_KPM * log1p(ERA5_LAPSE_KPM * (c->z_m[0] - z_m) / virtual_k);
  }
  if (z_m >= c->z_m[last])
    return c->lnp[last] - g_over_r * (z_m - c->z_m[last]) / c->t_k[last];
  const ptrdiff_t n = node_below(c, z_m);
  const double part = (z_m - c->z_m[n]) / (c->z_m[n + 1] - c->z_m[n]);
  const double warming = c->t_k[n + 1] / c->t_k[n] - 1.0;
  const double share = fabs(warming) < 1e-6 ? part : log1p(part * warming) / log1p(warming);
  return c->lnp[n] + (c->lnp[n + 1] - c->lnp[n]) * share;
}
