#include <dirent.h>
#include <signal.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include "fenhe/files.h"
#include "fenhe/memory.h"
#include "support.h"

static int entries(const char *folder) {
  DIR *open = opendir(folder);
  assert_non_null(open);
  int count = -2; /* . and .. */
  while (readdir(open))
    count++;
  (void)closedir(open);
  return count;
}

static void a_file_is_written_whole_and_nothing_is_left_beside_it(void **state) {
  char path[SUPPORT_PATH];
  support_join(*state, "out.txt", path);
  assert_int_equal(fen_file_write(path, "old", 3, NULL), FEN_OK);
  assert_int_equal(fen_file_write(path, "a\0b", 3, NULL), FEN_OK);
  size_t size = 0;
  unsigned char *bytes = support_read(path, &size);
  assert_int_equal(size, 3);
  assert_memory_equal(bytes, "a\0b", 3);
  free(bytes);
  assert_int_equal(entries(*state), 1);
}

static void an_empty_file_may_be_written(void **state) {
  char path[SUPPORT_PATH];
  support_join(*state, "empty.txt", path);
  assert_int_equal(fen_file_write(path, "", 0, NULL), FEN_OK);
  size_t size = 1;
  free(support_read(path, &size));
  assert_int_equal(size, 0);
}

static void places_that_cannot_be_written_are_refused(void **state) {
  char path[SUPPORT_PATH];
  char name[300];
  fen_error err = {0};
  support_join(*state, "absent/out.txt", path);
  assert_int_equal(fen_file_write(path, "x", 1, &err), FEN_ERR_WRITE);
  assert_mentions(err.text, "absent/out.txt: error: the file cannot be written: No such file or directory\n  = make the folder first");
  assert_int_equal(fen_file_write(*state, "x", 1, &err), FEN_ERR_WRITE);
  assert_mentions(err.text, "this is a folder  [E0502]");
  support_write_text(*state, "file", "x", path);
  support_join(*state, "file/out.txt", path);
  assert_int_equal(fen_file_write(path, "x", 1, &err), FEN_ERR_WRITE);
  assert_mentions(err.text, "Not a directory");
  memset(name, 'n', 280);
  name[280] = '\0';
  support_join(*state, name, path);
  assert_int_equal(fen_file_write(path, "x", 1, &err), FEN_ERR_WRITE);
  assert_mentions(err.text, "choose a shorter name");
}

static void a_folder_without_permission_is_refused(void **state) {
  if (geteuid() == 0) {
    print_message("skipped: the superuser may write everywhere\n");
    skip();
  }
  char path[SUPPORT_PATH];
  fen_error err = {0};
  assert_int_equal(chmod(*state, 0500), 0);
  support_join(*state, "out.txt", path);
  fen_status status = fen_file_write(path, "x", 1, &err);
  assert_int_equal(chmod(*state, 0700), 0);
  assert_int_equal(status, FEN_ERR_WRITE);
  assert_mentions(err.text, "choose a folder that you may write to");
}

/* In a child process whose files may not grow, as on a full disk. @return the number of the first check that failed, 0 if none */
static int write_without_space(const char *folder) {
  char path[SUPPORT_PATH];
  static char much[100000];
  fen_error err = {0};
  const struct rlimit limit = {20000, 20000};
  support_join(folder, "out.txt", path);
  if (signal(SIGXFSZ, SIG_IGN) == SIG_ERR || setrlimit(RLIMIT_FSIZE, &limit))
    return 1;
  if (fen_file_write(path, "old", 3, &err))
    return 2;
  if (fen_file_write(path, much, sizeof much, &err) != FEN_ERR_WRITE)
    return 3;
  if (!strstr(err.text, "out.txt: error: the file cannot be written: File too large\n"))
    return 4;
  return 0;
}

static void a_full_disk_leaves_the_old_file(void **state) {
  pid_t child = fork();
  assert_true(child >= 0);
  if (child == 0)
    _exit(write_without_space(*state));
  int status = 0;
  assert_int_equal(waitpid(child, &status, 0), child);
  assert_true(WIFEXITED(status));
  assert_int_equal(WEXITSTATUS(status), 0);
  char path[SUPPORT_PATH];
  size_t size = 0;
  support_join(*state, "out.txt", path);
  unsigned char *bytes = support_read(path, &size);
  assert_int_equal(size, 3);
  assert_memory_equal(bytes, "old", 3);
  free(bytes);
  assert_int_equal(entries(*state), 1);
}

