#include <math.h>
#include <stdio.h>
#include <string.h>

#include "fenhe/clock.h"
#include "fenhe/evaluate.h"
#include "fenhe/memory.h"
#include "options.h"
#include "verbs.h"

static const char help[] =
    "usage: fenhe evaluate case.yaml TABLE... [--species NAME] [--stations FILE] [--run DIR] [--output DIR] [--plots] [--json]\n\n"
    "Put a run beside what monitors measured: hourly tables of stations (CSV), read as they are, with all that is odd about\n"
    "them counted. Figures by station, city, hour and day; accepted criteria.\n\n"
    "  --species NAME      what to compare (PM25)\n"
    "  --stations FILE     list of stations: id, name, longitude, latitude, city, alias (stations.csv beside the first table)\n"
    "  --run DIR           folder of the result (the case's)\n"
    "  --time-zone +08:00  of times that name none\n"
    "  --stamp end|begin   whether times are the hours' ends (end) or their beginnings\n"
    "  --unit UNIT         of tables that name none (mg/m3 for CO, ug/m3 else)\n"
    "  --bilinear          between the centres of cells; else the cell that holds the station\n"
    "  --keep-stuck        take values that stand still for 24 records or more too\n"
    "  --output DIR        write evaluation.json, evaluation.csv and pairs.csv there\n"
    "  --plots             draw pictures too, in DIR/pictures (DIR: evaluation)\n"
    "  --json              one JSON object on standard output instead of the tables\n\n"
    "docs/guide/evaluate.md explains the figures.\n";

typedef struct {
  fen_evaluate_options evaluate;
  const char *output, *zone, *stamp;
  bool json, plots;
  const char **words; /* the case file, then tables */
  ptrdiff_t count;
} choice;

static int read_words(const fen_app_arguments *arguments, choice *out) {
  fen_app_words words = {.items = out->words, .most = arguments->argc};
  const fen_app_option options[] = {
      {.name = "--species", .what = "name", .value = &out->evaluate.species},
      {.name = "--stations", .what = "file", .value = &out->evaluate.stations},
      {.name = "--run", .what = "folder", .value = &out->evaluate.run},
      {.name = "--time-zone", .what = "offset", .value = &out->zone},
      {.name = "--stamp", .what = "word", .value = &out->stamp},
      {.name = "--unit", .what = "unit", .value = &out->evaluate.unit},
      {.name = "--output", .what = "folder", .value = &out->output},
      {.name = "--bilinear", .flag = &out->evaluate.bilinear},
      {.name = "--keep-stuck", .flag = &out->evaluate.keep_stuck},
      {.name = "--plots", .flag = &out->plots},
      {.name = "--json", .flag = &out->json},
  };
  int code = fen_app_options(arguments, FEN_APP_OPTIONS(options), &words);
  out->count = words.count;
  return code;
}

static int check_words(choice *out) {
  if (out->count < 2)
    return fen_app_complain_usage("evaluate", "give the case file, then one table of observations or more");
  if (out->stamp && strcmp(out->stamp, "end") != 0 && strcmp(out->stamp, "begin") != 0)
    return fen_app_complain_usage("evaluate", "--stamp is 'end' or 'begin', not '%s'", out->stamp);
  out->evaluate.hour_begins = out->stamp && strcmp(out->stamp, "begin") == 0;
  out->evaluate.utc_offset_s = NAN;
  if (out->zone && fen_offset_parse(out->zone, &out->evaluate.utc_offset_s, NULL))
    return fen_app_complain_usage("evaluate", "--time-zone '%s' is none such as +08:00 or Z", out->zone);
  if (out->plots && !out->output)
    out->output = "evaluation";
  return FEN_EXIT_OK;
}

static fen_status show(const fen_evaluation *evaluation, bool json, fen_error *err) {
  char *text = NULL;
  fen_status status = json ? fen_evaluation_json(evaluation, &text, err) : fen_evaluation_table(evaluation, &text, err);
  if (!status) {
    (void)fputs(text, stdout);
    if (json)
      (void)fputc('\n', stdout);
  }
  fen_free(text);
  return status;
}

static int evaluate(const choice *c) {
  fen_case *item = NULL;
  fen_evaluation *evaluation = NULL;
  fen_error err;
  fen_status status = fen_case_open(c->words[0], NULL, &item, &err);
  if (status)
    return fen_app_complain_of_case(c->words[0], NULL, false, &err);
  status = fen_evaluate(item, c->words + 1, c->count - 1, &c->evaluate, &evaluation, &err);
  if (!status && c->output)
    status = fen_evaluation_write(evaluation, c->output, &err);
  if (!status && c->plots)
    fen_app_draw("plot_evaluation.py", c->output, c->json ? stderr : stdout);
  if (!status)
    status = show(evaluation, c->json, &err);
  if (!status && c->output && !c->json)
    (void)printf("\nwritten to %s\n", c->output);
  fen_evaluation_destroy(&evaluation);
  fen_case_close(&item);
  return status ? fen_app_complain(&err) : FEN_EXIT_OK;
}

int fen_app_evaluate(const fen_app_arguments *arguments) {
  choice c = {.count = 0};
  fen_error err;
  if (fen_app_wants_help(arguments, help))
    return FEN_EXIT_OK;
  if (FEN_NEW(&c.words, arguments->argc, &err))
    return fen_app_complain(&err);
  int code = read_words(arguments, &c);
  if (!code)
    code = check_words(&c);
  if (!code)
    code = evaluate(&c);
  fen_free((void *)c.words);
  return code;
}
