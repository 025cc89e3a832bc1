/** @file season.h  The five seasons of Wesely (1989) and Zhang et al. (2001). Pure functions. */
#ifndef FENHE_SEASON_H
#define FENHE_SEASON_H

#ifdef __cplusplus
extern "C" {
#endif

typedef enum {
  FEN_SEASON_MIDSUMMER,   /**< lush vegetation */
  FEN_SEASON_AUTUMN,      /**< cropland not harvested */
  FEN_SEASON_LATE_AUTUMN, /**< after frost, no snow */
  FEN_SEASON_WINTER,      /**< snow on the ground */
  FEN_SEASON_SPRING,      /**< partly green */
  FEN_SEASON_COUNT
} fen_season;

/**
 * Season of the ground's vegetation where no snow lies, by month and latitude: from 23.5 degrees on May to August midsummer, September and
 * October autumn, November to February late autumn, March and April spring, half a year later in the south; midsummer between the tropics.
 */
fen_season fen_season_of(double time_s, double lat_deg);

/** Share of the ground that snow covers where the weather does not say: all of it in late autumn below -5 degrees Celsius, none
 * otherwise. */
double fen_season_snow_share(fen_season season, double t2_k);

#ifdef __cplusplus
}
#endif
#endif
