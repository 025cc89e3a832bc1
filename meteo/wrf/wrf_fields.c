/* The fields of one instant on the file's layers: heights, thermodynamics, dry air over a square metre, winds at faces; checked. */
#include <math.h>

#include "fenhe/constants.h"
#include "fenhe/memory.h"
#include "wrf_internal.h"

static const double ABSURD_WIND_MPS = 200.0;
static const double SAME_LEVEL = 1e-6; /* of eta and of C1H: single precision rounds to less */

void wrf_fields_clear(wrf_fields *f) {
  fen_file_air_clear(&f->air);
  *f = (wrf_fields){0};
}

/* The model's cells and, where the file has it, one cell around them. */
static void widen(const wrf_source *self, ptrdiff_t index, wrf_fields *f) {
  const wrf_block model = wrf_model_block(self, index);
  f->block = fen_file_air_widen(&model, self->header.nx, self->header.ny, self->layers_used, &f->air);
}

/* out += a second variable over the same block. */
static fen_status add_block(const wrf_source *self, const char *name, ptrdiff_t record, wrf_stagger stagger, ptrdiff_t levels,
                            const wrf_block *block, double *out, fen_error *err) {
  double *second = NULL;
  const ptrdiff_t size = block->nx * block->ny * (levels > 0 ? levels : 1);
  fen_status status = FEN_NEW(&second, size, err);
  if (!status)
    status = wrf_read_block(self->reader, &self->header, name, record, stagger, 0, levels, block, second, err);
  for (ptrdiff_t n = 0; !status && n < size; n++)
    out[n] += second[n];
  fen_free(second);
  return status;
}

/* What air can have. */
typedef struct {
  const char *what, *unit, *limits;
} wrf_bounds;

static fen_status bad_value(const wrf_source *self, const char *name, const wrf_block *block, ptrdiff_t nx, ptrdiff_t ny, ptrdiff_t n,
                            double value, const wrf_bounds *bounds, fen_error *err) {
  return fen_nc_fail(self->reader, name, FEN_ERR_VALUE, "repair the file or leave this hour out", err,
                     "%s of %.6g %s at (k, j, i) = (%td, %td, %td) from 0 is not %s", bounds->what, value, bounds->unit, n / (nx * ny),
                     block->j0 + n / nx % ny, block->i0 + n % nx, bounds->limits);
}

/* (PH + PHB) / g above the ground face of the same file, so that the lowest face is exactly 0. */
static fen_status read_heights(const wrf_source *self, ptrdiff_t record, wrf_fields *f, fen_error *err) {
  const ptrdiff_t plane = f->block.nx * f->block.ny;
  fen_status status = FEN_NEW(&f->air.face_m, plane * (f->air.nz + 1), err);
  if (!status)
    status = FEN_NEW(&f->air.ground_m, plane, err);
  if (!status)
    status = wrf_read_block(self->reader, &self->header, "PH", record, WRF_STAGGER_Z, 0, f->air.nz + 1, &f->block, f->air.face_m, err);
  if (!status)
    status = add_block(self, "PHB", record, WRF_STAGGER_Z, f->air.nz + 1, &f->block, f->air.face_m, err);
  if (status)
    return status;
  for (ptrdiff_t c = 0; c < plane; c++)
    f->air.ground_m[c] = f->air.face_m[c] / FEN_GRAVITY_MPS2;
  for (ptrdiff_t n = plane * (f->air.nz + 1) - 1; n >= 0; n--)
    f->air.face_m[n] = f->air.face_m[n] / FEN_GRAVITY_MPS2 - f->air.ground_m[n % plane];
  for (ptrdiff_t n = 0; n < plane * f->air.nz; n++)
    if (!(f->air.face_m[n + plane] > f->air.face_m[n]))
      return bad_value(self, "PH", &f->block, f->block.nx, f->block.ny, n, f->air.face_m[n + plane] - f->air.face_m[n],
                       &(wrf_bounds){"the layer's thickness", "m", "above 0"}, err);
  return FEN_OK;
}

