#include <string.h>

#include "inventory_parts.h"

fen_status fen_emission_unit(const char *unit, const fen_emitted_species *species, int year_days, double *scale, bool *per_area,
                             fen_error *err) {
  static const char *const wanted[2] = {"kg s-1", "kg m-2 s-1"};
  fen_conversion conversion;
  fen_status status = FEN_ERR_UNIT_INCOMPATIBLE;
  int ways = per_area ? 2 : 1;
  if (strstr(unit, "month") || strstr(unit, "月"))
    return fen_fail(err, FEN_ERR_UNIT_UNKNOWN, "the unit '%s' counts by months, which have no fixed length; give rates by s, h, d or yr",
                    unit);
  for (int way = 0; way < ways; way++) {
    status = fen_units_conversion(unit, wanted[way], species->molar_mass_gpmol, year_days, &conversion, err);
    if (status == FEN_ERR_UNIT_INCOMPATIBLE)
      continue;
    if (status)
      return status;
    if (conversion.offset != 0.0)
      return fen_fail(err, FEN_ERR_UNIT_INCOMPATIBLE, "the unit '%s' has an offset and is no rate", unit);
    *scale = conversion.scale;
    if (per_area)
      *per_area = way == 1;
    return FEN_OK;
  }
  for (int way = 0; way < ways && !(species->molar_mass_gpmol > 0.0); way++)
    if (fen_units_conversion(unit, wanted[way], 1.0, year_days, &conversion, NULL) == FEN_OK)
      return fen_fail(
          err, FEN_ERR_UNIT_INCOMPATIBLE,
          "the unit '%s' counts moles, but the case gives no molar mass for %s; add one to the species, such as molar_mass: 16.04 g/mol for CH4",
          unit, species->name);
  return fen_fail(err, status, "the unit '%s' is no mass or amount per time%s; t/yr, kg s-1, 万吨/年 are%s", unit,
                  per_area ? " (and area)" : "", per_area ? ", and kg m-2 s-1" : "");
}

const char *fen_unit_fault_remedy(fen_error *reason, const char *usual) {
  static const char *const verbs[] = {"add ", "give ", "write "};
  char *cut = strrchr(reason->text, ';');
  for (size_t n = 0; cut && cut[1] == ' ' && n < sizeof verbs / sizeof *verbs; n++)
    if (strncmp(cut + 2, verbs[n], strlen(verbs[n])) == 0) {
      *cut = '\0';
      return reason->status == FEN_ERR_UNIT_MISSING ? usual : cut + 2; /* an emission is no plain ratio */
    }
  return usual;
}

const char *fen_unit_file_remedy(fen_error *reason, const char *usual) {
  const char *own = fen_unit_fault_remedy(reason, usual);
  return strncmp(own, "add ", 4) == 0 ? own : usual;
}
