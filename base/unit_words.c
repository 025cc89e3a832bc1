#include "unit_words.h"

#include <stdbool.h>
#include <stdio.h>
#include <string.h>
#include <strings.h>

typedef struct {
  const char *word, *plain;
} alias;

/* UDUNITS reads kt as knot, a as are and yr as 365.242 d, and no Chinese; a year is written out by year_word. */
static const alias everywhere[] = {
    {"t", "(1000 kg)"},
    {"tonne", "(1000 kg)"},
    {"tonnes", "(1000 kg)"},
    {"kt", "(1e6 kg)"},
    {"Mt", "(1e9 kg)"},
    {"Gt", "(1e12 kg)"},
    {"mols", "mol"},
    {"mole", "mol"},
    {"moles", "mol"},
    {"gm", "g"},
    {"gms", "g"},
    {"ppm", "(1e-6)"},
    {"ppmv", "(1e-6)"},
    {"ppmV", "(1e-6)"},
    {"ppb", "(1e-9)"},
    {"ppbv", "(1e-9)"},
    {"ppbV", "(1e-9)"},
    {"ppt", "(1e-12)"},
    {"pptv", "(1e-12)"},
    {"pptV", "(1e-12)"},
    {"µg", "ug"},
    {"μg", "ug"},
    {"µm", "um"},
    {"μm", "um"},
    {"kWh", "(3.6e6 J)"},
    {"MWh", "(3.6e9 J)"},
    {"GWh", "(3.6e12 J)"},
    {"dimensionless", "1"},
    {"Dimensionless", "1"},
    {"吨", "(1000 kg)"},
    {"千吨", "(1e6 kg)"},
    {"万吨", "(1e7 kg)"},
    {"百万吨", "(1e9 kg)"},
    {"亿吨", "(1e11 kg)"},
    {"千克", "kg"},
    {"公斤", "kg"},
    {"克", "g"},
    {"毫克", "mg"},
    {"微克", "ug"},
    {"天", "d"},
    {"日", "d"},
    {"小时", "h"},
    {"时", "h"},
    {"分钟", "min"},
    {"秒", "s"},
    {"米", "m"},
    {"厘米", "cm"},
    {"千米", "km"},
    {"公里", "km"},
    {"平方米", "(m2)"},
    {"立方米", "(m3)"},
    {"平方千米", "km2"},
    {"平方公里", "km2"},
    {"公顷", "(1e4 m2)"},
    {"摄氏度", "degC"},
    {"℃", "degC"},
};

/* I/O API writes units in capitals, where S is the second and M the metre; only texts without any small letter are read so. */
static const alias in_capitals[] = {
    {"M", "m"},        {"S", "s"},         {"KG", "kg"},           {"G", "g"},         {"GM", "g"},
    {"GMS", "g"},      {"CM", "cm"},       {"KM", "km"},           {"MM", "mm"},       {"SEC", "s"},
    {"HR", "h"},       {"DAY", "d"},       {"WATT", "W"},          {"WATTS", "W"},     {"PA", "Pa"},
    {"PASCAL", "Pa"},  {"MOL", "mol"},     {"MOLE", "mol"},        {"MOLES", "mol"},   {"MOLS", "mol"},
    {"PPM", "(1e-6)"}, {"PPMV", "(1e-6)"}, {"PPB", "(1e-9)"},      {"PPBV", "(1e-9)"}, {"PERCENT", "(0.01)"},
    {"FRACTION", "1"}, {"AREA", "(m2)"},   {"DEGREES", "degrees"}, {"DEG", "degrees"},
};

/* In whatever case they are written: UDUNITS knows Ton as a short one. */
static const alias ambiguous[] = {
    {"ton", "a ton may be 907, 1000 or 1016 kg: write t for 1000 kg"},  {"tons", "a ton may be 907, 1000 or 1016 kg: write t for 1000 kg"},
    {"month", "months differ in length: write the days, such as 31 d"}, {"months", "months differ in length: write the days, such as 31 d"},
    {"月", "months differ in length: write the days, such as 31 d"},
};

static const char *const year_words[] = {"yr", "yrs", "a", "year", "years", "annum", "YR", "YEAR", "年"};
static const char *const no_units[] = {"unknown", "none", "-", "--", "?", "n/a", "na", "null", "undefined", "unspecified"};

/* Signs and superscripts beyond ASCII; UDUNITS reads only some of them. */
static const alias operators[] = {
    {"·", "."}, {"×", "."}, {"⋅", "."}, {"⁻", "-"}, {"−", "-"}, {"⁰", "0"}, {"¹", "1"}, {"²", "2"},
    {"³", "3"}, {"⁴", "4"}, {"⁵", "5"}, {"⁶", "6"}, {"⁷", "7"}, {"⁸", "8"}, {"⁹", "9"},
};

#define COUNT(array) (sizeof(array) / sizeof *(array))

static bool same_word(const char *word, size_t length, const char *other) {
  return strlen(other) == length && memcmp(word, other, length) == 0;
}