/* Known answers of FIPS 180-4's example "abc" and of the empty text. */
static void checksums_are_sha256(void **state) {
  char path[SUPPORT_PATH];
  char hex[65];
  support_write_text(*state, "abc", "abc", path);
  assert_int_equal(fen_file_checksum(path, hex, NULL), FEN_OK);
  assert_string_equal(hex, "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad");
  support_write_text(*state, "nothing", "", path);
  assert_int_equal(fen_file_checksum(path, hex, NULL), FEN_OK);
  assert_string_equal(hex, "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855");
  fen_error err = {0};
  assert_int_equal(fen_file_checksum(*state, hex, &err), FEN_ERR_FILE_MISSING);
  assert_mentions(err.text, "this is a folder");
  support_join(*state, "absent", path);
  assert_int_equal(fen_file_checksum(path, hex, &err), FEN_ERR_FILE_MISSING);
}

static void folders_are_made_with_their_parents(void **state) {
  char path[SUPPORT_PATH];
  struct stat facts;
  support_join(*state, "a//b/c/", path);
  assert_int_equal(fen_folder_create(path, NULL), FEN_OK);
  assert_int_equal(fen_folder_create(path, NULL), FEN_OK);
  support_join(*state, "a/b/c", path);
  assert_int_equal(stat(path, &facts), 0);
  assert_true(S_ISDIR(facts.st_mode));
  support_write_text(*state, "file", "x", path);
  fen_error err = {0};
  assert_int_equal(fen_folder_create(path, &err), FEN_ERR_WRITE);
  support_join(*state, "file/below", path);
  assert_int_equal(fen_folder_create(path, &err), FEN_ERR_WRITE);
  assert_mentions(err.text, "a part of this path is a file");
  assert_int_equal(fen_folder_create("", &err), FEN_ERR_WRITE);
}

static void relative_paths_start_at_the_file_that_names_them(void **state) {
  (void)state;
  static const char *const cases[][3] = {{"/data/case.yaml", "wrf/a.nc", "/data/wrf/a.nc"},
                                         {"/data/case.yaml", "/abs/a.nc", "/abs/a.nc"},
                                         {"case.yaml", "a.nc", "a.nc"},
                                         {"cases/case.yaml", "../a.nc", "cases/../a.nc"},
                                         {"/case.yaml", "a.nc", "/a.nc"}};
  for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
    char *path = NULL;
    assert_int_equal(fen_path_beside(cases[i][0], cases[i][1], &path, NULL), FEN_OK);
    assert_string_equal(path, cases[i][2]);
    fen_free(path);
  }
}

static void matching_files_come_sorted(void **state) {
  char path[SUPPORT_PATH];
  support_write_text(*state, "wrfout_d01_b", "", path);
  support_write_text(*state, "wrfout_d01_a", "", path);
  support_write_text(*state, "wrfout_d02_a", "", path);
  support_join(*state, "wrfout_d01_folder", path);
  assert_int_equal(fen_folder_create(path, NULL), FEN_OK);
  support_join(*state, "wrfout_d01_c", path);
  assert_int_equal(symlink("/nowhere/wrfout_d01_c", path), 0);
  char checksum[65];
  fen_error lost = {0};
  assert_int_equal(fen_file_checksum(path, checksum, &lost), FEN_ERR_FILE_MISSING);
  assert_mentions(lost.text, "wrfout_d01_c: error: this link leads to no file\n  = make the link anew");
  support_join(*state, "wrfout_d01_*", path);
  ptrdiff_t count = 0;
  char **paths = NULL;
  assert_int_equal(fen_files_matching(path, &count, &paths, NULL), FEN_OK);
  assert_int_equal(count, 3); /* the link too: who opens it must say that it leads nowhere */
  assert_mentions(paths[0], "wrfout_d01_a");
  assert_mentions(paths[1], "wrfout_d01_b");
  assert_mentions(paths[2], "wrfout_d01_c");
  for (ptrdiff_t i = 0; i < count; i++)
    fen_free(paths[i]);
  fen_free(paths);
  fen_error err = {0};
  support_join(*state, "wrfout_d03_?", path);
  assert_int_equal(fen_files_matching(path, &count, &paths, &err), FEN_ERR_FILE_MISSING);
  assert_mentions(err.text, "wrfout_d03_?: error: no file matches\n  = correct the folder or the pattern");
  support_join(*state, "wrfout_d01_fold*", path);
  assert_int_equal(fen_files_matching(path, &count, &paths, &err), FEN_ERR_FILE_MISSING);
}

int main(void) {
#define IN_FOLDER(test) cmocka_unit_test_setup_teardown(test, support_folder_setup, support_folder_teardown)
  const struct CMUnitTest tests[] = {
      IN_FOLDER(a_file_is_written_whole_and_nothing_is_left_beside_it),
      IN_FOLDER(an_empty_file_may_be_written),
      IN_FOLDER(places_that_cannot_be_written_are_refused),
      IN_FOLDER(a_folder_without_permission_is_refused),
      IN_FOLDER(a_full_disk_leaves_the_old_file),
      IN_FOLDER(checksums_are_sha256),
      IN_FOLDER(folders_are_made_with_their_parents),
      cmocka_unit_test(relative_paths_start_at_the_file_that_names_them),
      IN_FOLDER(matching_files_come_sorted),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
