#include "run_log.h"

#include <errno.h>
#include <string.h>

static void write_line(void *context, fen_log_level level, const char *line) {
  static const char *const marks[] = {"debug: ", "", "warning: "};
  fen_run_log *log = context;
  if (log->file) {
    (void)fprintf(log->file, "%s%s\n", marks[level], line);
    (void)fflush(log->file);
  }
  if (log->next && log->next->write)
    log->next->write(log->next->context, level, line);
}

fen_status fen_run_log_open(const char *path, bool append, const fen_log *next, fen_run_log *out, fen_error *err) {
  FILE *file = fopen(path, append ? "a" : "w");
  if (!file)
    return fen_fail(err, FEN_ERR_WRITE, "%s: error: cannot be written: %s\n  = check the output folder's permissions", path,
                    strerror(errno));
  *out = (fen_run_log){.file = file, .next = next};
  out->log = (fen_log){.write = write_line, .context = out};
  return FEN_OK;
}

void fen_run_log_close(fen_run_log *log) {
  if (log->file)
    (void)fclose(log->file);
  log->file = NULL;
}
