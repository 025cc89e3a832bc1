#include <string.h>

#include "fenhe/responses.h"
#include "options.h"

static const char help[] =
    "usage: fenhe respond case.yaml [--output DIR] [--resume | --fresh]\n\n"
    "Run a case with its tags, which must make up each of their species, and keep what each tag contributes: hourly to the\n"
    "period's mean, at receptors, over districts and in the surface field, with a catalogue of the tags (responses.json).\n"
    "'fenhe predict' makes the results of scenarios from them in milliseconds. docs/guide/tags-and-responses.md explains.\n\n"
    "  --output DIR  write there instead of the case's folder\n"
    "  --resume      go on from the newest restart file of a run that was interrupted\n"
    "  --fresh       start anew, though the folder holds such a run, which is lost\n";

int fen_app_respond(const fen_app_arguments *arguments) {
  fen_app_case which = {.verb = "respond", .command = arguments->command, .call = fen_respond};
  if (fen_app_wants_help(arguments, help))
    return FEN_EXIT_OK;
  const fen_app_option options[] = {
      {.name = "--output", .what = "folder", .value = &which.folder},
      {.name = "--resume", .flag = &which.resume},
      {.name = "--fresh", .flag = &which.fresh},
  };
  int code = fen_app_case_options(arguments, FEN_APP_OPTIONS(options), &which.path);
  if (code)
    return code;
  if (which.resume && which.fresh)
    return fen_app_complain_usage("respond", "--resume goes on with a run, --fresh drops it: give one of them");
  return fen_app_run_case(&which);
}
