/** @file unit_words.h  From the spellings found in the field to text that UDUNITS reads as it is meant. Private to base. */
#ifndef FENHE_UNIT_WORDS_H
#define FENHE_UNIT_WORDS_H

#include "fenhe/status.h"

enum { FEN_UNIT_PLAIN = 512 };

/**
 * Rewrite a unit word by word: blanks around it dropped, aliases replaced, the length of the year written out.
 * @return FEN_OK; FEN_ERR_UNIT_MISSING (blank, "UNKNOWN", "-", "none"); FEN_ERR_UNIT_UNKNOWN (ambiguous or too long)
 */
fen_status fen_unit_plain(const char *text, int year_days, char plain[FEN_UNIT_PLAIN], fen_error *err);

/** What to write instead of an ambiguous word that the unit contains, or NULL. */
const char *fen_unit_remedy(const char *text);

#endif
