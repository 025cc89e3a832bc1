/* Pictures: drawn by scripts, which lie beside the program or in the source tree. */
#include <spawn.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

#include "verbs.h"

extern char **environ;

/* Why the script did not draw; NULL: it did. What it says goes to `out`. */
static const char *run_script(const char *python, char *script, const char *folder, FILE *out) {
  char name[] = "python3", option[] = "-B", where[FEN_APP_PATH];
  char *const words[] = {name, option, script, where, NULL};
  pid_t child;
  int status = 0;
  (void)snprintf(where, sizeof where, "%s", folder);
  posix_spawn_file_actions_t actions;
  if (posix_spawn_file_actions_init(&actions) != 0)
    return "it cannot be started";
  bool started = posix_spawn_file_actions_adddup2(&actions, fileno(out), STDOUT_FILENO) == 0 &&
                 posix_spawnp(&child, python, &actions, NULL, words, environ) == 0;
  (void)posix_spawn_file_actions_destroy(&actions);
  if (!started)
    return "it cannot be started";
  if (waitpid(child, &status, 0) != child || !WIFEXITED(status))
    return "it was interrupted";
  return WEXITSTATUS(status) == 0 ? NULL : WEXITSTATUS(status) == 127 ? "it is missing" : "it ended with a fault";
}

void fen_app_draw(const char *script_name, const char *folder, FILE *out) {
  char script[FEN_APP_PATH];
  const char *python = getenv("FENHE_PYTHON");
  if (!python || !*python)
    python = "/usr/bin/python3";
  (void)fflush(NULL);
  if (!fen_app_script(script_name, script)) {
    (void)fprintf(stderr, "no pictures: %s is not beside the program; draw them later: python3 .../%s %s\n", script_name, script_name,
                  folder);
    return;
  }
  const char *why = run_script(python, script, folder, out);
  if (why)
    (void)fprintf(stderr, "no pictures: %s: %s; scripts/install-deps plots brings what is needed, then: %s %s %s\n", python, why, python,
                  script, folder);
  else
    (void)fprintf(out, "pictures in %s\n", folder);
}
