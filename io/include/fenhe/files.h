/** @file files.h  Whole files: safe writing, checksums, paths. */
#ifndef FENHE_FILES_H
#define FENHE_FILES_H

#include <stddef.h>

#include "fenhe/status.h"

#ifdef __cplusplus
extern "C" {
#endif

/** Write text under a temporary name beside path, sync, rename. @return FEN_OK; FEN_ERR_WRITE; FEN_ERR_MEMORY */
fen_status fen_file_write(const char *path, const char *text, size_t size, fen_error *err);
/** Whether path is a file that can be read: FEN_OK or FEN_ERR_FILE_MISSING with the reason and a remedy. */
fen_status fen_file_check(const char *path, fen_error *err);
/** SHA-256 as 64 hexadecimal digits. @return FEN_OK; FEN_ERR_FILE_MISSING; FEN_ERR_LIBRARY */
fen_status fen_file_checksum(const char *path, char hex[65], fen_error *err);
/** The same of a text. @return FEN_OK; FEN_ERR_LIBRARY */
fen_status fen_text_checksum(const char *text, size_t size, char hex[65], fen_error *err);
/** Make a folder and its parents; FEN_ERR_WRITE. */
fen_status fen_folder_create(const char *path, fen_error *err);
/** path itself if absolute, else folder-of(base_file)/path; caller frees. */
fen_status fen_path_beside(const char *base_file, const char *path, char **out, fen_error *err);
/** Files that match a pattern (* and ?), sorted by name; caller frees each and the array. FEN_ERR_FILE_MISSING if none does. */
fen_status fen_files_matching(const char *pattern, ptrdiff_t *count, char ***paths, fen_error *err);

#ifdef __cplusplus
}
#endif
#endif
