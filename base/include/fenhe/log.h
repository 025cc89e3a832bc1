/** @file log.h  The library never prints: it tells a log that its caller passes in. */
#ifndef FENHE_LOG_H
#define FENHE_LOG_H

#ifdef __cplusplus
extern "C" {
#endif

typedef enum { FEN_LOG_DEBUG, FEN_LOG_INFO, FEN_LOG_WARNING } fen_log_level;

/** Where messages go. A NULL log, or one without write, drops them. */
typedef struct {
  void (*write)(void *context, fen_log_level level, const char *line); /**< line without a final newline */
  void *context;
} fen_log;

#if defined(__GNUC__)
__attribute__((format(printf, 3, 4)))
#endif
void fen_log_line(const fen_log *log, fen_log_level level, const char *format, ...);

#ifdef __cplusplus
}
#endif
#endif
