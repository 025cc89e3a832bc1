/** @file idealised_internal.h  What the parts of the analytic weather share. */
#ifndef FENHE_IDEALISED_INTERNAL_H
#define FENHE_IDEALISED_INTERNAL_H

#include "fenhe/idealised.h"

/** Roughness length of its ground. */
#define IDEALISED_ROUGHNESS_M 0.3

typedef struct {
  fen_weather_source source;
  fen_idealised_params params; /**< terrain_m is not kept */
  fen_grid *grid;
  double *times_s;
  double *faces_m; /**< layer rule, shape [nz + 1] */
  double mean_ground_m;
  double *roughness_m;     /**< IDEALISED_ROUGHNESS_M everywhere, shape [ny][nx] */
  double *depth_m;         /**< from the ground to the flat top, shape [ny][nx] */
  double *area_mass_kgpm2; /**< air over a square metre, constant in time, shape [nz][ny][nx] */
  double *pressure_pa;     /**< in the middle of the layers, constant in time, shape [nz][ny][nx] */
  double mean_column_kgpm2;
  double *basin_m;                           /**< how deep a cell lies below the ridges around it, >= 0, shape [ny][nx] */
  double *slope_x, *slope_y;                 /**< of the smoothed ground, shape [ny][nx] */
  double *tensor_xx, *tensor_xy, *tensor_yy; /**< products of slopes, mean of the surroundings, shape [ny][nx]: how valleys lie */
} idealised_source;

/** The day cycle at one instant. */
typedef struct {
  double day; /**< 0 at night, 1 in the afternoon's full turbulence */
  double pblh_m;
  double t2_anomaly_k;
  double heat_flux_wpm2; /**< before the wind's say in it at night */
  double wind_from_rad;
} idealised_hour;

/* idealised_terrain.c */
fen_status idealised_shape_terrain(idealised_source *self, fen_error *err);
/* idealised_air.c */
double idealised_pressure(const idealised_source *self, double above_sea_m);
void idealised_fill_mass(idealised_source *self);
idealised_hour idealised_day_cycle(const idealised_source *self, double time_s);
void idealised_fill_air(const idealised_source *self, const idealised_hour *hour, fen_weather *out);
void idealised_fill_surface(const idealised_source *self, const idealised_hour *hour, fen_weather *out);
/* idealised_wind.c */
void idealised_fill_wind(const idealised_source *self, const idealised_hour *hour, fen_weather *out);

#endif
