/* Categories of other classifications in the model's classes. */
#include "fenhe/land_use.h"

#include <stddef.h>
#include <strings.h>

enum { MOST_CATEGORIES = 100 };

static const char *const class_names[FEN_LAND_USE_COUNT] = {
    [FEN_LAND_EVERGREEN_NEEDLELEAF] = "evergreen needleleaf forest",
    [FEN_LAND_EVERGREEN_BROADLEAF] = "evergreen broadleaf forest",
    [FEN_LAND_DECIDUOUS_NEEDLELEAF] = "deciduous needleleaf forest",
    [FEN_LAND_DECIDUOUS_BROADLEAF] = "deciduous broadleaf forest",
    [FEN_LAND_MIXED_FOREST] = "mixed forest",
    [FEN_LAND_GRASS] = "grass",
    [FEN_LAND_CROPS] = "crops",
    [FEN_LAND_DESERT] = "desert",
    [FEN_LAND_TUNDRA] = "tundra",
    [FEN_LAND_SHRUBS] = "shrubs",
    [FEN_LAND_WETLAND] = "wetland",
    [FEN_LAND_ICE] = "ice",
    [FEN_LAND_INLAND_WATER] = "inland water",
    [FEN_LAND_OCEAN] = "ocean",
    [FEN_LAND_URBAN] = "urban",
};

/* In the tables: the class and 1, so that what is not named is 0. */
enum {
  NEEDLE = 1 + FEN_LAND_EVERGREEN_NEEDLELEAF,
  EVERGREEN_BROAD = 1 + FEN_LAND_EVERGREEN_BROADLEAF,
  LARCH = 1 + FEN_LAND_DECIDUOUS_NEEDLELEAF,
  BROAD = 1 + FEN_LAND_DECIDUOUS_BROADLEAF,
  MIXED = 1 + FEN_LAND_MIXED_FOREST,
  GRASS = 1 + FEN_LAND_GRASS,
  CROPS = 1 + FEN_LAND_CROPS,
  DESERT = 1 + FEN_LAND_DESERT,
  TUNDRA = 1 + FEN_LAND_TUNDRA,
  SHRUBS = 1 + FEN_LAND_SHRUBS,
  WETLAND = 1 + FEN_LAND_WETLAND,
  ICE = 1 + FEN_LAND_ICE,
  LAKE = 1 + FEN_LAND_INLAND_WATER,
  OCEAN = 1 + FEN_LAND_OCEAN,
  URBAN = 1 + FEN_LAND_URBAN
};

typedef struct {
  const char *names[5]; /* the first is its own, the others are WRF's */
  int categories;
  unsigned char classes[MOST_CATEGORIES + 1];
} scheme_table;

