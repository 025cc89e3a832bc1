#include "fenhe/communicator.h"

static fen_status no_exchange(const fen_communicator *self, fen_neighbour to, const void *send, void *receive, size_t bytes,
                              fen_error *err) {
  (void)self, (void)to, (void)send, (void)receive, (void)bytes, (void)err;
  return FEN_OK;
}

static fen_status no_reduction(const fen_communicator *self, double *values, ptrdiff_t count, fen_error *err) {
  (void)self, (void)values, (void)count, (void)err;
  return FEN_OK;
}

const fen_communicator *fen_communicator_null(void) {
  static const fen_communicator alone = {
      .rank = 0, .size = 1, .neighbour = {-1, -1, -1, -1}, .exchange = no_exchange, .sum = no_reduction, .maximum = no_reduction};
  return &alone;
}
