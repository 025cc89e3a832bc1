/* How a batch of pencils is cut into pieces, beneath the public interface: these kernels are compiled into the test. */
#include "kernels/kernels.h"
#include "wild.h"

int fen_pencils_cut_baseline(fen_pencils *pencils, fen_pencils_fault *fault);

enum { CELLS = WILD_CELLS };

static fen_scratch scratch_create(fen_side side, ptrdiff_t count) {
  static const fen_kernel_set set = {.real_size = sizeof(double)};
  fen_scratch s;
  MUST(fen_scratch_create(CELLS, 4, &set, &s, err));
  s.pencils.n = CELLS;
  s.pencils.count = count;
  s.pencils.low = s.pencils.high = side;
  return s;
}

/* Pencils from number `from` on. */
static void set_wild(fen_pencils *p, ptrdiff_t from, fen_side side, double share) {
  for (ptrdiff_t b = 0; b < FEN_BATCH; b++) {
    const ptrdiff_t pencil = from + (b < p->count ? b : p->count - 1);
    double air_kg[CELLS];
    double flux_kg[CELLS + 1];
    wild_pencil(pencil, side, share, air_kg, flux_kg);
    for (ptrdiff_t i = 0; i < CELLS; i++)
      p->air_kg[i * FEN_BATCH + b] = air_kg[i];
    for (ptrdiff_t f = 0; f <= CELLS; f++)
      p->flux_kg[f * FEN_BATCH + b] = flux_kg[f];
  }
}

static int cut(fen_pencils *p) {
  fen_pencils_fault fault;
  int fits = fen_pencils_cut_baseline(p, &fault);
  assert_int_equal(fault.pencil, -1);
  return fits;
}

static const fen_side sides[] = {FEN_SIDE_PERIODIC, FEN_SIDE_CLOSED, FEN_SIDE_OPEN};

static void pieces_of_sixteen_wild_pencils_do_not_fit_and_of_each_alone_do(void **state) {
  (void)state;
  for (int side = 0; side < 3; side++) {
    fen_scratch batch = scratch_create(sides[side], FEN_BATCH);
    set_wild(&batch.pencils, 0, sides[side], 0.9);
    assert_int_equal(cut(&batch.pencils), 0);
    fen_scratch_clear(&batch);
    for (ptrdiff_t pencil = 0; pencil < FEN_BATCH; pencil++) {
      fen_scratch one = scratch_create(sides[side], 1);
      set_wild(&one.pencils, pencil, sides[side], 0.9);
      assert_int_equal(cut(&one.pencils), 1);
      assert_true(one.pencils.terms[CELLS] <= CELLS + 1);
      fen_scratch_clear(&one);
    }
  }
}

/* The pieces of cell i of a pencil but for empty ones, as cells and their air; returns how many there are. */
static ptrdiff_t pieces_of(const fen_pencils *p, ptrdiff_t i, ptrdiff_t b, double *out) {
  ptrdiff_t count = 0;
  for (int32_t t = p->terms[i]; t < p->terms[i + 1]; t++)
    if (p->term_kg[t * FEN_BATCH + b] > 0.0) {
      out[2 * count] = p->term_cell[t * FEN_BATCH + b];
      out[2 * count++ + 1] = p->term_kg[t * FEN_BATCH + b];
    }
  return count;
}

static void a_pencil_has_the_same_pieces_beside_others(void **state) {
  (void)state;
  for (int side = 0; side < 3; side++) {
    fen_scratch batch = scratch_create(sides[side], FEN_BATCH);
    set_wild(&batch.pencils, 0, sides[side], 0.1);
    assert_int_equal(cut(&batch.pencils), 1);
    ptrdiff_t most = 0;
    for (ptrdiff_t b = 0; b < FEN_BATCH; b++) {
      fen_scratch one = scratch_create(sides[side], 1);
      set_wild(&one.pencils, b, sides[side], 0.1);
      assert_int_equal(cut(&one.pencils), 1);
      for (ptrdiff_t i = 0; i < CELLS; i++) {
        double beside[2 * 2 * CELLS];
        double alone[2 * 2 * CELLS];
        ptrdiff_t count = pieces_of(&batch.pencils, i, b, beside);
        most = count > most ? count : most;
        assert_int_equal(count, pieces_of(&one.pencils, i, 0, alone));
        assert_memory_equal(beside, alone, (size_t)(2 * count) * sizeof *alone);
        assert_int_equal(batch.pencils.main_cell[i * FEN_BATCH + b], one.pencils.main_cell[i * FEN_BATCH]);
        assert_true(batch.pencils.new_air_kg[i * FEN_BATCH + b] == one.pencils.new_air_kg[i * FEN_BATCH]);
      }
      fen_scratch_clear(&one);
    }
    assert_true(most > 2); /* beside the main one */
    fen_scratch_clear(&batch);
  }
}

int main(void) {
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(pieces_of_sixteen_wild_pencils_do_not_fit_and_of_each_alone_do),
      cmocka_unit_test(a_pencil_has_the_same_pieces_beside_others),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
