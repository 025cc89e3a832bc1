#include <stdio.h>
#include <string.h>

#include "fenhe/fault_order.h"
#include "fenhe/memory.h"
#include "fenhe/scenario.h"
#include "verbs.h"

static const char help[] = "usage: fenhe check case.yaml [--scenario FILE]\n\n"
                           "Read a case and everything it names, its scenarios too, and report all faults in one pass; with\n"
                           "--scenario those of the case and of this scenario. Warnings tell what is\n"
                           "no fault but may not be meant; they leave the exit status 0. Nothing is computed or written.\n";

enum { WARNING_TEXT = 600 };

/* Warnings in the order they came, each once: the weather may be opened for a part more than once. */
static void keep_warning(void *context, fen_log_level level, const char *line) {
  fen_diagnostics *warnings = context;
  fen_error warning;
  (void)snprintf(warning.text, sizeof warning.text, "%.*s", WARNING_TEXT, line);
  warning.status = FEN_OK;
  for (ptrdiff_t n = 0; n < warnings->count; n++)
    if (strcmp(warnings->items[n].text, warning.text) == 0)
      return;
  if (level == FEN_LOG_WARNING)
    fen_diagnostics_add(warnings, &warning);
}

int fen_app_check(const fen_app_arguments *arguments) {
  if (fen_app_wants_help(arguments, help))
    return FEN_EXIT_OK;
  const char *path = NULL;
  const char *scenario = NULL;
  for (int n = 1; n < arguments->argc; n++) {
    const char *word = arguments->argv[n];
    if (strcmp(word, "--scenario") == 0) {
      if (!fen_app_value(arguments, &n, &scenario))
        return fen_app_complain_usage("check", "--scenario has no file behind it");
    } else if (word[0] == '-')
      return fen_app_complain_usage("check", "unknown option '%s'", word);
    else if (path)
      return fen_app_complain_usage("check", "one case at a time, not also '%s'", word);
    else
      path = word;
  }
  if (!path)
    return fen_app_complain_usage("check", "give the path of one case file");
  char share[FEN_APP_PATH], scenario_path[FEN_APP_PATH];
  fen_diagnostics faults = {0};
  fen_diagnostics warnings = {0};
  const fen_log log = {.write = keep_warning, .context = &warnings};
  fen_error err;
  if (scenario && fen_app_scenario_path(scenario, scenario_path, &err))
    return fen_app_complain(&err);
  const char *data = fen_app_share(share) ? share : NULL;
  if (scenario)
    (void)fen_scenario_check(path, scenario_path, data, &log, &faults, &err);
  else
    (void)fen_case_check_all(path, data, &log, &faults, &err);
  fen_faults_sort(&faults, path);
  fen_app_tell_faults(path, scenario, &faults, &warnings);
  int code = faults.count > 0 ? (int)fen_status_exit(faults.items[0].status) : FEN_EXIT_OK;
  fen_diagnostics_clear(&faults);
  fen_diagnostics_clear(&warnings);
  return code;
}
