#include "land_shares.h"

#include "fenhe/land_use.h"

void fen_land_shares_complete(double *share, ptrdiff_t plane, const double *land_share, const char *label, const fen_log *log) {
  ptrdiff_t unknown = 0;
  for (ptrdiff_t c = 0; c < plane; c++) {
    double sum = 0.0;
    for (int n = 0; n < FEN_LAND_USE_COUNT; n++)
      sum += share[n * plane + c];
    if (!(sum > 0.0)) {
      const int land_use = land_share && land_share[c] < 0.5 ? FEN_LAND_OCEAN : FEN_LAND_GRASS;
      unknown++;
      share[land_use * plane + c] = 1.0;
      continue;
    }
    for (int n = 0; n < FEN_LAND_USE_COUNT; n++)
      share[n * plane + c] /= sum;
  }
  if (unknown > 0)
    fen_log_line(log, FEN_LOG_WARNING, "%s: %td cells have a land-use category that is not in the files' classification: taken for %s",
                 label, unknown, land_share ? "grass or water by the land mask" : "grass");
}
