/* fenhe predict: what scenarios do, from responses. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

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

static int take_arguments(const fen_app_arguments *arguments, predict_arguments *out) {
  for (int n = 1; n < arguments->argc; n++) {
    const char *word = arguments->argv[n];
    const char **value = strcmp(word, "--output") == 0 ? &out->output : strcmp(word, "--species") == 0 ? &out->species : NULL;
    if (value) {
      if (!fen_app_value(arguments, &n, value))
        return fen_app_complain_usage("predict", "%s has nothing behind it", word);
    } else if (strcmp(word, "--run") == 0)
      out->run = true;
    else if (strcmp(word, "--gap") == 0)
      out->gap = true;
    else if (strcmp(word, "--json") == 0)
      out->json = true;
    else if (word[0] == '-')
      return fen_app_complain_usage("predict", "unknown option '%s'", word);
    else if (!out->responses)
      out->responses = word;
    else
      out->paths[out->count++] = word;
  }
  if (!out->responses || out->count == 0)
    return fen_app_complain_usage("predict", "give the folder of the responses, then one scenario file or more");
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
  asked.paths = calloc((size_t)arguments->argc, sizeof *asked.paths);
  if (!asked.paths)
    return FEN_EXIT_SYSTEM;
  int code = take_arguments(arguments, &asked);
  if (!code)
    code = fen_app_predict_all(&asked);
  free((void *)asked.paths);
  return code;
}