static fen_status read_thermodynamics(const wrf_source *self, ptrdiff_t record, wrf_fields *f, fen_error *err) {
  const ptrdiff_t size = f->block.nx * f->block.ny * f->air.nz;
  double **const out[] = {&f->air.temperature_k, &f->air.pressure_pa, &f->air.vapour_kgpkg};
  const char *const names[] = {"T", "P", "QVAPOR"};
  static const wrf_bounds theta = {"a potential temperature (T + 300)", "K", "within 150 and 2000"};
  static const wrf_bounds pressure = {"a pressure (P + PB)", "Pa", "within 0 and 120000"};
  static const wrf_bounds vapour = {"a vapour mixing ratio", "kg/kg", "within -0.01 and 0.2"};
  fen_status status = FEN_OK;
  for (int n = 0; !status && n < 3; n++) {
    status = FEN_NEW(out[n], size, err);
    if (!status)
      status = wrf_read_block(self->reader, &self->header, names[n], record, WRF_CENTRE, 0, f->air.nz, &f->block, *out[n], err);
  }
  if (!status)
    status = add_block(self, "PB", record, WRF_CENTRE, f->air.nz, &f->block, f->air.pressure_pa, err);
  for (ptrdiff_t n = 0; !status && n < size; n++) {
    /* T is the perturbation of the dry potential temperature; THM, the moist one, is never read. */
    const double theta_k = f->air.temperature_k[n] + FEN_WRF_THETA0_K;
    f->air.temperature_k[n] = theta_k * pow(f->air.pressure_pa[n] / FEN_P0_PA, FEN_R_DRY_JPKGPK / FEN_CP_DRY_JPKGPK);
    if (!(theta_k > 150.0 && theta_k < 2000.0))
      status = bad_value(self, "T", &f->block, f->block.nx, f->block.ny, n, theta_k, &theta, err);
    else if (!(f->air.pressure_pa[n] > 0.0 && f->air.pressure_pa[n] < 120000.0))
      status = bad_value(self, "P", &f->block, f->block.nx, f->block.ny, n, f->air.pressure_pa[n], &pressure, err);
    else if (!(f->air.vapour_kgpkg[n] > -0.01 && f->air.vapour_kgpkg[n] < 0.2))
      status = bad_value(self, "QVAPOR", &f->block, f->block.nx, f->block.ny, n, f->air.vapour_kgpkg[n], &vapour, err);
  }
  return status;
}

static fen_status read_winds(const wrf_source *self, ptrdiff_t index, wrf_fields *f, fen_error *err) {
  static const wrf_bounds wind = {"a wind", "m/s", "within -200 and 200"};
  const wrf_block block = wrf_model_block(self, index);
  const ptrdiff_t record = self->instants[index].record;
  const ptrdiff_t nx = block.nx;
  const ptrdiff_t ny = block.ny;
  fen_status status = FEN_NEW(&f->air.u_mps, (nx + 1) * ny * f->air.nz, err);
  if (!status)
    status = FEN_NEW(&f->air.v_mps, nx * (ny + 1) * f->air.nz, err);
  if (!status)
    status = wrf_read_block(self->reader, &self->header, "U", record, WRF_STAGGER_X, 0, f->air.nz, &block, f->air.u_mps, err);
  if (!status)
    status = wrf_read_block(self->reader, &self->header, "V", record, WRF_STAGGER_Y, 0, f->air.nz, &block, f->air.v_mps, err);
  for (ptrdiff_t n = 0; !status && n < (nx + 1) * ny * f->air.nz; n++)
    if (!(fabs(f->air.u_mps[n]) <= ABSURD_WIND_MPS))
      status = bad_value(self, "U", &block, nx + 1, ny, n, f->air.u_mps[n], &wind, err);
  for (ptrdiff_t n = 0; !status && n < nx * (ny + 1) * f->air.nz; n++)
    if (!(fabs(f->air.v_mps[n]) <= ABSURD_WIND_MPS))
      status = bad_value(self, "V", &block, nx, ny + 1, n, f->air.v_mps[n], &wind, err);
  return status;
}

/* A profile [levels] of the vertical coordinate; absent ones take the value that plain sigma coordinates have. */
static fen_status read_profile(const wrf_source *self, const char *name, ptrdiff_t record, ptrdiff_t levels, double absent, double *out,
                               fen_error *err) {
  for (ptrdiff_t k = 0; k < levels; k++)
    out[k] = absent;
  if (!fen_nc_has(self->reader, name))
    return FEN_OK;
  fen_nc_shape shape;
  fen_status status = fen_nc_variable_shape(self->reader, name, &shape, err);
  if (status)
    return status;
  if (shape.rank < 1 || shape.rank > 2 || shape.shape[shape.rank - 1] < levels)
    return fen_nc_fail(self->reader, name, FEN_ERR_SHAPE, "use the file as WRF wrote it", err, "the shape does not hold %td levels",
                       levels);
  const ptrdiff_t start[2] = {record, 0};
  const ptrdiff_t count[2] = {1, levels};
  const int constant = shape.rank == 1;
  return fen_nc_read(self->reader, name, shape.rank, start + constant, count + constant, out, err);
}

