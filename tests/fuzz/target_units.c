/* Units, quantities and times: texts parted by line breaks. */
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "fenhe/clock.h"
#include "fenhe/units.h"
#include "fuzz.h"

/* The text up to the next line break; *rest goes behind it. */
static const char *next(char **rest) {
  char *text = *rest;
  char *end = strchr(text, '\n');
  *rest = end ? end + 1 : text + strlen(text);
  if (end)
    *end = '\0';
  return text;
}

bool fuzz_units(const uint8_t *data, size_t size) {
  char *text = fuzz_text(data, size);
  char *rest = text;
  const char *from = next(&rest);
  const char *to = next(&rest);
  const char *quantity = next(&rest);
  fen_conversion conversion = {NAN, NAN};
  double value = NAN;
  fen_error err;
  bool read = false;
  static const int year_days[] = {0, 365, 366};
  for (int n = 0; n < 3; n++) {
    fen_status status = fen_units_conversion(from, to, n == 1 ? 46.0 : 0.0, year_days[n], &conversion, &err);
    fuzz_check_complaint(status, &err);
    fuzz_require(status || (isfinite(conversion.scale) && conversion.scale > 0.0 && isfinite(conversion.offset)));
    read = read || !status;
  }
  static const char *const wanted[] = {"m", "1", "%", "K", "t/yr"};
  for (int n = 0; n < 5; n++) {
    fen_status status = fen_quantity_parse(quantity, wanted[n], &value, &err);
    fuzz_check_complaint(status, &err);
    fuzz_require(status || isfinite(value));
    read = read || !status;
  }
  free(text);
  return read;
}

bool fuzz_times(const uint8_t *data, size_t size) {
  char *text = fuzz_text(data, size);
  char *rest = text;
  const char *time = next(&rest);
  const char *offset = next(&rest);
  double time_s = NAN, offset_s = 0.0, again_s;
  char written[FEN_TIME_TEXT];
  fen_error err;
  bool read = false;
  fen_status status = fen_offset_parse(offset, &offset_s, &err);
  fuzz_check_complaint(status, &err);
  fuzz_require(fabs(offset_s) < 86400.0);
  read = !status;
  status = fen_time_parse(time, offset_s, &time_s, &err);
  fuzz_check_complaint(status, &err);
  if (!status) {
    read = true;
    fuzz_require(isfinite(time_s));
    fen_time_format(time_s, offset_s, written);
    fuzz_check_complaint(fen_time_parse(written, 0.0, &again_s, &err), &err);
    (void)fen_time_civil(time_s, offset_s);
  }
  free(text);
  return read;
}
