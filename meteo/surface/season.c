#include "fenhe/season.h"

#include <math.h>

#include "fenhe/clock.h"

fen_season fen_season_of(double time_s, double lat_deg) {
  static const double TROPIC_DEG = 23.5;
  static const fen_season of_month[12] = {FEN_SEASON_LATE_AUTUMN, FEN_SEASON_LATE_AUTUMN, FEN_SEASON_SPRING,      FEN_SEASON_SPRING,
                                          FEN_SEASON_MIDSUMMER,   FEN_SEASON_MIDSUMMER,   FEN_SEASON_MIDSUMMER,   FEN_SEASON_MIDSUMMER,
                                          FEN_SEASON_AUTUMN,      FEN_SEASON_AUTUMN,      FEN_SEASON_LATE_AUTUMN, FEN_SEASON_LATE_AUTUMN};
  if (!(fabs(lat_deg) >= TROPIC_DEG))
    return FEN_SEASON_MIDSUMMER;
  const int month = fen_time_civil(time_s, 0.0).month - 1;
  return of_month[lat_deg > 0.0 ? month : (month + 6) % 12];
}

double fen_season_snow_share(fen_season season, double t2_k) {
  static const double FROST_K = 268.15;
  return season == FEN_SEASON_LATE_AUTUMN && t2_k < FROST_K ? 1.0 : 0.0;
}
