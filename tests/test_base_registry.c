#include "support.h"

#include "fenhe/registry.h"

static void items_keep_the_order_in_which_they_came(void **state) {
  (void)state;
  fen_registry registry = {0};
  double values[100];
  for (int n = 0; n < 100; n++) {
    char name[32];
    (void)snprintf(name, sizeof name, "group/%d", n);
    assert_int_equal(fen_registry_add(&registry, name, (fen_item_kind)(n % 4), n, &values[n], NULL), FEN_OK);
  }
  assert_int_equal(registry.count, 100);
  for (int n = 0; n < 100; n++) {
    char name[32];
    (void)snprintf(name, sizeof name, "group/%d", n);
    assert_string_equal(registry.items[n].name, name);
    assert_int_equal(registry.items[n].kind, n % 4);
    assert_int_equal(registry.items[n].count, n);
    assert_ptr_equal(registry.items[n].address, &values[n]);
  }
  fen_registry_clear(&registry);
  assert_int_equal(registry.count, 0);
  assert_null(registry.items);
  fen_registry_clear(&registry);
}

static void a_name_is_taken_once(void **state) {
  (void)state;
  fen_registry registry = {0};
  fen_error err = {.text = ""};
  double value = 0.0;
  assert_int_equal(fen_registry_add(&registry, "a/b", FEN_ITEM_DOUBLE, 1, &value, &err), FEN_OK);
  assert_int_equal(fen_registry_add(&registry, "a/b", FEN_ITEM_FLOAT, 2, &value, &err), FEN_ERR_INTERNAL);
  assert_mentions(err.text, "a/b");
  assert_int_equal(registry.count, 1);
  fen_registry_clear(&registry);
}

static void a_name_fits_or_is_refused(void **state) {
  (void)state;
  fen_registry registry = {0};
  fen_error err = {.text = ""};
  double value = 0.0;
  char name[FEN_ITEM_NAME + 1];
  memset(name, 'n', sizeof name);
  name[FEN_ITEM_NAME] = '\0';
  assert_int_equal(fen_registry_add(&registry, name, FEN_ITEM_DOUBLE, 1, &value, &err), FEN_ERR_INTERNAL);
  assert_int_equal(registry.count, 0);
  name[FEN_ITEM_NAME - 1] = '\0';
  assert_int_equal(fen_registry_add(&registry, name, FEN_ITEM_DOUBLE, 1, &value, &err), FEN_OK);
  assert_string_equal(registry.items[0].name, name);
  fen_registry_clear(&registry);
}

static void elements_have_their_sizes(void **state) {
  (void)state;
  assert_int_equal(fen_item_size(FEN_ITEM_FLOAT), 4);
  assert_int_equal(fen_item_size(FEN_ITEM_DOUBLE), 8);
  assert_int_equal(fen_item_size(FEN_ITEM_INT64), 8);
  assert_int_equal(fen_item_size(FEN_ITEM_BYTE), 1);
}

int main(void) {
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(items_keep_the_order_in_which_they_came),
      cmocka_unit_test(a_name_is_taken_once),
      cmocka_unit_test(a_name_fits_or_is_refused),
      cmocka_unit_test(elements_have_their_sizes),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
