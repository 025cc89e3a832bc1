/* The weights of faces (Eq. 6 and 7), beneath the public interface, against their definitions: the kernels are compiled into the test. */
#include <float.h>

#include "flow.h"
#include "kernels/kernels.h"

int fen_pencils_cut_baseline(fen_pencils *pencils, fen_pencils_fault *fault);
void fen_weigh_float_baseline(fen_scratch *scratch, const fen_even_weights *weights, int layers);
void fen_weigh_double_baseline(fen_scratch *scratch, const fen_even_weights *weights, int layers);

enum { CELLS = 24 };

/* A number of the weights' precision. */
static double number_at(fen_precision precision, const void *numbers, ptrdiff_t at) {
  return precision == FEN_PRECISION_DOUBLE ? ((const double *)numbers)[at] : (double)((const float *)numbers)[at];
}

/* How the Lagrange polynomials of all nodes change from the one at 0 to a point however near: together they stay 1. */
static void find_changes(int order, const long double *node, long double at, long double *change) {
  long double others = 0.0L;
  for (int t = 0; t <= order; t++) {
    change[t] = 1.0L;
    for (int s = 0; s <= order; s++)
      change[t] *= s == t ? 1.0L : (at - node[s]) / (node[t] - node[s]);
    others += node[t] == 0.0L ? 0.0L : change[t];
  }
  for (int t = 0; t <= order; t++)
    change[t] = node[t] == 0.0L ? -others : change[t];
}

/* a_k, towards +, of a face whose donor is the middle cell: what of cell k crosses is the change of its cumulative polynomial. */
static void define(int order, int by_mass, int ahead, const long double *air, long double crossing, long double *amount) {
  const int half = order / 2;
  const int face = ahead ? half + 1 : half;
  const long double step = by_mass ? crossing : crossing / air[half];
  long double node[FEN_MAX_ORDER + 1] = {0.0L};
  long double change[FEN_MAX_ORDER + 1];
  long double sum = 0.0L;
  for (int t = face + 1; t <= order; t++)
    node[t] = node[t - 1] + (by_mass ? air[t - 1] : 1.0L);
  for (int t = face - 1; t >= 0; t--)
    node[t] = node[t + 1] - (by_mass ? air[t] : 1.0L);
  find_changes(order, node, ahead ? -step : step, change);
  for (int k = 0; k < order; k++) {
    amount[k] = 0.0L;
    for (int t = k + 1; t <= order; t++)
      amount[k] -= air[k] * change[t];
    sum += amount[k];
  }
  for (int k = 0; k < order; k++)
    amount[k] *= by_mass ? 1.0L : crossing / fabsl(sum);
}

/* Largest error of the weights of face f of a pencil, in roundings of the air that crosses. */
static double worst_of(const fen_scratch *s, fen_precision precision, int by_mass, ptrdiff_t f, ptrdiff_t pencil) {
  const fen_pencils *p = &s->pencils;
  const int order = p->order;
  const ptrdiff_t at = f * FEN_BATCH + pencil;
  const long double crossing = p->crossing_kg[at] / p->unit_kg[pencil];
  long double air[FEN_MAX_ORDER];
  long double amount[FEN_MAX_ORDER];
  double worst = 0.0;
  for (int k = 0; k < order; k++)
    air[k] = p->air_kg[(p->donor[at] + k - order / 2) * FEN_BATCH + pencil] / p->unit_kg[pencil];
  define(order, by_mass, p->flux_kg[at] >= 0.0, air, crossing, amount);
  for (int l = 0; l < order - 1; l++) {
    const double weight = number_at(precision, s->records, ((s->record_side + f) * FEN_RECORD + l) * FEN_BATCH + pencil);
    long double sum = 0.0L;
    for (int k = 0; k < order; k++)
      sum += l < order / 2 ? (k <= l ? -amount[k] : 0.0L) : (k > l ? amount[k] : 0.0L);
    worst = fmax(worst, (double)(fabsl(weight - sum) / crossing));
  }
  return worst / (precision == FEN_PRECISION_DOUBLE ? DBL_EPSILON : (double)FLT_EPSILON);
}

/*
 * Pencils cut and weighed, in which Courant numbers rise slowly from -most to most and fall at once, where a cell is made of many pieces;
 * in some of them nearly nothing crosses.
 */
static fen_scratch weighed(fen_precision precision, int order, int layers, fen_side low, fen_side high, double most) {
  const fen_kernel_set set = {.real_size = precision == FEN_PRECISION_DOUBLE ? sizeof(double) : sizeof(float)};
  fen_scratch s;
  fen_even_weights even;
  fen_pencils_fault fault;
  MUST(fen_scratch_create(CELLS, 4, &set, &s, err));
  fen_pencils *p = &s.pencils;
  p->n = CELLS;
  p->count = FEN_BATCH;
  p->low = low;
  p->high = high;
  for (ptrdiff_t b = 0; b < FEN_BATCH; b++)
    for (ptrdiff_t f = 0; f <= CELLS; f++) {
      const ptrdiff_t i = f < CELLS || high != FEN_SIDE_PERIODIC ? f : 0;
      const double growth = layers ? pow(1.0 + 0.01 * (double)b, (double)i) : 1.0 + 0.4 * sin((double)(7 * i + b));
      const double place = fmod((double)i / CELLS + 0.37 * (double)b + 0.01, 1.0);
      const double courant = (2.0 * place - 1.0) * (b % 4 == 0 ? 1e-3 : most);
      if (f < CELLS)
        p->air_kg[f * FEN_BATCH + b] = 3e9 * growth;
      p->flux_kg[f * FEN_BATCH + b] =
          (i == 0 && low == FEN_SIDE_CLOSED) || (i == CELLS && high == FEN_SIDE_CLOSED) ? 0.0 : 3e9 * courant * (layers ? growth : 1.0);
    }
  fen_even_weights_set(order, &even);
  assert_int_equal(fen_pencils_cut_baseline(p, &fault), 1);
  assert_int_equal(fault.pencil, -1);
  (precision == FEN_PRECISION_DOUBLE ? fen_weigh_double_baseline : fen_weigh_float_baseline)(&s, &even, layers);
  return s;
}

