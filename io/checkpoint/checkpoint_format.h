/**
 * @file checkpoint_format.h  What writing and reading of restart files share. Private to io.
 *
 * A restart file is an HDF5 file behind a user block of FEN_SEAL_BYTES, the seal: a text that names the format, the length of the file and
 * the SHA-256 of all that follows the seal. HDF5 sees only what the seal has been found to match, for a damaged file may bring it down.
 * Each array is a dataset of one dimension with its own SHA-256 in the attribute "sha256"; the attribute "about" of the root is the text
 * given by the writer.
 */
#ifndef FENHE_CHECKPOINT_FORMAT_H
#define FENHE_CHECKPOINT_FORMAT_H

#include <hdf5.h>

#include "fenhe/registry.h"

enum { FEN_SEAL_BYTES = 512 };

#define FEN_DIGEST_ATTRIBUTE "sha256"
#define FEN_ABOUT_ATTRIBUTE "about"

/** Seal a file that is complete but for its seal; file is open for reading and writing. @return FEN_OK; FEN_ERR_WRITE; FEN_ERR_LIBRARY */
fen_status fen_seal_put(int file, const char *path, fen_error *err);
/** Whether a file is sealed and as it was then. @return FEN_OK; FEN_ERR_FILE_MISSING; FEN_ERR_FILE_FORMAT; FEN_ERR_LIBRARY */
fen_status fen_seal_check(const char *path, fen_error *err);

/** HDF5's type of an item in memory; not to be closed. */
hid_t fen_item_type(fen_item_kind kind);

/** HDF5 prints its errors unless it is kept from it; a host program's setting is put back. */
typedef struct {
  H5E_auto2_t handler;
  void *data;
} fen_hdf5_quiet;
void fen_hdf5_quiet_begin(fen_hdf5_quiet *quiet);
void fen_hdf5_quiet_end(const fen_hdf5_quiet *quiet);
/** Property list for opening files: no lock (they appear complete), all objects closed with the file. Negative on failure. */
hid_t fen_hdf5_access(void);

#endif
