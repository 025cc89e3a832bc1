/** @file wrf_internal.h  What the parts of the WRF reader share. */
#ifndef FENHE_WRF_INTERNAL_H
#define FENHE_WRF_INTERNAL_H

#include "fenhe/glance.h"
#include "fenhe/netcdf_read.h"
#include "fenhe/wrf.h"
#include "file_air.h"

/** One instant: where it lies in the files, and where the model's cell (0, 0) lies in its grid. */
typedef struct {
  double time_s;
  ptrdiff_t file, record;
  double corner_lon_deg, corner_lat_deg; /**< of the file's first cell: a nest may move */
  ptrdiff_t i0, j0;                      /**< mass cell of the file that is the model's cell (0, 0) */
} wrf_instant;

enum { WRF_MOST_VARIABLES = 31 };

/** Numbers that all files of one source must share. */
typedef struct {
  int projection; /**< WRF's MAP_PROJ */
  double dx_m, dy_m;
  double true_lat_1_deg, true_lat_2_deg, stand_lon_deg, centre_lat_deg;
  double pole_lat_deg, pole_lon_deg; /**< of a latitude-longitude grid; 90 and 0: not rotated */
  ptrdiff_t nx, ny, nz;              /**< mass cells of the file */
  bool has[WRF_MOST_VARIABLES];      /**< which of wrf_variables: the same in all files */
} wrf_header;

/** Rain is accumulated along the instants, so that resets are noticed whatever the order of reading. */
typedef struct {
  ptrdiff_t index;         /**< instant the fields below belong to; -1 before the first */
  double *raw_mm, *sum_mm; /**< as in the file, and since the first instant; shape [ny][nx] */
} wrf_rain;

typedef struct {
  fen_weather_source source;
  fen_log log;
  char **files;
  ptrdiff_t file_count;
  wrf_instant *instants;
  ptrdiff_t instant_count;
  double *times_s;
  wrf_header header;
  fen_grid *grid;
  double *land_share;
  double *land_use_share; /**< shape [FEN_LAND_USE_COUNT][ny][nx]; NULL: not known */
  double *roughness_m;    /**< at the first instant, shape [ny][nx]; NULL: not known */
  int *merge;             /**< file layers in each model layer, shape [source.nz] */
  ptrdiff_t layers_used;  /**< file layers below the model's top */
  bool moving;
  double *eta, *c1h;     /**< of the first instant read, shape [layers_used + 1], [layers_used]; NULL: none yet */
  fen_nc_reader *reader; /**< the one file that is open */
  ptrdiff_t reader_file; /**< its index, -1: none */
  wrf_rain rain;
} wrf_source;

/** Of the file's mass cells; staggered variables have one more along their axis. */
typedef fen_file_block wrf_block;

typedef enum { WRF_CENTRE, WRF_STAGGER_X, WRF_STAGGER_Y, WRF_STAGGER_Z } wrf_stagger;

/** Fields of one instant: the block is the model's cells and, where the file has it, one cell around them. */
typedef struct {
  wrf_block block;
  fen_file_air air;
} wrf_fields;

/** What the reader uses of a file. */
typedef struct {
  const char *name;
  wrf_stagger stagger;
  bool three_dimensional;
  bool needed; /**< without it nothing can be read; the others have substitutes */
} wrf_variable;

/* wrf_variables.c */
extern const wrf_variable wrf_variables[WRF_MOST_VARIABLES];
extern const ptrdiff_t wrf_variable_count;
ptrdiff_t wrf_variable_levels(const wrf_header *header, const wrf_variable *variable);
/** Add to faults what is missing, what has a wrong shape, and what is in one of this file and the first but not in both. */
void wrf_check_variables(const fen_nc_reader *reader, const wrf_header *header, const wrf_header *first, const char *first_path,
                         fen_diagnostics *faults);
/** What a glance at a file tells. */
typedef struct {
  ptrdiff_t count;
  double *times_s;    /**< shape [count] */
  double *corner_deg; /**< of the first cell, shape [2][count]: longitudes, latitudes */
} wrf_glance;

/* wrf_glance.c */
/** Whether a file is NetCDF-4, sound as far as headers tell, and of the grid of `header`; if not, or if in doubt, a closer look tells.
 * @param[in,out] glance as in fen_glance_open */
bool wrf_glance_at(const char *path, const wrf_header *header, fen_glance **glance, wrf_glance *out);
void wrf_glance_clear(wrf_glance *glance);
/* wrf_catalogue.c */
fen_status wrf_catalogue_build(wrf_source *self, const fen_wrf_params *params, fen_error *err);
/* wrf_place.c */
fen_status wrf_place(wrf_source *self, const fen_wrf_params *params, fen_error *err);
/* wrf_block.c */
fen_status wrf_select(wrf_source *self, ptrdiff_t file, fen_error *err);
/** faults: NULL, or takes all faults, of which the first is the outcome. */
fen_status wrf_read_header(const fen_nc_reader *reader, wrf_header *out, fen_diagnostics *faults, fen_error *err);
/** Whether a variable has its shape, with or without the time dimension; levels 0 means a 2-D variable. FEN_ERR_VARIABLE, FEN_ERR_SHAPE */
fen_status wrf_check_shape(const fen_nc_reader *reader, const wrf_header *header, const char *name, wrf_stagger stagger, ptrdiff_t levels,
                           fen_nc_shape *found, fen_error *err);
/** Whether a shape is that of a variable of this grid, with or without the time dimension. */
bool wrf_shape_fits(const wrf_header *header, wrf_stagger stagger, ptrdiff_t levels, int rank, const ptrdiff_t *shape);
/** Read a variable over a block; levels 0 means a 2-D variable. A variable without the time dimension is read as constant. */
fen_status wrf_read_block(const fen_nc_reader *reader, const wrf_header *header, const char *name, ptrdiff_t record, wrf_stagger stagger,
                          ptrdiff_t first_level, ptrdiff_t levels, const wrf_block *block, double *out, fen_error *err);
wrf_block wrf_model_block(const wrf_source *self, ptrdiff_t index);
/* wrf_fields.c */
fen_status wrf_fields_read(wrf_source *self, ptrdiff_t index, wrf_fields *out, fen_error *err);
void wrf_fields_clear(wrf_fields *fields);
/* wrf_land.c */
fen_status wrf_take_land_use(wrf_source *self, fen_error *err);
/* wrf_surface.c */
/** Warn of what the files lack and is diagnosed. */
void wrf_tell_diagnosis(const wrf_source *self);
fen_status wrf_fill_surface(wrf_source *self, ptrdiff_t index, fen_weather *out, fen_error *err);
/* wrf_rain.c */
fen_status wrf_fill_rain(wrf_source *self, ptrdiff_t index, fen_weather *out, fen_error *err);

#endif
