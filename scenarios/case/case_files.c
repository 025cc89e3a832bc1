/* The key 'files': paths and patterns of many files. */
#include <sys/stat.h>

#include "case_read.h"
#include "fenhe/files.h"
#include "fenhe/memory.h"

enum { MOST_FILES = 20000 };

/* Append the files that one pattern matches. */
static ptrdiff_t add_matches(fen_case_reader *reader, const fen_yaml_node *node, const char **files, ptrdiff_t count) {
  const char *pattern = NULL;
  char **matches = NULL;
  ptrdiff_t match_count = 0;
  fen_error err;
  if (!fen_case_path_node(reader, node, &pattern))
    return count;
  if (fen_files_matching(pattern, &match_count, &matches, &err)) {
    fen_error placed;
    struct stat facts;
    if (stat(pattern, &facts) == 0 && S_ISDIR(facts.st_mode))
      fen_yaml_fail(node, FEN_ERR_FILE_MISSING, "name its files, for all of them with /* behind the folder", &placed, "'%s' is a folder",
                    pattern);
    else
      fen_yaml_fail(node, FEN_ERR_FILE_MISSING, "check the path; relative ones start at the case file's folder", &placed,
                    "no file matches '%s'", pattern);
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
