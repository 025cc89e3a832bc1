/** @file turn.h  Turn eight rows of eight numbers in registers. */
#ifndef FENHE_KERNELS_TURN_H
#define FENHE_KERNELS_TURN_H

/** row: an array of eight vectors of the type, which become the columns. */
#define FEN_TURN_EIGHT(type, row)                                                                                                          \
  do {                                                                                                                                     \
    type other;                                                                                                                            \
    FEN_TURN_PAIRS(row, 0, 1);                                                                                                             \
    FEN_TURN_PAIRS(row, 2, 3);                                                                                                             \
    FEN_TURN_PAIRS(row, 4, 5);                                                                                                             \
    FEN_TURN_PAIRS(row, 6, 7);                                                                                                             \
    FEN_TURN_FOURS(row, 0, 2);                                                                                                             \
    FEN_TURN_FOURS(row, 1, 3);                                                                                                             \
    FEN_TURN_FOURS(row, 4, 6);                                                                                                             \
    FEN_TURN_FOURS(row, 5, 7);                                                                                                             \
    FEN_TURN_HALVES(row, 0, 4);                                                                                                            \
    FEN_TURN_HALVES(row, 1, 5);                                                                                                            \
    FEN_TURN_HALVES(row, 2, 6);                                                                                                            \
    FEN_TURN_HALVES(row, 3, 7);                                                                                                            \
  } while (0)

#define FEN_TURN_PAIRS(row, a, b)                                                                                                          \
  other = __builtin_shufflevector(row[a], row[b], 0, 8, 2, 10, 4, 12, 6, 14);                                                              \
  row[b] = __builtin_shufflevector(row[a], row[b], 1, 9, 3, 11, 5, 13, 7, 15);                                                             \
  row[a] = other
#define FEN_TURN_FOURS(row, a, b)                                                                                                          \
  other = __builtin_shufflevector(row[a], row[b], 0, 1, 8, 9, 4, 5, 12, 13);                                                               \
  row[b] = __builtin_shufflevector(row[a], row[b], 2, 3, 10, 11, 6, 7, 14, 15);                                                            \
  row[a] = other
#define FEN_TURN_HALVES(row, a, b)                                                                                                         \
  other = __builtin_shufflevector(row[a], row[b], 0, 1, 2, 3, 8, 9, 10, 11);                                                               \
  row[b] = __builtin_shufflevector(row[a], row[b], 4, 5, 6, 7, 12, 13, 14, 15);                                                            \
  row[a] = other

#endif
