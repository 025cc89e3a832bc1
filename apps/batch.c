/* fenhe batch: a base and its scenarios. */
#include "fenhe/batch.h"

#include <float.h>
#include <jansson.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "options.h"

static const char help[] =
    "usage: fenhe batch case.yaml [--output DIR] [--limiter base|own] [--memory SIZE] [--only NAME]\n"
    "                             [--list | --dry-run] [--json]\n\n"
    "Run a case and the scenarios that it lists, as lanes of one run where memory allows. What is finished is not run again,\n"
    "a member that fails does not stop the others. docs/guide/batch.md explains.\n\n"
    "  --output DIR      write there instead of the case's folder\n"
    "  --limiter base    scenarios use the limiter of the base (the default); own: each its own, in a run of its own\n"
    "  --memory SIZE     that one run may take, such as 8GB; else four fifths of what is free\n"
    "  --only NAME       do this member alone; the base is called 'base'\n"
    "  --list            print the names of the members, the base first; nothing is run\n"
    "  --dry-run         say what would be run together; write nothing\n"
    "  --json            tell the outcome as JSON\n";

typedef struct {
  const char *path, *memory;
  fen_batch_options batch;
  bool json, list;
} batch_arguments;

bool fen_app_bytes(const char *text, double *bytes) {
  static const struct {
    const char *unit;
    double size;
  } units[] = {{"MB", 1e6}, {"GB", 1e9}, {"TB", 1e12}, {"MiB", 1048576.0}, {"GiB", 1073741824.0}};
  char *end = NULL;
  double value = strtod(text, &end);
  while (*end == ' ')
    end++;
  for (size_t n = 0; n < sizeof units / sizeof *units; n++) {
    if (strcmp(end, units[n].unit) == 0 && value > 0.0 && value * units[n].size <= DBL_MAX) {
      *bytes = value * units[n].size;
      return true;
    }
  }
  return false;
}

static int take_arguments(const fen_app_arguments *arguments, batch_arguments *out) {
  const char *limiter = "base";
  const fen_app_option options[] = {
      {.name = "--output", .what = "folder", .value = &out->batch.run.folder},
      {.name = "--limiter", .what = "word", .value = &limiter},
      {.name = "--memory", .what = "size", .value = &out->memory},
      {.name = "--only", .what = "name", .value = &out->batch.only},
      {.name = "--dry-run", .flag = &out->batch.dry},
      {.name = "--list", .flag = &out->list},
      {.name = "--json", .flag = &out->json},
  };
  int code = fen_app_case_options(arguments, FEN_APP_OPTIONS(options), &out->path);
  if (code)
    return code;
  out->batch.names = out->list;
  if (strcmp(limiter, "base") != 0 && strcmp(limiter, "own") != 0)
    return fen_app_complain_usage("batch", "--limiter is base or own, not '%s'", limiter);
  out->batch.limiter = strcmp(limiter, "own") == 0 ? FEN_BATCH_OWN : FEN_BATCH_BASE;
  if (out->memory && !fen_app_bytes(out->memory, &out->batch.memory_bytes))
    return fen_app_complain_usage("batch", "--memory is a size such as 8GB or 500MB, not '%s'", out->memory);
  return FEN_EXIT_OK;
}

/* When an alert had measures in force, as the ledger of the result tells. */
static void print_alert(const fen_batch_member *member) {
  char path[FEN_APP_PATH];
  (void)snprintf(path, sizeof path, "%s/ledger.json", member->folder);
  json_t *ledger = json_load_file(path, 0, NULL);
  json_t *shown = json_object(); /* each span once, though it is that of several measures */
  size_t n, w;
  double most = 0.0; /* part of the period that a measure is in force */
  json_t *measure, *window;
  json_array_foreach(json_object_get(ledger, "measures"), n, measure) {
    most = fmax(most, json_number_value(json_object_get(measure, "in_force")));
    json_array_foreach(json_object_get(measure, "windows"), w, window) {
      char span[160];
      const char *from = json_string_value(json_object_get(window, "from"));
      const char *to = json_string_value(json_object_get(window, "to"));
      (void)snprintf(span, sizeof span, "%.60s to %.60s", from ? from : "?", to ? to : "?");
      if (!json_object_get(shown, span))
        (void)printf("%s: measures in force %s\n", member->name, span);
      json_object_set_new(shown, span, json_true());
    }
  }
  if (ledger && json_object_size(shown) == 0)
    (void)printf("%s: %s\n", member->name, most > 0.0 ? "measures in force throughout the period" : "its alert was not reached");
  json_decref(shown);
  json_decref(ledger);
}

