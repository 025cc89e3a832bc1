#include <stdio.h>

#include "verbs.h"

static const char help[] = "usage: fenhe demo [DIR]\n\n"
                           "Run the built-in case, the Taiyuan Basin under idealised winter weather with an illustrative inventory,\n"
                           "and leave its output in DIR (out/demo). FENHE_SHARE names the folder of the built-in data.\n";

int fen_app_demo(const fen_app_arguments *arguments) {
  char share[FEN_APP_PATH], path[FEN_APP_PATH + sizeof FEN_APP_DEMO_CASE];
  if (fen_app_wants_help(arguments, help))
    return FEN_EXIT_OK;
  if (arguments->argc > 2 || (arguments->argc == 2 && arguments->argv[1][0] == '-'))
    return fen_app_complain_usage("demo", "give at most a folder");
  if (!fen_app_share(share)) {
    fen_error err;
    fen_fail(&err, FEN_ERR_FILE_MISSING,
             "fenhe demo: error: the built-in case %s was not found\n  = set FENHE_SHARE to the folder that holds it", FEN_APP_DEMO_CASE);
    return fen_app_complain(&err);
  }
  const char *folder = arguments->argc == 2 ? arguments->argv[1] : "out/demo";
  (void)snprintf(path, sizeof path, "%s/%s", share, FEN_APP_DEMO_CASE);
  (void)printf("case %s\n", path);
  /* A demonstration that was cut short is not worth keeping. */
  const fen_app_case which = {.path = path, .folder = folder, .command = arguments->command, .fresh = true};
  int code = fen_app_run_case(&which);
  static const char *const files[] = {"surface.nc", "receptors.nc", "deposition.nc", "budget.nc", "summary.json", "run.log"};
  for (size_t n = 0; code == FEN_EXIT_OK && n < sizeof files / sizeof *files; n++)
    (void)printf("  %s/%s\n", folder, files[n]);
  return code;
}
