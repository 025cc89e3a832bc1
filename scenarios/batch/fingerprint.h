/** @file fingerprint.h  What decides the result of a member of a batch, as one checksum. */
#ifndef FENHE_BATCH_FINGERPRINT_H
#define FENHE_BATCH_FINGERPRINT_H

#include "fenhe/case.h"

enum { FEN_FINGERPRINT = 65 };

/** A text that grows; zero-initialise, release with fen_print_clear. */
typedef struct {
  size_t used, room;
  char *text;
} fen_print;

fen_status fen_print_add(fen_print *print, const char *text, fen_error *err);
/** The checksum of a file under a role. */
fen_status fen_print_add_file(fen_print *print, const char *role, const char *path, fen_error *err);
/**
 * A case by its values, not its words: comments, layout and order of keys do not count, nor do title, list of scenarios, folder and restart
 * files.
 * @param[in] tags false: nor its tags
 */
fen_status fen_print_add_case(fen_print *print, const fen_case *item, bool tags, fen_error *err);
fen_status fen_print_finish(const fen_print *print, char hex[FEN_FINGERPRINT], fen_error *err);
void fen_print_clear(fen_print *print);

#endif
