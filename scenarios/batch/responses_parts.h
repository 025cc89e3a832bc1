/** @file responses_parts.h  Open responses, as predictions see them. */
#ifndef FENHE_BATCH_RESPONSES_PARTS_H
#define FENHE_BATCH_RESPONSES_PARTS_H

#include "fenhe/responses.h"
#include "run/lanes.h"

struct fen_responses {
  char *folder;
  fen_case *item;
  fen_weather_source *source;
  fen_inventory *inventory;
  fen_lanes lanes;
  ptrdiff_t place_count;
  fen_response_place *places;
  double *mean_ugpm3; /**< over the period, shape [place_count][lanes.count] */
};

#endif
