/* Air and its day cycle: a hydrostatic reference atmosphere at rest in time, temperature, boundary layer and ground fluxes over it. */
#include <math.h>

#include "fenhe/boundary_layer.h"
#include "fenhe/clock.h"
#include "fenhe/constants.h"
#include "fenhe/sun.h"
#include "idealised_internal.h"

static const double SEA_LEVEL_PA = 101325.0;
static const double LAPSE_KPM = 0.0055;
static const double HUMIDITY = 0.45;
static const double CLOUD_BASE_M = 800.0;
static const double CLOUD_TOP_M = 3000.0;
static const double CLOUD_KGPKG = 2e-4;

static double reference_temperature(const idealised_source *self, double above_sea_m) {
  return self->params.t2_mean_k - LAPSE_KPM * (above_sea_m - self->mean_ground_m);
}

/* Hydrostatic with a constant lapse rate: p = p0 (T / T0)^(g / (R lapse)). */
double idealised_pressure(const idealised_source *self, double above_sea_m) {
  const double ratio = reference_temperature(self, above_sea_m) / reference_temperature(self, 0.0);
  return SEA_LEVEL_PA * pow(ratio, FEN_GRAVITY_MPS2 / (FEN_R_DRY_JPKGPK * LAPSE_KPM));
}

/* Layers keep their share of the column's depth, so that they follow the ground and end in a flat top. */
static double face_height(const idealised_source *self, ptrdiff_t k, ptrdiff_t column) {
  return self->faces_m[k] / self->faces_m[self->source.nz] * self->depth_m[column];
}

void idealised_fill_mass(idealised_source *self) {
  const ptrdiff_t plane = self->grid->params.nx * self->grid->params.ny;
  const ptrdiff_t nz = self->source.nz;
  double sum = 0.0;
  for (ptrdiff_t c = 0; c < plane; c++) {
    const double ground = self->grid->terrain_m[c];
    double below = idealised_pressure(self, ground);
    sum += below - idealised_pressure(self, ground + self->depth_m[c]);
    for (ptrdiff_t k = 0; k < nz; k++) {
      const double above = idealised_pressure(self, ground + face_height(self, k + 1, c));
      const double middle = 0.5 * (face_height(self, k, c) + face_height(self, k + 1, c));
      self->area_mass_kgpm2[k * plane + c] = (below - above) / FEN_GRAVITY_MPS2;
      self->pressure_pa[k * plane + c] = idealised_pressure(self, ground + middle);
      below = above;
    }
  }
  self->mean_column_kgpm2 = sum / (FEN_GRAVITY_MPS2 * (double)plane);
}

static double smooth_step(double from, double to, double x) {
  const double s = x <= from ? 0.0 : x >= to ? 1.0 : (x - from) / (to - from);
  return s * s * (3.0 - 2.0 * s);
}

idealised_hour idealised_day_cycle(const idealised_source *self, double time_s) {
  const fen_idealised_params *p = &self->params;
  const double hour = fmod(fmod((time_s + p->utc_offset_s) / 3600.0, 24.0) + 24.0, 24.0);
  idealised_hour now = {0};
  now.day = smooth_step(7.5, 13.5, hour) * (1.0 - smooth_step(16.0, 19.0, hour));
  now.pblh_m = p->pblh_night_m + (p->pblh_day_m - p->pblh_night_m) * now.day;
  now.t2_anomaly_k = 0.5 * p->t2_range_k * cos(2.0 * FEN_PI * (hour - 15.0) / 24.0);
  /* Some 14 W m-2 of noon flux and 0.6 W m-2 of loss at night for each kelvin of the day's range, as over dry land in winter. */
  const double sun = hour > 7.5 && hour < 17.5 ? sin(FEN_PI * (hour - 7.5) / 10.0) : 0.0;
  now.heat_flux_wpm2 = p->t2_range_k * (14.0 * sun - 0.6 * (1.0 - sun));
  now.wind_from_rad = (p->wind_from_deg + p->wind_turn_degpd * (time_s - p->start_s) / 86400.0) * FEN_PI / 180.0;
  return now;
}

static double vapour(double temperature_k, double pressure_pa) {
  /* Saturation over water: Bolton (1980), equation 10. */
  const double saturation = 611.2 * exp(17.67 * (temperature_k - 273.15) / (temperature_k - 29.65));
  const double part = HUMIDITY * saturation;
  return 0.622 * part / (pressure_pa - part);
}

