/* Where what comes with the program lies: beside it when installed, in the source tree when built there. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "fenhe/diagnostics.h"
#include "fenhe/folder.h"
#include "verbs.h"

/* folder/name, if it can be read. */
static bool found_in(const char *folder, const char *name, char path[FEN_APP_PATH]) {
  int written = snprintf(path, FEN_APP_PATH, "%s/%s", folder, name);
  return written > 0 && written < FEN_APP_PATH && access(path, R_OK) == 0;
}

/* PREFIX/share/fenhe, from PREFIX/bin/fenhe. */
static bool beside_program(char folder[FEN_APP_PATH]) {
  char program[FEN_APP_PATH];
  ssize_t length = readlink("/proc/self/exe", program, sizeof program - 1);
  if (length <= 0)
    return false;
  program[length] = '\0';
  for (int up = 0; up < 2; up++) {
    char *slash = strrchr(program, '/');
    if (!slash)
      return false;
    *slash = '\0';
  }
  int written = snprintf(folder, FEN_APP_PATH, "%s/share/fenhe", program);
  return written > 0 && written < FEN_APP_PATH;
}

bool fen_app_share(char folder[FEN_APP_PATH]) {
  char path[FEN_APP_PATH];
  const char *share = getenv("FENHE_SHARE");
  if (!share && beside_program(folder) && found_in(folder, FEN_APP_DEMO_CASE, path))
    return true;
  int written = snprintf(folder, FEN_APP_PATH, "%s", share ? share : FENHE_SOURCE_DATA);
  return written > 0 && written < FEN_APP_PATH && found_in(folder, FEN_APP_DEMO_CASE, path);
}

/* Neither a file nor a built-in scenario: the nearest of these, and all of them. */
static fen_status no_such_scenario(const char *word, const char *share, fen_error *err) {
  enum { LIST = 700, MOST = 64 };
  char folder[FEN_APP_PATH], list[LIST] = "";
  const char *words[MOST];
  char **names = NULL;
  ptrdiff_t count = 0;
  ptrdiff_t scenarios = 0;
  (void)snprintf(folder, sizeof folder, "%.4000s/scenarios", share);
  fen_status status = fen_folder_list(folder, "", &count, &names, err);
  if (status)
    return status;
  for (ptrdiff_t n = 0; n < count; n++) {
    char *end = strstr(names[n], ".yaml");
    if (!end || scenarios == MOST)
      continue;
    *end = '\0';
    words[scenarios++] = names[n];
    size_t used = strlen(list);
    if (used + strlen(names[n]) + 3 < sizeof list)
      (void)snprintf(list + used, sizeof list - used, "%s%s", used ? ", " : "", names[n]);
  }
  const char *near = fen_nearest_word(word, words, scenarios);
  status = fen_fail(err, FEN_ERR_FILE_MISSING, "%s: error: neither a file nor a built-in scenario%s%s%s\n  = built in are: %s", word,
                    near ? "; did you mean '" : "", near ? near : "", near ? "'?" : "", list);
  fen_names_free(count, names);
  return status;
}

fen_status fen_app_scenario_path(const char *word, char path[FEN_APP_PATH], fen_error *err) {
  char share[FEN_APP_PATH], name[FEN_APP_PATH];
  struct stat about;
  int written = snprintf(path, FEN_APP_PATH, "%s", word);
  bool is_file = stat(word, &about) == 0 && !S_ISDIR(about.st_mode);
  bool bare = written < FEN_APP_PATH && !is_file && !strpbrk(word, "/.");
  if (!bare || !fen_app_share(share))
    return FEN_OK;
  (void)snprintf(name, sizeof name, "scenarios/%.4000s.yaml", word);
  return found_in(share, name, path) ? FEN_OK : no_such_scenario(word, share, err);
}

bool fen_app_script(const char *name, char path[FEN_APP_PATH]) {
  char folder[FEN_APP_PATH];
  return (beside_program(folder) && found_in(folder, name, path)) || found_in(FENHE_SOURCE_SCRIPTS, name, path);
}
