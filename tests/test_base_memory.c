/* Arrays are zeroed and aligned whatever their size and whatever was there before. */
#include "fenhe/memory.h"
#include "support.h"

static void assert_zeroed(const unsigned char *bytes, ptrdiff_t count) {
  for (ptrdiff_t n = 0; n < count; n++)
    if (bytes[n] != 0)
      fail_msg("byte %td of %td is %d", n, count, bytes[n]);
}

static void arrays_are_zeroed_and_aligned_at_every_size(void **state) {
  static const ptrdiff_t sizes[] = {1, 64, 4097, FEN_LARGE - 1, FEN_LARGE, FEN_LARGE + 1, 2 * FEN_LARGE + 12345};
  (void)state;
  for (size_t n = 0; n < sizeof sizes / sizeof *sizes; n++) {
    unsigned char *bytes = NULL;
    fen_error err;
    assert_int_equal(fen_allocate(sizes[n], 1, &bytes, &err), FEN_OK);
    assert_true((uintptr_t)bytes % FEN_ALIGNMENT == 0);
    assert_zeroed(bytes, sizes[n]);
    memset(bytes, 7, (size_t)sizes[n]);
    fen_free(bytes);
  }
}

static void memory_that_was_used_before_is_zeroed_again(void **state) {
  (void)state;
  for (int round = 0; round < 6; round++) {
    unsigned char *bytes = NULL;
    fen_error err;
    ptrdiff_t size = FEN_LARGE + round * 1000;
    assert_int_equal(fen_allocate(size, 1, &bytes, &err), FEN_OK);
    assert_zeroed(bytes, size);
    memset(bytes, round + 1, (size_t)size);
    fen_free(bytes);
  }
}

static void arrays_that_cannot_be_are_refused(void **state) {
  char *bytes = NULL;
  fen_error err;
  (void)state;
  assert_int_equal(fen_allocate(-1, 1, &bytes, &err), FEN_ERR_ARGUMENT);
  assert_int_equal(fen_allocate(PTRDIFF_MAX, 2, &bytes, &err), FEN_ERR_ARGUMENT);
  assert_int_equal(fen_allocate(PTRDIFF_MAX - 64, 1, &bytes, &err), FEN_ERR_ARGUMENT);
  assert_null(bytes);
  assert_int_equal(fen_allocate(0, 8, &bytes, &err), FEN_OK);
  assert_null(bytes);
}

static void an_array_that_grows_keeps_its_items(void **state) {
  int *items = NULL;
  ptrdiff_t capacity = 0;
  (void)state;
  for (int n = 0; n < 1000; n++) {
    assert_int_equal(fen_make_room(&items, n, &capacity, sizeof *items, NULL), FEN_OK);
    assert_true(capacity > n);
    items[n] = n;
  }
  for (int n = 0; n < 1000; n++)
    assert_int_equal(items[n], n);
  fen_free(items);
}

int main(void) {
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(arrays_are_zeroed_and_aligned_at_every_size),
      cmocka_unit_test(memory_that_was_used_before_is_zeroed_again),
      cmocka_unit_test(arrays_that_cannot_be_are_refused),
      cmocka_unit_test(an_array_that_grows_keeps_its_items),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
