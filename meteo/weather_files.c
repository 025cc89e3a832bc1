#include "weather_files.h"

#include "fenhe/clock.h"
#include "fenhe/memory.h"

fen_status fen_weather_files_copy(const char *const *files, ptrdiff_t count, ptrdiff_t room, const char *label, const char *remedy,
                                  char ***out, ptrdiff_t *copied, fen_error *err) {
  if (!(count >= 1) || !files)
    return fen_fail(err, FEN_ERR_ARGUMENT, "no %s file was given\n  = name %s", label, remedy);
  fen_status status = FEN_NEW(out, room, err);
  for (; !status && *copied < count; ++*copied)
    status = fen_duplicate(files[*copied], &(*out)[*copied], err);
  return status;
}

void fen_weather_files_clear(char ***files, ptrdiff_t count) {
  for (ptrdiff_t n = 0; *files && n < count; n++)
    fen_free((*files)[n]);
  fen_free(*files);
  *files = NULL;
}

fen_status fen_fault_take(fen_diagnostics *faults, fen_status status, const fen_error *err) {
  if (!status || !faults || status == FEN_ERR_MEMORY)
    return status;
  fen_diagnostics_add(faults, err);
  return FEN_OK;
}

fen_status fen_weather_source_check(const fen_weather_source *source, ptrdiff_t index, const fen_weather *out, fen_error *err) {
  const fen_grid_params *grid = &source->grid->params;
  if (!(index >= 0 && index < source->time_count))
    return fen_fail(err, FEN_ERR_ARGUMENT, "instant %td asked of %s weather that has 0 to %td", index, source->label,
                    source->time_count - 1);
  if (out->nx != grid->nx || out->ny != grid->ny || out->nz != source->nz)
    return fen_fail(err, FEN_ERR_ARGUMENT, "the weather has %td x %td x %td cells, the %s source %td x %td x %td", out->nx, out->ny,
                    out->nz, source->label, grid->nx, grid->ny, source->nz);
  return FEN_OK;
}

fen_status fen_weather_source_finish(const fen_weather_source *source, ptrdiff_t index, fen_status status, fen_weather *out,
                                     fen_error *err) {
  char text[FEN_TIME_TEXT];
  if (!status) {
    out->time_s = source->time_s[index];
    return FEN_OK;
  }
  fen_time_format(source->time_s[index], 0.0, text);
  return err ? fen_fail_within(err, "hour %s", text) : status;
}

fen_status fen_repeated_field_compare(const fen_repeated_field *field, fen_error *err) {
  const ptrdiff_t plane = field->shape[1] * field->shape[2];
  for (ptrdiff_t n = 0; n < field->shape[0] * plane; n++)
    if (field->values[0][n] != field->values[1][n]) {
      char text[FEN_TIME_TEXT];
      fen_time_format(field->time_s, 0.0, text);
      return fen_nc_fail(field->reader[1], field->variable, FEN_ERR_TIME_GAP, "give each hour once, or the same values twice", err,
                         "%s comes twice with different values: %.9g at %s = (%td, %td, %td) from 0 here, %.9g in %s", text,
                         field->values[1][n], field->axes, field->first[0] + n / plane,
                         field->first[1] + n / field->shape[2] % field->shape[1], field->first[2] + n % field->shape[2],
                         field->values[0][n], fen_nc_path(field->reader[0]));
    }
  return FEN_OK;
}
