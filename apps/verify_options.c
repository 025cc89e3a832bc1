/* What the command line of verify asks for. */
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#include "fenhe/diagnostics.h"
#include "fenhe/memory.h"
#include "verify.h"

static const char *const names[] = {"--list", "--quick", "--json", "--plots", "--data", "--runs", "--samples"};

static int read_word(const fen_app_arguments *arguments, int *n, fen_verify_options *out) {
  const struct {
    const char *name;
    bool *flag;
    const char **value;
    const char *wanted;
  } known[] = {
      {"--list", &out->list, NULL, NULL},
      {"--quick", &out->quick, NULL, NULL},
      {"--json", &out->as_json, NULL, NULL},
      {"--plots", NULL, &out->plots, "the folder to write to"},
      {"--data", NULL, &out->data, "the folder of the real data"},
      {"--runs", NULL, &out->runs, "the table of field runs"},
      {"--samples", NULL, &out->samples, "the table of their samples"},
  };
  const char *word = arguments->argv[*n];
  for (size_t k = 0; k < sizeof known / sizeof *known; k++) {
    if (strcmp(word, known[k].name) != 0)
      continue;
    if (known[k].flag) {
      *known[k].flag = true;
      return FEN_EXIT_OK;
    }
    if (*n + 1 == arguments->argc || strncmp(arguments->argv[*n + 1], "--", 2) == 0)
      return fen_app_complain_usage("verify", "%s has nothing behind it; give %s", word, known[k].wanted);
    *known[k].value = arguments->argv[++*n];
    return FEN_EXIT_OK;
  }
  const char *nearest = fen_nearest_word(word, names, sizeof names / sizeof *names);
  return nearest ? fen_app_complain_usage("verify", "unknown option '%s'; did you mean '%s'?", word, nearest)
                 : fen_app_complain_usage("verify", "unknown option '%s'", word);
}

static int check_data(const fen_verify_options *options) {
  struct stat facts;
  fen_error err;
  if (!options->data || (stat(options->data, &facts) == 0 && S_ISDIR(facts.st_mode)))
    return FEN_EXIT_OK;
  fen_fail(&err, FEN_ERR_FILE_MISSING,
           "fenhe verify: error: --data %s: no such folder\n  = name the folder of the real data; without it the cases that need them are "
           "skipped",
           options->data);
  return fen_app_complain(&err);
}

int fen_verify_options_read(const fen_app_arguments *arguments, fen_verify_options *out) {
  *out = (fen_verify_options){.word = arguments->argv + 1};
  for (int n = 1; n < arguments->argc; n++) {
    int wrong = FEN_EXIT_OK;
    if (arguments->argv[n][0] == '-')
      wrong = read_word(arguments, &n, out);
    else
      out->word[out->words++] = arguments->argv[n];
    if (wrong)
      return wrong;
  }
  if (!out->runs != !out->samples)
    return fen_app_complain_usage("verify", "%s is given without %s; field runs need both", out->runs ? "--runs" : "--samples",
                                  out->runs ? "--samples" : "--runs");
  if (out->list && out->plots)
    return fen_app_complain_usage("verify", "--list runs nothing, so there is nothing for --plots");
  int wrong = check_data(out);
  if (!out->data)
    out->data = getenv("FENHE_DATA");
  return wrong;
}

/* Every id and every beginning of one up to a slash; *words is freed by the caller, its texts are in *texts. */
static fen_status list_words(const fen_verify_context *context, char (**texts)[FEN_VERIFY_ID], const char ***words, ptrdiff_t *count,
                             fen_error *err) {
  ptrdiff_t room = 0;
  for (ptrdiff_t n = 0; n < context->count; n++) {
    room++;
    for (const char *at = context->cases[n].id; *at; at++)
      room += *at == '/';
  }
  fen_status status = FEN_NEW(texts, room, err);
  if (!status)
    status = FEN_NEW(words, room, err);
  if (status)
    return status;
  *count = 0;
  for (ptrdiff_t n = 0; n < context->count; n++) {
    const char *id = context->cases[n].id;
    for (size_t length = 1; length <= strlen(id); length++)
      if (id[length] == '/' || id[length] == '\0') {
        memcpy((*texts)[*count], id, length);
        (*words)[*count] = (*texts)[*count];
        ++*count;
      }
  }
  return FEN_OK;
}

static fen_status refuse_word(const fen_verify_context *context, const char *word, fen_error *err) {
  char(*texts)[FEN_VERIFY_ID] = NULL;
  const char **words = NULL;
  ptrdiff_t count = 0;
  fen_status status = list_words(context, &texts, &words, &count, err);
  const char *nearest = status ? NULL : fen_nearest_word(word, words, count);
  if (!status)
    status = fen_fail(err, FEN_ERR_USAGE, "fenhe verify: error: there is no case '%s'%s%s%s\n  = fenhe verify --list names all", word,
                      nearest ? "; did you mean '" : "", nearest ? nearest : "", nearest ? "'?" : "");
  fen_free(words);
  fen_free(texts);
  return status;
}

fen_status fen_verify_select(const fen_verify_context *context, const fen_verify_options *options, const fen_verify_case **items,
                             ptrdiff_t *count, fen_error *err) {
  for (int w = 0; w < options->words; w++) {
    bool known = false;
    for (ptrdiff_t n = 0; !known && n < context->count; n++)
      known = fen_verify_matches(context->cases[n].id, options->word[w]);
    if (!known)
      return refuse_word(context, options->word[w], err);
  }
  *count = 0;
  for (ptrdiff_t n = 0; n < context->count; n++) {
    const fen_verify_case *item = &context->cases[n];
    bool wanted = options->words == 0;
    for (int w = 0; !wanted && w < options->words; w++)
      wanted = fen_verify_matches(item->id, options->word[w]);
    if (wanted && (!options->quick || item->tier == FEN_TIER_QUICK))
      items[(*count)++] = item;
  }
  if (*count == 0)
    return fen_fail(err, FEN_ERR_USAGE,
                    "fenhe verify: error: none of these cases is quick\n  = leave --quick out, or see fenhe verify --list --quick");
  return FEN_OK;
}
