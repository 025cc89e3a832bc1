/** @file griddesc.h  GRIDDESC, the text file in which I/O API programs look up coordinate systems and grids by name. */
#ifndef FENHE_GRIDDESC_H
#define FENHE_GRIDDESC_H

#include "fenhe/ioapi.h"
#include "fenhe/log.h"

#ifdef __cplusplus
extern "C" {
#endif

enum { FEN_GRIDDESC_NAME = 33 };

typedef struct {
  char name[FEN_GRIDDESC_NAME], coordinates[FEN_GRIDDESC_NAME]; /**< of the grid and of its coordinate system, without blanks */
  fen_ioapi_place place;
} fen_griddesc_grid;

/** Owned; released by fen_griddesc_clear. */
typedef struct {
  ptrdiff_t count;
  fen_griddesc_grid *grid; /**< shape [count] */
} fen_griddesc;

/**
 * Read a file: a line of header, coordinate systems (a quoted name, then type, P_ALP, P_BET, P_GAM, XCENT, YCENT), a blank name, grids (a
 * quoted name, then the quoted name of the system, XORIG, YORIG, XCELL, YCELL, NCOLS, NROWS, NTHIK), a blank name. Values are separated by
 * blanks, commas or line breaks; exponents may be Fortran's D; what follows a record on its line is passed over.
 * @return FEN_OK; FEN_ERR_FILE_MISSING; FEN_ERR_ENCODING; FEN_ERR_SYNTAX; FEN_ERR_WORD_UNKNOWN (a grid on a system that is not there);
 * FEN_ERR_RANGE (cells without size or number); FEN_ERR_MEMORY
 */
fen_status fen_griddesc_read(const char *path, fen_griddesc *out, fen_error *err);
void fen_griddesc_clear(fen_griddesc *griddesc);

/**
 * Whether one of the grids is that of an I/O API file, by its numbers: GDNAM is not always the name in GRIDDESC. Which one is logged.
 * @return FEN_OK; FEN_ERR_GRID; what fen_griddesc_read returns
 */
fen_status fen_griddesc_check(const char *path, const fen_nc_reader *reader, const fen_ioapi_header *header, const fen_log *log,
                              fen_error *err);

#ifdef __cplusplus
}
#endif
#endif
