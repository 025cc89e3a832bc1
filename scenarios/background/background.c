#include "background.h"

#include <string.h>

#include "fenhe/ioapi.h"
#include "fenhe/memory.h"
#include "nest.h"

struct fen_background {
  const fen_case_background *spec;
  fen_nest *nest; /* NULL unless from a file */
};

fen_status fen_background_create(const fen_case_background *spec, const fen_grid *grid, ptrdiff_t nz, double molar_mass_gpmol,
                                 fen_background **out, fen_error *err) {
  fen_background *item = NULL;
  fen_status status = FEN_NEW(&item, 1, err);
  if (status)
    return status;
  item->spec = spec;
  if (spec->path)
    status = fen_nest_open(spec, grid, nz, molar_mass_gpmol, &item->nest, err);
  if (status)
    fen_background_destroy(&item);
  else
    *out = item;
  return status;
}

void fen_background_take(const fen_case_background *spec, const fen_error *fault, fen_diagnostics *faults) {
  fen_nc_reader *file = NULL;
  fen_ioapi_header header;
  fen_error first;
  fen_diagnostics_add(faults, fault);
  if (!spec->path || fen_nc_open(spec->path, &file, NULL))
    return;
  if (fen_ioapi_is(file) && fen_ioapi_header_read(file, &header, &first)) {
    if (strcmp(first.text, fault->text) != 0)
      fen_diagnostics_add(faults, &first);
    fen_ioapi_header_others(file, faults);
  }
  fen_nc_close(&file);
}

void fen_background_destroy(fen_background **item) {
  if (!item || !*item)
    return;
  fen_nest_close(&(*item)->nest);
  fen_free(*item);
  *item = NULL;
}

/* Linear between the profile's points, constant beyond them. */
static double profile_at(const fen_case_background *spec, double height_m) {
  ptrdiff_t n = 0;
  while (n < spec->count && spec->height_m[n] < height_m)
    n++;
  if (n == 0)
    return spec->value[0];
  if (n == spec->count)
    return spec->value[n - 1];
  double weight = (height_m - spec->height_m[n - 1]) / (spec->height_m[n] - spec->height_m[n - 1]);
  return spec->value[n - 1] + weight * (spec->value[n] - spec->value[n - 1]);
}

fen_status fen_background_fill(fen_background *item, const fen_background_air *air, double *q, fen_error *err) {
  const fen_case_background *spec = item->spec;
  if (item->nest)
    return fen_nest_fill(item->nest, air, q, err);
  ptrdiff_t plane = air->nx * air->ny;
  for (ptrdiff_t cell = 0; cell < plane * air->nz; cell++) {
    double value = profile_at(spec, 0.5 * (air->height_m[cell] + air->height_m[cell + plane]));
    q[cell] = spec->amount == FEN_AMOUNT_MIXING_RATIO ? value : value / air->density_kgpm3[cell];
  }
  return FEN_OK;
}
