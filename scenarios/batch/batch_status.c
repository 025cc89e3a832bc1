/* The folder of a batch: what became of each member, and who is at it. */
#define _POSIX_C_SOURCE 200809L
#include <jansson.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "batch_parts.h"
#include "fenhe/clock.h"
#include "fenhe/files.h"
#include "fenhe/text.h"

static const char *const words[] = {
#define FEN_MEMBER_STATE_WORD(name, word) word,
    FEN_MEMBER_STATE_LIST(FEN_MEMBER_STATE_WORD)
#undef FEN_MEMBER_STATE_WORD
};

/* The summary is put together in some milliseconds: who finds it being put together waits so long for its turn. */
enum { TURNS = 400 };
static const long turn_ns = 25000000;

const char *fen_member_state_word(fen_member_state state) {
  return state >= 0 && state < FEN_MEMBER_STATES ? words[state] : "?";
}

static void status_path(const fen_batch_work *work, const char *name, char path[FEN_MEMBER_PATH]) {
  (void)snprintf(path, FEN_MEMBER_PATH, "%s/status/%s.json", work->folder, name);
}

fen_status fen_batch_make_folders(const fen_batch_work *work, fen_error *err) {
  static const char *const names[] = {"status", "claims", "groups", "members"};
  fen_status status = FEN_OK;
  for (size_t n = 0; !status && n < sizeof names / sizeof *names; n++) {
    char path[FEN_MEMBER_PATH];
    (void)snprintf(path, sizeof path, "%s/%s", work->folder, names[n]);
    status = fen_folder_create(path, err);
  }
  return status;
}

/* Whether all files that the summary of a result lists are there. */
static bool is_whole(const char *folder) {
  char path[FEN_MEMBER_PATH];
  (void)snprintf(path, sizeof path, "%s/summary.json", folder);
  json_t *root = json_load_file(path, 0, NULL);
  const json_t *files = json_object_get(root, "files");
  bool whole = json_is_array(files);
  for (size_t n = 0; whole && n < json_array_size(files); n++) {
    const char *name = json_string_value(json_array_get(files, n));
    (void)snprintf(path, sizeof path, "%s/%s", folder, name ? name : "");
    whole = name && fen_path_exists(path);
  }
  json_decref(root);
  return whole;
}

bool fen_batch_is_done(const fen_batch_work *work, const fen_batch_item *item) {
  char path[FEN_MEMBER_PATH];
  status_path(work, item->told->name, path);
  json_t *root = json_load_file(path, 0, NULL);
  const char *state = json_string_value(json_object_get(root, "state"));
  const char *inputs = json_string_value(json_object_get(root, "inputs"));
  bool done = state && strcmp(state, words[FEN_MEMBER_DONE]) == 0 && inputs && strcmp(inputs, item->inputs) == 0;
  json_decref(root);
  return done && is_whole(item->told->folder);
}

static fen_status write_json(json_t *root, const char *path, fen_error *err) {
  char *text = root ? json_dumps(root, JSON_INDENT(2)) : NULL;
  fen_status status =
      text ? fen_file_write(path, text, strlen(text), err)
           : fen_fail(err, FEN_ERR_LIBRARY,
                      "%s: error: this file could not be put together\n  = write the names of the case and its scenarios in UTF-8", path);
  free(text);
  json_decref(root);
  return status;
}

/* Where a member lies, from the batch's folder. */
static const char *within(const fen_batch_work *work, const char *folder) {
  size_t length = strlen(work->folder);
  return strncmp(folder, work->folder, length) == 0 && folder[length] == '/' ? folder + length + 1 : folder;
}

static json_t *describe(const fen_batch_work *work, const fen_batch_item *item) {
  const fen_batch_member *told = item->told;
  char at[FEN_TIME_TEXT];
  fen_time_format((double)time(NULL), 0.0, at);
  json_t *root = json_pack("{s:s, s:s, s:s, s:s, s:s, s:s, s:s, s:s, s:s, s:f, s:b}", "name", told->name, "title", told->title, "scenario",
                           told->path, "state", fen_member_state_word(told->state), "folder", within(work, told->folder), "limiter_of",
                           work->options->limiter == FEN_BATCH_OWN || item == work->items ? "own" : "base", "inputs", item->inputs,
                           "version", fen_version(), "at", at, "wall_s", told->wall_s, "alert", (int)told->alert);
  if (told->state == FEN_MEMBER_FAILED) {
    char code[16];
    (void)snprintf(code, sizeof code, "E%04d", fen_status_code(told->error.status));
    json_object_set_new(root, "error", json_string(told->error.text));
    json_object_set_new(root, "code", json_string(code));
  }
  return root;
}

