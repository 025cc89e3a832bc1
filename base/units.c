#include "fenhe/units.h"

#include <math.h>
#include <pthread.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <udunits2.h>

#include "unit_words.h"

/*
 * The unit system is read from its XML files once and never changed afterwards; that takes milliseconds, and inventories ask for
 * thousands of conversions. The parser of UDUNITS keeps its state in static variables, so that calls into it take turns.
 */
static pthread_once_t system_once = PTHREAD_ONCE_INIT;
static pthread_mutex_t parser_turn = PTHREAD_MUTEX_INITIALIZER;
static ut_system *unit_system;

static void read_system(void) {
  (void)ut_set_error_message_handler(ut_ignore);
  unit_system = ut_read_xml(NULL);
}

/* NULL where UDUNITS does not know the text. */
static ut_unit *parse(const char *text) {
  return ut_parse(unit_system, text, UT_UTF8);
}

static bool is_affine(const cv_converter *converter, fen_conversion *out) {
  /* UDUNITS also joins a unit to its reciprocal and to logarithmic levels: neither is a factor and an offset. */
  double zero = cv_convert_double(converter, 0.0);
  double one = cv_convert_double(converter, 1.0);
  double low = cv_convert_double(converter, -1024.0);
  double high = cv_convert_double(converter, 1024.0);
  out->offset = zero;
  out->scale = zero == 0.0 ? one : (high - low) / 2048.0;
  double miss = fabs(out->scale + zero - one);
  return out->scale > 0.0 && isfinite(out->scale) && isfinite(zero) && miss <= 1e-9 * (fabs(one) + fabs(zero));
}

static bool convert_units(ut_unit *from, ut_unit *to, fen_conversion *out) {
  if (!ut_are_convertible(from, to))
    return false;
  cv_converter *converter = ut_get_converter(from, to);
  if (!converter)
    return false;
  fen_conversion conversion;
  bool good = is_affine(converter, &conversion);
  cv_free(converter);
  if (good)
    *out = conversion;
  return good;
}

/* Moles become mass by multiplication with the molar mass, mass becomes moles by division. */
static bool convert_by_molar_mass(ut_unit *from, ut_unit *to, double molar_mass_gpmol, fen_conversion *out) {
  ut_unit *gram_per_mole = parse("g mol-1");
  ut_unit *molar_mass = gram_per_mole ? ut_scale(molar_mass_gpmol, gram_per_mole) : NULL;
  ut_unit *times = molar_mass ? ut_multiply(from, molar_mass) : NULL;
  ut_unit *over = molar_mass ? ut_divide(from, molar_mass) : NULL;
  bool good = (times && convert_units(times, to, out)) || (over && convert_units(over, to, out));
  ut_free(over);
  ut_free(times);
  ut_free(molar_mass);
  ut_free(gram_per_mole);
  return good;
}

static fen_status no_such_unit(const char *unit, fen_error *err) {
  const char *remedy = fen_unit_remedy(unit);
  return fen_fail(err, FEN_ERR_UNIT_UNKNOWN, "unit '%.60s' is not understood; %s", unit,
                  remedy ? remedy : "write it as UDUNITS does, such as kg m-2 s-1, ug/m3 or t/yr");
}

/* UDUNITS reads C as coulomb and F as farad; of a temperature they are degrees. */
static const char *degrees_meant(const char *from, const char *to) {
  if (strcmp(to, "K") != 0)
    return NULL;
  return strcmp(from, "C") == 0 ? "degC" : strcmp(from, "F") == 0 ? "degF" : NULL;
}

static fen_status no_conversion(const char *from, const char *to, double molar_mass_gpmol, bool joined_by_moles, fen_error *err) {
  if (joined_by_moles)
    return fen_fail(err, FEN_ERR_UNIT_INCOMPATIBLE, "unit '%.60s' cannot become '%.60s' without a molar mass; give the species one", from,
                    to);
  if (molar_mass_gpmol > 0.0)
    return fen_fail(err, FEN_ERR_UNIT_INCOMPATIBLE,
                    "unit '%.60s' cannot become '%.60s', even with the molar mass %g g/mol; write one like '%.60s'", from, to,
                    molar_mass_gpmol, to);
  if (degrees_meant(from, to))
    return fen_fail(err, FEN_ERR_UNIT_INCOMPATIBLE, "unit '%.60s' is no unit of temperature; write it as '%s'", from,
                    degrees_meant(from, to));
  return fen_fail(err, FEN_ERR_UNIT_INCOMPATIBLE, "unit '%.60s' is of another dimension than '%.60s'; write one that can become '%.60s'",
                  from, to, to);
}

