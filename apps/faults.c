/* Telling the faults of a case: all that `fenhe check` finds, whichever verb came upon the first. */
#include <stdio.h>
#include <string.h>

#include "fenhe/fault_order.h"
#include "fenhe/scenario.h"
#include "verbs.h"

enum { MOST_ALIKE = 3, MOST_TOLD = 20 };

static const char *plural(ptrdiff_t count) {
  return count == 1 ? "" : "s";
}

/* What is wrong and what is to be done, without the place. */
static const char *matter(const fen_error *fault) {
  const char *at = strstr(fault->text, ": error: ");
  return at ? at : fault->text;
}

/* The same fault in file after file, or row after row, is told a few times and then counted. @return the first that is another */
static ptrdiff_t tell_alike(const fen_diagnostics *faults, ptrdiff_t first) {
  ptrdiff_t end = first + 1;
  while (end < faults->count && strcmp(matter(&faults->items[end]), matter(&faults->items[first])) == 0)
    end++;
  const ptrdiff_t told = end - first > MOST_ALIKE + 1 ? first + MOST_ALIKE : end;
  for (ptrdiff_t n = first; n < told; n++)
    (void)fen_app_complain(&faults->items[n]);
  if (told < end) {
    const fen_error *last = &faults->items[end - 1];
    (void)fprintf(stderr, "... and %td more of this fault, to %.*s\n", end - told, (int)(matter(last) - last->text), last->text);
  }
  return end;
}

void fen_app_tell_faults(const char *path, const char *scenario, const fen_diagnostics *faults, const fen_diagnostics *warnings) {
  char counted[64] = "";
  for (ptrdiff_t n = 0; n < faults->count;)
    n = tell_alike(faults, n);
  for (ptrdiff_t n = 0; n < warnings->count; n++)
    (void)fprintf(stderr, "warning: %s\n", warnings->items[n].text);
  if (warnings->count > 0)
    (void)snprintf(counted, sizeof counted, ", %td warning%s", warnings->count, plural(warnings->count));
  if (faults->count > 0)
    (void)fprintf(stderr, "%td fault%s in %s%s%s%s\n", faults->count, plural(faults->count), path, scenario ? " with " : "",
                  scenario ? scenario : "", counted);
  else
    (void)printf("%s%s%s: no faults%s\n", path, scenario ? " with " : "", scenario ? scenario : "", counted);
}

int fen_app_complain_of_file(const char *path, const fen_diagnostics *faults) {
  ptrdiff_t told = 0;
  if (faults->count == 1)
    return fen_app_complain(&faults->items[0]);
  while (told < faults->count && told < MOST_TOLD)
    told = tell_alike(faults, told);
  if (told < faults->count)
    (void)fprintf(stderr, "... and %td more, which 'fenhe check' lists\n", faults->count - told);
  (void)fprintf(stderr, "%td faults in %s\n", faults->count, path);
  return (int)fen_status_exit(faults->items[0].status);
}

/* Whether what ended a verb is one of these; it may have been told with a word before it. */
static bool is_among(const fen_diagnostics *faults, const fen_error *err) {
  for (ptrdiff_t n = 0; n < faults->count; n++)
    if (strstr(err->text, faults->items[n].text))
      return true;
  return false;
}

int fen_app_complain_of_case(const char *path, const char *scenario, bool listed, const fen_error *err) {
  const fen_exit class_ = fen_status_exit(err->status);
  char share[FEN_APP_PATH];
  fen_diagnostics faults = {0};
  if (class_ != FEN_EXIT_CASE && class_ != FEN_EXIT_DATA)
    return fen_app_complain(err);
  const char *data = fen_app_share(share) ? share : NULL;
  if (scenario)
    (void)fen_scenario_check(path, scenario, data, NULL, &faults, NULL);
  else if (listed)
    (void)fen_case_check_all(path, data, NULL, &faults, NULL);
  else
    (void)fen_case_check(path, NULL, &faults, NULL);
  fen_faults_sort(&faults, path);
  const bool found = is_among(&faults, err);
  char both[2 * FEN_APP_PATH];
  (void)snprintf(both, sizeof both, "%s%s%s", path, scenario ? " with " : "", scenario ? scenario : "");
  if (found)
    (void)fen_app_complain_of_file(both, &faults);
  else
    (void)fen_app_complain(err);
  if (!found && faults.count > 0)
    (void)fprintf(stderr, "'fenhe check %s%s%s' lists %td fault%s of the case\n", path, scenario ? " --scenario " : "",
                  scenario ? scenario : "", faults.count, plural(faults.count));
  fen_diagnostics_clear(&faults);
  return (int)class_;
}
