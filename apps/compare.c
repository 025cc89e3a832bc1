#include <stdio.h>
#include <string.h>

#include "fenhe/compare.h"
#include "fenhe/memory.h"
#include "options.h"

static const char help[] =
    "usage: fenhe compare RESULT... [--standard NAME] [--grade G] [--annual] [--species NAME] [--output DIR] [--plots] [--json]\n\n"
    "Put results beside each other: folders of runs, members of a batch, predictions; a batch's folder stands for its base\n"
    "and all its members. The first is the base.\n\n"
    "  --standard NAME  of the table of limits: GB2012, GB2026-1, GB2026-2, WHO2021, or by its full name; without it\n"
    "                   what was in force at the period's start\n"
    "  --grade G        I or II (II); of WHO guideline, interim-1 to interim-4\n"
    "  --annual         the annual limit is wanted: refused unless the period is a year\n"
    "  --species NAME   what to compare (PM25, or the first species)\n"
    "  --output DIR     write comparison.json, runs.csv, places.csv, contributions.csv and differences.nc there\n"
    "  --plots          draw pictures too, in DIR/pictures (DIR: comparison)\n"
    "  --json           one JSON object on standard output instead of the tables\n\n"
    "FENHE_PYTHON names the Python that draws. docs/guide/compare.md explains the figures.\n";

typedef struct {
  fen_compare_options compare;
  const char *output;
  bool json, plots;
  const char **folders;
  ptrdiff_t count;
} choice;

static void show_line(void *context, fen_log_level level, const char *line) {
  (void)context;
  if (level == FEN_LOG_WARNING)
    (void)fprintf(stderr, "warning: %s\n", line);
}

static int read_options(const fen_app_arguments *arguments, choice *out) {
  fen_app_words words = {.items = out->folders, .most = arguments->argc};
  const fen_app_option options[] = {
      {.name = "--standard", .what = "name", .value = &out->compare.standard},
      {.name = "--grade", .what = "name", .value = &out->compare.grade},
      {.name = "--species", .what = "name", .value = &out->compare.species},
      {.name = "--output", .what = "folder", .value = &out->output},
      {.name = "--annual", .flag = &out->compare.annual},
      {.name = "--plots", .flag = &out->plots},
      {.name = "--json", .flag = &out->json},
  };
  int code = fen_app_options(arguments, FEN_APP_OPTIONS(options), &words);
  out->count = words.count;
  if (!code && out->count == 0)
    code = fen_app_complain_usage("compare", "which results? give their folders, the base first");
  if (out->plots && !out->output)
    out->output = "comparison";
  return code;
}

static fen_status show(const fen_comparison *comparison, const choice *c, fen_error *err) {
  char *text = NULL;
  fen_status status = c->json ? fen_comparison_json(comparison, &text, err) : fen_comparison_table(comparison, &text, err);
  if (!status)
    (void)fputs(text, stdout);
  if (!status && c->json)
    (void)fputc('\n', stdout);
  fen_free(text);
  return status;
}

static int compare(const fen_app_arguments *arguments, choice *c) {
  char share[FEN_APP_PATH], limits[FEN_APP_PATH + 64];
  fen_comparison *comparison = NULL;
  fen_error err;
  const fen_log log = {.write = show_line};
  if (fen_app_share(share)) {
    (void)snprintf(limits, sizeof limits, "%s/air_quality_limits.csv", share);
    c->compare.limits_path = limits;
  }
  fen_status status = fen_compare(c->folders, c->count, &c->compare, &log, &comparison, &err);
  if (!status && c->output)
    status = fen_comparison_write(comparison, c->output, arguments->command, &err);
  if (!status && c->plots)
    fen_app_draw("plot_comparison.py", c->output, c->json ? stderr : stdout);
  if (!status && c->output && !c->json)
    (void)printf("written to %s\n\n", c->output);
  if (!status) /* last: the answer ends with its sentence */
    status = show(comparison, c, &err);
  fen_comparison_destroy(&comparison);
  return status ? fen_app_complain(&err) : FEN_EXIT_OK;
}

int fen_app_compare(const fen_app_arguments *arguments) {
  choice c = {.count = 0};
  fen_error err;
  if (fen_app_wants_help(arguments, help))
    return FEN_EXIT_OK;
  if (FEN_NEW(&c.folders, arguments->argc, &err))
    return fen_app_complain(&err);
  int code = read_options(arguments, &c);
  if (!code)
    code = compare(arguments, &c);
  fen_free((void *)c.folders);
  return code;
}
