#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "verbs.h"

static const char help[] = "usage: fenhe demo [DIR]\n\n"
                           "Run the built-in case, the Taiyuan Basin under idealised winter weather with an illustrative inventory,\n"
                           "and leave its output in DIR (out/demo). FENHE_SHARE names the folder of the built-in data.\n";

enum { PATH_TEXT = 4096 };
static const char case_name[] = "cases/taiyuan.yaml";

static bool found_in(const char *folder, char path[PATH_TEXT]) {
  int written = snprintf(path, PATH_TEXT, "%s/%s", folder, case_name);
  return written > 0 && written < PATH_TEXT && access(path, R_OK) == 0;
}

/* PREFIX/share/fenhe, from PREFIX/bin/fenhe. */
static bool found_beside_program(char path[PATH_TEXT]) {
  char program[PATH_TEXT], folder[PATH_TEXT];
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
  int written = snprintf(folder, sizeof folder, "%s/share/fenhe", program);
  return written > 0 && written < (int)sizeof folder && found_in(folder, path);
}

int fen_app_demo(const fen_app_arguments *arguments) {
  char path[PATH_TEXT];
  if (fen_app_wants_help(arguments, help))
    return FEN_EXIT_OK;
  if (arguments->argc > 2 || (arguments->argc == 2 && arguments->argv[1][0] == '-'))
    return fen_app_complain_usage("demo", "give at most a folder");
  const char *share = getenv("FENHE_SHARE");
  bool found = share ? found_in(share, path) : found_beside_program(path) || found_in(FENHE_SOURCE_DATA, path);
  if (!found) {
    fen_error err;
    fen_fail(&err, FEN_ERR_FILE_MISSING,
             "fenhe demo: error: the built-in case %s was not found\n  = set FENHE_SHARE to the folder that holds it", case_name);
    return fen_app_complain(&err);
  }
  const char *folder = arguments->argc == 2 ? arguments->argv[1] : "out/demo";
  (void)printf("case %s\n", path);
  int code = fen_app_run_case(path, folder, arguments->command);
  static const char *const files[] = {"surface.nc", "receptors.nc", "deposition.nc", "budget.nc", "summary.json", "run.log"};
  for (size_t n = 0; code == FEN_EXIT_OK && n < sizeof files / sizeof *files; n++)
    (void)printf("  %s/%s\n", folder, files[n]);
  return code;
}
