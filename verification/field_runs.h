/**
 * @file field_runs.h  Field experiments: releases near the ground with their meteorology, and the samples taken on arcs around them.
 *
 * Two tables (io/csv.h). Runs: run, q_g_s, source_height_m, sampler_height_m, obukhov_length_m, ustar_m_s, mixing_height_m,
 * wind_from_deg, sigma_azimuth_deg, wind_speed_8m_m_s. Samples: run, arc_m, azimuth_deg, so2_mg_m3. Other columns are passed over. The last
 * four of the runs and the samples may be missing: -9, or nothing.
 */
#ifndef FENHE_VERIFICATION_FIELD_RUNS_H
#define FENHE_VERIFICATION_FIELD_RUNS_H

#include <stddef.h>

#include "fenhe/status.h"

/** Samples of one arc, by growing azimuth from behind its widest gap: an arc across north goes on beyond 360 degrees. */
typedef struct {
  double distance_m;
  ptrdiff_t count;       /**< valid samples */
  ptrdiff_t missing;     /**< samples marked as missing, not among them */
  double *azimuth_deg;   /**< seen from the source, in [0, 720), shape [count] */
  double *sample_mgpm3;  /**< >= 0, shape [count] */
  double maximum_mgpm3;  /**< largest sample */
  double integral_mgpm2; /**< crosswind integral: trapezoids along the arc, across missing samples */
  double centre_deg;     /**< azimuth of the centre of the integral, in [0, 360) */
  double spread_m;       /**< standard deviation of the integral along the arc */
} fen_field_arc;

typedef struct {
  int run;
  double release_kgps;
  double source_height_m, sampler_height_m;
  double obukhov_m;         /**< not 0 */
  double friction_mps;      /**< > 0 */
  double mixing_height_m;   /**< NaN: missing */
  double wind_from_deg;     /**< NaN: missing */
  double sigma_azimuth_deg; /**< standard deviation of the wind's direction; NaN: missing */
  double wind_8m_mps;       /**< NaN: missing */
  ptrdiff_t arc_count;      /**< arcs with three valid samples or more, one above 0 among them */
  ptrdiff_t arcs_left_out;  /**< others */
  fen_field_arc *arcs;      /**< by growing distance, shape [arc_count] */
} fen_field_run;

typedef struct {
  ptrdiff_t count;
  fen_field_run *runs; /**< in the order of the table, shape [count] */
} fen_field_runs;

/**
 * Read both tables. Faults are told with file, line and column.
 * @param[out] out to be freed with fen_field_runs_free; untouched on failure
 * @return FEN_OK; what fen_csv_open, fen_csv_find and fen_csv_number return; FEN_ERR_RANGE (an azimuth or run given twice, an unknown run,
 * a run without a usable arc)
 */
fen_status fen_field_runs_read(const char *runs_path, const char *samples_path, fen_field_runs *out, fen_error *err);
void fen_field_runs_free(fen_field_runs *runs);
/** A run by its number, NULL if there is none. */
const fen_field_run *fen_field_runs_find(const fen_field_runs *runs, int run);

#endif
