/* One hour of one variable: the window of its mesh, expver merged, units converted, missing and absurd values named. */
#include <math.h>
#include <string.h>

#include "era5_internal.h"
#include "fenhe/clock.h"
#include "fenhe/memory.h"
#include "fenhe/units.h"

fen_status era5_check_unit(const fen_nc_reader *reader, const char *variable, era5_name name, double *scale, double *offset,
                           fen_error *err) {
  const era5_fact *fact = &era5_facts[name];
  char unit[128] = "";
  fen_error refused;
  fen_conversion conversion;
  *scale = 1.0;
  *offset = 0.0;
  if (!fact->unit)
    return FEN_OK;
  if (fen_nc_has_attribute(reader, variable, "units")) {
    fen_status status = fen_nc_attribute_text(reader, variable, "units", unit, sizeof unit, err);
    if (status)
      return status;
  }
  /* "m of water equivalent" */
  if (strncmp(unit, "m of ", 5) == 0)
    unit[1] = '\0';
  if (!unit[0])
    return fen_nc_fail(reader, variable, FEN_ERR_DATA_UNIT, "give it the right one, for instance with ncatted -a units", err,
                       "it has no unit; ERA5 has its %s in %s", fact->words, fact->unit);
  if (fen_units_conversion(unit, fact->unit, 0.0, 0, &conversion, &refused))
    return fen_nc_fail(reader, variable, FEN_ERR_DATA_UNIT, "give it the right one, for instance with ncatted -a units", err,
                       "its unit '%s' does not become %s, in which ERA5 has its %s", unit, fact->unit, fact->words);
  *scale = conversion.scale;
  *offset = conversion.offset;
  return FEN_OK;
}

ptrdiff_t era5_window(const era5_source *self, era5_name name) {
  const era5_mesh *mesh = &self->meshes[self->series[name].mesh];
  return mesh->nj * mesh->ni * (era5_facts[name].levels ? self->levels.count : 1);
}

/* A run of columns that follow each other in the file. */
typedef struct {
  ptrdiff_t from, count, to; /* to: its first column of the window */
} piece;

/* expver: of final and preliminary data the first that is there; a value missing in all stays missing. */
static void scatter(const era5_layout *layout, const ptrdiff_t count[FEN_NC_MAX_RANK], const piece *columns, ptrdiff_t ni, const double *in,
                    double *out) {
  ptrdiff_t stride[FEN_NC_MAX_RANK];
  ptrdiff_t step = 1;
  for (int d = layout->rank - 1; d >= 0; d--) {
    stride[d] = step;
    step *= count[d];
  }
  const ptrdiff_t versions = layout->expver >= 0 ? count[layout->expver] : 1;
  const ptrdiff_t levels = layout->level >= 0 ? count[layout->level] : 1;
  const ptrdiff_t rows = count[layout->lat];
  for (ptrdiff_t l = 0; l < levels; l++)
    for (ptrdiff_t j = 0; j < rows; j++)
      for (ptrdiff_t i = 0; i < columns->count; i++) {
        const ptrdiff_t at = (layout->level >= 0 ? l * stride[layout->level] : 0) + j * stride[layout->lat] + i * stride[layout->lon];
        double value = in[at];
        for (ptrdiff_t e = 1; e < versions && isnan(value); e++)
          value = in[at + e * stride[layout->expver]];
        out[(l * rows + j) * ni + columns->to + i] = value;
      }
}

static fen_status read_piece(const fen_nc_reader *reader, const era5_layout *layout, const era5_mesh *mesh, ptrdiff_t record,
                             const piece *columns, double *out, fen_error *err) {
  ptrdiff_t start[FEN_NC_MAX_RANK] = {0};
  ptrdiff_t count[FEN_NC_MAX_RANK];
  ptrdiff_t size = 1;
  double *values = NULL;
  for (int d = 0; d < layout->rank; d++)
    count[d] = d == layout->time ? 1 : layout->shape.shape[d];
  if (layout->time >= 0)
    start[layout->time] = record;
  start[layout->lat] = mesh->j0;
  count[layout->lat] = mesh->nj;
  start[layout->lon] = columns->from;
  count[layout->lon] = columns->count;
  fen_status status = FEN_OK;
  for (int d = 0; !status && d < layout->rank; d++)
    status = fen_product(size, count[d], 1, &size, err);
  if (!status)
    status = FEN_NEW(&values, size, err);
  if (!status)
    status = fen_nc_read_missing(reader, layout->name, layout->rank, start, count, values, err);
  if (!status)
    scatter(layout, count, columns, mesh->ni, values, out);
  fen_free(values);
  return status;
}

