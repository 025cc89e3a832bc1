/* Whether what is needed is there, and lies on points that belong together. */
#include <stdio.h>
#include <string.h>

#include "era5_internal.h"

enum { MISSING_TEXT = 320 };

/* One download takes hours: all that is missing of a dataset, on levels or of the surface, is told at once. */
static fen_status tell_missing(const era5_source *self, const bool absent[ERA5_VARIABLES], bool levels, fen_error *err) {
  const char *collection = !levels              ? "reanalysis-era5-single-levels"
                           : self->levels.model ? "reanalysis-era5-complete"
                                                : "reanalysis-era5-pressure-levels";
  char words[MISSING_TEXT] = "";
  char requests[MISSING_TEXT] = "";
  for (int name = 0; name < ERA5_VARIABLES; name++) {
    const era5_fact *fact = &era5_facts[name];
    const char *comma = words[0] ? ", " : "";
    if (!absent[name] || fact->levels != levels)
      continue;
    (void)snprintf(words + strlen(words), sizeof words - strlen(words), "%s%s ('%s')", comma, fact->words, fact->names[0]);
    (void)snprintf(requests + strlen(requests), sizeof requests - strlen(requests), "%s'%s'", comma, fact->request);
  }
  if (words[0] == '\0')
    return FEN_OK;
  return fen_fail(err, FEN_ERR_VARIABLE,
                  "ERA5: error: the files have no %s\n  = download %s of the dataset %s for the same hours and area, and add the file to "
                  "'files'",
                  words, requests, collection);
}

/* Of what does not depend on time one value must be there; hours are told where they are chosen. */
static bool is_given(const era5_source *self, era5_name name) {
  const era5_series *series = &self->series[name];
  return series->given && (!era5_facts[name].constant || series->faulty || series->instants.count > 0);
}

static fen_status check_given(const era5_source *self, fen_diagnostics *faults, fen_error *err) {
  static const era5_name always[] = {ERA5_T, ERA5_U, ERA5_V, ERA5_Q, ERA5_ZS, ERA5_T2, ERA5_D2};
  static const era5_name pressure[] = {ERA5_Z, ERA5_SP, ERA5_U10, ERA5_V10};
  bool absent[ERA5_VARIABLES] = {false};
  for (size_t n = 0; n < sizeof always / sizeof *always; n++)
    absent[always[n]] = !is_given(self, always[n]);
  for (size_t n = 0; !self->levels.model && n < sizeof pressure / sizeof *pressure; n++)
    absent[pressure[n]] = !is_given(self, pressure[n]);
  if (self->levels.model)
    absent[ERA5_SP] = !is_given(self, ERA5_LNSP) && !is_given(self, ERA5_SP);
  fen_status status = fen_fault_take(faults, tell_missing(self, absent, true, err), err);
  return status ? status : fen_fault_take(faults, tell_missing(self, absent, false, err), err);
}

static fen_status tell_mesh(const era5_source *self, era5_name name, fen_error *err) {
  return fen_fail(err, FEN_ERR_GRID,
                  "%s: error: %s ('%s') does not lie on the points of temperature in %s\n  = download both with one area and one grid",
                  self->files[self->series[name].instants.instant[0].file], era5_facts[name].words, era5_facts[name].names[0],
                  self->files[self->series[ERA5_T].instants.instant[0].file]);
}

/*
 * The fields on levels, and those of the surface that heights and levels under the ground need, share their points. Of variables that share
 * others the first is told.
 */
static fen_status check_meshes(const era5_source *self, fen_diagnostics *faults, fen_error *err) {
  static const era5_name surface[] = {ERA5_ZS, ERA5_LNSP, ERA5_SP, ERA5_T2, ERA5_D2, ERA5_U10, ERA5_V10};
  const int last = self->levels.model ? 3 : 7;
  const era5_series *base = &self->series[ERA5_T];
  bool bound[ERA5_VARIABLES] = {false};
  bool told[ERA5_MOST_MESHES] = {false};
  fen_status status = FEN_OK;
  for (int name = 0; name < ERA5_VARIABLES; name++)
    bound[name] = era5_facts[name].levels;
  for (int n = 0; n < last; n++)
    bound[surface[n]] = true;
  for (int name = 0; !status && base->placed && era5_has(self, ERA5_T) && name < ERA5_VARIABLES; name++) {
    const era5_series *series = &self->series[name];
    if (!bound[name] || !era5_has(self, (era5_name)name) || !series->placed || series->mesh == base->mesh || told[series->mesh])
      continue;
    told[series->mesh] = true;
    status = fen_fault_take(faults, tell_mesh(self, (era5_name)name, err), err);
  }
  return status;
}

fen_status era5_check_needed(const era5_source *self, fen_diagnostics *faults, fen_error *err) {
  fen_status status = check_given(self, faults, err);
  return status ? status : check_meshes(self, faults, err);
}
