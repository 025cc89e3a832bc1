/** @file faulty_polygon.h  What readers of polygons do with one that has a fault. Private to io. */
#ifndef FENHE_FAULTY_POLYGON_H
#define FENHE_FAULTY_POLYGON_H

#include "fenhe/diagnostics.h"
#include "fenhe/regions.h"

/**
 * Put a polygon's fault on the list and keep its name, for what else names it is not wrong: a region without rings, and where the name is
 * missing or taken, without a name ("").
 * @param[in]     fault  of a status that is not FEN_OK
 * @param[in]     before regions before it was read; regions->items has room for it
 * @param[in,out] faults NULL: nothing is put anywhere
 * @return FEN_OK: reading goes on; or the status, with err: there is no list or it is full, or FEN_ERR_MEMORY
 */
fen_status fen_polygon_pass_over(const fen_error *fault, ptrdiff_t before, fen_diagnostics *faults, fen_regions *regions, fen_error *err);

#endif
