/* Which variables the reader uses, and whether a file has them, as numbers in their shapes. */
#include "wrf_internal.h"

const wrf_variable wrf_variables[WRF_MOST_VARIABLES] = {
    {"XLAT", WRF_CENTRE, false, true},      {"XLONG", WRF_CENTRE, false, true},   {"HGT", WRF_CENTRE, false, true},
    {"PH", WRF_STAGGER_Z, true, true},      {"PHB", WRF_STAGGER_Z, true, true},   {"U", WRF_STAGGER_X, true, true},
    {"V", WRF_STAGGER_Y, true, true},       {"W", WRF_STAGGER_Z, true, false},    {"T", WRF_CENTRE, true, true},
    {"P", WRF_CENTRE, true, true},          {"PB", WRF_CENTRE, true, true},       {"QVAPOR", WRF_CENTRE, true, true},
    {"QCLOUD", WRF_CENTRE, true, false},    {"QICE", WRF_CENTRE, true, false},    {"MU", WRF_CENTRE, false, false},
    {"MUB", WRF_CENTRE, false, false},      {"T2", WRF_CENTRE, false, false},     {"PSFC", WRF_CENTRE, false, false},
    {"Q2", WRF_CENTRE, false, false},       {"RAINC", WRF_CENTRE, false, false},  {"RAINNC", WRF_CENTRE, false, false},
    {"PBLH", WRF_CENTRE, false, false},     {"UST", WRF_CENTRE, false, false},    {"HFX", WRF_CENTRE, false, false},
    {"SWDOWN", WRF_CENTRE, false, false},   {"SNOWC", WRF_CENTRE, false, false},  {"SNOW", WRF_CENTRE, false, false},
    {"ZNT", WRF_CENTRE, false, false},      {"RAINSH", WRF_CENTRE, false, false}, {"I_RAINC", WRF_CENTRE, false, false},
    {"I_RAINNC", WRF_CENTRE, false, false},
};
const ptrdiff_t wrf_variable_count = sizeof wrf_variables / sizeof *wrf_variables;

ptrdiff_t wrf_variable_levels(const wrf_header *header, const wrf_variable *variable) {
  return variable->three_dimensional ? header->nz + (variable->stagger == WRF_STAGGER_Z) : 0;
}

/* Hours with a variable and hours without would be of two kinds: one read, the other diagnosed or without cloud. */
static void check_presence(const fen_nc_reader *reader, const char *name, bool here, const char *other, fen_diagnostics *faults) {
  fen_error fault;
  if (here)
    (void)fen_nc_fail(reader, name, FEN_ERR_VARIABLE, "give files of one run with the same variables, or take it out of all", &fault,
                      "%s does not have this variable", other);
  else
    (void)fen_nc_fail(reader, NULL, FEN_ERR_VARIABLE, "give files of one run with the same variables, or take it out of all", &fault,
                      "variable '%s' is missing, though %s has it", name, other);
  fen_diagnostics_add(faults, &fault);
}

void wrf_check_variables(const fen_nc_reader *reader, const wrf_header *header, const wrf_header *first, const char *first_path,
                         fen_diagnostics *faults) {
  for (ptrdiff_t n = 0; n < wrf_variable_count; n++) {
    const wrf_variable *variable = &wrf_variables[n];
    fen_nc_shape shape;
    fen_error fault;
    if (!variable->needed && header->has[n] != first->has[n])
      check_presence(reader, variable->name, header->has[n], first_path, faults);
    if (!variable->needed && !header->has[n])
      continue;
    if (wrf_check_shape(reader, header, variable->name, variable->stagger, wrf_variable_levels(header, variable), &shape, &fault) ||
        fen_nc_check_numbers(reader, variable->name, &fault))
      fen_diagnostics_add(faults, &fault);
  }
}
