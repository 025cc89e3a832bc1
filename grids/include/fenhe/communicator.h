/** @file communicator.h  Who else computes: the object through which ranks exchange halos and sums. Here its null version, one rank. */
#ifndef FENHE_COMMUNICATOR_H
#define FENHE_COMMUNICATOR_H

#include <stddef.h>

#include "fenhe/status.h"

#ifdef __cplusplus
extern "C" {
#endif

typedef enum { FEN_WEST, FEN_EAST, FEN_SOUTH, FEN_NORTH, FEN_NEIGHBOUR_COUNT } fen_neighbour;

/** Table of operations; ranks are laid out on a plane. */
typedef struct fen_communicator {
  int rank, size;
  int neighbour[FEN_NEIGHBOUR_COUNT]; /**< rank, or -1 at the edge of the domain */
  /** Send bytes to one neighbour and receive as many from the opposite one; collective. */
  fen_status (*exchange)(const struct fen_communicator *self, fen_neighbour to, const void *send, void *receive, size_t bytes,
                         fen_error *err);
  /** Sum over ranks in rank order, in place; collective. */
  fen_status (*sum)(const struct fen_communicator *self, double *values, ptrdiff_t count, fen_error *err);
  /** Largest value over ranks, in place; collective. */
  fen_status (*maximum)(const struct fen_communicator *self, double *values, ptrdiff_t count, fen_error *err);
  void *context;
} fen_communicator;

/** The communicator of a single rank (static storage): sums and maxima are what they were, an exchange finds no one. */
const fen_communicator *fen_communicator_null(void);

#ifdef __cplusplus
}
#endif
#endif