static const char *look_up(const alias *list, size_t count, const char *word, size_t length) {
  for (size_t i = 0; i < count; i++)
    if (same_word(word, length, list[i].word))
      return list[i].plain;
  return NULL;
}

static bool is_digit(char c) {
  return c >= '0' && c <= '9';
}

static const alias *operator_at(const char *text) {
  for (size_t i = 0; (unsigned char)*text >= 0x80 && i < COUNT(operators); i++)
    if (strncmp(text, operators[i].word, strlen(operators[i].word)) == 0)
      return &operators[i];
  return NULL;
}

/* Length of a word at text: letters of ASCII, and everything beyond it but the operators. */
static size_t word_length(const char *text) {
  size_t length = 0;
  for (;; length++) {
    unsigned char c = (unsigned char)text[length];
    bool letter = (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '_' || c >= 0x80;
    if (!letter || operator_at(text + length))
      return length;
  }
}

/* Length of a number at text, its exponent included, so that the e of 1e4 is no word. */
static size_t number_length(const char *text) {
  size_t length = strspn(text, "0123456789.");
  if (length > 0 && (text[length] == 'e' || text[length] == 'E')) {
    size_t sign = text[length + 1] == '+' || text[length + 1] == '-';
    if (is_digit(text[length + 1 + sign]))
      length += 1 + sign + strspn(text + length + 1 + sign, "0123456789");
  }
  return length;
}

const char *fen_unit_remedy(const char *text) {
  for (const char *at = text; *at;) {
    size_t length = word_length(at);
    for (size_t i = 0; i < COUNT(ambiguous); i++)
      if (strlen(ambiguous[i].word) == length && strncasecmp(at, ambiguous[i].word, length) == 0)
        return ambiguous[i].plain;
    at += length ? length : 1;
  }
  return NULL;
}

static const char *replacement(const char *word, size_t length, bool capitals, const char *year) {
  for (size_t i = 0; i < COUNT(year_words); i++)
    if (same_word(word, length, year_words[i]))
      return year;
  const char *plain = look_up(everywhere, COUNT(everywhere), word, length);
  if (!plain && capitals)
    plain = look_up(in_capitals, COUNT(in_capitals), word, length);
  return plain;
}

/* UDUNITS overlooks one closing bracket too many at the end; an offset written with @ is no unit of this field. */
static bool is_well_formed(const char *text) {
  int depth = 0;
  for (; *text && depth >= 0; text++)
    depth += *text == '@' ? -1000 : (*text == '(') - (*text == ')');
  return depth == 0;
}

static fen_status check_stated(const char *text, size_t length, fen_error *err) {
  for (size_t i = 0; i < COUNT(no_units); i++)
    if (strlen(no_units[i]) == length && strncasecmp(text, no_units[i], length) == 0)
      return fen_fail(err, FEN_ERR_UNIT_MISSING, "unit '%.*s' says nothing; write the unit, or 1 for a plain ratio", (int)length, text);
  if (length == 0)
    return fen_fail(err, FEN_ERR_UNIT_MISSING, "the unit is missing; write it, or 1 for a plain ratio");
  if (fen_unit_remedy(text))
    return fen_fail(err, FEN_ERR_UNIT_UNKNOWN, "unit '%.60s' is not understood; %s", text, fen_unit_remedy(text));
  if (!is_well_formed(text))
    return fen_fail(err, FEN_ERR_UNIT_UNKNOWN, "unit '%.60s' is not understood; check its brackets and signs", text);
  return FEN_OK;
}

fen_status fen_unit_plain(const char *text, int year_days, char plain[FEN_UNIT_PLAIN], fen_error *err) {
  static const char blanks[] = " \t\r\n";
  text += strspn(text, blanks);
  size_t size = strlen(text);
  while (size > 0 && strchr(blanks, text[size - 1]))
    size--;
  fen_status status = check_stated(text, size, err);
  if (status)
    return status;
  bool capitals = strcspn(text, "abcdefghijklmnopqrstuvwxyz") >= size;
  char year[16];
  (void)snprintf(year, sizeof year, "(%d d)", year_days);
  size_t used = 0;
  for (size_t at = 0; at < size;) {
    size_t length = number_length(text + at);
    const char *rewritten = NULL;
    const alias *sign = operator_at(text + at);
    if (sign) {
      length = strlen(sign->word);
      rewritten = sign->plain;
    } else if (length == 0) {
      length = word_length(text + at);
      rewritten = length ? replacement(text + at, length, capitals, year) : NULL;
      length += length == 0;
    }
    const char *piece = rewritten ? rewritten : text + at;
    size_t piece_length = rewritten ? strlen(rewritten) : length;
    if (piece_length >= FEN_UNIT_PLAIN - used)
      return fen_fail(err, FEN_ERR_UNIT_UNKNOWN, "unit '%.60s...' is too long to be one", text);
    memcpy(plain + used, piece, piece_length);
    used += piece_length;
    at += length;
  }
  plain[used] = '\0';
  return FEN_OK;
}
