/* A NetCDF-4 file like the first one of its kind, looked at without opening it by netcdf-c: its instants. */
#include <math.h>
#include <string.h>

#include "fenhe/glance.h"
#include "fenhe/memory.h"
#include "mcip_internal.h"

enum { MOST_INSTANTS = 100000, GRIDDED = 1 };

static bool kind_of(const fen_glance *glance, mcip_kind *kind) {
  const char *name;
  if (fen_glance_has(glance, "PERIM"))
    return false;
  for (size_t n = 0; mcip_mark(n, kind, &name); n++)
    if (fen_glance_has(glance, name))
      return true;
  return false;
}

/* The same grid, word by word: files of one run have the same numbers. */
static bool same_header(const fen_glance *glance, const fen_ioapi_header *h) {
  const fen_ioapi_place *p = &h->place;
  double step = 0.0;
  double step_s = 0.0;
  const struct {
    const char *name;
    double wanted;
  } numbers[] = {{"FTYPE", GRIDDED},          {"GDTYP", p->gdtyp},         {"P_ALP", p->p_alp}, {"P_BET", p->p_bet},
                 {"P_GAM", p->p_gam},         {"XCENT", p->xcent},         {"YCENT", p->ycent}, {"XORIG", p->xorig},
                 {"YORIG", p->yorig},         {"XCELL", p->xcell},         {"YCELL", p->ycell}, {"NCOLS", (double)p->ncols},
                 {"NROWS", (double)p->nrows}, {"NLAYS", (double)h->layers}};
  for (size_t n = 0; n < sizeof numbers / sizeof *numbers; n++) {
    double value = NAN;
    if (!fen_glance_number(glance, numbers[n].name, &value) || value != numbers[n].wanted)
      return false;
  }
  return fen_glance_number(glance, "TSTEP", &step) && fen_ioapi_interval(step, &step_s) && step_s == h->step_s && step_s > 0.0;
}

/* The same layers, which a file of one need not tell. */
static bool same_layers(const fen_glance *glance, const fen_ioapi_header *h) {
  double level[FEN_IOAPI_LEVELS];
  double kind = 0.0;
  double top = 0.0;
  ptrdiff_t count = 0;
  if (h->layers == 1)
    return true;
  bool same = fen_glance_number(glance, "VGTYP", &kind) && kind == h->vgtyp && fen_glance_number(glance, "VGTOP", &top) &&
              top == h->vgtop && fen_glance_numbers(glance, "VGLVLS", FEN_IOAPI_LEVELS, level, &count) && count == h->level_count;
  for (ptrdiff_t n = 0; same && n < count; n++)
    same = level[n] == h->level[n];
  return same;
}

/* All variables that the reader uses, in their shapes, and in the units that were right before. */
static bool sound_variables(const fen_glance *glance, const mcip_source *self, mcip_kind kind, ptrdiff_t count) {
  const fen_ioapi_header *header = &self->group[kind].header;
  for (ptrdiff_t n = 0; n < MCIP_VARIABLES; n++) {
    const mcip_variable *variable = &mcip_variables[n];
    ptrdiff_t shape[FEN_NC_MAX_RANK];
    char unit[MCIP_UNIT];
    int rank = 0;
    if (variable->kind != kind || !mcip_is_used(self, variable, kind, fen_glance_has(glance, variable->name)))
      continue;
    if (!fen_glance_shape(glance, variable->name, &rank, shape) || !fen_ioapi_fits(header, rank, shape, count) || shape[0] != count ||
        !fen_glance_text(glance, variable->name, "units", unit, sizeof unit) || unit[0] == '\0' || strcmp(unit, self->unit[n]) != 0)
      return false;
  }
  return true;
}

