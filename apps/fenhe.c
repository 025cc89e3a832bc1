/* fenhe: the command line. Only here is anything printed. */
#include <stdarg.h>
#include <stdio.h>
#include <string.h>

#include "fenhe/diagnostics.h"
#include "verbs.h"

enum { COMMAND_TEXT = 1024 };

typedef struct {
  const char *name;
  int (*call)(const fen_app_arguments *arguments);
  const char *summary;
} verb;

static const verb verbs[] = {
    {"run", fen_app_run, "run a case: fenhe run case.yaml [--scenario FILE] [--dry-run] [--output DIR] [--resume | --fresh]"},
    {"check", fen_app_check, "report all faults of a case: fenhe check case.yaml [--scenario FILE]"},
    {"compare", fen_app_compare,
     "put results beside each other: fenhe compare BASE RESULT... [--standard NAME] [--output DIR] [--plots] [--json]"},
    {"evaluate", fen_app_evaluate,
     "put a run beside monitors' hours: fenhe evaluate case.yaml TABLE... [--species NAME] [--stations FILE] [--output DIR] [--json]"},
    {"respond", fen_app_respond, "keep what each tag contributes: fenhe respond case.yaml [--output DIR] [--resume | --fresh]"},
    {"predict", fen_app_predict, "what scenarios do, from responses: fenhe predict RESPONSES scenario.yaml... [--output DIR] [--json]"},
    {"batch", fen_app_batch, "run a base and its scenarios: fenhe batch case.yaml [--output DIR] [--limiter base|own] [--only NAME]"},
    {"demo", fen_app_demo, "run the built-in case with five scenarios and compare them: fenhe demo [DIR] [--plots]"},
    {"doctor", fen_app_doctor, "report versions, machine and environment: fenhe doctor [DIR] [--json]"},
    {"bench", fen_app_bench, "measure the transport's speed: fenhe bench [--quick] [--case [case.yaml]] [--compare OLD.json] [--json]"},
    {"verify", fen_app_verify, "run the cases with known answers: fenhe verify [CASE...] [--list] [--quick] [--json] [--plots DIR]"},
};
enum { VERBS = sizeof verbs / sizeof *verbs };

static void print_help(FILE *out) {
  (void)fputs("fenhe: where PM2.5 and other tracers go over a basin\n\nusage: fenhe VERB ...   (fenhe VERB --help for each)\n\n", out);
  for (int v = 0; v < VERBS; v++)
    (void)fprintf(out, "  %-8s %s\n", verbs[v].name, verbs[v].summary);
  (void)fputs(
      "\n  --version, --help\n\nExit statuses: 0 success, 1 a fault of the program, 2 wrong command line, 3 fault in the case or its\n"
      "tables, 4 fault in gridded data, 5 the model cannot go on or a verified case fails, 6 memory, disk or\n"
      "permissions, 130 and 143 interrupted. Every error ends with a code such as [E0202]; docs/errors.md lists them.\n",
      out);
}

int fen_app_complain(const fen_error *err) {
  char code[16];
  (void)snprintf(code, sizeof code, "[E%04d]", fen_status_code(err->status));
  bool has_code = strstr(err->text, code) != NULL;
  (void)fprintf(stderr, "%s%s%s\n", err->text, has_code ? "" : "  ", has_code ? "" : code);
  return fen_status_exit(err->status);
}

int fen_app_complain_usage(const char *verb_name, const char *format, ...) {
  fen_error err = {.status = FEN_ERR_USAGE};
  char text[COMMAND_TEXT];
  va_list arguments;
  va_start(arguments, format);
  (void)vsnprintf(text, sizeof text, format, arguments);
  va_end(arguments);
  fen_fail(&err, FEN_ERR_USAGE, "fenhe%s%s: error: %s\n  = fenhe%s%s --help lists its options", verb_name ? " " : "",
           verb_name ? verb_name : "", text, verb_name ? " " : "", verb_name ? verb_name : "");
  return fen_app_complain(&err);
}

bool fen_app_value(const fen_app_arguments *arguments, int *n, const char **value) {
  if (*n + 1 >= arguments->argc || strncmp(arguments->argv[*n + 1], "--", 2) == 0)
    return false;
  *value = arguments->argv[++*n];
  return true;
}

bool fen_app_wants_help(const fen_app_arguments *arguments, const char *help) {
  for (int n = 1; n < arguments->argc; n++) {
    if (strcmp(arguments->argv[n], "--help") == 0 || strcmp(arguments->argv[n], "-h") == 0) {
      (void)fputs(help, stdout);
      return true;
    }
  }
  return false;
}

static void join_command(int argc, char **argv, char text[COMMAND_TEXT]) {
  size_t used = 0;
  text[0] = '\0';
  for (int n = 0; n < argc && used < COMMAND_TEXT - 1; n++) {
    const char *word = argv[n];
    const char *slash = strrchr(word, '/');
    int written = snprintf(text + used, COMMAND_TEXT - used, "%s%s", n ? " " : "", n == 0 && slash ? slash + 1 : word);
    used += written > 0 ? (size_t)written : 0;
  }
}

/* A report that did not reach its file must not pass for one. */
static int finish(int code) {
  fen_error err;
  if (fflush(stdout) == 0 && !ferror(stdout))
    return code;
  fen_fail(&err, FEN_ERR_WRITE,
           "fenhe: error: standard output cannot be written to its end\n  = make room where it goes, or send it elsewhere");
  int fault = fen_app_complain(&err);
  return code ? code : fault;
}

int main(int argc, char **argv) {
  char command[COMMAND_TEXT];
  const char *names[VERBS];
  if (argc < 2) {
    print_help(stderr);
    return FEN_EXIT_USAGE;
  }
  if (strcmp(argv[1], "--help") == 0 || strcmp(argv[1], "-h") == 0 || strcmp(argv[1], "help") == 0) {
    print_help(stdout);
    return finish(FEN_EXIT_OK);
  }
  if (strcmp(argv[1], "--version") == 0) {
    (void)printf("fenhe %s\n", fen_version());
    return finish(FEN_EXIT_OK);
  }
  join_command(argc, argv, command);
  const fen_app_arguments arguments = {argc - 1, argv + 1, command};
  for (int v = 0; v < VERBS; v++) {
    names[v] = verbs[v].name;
    if (strcmp(argv[1], verbs[v].name) == 0)
      return finish(verbs[v].call(&arguments));
  }
  const char *nearest = fen_nearest_word(argv[1], names, VERBS);
  if (nearest)
    return fen_app_complain_usage(NULL, "there is no verb '%s'; did you mean '%s'?", argv[1], nearest);
  return fen_app_complain_usage(NULL, "there is no verb '%s'", argv[1]);
}
