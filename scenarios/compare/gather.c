#include "gather.h"

#include <jansson.h>
#include <stdbool.h>
#include <stdio.h>
#include <string.h>

#include "fenhe/batch.h"
#include "fenhe/folder.h"
#include "fenhe/memory.h"

enum { PATH = 4096, FILE_PATH = PATH + 512 };

static fen_status add(fen_gathered *list, const char *path, fen_error *err) {
  if (list->count == list->room) {
    char **larger = NULL;
    ptrdiff_t room = 2 * list->room + 8;
    fen_status status = FEN_NEW(&larger, room, err);
    if (status)
      return status;
    for (ptrdiff_t n = 0; n < list->count; n++)
      larger[n] = list->items[n];
    fen_free(list->items);
    list->items = larger;
    list->room = room;
  }
  fen_status status = fen_duplicate(path, &list->items[list->count], err);
  list->count += !status;
  return status;
}

static bool holds_result(const char *folder) {
  char path[FILE_PATH];
  (void)snprintf(path, sizeof path, "%s/surface.nc", folder);
  return fen_path_exists(path);
}

static bool is_finished(const char *state) {
  return state &&
         (strcmp(state, fen_member_state_word(FEN_MEMBER_DONE)) == 0 || strcmp(state, fen_member_state_word(FEN_MEMBER_KEPT)) == 0);
}

/* The state of a member, NULL where its result is that of the batch as it stands: finished by batch.json, and not run with other inputs
 * since, as it is while a batch is run anew. */
static const char *unfinished(const char *batch, const json_t *entry, const char *name) {
  char path[FILE_PATH];
  const char *state = json_string_value(json_object_get(entry, "state"));
  const char *inputs = json_string_value(json_object_get(entry, "inputs"));
  if (!is_finished(state))
    return state ? state : "unknown";
  (void)snprintf(path, sizeof path, "%s/status/%s.json", batch, name);
  json_t *told = json_load_file(path, 0, NULL);
  const char *told_inputs = json_string_value(json_object_get(told, "inputs"));
  bool same = !told ||
              (is_finished(json_string_value(json_object_get(told, "state"))) && inputs && told_inputs && strcmp(inputs, told_inputs) == 0);
  json_decref(told);
  return same ? NULL : "run anew";
}

/* A member that has failed, is not there yet, or is there from older inputs, is told and left out. */
static fen_status add_member(fen_gathered *list, const char *batch, const json_t *entry, const char *name, const fen_log *log,
                             fen_error *err) {
  char path[PATH];
  const char *state = unfinished(batch, entry, name);
  (void)snprintf(path, sizeof path, "%s/members/%s", batch, name);
  if (!state && holds_result(path))
    return add(list, path, err);
  if (!holds_result(path))
    fen_log_line(log, FEN_LOG_WARNING, "member %s is left out: %s has no result (its state: %s/status/%s.json)", name, path, batch, name);
  else
    fen_log_line(log, FEN_LOG_WARNING, "member %s is left out: the result in %s is not of the batch as it stands (%s); run the batch again",
                 name, path, state);
  return FEN_OK;
}

/* The first result is what all others are measured by: a member must not slip into the base's place. */
static fen_status add_base(fen_gathered *list, const char *batch, const json_t *root, const json_t *entry, fen_error *err) {
  char base[PATH];
  const char *file = json_string_value(json_object_get(root, "case"));
  const char *state = unfinished(batch, entry, "base");
  (void)snprintf(base, sizeof base, "%s/base", batch);
  if (!state && holds_result(base))
    return add(list, base, err);
  return fen_fail(err, FEN_ERR_FILE_MISSING,
                  "%s: error: the batch has no base yet (%s)\n  = run it first: fenhe batch %s --output %s --only base", base,
                  state ? state : "no result", file ? file : "CASE", batch);
}

static const char *name_of(const json_t *entry) {
  return json_string_value(json_object_get(entry, "name"));
}

static bool is_base(const json_t *entry) {
  const char *name = name_of(entry);
  return name && strcmp(name, "base") == 0;
}

/* The base, then the members in the order of batch.json. */
static fen_status add_all(fen_gathered *list, const char *batch, const json_t *root, const fen_log *log, fen_error *err) {
  const json_t *entries = json_object_get(root, "members");
  const json_t *base = NULL;
  for (size_t n = 0; !base && n < json_array_size(entries); n++)
    base = is_base(json_array_get(entries, n)) ? json_array_get(entries, n) : NULL;
  fen_status status = add_base(list, batch, root, base, err);
  for (size_t n = 0; !status && n < json_array_size(entries); n++) {
    const json_t *entry = json_array_get(entries, n);
    if (name_of(entry) && !is_base(entry))
      status = add_member(list, batch, entry, name_of(entry), log, err);
  }
  return status;
}

static fen_status add_batch(fen_gathered *list, const char *batch, const char *index, const fen_log *log, fen_error *err) {
  json_error_t fault;
  json_t *root = json_load_file(index, 0, &fault);
  fen_status status = json_is_object(root)
                          ? add_all(list, batch, root, log, err)
                          : fen_fail(err, FEN_ERR_FILE_FORMAT, "%s:%d: error: this is no list of a batch\n  = run the batch again", index,
                                     root ? 1 : fault.line);
  json_decref(root);
  return status;
}

fen_status fen_gather(const char *const *folders, ptrdiff_t count, const fen_log *log, fen_gathered *out, fen_error *err) {
  fen_gathered list = {0};
  fen_status status = FEN_OK;
  for (ptrdiff_t n = 0; !status && n < count; n++) {
    char index[PATH];
    (void)snprintf(index, sizeof index, "%s/batch.json", folders[n]);
    status = fen_path_exists(index) ? add_batch(&list, folders[n], index, log, err) : add(&list, folders[n], err);
  }
  if (!status && list.count < 2)
    status = fen_fail(err, FEN_ERR_ARGUMENT,
                      "error: %td result is nothing to compare\n  = name two results or more, or a batch's folder; the first is the base",
                      list.count);
  if (status)
    fen_gathered_clear(&list);
  else
    *out = list;
  return status;
}

void fen_gathered_clear(fen_gathered *gathered) {
  for (ptrdiff_t n = 0; n < gathered->count; n++)
    fen_free(gathered->items[n]);
  fen_free(gathered->items);
  *gathered = (fen_gathered){0};
}
