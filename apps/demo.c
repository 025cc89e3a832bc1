#include <stdio.h>
#include <string.h>

#include "verbs.h"

static const char help[] =
    "usage: fenhe demo [DIR] [--plots]\n\n"
    "The built-in case, the Taiyuan Basin under idealised winter weather with an illustrative inventory: run it with five\n"
    "scenarios of policy and what each sector of three regions contributes, and compare them. It is no more than\n"
    "'fenhe batch' and 'fenhe compare', whose command lines are printed. What is finished in DIR (out/demo) is not run again.\n\n"
    "  --plots  draw pictures too, in DIR/comparison/pictures\n\n"
    "FENHE_SHARE names the folder of the built-in data.\n";

/* One verb by its words, told as a command line first. */
static int call(int (*verb)(const fen_app_arguments *arguments), char **words, int count) {
  char command[3 * FEN_APP_PATH] = "fenhe";
  for (int n = 0; n < count; n++) {
    size_t used = strlen(command);
    (void)snprintf(command + used, sizeof command - used, " %s", words[n]);
  }
  (void)printf("%s\n", command);
  (void)fflush(stdout);
  return verb(&(fen_app_arguments){count, words, command});
}

int fen_app_demo(const fen_app_arguments *arguments) {
  char share[FEN_APP_PATH], path[FEN_APP_PATH + sizeof FEN_APP_DEMO_CASE];
  char folder[FEN_APP_PATH] = "out/demo", comparison[FEN_APP_PATH + 16];
  const char *given = NULL;
  bool plots = false;
  if (fen_app_wants_help(arguments, help))
    return FEN_EXIT_OK;
  for (int n = 1; n < arguments->argc; n++) {
    const char *word = arguments->argv[n];
    if (strcmp(word, "--plots") == 0)
      plots = true;
    else if (word[0] == '-' || given || strlen(word) >= sizeof folder)
      return fen_app_complain_usage("demo", "give at most a folder, and --plots");
    else
      given = word;
  }
  if (!fen_app_share(share)) {
    fen_error err;
    fen_fail(&err, FEN_ERR_FILE_MISSING,
             "fenhe demo: error: the built-in case %s was not found\n  = set FENHE_SHARE to the folder that holds it", FEN_APP_DEMO_CASE);
    return fen_app_complain(&err);
  }
  if (given)
    (void)snprintf(folder, sizeof folder, "%s", given);
  (void)snprintf(path, sizeof path, "%s/%s", share, FEN_APP_DEMO_CASE);
  (void)snprintf(comparison, sizeof comparison, "%s/comparison", folder);
  char batch_word[] = "batch", compare_word[] = "compare", output_word[] = "--output", plots_word[] = "--plots";
  char *run[] = {batch_word, path, output_word, folder};
  char *compare[] = {compare_word, folder, output_word, comparison, plots_word};
  int code = call(fen_app_batch, run, sizeof run / sizeof *run);
  if (code)
    return code;
  (void)printf("\n");
  return call(fen_app_compare, compare, (int)(sizeof compare / sizeof *compare) - !plots);
}
