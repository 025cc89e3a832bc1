#include "mcip_internal.h"

const char *mcip_kind_name(mcip_kind kind) {
  static const char *const names[MCIP_KINDS] = {"METCRO3D", "METDOT3D", "METCRO2D", "GRIDCRO2D", "GRIDDOT2D", "LUFRAC_CRO"};
  return names[kind];
}

fen_status mcip_select(mcip_source *self, mcip_kind kind, ptrdiff_t file, fen_error *err) {
  mcip_group *group = &self->group[kind];
  if (group->reader && group->reader_file == file)
    return FEN_OK;
  fen_nc_close(&group->reader);
  fen_status status = fen_nc_open(self->files[file], &group->reader, err);
  if (!status)
    group->reader_file = file;
  return status;
}

bool mcip_has(const mcip_source *self, mcip_kind kind, const char *name) {
  return self->group[kind].reader && fen_nc_has(self->group[kind].reader, name);
}

fen_status mcip_read(const mcip_source *self, mcip_kind kind, const mcip_field *field, ptrdiff_t record, ptrdiff_t layer, ptrdiff_t layers,
                     const fen_file_block *block, double *out, fen_error *err) {
  const mcip_group *group = &self->group[kind];
  const fen_ioapi_part part = {record, layer, block->j0, block->i0, layers, block->ny, block->nx};
  fen_conversion to = {1.0, 0.0};
  fen_status status = fen_ioapi_read(group->reader, &group->header, field->name, &part, out, err);
  if (!status)
    status = fen_ioapi_conversion(group->reader, field->name, field->unit, &to, err);
  const ptrdiff_t plane = block->nx * block->ny;
  for (ptrdiff_t n = 0; !status && n < plane * layers; n++) {
    out[n] = to.scale * out[n] + to.offset;
    if (!(out[n] >= field->low && out[n] <= field->high))
      status = fen_nc_fail(group->reader, field->name, FEN_ERR_VALUE, "repair the file or leave this hour out", err,
                           "%.6g %s at (LAY, ROW, COL) = (%td, %td, %td) from 0 is outside %g to %g", out[n], field->unit,
                           layer + n / plane, block->j0 + n / block->nx % block->ny, block->i0 + n % block->nx, field->low, field->high);
  }
  return status;
}

fen_file_block mcip_model_block(const mcip_source *self) {
  return (fen_file_block){self->i0, self->j0, self->grid->params.nx, self->grid->params.ny};
}
