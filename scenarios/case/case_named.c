/* The files that a case names, and where it does: a file that cannot be read is told at the word that names it. */
#include <fnmatch.h>
#include <stdio.h>
#include <string.h>

#include "case_read.h"
#include "fenhe/files.h"

void fen_case_name_file(fen_case_reader *reader, const fen_yaml_node *node, const char *path, bool pattern) {
  fen_case_named_file *named = fen_case_memory(reader, 1, sizeof *named);
  if (!named)
    return;
  *named = (fen_case_named_file){.next = reader->out->named_files, .path = path, .node = node, .pattern = pattern};
  reader->out->named_files = named;
}

/* The place that stands before a file's own complaint, as in "case.yaml:13:5: flux.nc: error: ..."; 0, 0 without one. */
static void read_place(const fen_case *item, const char *text, int *line, int *column) {
  const size_t length = strlen(item->path);
  if (strncmp(text, item->path, length) != 0 || sscanf(text + length, ":%d:%d: ", line, column) != 2)
    *line = *column = 0;
}

static bool is_named(const fen_case_named_file *named, const char *path, size_t size) {
  char whole[FEN_ERROR_TEXT];
  if (!named->pattern)
    return strlen(named->path) == size && strncmp(named->path, path, size) == 0;
  (void)snprintf(whole, sizeof whole, "%.*s", (int)size, path);
  return fnmatch(named->path, whole, FNM_PATHNAME) == 0;
}

/* Whether one place is behind another in a file. */
static bool is_behind(int line, int column, int other_line, int other_column) {
  return line != other_line ? line > other_line : column > other_column;
}

/* The first word at or behind a place that names the file. */
static const fen_yaml_node *find_word(const fen_case *item, const char *path, size_t size, int line, int column) {
  const fen_yaml_node *found = NULL;
  int found_line = 0, found_column = 0;
  for (const fen_case_named_file *named = item->named_files; named; named = named->next) {
    int own_line, own_column;
    if (!is_named(named, path, size))
      continue;
    fen_yaml_place(named->node, &own_line, &own_column);
    if (is_behind(line, column, own_line, own_column) || (found && !is_behind(found_line, found_column, own_line, own_column)))
      continue;
    found = named->node;
    found_line = own_line;
    found_column = own_column;
  }
  return found;
}

/* What is said of the file, and what is to be done, without the code. */
static void part_text(const char *message, char said[FEN_ERROR_TEXT], char remedy[FEN_ERROR_TEXT]) {
  const char *end = strstr(message, "\n  = ");
  (void)snprintf(said, FEN_ERROR_TEXT, "%.*s", (int)strcspn(message, "\n"), message);
  (void)snprintf(remedy, FEN_ERROR_TEXT, "%s", end ? end + 5 : "");
  char *code = strstr(remedy, "  [E");
  if (code)
    *code = '\0';
}

void fen_case_place_fault(const fen_case *item, fen_error *err) {
  static const char mark[] = ": error: ";
  int line, column;
  if (!err || err->status != FEN_ERR_FILE_MISSING || !item->named_files)
    return;
  const char *end = strstr(err->text, mark);
  const char *path = err->text;
  const fen_yaml_node *word = NULL;
  read_place(item, path, &line, &column);
  while (end && path < end && !word) {
    word = find_word(item, path, (size_t)(end - path), line, column);
    const char *next = strstr(path, ": "); /* what stands before the path, such as a species */
    if (!word)
      path = next ? next + 2 : end;
  }
  if (!word)
    return;
  char said[FEN_ERROR_TEXT], remedy[FEN_ERROR_TEXT], name[FEN_ERROR_TEXT];
  (void)snprintf(name, sizeof name, "%.*s", (int)(end - path), path);
  part_text(end + sizeof mark - 1, said, remedy);
  (void)fen_yaml_fail(word, err->status, remedy[0] ? remedy : NULL, err, "%s: %s", name, said);
}

void fen_case_check_files(const fen_case *item, fen_diagnostics *faults) {
  for (const fen_case_named_file *named = item->named_files; named; named = named->next) {
    fen_error err;
    bool told = false;
    if (named->pattern || !fen_file_check(named->path, &err))
      continue;
    fen_case_place_fault(item, &err);
    for (ptrdiff_t n = 0; n < faults->count && !told; n++)
      told = strcmp(faults->items[n].text, err.text) == 0;
    if (!told)
      fen_diagnostics_add(faults, &err);
  }
}
