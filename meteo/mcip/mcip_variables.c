/* Which variables the reader uses, and whether a file has them in their shapes and units. */
#include <string.h>

#include "mcip_internal.h"

const mcip_variable mcip_variables[MCIP_VARIABLES] = {
    {MCIP_METCRO3D, "ZF", "m", MCIP_ALWAYS},           {MCIP_METCRO3D, "TA", "K", MCIP_ALWAYS},
    {MCIP_METCRO3D, "PRES", "Pa", MCIP_ALWAYS},        {MCIP_METCRO3D, "QV", "kg/kg", MCIP_ALWAYS},
    {MCIP_METCRO3D, "DENS", "kg m-3", MCIP_IF_THERE},  {MCIP_METCRO3D, "QC", "kg/kg", MCIP_IF_THERE},
    {MCIP_METCRO3D, "QI", "kg/kg", MCIP_IF_THERE},     {MCIP_METCRO3D, "WHAT_JD", "kg m-1 s-1", MCIP_OPEN_TOP},
    {MCIP_METDOT3D, "UWINDC", "m s-1", MCIP_AT_FACES}, {MCIP_METDOT3D, "VWINDC", "m s-1", MCIP_AT_FACES},
    {MCIP_METDOT3D, "UWIND", "m s-1", MCIP_AT_DOTS},   {MCIP_METDOT3D, "VWIND", "m s-1", MCIP_AT_DOTS},
    {MCIP_METCRO2D, "PBL", "m", MCIP_ALWAYS},          {MCIP_METCRO2D, "USTAR", "m s-1", MCIP_ALWAYS},
    {MCIP_METCRO2D, "HFX", "W m-2", MCIP_ALWAYS},      {MCIP_METCRO2D, "TEMP2", "K", MCIP_ALWAYS},
    {MCIP_METCRO2D, "PRSFC", "Pa", MCIP_ALWAYS},       {MCIP_METCRO2D, "Q2", "kg/kg", MCIP_IF_THERE},
    {MCIP_METCRO2D, "RGRND", "W m-2", MCIP_IF_THERE},  {MCIP_METCRO2D, "SNOCOV", "1", MCIP_IF_THERE},
    {MCIP_METCRO2D, "RN", "mm", MCIP_IF_THERE},        {MCIP_METCRO2D, "RC", "mm", MCIP_IF_THERE},
    {MCIP_METCRO2D, "ZRUF", "m", MCIP_IF_THERE},       {MCIP_GRIDCRO2D, "HT", "m", MCIP_ALWAYS},
    {MCIP_GRIDCRO2D, "LAT", "degree", MCIP_IF_THERE},  {MCIP_GRIDCRO2D, "LON", "degree", MCIP_IF_THERE},
    {MCIP_GRIDCRO2D, "MSFX2", "1", MCIP_IF_THERE},     {MCIP_GRIDCRO2D, "LWMASK", "1", MCIP_IF_THERE},
    {MCIP_GRIDDOT2D, "MSFU2", "1", MCIP_IF_THERE},     {MCIP_GRIDDOT2D, "MSFV2", "1", MCIP_IF_THERE},
};

bool mcip_is_used(const mcip_source *self, const mcip_variable *variable, mcip_kind kind, bool there) {
  if (variable->kind != kind)
    return false;
  switch (variable->needed) {
  case MCIP_ALWAYS:
    return true;
  case MCIP_IF_THERE:
    return there;
  case MCIP_AT_FACES:
    return self->faces;
  case MCIP_AT_DOTS:
    return !self->faces;
  case MCIP_OPEN_TOP:
    return self->source.open_top;
  }
  return false;
}

static fen_status check_unit(mcip_source *self, ptrdiff_t n, const fen_nc_reader *reader, fen_error *err) {
  const mcip_variable *variable = &mcip_variables[n];
  char unit[MCIP_UNIT] = "";
  fen_conversion ignored;
  const bool short_enough = !fen_nc_attribute_text(reader, variable->name, "units", unit, sizeof unit, NULL);
  if (short_enough && unit[0] && strcmp(unit, self->unit[n]) == 0)
    return FEN_OK;
  fen_status status = fen_ioapi_conversion(reader, variable->name, variable->unit, &ignored, err);
  if (!status)
    memcpy(self->unit[n], unit, sizeof unit);
  return status;
}

static fen_status check_variable(mcip_source *self, ptrdiff_t n, const fen_ioapi_header *header, ptrdiff_t records, fen_error *err) {
  const mcip_variable *variable = &mcip_variables[n];
  const fen_nc_reader *reader = self->group[variable->kind].reader;
  if (variable->needed == MCIP_OPEN_TOP && !fen_nc_has(reader, variable->name))
    return fen_nc_fail(reader, NULL, FEN_ERR_VARIABLE, "take all layers up to the weather model's top, or files with WHAT_JD", err,
                       "upper layers are left out, and without WHAT_JD the air through the top is not known");
  fen_status status = fen_ioapi_check(reader, header, variable->name, records, err);
  if (!status)
    status = fen_nc_check_numbers(reader, variable->name, err);
  return status ? status : check_unit(self, n, reader, err);
}

fen_status mcip_check_variables(mcip_source *self, mcip_kind kind, const fen_ioapi_header *header, ptrdiff_t records,
                                fen_diagnostics *faults, ptrdiff_t *found, fen_error *err) {
  fen_status status = FEN_OK;
  *found = 0;
  for (ptrdiff_t n = 0; !status && n < MCIP_VARIABLES; n++) {
    const mcip_variable *variable = &mcip_variables[n];
    if (!mcip_is_used(self, variable, kind, mcip_has(self, kind, variable->name)))
      continue;
    status = check_variable(self, n, header, records, err);
    *found += status != FEN_OK;
    status = fen_fault_take(faults, status, err);
  }
  return status;
}
