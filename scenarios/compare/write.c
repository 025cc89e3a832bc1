/* A comparison's files. */
#include <stdio.h>
#include <string.h>

#include "differences.h"
#include "fenhe/files.h"
#include "fenhe/folder.h"
#include "fenhe/memory.h"

enum { PATH = 4096 };

typedef fen_status (*report)(const fen_comparison *comparison, char **text, fen_error *err);

static void name_file(const char *folder, const char *name, char path[PATH]) {
  (void)snprintf(path, PATH, "%s/%s", folder, name);
}

static fen_status write_report(const fen_comparison *c, const char *folder, const char *name, report make, fen_error *err) {
  char path[PATH];
  char *text = NULL;
  name_file(folder, name, path);
  fen_status status = make(c, &text, err);
  if (!status)
    status = fen_file_write(path, text, strlen(text), err);
  fen_free(text);
  return status;
}

static bool has_parts(const fen_comparison *c) {
  for (ptrdiff_t n = 0; n < c->run_count; n++)
    if (c->runs[n].sectors.count > 0)
      return true;
  return false;
}

/* comparison.json is the last to appear: who finds it finds all. */
fen_status fen_comparison_write(const fen_comparison *c, const char *folder, const char *command, fen_error *err) {
  char path[PATH];
  fen_status status = fen_folder_create(folder, err);
  name_file(folder, "comparison.json", path);
  if (!status)
    status = fen_file_remove(path, err);
  name_file(folder, "contributions.csv", path);
  if (!status)
    status = fen_file_remove(path, err);
  name_file(folder, "differences.nc", path);
  if (!status)
    status = fen_differences_write(c, path, command, err);
  if (!status)
    status = write_report(c, folder, "runs.csv", fen_comparison_csv_runs, err);
  if (!status)
    status = write_report(c, folder, "places.csv", fen_comparison_csv_places, err);
  if (!status && has_parts(c))
    status = write_report(c, folder, "contributions.csv", fen_comparison_csv_contributions, err);
  return status ? status : write_report(c, folder, "comparison.json", fen_comparison_json, err);
}
