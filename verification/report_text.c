/* The report for people: one block a case. */
#include <math.h>
#include <string.h>

#include "report.h"

enum { WIDTH = 108, NUMBER_TEXT = 40 };

fen_verdict fen_verify_verdict(const fen_verify_outcome *outcome) {
  if (!outcome->result || !fen_verify_passes(outcome->result))
    return FEN_VERDICT_FAIL;
  return outcome->result->skipped[0] ? FEN_VERDICT_SKIPPED : FEN_VERDICT_PASS;
}

ptrdiff_t fen_verify_count(const fen_verify_report *report, fen_verdict verdict) {
  ptrdiff_t count = 0;
  for (ptrdiff_t n = 0; n < report->count; n++)
    count += fen_verify_verdict(&report->outcomes[n]) == verdict;
  return count;
}

/* A sentence within WIDTH columns; later lines stand under the text's beginning. */
static void print_wrapped(FILE *out, const char *label, const char *text) {
  int indent = 2 + (int)strlen(label);
  int column = fprintf(out, "  %s", label);
  const char *word = text;
  bool first = true;
  while (*word) {
    int length = (int)strcspn(word, " \n");
    if (!first && column + 1 + length > WIDTH)
      column = fprintf(out, "\n%*s", indent, "") - 1;
    else if (!first)
      column += fprintf(out, " ");
    column += fprintf(out, "%.*s", length, word);
    first = false;
    word += length;
    word += strspn(word, " \n");
  }
  (void)fputc('\n', out);
}

static const char *precision_of(const fen_verify_case *item) {
  return item->precision == FEN_PRECISION_SINGLE ? "single" : "double";
}

static void print_figures(FILE *out, const fen_verify_result *result) {
  int width = 8;
  for (int n = 0; n < result->figure_count; n++) {
    int length = (int)strlen(result->figures[n].name);
    width = length > width ? length : width;
  }
  if (result->figure_count > 0)
    (void)fprintf(out, "    %-*s %12s %12s   %s\n", width, "", "ours", "theirs", "bound");
  for (int n = 0; n < result->figure_count; n++) {
    const fen_figure *f = &result->figures[n];
    char ours[NUMBER_TEXT] = "nan"; /* never "-nan" */
    char theirs[NUMBER_TEXT] = "-";
    char bound[NUMBER_TEXT] = "-";
    if (!isnan(f->ours))
      (void)snprintf(ours, sizeof ours, "%.5g", f->ours);
    if (!isnan(f->reference))
      (void)snprintf(theirs, sizeof theirs, "%.5g", f->reference);
    if (f->bound != FEN_BOUND_NONE)
      (void)snprintf(bound, sizeof bound, "%s %.5g", f->bound == FEN_BOUND_AT_MOST ? "<=" : ">=", f->limit);
    (void)fprintf(out, "    %-*s %12s %12s   %s%s\n", width, f->name, ours, theirs, bound, fen_verify_keeps(f) ? "" : "   FAIL");
  }
}

void fen_verify_print_case(FILE *out, const fen_verify_outcome *outcome) {
  static const char *const words[] = {[FEN_VERDICT_PASS] = "pass", [FEN_VERDICT_FAIL] = "FAIL", [FEN_VERDICT_SKIPPED] = "skipped"};
  const fen_verify_result *result = outcome->result;
  char ending[NUMBER_TEXT] = "";
  if (result)
    (void)snprintf(ending, sizeof ending, "%9.2f s", result->wall_s);
  (void)fprintf(out, "%-*s %-7s %s\n", WIDTH - 20, outcome->item->id, words[fen_verify_verdict(outcome)], ending);
  print_wrapped(out, "", outcome->item->setup);
  if (!result) {
    (void)fprintf(out, "  broke off: %s\n", outcome->error.text);
    return;
  }
  if (result->skipped[0]) {
    print_wrapped(out, "skipped: ", result->skipped);
    return;
  }
  print_figures(out, result);
  if (outcome->item->citation && outcome->item->citation[0])
    print_wrapped(out, "theirs: ", outcome->item->citation);
  if (result->note[0])
    print_wrapped(out, "note: ", result->note);
}

void fen_verify_print_item(FILE *out, const fen_verify_case *item) {
  (void)fprintf(out, "%-*s %-5s  %s\n", WIDTH - 20, item->id, item->tier == FEN_TIER_QUICK ? "quick" : "full", precision_of(item));
  print_wrapped(out, "", item->setup);
}

void fen_verify_print_total(FILE *out, const fen_verify_report *report) {
  (void)fprintf(out, "%td case%s: %td passed, %td failed, %td skipped, in %.1f s\n", report->count, report->count == 1 ? "" : "s",
                fen_verify_count(report, FEN_VERDICT_PASS), fen_verify_count(report, FEN_VERDICT_FAIL),
                fen_verify_count(report, FEN_VERDICT_SKIPPED), report->wall_s);
}