static fen_status convert(const char *from, const char *to, const char *from_plain, const char *to_plain, double molar_mass_gpmol,
                          fen_conversion *out, fen_error *err) {
  ut_unit *from_unit = parse(from_plain);
  ut_unit *to_unit = parse(to_plain);
  fen_status status = FEN_OK;
  fen_conversion conversion;
  if (!from_unit || !to_unit)
    status = no_such_unit(from_unit ? to : from, err);
  else if (convert_units(from_unit, to_unit, &conversion) ||
           (molar_mass_gpmol > 0.0 && convert_by_molar_mass(from_unit, to_unit, molar_mass_gpmol, &conversion)))
    *out = conversion;
  else {
    bool joined_by_moles = !(molar_mass_gpmol > 0.0) && convert_by_molar_mass(from_unit, to_unit, 1.0, &conversion);
    status = no_conversion(from, to, molar_mass_gpmol, joined_by_moles, err);
  }
  ut_free(from_unit);
  ut_free(to_unit);
  return status;
}

fen_status fen_units_conversion(const char *from, const char *to, double molar_mass_gpmol, int year_days, fen_conversion *out,
                                fen_error *err) {
  if (!(molar_mass_gpmol >= 0.0) || !isfinite(molar_mass_gpmol))
    return fen_fail(err, FEN_ERR_ARGUMENT, "molar mass %g g/mol is not a positive number", molar_mass_gpmol);
  if (year_days != 0 && year_days != 365 && year_days != 366)
    return fen_fail(err, FEN_ERR_ARGUMENT, "a year of %d days; it has 365 or 366", year_days);
  char from_plain[FEN_UNIT_PLAIN];
  char to_plain[FEN_UNIT_PLAIN];
  fen_status status = fen_unit_plain(from, year_days ? year_days : 365, from_plain, err);
  if (!status)
    status = fen_unit_plain(to, year_days ? year_days : 365, to_plain, err);
  if (status)
    return status;
  if (pthread_once(&system_once, read_system) || !unit_system)
    return fen_fail(err, FEN_ERR_LIBRARY, "UDUNITS cannot read its units (%s); install its XML files or set UDUNITS2_XML_PATH",
                    ut_get_path_xml(NULL, NULL));
  (void)pthread_mutex_lock(&parser_turn);
  status = convert(from, to, from_plain, to_plain, molar_mass_gpmol, out, err);
  (void)pthread_mutex_unlock(&parser_turn);
  return status;
}

/* End of a decimal number at the start of text, or text itself: strtod would also take hexadecimal, "inf" and "nan". */
static const char *number_end(const char *text) {
  const char *at = text + (*text == '+' || *text == '-');
  size_t whole = strspn(at, "0123456789");
  size_t part = 0;
  at += whole;
  if (*at == '.') {
    part = strspn(at + 1, "0123456789");
    at += 1 + part;
  }
  if (whole + part == 0)
    return text;
  if (*at == 'e' || *at == 'E') {
    const char *power = at + 1 + (at[1] == '+' || at[1] == '-');
    size_t digits = strspn(power, "0123456789");
    if (digits > 0)
      at = power + digits;
  }
  return at;
}

fen_status fen_quantity_parse(const char *text, const char *wanted_unit, double *out, fen_error *err) {
  const char *start = text + strspn(text, " \t");
  const char *end = number_end(start);
  if (end == start)
    return fen_fail(err, FEN_ERR_TYPE, "'%.60s' is not a number with a unit; write it like '3 %s'", text, wanted_unit);
  double value = strtod(start, NULL);
  if (!isfinite(value))
    return fen_fail(err, FEN_ERR_TYPE, "'%.60s' is too large a number", text);
  const char *unit = end + strspn(end, " \t");
  fen_conversion conversion = {1.0, 0.0};
  if (*unit == '\0' && strcmp(wanted_unit, "%") == 0 && value > -1.0 && value < 1.0) /* a share, most likely */
    return fen_fail(err, FEN_ERR_UNIT_MISSING, "'%.60s' has no unit; write it like '%g %%' if it is a share of one", text, 100.0 * value);
  if (*unit == '\0' && strcmp(wanted_unit, "1") != 0)
    return fen_fail(err, FEN_ERR_UNIT_MISSING, "'%.60s' has no unit; write it like '%.*s %s'", text,
                    (int)(end - start < 40 ? end - start : 40), start, wanted_unit);
  if (*unit != '\0') {
    fen_status status = fen_units_conversion(unit, wanted_unit, 0.0, 0, &conversion, err);
    if (status)
      return status;
  }
  value = conversion.scale * value + conversion.offset;
  if (!isfinite(value))
    return fen_fail(err, FEN_ERR_TYPE, "'%.60s' is too large a number", text);
  *out = value;
  return FEN_OK;
}
