/* YAML as such: every node is asked for everything that a node can be asked for. */
#include "fenhe/yaml.h"
#include "fuzz.h"

enum { MOST_VISITED = 500 };

static void visit(const fen_yaml_node *node, int *left) {
  static const char *const words[] = {"points", "areas", "gridded"};
  int line, column, word;
  double value;
  long whole;
  bool flag;
  fen_error err;
  if ((*left)-- <= 0)
    return;
  fen_yaml_place(node, &line, &column);
  fuzz_require(line >= 1 && column >= 1);
  fuzz_check_complaint(fen_yaml_quantity(node, "m", 0.0, 1.0, &value, &err), &err);
  fuzz_check_complaint(fen_yaml_number(node, -1.0, 1.0, &value, &err), &err);
  fuzz_check_complaint(fen_yaml_integer(node, -5, 5, &whole, &err), &err);
  fuzz_check_complaint(fen_yaml_bool(node, &flag, &err), &err);
  fuzz_check_complaint(fen_yaml_time(node, 0.0, &value, &err), &err);
  fuzz_check_complaint(fen_yaml_word(node, words, 3, &word, &err), &err);
  for (ptrdiff_t i = 0; i < fen_yaml_count(node); i++) {
    const fen_yaml_node *key_node = NULL;
    const char *key = fen_yaml_key(node, i, &key_node);
    if (key)
      fuzz_require(fen_yaml_get(node, key) == fen_yaml_at(node, i));
    visit(fen_yaml_at(node, i), left);
  }
}

bool fuzz_yaml(const uint8_t *data, size_t size) {
  char path[FUZZ_PATH];
  fen_yaml *document = NULL;
  fen_error err = {0};
  fuzz_write("any.yaml", data, size, path);
  fen_diagnostics faults = {0};
  fen_status status = fen_yaml_open(path, &faults, &document, &err);
  fuzz_check_complaint(status, &err);
  fuzz_require((status == FEN_OK) == (document != NULL));
  int left = MOST_VISITED;
  if (!status)
    visit(fen_yaml_root(document), &left);
  fen_yaml_close(&document);
  for (ptrdiff_t n = 0; n < faults.count; n++)
    fuzz_check_complaint(faults.items[n].status, &faults.items[n]);
  const bool sound = !status && faults.count == 0;
  fen_diagnostics_clear(&faults);
  return sound;
}
