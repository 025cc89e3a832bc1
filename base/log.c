#include "fenhe/log.h"

#include <stdarg.h>
#include <stdio.h>

#include "plain_text.h"

void fen_log_line(const fen_log *log, fen_log_level level, const char *format, ...) {
  if (!log || !log->write)
    return;
  char line[1024];
  va_list arguments;
  va_start(arguments, format);
  (void)vsnprintf(line, sizeof line, format, arguments);
  va_end(arguments);
  fen_plain_text(line);
  log->write(log->context, level, line);
}
