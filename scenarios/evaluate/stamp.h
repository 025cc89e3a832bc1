/** @file stamp.h  The times of monitors' tables. */
#ifndef FENHE_EVALUATE_STAMP_H
#define FENHE_EVALUATE_STAMP_H

#include <stdbool.h>

/**
 * Read 20200326, 2020-03-26, 2020/3/26 18:00, 2020年3月26日18时, 2020032618, 2020-03-26T18:00:00+08:00 and the like.
 * @param[in]  hour     a cell with the hour, such as 18, 18:00 or 18时, 0 to 24; NULL: the text holds it
 * @param[in]  offset_s of the zone where the text names none
 * @param[out] out_s    untouched where it cannot be read
 * @return whether it is a full hour of a day that exists
 */
bool fen_stamp_read(const char *text, const char *hour, double offset_s, double *out_s);

#endif
