/* What evolves in a transport, named for restart files. */
#include <assert.h>

#include "fenhe/memory.h"
#include "state.h"

static_assert(sizeof(ptrdiff_t) == sizeof(int64_t), "counts are registered as they are");

/* Space for half an X sweep due, whether or not there is one now: the list is the same at every instant. */
static fen_status provide_pending(fen_transport *t, fen_error *err) {
  return t->pending_kg ? FEN_OK : FEN_NEW(&t->pending_kg, t->nz * t->ny * (t->nx + 1), err);
}

static fen_status register_limiters(fen_transport *t, fen_registry *registry, fen_error *err) {
  static const char *const names[] = {"transport/limiter_x", "transport/limiter_y", "transport/limiter_z"};
  fen_status status = FEN_OK;
  for (int axis = 0; axis < 3 && !status; axis++)
    if (t->recorded[axis])
      status = fen_registry_add(registry, names[axis], FEN_ITEM_FLOAT, fen_axis_faces(t, (fen_axis)axis) * t->species_count,
                                t->recorded[axis], err);
  return status;
}

fen_status fen_transport_register(fen_transport *t, fen_registry *registry, fen_error *err) {
  fen_status status = provide_pending(t, err);
  const ptrdiff_t layer_lanes = t->nx * t->ny * t->lanes;
  const struct {
    const char *name;
    fen_item_kind kind;
    ptrdiff_t count;
    void *address;
  } items[] = {{"transport/q", t->params.precision == FEN_PRECISION_SINGLE ? FEN_ITEM_FLOAT : FEN_ITEM_DOUBLE, t->cells * t->lanes, t->q},
               {"transport/air_kg", FEN_ITEM_DOUBLE, t->cells, t->air_kg},
               {"transport/clock_s", FEN_ITEM_DOUBLE, 1, &t->clock_s},
               {"transport/pending_s", FEN_ITEM_DOUBLE, 2, t->pending_s},
               {"transport/pending_kg", FEN_ITEM_DOUBLE, t->nz * t->ny * (t->nx + 1), t->pending_kg},
               {"transport/pending_kept", FEN_ITEM_INT64, 1, &t->pending_kept},
               {"transport/dry_kg", FEN_ITEM_DOUBLE, layer_lanes, t->dry_kg},
               {"transport/wet_kg", FEN_ITEM_DOUBLE, layer_lanes, t->wet_kg},
               {"transport/crossed_x_kg", FEN_ITEM_DOUBLE, t->nz * t->ny * 2 * t->lanes, t->crossed_x},
               {"transport/crossed_y_kg", FEN_ITEM_DOUBLE, t->nz * t->nx * 2 * t->lanes, t->crossed_y},
               {"transport/crossed_z_kg", FEN_ITEM_DOUBLE, t->ny * 2 * t->lanes, t->crossed_z},
               {"transport/initial_kg", FEN_ITEM_DOUBLE, t->lanes, t->initial_kg},
               {"transport/emitted_kg", FEN_ITEM_DOUBLE, t->lanes, t->emitted_kg},
               {"transport/broken", FEN_ITEM_INT64, 1, &t->broken},
               {"transport/steps", FEN_ITEM_INT64, 1, &t->stats.steps},
               {"transport/courant", FEN_ITEM_DOUBLE, 3, t->stats.courant},
               {"transport/continuity", FEN_ITEM_DOUBLE, 1, &t->stats.continuity},
               {"transport/euler_columns", FEN_ITEM_INT64, t->ny, t->euler_count}};
  for (size_t n = 0; n < sizeof items / sizeof *items && !status; n++)
    status = fen_registry_add(registry, items[n].name, items[n].kind, items[n].count, items[n].address, err);
  return status ? status : register_limiters(t, registry, err);
}

void fen_transport_restored(fen_transport *t) {
  t->sums_valid = 0;
}
