/* V5: diffusion in the half-space above a ground that takes up what touches it. */
#include <stdio.h>

#include "release.h"
#include "suites.h"

#define HALF_SPACE .release = {.k_m2ps = 5.0, .deposition_mps = 0.02, .height_m = 50.0}, .start_s = 60.0, .end_s = 3600.0
#define BOUNDS .mass_limit = 5e-7, .order_limit = 1.8

/* The published mass has six digits. */
static const fen_release_case even = {HALF_SPACE, .layers = 80, .first_m = 20.0, .growth = 1.0, .levels = 6, .steps = 354, BOUNDS};
/* Where single precision's rounding does not show yet. */
static const fen_release_case even_single = {HALF_SPACE,  .layers = 80, .first_m = 20.0,   .growth = 1.0,
                                             .levels = 4, .steps = 354, .order_limit = 1.8};
static const fen_release_case stretched = {HALF_SPACE, .layers = 40, .first_m = 8.0, .growth = 1.08, .levels = 6, .steps = 354, BOUNDS};

fen_status fen_verify_half_space(fen_verify_context *context, fen_error *err) {
  const struct {
    const char *id, *layers;
    const fen_release_case *parameters;
    int in_time;
    fen_precision precision;
    fen_verify_tier tier;
  } cases[] = {
      {"V5/half-space/even", "layers of 20, 10, 5, 2.5, 1.25 and 0.625 m", &even, 0, FEN_PRECISION_DOUBLE, FEN_TIER_FULL},
      {"V5/half-space/even/single", "layers of 20, 10, 5 and 2.5 m", &even_single, 0, FEN_PRECISION_SINGLE, FEN_TIER_FULL},
      {"V5/half-space/stretched", "layers from 8 m at the ground, growing by 8 %, and each divided into 2 to 32", &stretched, 0,
       FEN_PRECISION_DOUBLE, FEN_TIER_QUICK},
      {"V5/half-space/time", "layers of 5 m; steps of 590, 295, 148 and 74 s against 1.2 s", &even, 1, FEN_PRECISION_DOUBLE, FEN_TIER_FULL},
  };
  fen_status status = FEN_OK;
  for (size_t n = 0; n < sizeof cases / sizeof *cases && !status; n++) {
    fen_verify_case item = {.citation = "exact: image pair less its uptake (Ermak 1977, without settling)",
                            .precision = cases[n].precision,
                            .tier = cases[n].tier,
                            .run = cases[n].in_time ? fen_release_in_time : fen_release_in_height,
                            .parameters = cases[n].parameters};
    (void)snprintf(item.id, sizeof item.id, "%s", cases[n].id);
    (void)snprintf(item.setup, sizeof item.setup,
                   "release at 50 m, K = 5 m2/s, deposition velocity 0.02 m/s, from its exact profile at 60 s to 3600 s; %s",
                   cases[n].layers);
    status = fen_verify_add(context, &item, err);
  }
  return status;
}
