/* A pencil's memory and its padding. */
#include "pencil.h"

#include <assert.h>
#include <math.h>

#include "fenhe/memory.h"

/* Cells with all the padding there may be, and pieces. */
static ptrdiff_t padded_cells(ptrdiff_t n) {
  return 3 * n + 4 * FEN_MAX_GHOST;
}

static ptrdiff_t most_pieces(ptrdiff_t n) {
  return n + 2 * padded_cells(n);
}

/* Numbers and indices, in one block. */
static ptrdiff_t block_size(ptrdiff_t n) {
  ptrdiff_t faces = n + 1;
  ptrdiff_t doubles = padded_cells(n) + 2 * n + 3 * faces + faces * FEN_WEIGHT_STRIDE + most_pieces(n);
  ptrdiff_t indices = 3 * faces + 2 * n;
  return doubles + indices;
}

size_t fen_pencil_bytes(ptrdiff_t n) {
  return (size_t)block_size(n) * sizeof(double);
}

fen_status fen_pencil_create(ptrdiff_t n, fen_pencil *out, fen_error *err) {
  fen_pencil p = {.n = n};
  ptrdiff_t faces = n + 1;
  ptrdiff_t padded = padded_cells(n);
  ptrdiff_t pieces = most_pieces(n);
  double *memory;
  static_assert(sizeof(ptrdiff_t) <= sizeof(double), "indices and numbers share one block");
  fen_status status = FEN_NEW(&memory, block_size(n), err);
  if (status)
    return status;
  p.memory = memory;
  p.air_kg = memory + n + 2 * FEN_MAX_GHOST;
  p.new_air_kg = memory + padded;
  p.inverse_pkg = p.new_air_kg + n;
  p.flux_kg = p.inverse_pkg + n;
  p.crossing_kg = p.flux_kg + faces;
  p.spread = p.crossing_kg + faces;
  p.weight_kg = p.spread + faces;
  p.piece = p.weight_kg + faces * FEN_WEIGHT_STRIDE;
  p.donor = (ptrdiff_t *)(p.piece + pieces);
  p.stencil = p.donor + faces;
  p.pieces = p.stencil + faces;
  p.main_cell = p.pieces + faces;
  p.first = p.main_cell + n;
  *out = p;
  return FEN_OK;
}

void fen_pencil_clear(fen_pencil *pencil) {
  fen_free(pencil->memory);
  *pencil = (fen_pencil){0};
}

static void pad_air(fen_pencil *p) {
  double *air = p->air_kg;
  ptrdiff_t n = p->n;
  for (ptrdiff_t g = 1; g <= p->ghost; g++) {
    ptrdiff_t inner = g <= n ? g : n;
    if (p->low == FEN_SIDE_PERIODIC) {
      air[-g] = air[(n - g % n) % n];
      air[n + g - 1] = air[(g - 1) % n];
    } else {
      air[-g] = p->low == FEN_SIDE_CLOSED ? air[inner - 1] : air[0];
      air[n + g - 1] = p->high == FEN_SIDE_CLOSED ? air[n - inner] : air[n - 1];
    }
  }
}

int fen_pencil_pad(fen_pencil *p) {
  ptrdiff_t shift = 0;
  if (p->low == FEN_SIDE_PERIODIC) {
    double least = p->air_kg[0];
    double total = p->air_kg[0];
    double most = 0.0;
    for (ptrdiff_t i = 1; i < p->n; i++) {
      least = p->air_kg[i] < least ? p->air_kg[i] : least;
      total += p->air_kg[i];
    }
    for (ptrdiff_t f = 0; f <= p->n; f++) {
      double size = p->flux_kg[f] < 0.0 ? -p->flux_kg[f] : p->flux_kg[f];
      most = size > most ? size : most;
    }
    if (!(most < total))
      return -1;
    shift = (most / least < (double)p->n ? (ptrdiff_t)(most / least) : p->n) + 1;
  }
  p->ghost = FEN_MAX_GHOST + shift;
  p->unit_kg = ldexp(1.0, ilogb(p->air_kg[0]));
  pad_air(p);
  return 0;
}
