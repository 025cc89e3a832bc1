/* Which instants are used: those of METCRO3D, which the other hourly kinds must have; hours that come twice are compared. */
#include <math.h>
#include <stdio.h>

#include "fenhe/memory.h"
#include "mcip_internal.h"

/* An hour that comes twice must have the same values of these. Rain of a file's first step may be that of no step. */
static const char *const compared[MCIP_HOURLY][12] = {
    {"ZF", "TA", "PRES", "QV", "DENS", "QC", "QI", "WHAT_JD"},
    {"UWINDC", "VWINDC", "UWIND", "VWIND"},
    {"PBL", "USTAR", "HFX", "TEMP2", "PRSFC", "Q2", "RGRND", "SNOCOV"},
};

typedef struct {
  const mcip_source *self;
  mcip_kind kind;
  ptrdiff_t layers;  /* that are compared, from the lowest */
  fen_glance *at[2]; /* the last two files */
} comparison;

/* Whether a variable has the same values in two records; both files are open. */
static fen_status compare_variable(const comparison *c, const fen_nc_reader *const readers[2], const fen_instant *const instants[2],
                                   const char *name, fen_error *err) {
  if (!fen_nc_has(readers[0], name) && !fen_nc_has(readers[1], name))
    return FEN_OK;
  const fen_ioapi_header *h = &c->self->group[c->kind].header;
  fen_repeated_field field = {.variable = name,
                              .time_s = instants[0]->time_s,
                              .reader = {readers[0], readers[1]},
                              .shape = {c->layers, h->place.nrows, h->place.ncols},
                              .axes = "(LAY, ROW, COL)"};
  ptrdiff_t size = 0;
  fen_status status = fen_product(h->place.ncols, h->place.nrows, c->layers, &size, err);
  for (int side = 0; !status && side < 2; side++) {
    const fen_ioapi_part all = {instants[side]->record, 0, 0, 0, c->layers, h->place.nrows, h->place.ncols};
    status = FEN_NEW(&field.values[side], size, err);
    if (!status)
      status = fen_ioapi_read(readers[side], h, name, &all, field.values[side], err);
  }
  if (!status)
    status = fen_repeated_field_compare(&field, err);
  fen_free(field.values[0]);
  fen_free(field.values[1]);
  return status;
}

static fen_status compare_instants(void *context, const fen_instant *first, const fen_instant *second, fen_error *err) {
  comparison *c = (comparison *)context;
  fen_nc_reader *one = NULL;
  fen_nc_reader *two = NULL;
  /* What cannot be read was told already. */
  if (c->self->group[c->kind].faulty || mcip_glance_same(c->self, c->kind, c->layers, compared[c->kind], first, second, c->at))
    return FEN_OK;
  fen_status status = fen_nc_open(c->self->files[first->file], &one, err);
  if (!status)
    status = fen_nc_open(c->self->files[second->file], &two, err);
  const fen_nc_reader *const readers[2] = {one, two};
  const fen_instant *const instants[2] = {first, second};
  for (const char *const *name = compared[c->kind]; !status && *name; name++)
    status = compare_variable(c, readers, instants, *name, err);
  fen_nc_close(&one);
  fen_nc_close(&two);
  return status;
}

/*
 * incomplete: the period and gaps are not asked for. A check compares the lowest layer alone: MCIP's days of 25 hours share one with the
 * next, so that a year would be read by a 25th. Hours of two runs differ there; a run compares all layers before it begins.
 */
static fen_status choose(mcip_source *self, mcip_kind kind, const fen_mcip_params *params, bool incomplete, fen_error *err) {
  char label[32];
  comparison context = {self, kind, params->faults ? 1 : self->group[kind].header.layers, {NULL, NULL}};
  (void)snprintf(label, sizeof label, "MCIP %s", mcip_kind_name(kind));
  const fen_instants_choice choice = {.label = label,
                                      .start_s = params->start_s,
                                      .end_s = params->end_s,
                                      .log = &self->log,
                                      .compare = compare_instants,
                                      .context = &context,
                                      .faults = params->faults,
                                      .incomplete = incomplete,
                                      .unread = &self->group[kind].unread};
  fen_status status = fen_instants_choose(&self->group[kind].instants, &choice, err);
  fen_glance_close(&context.at[0]);
  fen_glance_close(&context.at[1]);
  return status;
}

static fen_status tell_lacking(const mcip_source *self, mcip_kind kind, mcip_kind other_kind, fen_diagnostics *faults, fen_error *err) {
  fen_instants_run runs[FEN_INSTANTS_MOST_RUNS];
  const mcip_group *other = &self->group[other_kind];
  const ptrdiff_t count = fen_instants_lacking(&self->group[kind].instants, &other->instants, &other->unread, runs);
  fen_status status = FEN_OK;
  for (ptrdiff_t n = 0; !status && n < count; n++) {
    char text[FEN_INSTANTS_RUN_TEXT];
    fen_instants_run_format(&runs[n], text);
    status = fen_fail(err, FEN_ERR_TIME_GAP,
                      "MCIP: error: %s is in a %s file but in no %s file\n  = add the missing file, or give those of one run of MCIP", text,
                      mcip_kind_name(kind), mcip_kind_name(other_kind));
    status = fen_fault_take(faults, status, err);
  }
  return status;
}

/* The n-th instant must be the same time in all hourly kinds. What METCRO3D lacks itself is told once, by its gaps. */
static fen_status match(mcip_source *self, mcip_kind kind, const fen_mcip_params *params, bool whole, fen_error *err) {
  const fen_instants *base = &self->group[MCIP_METCRO3D].instants;
  mcip_group *group = &self->group[kind];
  fen_instants_cut(&group->instants, isnan(params->start_s) ? -INFINITY : base->instant[0].time_s,
                   isnan(params->end_s) ? INFINITY : base->instant[base->count - 1].time_s);
  fen_status status = group->instants.count > 0 ? choose(self, kind, params, true, err) : FEN_OK;
  if (!status)
    status = tell_lacking(self, MCIP_METCRO3D, kind, params->faults, err);
  if (!status && whole)
    status = tell_lacking(self, kind, MCIP_METCRO3D, params->faults, err);
  return status;
}

fen_status mcip_choose_instants(mcip_source *self, const fen_mcip_params *params, fen_error *err) {
  const mcip_group *base = &self->group[MCIP_METCRO3D];
  const fen_instants *list = &base->instants;
  const ptrdiff_t before = params->faults ? params->faults->count : 0;
  fen_error own;
  fen_error *fault = err ? err : &own;
  if (list->count == 0 && (base->hours_missing || !base->given)) /* why, was told */
    return FEN_OK;
  fen_status status = choose(self, MCIP_METCRO3D, params, false, fault);
  if (status)
    return fen_fault_take(params->faults, status, fault);
  const bool whole = !params->faults || params->faults->count == before;
  for (int kind = MCIP_METCRO3D + 1; !status && kind < MCIP_HOURLY; kind++)
    if (self->group[kind].first_file >= 0)
      status = match(self, (mcip_kind)kind, params, whole, fault);
  if (!status)
    status = FEN_NEW(&self->times_s, list->count, fault);
  for (ptrdiff_t n = 0; !status && n < list->count; n++)
    self->times_s[n] = list->instant[n].time_s;
  return status;
}
