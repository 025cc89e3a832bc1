#include "amount.h"

#include <ctype.h>
#include <string.h>

#include "fenhe/units.h"

enum { UNIT_TEXT = 64 };
static const double dry_air_gpmol = 28.9647; /* US Standard Atmosphere 1976, mean molar mass of dry air near the ground */

typedef struct {
  const char *unit;
  double factor;
  bool molar;
} ratio_unit;

static const ratio_unit ratio_units[] = {
    {"kg/kg", 1.0, false},
    {"g/kg", 1e-3, false},
    {"mg/kg", 1e-6, false},
    {"ug/kg", 1e-9, false},
    {"ng/kg", 1e-12, false},
    {"kg kg-1", 1.0, false},
    {"mol/mol", 1.0, true},
    {"mol mol-1", 1.0, true},
    {"umol/mol", 1e-6, true},
    {"nmol/mol", 1e-9, true},
    {"ppm", 1e-6, true},
    {"ppb", 1e-9, true},
    {"ppt", 1e-12, true},
    {"ppmv", 1e-6, true},
    {"ppbv", 1e-9, true},
    {"ppmV", 1e-6, true},
    {"ppbV", 1e-9, true},
    /* as I/O API writes them */
    {"KG/KG", 1.0, false},
    {"G/KG", 1e-3, false},
    {"PPM", 1e-6, true},
    {"PPB", 1e-9, true},
    {"PPMV", 1e-6, true},
    {"PPBV", 1e-9, true},
};

static void trim(const char *text, char out[UNIT_TEXT]) {
  while (isspace((unsigned char)*text))
    text++;
  size_t length = strlen(text);
  while (length > 0 && isspace((unsigned char)text[length - 1]))
    length--;
  if (length > UNIT_TEXT - 1)
    length = UNIT_TEXT - 1;
  memcpy(out, text, length);
  out[length] = '\0';
}

fen_status fen_amount_unit(const char *unit, double molar_mass_gpmol, fen_amount *amount, double *factor, fen_error *err) {
  char name[UNIT_TEXT];
  trim(unit, name);
  for (size_t i = 0; i < sizeof ratio_units / sizeof *ratio_units; i++) {
    const ratio_unit *ratio = &ratio_units[i];
    if (strcmp(name, ratio->unit) != 0)
      continue;
    if (ratio->molar && !(molar_mass_gpmol > 0.0))
      return fen_fail(err, FEN_ERR_UNIT_INCOMPATIBLE,
                      "%s needs the species' molar mass; add 'molar_mass' to the species, or write kg/kg or ug/m3", name);
    *amount = FEN_AMOUNT_MIXING_RATIO;
    *factor = ratio->factor * (ratio->molar ? molar_mass_gpmol / dry_air_gpmol : 1.0);
    return FEN_OK;
  }
  fen_conversion conversion;
  fen_status status = fen_units_conversion(name, "kg m-3", molar_mass_gpmol, 0, &conversion, err);
  if (status)
    return status;
  *amount = FEN_AMOUNT_CONCENTRATION;
  *factor = conversion.scale;
  return FEN_OK;
}
