#include "gather.h"

#include <jansson.h>
#include <stdbool.h>
#include <stdio.h>
#include <string.h>

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

/* A member that has failed, or is not there yet, is told and left out. */
static fen_status add_member(fen_gathered *list, const char *batch, const char *name, const fen_log *log, fen_error *err) {
  char path[PATH];
  (void)snprintf(path, sizeof path, "%s/members/%s", batch, name);
  if (holds_result(path))
    return add(list, path, err);
  fen_log_line(log, FEN_LOG_WARNING, "member %s is left out: %s has no result (its state: %s/status/%s.json)", name, path, batch, name);
  return FEN_OK;
}

static const char *name_of(const json_t *member) {
  return json_is_string(member) ? json_string_value(member) : json_string_value(json_object_get(member, "name"));
}

/* The members in the order of batch.json; without a list there, those whose folders are there. */
static fen_status add_members(fen_gathered *list, const char *batch, const json_t *members, const fen_log *log, fen_error *err) {
  char path[PATH];
  char **names = NULL;
  ptrdiff_t count = 0;
  fen_status status = FEN_OK;
  for (size_t n = 0; !status && n < json_array_size(members); n++) {
    const char *name = name_of(json_array_get(members, n));
    if (name && strcmp(name, "base") != 0) /* it is there already, before all members */
      status = add_member(list, batch, name, log, err);
  }
  if (json_array_size(members) > 0)
    return status;
  (void)snprintf(path, sizeof path, "%s/members", batch);
  status = fen_folder_list(path, "", &count, &names, err);
  for (ptrdiff_t n = 0; !status && n < count; n++)
    if (names[n][0] != '.')
      status = add_member(list, batch, names[n], log, err);
  fen_names_free(count, names);
  return status;
}

/* The first result is what all others are measured by: a member must not slip into the base's place. */
static fen_status add_base(fen_gathered *list, const char *batch, const json_t *root, fen_error *err) {
  char base[PATH];
  const char *file = json_string_value(json_object_get(root, "case"));
  (void)snprintf(base, sizeof base, "%s/base", batch);
  if (holds_result(base))
    return add(list, base, err);
  return fen_fail(err, FEN_ERR_FILE_MISSING,
                  "%s: error: the batch has no base yet\n  = run it first: fenhe batch %s --output %s --only base", base,
                  file ? file : "CASE", batch);
}

static fen_status add_batch(fen_gathered *list, const char *batch, const char *index, const fen_log *log, fen_error *err) {
  json_error_t fault;
  json_t *root = json_load_file(index, 0, &fault);
  if (!json_is_object(root)) {
    json_decref(root);
    return fen_fail(err, FEN_ERR_FILE_FORMAT, "%s:%d: error: this is no list of a batch\n  = run the batch again", index, fault.line);
  }
  fen_status status = add_base(list, batch, root, err);
  if (!status)
    status = add_members(list, batch, json_object_get(root, "members"), log, err);
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
