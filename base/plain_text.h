/** @file plain_text.h  Texts for people that hold words from files. Private to base. */
#ifndef FENHE_PLAIN_TEXT_H
#define FENHE_PLAIN_TEXT_H

/**
 * Make a text safe to print: signs that steer a terminal (all control characters but the line break) and bytes that are no UTF-8 become
 * '?', a tab a blank; what is left of a character whose end was cut off is removed.
 */
void fen_plain_text(char *text);

#endif