static void print_table(const fen_batch_report *report, bool dry) {
  (void)printf("%-32s %-8s %4s  %s\n", "member", "state", "run", dry ? "title" : "folder");
  for (ptrdiff_t n = 0; n < report->count; n++) {
    const fen_batch_member *m = &report->members[n];
    char run[24] = "-";
    if (m->group > 0)
      (void)snprintf(run, sizeof run, "%td", m->group);
    (void)printf("%-32s %-8s %4s  %s%s\n", m->name, fen_member_state_word(m->state), run,
                 m->state == FEN_MEMBER_FAILED ? ""
                 : dry                         ? m->title
                                               : m->folder,
                 m->alert ? "  (alert, after the base)" : "");
  }
  for (ptrdiff_t n = 0; n < report->count; n++)
    if (report->members[n].alert && (report->members[n].state == FEN_MEMBER_DONE || report->members[n].state == FEN_MEMBER_KEPT))
      print_alert(&report->members[n]);
  for (ptrdiff_t n = 0; n < report->count; n++)
    if (report->members[n].state == FEN_MEMBER_FAILED)
      (void)printf("\n%s failed:\n%s\n", report->members[n].name, report->members[n].error.text);
  if (report->base_bytes > 0.0)
    (void)printf("\n%s%td run%s; the base takes %.0f MB, each scenario %.1f MB, of %.0f MB\n", dry ? "would be " : "", report->groups,
                 report->groups == 1 ? "" : "s", report->base_bytes / 1e6, report->lane_bytes / 1e6, report->memory_bytes / 1e6);
}

static void print_json(const fen_batch_report *report) {
  json_t *members = json_array();
  for (ptrdiff_t n = 0; n < report->count; n++) {
    const fen_batch_member *m = &report->members[n];
    json_t *entry = json_pack("{s:s, s:s, s:s, s:s, s:s, s:I, s:f, s:b}", "name", m->name, "title", m->title, "scenario", m->path, "state",
                              fen_member_state_word(m->state), "folder", m->folder, "run", (json_int_t)m->group, "wall_s", m->wall_s,
                              "alert", (int)m->alert);
    if (m->state == FEN_MEMBER_FAILED)
      json_object_set_new(entry, "error", json_string(m->error.text));
    json_array_append_new(members, entry);
  }
  json_t *root =
      json_pack("{s:I, s:b, s:f, s:f, s:f, s:o}", "runs", (json_int_t)report->groups, "stopped", (int)report->stopped, "memory_bytes",
                report->memory_bytes, "base_bytes", report->base_bytes, "scenario_bytes", report->lane_bytes, "members", members);
  (void)json_dumpf(root, stdout, JSON_INDENT(2));
  (void)fputc('\n', stdout);
  json_decref(root);
}

/* The exit status of the first failure. */
static int code_of(const fen_batch_report *report) {
  for (ptrdiff_t n = 0; n < report->count; n++)
    if (report->members[n].state == FEN_MEMBER_FAILED)
      return fen_status_exit(report->members[n].error.status);
  return FEN_EXIT_OK;
}

int fen_app_batch(const fen_app_arguments *arguments) {
  batch_arguments asked = {0};
  fen_case *item = NULL;
  fen_batch_report *report = NULL;
  fen_error err;
  char share[FEN_APP_PATH];
  if (fen_app_wants_help(arguments, help))
    return FEN_EXIT_OK;
  int code = take_arguments(arguments, &asked);
  if (code)
    return code;
  asked.batch.run.command = arguments->command;
  asked.batch.share = fen_app_share(share) ? share : NULL;
  fen_app_watch watch;
  fen_app_watch_run(&watch, &asked.batch.run);
  fen_status status = fen_case_open(asked.path, NULL, &item, &err);
  if (!status)
    status = fen_batch(item, &asked.batch, &report, &err);
  fen_case_close(&item);
  if (status)
    return fen_app_complain_of_case(asked.path, NULL, true, &err);
  for (ptrdiff_t n = 0; asked.list && n < report->count; n++)
    (void)puts(report->members[n].name);
  if (asked.list)
    (void)fflush(stdout);
  else if (asked.json)
    print_json(report);
  else
    print_table(report, asked.batch.dry);
  code = code_of(report);
  if (code == FEN_EXIT_CASE || code == FEN_EXIT_DATA)
    (void)fprintf(stderr, "'fenhe check %s' lists all faults of the case and its scenarios\n", asked.path);
  if (report->stopped) {
    (void)fprintf(stderr, "stopped before the end; the same command goes on\n");
    code = 128 + (int)*asked.batch.run.stop;
  }
  fen_batch_report_destroy(&report);
  return code;
}
