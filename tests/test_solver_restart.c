/* A run that is stopped anywhere and goes on from what is registered ends in the same bytes. */
#include <omp.h>

#include "flow.h"
#include "support.h"

#include "fenhe/checkpoint.h"

/* A run is a list of events: each interval is entered, then crossed in four parts. It may be stopped after any of them. */
enum { NX = 7, NY = 6, INTERVALS = 3, PARTS = 4, EVENTS = INTERVALS * (PARTS + 1), SPLITS = 10, LANES = 5 };

typedef struct {
  fen_side x, y;
  int open_top;
  ptrdiff_t nz;
  fen_precision precision;
  fen_limiter limiter;
  int mixing, record;
  uint64_t open_parts; /* bit e: event e leaves half an X sweep to the next */
} setup;

static const setup setups[] = {
    {FEN_SIDE_OPEN, FEN_SIDE_OPEN, 1, 14, FEN_PRECISION_DOUBLE, FEN_LIMITER_SELECTIVE, 1, 1, 0x5af7},
    {FEN_SIDE_OPEN, FEN_SIDE_PERIODIC, 0, 6, FEN_PRECISION_SINGLE, FEN_LIMITER_SELECTIVE, 1, 0, 0x7fff},
    {FEN_SIDE_PERIODIC, FEN_SIDE_CLOSED, 0, 5, FEN_PRECISION_SINGLE, FEN_LIMITER_POSITIVE, 0, 0, 0x0000},
    {FEN_SIDE_PERIODIC, FEN_SIDE_OPEN, 1, 1, FEN_PRECISION_DOUBLE, FEN_LIMITER_MONOTONE, 1, 0, 0x76db},
    {FEN_SIDE_OPEN, FEN_SIDE_CLOSED, 1, 1, FEN_PRECISION_SINGLE, FEN_LIMITER_NONE, 1, 0, 0x0a35},
};
enum { SETUPS = sizeof setups / sizeof *setups };

typedef struct {
  const setup *setup;
  flow air;
  int entered; /* interval that the flow holds */
  fen_transport *transport;
  fen_registry registry;
} run;

static const fen_species species[2] = {{.tags = 2, .scavenging_factor = 1.0}, {.tags = 1, .scavenging_factor = 0.3}};
static const int lane_species[LANES] = {0, 0, 0, 1, 1};
static const int lane_member[LANES] = {0, 1, 2, 0, 1};

static run run_create(const setup *u, int threads) {
  run r = {.setup = u, .air = flow_create(NX, NY, u->nz, 1000.0, 0.0, 0.0, u->x, u->y), .entered = -1};
  fen_transport_params params = {.grid = r.air.grid,
                                 .nz = u->nz,
                                 .species = species,
                                 .species_count = 2,
                                 .order = 7,
                                 .limiter = u->limiter,
                                 .precision = u->precision,
                                 .courant_max = 2.0};
  omp_set_num_threads(threads);
  MUST(fen_transport_create(&params, &r.transport, err));
  MUST(fen_transport_record_limiter(r.transport, u->record, err));
  MUST(fen_transport_register(r.transport, &r.registry, err));
  for (int end = 0; end < 2; end++)
    r.air.forcing.flux_top_kgps[end] = u->open_top ? r.air.top[end] : NULL;
  flow_set_mixing(&r.air, u->mixing ? 1000.0 : 0.0, u->mixing ? 50.0 : 0.0, u->mixing ? 1e-4 : 0.0);
  return r;
}

static void run_destroy(run *r) {
  fen_registry_clear(&r->registry);
  fen_transport_destroy(&r->transport);
  flow_destroy(&r->air);
}

/* Boundary values of all lanes: a profile, and for some a ring that changes with the interval. */
static void set_boundary(run *r, int interval) {
  uint64_t seed = 10u + (uint64_t)interval;
  double ring[5][NX * 14];
  for (int lane = 0; lane < LANES; lane++) {
    for (int e = 0; e < 5; e++)
      for (size_t n = 0; n < sizeof ring[e] / sizeof *ring[e]; n++)
        ring[e][n] = 1e-7 * chance(&seed);
    if (lane % 2 == 0)
      MUST(fen_transport_set_boundary_profile(r->transport, lane_species[lane], lane_member[lane], ring[0], err));
    else
      MUST(fen_transport_set_boundary_ring(r->transport, lane_species[lane], lane_member[lane], ring[0], ring[1], ring[2], ring[3], ring[4],
                                           err));
  }
}

