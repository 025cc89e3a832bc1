/** @file era5_internal.h  What the parts of the ERA5 reader share. */
#ifndef FENHE_ERA5_INTERNAL_H
#define FENHE_ERA5_INTERNAL_H

#include "fenhe/era5.h"
#include "fenhe/glance.h"
#include "fenhe/netcdf_read.h"
#include "instants.h"
#include "weather_files.h"

/* ECMWF's own constants, so that its fields are hydrostatic: IFS documentation CY41R2, part IV, chapter 12. */
#define ERA5_GRAVITY_MPS2 9.80665
#define ERA5_R_DRY_JPKGPK 287.0597
#define ERA5_VIRTUAL 0.6078 /* Rv / Rd - 1 */
/* Trenberth, Berry & Buja (1993), NCAR/TN-396+STR, section 3: the standard lapse rate stands for air under the ground. */
#define ERA5_LAPSE_KPM 0.0065

enum { ERA5_L137 = 137, ERA5_MOST_MESHES = 8, ERA5_MOST_OPEN = 8, ERA5_MOST_PATTERNS = 8 };

/* era5_l137.c: half levels from the top (0) to the ground (137) */
extern const double era5_l137_a_pa[ERA5_L137 + 1], era5_l137_b[ERA5_L137 + 1];

/** What is read, whatever it is called in a file. */
typedef enum {
  ERA5_T,
  ERA5_Q,
  ERA5_U,
  ERA5_V,
  ERA5_Z,
  ERA5_CLWC,
  ERA5_CIWC,
  ERA5_OMEGA,
  ERA5_LNSP,
  ERA5_SP,
  ERA5_ZS, /**< surface geopotential: a z without levels */
  ERA5_T2,
  ERA5_D2,
  ERA5_U10,
  ERA5_V10,
  ERA5_BLH,
  ERA5_ZUST,
  ERA5_SSHF,
  ERA5_SSRD,
  ERA5_TP,
  ERA5_LSM,
  ERA5_SD,
  ERA5_FSR,
  ERA5_VARIABLES
} era5_name;

enum { ERA5_ALIASES = 4 };

typedef struct {
  const char *names[ERA5_ALIASES]; /**< in files, case apart */
  const char *words;               /**< for messages */
  const char *request;             /**< what the Climate Data Store calls it */
  const char *unit;                /**< NULL: not compared */
  double low, high;                /**< in that unit; beyond is a fault */
  bool levels;
  bool constant; /**< one hour does for all */
} era5_fact;

extern const era5_fact era5_facts[ERA5_VARIABLES];

/** All hours of one variable. */
typedef struct {
  fen_instants instants; /**< a variable without a time has one at -INFINITY */
  int mesh;              /**< the same in all its files, if it is placed */
  bool placed;
  bool given;         /**< a file has it, sound or not */
  bool faulty;        /**< something is wrong with it in a file */
  bool hours_missing; /**< hours of some files could not be read */
  fen_unread unread;  /**< these files */
} era5_series;

/** Four points of a mesh around a place, and the place's weights between them. */
typedef struct {
  ptrdiff_t at;       /**< of the window: the others are at + 1, at + ni and at + ni + 1 */
  double east, north; /**< weight of the next column and of the next row */
} era5_spot;

/** Where the model wants values: the centres of cells, of x faces, of y faces. */
typedef enum { ERA5_CENTRES, ERA5_FACES_X, ERA5_FACES_Y, ERA5_PLACES } era5_places;

/** Latitudes and longitudes that variables share, and the window that the model needs of them. */
typedef struct {
  ptrdiff_t file; /**< the first that has it */
  ptrdiff_t nlat, nlon;
  double *lat_deg; /**< as in the file, either way */
  double *lon_deg; /**< increasing: brought over Greenwich or the date line by whole turns */
  bool round;      /**< the last column is next to the first */
  ptrdiff_t j0, nj, i0, ni;
  era5_spot *spots[ERA5_PLACES];
} era5_mesh;

/** Levels that all variables with levels share, in the file's order. */
typedef struct {
  ptrdiff_t count;  /**< 0: none found yet */
  bool model;       /**< hybrid ones, otherwise pressures */
  bool upward;      /**< the first is the lowest */
  double *value;    /**< pressure [Pa], or number of the level; shape [count] */
  double *a_pa, *b; /**< of the half levels of model levels, from the top down, shape [count + 1] */
  ptrdiff_t file;
} era5_levels;

