/* Where what comes with the program lies: beside it when installed, in the source tree when built there. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

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

void fen_app_scenario_path(const char *word, char path[FEN_APP_PATH]) {
  char share[FEN_APP_PATH], name[FEN_APP_PATH];
  (void)snprintf(name, sizeof name, "scenarios/%s.yaml", word);
  bool built_in = access(word, F_OK) != 0 && !strpbrk(word, "/.") && fen_app_share(share) && found_in(share, name, path);
  if (!built_in)
    (void)snprintf(path, FEN_APP_PATH, "%s", word);
}

bool fen_app_script(const char *name, char path[FEN_APP_PATH]) {
  char folder[FEN_APP_PATH];
  return (beside_program(folder) && found_in(folder, name, path)) || found_in(FENHE_SOURCE_SCRIPTS, name, path);
}
