/** @file box_parts.h  What the box's weather and its tracers share. */
#ifndef FENHE_VERIFICATION_BOX_PARTS_H
#define FENHE_VERIFICATION_BOX_PARTS_H

#include <stdint.h>

#include "box.h"

/** The next number in [0, 1). */
double fen_box_chance(uint64_t *seed);
/** Lay planes of w x h numbers down turned, multiplied by sign 2^exponent. */
void fen_box_lay(const double *from, ptrdiff_t layers, ptrdiff_t w, ptrdiff_t h, fen_box_turn turn, double sign, int exponent, double *to);

#endif
