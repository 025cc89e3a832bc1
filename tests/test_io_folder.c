/* Folders that one run holds: claimed once, listed in order, removed as a whole. */
#include <sys/stat.h>
#include <unistd.h>

#include "fenhe/folder.h"
#include "support.h"

static void folder_is_claimed_by_one_at_a_time(void **state) {
  fen_folder_lock first = {-1}, second = {-1};
  fen_error err = {0};
  assert_int_equal(fen_folder_claim(*state, &first, &err), FEN_OK);
  assert_int_equal(fen_folder_claim(*state, &second, &err), FEN_ERR_WRITE);
  assert_mentions(err.text, "another run is writing into this folder");
  assert_mentions(err.text, *state);
  fen_folder_release(&first);
  assert_int_equal(fen_folder_claim(*state, &second, &err), FEN_OK);
  fen_folder_release(&second);
  fen_folder_release(&second);
}

static void names_are_listed_in_order_by_their_beginning(void **state) {
  char folder[SUPPORT_PATH], path[SUPPORT_PATH];
  ptrdiff_t count = -1;
  char **names = NULL;
  support_join(*state, "list", folder);
  assert_int_equal(fen_folder_list(folder, "", &count, &names, NULL), FEN_OK);
  assert_int_equal(count, 0);
  fen_names_free(count, names);
  assert_int_equal(mkdir(folder, 0777), 0);
  support_write_text(folder, "b2", "", path);
  support_write_text(folder, "b1", "", path);
  support_write_text(folder, ".b", "", path);
  support_write_text(folder, "a", "", path);
  assert_int_equal(fen_folder_list(folder, "b", &count, &names, NULL), FEN_OK);
  assert_int_equal(count, 2);
  assert_string_equal(names[0], "b1");
  assert_string_equal(names[1], "b2");
  fen_names_free(count, names);
  assert_int_equal(fen_folder_list(folder, "", &count, &names, NULL), FEN_OK);
  assert_int_equal(count, 4);
  fen_names_free(count, names);
  assert_int_equal(fen_folder_list(path, "", &count, &names, NULL), FEN_ERR_FILE_MISSING);
}

static void folder_is_removed_with_what_a_killed_process_left(void **state) {
  char folder[SUPPORT_PATH], gone[SUPPORT_PATH], path[SUPPORT_PATH];
  support_join(*state, "whole", folder);
  support_join(*state, ".whole.gone", gone);
  assert_int_equal(fen_folder_remove(folder, NULL), FEN_OK);
  assert_int_equal(mkdir(folder, 0777), 0);
  assert_int_equal(mkdir(gone, 0777), 0);
  support_write_text(folder, "a", "text", path);
  support_write_text(gone, "b", "text", path);
  assert_int_equal(fen_folder_remove(folder, NULL), FEN_OK);
  assert_false(fen_path_exists(folder));
  assert_false(fen_path_exists(gone));
}

static void folder_with_folders_in_it_is_not_removed(void **state) {
  char folder[SUPPORT_PATH], path[SUPPORT_PATH];
  fen_error err = {0};
  support_join(*state, "deep", folder);
  support_join(folder, "inner", path);
  assert_int_equal(mkdir(folder, 0777), 0);
  assert_int_equal(mkdir(path, 0777), 0);
  assert_int_equal(fen_folder_remove(folder, &err), FEN_ERR_WRITE);
  assert_mentions(err.text, "remove it by hand");
}

/* Some keep their restart files on another disk. */
static void link_to_a_folder_is_emptied_and_removed(void **state) {
  char folder[SUPPORT_PATH], way[SUPPORT_PATH], path[SUPPORT_PATH];
  support_join(*state, "disk", folder);
  support_join(*state, "restart", way);
  assert_int_equal(mkdir(folder, 0777), 0);
  support_write_text(folder, "spool", "", path);
  assert_int_equal(symlink(folder, way), 0);
  assert_int_equal(fen_folder_remove(way, NULL), FEN_OK);
  assert_false(fen_path_exists(way));
  assert_false(fen_path_exists(path));
  assert_true(fen_path_exists(folder));
}

static void file_where_a_folder_is_wanted_is_told(void **state) {
  char path[SUPPORT_PATH];
  ptrdiff_t count = -1;
  char **names = NULL;
  fen_error err = {0};
  support_write_text(*state, "file", "", path);
  assert_int_equal(fen_folder_list(path, "", &count, &names, &err), FEN_ERR_FILE_MISSING);
  assert_mentions(err.text, "a folder is wanted here");
}

int main(void) {
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(folder_is_claimed_by_one_at_a_time),
      cmocka_unit_test(names_are_listed_in_order_by_their_beginning),
      cmocka_unit_test(folder_is_removed_with_what_a_killed_process_left),
      cmocka_unit_test(link_to_a_folder_is_emptied_and_removed),
      cmocka_unit_test(file_where_a_folder_is_wanted_is_told),
      cmocka_unit_test(folder_with_folders_in_it_is_not_removed),
  };
  return cmocka_run_group_tests(tests, support_folder_setup, support_folder_teardown);
}
