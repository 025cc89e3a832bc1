/** @file constants.h  Physical constants; the values are WRF's where WRF uses them, so that its fields are read back consistently. */
#ifndef FENHE_CONSTANTS_H
#define FENHE_CONSTANTS_H

#define FEN_GRAVITY_MPS2 9.81
#define FEN_R_DRY_JPKGPK 287.0
#define FEN_R_VAPOUR_JPKGPK 461.6
#define FEN_CP_DRY_JPKGPK 1004.5
#define FEN_VON_KARMAN 0.4
#define FEN_WRF_EARTH_RADIUS_M 6370000.0
#define FEN_WRF_THETA0_K 300.0
#define FEN_P0_PA 100000.0
#define FEN_PI 3.14159265358979323846

#endif
