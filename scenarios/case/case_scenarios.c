/* The scenarios of a case: a list of files. */
#include <string.h>

#include "case_read.h"

void fen_case_read_scenarios(fen_case_reader *reader, const fen_yaml_node *node) {
  fen_error err;
  if (!node || !fen_case_sequence(reader, node, "scenarios"))
    return;
  ptrdiff_t count = fen_yaml_count(node);
  const char **paths = fen_case_memory(reader, count, sizeof *paths);
  ptrdiff_t kept = 0;
  for (ptrdiff_t n = 0; paths && n < count; n++) {
    if (!fen_case_path_node(reader, fen_yaml_at(node, n), &paths[kept]))
      continue;
    ptrdiff_t first = 0;
    while (strcmp(paths[first], paths[kept]) != 0)
      first++;
    if (first < kept) {
      fen_yaml_fail(fen_yaml_at(node, n), FEN_ERR_KEY_TWICE, NULL, &err, "this scenario is in the list already");
      fen_case_fault(reader, &err);
    } else
      kept++;
  }
  reader->out->scenarios = paths;
  reader->out->scenario_count = kept;
}
