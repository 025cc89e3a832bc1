/** @file era5_column.h  ERA5's air over one place as a function of altitude. Pure functions. */
#ifndef FENHE_ERA5_COLUMN_H
#define FENHE_ERA5_COLUMN_H

#include <stddef.h>

/** Nodes upwards, 0 at ERA5's ground, the others the levels above it. */
typedef struct {
  ptrdiff_t count;
  double *z_m; /**< above the sea, increasing */
  double *lnp; /**< p in Pa, decreasing */
  double *t_k, *q, *cloud, *omega_paps;
} era5_column;

/** Bytes aside, what a column of so many levels needs: doubles of work space. */
ptrdiff_t era5_column_room(ptrdiff_t levels);
/** Lay an empty column into work space. */
era5_column era5_column_in(double *work, ptrdiff_t levels);
/**
 * ln p at an altitude. Between nodes hydrostatic with temperature linear in height, so that ln p goes as the logarithm of temperature
 * and meets both nodes; below the ground with 6.5 K/km from the lowest node's virtual temperature; above the highest isothermal.
 */
double era5_column_lnp(const era5_column *column, double z_m);
/** Linear between nodes; below the ground temperature rises by 6.5 K/km. */
double era5_column_temperature(const era5_column *column, double z_m);
/** One of the column's other fields; constant below the ground and above the highest node. */
double era5_column_value(const era5_column *column, const double *values, double z_m);

#endif
