/* The words that I/O API files have for units. docs/guide/file-formats.md shows the same table; a test compares. */
#include <stdio.h>
#include <string.h>

#include "fenhe/ioapi.h"

enum { UNIT_TEXT = 128 };

/* As CMAQ, MCIP and SMOKE write them. Other texts go to UDUNITS with the aliases that all files share (units.h). */
static const struct {
  const char *word, *unit;
} aliases[] = {
    {"M", "m"},
    {"METERS", "m"},
    {"CM", "cm"},
    {"1/M", "m-1"},
    {"M/S", "m s-1"},
    {"m/s", "m s-1"},
    {"M**2/S", "m2 s-1"},
    {"SEC/M", "s m-1"},
    {"S/M", "s m-1"},
    {"K", "K"},
    {"deg K", "K"},
    {"DEG K", "K"},
    {"degrees K", "K"},
    {"DEGREES", "degree"},
    {"DEGREES_KELVIN", "K"},
    {"PA", "Pa"},
    {"Pascal", "Pa"},
    {"PASCAL", "Pa"},
    {"Pascals", "Pa"},
    {"WATTS/M**2", "W m-2"},
    {"W/M**2", "W m-2"},
    {"KG/M**3", "kg m-3"},
    {"KG/M**2", "kg m-2"},
    {"KG/(M*S)", "kg m-1 s-1"},
    {"KG/KG", "kg/kg"},
    {"G/M**3", "g m-3"},
    {"(M/M)**2", "1"},
    {"M**3/M**3", "1"},
    {"AREA/AREA", "1"},
    {"FRACTION", "1"},
    {"DECIMAL", "1"},
    {"CATEGORY", "1"},
    {"PERCENT", "0.01"},
    {"mols/s", "mol s-1"},
    {"moles/s", "mol s-1"},
    {"mol/s", "mol s-1"},
    {"moles/hr", "mol h-1"},
    {"g/s", "g s-1"},
    {"gm/s", "g s-1"},
    {"g/hr", "g h-1"},
    {"kg/s", "kg s-1"},
    {"ppmV", "ppmv"},
    {"ppbV", "ppbv"},
    {"micrograms/m**3", "ug m-3"},
    {"microgram/m**3", "ug m-3"},
    {"ug/m**3", "ug m-3"},
    {"umoles/m**3", "umol m-3"},
    {"number/m**3", "m-3"},
    {"#/m**3", "m-3"},
    {"m**2/m**3", "m2 m-3"},
};

bool fen_ioapi_unit_alias(size_t n, const char **word, const char **unit) {
  if (n >= sizeof aliases / sizeof *aliases)
    return false;
  *word = aliases[n].word;
  *unit = aliases[n].unit;
  return true;
}

const char *fen_ioapi_unit(const char *text) {
  for (size_t n = 0; n < sizeof aliases / sizeof *aliases; n++)
    if (strcmp(text, aliases[n].word) == 0)
      return aliases[n].unit;
  return text;
}

fen_status fen_ioapi_conversion(const fen_nc_reader *reader, const char *variable, const char *to, fen_conversion *out, fen_error *err) {
  char unit[UNIT_TEXT] = "";
  fen_error reason = {0};
  if (fen_nc_has(reader, variable) && !fen_nc_has_attribute(reader, variable, "units"))
    return fen_nc_fail(reader, variable, FEN_ERR_DATA_UNIT, "add the attribute units, for instance with ncatted", err, "it has no unit");
  fen_status status = fen_nc_attribute_text(reader, variable, "units", unit, sizeof unit, err);
  if (status)
    return status;
  if (fen_units_conversion(fen_ioapi_unit(unit), to, 0.0, 0, out, &reason))
    return fen_nc_fail(reader, variable, FEN_ERR_DATA_UNIT, "correct the attribute units, for instance with ncatted", err, "%s",
                       reason.text);
  return FEN_OK;
}
