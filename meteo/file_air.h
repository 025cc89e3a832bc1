/**
 * @file file_air.h  The air of one instant on the layers and cells of a meteorological model's files, and what a model of its own cells
 * and merged layers takes of it. Shared by the readers of files that keep their model's grid (WRF, MCIP). Private to meteo.
 */
#ifndef FENHE_METEO_FILE_AIR_H
#define FENHE_METEO_FILE_AIR_H

#include "fenhe/weather.h"

/** Owned arrays, released by fen_file_air_clear. The block is the model's cells and, where the files have it, one cell around them. */
typedef struct {
  ptrdiff_t nx, ny;                                   /**< of the block */
  ptrdiff_t west, south;                              /**< cells of the block before the model's cell (0, 0): 0 or 1 */
  ptrdiff_t nz;                                       /**< layers used */
  double *face_m;                                     /**< heights of layer faces above ground, shape [nz + 1][ny][nx] of the block */
  double *ground_m;                                   /**< terrain, shape [ny][nx] of the block */
  double *temperature_k, *pressure_pa, *vapour_kgpkg; /**< shape [nz][ny][nx] of the block */
  double *area_mass_kgpm2;                            /**< dry air over a square metre, shape [nz][ny][nx] of the block */
  double *u_mps;                                      /**< at the model's x faces, shape [nz][ny][nx + 1] of the model */
  double *v_mps;                                      /**< at the model's y faces, shape [nz][ny + 1][nx] of the model */
} fen_file_air;

/** A horizontal block of the files' mass cells or points. */
typedef struct {
  ptrdiff_t i0, j0, nx, ny;
} fen_file_block;

void fen_file_air_clear(fen_file_air *air);
/** The model's cells and, where files of nx x ny cells have it, one cell around them; its extents and layers go into air. */
fen_file_block fen_file_air_widen(const fen_file_block *model, ptrdiff_t nx, ptrdiff_t ny, ptrdiff_t layers, fen_file_air *air);
/** Density of dry air in the n-th cell by the gas law, p / (Rd T (1 + qv Rv / Rd)) [kg m-3]. */
double fen_file_air_density(const fen_file_air *air, ptrdiff_t n);

/**
 * Air masses, horizontal fluxes, heights, and means over merged layers, into a weather of the grid's cells.
 * @param[in] merge how many of the files' layers make each layer, shape [out->nz], in all air->nz
 */
void fen_file_air_fill(const fen_grid *grid, const int *merge, const fen_file_air *air, fen_weather *out);

/**
 * Plain means of a condensate's mixing ratio over merged layers, added to out->cloud_water_kgpkg; traces below zero count as none.
 * @param[in] values shape [files' layers used][ny][nx] of the model
 */
void fen_file_air_add_cloud(const int *merge, const double *values, fen_weather *out);

/**
 * Air through the upper face of the highest layer used, which is not the files' top: density times area times the wind across that
 * surface, w - u dz/dx - v dz/dy. The surface's own motion is not known from one instant; the repair adds what it carries.
 * @param[in,out] flux_kgps vertical wind [m/s] in, flux [kg/s] out; shape [ny][nx] of the model
 */
void fen_file_air_top(const fen_grid *grid, const fen_file_air *air, double *flux_kgps);

/**
 * How the layers of a file make those of the model: as many of them in each as `merge` says, or, where it is NULL, one.
 * @param[in]  merge    shape [count]
 * @param[out] out      owned by the caller, shape [*nz]; untouched on failure
 * @param[out] used     layers of the file in all of them
 * @return FEN_OK; FEN_ERR_ARGUMENT (fen_layers_check_merge); FEN_ERR_MEMORY
 */
fen_status fen_file_air_layers(ptrdiff_t layers, const int *merge, ptrdiff_t count, int **out, ptrdiff_t *nz, ptrdiff_t *used,
                               fen_error *err);

#endif
