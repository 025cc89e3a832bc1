#include "member.h"

#include <jansson.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "fenhe/files.h"
#include "fenhe/folder.h"
#include "fenhe/memory.h"
#include "fenhe/netcdf_combine.h"

/* Files that are linear in the lanes. */
static const char *const linear_files[] = {"surface.nc", "receptors.nc", "districts.nc", "deposition.nc", "fields.nc"};
enum { LINEAR_FILES = sizeof linear_files / sizeof *linear_files };

typedef struct {
  const fen_member *member;
  ptrdiff_t room;
  fen_nc_part *parts;
} choosing;

/* What follows the longest of the species' names at the start of a variable's name; NULL: it is of none. */
static const char *suffix_of(const fen_member *member, const char *variable, const fen_member_sum **species) {
  size_t longest = 0;
  for (ptrdiff_t s = 0; s < member->sum_count; s++) {
    size_t length = strlen(member->sums[s].species);
    if (length <= longest || strncmp(variable, member->sums[s].species, length) != 0 || (variable[length] && variable[length] != '_'))
      continue;
    longest = length;
    *species = &member->sums[s];
  }
  return longest > 0 ? variable + longest : NULL;
}

/* A species becomes its sum, tags and other scenarios are left out; what the run has not written of a part cannot be summed. */
static fen_nc_fate choose_sum(void *context, const fen_nc_reader *source, const char *variable) {
  choosing *c = context;
  const fen_member_sum *sum = NULL;
  const char *suffix = suffix_of(c->member, variable, &sum);
  if (!suffix)
    return (fen_nc_fate){FEN_NC_KEEP, NULL};
  if (strncmp(suffix, "__", 2) == 0 || sum->count == 0)
    return (fen_nc_fate){FEN_NC_DROP, NULL};
  for (ptrdiff_t t = 0; t < sum->count; t++) {
    (void)snprintf(c->parts[t].name, sizeof c->parts[t].name, "%s%s", sum->terms[t].lane, suffix);
    c->parts[t].weight = sum->terms[t].weight;
    if (!fen_nc_has(source, c->parts[t].name))
      return (fen_nc_fate){FEN_NC_DROP, NULL};
  }
  return (fen_nc_fate){sum->count, c->parts};
}

/* Of a run with scenarios beside it, what the run is by itself. */
static fen_nc_fate choose_own(void *context, const fen_nc_reader *source, const char *variable) {
  (void)context, (void)source;
  return (fen_nc_fate){strstr(variable, FEN_SCENARIO_MARK) ? FEN_NC_DROP : FEN_NC_KEEP, NULL};
}

static fen_status combine_files(const fen_member *member, const char *folder, fen_error *err) {
  choosing c = {.member = member};
  fen_status status = FEN_OK;
  const char *const globals[] = {"history", member->command, "scenario", member->scenario ? member->scenario : "", NULL};
  for (ptrdiff_t s = 0; s < member->sum_count; s++)
    c.room = member->sums[s].count > c.room ? member->sums[s].count : c.room;
  status = FEN_NEW(&c.parts, c.room, err);
  const fen_nc_combination how = {.choose = member->sum_count > 0 ? choose_sum : choose_own, .context = &c, .globals = globals};
  for (int f = 0; !status && f < LINEAR_FILES; f++) {
    char from[FEN_MEMBER_PATH], to[FEN_MEMBER_PATH + 64];
    (void)snprintf(from, sizeof from, "%s/%s", member->run, linear_files[f]);
    (void)snprintf(to, sizeof to, "%s/%s", folder, linear_files[f]);
    if (fen_path_exists(from))
      status = fen_nc_combine(from, to, &how, err);
  }
  fen_free(c.parts);
  return status;
}

