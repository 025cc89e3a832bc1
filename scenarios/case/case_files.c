/* The key 'files': paths and patterns of many files. */
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "case_read.h"
#include "fenhe/files.h"
#include "fenhe/memory.h"

enum { MOST_FILES = 20000, FOLDER_TEXT = 4096 };

/* Why a pattern matches nothing. */
static void complain_of_none(const fen_yaml_node *node, const char *pattern, fen_error *err) {
  const char *remedy =
      strchr(pattern, '\\') ? "write / between folders and files, not \\" : "check the path; relative ones start at the case file's folder";
  char folder[FOLDER_TEXT];
  struct stat facts;
  size_t size = strcspn(pattern, "*?[");
  while (size > 0 && pattern[size - 1] != '/')
    size--;
  (void)snprintf(folder, sizeof folder, "%.*s", (int)(size > 1 ? size - 1 : size), pattern);
  if (stat(pattern, &facts) == 0 && S_ISDIR(facts.st_mode))
    fen_yaml_fail(node, FEN_ERR_FILE_MISSING, "name its files, for all of them with /* behind the folder", err, "'%s' is a folder",
                  pattern);
  else if (size > 0 && size < sizeof folder && stat(folder, &facts))
    fen_yaml_fail(node, FEN_ERR_FILE_MISSING, remedy, err, "there is no folder '%s'", folder);
  else if (size > 0 && size < sizeof folder && access(folder, R_OK | X_OK))
    fen_yaml_fail(node, FEN_ERR_FILE_MISSING, "ask for the permission to read it", err, "the folder '%s' may not be read", folder);
  else
    fen_yaml_fail(node, FEN_ERR_FILE_MISSING, remedy, err, "no file matches '%s'", pattern);
}

/* Append the files that one pattern matches. */
static ptrdiff_t add_matches(fen_case_reader *reader, const fen_yaml_node *node, const char **files, ptrdiff_t count) {
  const char *pattern = NULL;
  char **matches = NULL;
  ptrdiff_t match_count = 0;
  fen_error err;
  if (!fen_case_pattern(reader, node, &pattern))
    return count;
  if (fen_files_matching(pattern, &match_count, &matches, &err)) {
    fen_error placed;
    complain_of_none(node, pattern, &placed);
    fen_case_fault(reader, &placed);
    return count;
  }
  if (match_count > MOST_FILES - count) {
    fen_yaml_fail(node, FEN_ERR_RANGE, "shorten the list of files", &err, "more than %d files", MOST_FILES);
    fen_case_fault(reader, &err);
  }
  for (ptrdiff_t i = 0; i < match_count; i++) {
    if (count < MOST_FILES)
      files[count++] = fen_case_copy(reader, matches[i]);
    fen_free(matches[i]);
  }
  fen_free(matches);
  return count;
}

void fen_case_files(fen_case_reader *reader, const fen_yaml_node *map, const char *const **out, ptrdiff_t *out_count) {
  const fen_yaml_node *node = fen_case_key(reader, map, "files", FEN_KEY_REQUIRED);
  if (!node)
    return;
  const char **files = fen_case_memory(reader, MOST_FILES, sizeof *files);
  if (!files)
    return;
  ptrdiff_t count = 0;
  if (fen_yaml_is_scalar(node))
    count = add_matches(reader, node, files, count);
  else if (fen_case_sequence(reader, node, "files"))
    for (ptrdiff_t i = 0; i < fen_yaml_count(node); i++)
      count = add_matches(reader, fen_yaml_at(node, i), files, count);
  *out = files;
  *out_count = count;
}
