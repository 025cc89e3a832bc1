/** @file alert.h  When each level of alert is in force. */
#ifndef FENHE_POLICY_ALERT_H
#define FENHE_POLICY_ALERT_H

#include "scenario_parts.h"

/**
 * Level of each day by its mean: the highest level of which a rule holds; -1: none. A rule holds on all days of a run above its first
 * threshold that is long enough and in which its other thresholds hold, too.
 * @param[in]  mean      [ug/m3], NaN: not judged; shape [days]
 * @param[out] day_level shape [days]
 */
void fen_alert_days(const fen_alert *alert, const double *mean, ptrdiff_t days, int *day_level);
/** Windows of every level from the days' levels: each day is lengthened by lead and tail, and at every instant the highest level holds. */
fen_status fen_alert_set_windows(const fen_alert *alert, fen_alert_outcome *outcome, fen_error *err);
/** The highest level that a measure names; -1: none. */
int fen_alert_assumed_level(const fen_scenario *scenario);

#endif
