/**
 * @file spool.h  An append-only file of checksummed records: what a run has produced so far, kept until its output files are made. What was
 * appended after the last sync may be lost with the process; a reader cuts it off.
 */
#ifndef FENHE_SPOOL_H
#define FENHE_SPOOL_H

#include <stddef.h>
#include <stdint.h>

#include "fenhe/status.h"

#ifdef __cplusplus
extern "C" {
#endif

typedef struct fen_spool fen_spool;

/** An empty spool, complete or absent; about is a text for those who open it. @return FEN_OK; FEN_ERR_WRITE; FEN_ERR_MEMORY */
fen_status fen_spool_create(const char *path, const char *about, fen_error *err);
/**
 * Open a spool for appending and reading; fen_spool_cut must follow before either.
 * @return FEN_OK; FEN_ERR_FILE_MISSING; FEN_ERR_FILE_FORMAT (damaged, or of another program); FEN_ERR_WRITE; FEN_ERR_LIBRARY;
 * FEN_ERR_MEMORY
 */
fen_status fen_spool_open(const char *path, fen_spool **out, fen_error *err);
/** Lives as long as the spool. */
const char *fen_spool_about(const fen_spool *spool);
/**
 * Keep the first bytes of the file, as fen_spool_sync told them, check every record in them, and cut the rest off.
 * @param[in] bytes 0 keeps no record
 * @return FEN_OK; FEN_ERR_FILE_FORMAT (shorter, or a record is damaged; nothing is cut); FEN_ERR_WRITE
 */
fen_status fen_spool_cut(fen_spool *spool, int64_t bytes, fen_error *err);
/** Add a record of a head (what it is) and a body. @return FEN_OK; FEN_ERR_WRITE */
fen_status fen_spool_append(fen_spool *spool, const void *head, size_t head_bytes, const void *body, size_t body_bytes, fen_error *err);
/** All that was appended is on the disk when this returns; *bytes is the file's length. @return FEN_OK; FEN_ERR_WRITE */
fen_status fen_spool_sync(fen_spool *spool, int64_t *bytes, fen_error *err);
/** Start reading at the first record; nothing may be appended from here on. */
fen_status fen_spool_rewind(fen_spool *spool, fen_error *err);
/**
 * Read the next record.
 * @param[out] head       shape [head_bytes]; a record with a head of another size is damaged
 * @param[out] body       shape [room]
 * @param[out] body_bytes length of the body
 * @param[out] found      0 at the end
 * @return FEN_OK; FEN_ERR_FILE_FORMAT
 */
fen_status fen_spool_next(fen_spool *spool, void *head, size_t head_bytes, void *body, size_t room, size_t *body_bytes, int *found,
                          fen_error *err);
/** The file stays; NULL is allowed. */
void fen_spool_close(fen_spool **spool);

#ifdef __cplusplus
}
#endif
#endif