/* What drives the interval, and the interval. */
static fen_status enter(run *r, int interval, fen_error *err) {
  while (r->entered < interval) {
    r->entered++;
    flow_set_random(&r->air, 600.0, 3e-3, r->entered == 0, 5u + (uint64_t)r->entered);
  }
  int top = (int)r->setup->nz - 1;
  fen_source sources[] = {{3, 4, 0, 0, 0, 20.0 + interval}, {3, 4, 0, 0, 1, 20.0}, {6, 2, top, 1, 0, 5.0}, {1, 5, top / 2, 1, 1, -2.0}};
  double velocity[NX * NY];
  for (int n = 0; n < NX * NY; n++)
    velocity[n] = 0.005 * ((n + interval) % 3);
  set_boundary(r, interval);
  fen_status status = fen_transport_set_sources(r->transport, sources, 4, err);
  if (!status)
    status = fen_transport_set_deposition(r->transport, 0, velocity, err);
  if (!status)
    status = fen_transport_set_settling(r->transport, 1, 0.003, err);
  return status ? status : fen_transport_set_forcing(r->transport, &r->air.forcing, err);
}

static void set_fields(run *r) {
  double *q = numbers(r->air.cells);
  uint64_t seed = 77;
  for (int lane = 0; lane < LANES; lane++) {
    for (ptrdiff_t n = 0; n < r->air.cells; n++)
      q[n] = chance(&seed) < 0.01 ? 1e-3 * chance(&seed) : 0.0;
    MUST(fen_transport_set_field(r->transport, lane_species[lane], lane_member[lane], q, err));
  }
  free(q);
}

static fen_status happen(run *r, int event, fen_error *err) {
  int part = event % (PARTS + 1);
  int closes = !(r->setup->open_parts >> event & 1);
  if (part > 0)
    return fen_transport_run(r->transport, r->air.forcing.start_s + 600.0 * part / PARTS, 1 + event % 2, closes, err);
  fen_status status = enter(r, event / (PARTS + 1), err);
  if (event == 0)
    set_fields(r);
  return status;
}

static run run_until(const setup *u, int after) {
  run r = run_create(u, 1);
  for (int event = 0; event <= after; event++)
    MUST(happen(&r, event, err));
  return r;
}

/* Copy what is registered, all but the item `left_out` (-1: all). */
static void restore(run *to, const run *from, ptrdiff_t left_out) {
  assert_int_equal(to->registry.count, from->registry.count);
  for (ptrdiff_t n = 0; n < from->registry.count; n++) {
    const fen_item *item = &from->registry.items[n];
    assert_string_equal(item->name, to->registry.items[n].name);
    assert_int_equal(item->count, to->registry.items[n].count);
    if (n != left_out)
      memcpy(to->registry.items[n].address, item->address, (size_t)item->count * fen_item_size(item->kind));
  }
  fen_transport_restored(to->transport);
}

/* A new transport that goes on where another stands after an event. */
static run resumed(const run *from, int after, int threads, ptrdiff_t left_out) {
  run r = run_create(from->setup, threads);
  MUST(enter(&r, after / (PARTS + 1), err));
  restore(&r, from, left_out);
  return r;
}

/* Name of the first item that differs, or NULL. */
static const char *first_difference(const run *a, const run *b) {
  for (ptrdiff_t n = 0; n < a->registry.count; n++) {
    const fen_item *item = &a->registry.items[n];
    if (memcmp(item->address, b->registry.items[n].address, (size_t)item->count * fen_item_size(item->kind)) != 0)
      return item->name;
  }
  return NULL;
}

static void assert_same_budgets(run *a, run *b) {
  for (int lane = 0; lane < LANES; lane++) {
    fen_budget of_a;
    fen_budget of_b;
    MUST(fen_transport_budget(a->transport, lane_species[lane], lane_member[lane], &of_a, err));
    MUST(fen_transport_budget(b->transport, lane_species[lane], lane_member[lane], &of_b, err));
    assert_memory_equal(&of_a, &of_b, sizeof of_a);
    assert_true(fabs(of_a.residual) < (a->setup->precision == FEN_PRECISION_SINGLE ? 1e-6 : 1e-13));
  }
}

static void a_run_split_anywhere_ends_in_the_same_bytes(void **state) {
  (void)state;
  for (int n = 0; n < SETUPS; n++) {
    run whole = run_until(&setups[n], EVENTS - 1);
    run first = run_create(&setups[n], 1);
    for (int after = 0; after < EVENTS; after++) {
      MUST(happen(&first, after, err));
      if (after % 3 != n % 3) /* each set-up at its share of the instants */
        continue;
      run second = resumed(&first, after, after % 4 == 1 ? 3 : 1, -1);
      for (int event = after + 1; event < EVENTS; event++)
        MUST(happen(&second, event, err));
      const char *name = first_difference(&whole, &second);
      if (name)
        fail_msg("set-up %d split after event %d: %s differs", n, after, name);
      assert_same_budgets(&whole, &second);
      run_destroy(&second);
    }
    run_destroy(&first);
    run_destroy(&whole);
  }
}

