/* Initial and boundary values: "0 ug/m3", "1800 ppb", {profile: [[0 m, 5 ug/m3], ...]} or {file, variable}. */
#include <stdlib.h>
#include <string.h>

#include "amount.h"
#include "case_read.h"

/* One value; which amount it is goes to *amount. */
static fen_status read_value(const fen_yaml_node *node, double molar_mass_gpmol, double *value, fen_amount *amount, fen_error *err) {
  const char *text = fen_yaml_text(node);
  if (!text)
    return fen_yaml_fail(node, FEN_ERR_TYPE, "as in: 0 ug/m3", err, "a value with its unit is wanted here");
  char *unit = NULL;
  double number = strtod(text, &unit);
  double factor;
  fen_error unplaced;
  if (unit == text)
    return fen_yaml_fail(node, FEN_ERR_TYPE, "as in: 0 ug/m3", err, "'%s' does not start with a number", text);
  fen_status status = fen_amount_unit(unit, molar_mass_gpmol, amount, &factor, &unplaced);
  if (status) {
    char *own = strrchr(unplaced.text, ';'); /* what is to be done, where a layer below knows */
    if (own)
      *own = '\0';
    const bool moles = own && strncmp(own + 1, " add", 4) == 0;
    return fen_yaml_fail(node, status, moles ? own + 2 : "write a unit such as ug/m3, kg/kg or ppb", err, "%s", unplaced.text);
  }
  if (!(number >= 0.0 && number * factor <= 1.0))
    return fen_yaml_fail(node, FEN_ERR_RANGE, number < 0.0 ? "give 0 or more" : "give at most 1 kg/kg or 1 kg/m3; check the unit", err,
                         "'%s' is not a mixing ratio or concentration in the air", text);
  *value = number * factor;
  return FEN_OK;
}

static void fault(fen_case_reader *reader, const fen_yaml_node *node, fen_status status, const char *remedy, const char *message) {
  fen_error err;
  fen_yaml_fail(node, status, remedy, &err, "%s", message);
  fen_case_fault(reader, &err);
}

static void read_profile(fen_case_reader *reader, const fen_yaml_node *node, double molar_mass_gpmol, fen_case_background *out) {
  fen_error err;
  ptrdiff_t count = fen_yaml_count(node);
  if (!fen_yaml_is_sequence(node) || count < 1) {
    fault(reader, node, FEN_ERR_TYPE, "as in: profile: [[0 m, 20 ug/m3], [3 km, 2 ug/m3]]", "a profile is a list of [height, value]");
    return;
  }
  double *height_m = fen_case_memory(reader, count, sizeof *height_m);
  double *value = fen_case_memory(reader, count, sizeof *value);
  if (!height_m || !value)
    return;
  for (ptrdiff_t i = 0; i < count; i++) {
    const fen_yaml_node *pair = fen_yaml_at(node, i);
    fen_amount amount = FEN_AMOUNT_CONCENTRATION;
    if (!fen_yaml_is_sequence(pair) || fen_yaml_count(pair) != 2) {
      fault(reader, pair, FEN_ERR_TYPE, "as in: [100 m, 20 ug/m3]", "a point of a profile is [height, value]");
      return;
    }
    if (fen_yaml_quantity(fen_yaml_at(pair, 0), "m", 0.0, 1e5, &height_m[i], &err) ||
        read_value(fen_yaml_at(pair, 1), molar_mass_gpmol, &value[i], &amount, &err)) {
      fen_case_fault(reader, &err);
      return;
    }
    if (i > 0 && (amount != out->amount || !(height_m[i] > height_m[i - 1]))) {
      fault(reader, pair, FEN_ERR_RANGE, "write them from the ground up, all in one unit",
            "heights of a profile must increase, and its values be all of one kind of unit");
      return;
    }
    out->amount = amount;
  }
  out->height_m = height_m;
  out->value = value;
  out->count = count;
}

void fen_case_read_background(fen_case_reader *reader, const fen_yaml_node *node, const char *what, double molar_mass_gpmol,
                              fen_case_background *out) {
  static const char *const keys[] = {"profile", "file", "variable"};
  fen_error err;
  double *height_m = fen_case_memory(reader, 1, sizeof *height_m);
  double *value = fen_case_memory(reader, 1, sizeof *value);
  if (!height_m || !value)
    return;
  *out = (fen_case_background){.count = 1, .height_m = height_m, .value = value, .node = node};
  if (!node)
    return;
  if (!fen_yaml_is_map(node)) {
    if (read_value(node, molar_mass_gpmol, value, &out->amount, &err))
      fen_case_fault(reader, &err);
    return;
  }
  fen_case_map(reader, node, what, keys, FEN_COUNT_OF(keys));
  const fen_yaml_node *profile = fen_yaml_get(node, "profile");
  if ((profile != NULL) == (fen_yaml_get(node, "file") != NULL)) {
    fault(reader, node, profile ? FEN_ERR_KEY_TWICE : FEN_ERR_KEY_MISSING, NULL, "give either 'profile' or 'file' and 'variable'");
    return;
  }
  if (profile) {
    read_profile(reader, profile, molar_mass_gpmol, out);
    return;
  }
  out->count = 0;
  fen_case_path(reader, node, "file", FEN_KEY_REQUIRED, &out->path);
  fen_case_text(reader, node, "variable", FEN_KEY_REQUIRED, &out->variable);
}