fen_status fen_batch_tell(const fen_batch_work *work, const fen_batch_item *item, fen_error *err) {
  char path[FEN_MEMBER_PATH];
  status_path(work, item->told->name, path);
  return write_json(describe(work, item), path, err);
}

/* What the status file of a member says, else that it waits. */
static json_t *load_status(const fen_batch_work *work, const fen_batch_item *item) {
  char path[FEN_MEMBER_PATH];
  status_path(work, item->told->name, path);
  json_t *root = json_load_file(path, 0, NULL);
  const char *inputs = json_string_value(json_object_get(root, "inputs"));
  bool failed = item->told->state == FEN_MEMBER_FAILED;
  if (inputs && (strcmp(inputs, item->inputs) == 0 || failed))
    return root;
  json_decref(root);
  root = describe(work, item);
  json_object_set_new(root, "state", json_string(words[failed ? FEN_MEMBER_FAILED : FEN_MEMBER_WAITING]));
  return root;
}

fen_status fen_batch_summarise(const fen_batch_work *work, fen_error *err) {
  char path[FEN_MEMBER_PATH];
  fen_folder_lock lock = {-1};
  const struct timespec turn = {0, turn_ns};
  (void)snprintf(path, sizeof path, "%s/status", work->folder);
  fen_status status = fen_folder_claim(path, &lock, err);
  for (int n = 0; status == FEN_ERR_WRITE && n < TURNS; n++) {
    (void)nanosleep(&turn, NULL);
    status = fen_folder_claim(path, &lock, err);
  }
  if (status)
    return status;
  json_t *members = json_array();
  for (ptrdiff_t n = 0; n < work->report->count; n++)
    json_array_append_new(members, load_status(work, &work->items[n]));
  (void)snprintf(path, sizeof path, "%s/batch.json", work->folder);
  status = write_json(json_pack("{s:s, s:s, s:s, s:s, s:s, s:s, s:o}", "program", "Fenhe", "version", fen_version(), "command",
                                work->command, "case", work->item->path, "title", work->item->title, "limiter_of",
                                work->options->limiter == FEN_BATCH_OWN ? "own" : "base", "members", members),
                      path, err);
  fen_folder_release(&lock);
  return status;
}

/* Drafts that a process has left which ended before it could remove them; who has the claim is the only one to make any. */
static void sweep(const fen_batch_item *item) {
  char parent[FEN_MEMBER_PATH], prefix[FEN_BATCH_NAME + 8];
  ptrdiff_t count = 0;
  char **names = NULL;
  const char *slash = strrchr(item->told->folder, '/');
  (void)snprintf(parent, sizeof parent, "%.*s", (int)(slash - item->told->folder), item->told->folder);
  (void)snprintf(prefix, sizeof prefix, ".%s.tmp-", item->told->name);
  if (fen_folder_list(parent, prefix, &count, &names, NULL))
    return;
  for (ptrdiff_t n = 0; n < count; n++) {
    char path[FEN_MEMBER_PATH + 256];
    (void)snprintf(path, sizeof path, "%s/%s", parent, names[n]);
    (void)fen_folder_remove(path, NULL);
  }
  fen_names_free(count, names);
}

fen_status fen_batch_claim(const fen_batch_work *work, fen_batch_item *item, bool *taken, fen_error *err) {
  char path[FEN_MEMBER_PATH];
  (void)snprintf(path, sizeof path, "%s/claims/%s", work->folder, item->told->name);
  fen_status status = fen_folder_create(path, err);
  *taken = false;
  if (status)
    return status;
  item->claim = (fen_folder_lock){-1};
  *taken = fen_folder_claim(path, &item->claim, NULL) == FEN_OK;
  item->claimed = *taken;
  if (*taken)
    sweep(item);
  return FEN_OK;
}

void fen_batch_release(fen_batch_item *item) {
  if (item->claimed)
    fen_folder_release(&item->claim);
  item->claimed = false;
}

void fen_batch_fail(fen_batch_item *item, const fen_error *fault) {
  item->told->state = FEN_MEMBER_FAILED;
  item->told->error = *fault;
  fen_text_cut(item->told->error.text);
}