/* Stopped and resumed ten times on its way, through files. */
static void a_run_split_ten_times_ends_in_the_same_bytes(void **state) {
  char path[SUPPORT_PATH];
  support_join(*state, "restart.h5", path);
  for (int n = 0; n < SETUPS; n++) {
    run whole = run_until(&setups[n], EVENTS - 1);
    run r = run_until(&setups[n], 0);
    int splits[EVENTS] = {0};
    uint64_t seed = 3u + (uint64_t)n;
    for (int split = 0; split < SPLITS;) {
      int after = (int)(chance(&seed) * EVENTS);
      split += !splits[after];
      splits[after] = 1;
    }
    for (int event = 1; event < EVENTS; event++) {
      if (splits[event - 1]) {
        MUST(fen_checkpoint_write(path, "", &r.registry, err));
        run_destroy(&r);
        r = run_create(&setups[n], event % 5 == 1 ? 2 : 1);
        MUST(enter(&r, (event - 1) / (PARTS + 1), err));
        MUST(fen_checkpoint_read(path, &r.registry, err));
        fen_transport_restored(r.transport);
      }
      MUST(happen(&r, event, err));
    }
    assert_null(first_difference(&whole, &r));
    run_destroy(&r);
    run_destroy(&whole);
  }
}

/* Whether leaving an item out is seen at the end of a run that was stopped after an event. */
static int is_missed(const run *whole, const run *stopped, int after, ptrdiff_t item) {
  run r = resumed(stopped, after, 1, item);
  fen_status status = FEN_OK;
  for (int event = after + 1; event < EVENTS && !status; event++)
    status = happen(&r, event, NULL);
  int missed = status || first_difference(whole, &r) != NULL;
  run_destroy(&r);
  return missed;
}

/* Written anew by every step, so that they matter only if nothing follows. */
static int is_of_the_last_step(const char *name) {
  return strcmp(name, "transport/courant") == 0 || strncmp(name, "transport/limiter_", 18) == 0;
}

static void no_registered_array_can_be_left_out(void **state) {
  (void)state;
  run whole = run_until(&setups[0], EVENTS - 1);
  run r = run_create(&setups[0], 1);
  int missed[64] = {0};
  assert_true(whole.registry.count <= 64);
  for (int after = 0; after < EVENTS; after++) {
    MUST(happen(&r, after, err));
    for (ptrdiff_t n = 0; n < whole.registry.count; n++)
      if (!missed[n] && is_of_the_last_step(whole.registry.items[n].name) == (after == EVENTS - 1))
        missed[n] = is_missed(&whole, &r, after, n);
  }
  for (ptrdiff_t n = 0; n < whole.registry.count; n++)
    if (!missed[n] && strcmp(whole.registry.items[n].name, "transport/broken") != 0) /* see the next test */
      fail_msg("%s is not missed if it is left out", whole.registry.items[n].name);
  run_destroy(&r);
  run_destroy(&whole);
}

static void a_transport_that_failed_stays_so_when_restored(void **state) {
  (void)state;
  run r = run_until(&setups[0], 0);
  flow_set_random(&r.air, 600.0, 1.0, 1, 5u);
  fen_error err = {.text = ""};
  fen_status status = fen_transport_set_forcing(r.transport, &r.air.forcing, &err);
  assert_int_equal(status, FEN_OK);
  assert_int_equal(fen_transport_run(r.transport, 600.0, 1, 1, &err), FEN_ERR_COURANT);
  run back = resumed(&r, 0, 1, -1);
  assert_int_equal(fen_transport_run(back.transport, 1.0, 1, 1, &err), FEN_ERR_ARGUMENT);
  assert_mentions(err.text, "failed");
  run_destroy(&back);
  run_destroy(&r);
}

static void a_file_of_another_grid_or_precision_is_refused(void **state) {
  char path[SUPPORT_PATH];
  support_join(*state, "other.h5", path);
  run r = run_until(&setups[0], 1);
  MUST(fen_checkpoint_write(path, "", &r.registry, err));
  for (int n = 1; n < SETUPS; n++) {
    run other = run_create(&setups[n], 1);
    fen_error err = {.text = ""};
    assert_int_equal(fen_checkpoint_read(path, &other.registry, &err), FEN_ERR_SHAPE);
    assert_mentions(err.text, "another set-up");
    assert_true(isnan(fen_transport_clock_s(other.transport)));
    run_destroy(&other);
  }
  run_destroy(&r);
}

static void two_transports_do_not_share_a_list(void **state) {
  (void)state;
  run r = run_create(&setups[0], 1);
  assert_int_equal(fen_transport_register(r.transport, &r.registry, NULL), FEN_ERR_INTERNAL);
  run_destroy(&r);
}

int main(void) {
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(a_run_split_anywhere_ends_in_the_same_bytes),
      cmocka_unit_test(a_run_split_ten_times_ends_in_the_same_bytes),
      cmocka_unit_test(no_registered_array_can_be_left_out),
      cmocka_unit_test(a_transport_that_failed_stays_so_when_restored),
      cmocka_unit_test(a_file_of_another_grid_or_precision_is_refused),
      cmocka_unit_test(two_transports_do_not_share_a_list),
  };
  return cmocka_run_group_tests(tests, support_folder_setup, support_folder_teardown);
}
