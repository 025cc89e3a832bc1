/* verify: the cases with known answers, ours beside theirs. */
#include <stdio.h>
#include <stdlib.h>

#include "verbs.h"
#include "verification.h"

static const char help[] = "usage: fenhe verify [CASE...] [--quick]\n\n"
                           "Run the cases with known answers and print ours beside theirs. CASE is an id or its beginning, such as V2 or\n"
                           "V2/240x120. FENHE_DATA names the folder of the real data that some cases need.\n";

static void print_result(const fen_verify_case *item, const fen_verify_result *result) {
  (void)printf("%s  %s  (%.1f s)\n  %s\n", item->id,
               result->skipped[0]          ? "skipped"
               : fen_verify_passes(result) ? "pass"
                                           : "FAIL",
               result->wall_s, item->setup);
  for (int n = 0; n < result->figure_count; n++) {
    const fen_figure *f = &result->figures[n];
    (void)printf("  %-14s %12.5g  reference %12.5g  %s %12.5g%s\n", f->name, f->ours, f->reference,
                 f->bound == FEN_BOUND_AT_MOST    ? "<="
                 : f->bound == FEN_BOUND_AT_LEAST ? ">="
                                                  : "  ",
                 f->limit, fen_verify_keeps(f) ? "" : "  FAIL");
  }
  if (result->skipped[0])
    (void)printf("  %s\n", result->skipped);
}

static bool wanted(const fen_app_arguments *arguments, const fen_verify_case *item) {
  for (int n = 1; n < arguments->argc; n++)
    if (fen_verify_matches(item->id, arguments->argv[n]))
      return true;
  return arguments->argc == 1;
}

int fen_app_verify(const fen_app_arguments *arguments) {
  fen_verify_context context;
  fen_error err;
  if (fen_app_wants_help(arguments, help))
    return FEN_EXIT_OK;
  if (fen_verify_create(&context, &err))
    return fen_app_complain(&err);
  char share[FEN_APP_PATH];
  context.data = getenv("FENHE_DATA");
  context.share = fen_app_share(share) ? share : NULL;
  bool all_pass = true;
  fen_status status = FEN_OK;
  for (ptrdiff_t n = 0; !status && n < context.count; n++) {
    const fen_verify_result *result;
    if (!wanted(arguments, &context.cases[n]))
      continue;
    status = fen_verify_result_of(&context, context.cases[n].id, &result, &err);
    if (!status)
      print_result(&context.cases[n], result);
    all_pass = all_pass && (status || fen_verify_passes(result));
  }
  fen_verify_clear(&context);
  if (status)
    return fen_app_complain(&err);
  return all_pass ? FEN_EXIT_OK : fen_status_exit(FEN_ERR_VERIFY);
}