void idealised_fill_air(const idealised_source *self, const idealised_hour *hour, fen_weather *out) {
  const ptrdiff_t plane = out->nx * out->ny;
  /* By night the cold sits in a shallow layer, by day the warmth is mixed through the boundary layer. */
  const double scale = hour->pblh_m * (0.8 + 0.8 * hour->day) + 50.0;
  for (ptrdiff_t c = 0; c < plane; c++)
    out->height_m[c] = 0.0;
#pragma omp parallel for default(none) shared(self, hour, out, plane, scale, CLOUD_BASE_M, CLOUD_TOP_M, CLOUD_KGPKG)
  for (ptrdiff_t k = 0; k < out->nz; k++)
    for (ptrdiff_t c = 0; c < plane; c++) {
      const ptrdiff_t n = k * plane + c;
      const double low = face_height(self, k, c);
      const double high = face_height(self, k + 1, c);
      const double middle = 0.5 * (low + high);
      const double above_sea = self->grid->terrain_m[c] + middle;
      out->height_m[n + plane] = high;
      out->air_kg[n] = self->area_mass_kgpm2[n] * self->grid->area_m2[c];
      out->temperature_k[n] = reference_temperature(self, above_sea) + hour->t2_anomaly_k * exp(-middle / scale);
      out->pressure_pa[n] = self->pressure_pa[n];
      out->vapour_kgpkg[n] = vapour(out->temperature_k[n], out->pressure_pa[n]);
      out->cloud_water_kgpkg[n] = self->params.rain_mmph > 0.0 && middle > CLOUD_BASE_M && middle < CLOUD_TOP_M ? CLOUD_KGPKG : 0.0;
    }
}

/* Friction velocity and Obukhov length that belong to each other, to the lowest layer's wind and to the heat flux. */
static void solve_surface(double wind_mps, double height_m, double heat_flux_wpm2, double t2_k, double pressure_pa, double *friction_mps,
                          double *obukhov_m) {
  *obukhov_m = FEN_OBUKHOV_NEUTRAL_M;
  *friction_mps = 0.05;
  for (int n = 0; n < 30; n++) {
    const double profile = log(height_m / IDEALISED_ROUGHNESS_M) - fen_similarity_psi_m(height_m / *obukhov_m);
    const double next = FEN_VON_KARMAN * wind_mps / profile;
    *friction_mps = 0.5 * (*friction_mps + (next > 0.05 ? next : 0.05));
    *obukhov_m = fen_obukhov_length(*friction_mps, heat_flux_wpm2, t2_k, pressure_pa);
  }
}

/* The sun of the place and the hour; the cloud that rain falls from dims it. The ground has no snow. */
static void fill_sun(const idealised_source *self, fen_weather *out) {
  const fen_grid *grid = self->grid;
  const double water_kgpm2 = self->params.rain_mmph > 0.0 ? CLOUD_KGPKG * (CLOUD_TOP_M - CLOUD_BASE_M) : 0.0;
  const double through = fen_sun_cloud_transmission(water_kgpm2);
  for (ptrdiff_t c = 0; c < out->nx * out->ny; c++) {
    out->snow_share[c] = 0.0;
    out->shortwave_wpm2[c] =
        grid->lon_deg ? through * fen_sun_clear_sky(fen_sun_cos_zenith(out->time_s, grid->lon_deg[c], grid->lat_deg[c])) : NAN;
  }
}

void idealised_fill_surface(const idealised_source *self, const idealised_hour *hour, fen_weather *out) {
  fill_sun(self, out);
  for (ptrdiff_t c = 0; c < out->nx * out->ny; c++) {
    const double ground = self->grid->terrain_m[c];
    const double wind = hypot(out->u_mps[c], out->v_mps[c]);
    const double middle = 0.5 * out->height_m[out->nx * out->ny + c];
    out->t2_k[c] = reference_temperature(self, ground) + hour->t2_anomaly_k;
    out->surface_pressure_pa[c] = idealised_pressure(self, ground);
    out->q2_kgpkg[c] = vapour(out->t2_k[c], out->surface_pressure_pa[c]);
    out->pblh_m[c] = hour->pblh_m;
    out->rain_mm[c] = self->params.rain_mmph * (out->time_s - self->params.start_s) / 3600.0;
    /* Calm air carries no heat down to a ground that cools. */
    const double held = hour->heat_flux_wpm2 < 0.0 ? wind * wind / (wind * wind + 9.0) : 1.0;
    out->heat_flux_wpm2[c] = hour->heat_flux_wpm2 * held;
    solve_surface(wind, middle > 2.0 * IDEALISED_ROUGHNESS_M ? middle : 2.0 * IDEALISED_ROUGHNESS_M, out->heat_flux_wpm2[c], out->t2_k[c],
                  out->surface_pressure_pa[c], &out->friction_velocity_mps[c], &out->obukhov_m[c]);
  }
}
