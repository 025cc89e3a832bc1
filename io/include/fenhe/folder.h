/** @file folder.h  Folders that belong to one process at a time: locking, listing, removing. */
#ifndef FENHE_FOLDER_H
#define FENHE_FOLDER_H

#include <stddef.h>

#include "fenhe/status.h"

#ifdef __cplusplus
extern "C" {
#endif

/** A claim on a folder; the system ends it with the process, however that ends. */
typedef struct {
  int file; /**< -1: none */
} fen_folder_lock;

/**
 * Claim a folder for this process. File systems without locks grant every claim.
 * @return FEN_OK; FEN_ERR_WRITE (another process holds it)
 */
fen_status fen_folder_claim(const char *path, fen_folder_lock *out, fen_error *err);
void fen_folder_release(fen_folder_lock *lock);

/**
 * Names in a folder that begin with prefix, sorted; "." and ".." are left out. A folder that is absent is empty.
 * @param[out] names shape [count]; release with fen_names_free
 */
fen_status fen_folder_list(const char *path, const char *prefix, ptrdiff_t *count, char ***names, fen_error *err);
void fen_names_free(ptrdiff_t count, char **names);
/** Whether there is anything at path. */
int fen_path_exists(const char *path);
/** Remove a file; one that is absent is no fault. */
fen_status fen_file_remove(const char *path, fen_error *err);
/**
 * Remove a folder and the files in it. It loses its name first (".NAME.gone" beside it), so that a process that dies on the way leaves
 * either the whole folder or none; what such a process has left is removed too.
 */
fen_status fen_folder_remove(const char *path, fen_error *err);
/** Give a folder of files the place of another one, or of none: the one that was there is removed. @return FEN_OK; FEN_ERR_WRITE */
fen_status fen_folder_replace(const char *with, const char *path, fen_error *err);

#ifdef __cplusplus
}
#endif
#endif
