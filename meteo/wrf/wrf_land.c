/* Land use and roughness of the model's cells, as at the first instant. */
#include <math.h>

#include "fenhe/land_use.h"
#include "fenhe/memory.h"
#include "land_shares.h"
#include "wrf_internal.h"

static void add_share(const wrf_source *self, int land_use, double share, ptrdiff_t cell) {
  const ptrdiff_t plane = self->grid->params.nx * self->grid->params.ny;
  self->land_use_share[land_use * plane + cell] += share;
}

/* LANDUSEF: a share for each category. */
static fen_status take_shares(wrf_source *self, fen_land_scheme scheme, ptrdiff_t categories, double *values, fen_error *err) {
  const wrf_block block = wrf_model_block(self, 0);
  const ptrdiff_t plane = block.nx * block.ny;
  fen_status status = FEN_OK;
  for (ptrdiff_t n = 0; !status && n < categories; n++) {
    const int land_use = fen_land_use_from_category(scheme, (int)n + 1);
    const ptrdiff_t start[4] = {self->instants[0].record, n, block.j0, block.i0};
    const ptrdiff_t count[4] = {1, 1, block.ny, block.nx};
    status = fen_nc_read(self->reader, "LANDUSEF", 4, start, count, values, err);
    for (ptrdiff_t c = 0; !status && land_use >= 0 && c < plane; c++)
      if (values[c] > 0.0)
        add_share(self, land_use, values[c], c);
  }
  return status;
}

/* LU_INDEX: the cell's category. */
static fen_status take_index(wrf_source *self, fen_land_scheme scheme, double *values, fen_error *err) {
  const wrf_block block = wrf_model_block(self, 0);
  fen_status status =
      wrf_read_block(self->reader, &self->header, "LU_INDEX", self->instants[0].record, WRF_CENTRE, 0, 0, &block, values, err);
  for (ptrdiff_t c = 0; !status && c < block.nx * block.ny; c++) {
    const int land_use = values[c] >= 0.0 && values[c] < 1000.0 ? fen_land_use_from_category(scheme, (int)lround(values[c])) : -1;
    if (land_use >= 0)
      add_share(self, land_use, 1.0, c);
  }
  return status;
}

/* How many categories LANDUSEF has in its second dimension; 0: there is no such variable. */
static ptrdiff_t share_categories(const wrf_source *self) {
  fen_nc_shape shape;
  if (!fen_nc_has(self->reader, "LANDUSEF") || fen_nc_variable_shape(self->reader, "LANDUSEF", &shape, NULL))
    return 0;
  const bool fits = shape.rank == 4 && shape.shape[2] == self->header.ny && shape.shape[3] == self->header.nx;
  return fits && shape.shape[1] <= 100 ? shape.shape[1] : 0;
}

static fen_status take_roughness(wrf_source *self, fen_error *err) {
  const wrf_block block = wrf_model_block(self, 0);
  if (!fen_nc_has(self->reader, "ZNT"))
    return FEN_OK;
  fen_status status = FEN_NEW(&self->roughness_m, block.nx * block.ny, err);
  if (!status)
    status = wrf_read_block(self->reader, &self->header, "ZNT", self->instants[0].record, WRF_CENTRE, 0, 0, &block, self->roughness_m, err);
  for (ptrdiff_t c = 0; !status && c < block.nx * block.ny; c++)
    if (!(self->roughness_m[c] > 0.0 && self->roughness_m[c] < 20.0))
      return fen_nc_fail(self->reader, "ZNT", FEN_ERR_VALUE, "use the file as WRF wrote it, or leave ZNT out", err,
                         "a roughness length of %.6g m at (j, i) = (%td, %td) is outside 0 to 20 m", self->roughness_m[c],
                         block.j0 + c / block.nx, block.i0 + c % block.nx);
  return status;
}

fen_status wrf_take_land_use(wrf_source *self, fen_error *err) {
  char name[FEN_NC_NAME] = "";
  fen_land_scheme scheme = FEN_LAND_SCHEME_USGS;
  double *values = NULL;
  const ptrdiff_t plane = self->grid->params.nx * self->grid->params.ny;
  const ptrdiff_t categories = share_categories(self);
  fen_status status = take_roughness(self, err);
  if (status || (categories == 0 && !fen_nc_has(self->reader, "LU_INDEX")))
    return status;
  if (fen_nc_attribute_text(self->reader, NULL, "MMINLU", name, sizeof name, NULL) || !fen_land_scheme_from_name(name, &scheme)) {
    fen_log_line(&self->log, FEN_LOG_WARNING, "WRF: land use is classified by MMINLU = '%s', which is not known: %s", name,
                 self->land_share ? "taken for grass or water by the land mask" : "not used");
    return FEN_OK;
  }
  status = FEN_NEW(&values, plane, err);
  if (!status)
    status = FEN_NEW(&self->land_use_share, FEN_LAND_USE_COUNT * plane, err);
  if (!status)
    status = categories > 0 ? take_shares(self, scheme, categories, values, err) : take_index(self, scheme, values, err);
  if (!status)
    fen_land_shares_complete(self->land_use_share, plane, self->land_share, "WRF", &self->log);
  fen_free(values);
  return status;
}
