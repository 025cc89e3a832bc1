#include "weights.h"

#include <assert.h>
#include <string.h>

/* Coefficients in x of the Lagrange polynomial of node t among the nodes 0..order, at the point down - x. */
static void lagrange_in_x(int order, int t, int down, double out[FEN_MAX_ORDER + 2]) {
  double product[FEN_MAX_ORDER + 2] = {1.0};
  int degree = 0;
  for (int s = 0; s <= order; s++) {
    if (s == t)
      continue;
    double scale = 1.0 / (t - s);
    double constant = (down - s) * scale;
    for (int n = degree + 1; n >= 0; n--)
      product[n] = constant * (n <= degree ? product[n] : 0.0) - scale * (n > 0 ? product[n - 1] : 0.0);
    degree++;
  }
  memcpy(out, product, sizeof product);
}

void fen_even_weights_set(int order, fen_even_weights *out) {
  assert(order >= 1 && order <= FEN_MAX_ORDER && order % 2 == 1);
  *out = (fen_even_weights){.order = order};
  int down = order / 2 + 1; /* downstream face of the donor, which is the middle cell */
  for (int t = 1; t <= order; t++) {
    double polynomial[FEN_MAX_ORDER + 2];
    lagrange_in_x(order, t, down, polynomial);
    /* Cumulative tracer at the downstream face minus that at the departure point, x divided out. */
    for (int k = 0; k < t; k++)
      for (int n = 0; n < order; n++)
        out->coefficient[n][k] -= polynomial[n + 1];
  }
}