/* Of the budgets of a run with scenarios beside it, those of its own lanes. */
static fen_status keep_budgets(const fen_member *member, const char *folder, fen_error *err) {
  char from[FEN_MEMBER_PATH], to[FEN_MEMBER_PATH + 64];
  fen_nc_reader *reader = NULL;
  ptrdiff_t count = 0;
  ptrdiff_t *rows = NULL;
  fen_nc_combination how = {.choose = choose_own, .dimension = "species"};
  (void)snprintf(from, sizeof from, "%s/budget.nc", member->run);
  (void)snprintf(to, sizeof to, "%s/budget.nc", folder);
  fen_status status = fen_nc_open(from, &reader, err);
  if (!status)
    status = fen_nc_dimension(reader, "species", &count, err);
  if (!status)
    status = FEN_NEW(&rows, count, err);
  for (ptrdiff_t n = 0; !status && n < count; n++) {
    char name[FEN_LANE_NAME];
    status = fen_nc_read_text(reader, "species_name", n, name, sizeof name, err);
    if (!status && !strstr(name, FEN_SCENARIO_MARK))
      rows[how.row_count++] = n;
  }
  fen_nc_close(&reader);
  how.rows = rows;
  if (!status)
    status = fen_nc_combine(from, to, &how, err);
  fen_free(rows);
  return status;
}

static bool is_term(const fen_member *member, const char *lane) {
  for (ptrdiff_t s = 0; s < member->sum_count; s++)
    for (ptrdiff_t t = 0; t < member->sums[s].count; t++)
      if (strcmp(member->sums[s].terms[t].lane, lane) == 0)
        return true;
  return false;
}

/* Budgets of the lanes that the member is made of. */
static json_t *budgets_of(const fen_member *member, const json_t *all) {
  json_t *kept = json_array();
  for (size_t n = 0; n < json_array_size(all); n++) {
    json_t *row = json_array_get(all, n);
    const char *lane = json_string_value(json_object_get(row, "lane"));
    bool wanted = member->sum_count > 0 ? lane && is_term(member, lane) : lane && !strstr(lane, FEN_SCENARIO_MARK);
    if (wanted)
      json_array_append(kept, row);
  }
  return kept;
}

static json_t *files_in(const char *folder) {
  json_t *files = json_array();
  for (int f = 0; f <= LINEAR_FILES; f++) {
    const char *name = f < LINEAR_FILES ? linear_files[f] : "budget.nc";
    char path[FEN_MEMBER_PATH + 64];
    (void)snprintf(path, sizeof path, "%s/%s", folder, name);
    if (fen_path_exists(path))
      json_array_append_new(files, json_string(name));
  }
  return files;
}

static fen_status add_input(void *context, const char *role, const char *path, fen_error *err) {
  char sha256[65];
  fen_status status = fen_file_checksum(path, sha256, err);
  if (!status)
    json_array_append_new(context, json_pack("{s:s, s:s, s:s}", "role", role, "path", path, "sha256", sha256));
  return status;
}

static fen_status write_summary(const fen_member *member, const char *folder, fen_error *err) {
  char path[FEN_MEMBER_PATH + 64];
  (void)snprintf(path, sizeof path, "%s/summary.json", member->run);
  json_t *root = json_load_file(path, 0, NULL);
  if (!json_is_object(root)) {
    json_decref(root);
    return fen_fail(err, FEN_ERR_FILE_MISSING, "%s: error: the run's summary is missing or damaged\n  = run it again", path);
  }
  json_t *budget = budgets_of(member, json_object_get(root, "budget"));
  json_object_set_new(root, "kind", json_string(member->kind));
  json_object_set_new(root, "scenario", member->scenario ? json_string(member->scenario) : json_null());
  json_object_set_new(root, "limiter_of", json_string(member->limiter_of));
  json_object_set_new(root, "command", json_string(member->command));
  if (member->title)
    json_object_set_new(root, "scenario_title", json_string(member->title));
  json_object_set_new(root, "files", files_in(folder));
  json_object_set_new(root, "budget", budget);
  if (member->sum_count > 0) {
    json_object_del(root, "tags");
    json_object_del(root, "tonnes"); /* of the run; the ledger has the scenario's */
  }
  fen_status status = FEN_OK;
  if (member->measures)
    status = fen_scenario_visit_inputs(member->measures, add_input, json_object_get(root, "inputs"), err);
  char *text = json_dumps(root, JSON_INDENT(2));
  (void)snprintf(path, sizeof path, "%s/summary.json", folder);
  if (!status)
    status =
        text ? fen_file_write(path, text, strlen(text), err)
             : fen_fail(err, FEN_ERR_LIBRARY,
                        "%s: error: the summary could not be put together\n  = write the names of the case and its files in UTF-8", path);
  free(text);
  json_decref(root);
  return status;
}