/* Whether a profile of the vertical coordinate is that of the hours before: files of two runs may differ in their layers alone. */
static fen_status compare_profile(const wrf_source *self, const char *name, ptrdiff_t levels, const double *here, double **before,
                                  fen_error *err) {
  if (!*before) {
    const fen_status status = FEN_NEW(before, levels, err);
    for (ptrdiff_t k = 0; !status && k < levels; k++)
      (*before)[k] = here[k];
    return status;
  }
  for (ptrdiff_t k = 0; k < levels; k++)
    if (!(fabs(here[k] - (*before)[k]) <= SAME_LEVEL))
      return fen_nc_fail(self->reader, name, FEN_ERR_GRID, "give files of one run of WRF", err,
                         "its layers are not those of other hours: value %td (from 0) is %.6g here, %.6g there", k, here[k], (*before)[k]);
  return FEN_OK;
}

/* Dry air over a square metre from the column mass: (C1H (MU + MUB) + C2H) |dZNW| / g, WRF's own (Skamarock et al. 2019, section 2.2). */
static fen_status mass_from_column(wrf_source *self, ptrdiff_t record, wrf_fields *f, fen_error *err) {
  const ptrdiff_t plane = f->block.nx * f->block.ny;
  double *column = NULL;
  double *profile = NULL;
  fen_status status = FEN_NEW(&column, plane, err);
  if (!status)
    status = FEN_NEW(&profile, 3 * (f->air.nz + 1), err);
  if (status)
    goto done;
  double *eta = profile;
  double *c1 = profile + f->air.nz + 1;
  double *c2 = profile + 2 * (f->air.nz + 1);
  status = wrf_read_block(self->reader, &self->header, "MU", record, WRF_CENTRE, 0, 0, &f->block, column, err);
  if (!status)
    status = add_block(self, "MUB", record, WRF_CENTRE, 0, &f->block, column, err);
  if (!status)
    status = read_profile(self, "ZNW", record, f->air.nz + 1, 0.0, eta, err);
  if (!status)
    status = read_profile(self, "C1H", record, f->air.nz, 1.0, c1, err);
  if (!status)
    status = read_profile(self, "C2H", record, f->air.nz, 0.0, c2, err);
  if (!status)
    status = compare_profile(self, "ZNW", f->air.nz + 1, eta, &self->eta, err);
  if (!status)
    status = compare_profile(self, "C1H", f->air.nz, c1, &self->c1h, err);
  for (ptrdiff_t k = 0; !status && k < f->air.nz; k++)
    for (ptrdiff_t c = 0; c < plane; c++)
      f->air.area_mass_kgpm2[k * plane + c] = (c1[k] * column[c] + c2[k]) * fabs(eta[k] - eta[k + 1]) / FEN_GRAVITY_MPS2;
done:
  fen_free(column);
  fen_free(profile);
  return status;
}

/* Without MU: density of dry air times the thickness. */
static void mass_from_density(wrf_fields *f) {
  const ptrdiff_t plane = f->block.nx * f->block.ny;
  for (ptrdiff_t n = 0; n < plane * f->air.nz; n++)
    f->air.area_mass_kgpm2[n] = fen_file_air_density(&f->air, n) * (f->air.face_m[n + plane] - f->air.face_m[n]);
}

static fen_status read_mass(wrf_source *self, ptrdiff_t record, wrf_fields *f, fen_error *err) {
  const ptrdiff_t size = f->block.nx * f->block.ny * f->air.nz;
  fen_status status = FEN_NEW(&f->air.area_mass_kgpm2, size, err);
  if (status)
    return status;
  const int has_column = fen_nc_has(self->reader, "MU") && fen_nc_has(self->reader, "MUB") && fen_nc_has(self->reader, "ZNW");
  if (has_column)
    status = mass_from_column(self, record, f, err);
  else
    mass_from_density(f);
  for (ptrdiff_t n = 0; !status && n < size; n++)
    if (!(f->air.area_mass_kgpm2[n] > 0.0 && f->air.area_mass_kgpm2[n] < 20000.0))
      status = bad_value(self, has_column ? "MU" : "P", &f->block, f->block.nx, f->block.ny, n, f->air.area_mass_kgpm2[n],
                         &(wrf_bounds){"a layer's mass of dry air", "kg m-2", "within 0 and 20000"}, err);
  return status;
}

fen_status wrf_fields_read(wrf_source *self, ptrdiff_t index, wrf_fields *out, fen_error *err) {
  wrf_fields fields = {0};
  const ptrdiff_t record = self->instants[index].record;
  fen_status status = wrf_select(self, self->instants[index].file, err);
  if (status)
    return status;
  widen(self, index, &fields);
  status = read_heights(self, record, &fields, err);
  if (!status)
    status = read_thermodynamics(self, record, &fields, err);
  if (!status)
    status = read_mass(self, record, &fields, err);
  if (!status)
    status = read_winds(self, index, &fields, err);
  if (status) {
    wrf_fields_clear(&fields);
    return status;
  }
  *out = fields;
  return FEN_OK;
}
