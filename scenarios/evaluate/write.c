/* An evaluation's files. */
#include <stdio.h>
#include <string.h>

#include "fenhe/evaluate.h"
#include "fenhe/files.h"
#include "fenhe/folder.h"
#include "fenhe/memory.h"

enum { PATH = 4096 };

typedef fen_status (*report)(const fen_evaluation *evaluation, char **text, fen_error *err);

static fen_status write_report(const fen_evaluation *e, const char *folder, const char *name, report make, fen_error *err) {
  char path[PATH];
  char *text = NULL;
  (void)snprintf(path, sizeof path, "%s/%s", folder, name);
  fen_status status = make(e, &text, err);
  if (!status)
    status = fen_file_write(path, text, strlen(text), err);
  fen_free(text);
  return status;
}

/* evaluation.json is the last to appear: who finds it finds all. */
fen_status fen_evaluation_write(const fen_evaluation *e, const char *folder, fen_error *err) {
  char path[PATH];
  fen_status status = fen_folder_create(folder, err);
  (void)snprintf(path, sizeof path, "%s/evaluation.json", folder);
  if (!status)
    status = fen_file_remove(path, err);
  if (!status)
    status = write_report(e, folder, "pairs.csv", fen_evaluation_csv_pairs, err);
  if (!status)
    status = write_report(e, folder, "evaluation.csv", fen_evaluation_csv_rows, err);
  return status ? status : write_report(e, folder, "evaluation.json", fen_evaluation_json, err);
}
