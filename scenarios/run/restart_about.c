/* The text that a run's spool carries: program, command and the checksums of what the run began with. */
#include <jansson.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

#include "fenhe/memory.h"
#include "restart.h"

enum { ID_TEXT = 80 };

/* No two runs have the same: they share a folder's lock, or differ in process or time. */
static void make_id(char id[ID_TEXT]) {
  struct timespec now = {0};
  (void)clock_gettime(CLOCK_REALTIME, &now);
  (void)snprintf(id, ID_TEXT, "run %lld.%09ld-%ld", (long long)now.tv_sec, now.tv_nsec, (long)getpid());
}

fen_status fen_restart_about(const fen_inputs *inputs, const char *command, char **text, fen_error *err) {
  json_t *list = json_array();
  for (ptrdiff_t n = 0; n < inputs->count; n++) {
    const fen_input *input = &inputs->items[n];
    json_t *entry = json_pack("{s:s, s:s, s:s}", "role", input->role, "path", input->path, "sha256", input->sha256);
    if (json_array_append_new(list, entry)) {
      json_decref(list);
      return fen_fail(err, FEN_ERR_LIBRARY,
                      "%s: error: the name of this input cannot be noted in the restart files\n  = rename it in UTF-8", input->path);
    }
  }
  char id[ID_TEXT];
  make_id(id);
  json_t *root = json_pack("{s:s, s:s, s:s, s:s, s:s, s:o}", "program", "Fenhe", "id", id, "version", fen_version(), "compiler",
                           __VERSION__, "command", command, "inputs", list);
  char *dump = root ? json_dumps(root, JSON_INDENT(1)) : NULL;
  fen_status status =
      dump ? fen_duplicate(dump, text, err)
           : fen_fail(err, FEN_ERR_LIBRARY, "error: the text for the restart files could not be put together\n  = name all files in UTF-8");
  free(dump);
  json_decref(root);
  return status;
}

static fen_status load(const char *about, const char *folder, json_t **out, fen_error *err) {
  json_t *root = json_loads(about, 0, NULL);
  const char *program = json_string_value(json_object_get(root, "program"));
  if (program && strcmp(program, "Fenhe") == 0 && json_is_string(json_object_get(root, "id")) &&
      json_is_string(json_object_get(root, "version")) && json_is_string(json_object_get(root, "command")) &&
      json_is_array(json_object_get(root, "inputs"))) {
    *out = root;
    return FEN_OK;
  }
  json_decref(root);
  return fen_fail(err, FEN_ERR_FILE_FORMAT, "%s/restart: error: the files there do not say which run they are of\n  = start anew (--fresh)",
                  folder);
}

fen_status fen_restart_origin(const char *about, const char *folder, char **id, char **command, fen_error *err) {
  json_t *root = NULL;
  fen_status status = load(about, folder, &root, err);
  if (!status)
    status = fen_duplicate(json_string_value(json_object_get(root, "id")), id, err);
  if (!status)
    status = fen_duplicate(json_string_value(json_object_get(root, "command")), command, err);
  json_decref(root);
  return status;
}

static fen_status compare_inputs(const json_t *list, const char *place, const char *anew, const fen_inputs *inputs, fen_error *err) {
  static const char remedy[] = "put back what the run began with, or";
  if (json_array_size(list) != (size_t)inputs->count)
    return fen_fail(err, FEN_ERR_RESTART, "%s: error: the run began with %zu input files, now there are %td\n  = %s %s", place,
                    json_array_size(list), inputs->count, remedy, anew);
  for (ptrdiff_t n = 0; n < inputs->count; n++) {
    const fen_input *input = &inputs->items[n];
    const char *then = json_string_value(json_object_get(json_array_get(list, (size_t)n), "sha256"));
    if (!then || strcmp(then, input->sha256) != 0)
      return fen_fail(err, FEN_ERR_RESTART,
                      "%s: error: the %s file %s has changed since the run began: SHA-256 %.12s..., then %.12s...\n  = %s %s", place,
                      input->role, input->path, input->sha256, then ? then : "unknown", remedy, anew);
  }
  return FEN_OK;
}

fen_status fen_restart_compare_origin(const json_t *root, const char *place, const char *anew, const fen_inputs *inputs, fen_error *err) {
  const char *version = json_string_value(json_object_get(root, "version"));
  if (!version || strcmp(version, fen_version()) != 0)
    return fen_fail(err, FEN_ERR_RESTART,
                    "%s: error: the run was begun by Fenhe %s, this is %s\n"
                    "  = continue with that version, or %s",
                    place, version ? version : "of no version", fen_version(), anew);
  return compare_inputs(json_object_get(root, "inputs"), place, anew, inputs, err);
}

fen_status fen_restart_compare(const char *about, const char *folder, const fen_inputs *inputs, const fen_log *log, fen_error *err) {
  json_t *root = NULL;
  char place[FEN_OUTPUT_PATH];
  fen_status status = load(about, folder, &root, err);
  if (status)
    return status;
  (void)snprintf(place, sizeof place, "%s/restart", folder);
  const char *compiler = json_string_value(json_object_get(root, "compiler"));
  status = fen_restart_compare_origin(root, place, "start anew (--fresh)", inputs, err);
  if (!status && !(compiler && strcmp(compiler, __VERSION__) == 0))
    fen_log_line(log, FEN_LOG_WARNING, "the run was begun by a program of another compiler (%s, this: %s): its last bits may differ",
                 compiler ? compiler : "unknown", __VERSION__);
  json_decref(root);
  return status;
}
