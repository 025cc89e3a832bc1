#include "land_cover.h"

#include "fenhe/land_use.h"
#include "fenhe/memory.h"

typedef struct {
  fen_weather_source source;
  fen_weather_source *inner;
  double *share, *land;
} covered;

static fen_status read_inner(fen_weather_source *self, ptrdiff_t index, fen_weather *out, fen_error *err) {
  fen_weather_source *inner = ((covered *)self->state)->inner;
  return inner->read(inner, index, out, err);
}

static void destroy(fen_weather_source *self) {
  covered *c = self->state;
  fen_weather_source_destroy(&c->inner);
  fen_free(c->share);
  fen_free(c->land);
  fen_free(c);
}

fen_status fen_land_cover_attach(fen_weather_source **source, double *share, fen_error *err) {
  const fen_grid_params *p = &(*source)->grid->params;
  ptrdiff_t cells = p->nx * p->ny;
  covered *c = NULL;
  double *land = NULL;
  fen_status status = FEN_NEW(&c, 1, err);
  if (!status)
    status = FEN_NEW(&land, cells, err);
  if (status) {
    fen_free(c);
    fen_free(share);
    return status;
  }
  for (ptrdiff_t n = 0; n < cells; n++)
    land[n] = 1.0 - share[FEN_LAND_INLAND_WATER * cells + n] - share[FEN_LAND_OCEAN * cells + n];
  c->inner = *source;
  c->share = share;
  c->land = land;
  c->source = **source;
  c->source.land_use_share = share;
  if (!c->source.land_share)
    c->source.land_share = land;
  c->source.read = read_inner;
  c->source.destroy = destroy;
  c->source.state = c;
  *source = &c->source;
  return FEN_OK;
}
