/* The flux repair on made-up fields: exact closure, smallest correction, sides and top of every kind, sides that cannot be served. */
#include "fenhe/flux_repair.h"
#include "fenhe/memory.h"
#include "support.h"

enum { NX = 12, NY = 9, NZ = 4, CELLS = NX * NY * NZ, PLANE = NX * NY };
static const double DT_S = 3600.0;

typedef struct {
  fen_grid *grid;
  double before[CELLS], after[CELLS], height[PLANE * (NZ + 1)];
  double fx[NZ * NY * (NX + 1)], fy[NZ * (NY + 1) * NX], top[PLANE];
} scene;

/* A repeatable number in [-1, 1]. */
static double noise(unsigned *seed) {
  *seed = *seed * 1664525U + 1013904223U;
  return (double)(*seed >> 8) / 8388608.0 - 1.0;
}

static scene *make(fen_side side_x, fen_side side_y, double change) {
  scene *s = calloc(1, sizeof *s);
  assert_non_null(s);
  const fen_grid_params params = {.nx = NX, .ny = NY, .dx = 3000.0, .dy = 2000.0, .side_x = side_x, .side_y = side_y};
  fen_error err = {0};
  if (fen_grid_create(&params, &s->grid, &err))
    fail_msg("%s", err.text);
  unsigned seed = 7;
  for (int c = 0; c < PLANE; c++)
    for (int k = 0; k <= NZ; k++)
      s->height[k * PLANE + c] = 800.0 * k * (1.0 + 0.1 * sin(0.5 * c));
  for (int n = 0; n < CELLS; n++) {
    s->before[n] = 900.0 * 6e6 * (1.0 + 0.15 * noise(&seed));
    s->after[n] = s->before[n] * (1.0 + change);
  }
  for (size_t n = 0; n < sizeof s->fx / sizeof *s->fx; n++)
    s->fx[n] = 900.0 * 2000.0 * (5.0 + 3.0 * noise(&seed));
  for (size_t n = 0; n < sizeof s->fy / sizeof *s->fy; n++)
    s->fy[n] = 900.0 * 3000.0 * (-2.0 + 3.0 * noise(&seed));
  return s;
}

static void release(scene *s) {
  fen_grid_destroy(&s->grid);
  free(s);
}

static fen_status repair(scene *s, bool open_top, fen_repair_report *report, fen_error *err) {
  fen_flux_repair *r = NULL;
  assert_int_equal(fen_flux_repair_create(s->grid, NZ, open_top, &r, err), FEN_OK);
  const fen_repair_end end = {s->before, s->height, s->fx, s->fy, open_top ? s->top : NULL};
  *report = (fen_repair_report){0};
  fen_status status = fen_flux_repair_apply(r, DT_S, s->before, s->after, &end, report, err);
  fen_flux_repair_destroy(&r);
  return status;
}

/* Largest |M1 - M0 + dt divergence| / M, computed by other means than the library's. */
static double mismatch(const scene *s) {
  double worst = 0.0;
  for (int j = 0; j < NY; j++)
    for (int i = 0; i < NX; i++) {
      double change = 0.0;
      double mass = 0.0;
      double out = s->top[j * NX + i];
      for (int k = 0; k < NZ; k++) {
        const int c = (k * NY + j) * NX + i;
        change += s->after[c] - s->before[c];
        mass += s->before[c];
        out += s->fx[(k * NY + j) * (NX + 1) + i + 1] - s->fx[(k * NY + j) * (NX + 1) + i];
        out += s->fy[(k * (NY + 1) + j + 1) * NX + i] - s->fy[(k * (NY + 1) + j) * NX + i];
      }
      worst = fmax(worst, fabs(change + DT_S * out) / mass);
    }
  return worst;
}

static void columns_close_with_sides_and_top_of_every_kind(void **state) {
  (void)state;
  const fen_side sides[] = {FEN_SIDE_OPEN, FEN_SIDE_CLOSED, FEN_SIDE_PERIODIC};
  for (int x = 0; x < 3; x++)
    for (int y = 0; y < 3; y++)
      for (int top = 0; top < 2; top++) {
        const bool outlet = top || x == 0 || y == 0;
        scene *s = make(sides[x], sides[y], outlet ? 0.01 : 0.0);
        fen_repair_report report;
        fen_error err = {0};
        if (repair(s, top, &report, &err))
          fail_msg("sides %d, %d, top %d: %s", x, y, top, err.text);
        assert_true(report.mismatch_before > 1e-3);
        assert_true(report.mismatch_after <= 1e-12);
        assert_true(mismatch(s) <= 1e-12);
        assert_true((report.maximum_top_mps > 0.0) == (top != 0));
        release(s);
      }
}

