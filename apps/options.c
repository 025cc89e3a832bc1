#include "options.h"

#include <string.h>

static int take_word(const char *verb, const char *word, fen_app_words *words) {
  if (word[0] == '-')
    return fen_app_complain_usage(verb, "unknown option '%s'", word);
  if (words->count == words->most)
    return fen_app_complain_usage(verb, "one case at a time, not also '%s'", word);
  words->items[words->count++] = word;
  return FEN_EXIT_OK;
}

int fen_app_options(const fen_app_arguments *arguments, const fen_app_option *options, ptrdiff_t option_count, fen_app_words *words) {
  const char *verb = arguments->argv[0];
  int code = FEN_EXIT_OK;
  for (int n = 1; !code && n < arguments->argc; n++) {
    const char *word = arguments->argv[n];
    ptrdiff_t found = 0;
    while (found < option_count && strcmp(word, options[found].name) != 0)
      found++;
    if (found == option_count)
      code = take_word(verb, word, words);
    else if (options[found].flag)
      *options[found].flag = true;
    else if (!fen_app_value(arguments, &n, options[found].value))
      code = fen_app_complain_usage(verb, "%s has no %s behind it", word, options[found].what);
  }
  return code;
}

int fen_app_case_options(const fen_app_arguments *arguments, const fen_app_option *options, ptrdiff_t option_count, const char **path) {
  fen_app_words words = {.items = path, .most = 1};
  int code = fen_app_options(arguments, options, option_count, &words);
  if (!code && words.count == 0)
    code = fen_app_complain_usage(arguments->argv[0], "which case? give the path of its file");
  return code;
}
