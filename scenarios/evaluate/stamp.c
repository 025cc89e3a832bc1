#include "stamp.h"

#include <ctype.h>
#include <math.h>
#include <stddef.h>
#include <stdio.h>
#include <string.h>

#include "fenhe/clock.h"

enum { YEAR, MONTH, DAY, HOUR, MINUTE, SECOND, PARTS };
enum { MOST_DIGITS = 14 };

static int digits(const char *text, size_t count) {
  int value = 0;
  for (size_t n = 0; n < count; n++)
    value = 10 * value + (text[n] - '0');
  return value;
}

/* A run of digits: one part, or several written without anything between, such as 20200326 or 2020032618. */
static bool take(const char *text, size_t size, int parts[PARTS], int *count) {
  static const size_t widths[PARTS] = {4, 2, 2, 2, 2, 2};
  if (*count == YEAR && size > 4) {
    for (size_t at = 0; at < size; at += widths[*count], (*count)++) {
      if (*count >= PARTS || at + widths[*count] > size)
        return false;
      parts[*count] = digits(text + at, widths[*count]);
      if (*count == YEAR && size > MOST_DIGITS)
        return false;
    }
    return true;
  }
  if (*count >= PARTS || size > (*count == YEAR ? 4U : 2U))
    return false;
  parts[(*count)++] = digits(text, size);
  return true;
}

/* What may stand between the parts. */
static size_t separator(const char *text) {
  static const char *const words[] = {"年", "月", "日", "时", "分", "秒", "点", "：", "　"};
  if (strchr(" \t-/.:T_", *text))
    return 1;
  for (size_t n = 0; n < sizeof words / sizeof *words; n++)
    if (strncmp(text, words[n], strlen(words[n])) == 0)
      return strlen(words[n]);
  return 0;
}

static bool is_zone(const char *text, int count) {
  return *text == '+' || *text == 'Z' || *text == 'z' || strncmp(text, "UTC", 3) == 0 || (*text == '-' && count >= MINUTE + 1);
}

/* Parts of a text, and the zone behind them if it names one. */
static bool read_parts(const char *text, int parts[PARTS], int *count, double *offset_s) {
  while (*text) {
    size_t size = 0;
    while (isdigit((unsigned char)text[size]))
      size++;
    if (size > 0 && !take(text, size, parts, count))
      return false;
    text += size;
    if (*text == '.' && *count == PARTS) /* fractions of a second that are none */
      text += 1 + strspn(text + 1, "0");
    if (*text && is_zone(text, *count))
      return fen_offset_parse(text, offset_s, NULL) == FEN_OK;
    size_t between = *text ? separator(text) : 0;
    if (*text && between == 0)
      return false;
    text += between;
  }
  return true;
}

bool fen_stamp_read(const char *text, const char *hour, double offset_s, double *out_s) {
  int parts[PARTS] = {0}, clock[PARTS] = {0};
  int count = 0, hours = HOUR;
  if (!read_parts(text, parts, &count, &offset_s) || count < DAY + 1 || (!hour && count < HOUR + 1))
    return false;
  if (hour) {
    char whole[32];
    /* 18.0 is what spreadsheets make of 18. */
    const char *point = strstr(hour, ".0");
    (void)snprintf(whole, sizeof whole, "%.*s", point ? (int)(point - hour) : 31, hour);
    if (!read_parts(whole, clock, &hours, &offset_s) || hours < HOUR + 1)
      return false;
    for (int n = HOUR; n < PARTS; n++)
      parts[n] = clock[n];
  }
  bool fits = parts[YEAR] >= 1900 && parts[YEAR] <= 2200 && parts[MONTH] >= 1 && parts[MONTH] <= 12 && parts[DAY] >= 1;
  if (!fits || parts[HOUR] > 24 || parts[MINUTE] != 0 || parts[SECOND] != 0)
    return false;
  double day_s = fen_time_from_civil(parts[YEAR], parts[MONTH], parts[DAY], 0, 0, 0);
  fen_civil back = fen_time_civil(day_s, 0.0);
  if (parts[DAY] > 31 || back.month != parts[MONTH] || back.day != parts[DAY])
    return false;
  *out_s = day_s + 3600.0 * parts[HOUR] - offset_s;
  return true;
}
