#include "weights.h"

#include <assert.h>

/*
 * Add to the weights of cell m what they have of the Lagrange polynomial of the stencil's face t, in coordinates z from the donor's middle.
 * All of m's polynomials vanish at the donor's own faces, z = -1/2 and 1/2: these factors, whose product is -x (1 - x), are left out.
 */
static void add_lagrange(int t, int m, fen_even_weights *out) {
  const int half = out->order / 2;
  double product[FEN_MAX_ORDER + 1] = {1.0};
  int degree = 0;
  for (int s = 0; s <= out->order; s++) {
    if (s == t)
      continue;
    const double scale = 1.0 / (t - s);
    const int is_donors = s == half || s == half + 1;
    const double root = s - half - 0.5;
    degree += !is_donors;
    for (int n = degree; n >= 0; n--)
      product[n] = scale * (is_donors ? product[n] : (n > 0 ? product[n - 1] : 0.0) - root * product[n]);
  }
  for (int n = 0; n < half; n++) {
    out->even[n][m - 1] += product[2 * n];
    out->odd[n][m - 1] += product[2 * n + 1];
  }
}

void fen_even_weights_set(int order, fen_even_weights *out) {
  assert(order >= 3 && order <= FEN_MAX_ORDER && order % 2 == 1);
  *out = (fen_even_weights){.order = order};
  /* Cumulative tracer at the donor's downstream face minus that at the departure point: cell m counts at the faces beyond it. */
  for (int m = 1; m <= order / 2; m++)
    for (int t = order / 2 + m + 1; t <= order; t++)
      add_lagrange(t, m, out);
}
