/** @file status.h  Status codes and error details: every function that can fail returns a fen_status. */
#ifndef FENHE_STATUS_H
#define FENHE_STATUS_H

#ifdef __cplusplus
extern "C" {
#endif

/** Exit statuses of the command line, one for each class of fault. */
typedef enum {
  FEN_EXIT_OK = 0,
  FEN_EXIT_INTERNAL = 1, /**< a fault of the program itself */
  FEN_EXIT_USAGE = 2,    /**< wrong command line or wrong argument of an API call */
  FEN_EXIT_CASE = 3,     /**< fault in a case file or in a table named by it (YAML, CSV, GeoJSON) */
  FEN_EXIT_DATA = 4,     /**< fault in gridded data: meteorology, inventory, terrain */
  FEN_EXIT_NUMERICS = 5, /**< the model cannot go on (Courant number, flux repair, mass budget), or a verified case fails */
  FEN_EXIT_SYSTEM = 6    /**< memory, disk, permissions */
} fen_exit;

/**
 * Every status: name, stable code (printed as E0000), exit status, short text. Codes are never reused.
 * Grouped: 01 argument, 02 case and tables, 03 gridded data, 04 numerics, 05 system.
 */
#define FEN_STATUS_LIST(X)                                                                                                                 \
  X(FEN_OK, 0, FEN_EXIT_OK, "success")                                                                                                     \
  X(FEN_ERR_INTERNAL, 1, FEN_EXIT_INTERNAL, "internal fault")                                                                              \
  X(FEN_ERR_ARGUMENT, 101, FEN_EXIT_USAGE, "argument out of its range")                                                                    \
  X(FEN_ERR_USAGE, 102, FEN_EXIT_USAGE, "wrong command line")                                                                              \
  X(FEN_ERR_RESUME, 103, FEN_EXIT_USAGE, "nothing to resume")                                                                              \
  X(FEN_ERR_UNFINISHED, 104, FEN_EXIT_USAGE, "an unfinished run is in the way")                                                            \
  X(FEN_ERR_FORECAST, 105, FEN_EXIT_USAGE, "an alert without a forecast that fits")                                                        \
  X(FEN_ERR_SYNTAX, 201, FEN_EXIT_CASE, "syntax error")                                                                                    \
  X(FEN_ERR_KEY_UNKNOWN, 202, FEN_EXIT_CASE, "unknown key")                                                                                \
  X(FEN_ERR_KEY_MISSING, 203, FEN_EXIT_CASE, "missing key")                                                                                \
  X(FEN_ERR_KEY_TWICE, 204, FEN_EXIT_CASE, "key given twice")                                                                              \
  X(FEN_ERR_TYPE, 205, FEN_EXIT_CASE, "value of the wrong kind")                                                                           \
  X(FEN_ERR_RANGE, 206, FEN_EXIT_CASE, "value out of its range")                                                                           \
  X(FEN_ERR_WORD_UNKNOWN, 207, FEN_EXIT_CASE, "unknown word")                                                                              \
  X(FEN_ERR_UNIT_MISSING, 208, FEN_EXIT_CASE, "unit missing")                                                                              \
  X(FEN_ERR_UNIT_UNKNOWN, 209, FEN_EXIT_CASE, "unit not understood")                                                                       \
  X(FEN_ERR_UNIT_INCOMPATIBLE, 210, FEN_EXIT_CASE, "unit of another dimension")                                                            \
  X(FEN_ERR_TIME, 211, FEN_EXIT_CASE, "time not understood or out of the period")                                                          \
  X(FEN_ERR_SPECIES_UNKNOWN, 212, FEN_EXIT_CASE, "unknown species")                                                                        \
  X(FEN_ERR_SECTOR_UNKNOWN, 213, FEN_EXIT_CASE, "unknown sector")                                                                          \
  X(FEN_ERR_REGION_UNKNOWN, 214, FEN_EXIT_CASE, "unknown region")                                                                          \
  X(FEN_ERR_COLUMN, 215, FEN_EXIT_CASE, "missing, unknown or repeated column of a table")                                                  \
  X(FEN_ERR_OUTSIDE, 216, FEN_EXIT_CASE, "place outside the domain")                                                                       \
  X(FEN_ERR_WEIGHTS, 217, FEN_EXIT_CASE, "weights do not sum to one")                                                                      \
  X(FEN_ERR_PLANT_UNKNOWN, 218, FEN_EXIT_CASE, "unknown plant")                                                                            \
  X(FEN_ERR_NAME_TWICE, 219, FEN_EXIT_CASE, "name given twice")                                                                            \
  X(FEN_ERR_MEASURE_IDLE, 220, FEN_EXIT_CASE, "a measure that touches or changes nothing")                                                 \
  X(FEN_ERR_MEASURE_EXCESS, 221, FEN_EXIT_CASE, "a measure that would make emissions negative")                                            \
  X(FEN_ERR_ENCODING, 222, FEN_EXIT_CASE, "text in no known encoding")                                                                     \
  X(FEN_ERR_POLYGON, 223, FEN_EXIT_CASE, "a polygon that crosses itself or encloses nothing")                                              \
  X(FEN_ERR_TAGS, 231, FEN_EXIT_CASE, "tags that do not make up their species")                                                            \
  X(FEN_ERR_PREDICTION, 232, FEN_EXIT_CASE, "a scenario that these tags cannot predict")                                                   \
  X(FEN_ERR_FILE_MISSING, 301, FEN_EXIT_DATA, "file missing or unreadable")                                                                \
  X(FEN_ERR_FILE_FORMAT, 302, FEN_EXIT_DATA, "file damaged or of another format")                                                          \
  X(FEN_ERR_VARIABLE, 303, FEN_EXIT_DATA, "variable missing")                                                                              \
  X(FEN_ERR_SHAPE, 304, FEN_EXIT_DATA, "wrong shape")                                                                                      \
  X(FEN_ERR_TIME_GAP, 305, FEN_EXIT_DATA, "hours missing, repeated or out of order")                                                       \
  X(FEN_ERR_VALUE, 306, FEN_EXIT_DATA, "value missing, not finite or out of its range")                                                    \
  X(FEN_ERR_NEGATIVE, 307, FEN_EXIT_DATA, "negative emission or concentration")                                                            \
  X(FEN_ERR_GRID, 308, FEN_EXIT_DATA, "grids do not fit each other")                                                                       \
  X(FEN_ERR_DATA_UNIT, 309, FEN_EXIT_DATA, "unit of a variable absent, unknown or wrong")                                                  \
  X(FEN_ERR_RESTART, 310, FEN_EXIT_DATA, "restart files of another case, input or version")                                                \
  X(FEN_ERR_COMPARE, 311, FEN_EXIT_DATA, "results that cannot be compared")                                                                \
  X(FEN_ERR_CALENDAR, 312, FEN_EXIT_DATA, "a calendar that is not the real one")                                                           \
  X(FEN_ERR_OBSERVATIONS, 313, FEN_EXIT_DATA, "observations that do not fit the run")                                                      \
  X(FEN_ERR_COURANT, 401, FEN_EXIT_NUMERICS, "time step too long")                                                                         \
  X(FEN_ERR_REPAIR, 402, FEN_EXIT_NUMERICS, "flux repair too large or impossible")                                                         \
  X(FEN_ERR_CONTINUITY, 403, FEN_EXIT_NUMERICS, "air mass and air fluxes do not agree")                                                    \
  X(FEN_ERR_BUDGET, 404, FEN_EXIT_NUMERICS, "mass budget does not close")                                                                  \
  X(FEN_ERR_VERIFY, 405, FEN_EXIT_NUMERICS, "a verified figure misses its bound")                                                          \
  X(FEN_ERR_MEMORY, 501, FEN_EXIT_SYSTEM, "out of memory")                                                                                 \
  X(FEN_ERR_WRITE, 502, FEN_EXIT_SYSTEM, "file cannot be written")                                                                         \
  X(FEN_ERR_LIBRARY, 503, FEN_EXIT_SYSTEM, "a library refused its work")

typedef enum {
#define FEN_STATUS_ENUM(name, code, exit, text) name,
  FEN_STATUS_LIST(FEN_STATUS_ENUM)
#undef FEN_STATUS_ENUM
      FEN_STATUS_COUNT
} fen_status;

enum { FEN_ERROR_TEXT = 1536 };

/** Details of a fault. The text is complete: what, value, unit, limit, place, remedy; at most six lines, no final newline. */
typedef struct {
  fen_status status;
  char text[FEN_ERROR_TEXT];
} fen_error;

/** Stable number of a status, printed as E%04d; -1 if it is none. */
int fen_status_code(fen_status status);
/** Exit status of the command line for a status. */
fen_exit fen_status_exit(fen_status status);
/** Short text of a status (static storage). */
const char *fen_status_text(fen_status status);
/** Name of the enumerator, such as "FEN_ERR_SHAPE" (static storage). */
const char *fen_status_name(fen_status status);

/**
 * Record a fault and return its status, so that a caller can write `return fen_fail(err, FEN_ERR_X, ...)`.
 * @param[out] err may be NULL; its text is cut, never overrun
 */
#if defined(__GNUC__)
__attribute__((format(printf, 3, 4)))
#endif
fen_status
fen_fail(fen_error *err, fen_status status, const char *format, ...);

/** Put "context: " before the text of a fault already recorded; returns err->status (FEN_ERR_INTERNAL if err is NULL). */
#if defined(__GNUC__)
__attribute__((format(printf, 2, 3)))
#endif
fen_status
fen_fail_within(fen_error *err, const char *format, ...);

#ifdef __cplusplus
}
#endif
#endif
