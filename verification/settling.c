/* V5: particles that fall, diffuse and deposit. */
#include <stdio.h>

#include "release.h"
#include "suites.h"

#define DEPOSITING .release = {.k_m2ps = 5.0, .settling_mps = 0.02, .deposition_mps = 0.05, .height_m = 80.0}
#define FALLING .release = {.k_m2ps = 5.0, .settling_mps = 0.05, .deposition_mps = 0.05, .height_m = 200.0}
#define CALM .release = {.k_m2ps = 0.1, .settling_mps = 0.1, .deposition_mps = 0.1, .height_m = 600.0}
#define HOUR .start_s = 100.0, .end_s = 3600.0
#define EVEN .layers = 80, .first_m = 20.0, .growth = 1.0
#define BOUNDS .mass_limit = 1e-6, .order_limit = 1.8

static const fen_release_case even = {DEPOSITING, HOUR, EVEN, .levels = 6, .steps = 350, BOUNDS};
static const fen_release_case even_single = {DEPOSITING, HOUR, EVEN, .levels = 4, .steps = 350, .order_limit = 1.8};
static const fen_release_case stretched = {DEPOSITING,     HOUR,        .layers = 40, .first_m = 8.0,
                                           .growth = 1.08, .levels = 6, .steps = 350, BOUNDS};
static const fen_release_case falling = {FALLING, HOUR, EVEN, .levels = 6, .steps = 350, BOUNDS};
/* A Peclet number of 20 on the coarsest layers and 0.6 on the finest: the order is on its way from one, upwind, to two, centred. */
static const fen_release_case calm = {CALM,          .start_s = 1000.0, .end_s = 4600.0, .layers = 40, .first_m = 20.0,
                                      .growth = 1.0, .levels = 6,       .steps = 360};

fen_status fen_verify_settling(fen_verify_context *context, fen_error *err) {
  const struct {
    const char *id, *setup;
    const fen_release_case *parameters;
    int in_time;
    fen_precision precision;
    fen_verify_tier tier;
  } cases[] = {
      {"V5/settling/even", "release at 80 m, K = 5 m2/s, settling 0.02 m/s, deposition 0.05 m/s, 100 to 3600 s; layers of 20 to 0.625 m",
       &even, 0, FEN_PRECISION_DOUBLE, FEN_TIER_FULL},
      {"V5/settling/even/single",
       "release at 80 m, K = 5 m2/s, settling 0.02 m/s, deposition 0.05 m/s, 100 to 3600 s; layers of 20 to 2.5 m", &even_single, 0,
       FEN_PRECISION_SINGLE, FEN_TIER_FULL},
      {"V5/settling/stretched",
       "release at 80 m, K = 5 m2/s, settling 0.02 m/s, deposition 0.05 m/s, 100 to 3600 s; layers from 8 m at the ground, growing by 8 %, and "
       "each divided into 2 to 32",
       &stretched, 0, FEN_PRECISION_DOUBLE, FEN_TIER_QUICK},
      {"V5/settling/falling", "release at 200 m, K = 5 m2/s, settling and deposition 0.05 m/s, 100 to 3600 s; layers of 20 to 0.625 m",
       &falling, 0, FEN_PRECISION_DOUBLE, FEN_TIER_FULL},
      {"V5/settling/calm",
       "release at 600 m, K = 0.1 m2/s, settling and deposition 0.1 m/s, 1000 to 4600 s; layers of 20 to 0.625 m: fall prevails over diffusion, "
       "and the fitted flux tends to the upwind one",
       &calm, 0, FEN_PRECISION_DOUBLE, FEN_TIER_FULL},
      {"V5/settling/time",
       "release at 80 m, K = 5 m2/s, settling 0.02 m/s, deposition 0.05 m/s, layers of 5 m; steps of 583, 292, 146 and 73 s against 1.1 s",
       &even, 1, FEN_PRECISION_DOUBLE, FEN_TIER_FULL},
  };
  fen_status status = FEN_OK;
  for (size_t n = 0; n < sizeof cases / sizeof *cases && !status; n++) {
    fen_verify_case item = {.citation = "exact: Ermak (1977), Atmos. Environ. 11, 231-237, with time for distance over wind",
                            .precision = cases[n].precision,
                            .tier = cases[n].tier,
                            .run = cases[n].in_time ? fen_release_in_time : fen_release_in_height,
                            .parameters = cases[n].parameters};
    (void)snprintf(item.id, sizeof item.id, "%s", cases[n].id);
    (void)snprintf(item.setup, sizeof item.setup, "%s", cases[n].setup);
    status = fen_verify_add(context, &item, err);
  }
  return status;
}