/* Sources: WRF's LANDUSE.TBL and VEGPARM.TBL (Skamarock et al. 2019) for USGS, MODIS and NLCD40; ESA WorldCover product user manual. */
static const scheme_table schemes[FEN_LAND_SCHEME_COUNT] = {
    [FEN_LAND_SCHEME_USGS] =
        {{"usgs", "usgs24", "usgs33", "USGS-RUC"},
         33,
         {[1] = URBAN,   [2] = CROPS,   [3] = CROPS,    [4] = CROPS,    [5] = CROPS,   [6] = SHRUBS,           [7] = GRASS,
          [8] = SHRUBS,  [9] = SHRUBS,  [10] = SHRUBS,  [11] = BROAD,   [12] = LARCH,  [13] = EVERGREEN_BROAD, [14] = NEEDLE,
          [15] = MIXED,  [16] = OCEAN,  [17] = WETLAND, [18] = WETLAND, [19] = DESERT, [20] = TUNDRA,          [21] = TUNDRA,
          [22] = TUNDRA, [23] = TUNDRA, [24] = ICE,     [25] = DESERT,  [26] = DESERT, [27] = DESERT,          [28] = LAKE,
          [31] = URBAN,  [32] = URBAN,  [33] = URBAN}},
    [FEN_LAND_SCHEME_MODIS] =
        {{"modis", "igbp", "MODIFIED_IGBP_MODIS_NOAH", "MODI-RUC"},
         61,
         {[0] = OCEAN,   [1] = NEEDLE, [2] = EVERGREEN_BROAD, [3] = LARCH,    [4] = BROAD,   [5] = MIXED,  [6] = SHRUBS, [7] = SHRUBS,
          [8] = SHRUBS,  [9] = SHRUBS, [10] = GRASS,          [11] = WETLAND, [12] = CROPS,  [13] = URBAN, [14] = CROPS, [15] = ICE,
          [16] = DESERT, [17] = OCEAN, [18] = TUNDRA,         [19] = TUNDRA,  [20] = TUNDRA, [21] = LAKE,  [31] = URBAN, [32] = URBAN,
          [33] = URBAN,  [51] = URBAN, [52] = URBAN,          [53] = URBAN,   [54] = URBAN,  [55] = URBAN, [56] = URBAN, [57] = URBAN,
          [58] = URBAN,  [59] = URBAN, [60] = URBAN,          [61] = URBAN}},
    [FEN_LAND_SCHEME_NLCD40] =
        {{"nlcd40"},
         40,
         {[1] = NEEDLE,  [2] = EVERGREEN_BROAD, [3] = LARCH,    [4] = BROAD,    [5] = MIXED,   [6] = SHRUBS, [7] = SHRUBS, [8] = SHRUBS,
          [9] = SHRUBS,  [10] = GRASS,          [11] = WETLAND, [12] = CROPS,   [13] = URBAN,  [14] = CROPS, [15] = ICE,   [16] = DESERT,
          [17] = OCEAN,  [21] = OCEAN,          [22] = ICE,     [23] = URBAN,   [24] = URBAN,  [25] = URBAN, [26] = URBAN, [27] = DESERT,
          [28] = BROAD,  [29] = NEEDLE,         [30] = MIXED,   [31] = SHRUBS,  [32] = SHRUBS, [33] = GRASS, [34] = GRASS, [35] = TUNDRA,
          [36] = TUNDRA, [37] = GRASS,          [38] = CROPS,   [39] = WETLAND, [40] = WETLAND}},
    [FEN_LAND_SCHEME_WORLDCOVER] = {{"worldcover"},
                                    100,
                                    {[10] = MIXED,
                                     [20] = SHRUBS,
                                     [30] = GRASS,
                                     [40] = CROPS,
                                     [50] = URBAN,
                                     [60] = DESERT,
                                     [70] = ICE,
                                     [80] = OCEAN,
                                     [90] = WETLAND,
                                     [95] = WETLAND,
                                     [100] = TUNDRA}},
};

const char *fen_land_use_name(fen_land_use land_use) {
  return (unsigned)land_use < FEN_LAND_USE_COUNT ? class_names[land_use] : "unknown";
}

const char *fen_land_scheme_name(fen_land_scheme scheme) {
  return (unsigned)scheme < FEN_LAND_SCHEME_COUNT ? schemes[scheme].names[0] : "unknown";
}

bool fen_land_scheme_from_name(const char *name, fen_land_scheme *out) {
  for (int s = 0; s < FEN_LAND_SCHEME_COUNT; s++)
    for (const char *const *known = schemes[s].names; *known; known++)
      if (strcasecmp(name, *known) == 0) {
        *out = (fen_land_scheme)s;
        return true;
      }
  return false;
}

int fen_land_scheme_categories(fen_land_scheme scheme) {
  return (unsigned)scheme < FEN_LAND_SCHEME_COUNT ? schemes[scheme].categories : 0;
}

int fen_land_use_from_category(fen_land_scheme scheme, int category) {
  if (category < 0 || category > fen_land_scheme_categories(scheme))
    return -1;
  return schemes[scheme].classes[category] - 1;
}

double fen_snow_share(double snow_kgpm2) {
  static const double FULL_COVER_KGPM2 = 15.0;
  return snow_kgpm2 >= FULL_COVER_KGPM2 ? 1.0 : snow_kgpm2 > 0.0 ? snow_kgpm2 / FULL_COVER_KGPM2 : 0.0;
}