static void closed_walls_carry_nothing_and_periodic_faces_agree(void **state) {
  (void)state;
  scene *s = make(FEN_SIDE_CLOSED, FEN_SIDE_PERIODIC, 0.0);
  fen_repair_report report;
  fen_error err = {0};
  assert_int_equal(repair(s, false, &report, &err), FEN_OK);
  for (int row = 0; row < NZ * NY; row++) {
    assert_true(s->fx[row * (NX + 1)] == 0.0);
    assert_true(s->fx[row * (NX + 1) + NX] == 0.0);
  }
  for (int k = 0; k < NZ; k++)
    for (int i = 0; i < NX; i++)
      assert_true(s->fy[k * (NY + 1) * NX + i] == s->fy[(k * (NY + 1) + NY) * NX + i]);
  release(s);
}

static void a_closed_box_whose_air_grows_is_refused_with_the_size(void **state) {
  (void)state;
  const fen_side sides[] = {FEN_SIDE_CLOSED, FEN_SIDE_PERIODIC};
  for (int n = 0; n < 2; n++) {
    scene *s = make(sides[n], sides[n], 0.01);
    fen_repair_report report;
    fen_error err = {0};
    assert_int_equal(repair(s, false, &report, &err), FEN_ERR_REPAIR);
    assert_non_null(strstr(err.text, "0.00995"));
    release(s);
  }
}

/* What needs no repair stays: a uniform flux through a periodic plane. */
static void consistent_fluxes_are_left_alone(void **state) {
  (void)state;
  scene *s = make(FEN_SIDE_PERIODIC, FEN_SIDE_OPEN, 0.0);
  for (size_t n = 0; n < sizeof s->fx / sizeof *s->fx; n++)
    s->fx[n] = 1e7;
  for (size_t n = 0; n < sizeof s->fy / sizeof *s->fy; n++)
    s->fy[n] = -2e7;
  fen_repair_report report;
  fen_error err = {0};
  assert_int_equal(repair(s, false, &report, &err), FEN_OK);
  assert_true(report.maximum_mps == 0.0);
  assert_true(s->fx[5] == 1e7 && s->fy[7] == -2e7);
  release(s);
}

/* The minimum of the kinetic energy: any other correction with the same divergence, here one more vortex, has more of it. */
static void the_correction_is_the_smallest(void **state) {
  (void)state;
  scene *s = make(FEN_SIDE_OPEN, FEN_SIDE_OPEN, 0.003);
  scene *old = make(FEN_SIDE_OPEN, FEN_SIDE_OPEN, 0.003);
  fen_repair_report report;
  fen_error err = {0};
  assert_int_equal(repair(s, false, &report, &err), FEN_OK);
  const int j = 3;
  const int i = 5;
  /* Faces of a vortex around the corner (i, j): two x faces below and above it, two y faces west and east of it. */
  double slope = 0.0;
  const struct {
    int x, face;
    double sign;
  } loop[] = {{1, (j - 1) * (NX + 1) + i, 1.0}, {1, j * (NX + 1) + i, -1.0}, {0, j * NX + i, 1.0}, {0, j * NX + i - 1, -1.0}};
  for (int n = 0; n < 4; n++) {
    double correction = 0.0;
    double mass = 0.0;
    for (int k = 0; k < NZ; k++) {
      const int f = loop[n].face + k * (loop[n].x ? NY * (NX + 1) : (NY + 1) * NX);
      correction += loop[n].x ? s->fx[f] - old->fx[f] : s->fy[f] - old->fy[f];
      const int cell = k * PLANE + (loop[n].x ? loop[n].face / (NX + 1) * NX + i : loop[n].face);
      mass += 0.5 * (s->before[cell] + s->before[loop[n].x ? cell - 1 : cell - NX]);
    }
    const double length = loop[n].x ? 2000.0 : 3000.0;
    const double distance = loop[n].x ? 3000.0 : 2000.0;
    slope += loop[n].sign * correction * distance / (mass / 6e6 * length);
  }
  assert_near(slope, 0.0, 1e-6 * report.maximum_mps * 3000.0);
  release(s);
  release(old);
}

int main(void) {
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(columns_close_with_sides_and_top_of_every_kind),
      cmocka_unit_test(closed_walls_carry_nothing_and_periodic_faces_agree),
      cmocka_unit_test(a_closed_box_whose_air_grows_is_refused_with_the_size),
      cmocka_unit_test(consistent_fluxes_are_left_alone),
      cmocka_unit_test(the_correction_is_the_smallest),
  };
  return cmocka_run_group_tests_name("meteo: flux repair", tests, NULL, NULL);
}
