/*
 * Stability on uneven layers: an overturning flow without limiter or diffusion must not amplify noise, whatever the layers. Tags are
 * carried like this, and nothing clips them.
 */
#include "flow.h"

enum { NX = 24, MOST_LAYERS = 20 };

/* Steady overturning between rigid lids, two cells along x, by a stream function of height counted in mass. */
static void set_overturning(flow *w, const double *layer_kg) {
  double top = 0.0;
  double below = 0.0;
  double psi_below[NX + 1] = {0.0};
  for (ptrdiff_t k = 0; k < w->nz; k++)
    top += layer_kg[k];
  for (ptrdiff_t k = 0; k < w->nz; k++) {
    double above = below + layer_kg[k];
    for (int i = 0; i <= NX; i++) {
      double psi = k == w->nz - 1 ? 0.0 : 2.0 * sin(PI * above / top) * sin(2.0 * PI * (i % NX) / NX);
      w->fx[0][k * (NX + 1) + i] = w->fx[1][k * (NX + 1) + i] = psi - psi_below[i];
      psi_below[i] = psi;
    }
    for (int i = 0; i < NX; i++)
      w->air[0][k * NX + i] = w->air[1][k * NX + i] = layer_kg[k];
    below = above;
  }
  w->forcing.end_s = 400.0;
}

/* Largest departure from 1 of what began as noise between 0.5 and 1.5. */
static double largest_after_overturning(int order, ptrdiff_t nz, const double *layer_kg) {
  flow w = flow_create(NX, 1, nz, 1.0, 0.0, 0.0, FEN_SIDE_PERIODIC, FEN_SIDE_CLOSED);
  fen_species species = {0};
  fen_transport *t = NULL;
  fen_transport_params params = {.grid = w.grid,
                                 .nz = nz,
                                 .species = &species,
                                 .species_count = 1,
                                 .order = order,
                                 .limiter = FEN_LIMITER_NONE,
                                 .precision = FEN_PRECISION_DOUBLE,
                                 .courant_max = 1.0};
  MUST(fen_transport_create(&params, &t, err));
  set_overturning(&w, layer_kg);
  MUST(fen_transport_set_forcing(t, &w.forcing, err));
  double *q = numbers(w.cells);
  uint64_t seed = 1;
  for (ptrdiff_t c = 0; c < w.cells; c++)
    q[c] = 0.5 + chance(&seed);
  MUST(fen_transport_set_field(t, 0, 0, q, err));
  MUST(fen_transport_run(t, w.forcing.end_s, fen_transport_plan_steps(t, w.forcing.end_s), 1, err));
  MUST(fen_transport_get_field(t, 0, 0, q, err));
  double largest = 0.0;
  for (ptrdiff_t c = 0; c < w.cells; c++)
    largest = fmax(largest, fabs(q[c] - 1.0));
  free(q);
  fen_transport_destroy(&t);
  flow_destroy(&w);
  return largest;
}

static void assert_bounded(const char *name, ptrdiff_t nz, const double *layer_kg) {
  for (int order = 3; order <= 9; order += 2) {
    double largest = largest_after_overturning(order, nz, layer_kg);
    if (!(largest < 1.0))
      fail_msg("%s, %td layers, order %d: noise of 0.5 became %.3g", name, nz, order, largest);
  }
}

static void noise_is_not_amplified_on_growing_layers(void **state) {
  (void)state;
  const double growth[] = {1.0, 1.1, 1.2, 1.25, 1.4, 1.6, 2.0, 2.6};
  for (size_t g = 0; g < sizeof growth / sizeof *growth; g++)
    for (ptrdiff_t nz = 6; nz <= MOST_LAYERS; nz += 7) {
      char name[32];
      double layer_kg[MOST_LAYERS] = {1.0};
      for (ptrdiff_t k = 1; k < nz; k++)
        layer_kg[k] = layer_kg[k - 1] * growth[g];
      (void)snprintf(name, sizeof name, "growth %.2f", growth[g]);
      assert_bounded(name, nz, layer_kg);
    }
}

static void noise_is_not_amplified_on_layers_that_jump(void **state) {
  (void)state;
  const double merged[] = {1, 1.2, 1.4, 3.4, 4.2, 10, 12, 13};
  const double steps[] = {1, 1, 1, 1, 2.6, 2.6, 2.6, 2.6, 6.8, 6.8, 6.8, 6.8};
  const double sandwich[] = {1, 1, 1, 1, 4, 4, 4, 4, 1, 1, 1, 1};
  assert_bounded("merged layers", 8, merged);
  assert_bounded("steps", 12, steps);
  assert_bounded("a thick layer among thin ones", 12, sandwich);
}

int main(void) {
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(noise_is_not_amplified_on_growing_layers),
      cmocka_unit_test(noise_is_not_amplified_on_layers_that_jump),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
