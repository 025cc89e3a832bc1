/**
 * @file units.h  Units by UDUNITS-2, with the aliases of the field.
 * UDUNITS reads kt as knot, ton as 907 kg and year as 365.242 d; here t, kt, Mt and the Chinese 吨, 万吨 are metric, and a year is
 * 365 d (366 in a leap year where the caller says so). I/O API's spellings (mols/s, KG/M**3, M/S, CM, WATTS/M**2) are aliases too.
 */
#ifndef FENHE_UNITS_H
#define FENHE_UNITS_H

#include "fenhe/status.h"

#ifdef __cplusplus
extern "C" {
#endif

typedef struct {
  double scale; /**< value_to = scale * value_from + offset */
  double offset;
} fen_conversion;

/**
 * Conversion between two units of one dimension.
 * Blank padding is ignored. "", "UNKNOWN", "-" and text that UDUNITS does not know are refused, never guessed.
 * @param[in] molar_mass_gpmol molar mass to join moles and mass, or 0 where that must not happen
 * @param[in] year_days        days in the year that "yr", "a", "year", "年" stand for: 365 or 366; 0 means 365
 * @return FEN_OK; FEN_ERR_UNIT_MISSING, FEN_ERR_UNIT_UNKNOWN, FEN_ERR_UNIT_INCOMPATIBLE (text names both units and a remedy)
 */
fen_status fen_units_conversion(const char *from, const char *to, double molar_mass_gpmol, int year_days, fen_conversion *out,
                                fen_error *err);

/**
 * Read a quantity with its unit, such as "3 km", "1 h", "35 ug/m3"; a bare number is refused unless the wanted unit is "1".
 * @return FEN_OK; FEN_ERR_TYPE (no number), FEN_ERR_UNIT_MISSING, FEN_ERR_UNIT_UNKNOWN, FEN_ERR_UNIT_INCOMPATIBLE
 */
fen_status fen_quantity_parse(const char *text, const char *wanted_unit, double *out, fen_error *err);

#ifdef __cplusplus
}
#endif
#endif
