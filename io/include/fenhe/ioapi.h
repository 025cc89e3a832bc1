/**
 * @file ioapi.h  Files of the Models-3 I/O API (Coats, I/O API manual), as CMAQ, MCIP and SMOKE write them in NetCDF.
 *
 * Variables lie on (TSTEP, LAY, ROW, COL), of boundary files on (TSTEP, LAY, PERIM); names and units are padded with blanks. Where and
 * when is in global attributes: the grid (GDTYP, P_ALP, P_BET, P_GAM, XCENT, YCENT, XORIG, YORIG, XCELL, YCELL, NCOLS, NROWS), the layers
 * (VGTYP, VGTOP, VGLVLS, NLAYS), the time (SDATE, STIME, TSTEP), and once more, for each step and variable, in TFLAG.
 */
#ifndef FENHE_IOAPI_H
#define FENHE_IOAPI_H

#include <stdbool.h>
#include <stddef.h>

#include "fenhe/diagnostics.h"
#include "fenhe/grid.h"
#include "fenhe/netcdf_read.h"
#include "fenhe/units.h"

#ifdef __cplusplus
extern "C" {
#endif

enum { FEN_IOAPI_NAME = 17, FEN_IOAPI_LEVELS = 256 };

/** What a file's variables lie on, by FTYPE (or, without it, by the file's dimensions). Of other kinds no extents are read. */
typedef enum { FEN_IOAPI_GRIDDED, FEN_IOAPI_BOUNDARY, FEN_IOAPI_OTHER } fen_ioapi_kind;

/** GDTYP. Those of no name here are not read. */
enum { FEN_IOAPI_LATLON = 1, FEN_IOAPI_LAMBERT = 2, FEN_IOAPI_UTM = 5, FEN_IOAPI_POLAR = 6, FEN_IOAPI_EQUATORIAL_MERCATOR = 7 };

/** VGTYP: sigma of a hydrostatic and of a non-hydrostatic model, height above ground, WRF's dry sigma. */
enum { FEN_IOAPI_SIGMA_HYDROSTATIC = 1, FEN_IOAPI_SIGMA = 2, FEN_IOAPI_HEIGHT = 6, FEN_IOAPI_SIGMA_WRF = 7 };

/** A coordinate system and the grid on it: what GRIDDESC describes too. */
typedef struct {
  int gdtyp;
  double p_alp, p_bet, p_gam, xcent, ycent;
  double xorig, yorig, xcell, ycell; /**< south-west corner and cell size [m], or degrees */
  ptrdiff_t ncols, nrows, nthik;     /**< nthik: cells of a boundary file's rim, 1 where the file does not say */
} fen_ioapi_place;

typedef struct {
  fen_ioapi_kind kind;
  fen_ioapi_place place;
  ptrdiff_t layers;
  int vgtyp;    /**< -1: not given */
  double vgtop; /**< pressure of the model's top [Pa] for sigma layers, 0 where it is not given */
  ptrdiff_t level_count;
  double level[FEN_IOAPI_LEVELS]; /**< VGLVLS, from the ground, shape [level_count]; layers + 1 of them, or none */
  double step_s;                  /**< TSTEP; 0: the variables do not depend on time */
  double start_s;                 /**< SDATE and STIME [s since 1970 UTC]; NaN where the file has none, or does not depend on time */
  double earth_radius_m;          /**< what FILEDESC says, or WRF's, which is MCIP's default: I/O API has no attribute for it */
  char gdnam[FEN_IOAPI_NAME], upnam[FEN_IOAPI_NAME]; /**< without blanks; the grid's name (not always GRIDDESC's), the program's */
} fen_ioapi_header;

/** Whether a file has I/O API's attributes of a grid. */
bool fen_ioapi_is(const fen_nc_reader *reader);
/**
 * Read and check the attributes against each other and the dimensions.
 * @return FEN_OK; FEN_ERR_VARIABLE (an attribute is missing); FEN_ERR_VALUE; FEN_ERR_SHAPE; FEN_ERR_GRID (cells without size);
 * FEN_ERR_FILE_FORMAT
 */
fen_status fen_ioapi_header_read(const fen_nc_reader *reader, fen_ioapi_header *out, fen_error *err);
/** Add to a list what is wrong with a header beside the first fault, which fen_ioapi_header_read told: all can be mended at once. */
void fen_ioapi_header_others(const fen_nc_reader *reader, fen_diagnostics *others);
/** Whether two descriptions mean the same cells: angles to the 0.0006 degrees that GRIDDESC's three decimals leave, metres to a thousandth
 * of a cell. */
bool fen_ioapi_same_place(const fen_ioapi_place *a, const fen_ioapi_place *b);
/** Whether VAR-LIST names a variable: one that is named there and is not in the file was lost by copying. */
bool fen_ioapi_lists(const fen_nc_reader *reader, const char *variable);

/** Seconds of an interval written HHMMSS, hours beyond 99 allowed. false: minutes or seconds beyond 59, or no whole number. */
bool fen_ioapi_interval(double hhmmss, double *seconds);
/** [s since 1970 UTC] of YYYYDDD and HHMMSS. false: no such day or time of day. */
bool fen_ioapi_instant(double yyyyddd, double hhmmss, double *time_s);
/**
 * Times of a file whose variables depend on time, from TFLAG, which must agree with SDATE, STIME and TSTEP where the file has these.
 * @param[out] times_s shape [count]; the caller frees it
 * @return FEN_OK; FEN_ERR_VARIABLE; FEN_ERR_SHAPE; FEN_ERR_VALUE; FEN_ERR_TIME_GAP (step missing, repeated, or off the attributes);
 * FEN_ERR_MEMORY
 */
fen_status fen_ioapi_times(const fen_nc_reader *reader, const fen_ioapi_header *header, ptrdiff_t *count, double **times_s, fen_error *err);
/** The same from TFLAG alone, as fen_nc_times takes it. */
fen_status fen_ioapi_flags(const fen_nc_reader *reader, ptrdiff_t *count, double **times_s, fen_error *err);

/**
 * The grid of gridded variables, x0 and y0 from the projection's own origin, sides open.
 * @return FEN_OK; FEN_ERR_GRID (a GDTYP that is not read, parameters that make no map)
 */
fen_status fen_ioapi_grid(const fen_nc_reader *reader, const fen_ioapi_header *header, fen_grid_params *out, fen_error *err);

/** I/O API's word for a unit, without blanks, as UDUNITS reads it; the text itself where the table has it not. */
const char *fen_ioapi_unit(const char *text);
/** The n-th entry of the table of aliases; false behind its end. */
bool fen_ioapi_unit_alias(size_t n, const char **word, const char **unit);
/** Conversion of a variable's unit. @return FEN_OK; FEN_ERR_VARIABLE; FEN_ERR_DATA_UNIT (absent, unknown, of another dimension) */
fen_status fen_ioapi_conversion(const fen_nc_reader *reader, const char *variable, const char *to, fen_conversion *out, fen_error *err);

/** Whether a shape is that of a gridded variable with at least so many steps. */
bool fen_ioapi_fits(const fen_ioapi_header *header, int rank, const ptrdiff_t *shape, ptrdiff_t records);
/**
 * Whether a gridded variable is there, with the header's layers, rows and columns and at least so many steps.
 * @return FEN_OK; FEN_ERR_VARIABLE; FEN_ERR_SHAPE names both shapes; FEN_ERR_FILE_FORMAT
 */
fen_status fen_ioapi_check(const fen_nc_reader *reader, const fen_ioapi_header *header, const char *variable, ptrdiff_t records,
                           fen_error *err);

/** A part of a gridded variable at one step. */
typedef struct {
  ptrdiff_t record, layer, row, column; /**< of its first cell */
  ptrdiff_t layers, rows, columns;
} fen_ioapi_part;

/**
 * Read a part of a gridded variable, after a check that the variable has the header's layers, rows and columns.
 * @param[out] out shape [layers][rows][columns]
 * @return as fen_nc_read; FEN_ERR_SHAPE names both shapes
 */
fen_status fen_ioapi_read(const fen_nc_reader *reader, const fen_ioapi_header *header, const char *variable, const fen_ioapi_part *part,
                          double *out, fen_error *err);

#ifdef __cplusplus
}
#endif
#endif
