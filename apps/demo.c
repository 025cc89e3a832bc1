#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "verbs.h"

static const char help[] = "usage: fenhe demo [DIR]\n\n"
                           "Run the built-in case, the Taiyuan Basin under idealised winter weather with an illustrative inventory,\n"
                           "and leave its output in DIR (out/demo). FENHE_SHARE names the folder of the built-in data.\n";

static const char case_name[] = "cases/taiyuan.yaml";

static bool holds_case(const char *folder, char path[FEN_APP_PATH]) {
  int written = snprintf(path, FEN_APP_PATH, "%s/%s", folder, case_name);
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
  if (!share && beside_program(folder) && holds_case(folder, path))
    return true;
  int written = snprintf(folder, FEN_APP_PATH, "%s", share ? share : FENHE_SOURCE_DATA);
  return written > 0 && written < FEN_APP_PATH && holds_case(folder, path);
}

int fen_app_demo(const fen_app_arguments *arguments) {
  char share[FEN_APP_PATH], path[FEN_APP_PATH];
  if (fen_app_wants_help(arguments, help))
    return FEN_EXIT_OK;
  if (arguments->argc > 2 || (arguments->argc == 2 && arguments->argv[1][0] == '-'))
    return fen_app_complain_usage("demo", "give at most a folder");
  if (!fen_app_share(share) || !holds_case(share, path)) {
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