static bool is_result(const char *folder) {
  static const char *const kinds[] = {"run", "member", "prediction"};
  char path[FEN_MEMBER_PATH + 64];
  bool known = false;
  (void)snprintf(path, sizeof path, "%s/summary.json", folder);
  json_t *root = json_load_file(path, 0, NULL);
  const char *program = json_string_value(json_object_get(root, "program"));
  const char *kind = json_string_value(json_object_get(root, "kind"));
  for (size_t n = 0; n < sizeof kinds / sizeof *kinds; n++)
    known = known || (program && kind && strcmp(program, "Fenhe") == 0 && strcmp(kind, kinds[n]) == 0);
  json_decref(root);
  return known;
}

fen_status fen_member_check_place(const char *folder, fen_error *err) {
  ptrdiff_t count = 0;
  char **names = NULL;
  fen_status status = fen_folder_list(folder, "", &count, &names, err);
  if (status)
    return status;
  fen_names_free(count, names);
  if (count == 0 || is_result(folder))
    return FEN_OK;
  return fen_fail(err, FEN_ERR_WRITE,
                  "%s: error: this folder holds something else than a result of Fenhe\n"
                  "  = move it elsewhere, or write into another folder",
                  folder);
}

fen_status fen_member_remove(const char *folder, fen_error *err) {
  fen_status status = fen_member_check_place(folder, err);
  return status ? status : fen_folder_remove(folder, err);
}

fen_status fen_member_write(const fen_member *member, fen_member_draft *draft, fen_error *err) {
  const char *slash = strrchr(member->folder, '/');
  const char *name = slash ? slash + 1 : member->folder;
  fen_member_draft made = {""};
  (void)snprintf(made.folder, sizeof made.folder, "%.*s.%s.tmp-%ld", (int)(name - member->folder), member->folder, name, (long)getpid());
  fen_status status = fen_member_check_place(member->folder, err);
  if (!status)
    status = fen_folder_remove(made.folder, err);
  if (!status)
    status = fen_folder_create(made.folder, err);
  if (!status)
    status = combine_files(member, made.folder, err);
  if (!status && member->sum_count == 0)
    status = keep_budgets(member, made.folder, err);
  if (!status)
    status = write_summary(member, made.folder, err);
  if (status)
    fen_member_discard(&made);
  else
    *draft = made;
  return status;
}

fen_status fen_member_write_ledger(fen_change *change, const fen_member_draft *draft, fen_error *err) {
  char path[FEN_MEMBER_PATH + 64];
  fen_ledger *ledger = NULL;
  if (!change)
    return FEN_OK;
  fen_status status = fen_ledger_create(change, &ledger, err);
  (void)snprintf(path, sizeof path, "%s/ledger.json", draft->folder);
  if (!status)
    status = fen_ledger_write_json(ledger, path, err);
  (void)snprintf(path, sizeof path, "%s/ledger.csv", draft->folder);
  if (!status)
    status = fen_ledger_write_csv(ledger, path, err);
  fen_ledger_destroy(&ledger);
  return status;
}

fen_status fen_member_commit(const fen_member *member, fen_member_draft *draft, fen_error *err) {
  fen_status status = fen_member_check_place(member->folder, err);
  if (!status)
    status = fen_folder_replace(draft->folder, member->folder, err);
  if (!status)
    draft->folder[0] = '\0';
  return status;
}

void fen_member_discard(fen_member_draft *draft) {
  if (draft->folder[0])
    (void)fen_folder_remove(draft->folder, NULL);
  draft->folder[0] = '\0';
}