/** What runs along the instants; index -1 before the first. */
typedef struct {
  ptrdiff_t index;
  double *sum_mm; /**< shape [ny][nx] */
} era5_rain;

typedef struct {
  fen_weather_source source;
  fen_log log;
  char **files;
  ptrdiff_t file_count;
  fen_nc_reader *open[ERA5_MOST_OPEN];
  ptrdiff_t open_file[ERA5_MOST_OPEN];
  int open_next; /**< the one that is closed when another is needed */
  era5_series series[ERA5_VARIABLES];
  era5_mesh meshes[ERA5_MOST_MESHES];
  int mesh_count;
  era5_levels levels;
  ptrdiff_t instant_count;
  double *times_s;
  bool since_midnight;
  fen_grid *grid;
  double *faces_m, *depth_m; /**< rule of the layers; from the ground to the flat top */
  double ground_m;           /**< mean */
  /** Of the angle, clockwise, from north to the y axis at x faces, from east to the x axis at y faces. */
  double *sine[ERA5_PLACES], *cosine[ERA5_PLACES];
  double *land_share, *roughness_m;
  era5_rain rain;
  bool short_rain_told;
} era5_source;

/** Fields on levels over the window of their mesh, lowest level first: shape [nz][nj][ni]. */
typedef struct {
  ptrdiff_t nz, plane, ni;
  double *z_m, *lnp, *t_k, *q, *cloud, *u_mps, *v_mps; /**< heights above the sea, true winds; cloud is liquid and ice */
  double *omega_paps;                                  /**< NULL: not in the files */
} era5_block;

/** ERA5's own surface at places of one kind; NULL: not asked for, or not needed. */
typedef struct {
  double *ground_m;
  double *u10_mps, *v10_mps; /**< true winds; NULL on model levels, whose lowest lies at 10 m */
  double *lnp, *t2_k, *q2;   /**< logarithm of pressure [Pa], specific humidity */
} era5_ground;

/* era5_files.c */
fen_status era5_reader(era5_source *self, ptrdiff_t file, const fen_nc_reader **out, fen_error *err);
void era5_close(era5_source *self);
/* era5_catalogue.c */
/** Look through all files; with params->faults FEN_OK, whatever was found. */
fen_status era5_catalogue(era5_source *self, const fen_era5_params *params, fen_error *err);
/** The record of an hour, of a constant variable any; NULL if there is none. */
const fen_instant *era5_at(const era5_source *self, era5_name name, double time_s);
bool era5_has(const era5_source *self, era5_name name);
/* era5_needed.c */
/** Whether all is there that is needed, on points that belong together. */
fen_status era5_check_needed(const era5_source *self, fen_diagnostics *faults, fen_error *err);
/* era5_instants.c */
/** Choose the hours, the same of all variables; with params->faults FEN_OK, whatever was found. */
fen_status era5_instants(era5_source *self, const fen_era5_params *params, fen_error *err);
/* era5_layout.c */
typedef struct {
  char name[FEN_NC_NAME];
  int rank, time, expver, level, lat, lon; /**< axes; -1: not there */
  fen_nc_shape shape;
} era5_layout;
fen_status era5_layout_of(const fen_nc_reader *reader, const char *name, era5_layout *out, fen_error *err);
/** Whether an axis of levels counts pressure, and in what unit. */
bool era5_counts_pressure(const fen_nc_reader *reader, const char *axis, double *unit_pa);
/** How a variable lies in a file; rank 0: the file has none. */
fen_status era5_find(const fen_nc_reader *reader, era5_name name, era5_layout *out, fen_error *err);
/* era5_glance.c */
/** What a sound file of NetCDF-4 looks like, so that others like it are told by a glance. */
typedef struct era5_pattern era5_pattern;
/** @param[out] out owned by the caller, see era5_pattern_destroy; untouched where the file is too odd */
void era5_pattern_learn(const char *path, const fen_nc_reader *reader, era5_pattern **out);
void era5_pattern_destroy(era5_pattern **pattern);
/**
 * The pattern that a file is like; NULL: none, or in doubt, and a closer look tells.
 * @param[in]  patterns shape [ERA5_MOST_PATTERNS], NULL behind the last
 * @param[out] times_s  shape [hours]; the caller frees it
 */
