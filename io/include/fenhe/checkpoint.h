/** @file checkpoint.h  Restart files: a registry of arrays in one HDF5 file, checksummed, complete or absent. */
#ifndef FENHE_CHECKPOINT_H
#define FENHE_CHECKPOINT_H

#include "fenhe/registry.h"

#ifdef __cplusplus
extern "C" {
#endif

/**
 * Write every array of a registry under a temporary name beside path, with the SHA-256 of each and of all; sync file and folder, rename.
 * Equal arrays and texts give equal bytes.
 * @param[in] about a text for readers and for checks, such as the checksum of the case, at most 60000 bytes; stored as an attribute
 * @return FEN_OK; FEN_ERR_WRITE; FEN_ERR_LIBRARY; FEN_ERR_MEMORY; FEN_ERR_INTERNAL (the text is too long)
 */
fen_status fen_checkpoint_write(const char *path, const char *about, const fen_registry *registry, fen_error *err);
/**
 * Read them back. Names, kinds, lengths and checksums of the whole file are checked first; on failure no array is changed, unless the disk
 * fails between the check and the reading.
 * @return FEN_OK; FEN_ERR_FILE_MISSING; FEN_ERR_FILE_FORMAT (damaged, or of another program); FEN_ERR_SHAPE (of another set-up: an array
 * missing, too many, or of another length); FEN_ERR_MEMORY
 */
fen_status fen_checkpoint_read(const char *path, const fen_registry *registry, fen_error *err);
/**
 * Read only the arrays of this registry, whatever else the file holds: for what must be known before the rest can be read.
 * @return as fen_checkpoint_read
 */
fen_status fen_checkpoint_read_some(const char *path, const fen_registry *registry, fen_error *err);
/** The text given when the file was written, to be freed by the caller (fen_free). @return as fen_checkpoint_read */
fen_status fen_checkpoint_about(const char *path, char **about, fen_error *err);

#ifdef __cplusplus
}
#endif
#endif