/* TFLAG's first variable, every step of it as SDATE, STIME and TSTEP say. */
static bool read_times(const fen_glance *glance, double step_s, ptrdiff_t count, double *times_s) {
  const ptrdiff_t start[3] = {0, 0, 0};
  const ptrdiff_t extent[3] = {count, 1, 2};
  double *flags = NULL;
  double date = 0.0;
  double clock = 0.0;
  double start_s = 0.0;
  if (!fen_glance_number(glance, "SDATE", &date) || !fen_glance_number(glance, "STIME", &clock) ||
      !fen_ioapi_instant(date, clock, &start_s) || FEN_NEW(&flags, 2 * count, NULL))
    return false;
  bool read = fen_glance_values(glance, "TFLAG", 3, start, extent, flags);
  for (ptrdiff_t n = 0; read && n < count; n++)
    read = fen_ioapi_instant(flags[2 * n], flags[2 * n + 1], &times_s[n]) && times_s[n] == start_s + (double)n * step_s;
  fen_free(flags);
  return read;
}

static bool glance_at(const fen_glance *glance, const mcip_source *self, mcip_glance *out) {
  ptrdiff_t shape[FEN_NC_MAX_RANK];
  int rank = 0;
  if (!kind_of(glance, &out->kind) || (int)out->kind >= (int)MCIP_HOURLY || self->group[out->kind].first_file < 0)
    return false;
  const fen_ioapi_header *header = &self->group[out->kind].header;
  if (!same_header(glance, header) || !same_layers(glance, header) || !fen_glance_shape(glance, "TFLAG", &rank, shape) || rank != 3 ||
      shape[0] < 1 || shape[0] > MOST_INSTANTS || shape[1] < 1 || shape[2] != 2)
    return false;
  const double values = (double)header->layers * (double)header->place.nrows * (double)header->place.ncols * (double)shape[0];
  if (!fen_glance_may_hold(glance, values) || !sound_variables(glance, self, out->kind, shape[0]) || FEN_NEW(&out->times_s, shape[0], NULL))
    return false;
  out->count = shape[0];
  return read_times(glance, header->step_s, out->count, out->times_s);
}

bool mcip_glance_at(const mcip_source *self, const char *path, fen_glance **glance, mcip_glance *out) {
  *out = (mcip_glance){0};
  const bool like = fen_glance_open(path, glance) && glance_at(*glance, self, out);
  if (!like) {
    fen_free(out->times_s);
    out->times_s = NULL;
  }
  return like;
}

/* One record of a variable in two files. */
static bool same_values(const fen_glance *const glances[2], const char *name, const fen_instant *const instants[2],
                        const ptrdiff_t count[4]) {
  double *values[2] = {NULL, NULL};
  ptrdiff_t size = 0;
  bool same = fen_product(count[1], count[2], count[3], &size, NULL) == FEN_OK;
  for (int side = 0; same && side < 2; side++) {
    const ptrdiff_t start[4] = {instants[side]->record, 0, 0, 0};
    same = FEN_NEW(&values[side], size, NULL) == FEN_OK && fen_glance_values(glances[side], name, 4, start, count, values[side]);
  }
  for (ptrdiff_t n = 0; same && n < size; n++)
    same = values[0][n] == values[1][n];
  fen_free(values[0]);
  fen_free(values[1]);
  return same;
}

bool mcip_glance_same(const mcip_source *self, mcip_kind kind, ptrdiff_t layers, const char *const *names, const fen_instant *first,
                      const fen_instant *second, fen_glance *at[2]) {
  const fen_ioapi_place *place = &self->group[kind].header.place;
  const ptrdiff_t count[4] = {1, layers, place->nrows, place->ncols};
  const fen_instant *const instants[2] = {first, second};
  bool same = fen_glance_open(self->files[first->file], &at[0]) && fen_glance_open(self->files[second->file], &at[1]);
  const fen_glance *const glances[2] = {at[0], at[1]};
  for (; same && *names; names++)
    if (fen_glance_has(at[0], *names) || fen_glance_has(at[1], *names))
      same = same_values(glances, *names, instants, count);
  return same;
}
