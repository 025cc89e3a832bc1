#include <stdio.h>

#include "verbs.h"

static const char help[] = "usage: fenhe check case.yaml\n\n"
                           "Read a case and everything it names, and report all faults in one pass. Nothing is computed or written.\n";

int fen_app_check(const fen_app_arguments *arguments) {
  if (fen_app_wants_help(arguments, help))
    return FEN_EXIT_OK;
  if (arguments->argc != 2)
    return fen_app_complain_usage("check", "give the path of one case file");
  const char *path = arguments->argv[1];
  fen_diagnostics faults = {0};
  int code = FEN_EXIT_OK;
  if (fen_case_check(path, NULL, &faults, NULL)) {
    for (ptrdiff_t n = 0; n < faults.count; n++) {
      int own = fen_app_complain(&faults.items[n]);
      code = n == 0 ? own : code;
    }
    (void)fprintf(stderr, "%td fault%s in %s\n", faults.count, faults.count == 1 ? "" : "s", path);
  } else {
    (void)printf("%s: no faults\n", path);
  }
  fen_diagnostics_clear(&faults);
  return code;
}
