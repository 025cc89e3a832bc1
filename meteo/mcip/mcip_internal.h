/** @file mcip_internal.h  What the parts of the MCIP reader share. */
#ifndef FENHE_MCIP_INTERNAL_H
#define FENHE_MCIP_INTERNAL_H

#include "fenhe/glance.h"
#include "fenhe/ioapi.h"
#include "fenhe/mcip.h"
#include "file_air.h"
#include "instants.h"
#include "weather_files.h"

/** Kinds of files; the first MCIP_HOURLY of them depend on time. */
typedef enum { MCIP_METCRO3D, MCIP_METDOT3D, MCIP_METCRO2D, MCIP_GRIDCRO2D, MCIP_GRIDDOT2D, MCIP_LUFRAC, MCIP_KINDS } mcip_kind;
enum { MCIP_HOURLY = MCIP_METCRO2D + 1 };

enum { MCIP_VARIABLES = 30, MCIP_UNIT = 64 };

/** The files of one kind. */
typedef struct {
  ptrdiff_t first_file;    /**< the first with a sound header, -1: there is none */
  bool given;              /**< there is a file of this kind, sound or not */
  bool hours_missing;      /**< some of its files could not be read: unread */
  fen_unread unread;       /**< they, and those of which it is not known of what kind they are */
  bool faulty;             /**< something is wrong with its files */
  fen_ioapi_header header; /**< of the first file; the others' grids are the same */
  fen_instants instants;   /**< of the hourly kinds; once chosen, the n-th of each kind is the source's n-th */
  fen_nc_reader *reader;   /**< the one file that is open */
  ptrdiff_t reader_file;
} mcip_group;

typedef struct {
  fen_weather_source source;
  fen_log log;
  char **files;
  ptrdiff_t file_count;
  char *griddesc;
  mcip_group group[MCIP_KINDS];
  double *times_s;
  fen_grid *grid;
  ptrdiff_t i0, j0; /**< the files' cell that is the model's cell (0, 0) */
  double *land_share, *land_use_share, *roughness_m;
  int *merge;            /**< the files' layers in each model layer, shape [source.nz] */
  ptrdiff_t layers_used; /**< the files' layers below the model's top */
  bool faces;            /**< winds at faces (UWINDC, VWINDC) rather than at dot points */
  bool total_density;    /**< DENS is that of moist air, as MM5's is */
  ptrdiff_t rain_index;  /**< instant up to which rain is summed; -1: none */
  double *rain_mm;       /**< shape [ny][nx] */
  /** The unit that each variable had in the last file where it was right, so that the same text is not asked about a thousand times. */
  char unit[MCIP_VARIABLES][MCIP_UNIT];
} mcip_source;

/** When a variable is needed; those of the winds are two sets, at faces or at dot points. */
typedef enum { MCIP_ALWAYS, MCIP_IF_THERE, MCIP_AT_FACES, MCIP_AT_DOTS, MCIP_OPEN_TOP } mcip_need;

/** What the reader uses of a file, in which unit. */
typedef struct {
  mcip_kind kind;
  const char *name, *unit;
  mcip_need needed;
} mcip_variable;

/** A variable, the unit wanted, and the values it may have. */
typedef struct {
  const char *name, *unit;
  double low, high;
} mcip_field;

const char *mcip_kind_name(mcip_kind kind);

/* mcip_variables.c */
extern const mcip_variable mcip_variables[MCIP_VARIABLES];
/** Whether a variable is looked for in a file of a kind; there: whether the file has it. */
bool mcip_is_used(const mcip_source *self, const mcip_variable *variable, mcip_kind kind, bool there);
/** Check all variables that are used of the open file, with at least so many steps. @param[out] found number of faults */
fen_status mcip_check_variables(mcip_source *self, mcip_kind kind, const fen_ioapi_header *header, ptrdiff_t records,
                                fen_diagnostics *faults, ptrdiff_t *found, fen_error *err);
/* mcip_glance.c */
/** What a glance at a file tells. */
typedef struct {
  mcip_kind kind;
  ptrdiff_t count;
  double *times_s; /**< shape [count] */
} mcip_glance;
/** Whether a file is NetCDF-4, hourly, and as sound as the first of its kind as far as headers tell; if not, or if in doubt, a closer look
 * tells. */
bool mcip_glance_at(const mcip_source *self, const char *path, fen_glance **glance, mcip_glance *out);
/**
 * Whether two files of NetCDF-4 have the same values of variables at an instant, in the lowest layers; names end with NULL. If not, or if
 * in doubt, a closer look tells.
 */
bool mcip_glance_same(const mcip_source *self, mcip_kind kind, ptrdiff_t layers, const char *const *names, const fen_instant *first,
                      const fen_instant *second, fen_glance *at[2]);
/* mcip_catalogue.c */
/** The n-th of the variables that tell of what kind a file is; false behind the last. */
bool mcip_mark(size_t n, mcip_kind *kind, const char **name);
/** Look through all files; with params->faults FEN_OK, whatever was found. */
fen_status mcip_catalogue_build(mcip_source *self, const fen_mcip_params *params, fen_error *err);
/* mcip_instants.c */
/** Choose the instants, the same of all hourly kinds; with params->faults FEN_OK, whatever was found. */
fen_status mcip_choose_instants(mcip_source *self, const fen_mcip_params *params, fen_error *err);
/* mcip_read.c */
/** Open a file of a kind in place of the one that was open. */
fen_status mcip_select(mcip_source *self, mcip_kind kind, ptrdiff_t file, fen_error *err);
bool mcip_has(const mcip_source *self, mcip_kind kind, const char *name);
/** Read layers of a block at a record of the open file, converted, checked against the field's bounds. @param[out] out [layers][ny][nx] */
fen_status mcip_read(const mcip_source *self, mcip_kind kind, const mcip_field *field, ptrdiff_t record, ptrdiff_t layer, ptrdiff_t layers,
                     const fen_file_block *block, double *out, fen_error *err);
fen_file_block mcip_model_block(const mcip_source *self);
/* mcip_place.c */
fen_status mcip_place(mcip_source *self, const fen_mcip_params *params, fen_error *err);
/* mcip_land.c */
fen_status mcip_take_land(mcip_source *self, fen_error *err);
/* mcip_fields.c */
/** Whether DENS is dry, told from the first instant. */
fen_status mcip_judge_density(mcip_source *self, fen_error *err);
fen_status mcip_read_air(mcip_source *self, ptrdiff_t index, fen_file_air *out, fen_error *err);
/* mcip_surface.c */
fen_status mcip_fill_surface(mcip_source *self, ptrdiff_t index, fen_weather *out, fen_error *err);
fen_status mcip_fill_rain(mcip_source *self, ptrdiff_t index, fen_weather *out, fen_error *err);

#endif
