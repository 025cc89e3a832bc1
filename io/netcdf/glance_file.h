/** @file glance_file.h  What the parts of a glance share: a file, opened by HDF5 only where it must be. Private to io. */
#ifndef FENHE_GLANCE_FILE_H
#define FENHE_GLANCE_FILE_H

#include <hdf5.h>

#include "fenhe/glance.h"
#include "plain_file.h"

/** A variable that is open for a look. */
typedef struct {
  char name[FEN_NC_NAME];
  hid_t set, space, type; /**< -1: not open */
  int rank;
  hsize_t extent[FEN_NC_MAX_RANK];
} fen_glance_variable;

/** What HDF5 has open. */
typedef struct {
  hid_t file; /**< -1: not open */
  bool tried;
  char *path;
  fen_glance_variable last; /**< looked at: to open one takes HDF5 longer than all that is asked of it */
} fen_glance_look;

struct fen_glance {
  fen_glance_look *look;
  fen_plain *plain; /**< asked first, where the file is a plain one */
  hid_t access, transfer;
  double bytes;
};

/** HDF5's file, which is opened when it is first asked for; -1: it cannot be. */
hid_t fen_glance_file(const fen_glance *glance);
/** The variable of that name, open and of a shape that a NetCDF variable can have; NULL: there is none. */
fen_glance_variable *fen_glance_variable_open(const fen_glance *glance, const char *name);

#endif
