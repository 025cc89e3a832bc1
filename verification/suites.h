/** @file suites.h  The suites; each adds its cases to the catalogue. */
#ifndef FENHE_VERIFICATION_SUITES_H
#define FENHE_VERIFICATION_SUITES_H

#include "verification.h"

#define FEN_VERIFY_SUITES(X)                                                                                                               \
  X(rotation)                                                                                                                              \
  X(deformation)                                                                                                                           \
  X(deformation_half)                                                                                                                      \
  X(tags)                                                                                                                                  \
  X(ppm)                                                                                                                                   \
  X(cone)                                                                                                                                  \
  X(composite)                                                                                                                             \
  X(roberts)                                                                                                                               \
  X(half_space)                                                                                                                            \
  X(puffs) X(plumes) X(settling) X(consistency) X(column) X(emission_tags) X(invariances) X(prairie_grass) X(mountains) X(precision)

#define FEN_VERIFY_SUITE_DECLARE(name) fen_status fen_verify_##name(fen_verify_context *context, fen_error *err);
FEN_VERIFY_SUITES(FEN_VERIFY_SUITE_DECLARE)
#undef FEN_VERIFY_SUITE_DECLARE

#endif
