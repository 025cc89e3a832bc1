/** @file interval.h  From the weather at two instants to the mass-consistent forcing between them. */
#ifndef FENHE_INTERVAL_H
#define FENHE_INTERVAL_H

#include "fenhe/flux_repair.h"
#include "fenhe/forcing.h"
#include "fenhe/weather.h"

#ifdef __cplusplus
extern "C" {
#endif

typedef enum { FEN_KZ_NONE, FEN_KZ_CONSTANT, FEN_KZ_PROFILE } fen_kz_closure;

typedef struct {
  fen_kz_closure kz;
  double kz_constant_m2ps;
  double kz_minimum_m2ps;      /**< floor of the closure */
  bool horizontal_diffusion;   /**< Smagorinsky */
  double smagorinsky_constant; /**< 0.2 */
  double kh_minimum_m2ps, kh_maximum_m2ps;
  double scavenging_scale_ps; /**< Lambda = scale * (rain / 1 mm/h)^exponent below cloud top */
  double scavenging_exponent;
  double repair_limit_mps; /**< largest correction allowed; > 0, or INFINITY */
} fen_interval_options;

typedef struct fen_interval fen_interval;

/** Prepare the repair's factorisation once for a grid and its sides. */
fen_status fen_interval_create(const fen_weather_source *source, const fen_interval_options *options, const fen_log *log,
                               fen_interval **out, fen_error *err);
void fen_interval_destroy(fen_interval **interval);
/** Bytes of its arrays, those of the repair apart; to_come: of those that take memory only when fen_interval_continue is called. */
size_t fen_interval_bytes(const fen_interval *interval, size_t *to_come);
/**
 * Build the forcing from before to after. Arrays are owned by the interval and hold until the next build, or the second
 * fen_interval_continue.
 * @param[out] report may be NULL; filled also where the repair is refused for its size
 * @return FEN_OK; FEN_ERR_REPAIR (above repair_limit_mps: names place, size and remedy; or closed sides not solvable); FEN_ERR_MEMORY
 */
fen_status fen_interval_build(fen_interval *interval, const fen_weather *before, const fen_weather *after, fen_forcing *out,
                              fen_repair_report *report, fen_error *err);
/**
 * The same for the interval that begins where the last one that was built (without fault) ended: `before` is what `after` was then,
 * unchanged, and what was made of it is used again. The last one's arrays hold, so that it may be crossed while the next is built by
 * another thread.
 */
fen_status fen_interval_continue(fen_interval *interval, const fen_weather *before, const fen_weather *after, fen_forcing *out,
                                 fen_repair_report *report, fen_error *err);

#ifdef __cplusplus
}
#endif
#endif
