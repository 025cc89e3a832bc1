/** @file text.h  Texts in rooms of fixed size. */
#ifndef FENHE_TEXT_H
#define FENHE_TEXT_H

#ifdef __cplusplus
extern "C" {
#endif

/** Remove a character of UTF-8 at the end of which some bytes are missing, as after snprintf into too small a room. */
void fen_text_cut(char *text);

#ifdef __cplusplus
}
#endif
#endif
