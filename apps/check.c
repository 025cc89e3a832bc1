#include <stdio.h>
#include <string.h>

#include "fenhe/fault_order.h"
#include "fenhe/memory.h"
#include "fenhe/scenario.h"
#include "verbs.h"

static const char help[] = "usage: fenhe check case.yaml [--scenario FILE]\n\n"
                           "Read a case and everything it names, its scenarios too, and report all faults in one pass; with\n"
                           "--scenario those of the case and of this scenario. Nothing is computed or written.\n";

/* Scenarios of one name among those that can be opened. */
static fen_status check_names(const fen_case *item, const char *share, fen_diagnostics *faults) {
  fen_scenario **opened = NULL;
  ptrdiff_t count = 0;
  fen_error err;
  fen_status status = FEN_NEW(&opened, item->scenario_count, &err);
  for (ptrdiff_t n = 0; !status && n < item->scenario_count; n++)
    if (!fen_scenario_open(item->scenarios[n], item, share, NULL, &opened[count], NULL))
      count++;
  if (!status)
    status = fen_scenario_check_names((const fen_scenario *const *)opened, count, faults, NULL);
  for (ptrdiff_t n = 0; n < count; n++)
    fen_scenario_close(&opened[n]);
  fen_free((void *)opened);
  return status;
}

/* Faults of the scenarios that a faultless case lists. */
static fen_status check_listed(const char *path, const char *share, fen_diagnostics *faults) {
  fen_case *item = NULL;
  fen_status first = fen_case_open(path, faults, &item, NULL);
  for (ptrdiff_t n = 0; item && n < item->scenario_count; n++) {
    fen_status status = fen_scenario_check(path, item->scenarios[n], share, NULL, faults, NULL);
    first = first ? first : status;
  }
  if (item) {
    fen_status status = check_names(item, share, faults);
    first = first ? first : status;
  }
  fen_case_close(&item);
  return first;
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
  int code = FEN_EXIT_OK;
  fen_error err;
  if (scenario && fen_app_scenario_path(scenario, scenario_path, &err))
    return fen_app_complain(&err);
  const char *data = fen_app_share(share) ? share : NULL;
  fen_status status =
      scenario ? fen_scenario_check(path, scenario_path, data, NULL, &faults, NULL) : fen_case_check(path, NULL, &faults, NULL);
  if (!status && !scenario)
    status = check_listed(path, data, &faults);
  if (status) {
    fen_faults_sort(&faults, path);
    for (ptrdiff_t n = 0; n < faults.count; n++) {
      int own = fen_app_complain(&faults.items[n]);
      code = n == 0 ? own : code;
    }
    (void)fprintf(stderr, "%td fault%s in %s%s%s\n", faults.count, faults.count == 1 ? "" : "s", path, scenario ? " with " : "",
                  scenario ? scenario : "");
  } else {
    (void)printf("%s%s%s: no faults\n", path, scenario ? " with " : "", scenario ? scenario : "");
  }
  fen_diagnostics_clear(&faults);
  return code;
}
