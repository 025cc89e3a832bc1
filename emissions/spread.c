#include "fenhe/spread.h"

#include "fenhe/memory.h"
#include "surrogate.h"

void fen_spread_clear(fen_spread *spread) {
  fen_free(spread->cell);
  fen_free(spread->part);
  *spread = (fen_spread){0};
}

static fen_status spread_one(const fen_surrogate *surrogate, const fen_region *region, const fen_grid *grid, const char *path,
                             const char *variable, fen_spread *out, fen_error *err) {
  fen_area_pattern pattern = {0};
  double sum = 0.0;
  fen_status status = path ? fen_area_pattern_by_surrogate(surrogate, region, grid, &pattern, &sum, err)
                           : fen_area_pattern_by_area(region, grid, &pattern, &sum, err);
  if (status)
    return status;
  if (!pattern.made)
    return fen_fail(err, FEN_ERR_WEIGHTS,
                    "%s%s%s: error: the surrogate has no weight in region '%s', so its total has no place\n"
                    "  = correct the surrogate or the region's outline",
                    path ? path : "by area", variable ? ": " : "", variable ? variable : "", region->name);
  *out = (fen_spread){.count = pattern.count, .cell = pattern.cell, .part = pattern.share, .kept = pattern.kept};
  return FEN_OK;
}

fen_status fen_spread_create(const fen_regions *regions, const int *wanted, const char *path, const char *variable, const fen_grid *grid,
                             fen_spread *out, fen_error *err) {
  fen_surrogate surrogate = {0};
  fen_status status = path ? fen_surrogate_read(path, variable, grid, &surrogate, err) : FEN_OK;
  for (ptrdiff_t r = 0; !status && r < regions->count; r++)
    if (!wanted || wanted[r])
      status = spread_one(&surrogate, &regions->items[r], grid, path, variable, &out[r], err);
  fen_surrogate_clear(&surrogate);
  for (ptrdiff_t r = 0; status && r < regions->count; r++)
    fen_spread_clear(&out[r]);
  return status;
}
