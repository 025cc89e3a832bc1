/** @file release.h  A plane release in one column against its exact solution: diffusion, deposition and settling, in height and in time. */
#ifndef FENHE_VERIFICATION_RELEASE_H
#define FENHE_VERIFICATION_RELEASE_H

#include "exact.h"
#include "verification.h"

/** Parameters of a case; the column starts from the exact solution at start_s, in means over its layers. */
typedef struct {
  fen_exact_release release;
  double start_s, end_s;
  ptrdiff_t layers;       /**< of the coarsest column */
  double first_m, growth; /**< its lowest layer, and a layer's thickness over that of the one below; 1: even */
  int levels;             /**< columns, 2 to 6, each with twice the layers of the one before */
  ptrdiff_t steps;        /**< for orders in height: so many that time does not matter */
  double mass_limit;      /**< bound of the error of the mass left and of the mass deposited on the finest layers; 0: only told */
  double order_limit;     /**< least order in height; 0: only told */
} fen_release_case;

/** Columns of more and more layers: errors, observed order in height, mass left and deposited. */
fen_status fen_release_in_height(const fen_verify_case *item, fen_verify_context *context, fen_verify_result *out, fen_error *err);
/** Four step lengths, each half the one before, against very short steps on the same layers: observed order in time. */
fen_status fen_release_in_time(const fen_verify_case *item, fen_verify_context *context, fen_verify_result *out, fen_error *err);

#endif