static fen_status check_values(const fen_nc_reader *reader, const era5_layout *layout, const era5_mesh *mesh, era5_name name, double time_s,
                               ptrdiff_t size, double *values, fen_error *err) {
  const era5_fact *fact = &era5_facts[name];
  double scale, offset;
  fen_status status = era5_check_unit(reader, layout->name, name, &scale, &offset, err);
  for (ptrdiff_t n = 0; !status && n < size; n++) {
    values[n] = values[n] * scale + offset;
    if (!(values[n] >= fact->low && values[n] <= fact->high)) {
      char text[FEN_TIME_TEXT] = "all hours";
      const ptrdiff_t j = mesh->j0 + n / mesh->ni % mesh->nj;
      const ptrdiff_t i = (mesh->i0 + n % mesh->ni) % mesh->nlon;
      if (isfinite(time_s))
        fen_time_format(time_s, 0.0, text);
      if (isnan(values[n]))
        return fen_nc_fail(reader, layout->name, FEN_ERR_VALUE, "take ERA5 itself: ERA5-Land has nothing over the sea", err,
                           "no value at latitude %g, longitude %g (%s)", mesh->lat_deg[j], mesh->lon_deg[i], text);
      return fen_nc_fail(reader, layout->name, FEN_ERR_VALUE, "download the file anew, or leave this hour out", err,
                         "%.6g at latitude %g, longitude %g (%s) is outside %g to %g %s", values[n], mesh->lat_deg[j], mesh->lon_deg[i],
                         text, fact->low, fact->high, fact->unit ? fact->unit : "");
    }
  }
  return status;
}

fen_status era5_read(era5_source *self, era5_name name, const fen_instant *record, double *out, fen_error *err) {
  const era5_mesh *mesh = &self->meshes[self->series[name].mesh];
  const fen_nc_reader *reader = NULL;
  era5_layout layout = {0};
  fen_status status = era5_reader(self, record->file, &reader, err);
  if (!status)
    status = era5_find(reader, name, &layout, err);
  if (status)
    return status;
  if (layout.rank == 0 || layout.shape.shape[layout.lat] != mesh->nlat || layout.shape.shape[layout.lon] != mesh->nlon)
    return fen_nc_fail(reader, NULL, FEN_ERR_SHAPE, "leave the files alone while they are read", err, "the file has changed");
  /* The window may go over the file's last column to its first. */
  for (ptrdiff_t done = 0; !status && done < mesh->ni;) {
    const ptrdiff_t from = (mesh->i0 + done) % mesh->nlon;
    const ptrdiff_t rest = mesh->ni - done;
    const piece columns = {from, rest < mesh->nlon - from ? rest : mesh->nlon - from, done};
    status = read_piece(reader, &layout, mesh, record->record, &columns, out, err);
    done += columns.count;
  }
  return status ? status : check_values(reader, &layout, mesh, name, record->time_s, era5_window(self, name), out, err);
}

fen_status era5_read_at(era5_source *self, era5_name name, double time_s, era5_places places, double *out, fen_error *err) {
  const era5_mesh *mesh = &self->meshes[self->series[name].mesh];
  const fen_instant *record = era5_at(self, name, time_s);
  double *window = NULL;
  if (!record)
    return fen_fail(err, FEN_ERR_INTERNAL, "ERA5: no %s at %.0f s", era5_facts[name].words, time_s);
  fen_status status = FEN_NEW(&window, era5_window(self, name), err);
  if (!status)
    status = era5_read(self, name, record, window, err);
  for (ptrdiff_t n = 0; !status && n < era5_place_count(self, places); n++)
    out[n] = era5_bilinear(window, &mesh->spots[places][n], mesh->ni);
  fen_free(window);
  return status;
}

fen_status era5_read_lnsp(era5_source *self, double time_s, era5_name *name, double **out, fen_error *err) {
  const era5_name found = era5_has(self, ERA5_LNSP) && self->levels.model ? ERA5_LNSP : ERA5_SP;
  const ptrdiff_t size = era5_window(self, found);
  fen_status status = FEN_NEW(out, size, err);
  if (!status)
    status = era5_read(self, found, era5_at(self, found, time_s), *out, err);
  for (ptrdiff_t n = 0; !status && found == ERA5_SP && n < size; n++)
    (*out)[n] = log((*out)[n]);
  *name = found;
  return status;
}
