/* Gases by name. */
#include <stddef.h>
#include <strings.h>

#include "fenhe/deposition.h"

/*
 * Diffusivity ratio, Henry's constant and reactivity: Wesely (1989), Table 2, with NO and NH3 as Walmsley & Wesely (1996) changed them; CO
 * and VOC (as toluene): Sander (2015, Atmos. Chem. Phys. 15, 4399-4981) and Graham's law. Scavenging ratios: Simpson et al. (2012,
 * supplement), 0 for gases that it does not list.
 */
static const fen_gas gases[] = {
    {"SO2", 1.9, 1e5, 0.0, true, false, 0.3e6, 0.15e6},   {"O3", 1.6, 0.01, 1.0, false, true, 0.0, 0.0},
    {"NO2", 1.6, 0.01, 0.1, false, false, 0.0, 0.0},      {"NOX", 1.6, 0.01, 0.1, false, false, 0.0, 0.0},
    {"NO", 1.3, 3e-3, 0.0, false, false, 0.0, 0.0},       {"HNO3", 1.9, 1e14, 0.0, false, false, 1.4e6, 0.5e6},
    {"H2O2", 1.4, 1e5, 1.0, false, false, 1.4e6, 0.5e6},  {"ALD", 1.6, 15.0, 0.0, false, false, 0.0, 0.0},
    {"HCHO", 1.3, 6e3, 0.0, false, false, 0.1e6, 0.03e6}, {"OP", 1.6, 240.0, 0.1, false, false, 0.05e6, 0.015e6},
    {"PAA", 2.0, 540.0, 0.1, false, false, 0.0, 0.0},     {"ORA", 1.6, 4e6, 0.0, false, false, 0.0, 0.0},
    {"NH3", 0.97, 2e4, 0.0, false, false, 1.4e6, 0.5e6},  {"PAN", 2.6, 3.6, 0.1, false, false, 0.0, 0.0},
    {"HONO", 1.6, 1e5, 0.1, false, false, 1.4e6, 0.5e6},  {"CO", 1.25, 9.9e-4, 0.0, false, false, 0.0, 0.0},
    {"VOC", 2.26, 0.15, 0.0, false, false, 0.0, 0.0},
};

bool fen_gas_find(const char *name, fen_gas *out) {
  for (size_t n = 0; n < sizeof gases / sizeof *gases; n++)
    if (strcasecmp(name, gases[n].name) == 0) {
      *out = gases[n];
      return true;
    }
  return false;
}
