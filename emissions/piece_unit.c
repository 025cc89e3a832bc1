/* Units of EDGAR, HTAP and MEIC: rates, fluxes, and amounts by month or year. */
#define _GNU_SOURCE /* strcasestr */
#include <math.h>
#include <stdio.h>
#include <string.h>
#include <strings.h>

#include "pieces.h"

/* Take a word out of a unit, with a sign of division before it; true if it was there. */
static bool take_out(char *unit, const char *word) {
  char *at = strcasestr(unit, word);
  if (!at)
    return false;
  char *end = at + strlen(word);
  while (at > unit && strchr(" /.", at[-1]))
    at--;
  memmove(at, end, strlen(end) + 1);
  return true;
}

static void spell(char unit[FEN_NC_NAME]) {
  static const char *const places[] = {"per grid cell", "per grid", "per cell", "gridcell-1", "grid-1",
                                       "cell-1",        "gridcell", "grid",     "cell"};
  for (size_t n = 0; n < sizeof places / sizeof *places; n++)
    (void)take_out(unit, places[n]);
  static const char *const million[] = {"million moles", "million mole", "million mol"};
  for (size_t n = 0; n < sizeof million / sizeof *million; n++) {
    char *at = strcasestr(unit, million[n]);
    char rest[FEN_NC_NAME];
    if (!at)
      continue;
    (void)snprintf(rest, sizeof rest, "%s", at + strlen(million[n]));
    (void)snprintf(at, FEN_NC_NAME - (size_t)(at - unit), "1e6 mol%s", rest);
    break;
  }
}

/* An amount by month or year: what is left must be a mass or moles. */
static fen_status read_amount(char unit[FEN_NC_NAME], double molar_mass_gpmol, fen_piece_unit *out, fen_error *err) {
  static const char *const periods[] = {"months-1", "month-1", "mon-1", "per month", "month", "月",
                                        "per year", "year-1",  "yr-1",  "year",      "yr",    "年"};
  char plain[FEN_NC_NAME];
  fen_conversion conversion;
  (void)snprintf(plain, sizeof plain, "%s", unit);
  spell(plain);
  for (size_t n = 0; n < sizeof periods / sizeof *periods; n++)
    (void)take_out(plain, periods[n]);
  const char *word = strcasecmp(plain, "tonnes") == 0 ? "t" : plain;
  fen_status status = fen_units_conversion(word, "kg", molar_mass_gpmol, 0, &conversion, err);
  bool moles = status && fen_units_conversion(word, "mol", 0.0, 0, &conversion, NULL) == FEN_OK;
  if (status && !moles)
    return status;
  out->amount = true;
  out->scale = moles ? NAN : conversion.scale;
  return FEN_OK;
}

static fen_status stated_unit(const fen_inventory_context *context, const fen_inventory_map *map, const fen_piece *piece,
                              char unit[FEN_NC_NAME], fen_error *err) {
  fen_nc_reader *reader = NULL;
  unit[0] = '\0';
  if (piece->variable[0]) {
    fen_status status = fen_nc_open(piece->path, &reader, err);
    if (status)
      return status;
    if (fen_nc_attribute_text(reader, piece->variable, "units", unit, FEN_NC_NAME, NULL))
      (void)fen_nc_attribute_text(reader, piece->variable, "unit", unit, FEN_NC_NAME, NULL);
    fen_nc_close(&reader);
  }
  if (unit[0] && strcasecmp(unit, "unknown") != 0)
    return FEN_OK;
  const char *mapped = fen_inventory_map_unit(map, piece->species);
  if (mapped)
    (void)snprintf(unit, FEN_NC_NAME, "%s", mapped);
  else if (context->file->kind == FEN_INVENTORY_MEIC)
    (void)snprintf(unit, FEN_NC_NAME, piece->month ? "t/month" : "t/year");
  else
    unit[0] = '\0';
  return FEN_OK;
}

fen_status fen_piece_unit_read(const fen_inventory_context *context, const fen_inventory_map *map, const fen_piece *piece,
                               fen_piece_unit *out, fen_error *err) {
  fen_piece_unit unit = {0};
  fen_error reason, other;
  fen_emitted_species theirs = {piece->species, fen_inventory_map_molar_mass(map, piece->species)};
  fen_status status = stated_unit(context, map, piece, unit.text, err);
  if (status)
    return status;
  bool by_month = strcasestr(unit.text, "month") || strcasestr(unit.text, "mon-1") || strstr(unit.text, "月");
  bool rate =
      !by_month && fen_emission_unit(unit.text, &theirs, context->inventory->year_days, &unit.scale, &unit.per_area, &reason) == FEN_OK;
  if (!rate && read_amount(unit.text, theirs.molar_mass_gpmol, &unit, &other))
    return fen_fail(err, FEN_ERR_DATA_UNIT,
                    "%s%s%s: error: %s%s%s\n  = write the unit that is meant beside the species in the map, such as "
                    "unit: kg m-2 s-1 or t/month",
                    piece->path, piece->variable[0] ? ": " : "", piece->variable, unit.text[0] ? "'" : "", unit.text,
                    unit.text[0] ? "' is no unit of an inventory" : "it has no unit");
  if (unit.amount && by_month && !piece->month)
    return fen_fail(err, FEN_ERR_DATA_UNIT,
                    "%s: error: '%s' counts by months, but the file's name tells no month\n  = correct its name or its unit", piece->path,
                    unit.text);
  *out = unit;
  return FEN_OK;
}
