/* fenhe predict: what scenarios do, from responses. */
#include <stdio.h>
#include <string.h>

#include "fenhe/memory.h"
#include "options.h"
#include "predict.h"

static const char help[] =
    "usage: fenhe predict RESPONSES scenario.yaml... [--output DIR] [--run] [--gap] [--species NAME] [--json]\n\n"
    "What scenarios do to receptors and districts, from the responses that 'fenhe respond' has left, without a run. A scenario\n"
    "whose measures act on whole tags is exact: it equals a run with the base's limiter. One that acts inside a tag, or in a\n"
    "part of the period, is told, with the reason, and not predicted. A word that is no file names a built-in scenario.\n"
    "docs/guide/tags-and-responses.md explains.\n\n"
    "  --output DIR    leave a result folder for each predicted scenario there: DIR/NAME\n"
    "  --run           run those that cannot be predicted, with the base's limiter: DIR/runs-base/members/NAME (needs --output)\n"
    "  --gap           run all of them too, with the base's limiter and with their own, and tell the differences (needs --output)\n"
    "  --species NAME  of the table; else the first that has tags\n"
    "  --json          tell everything as JSON\n";

static int take_arguments(const fen_app_arguments *arguments, const char **items, predict_arguments *out) {
  fen_app_words words = {.items = items, .most = arguments->argc};
  const fen_app_option options[] = {
      {.name = "--output", .what = "folder", .value = &out->output},
      {.name = "--species", .what = "name", .value = &out->species},
      {.name = "--run", .flag = &out->run},
      {.name = "--gap", .flag = &out->gap},
      {.name = "--json", .flag = &out->json},
  };
  int code = fen_app_options(arguments, FEN_APP_OPTIONS(options), &words);
  if (code)
    return code;
  if (words.count < 2)
    return fen_app_complain_usage("predict", "give the folder of the responses, then one scenario file or more");
  out->responses = items[0];
  out->paths = items + 1;
  out->count = words.count - 1;
  if ((out->run || out->gap) && !out->output)
    return fen_app_complain_usage("predict", "%s needs a folder for its runs: --output DIR", out->run ? "--run" : "--gap");
  if (out->output && strlen(out->output) >= PREDICT_OUTPUT)
    return fen_app_complain_usage("predict", "the folder behind --output has %zu bytes; fewer than %d fit", strlen(out->output),
                                  PREDICT_OUTPUT);
  return FEN_EXIT_OK;
}

int fen_app_predict(const fen_app_arguments *arguments) {
  predict_arguments asked = {.command = arguments->command};
  if (fen_app_wants_help(arguments, help))
    return FEN_EXIT_OK;
  fen_error err;
  const char **words = NULL;
  if (FEN_NEW(&words, arguments->argc, &err))
    return fen_app_complain(&err);
  int code = take_arguments(arguments, words, &asked);
  if (!code)
    code = fen_app_predict_all(&asked);
  fen_free((void *)words);
  return code;
}
