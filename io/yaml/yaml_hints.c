/* Remedies for what keyboards, word processors and habit put into YAML: where a fault's text shows one, it says more than the fault. */
#include <ctype.h>
#include <string.h>

#include "yaml_tree.h"

const char *fen_yaml_letters_hint(const char *text, size_t size) {
  static const struct {
    const char *mark, *remedy;
  } marks[] = {
      {"\xef\xbc", "write half-width punctuation and digits: ': ' for ：, ', ' for ，, [ ] for 【 】 and straight quotes"},
      {"【", "write half-width punctuation and digits: ': ' for ：, ', ' for ，, [ ] for 【 】 and straight quotes"},
      {"“", "write straight quotes (\") for “ and ”"},
      {"”", "write straight quotes (\") for “ and ”"},
      {"‘", "write straight quotes (') for ‘ and ’"},
      {"\xc2\xa0", "write plain blanks: here is a non-breaking one, as web pages and word processors have it"},
      {"\xe3\x80\x80", "write plain blanks: here is a full-width one, as Chinese keyboards have it"},
  };
  for (size_t n = 0; n < sizeof marks / sizeof *marks; n++) {
    const size_t length = strlen(marks[n].mark);
    for (size_t at = 0; at + length <= size; at++)
      if (memcmp(text + at, marks[n].mark, length) == 0)
        return marks[n].remedy;
  }
  return NULL;
}

/* "key:value", which YAML takes for a word. */
static bool lacks_blank(const char *line, size_t size) {
  size_t at = 0;
  while (at < size && (line[at] == ' ' || line[at] == '-'))
    at++;
  const size_t key = at;
  while (at < size && (isalnum((unsigned char)line[at]) || line[at] == '_'))
    at++;
  return at > key && at + 1 < size && line[at] == ':' && !isspace((unsigned char)line[at + 1]);
}

const char *fen_yaml_syntax_hint(const fen_source *source, size_t line, size_t at, const char *message) {
  const char *text = source->text + line;
  const size_t size = line < source->size ? strcspn(text, "\r\n") : 0;
  const char *letters = fen_yaml_letters_hint(text, size);
  if (letters)
    return letters;
  if (at < source->size && source->text[at] == '\t')
    return "YAML does not indent with tabs: use blanks";
  if (at > 0 && at < source->size && source->text[at] == '{' && source->text[at - 1] == '$')
    return "in brackets and braces put a text with ${NAME} into quotes, as in [\"${NAME}/file.nc\"]";
  if (strncmp(message, "invalid escape", 14) == 0)
    return "write / between folders; between double quotes a backslash begins an escape";
  if (lacks_blank(text, size))
    return "put a blank behind the colon of a key, as in 'length: 12 h'";
  return "indent with blanks, close quotes and brackets, and quote texts that contain ': ' or start with a sign";
}