const era5_pattern *era5_pattern_of(const char *path, era5_pattern *const *patterns, fen_glance **glance, ptrdiff_t *hours,
                                    double **times_s);
/** Add the hours of all its variables. */
fen_status era5_pattern_add(const era5_pattern *pattern, era5_source *self, ptrdiff_t file, ptrdiff_t hours, const double *times_s,
                            fen_error *err);
/* era5_axes.c */
fen_status era5_take_mesh(era5_source *self, ptrdiff_t file, const fen_nc_reader *reader, const era5_layout *layout, int *mesh,
                          fen_error *err);
fen_status era5_take_levels(era5_source *self, ptrdiff_t file, const fen_nc_reader *reader, const era5_layout *layout, fen_error *err);
/* era5_places.c */
fen_status era5_place(era5_source *self, fen_diagnostics *faults, fen_error *err);
/* era5_values.c */
/** One hour of a variable over its window, in the file's order of levels; checked and converted. */
fen_status era5_read(era5_source *self, era5_name name, const fen_instant *record, double *out, fen_error *err);
fen_status era5_check_unit(const fen_nc_reader *reader, const char *variable, era5_name name, double *scale, double *offset,
                           fen_error *err);
ptrdiff_t era5_window(const era5_source *self, era5_name name);
/** The same at places of the model; `time_s` must be an hour of the variable (or the variable constant). out: shape of the places. */
fen_status era5_read_at(era5_source *self, era5_name name, double time_s, era5_places places, double *out, fen_error *err);
ptrdiff_t era5_place_count(const era5_source *self, era5_places places);
/** ln of the surface pressure over the window of its mesh, whichever of lnsp and sp the files have. */
fen_status era5_read_lnsp(era5_source *self, double time_s, era5_name *name, double **out, fen_error *err);
/* era5_block.c */
fen_status era5_block_read(era5_source *self, double time_s, era5_block *out, fen_error *err);
void era5_block_clear(era5_block *block);
/* era5_ground.c */
fen_status era5_ground_read(era5_source *self, double time_s, era5_places places, era5_ground *out, fen_error *err);
void era5_ground_clear(era5_ground *ground);
/** Specific humidity of a dewpoint. */
double era5_dewpoint_humidity(double dewpoint_k, double pressure_pa);
/* era5_air.c */
/** Whether the levels of one hour reach the model's top everywhere. */
fen_status era5_check_top(const era5_source *self, const era5_block *block, fen_error *err);
/** All but winds, fluxes and what the surface needs; ratio: of ERA5's column to the model's, shape [ny][nx]. */
fen_status era5_fill_air(const era5_source *self, const era5_block *block, const era5_ground *ground, double *ratio, fen_weather *out,
                         fen_error *err);
/* era5_wind.c */
fen_status era5_fill_wind(const era5_source *self, const era5_block *block, const era5_ground *faces_x, const era5_ground *faces_y,
                          const double *ratio, fen_weather *out, fen_error *err);
/* era5_surface.c */
/** Warn of what the files lack and is diagnosed or done without. */
void era5_tell_what_is_missing(const era5_source *self);
fen_status era5_fill_surface(era5_source *self, fen_weather *out, fen_error *err);
/** Land share and roughness, once. */
fen_status era5_fill_constants(era5_source *self, fen_error *err);
/* era5_accumulated.c */
/** Whether the files have what the sum over the hour before time_s is found from. */
fen_status era5_check_hour_before(const era5_source *self, era5_name name, double time_s, fen_error *err);
/** Mean over the hour before time_s of a variable that is accumulated, per second. */
fen_status era5_hourly_rate(era5_source *self, era5_name name, double time_s, double *out, fen_error *err);
fen_status era5_fill_rain(era5_source *self, ptrdiff_t index, fen_weather *out, fen_error *err);

static inline double era5_bilinear(const double *field, const era5_spot *spot, ptrdiff_t ni) {
  const double *f = field + spot->at;
  const double south = f[0] + spot->east * (f[1] - f[0]);
  const double north = f[ni] + spot->east * (f[ni + 1] - f[ni]);
  return south + spot->north * (north - south);
}

#endif