/* Both at an open end and at the open top of closed columns. */
static void nothing_but_the_low_order_crosses_from_outside(void **state) {
  (void)state;
  static const fen_side lows[] = {FEN_SIDE_OPEN, FEN_SIDE_CLOSED};
  for (int layers = 0; layers < 2; layers++) {
    fen_scratch s = weighed(FEN_PRECISION_SINGLE, 7, layers, lows[layers], FEN_SIDE_OPEN, 0.4);
    const fen_pencils *p = &s.pencils;
    ptrdiff_t from_outside = 0;
    for (ptrdiff_t f = 0; f <= CELLS; f++)
      for (ptrdiff_t b = 0; b < FEN_BATCH; b++)
        if (p->donor[f * FEN_BATCH + b] < 0 || p->donor[f * FEN_BATCH + b] >= CELLS) {
          from_outside += p->crossing_kg[f * FEN_BATCH + b] > 0.0;
          for (int l = 0; l < 6; l++)
            assert_true(((const float *)s.records)[((s.record_side + f) * FEN_RECORD + l) * FEN_BATCH + b] == 0.0F);
        }
    assert_true(from_outside > 0);
    fen_scratch_clear(&s);
  }
}

static void weights_are_as_defined_however_little_crosses(void **state) {
  (void)state;
  for (int n = 0; n < 4; n++)
    for (int order = 3; order <= FEN_MAX_ORDER; order += 2) {
      const fen_precision precision = (fen_precision)(n / 2);
      const int layers = n % 2;
      const fen_side side = layers ? FEN_SIDE_CLOSED : FEN_SIDE_PERIODIC;
      fen_scratch s = weighed(precision, order, layers, side, side, layers ? 0.4 : 0.75);
      const ptrdiff_t mirrored = layers ? order : 0; /* the mirror of an end is no even layer */
      double worst = 0.0;
      for (ptrdiff_t f = mirrored; f <= CELLS - mirrored; f++)
        for (ptrdiff_t b = 0; b < FEN_BATCH; b++)
          worst = fmax(worst, worst_of(&s, precision, layers, f, b));
      fen_scratch_clear(&s);
      print_message("precision %d, %d cells, %s: %.2f roundings\n", (int)precision, order, layers ? "by mass" : "by index", worst);
      assert_true(worst <= (layers ? 5.0 : 2.0));
    }
}

/* The share of a cell's piece beside the main one, in the record or, where there are many, by itself. */
static double share_of(const fen_scratch *s, ptrdiff_t cell, int32_t term, ptrdiff_t pencil) {
  const fen_pencils *p = &s->pencils;
  const float *record = (const float *)s->records + (s->record_side + cell) * FEN_RECORD * FEN_BATCH;
  if (p->terms[cell + 1] - p->terms[cell] > 2)
    return (double)((const float *)s->share)[term * FEN_BATCH + pencil];
  return (double)record[(term == p->terms[cell] ? FEN_RECORD_SHARE : FEN_RECORD_THIRD_SHARE) * FEN_BATCH + pencil];
}

static void shares_mix_pieces_by_their_air(void **state) {
  (void)state;
  fen_scratch s = weighed(FEN_PRECISION_SINGLE, 3, 0, FEN_SIDE_PERIODIC, FEN_SIDE_PERIODIC, 2.0);
  const fen_pencils *p = &s.pencils;
  ptrdiff_t most = 0;
  for (ptrdiff_t i = 0; i < CELLS; i++) {
    most = p->terms[i + 1] - p->terms[i] > most ? p->terms[i + 1] - p->terms[i] : most;
    for (ptrdiff_t b = 0; b < FEN_BATCH; b++) {
      double left = 1.0; /* of the mixture, by the pieces after this one */
      for (int32_t t = p->terms[i + 1] - 1; t >= p->terms[i]; t--) {
        const double share = share_of(&s, i, t, b);
        const double wanted = p->term_kg[t * FEN_BATCH + b] / p->new_air_kg[i * FEN_BATCH + b];
        assert_true(fabs(share * left - wanted) <= 3.0 * FLT_EPSILON);
        left *= 1.0 - share;
      }
    }
  }
  assert_true(most > 2); /* more than a record holds */
  fen_scratch_clear(&s);
}

int main(void) {
  const struct CMUnitTest tests[] = {cmocka_unit_test(weights_are_as_defined_however_little_crosses),
                                     cmocka_unit_test(nothing_but_the_low_order_crosses_from_outside),
                                     cmocka_unit_test(shares_mix_pieces_by_their_air)};
  return cmocka_run_group_tests(tests, NULL, NULL);
}
