/**
 * @file land_use.h  The model's own classes of land use, and what other classifications are in them.
 *
 * The classes are those of Zhang et al. (2001, Atmos. Environ. 35, 549-560, Table 2), for which their scheme for particles has its
 * constants; Wesely's eleven types follow from them (see deposition.h).
 */
#ifndef FENHE_LAND_USE_H
#define FENHE_LAND_USE_H

#include <stdbool.h>

#ifdef __cplusplus
extern "C" {
#endif

/** In the order of the paper's land-use categories 1 to 15. */
typedef enum {
  FEN_LAND_EVERGREEN_NEEDLELEAF,
  FEN_LAND_EVERGREEN_BROADLEAF,
  FEN_LAND_DECIDUOUS_NEEDLELEAF,
  FEN_LAND_DECIDUOUS_BROADLEAF,
  FEN_LAND_MIXED_FOREST,
  FEN_LAND_GRASS,
  FEN_LAND_CROPS,
  FEN_LAND_DESERT,
  FEN_LAND_TUNDRA,
  FEN_LAND_SHRUBS, /**< and interrupted woodlands, savannas */
  FEN_LAND_WETLAND,
  FEN_LAND_ICE,
  FEN_LAND_INLAND_WATER,
  FEN_LAND_OCEAN,
  FEN_LAND_URBAN,
  FEN_LAND_USE_COUNT
} fen_land_use;

/**
 * Classifications that files come in. USGS: 24 categories, and 25 to 28 and 31 to 33 where WRF adds playa, lava, sand, lakes and kinds of
 * towns. MODIS: IGBP's 17, and WRF's 18 to 21 (tundras, lakes) and towns 31 to 33 and 51 to 61; 0 is water. NLCD40: IGBP's and the National
 * Land Cover Database's in one, as CMAQ has them. WORLDCOVER: ESA's 10, 20 ... 100 of 10 m.
 */
typedef enum {
  FEN_LAND_SCHEME_USGS,
  FEN_LAND_SCHEME_MODIS,
  FEN_LAND_SCHEME_NLCD40,
  FEN_LAND_SCHEME_WORLDCOVER,
  FEN_LAND_SCHEME_COUNT
} fen_land_scheme;

/** "grass", "urban", ...: static text; "unknown" for what is none of the enumerators. */
const char *fen_land_use_name(fen_land_use land_use);
/** "usgs", "modis", "nlcd40", "worldcover": static text; "unknown" for what is none of the enumerators. */
const char *fen_land_scheme_name(fen_land_scheme scheme);
/**
 * The classification of a name: those above in any case, and WRF's MMINLU ("USGS", "MODIFIED_IGBP_MODIS_NOAH", "MODIS", "IGBP",
 * "NLCD40"). @return whether it is known; *out is untouched otherwise
 */
bool fen_land_scheme_from_name(const char *name, fen_land_scheme *out);
/** Largest category that a classification may have. */
int fen_land_scheme_categories(fen_land_scheme scheme);
/**
 * The model's class of a category: the tables are in land_use.c and docs/surface.md. Mosaics count as what the greater part of them is:
 * cropland with grassland as crops, cropland with woodland and savannas as shrubs and interrupted woodlands.
 * @return a fen_land_use, or -1: the classification has no such category
 */
int fen_land_use_from_category(fen_land_scheme scheme, int category);

/**
 * Share of the ground that snow covers, from its water: min(1, S / 15 kg m-2) (Viterbo & Betts 1999, J. Geophys. Res. 104, 27803-27810,
 * as in ECMWF's TESSEL).
 */
double fen_snow_share(double snow_kgpm2);

#ifdef __cplusplus
}
#endif
#endif
