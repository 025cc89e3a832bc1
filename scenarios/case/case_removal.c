/* How a species leaves the air where it is computed from what the species is: deposition by resistances, settling by size, washout. */
#include <ctype.h>
#include <stdio.h>

#include "case_read.h"
#include "fenhe/scavenging.h"

static const char particles_remedy[] =
    "give diameter, the median of its mass, such as 'diameter: 2 um'; names with defaults are PM25, PM10, "
    "PMC, BC, OC, SO4, NO3, NH4, DUST";
static const char gases_remedy[] =
    "add 'gas: SO2', or what it resembles (SO2, NO2, NOX, NO, O3, NH3, HNO3, HONO, H2O2, CO, VOC, HCHO, ALD, "
    "PAN, ORA, OP, PAA), or henry, reactivity and diffusivity_ratio";

static void refuse(fen_case_reader *reader, const fen_yaml_node *node, const char *remedy, const char *what) {
  fen_error err;
  fen_yaml_fail(node, FEN_ERR_RANGE, remedy, &err, "%s", what);
  fen_case_fault(reader, &err);
}

/* What a species is asked for needs to be known of it. */
static void miss(fen_case_reader *reader, const fen_yaml_node *map, const char *remedy, const char *what, const char *species) {
  fen_error err;
  fen_yaml_fail(map, FEN_ERR_KEY_MISSING, remedy, &err, "%s of '%s' are not known", what, species);
  fen_case_fault(reader, &err);
}

static bool is_needed(const fen_removed_species *removal) {
  return removal->deposits || removal->settles || removal->washed;
}

/* Properties of particles, by the species' name where they are not given. */
static void read_particles(fen_case_reader *reader, const fen_yaml_node *map, fen_case_species *out) {
  fen_particles *particles = &out->removal.particles;
  *particles = (fen_particles){.geometric_standard_deviation = 2.0, .density_kgpm3 = 1500.0};
  const bool known = fen_particles_find(out->name, particles);
  const bool given = fen_case_quantity(reader, map, "diameter", FEN_KEY_OPTIONAL, "m", 1e-9, 1e-3, &particles->diameter_m);
  fen_case_number(reader, map, "geometric_standard_deviation", FEN_KEY_OPTIONAL, 1.0, 5.0, &particles->geometric_standard_deviation);
  fen_case_quantity(reader, map, "density", FEN_KEY_OPTIONAL, "kg m-3", 100.0, 20000.0, &particles->density_kgpm3);
  fen_case_number(reader, map, "kappa", FEN_KEY_OPTIONAL, 0.0, 2.0, &particles->kappa);
  if (is_needed(&out->removal) && !known && !given && !fen_yaml_get(map, "diameter"))
    miss(reader, map, particles_remedy, "the sizes", out->name);
}

/* Properties of a gas, by its identity or the species' name where they are not given. */
static void read_gas(fen_case_reader *reader, const fen_yaml_node *map, fen_case_species *out) {
  fen_gas *gas = &out->removal.gas;
  const char *identity = out->name;
  const fen_yaml_node *node = fen_yaml_get(map, "gas");
  fen_case_text(reader, map, "gas", FEN_KEY_OPTIONAL, &identity);
  *gas = (fen_gas){.name = identity, .diffusivity_ratio = 1.0};
  const bool known = fen_gas_find(identity, gas);
  bool all = fen_case_quantity(reader, map, "henry", FEN_KEY_OPTIONAL, "mol l-1 atm-1", 0.0, 1e20, &gas->henry_mpatm);
  all = fen_case_number(reader, map, "reactivity", FEN_KEY_OPTIONAL, 0.0, 1.0, &gas->reactivity) && all;
  all = fen_case_number(reader, map, "diffusivity_ratio", FEN_KEY_OPTIONAL, 0.1, 20.0, &gas->diffusivity_ratio) && all;
  if (node && !known) {
    fen_error err;
    fen_yaml_fail(node, FEN_ERR_RANGE, gases_remedy, &err, "'%s' is no gas that is known", identity);
    fen_case_fault(reader, &err);
  } else if (is_needed(&out->removal) && !known && !all) {
    miss(reader, map, gases_remedy, "the properties", identity);
  }
}

static void read_deposition(fen_case_reader *reader, const fen_yaml_node *map, fen_case_species *out) {
  static const char *const keys[] = {"scheme", "constants"};
  static const char *const schemes[] = {"resistances"};
  static const char *const constants[] = {"emerson", "zhang"};
  const fen_yaml_node *node = fen_yaml_get(map, "deposition");
  int word = 0;
  if (!node || !fen_case_map(reader, node, "deposition", keys, FEN_COUNT_OF(keys)))
    return;
  if (fen_yaml_get(map, "deposition_velocity"))
    refuse(reader, node, "keep one of the two", "deposition and deposition_velocity are both given");
  out->removal.deposits = fen_case_word(reader, node, "scheme", FEN_KEY_REQUIRED, schemes, FEN_COUNT_OF(schemes), &word);
  if (fen_case_word(reader, node, "constants", FEN_KEY_OPTIONAL, constants, FEN_COUNT_OF(constants), &word))
    out->removal.constants = word == 0 ? FEN_PARTICLE_EMERSON : FEN_PARTICLE_ZHANG;
  if (!out->particle && fen_yaml_get(node, "constants"))
    refuse(reader, fen_yaml_get(node, "constants"), "leave the key out", "constants are those of particles, this is a gas");
}

static void read_settling(fen_case_reader *reader, const fen_yaml_node *map, fen_case_species *out) {
  static const char *const words[] = {"by_size"};
  const fen_yaml_node *node = fen_yaml_get(map, "settling");
  int word = 0;
  if (!node)
    return;
  if (fen_yaml_get(map, "settling_velocity"))
    refuse(reader, node, "keep one of the two", "settling and settling_velocity are both given");
  if (!out->particle)
    refuse(reader, node, "leave the key out, or set 'kind: particle'", "a gas does not settle");
  out->removal.settles = fen_case_word(reader, map, "settling", FEN_KEY_REQUIRED, words, FEN_COUNT_OF(words), &word) && out->particle;
}

/* true: the weather's coefficient; false: none; a number multiplies it; a map: the species' own. */
static void read_scavenging(fen_case_reader *reader, const fen_yaml_node *map, fen_case_species *out) {
  static const char *const keys[] = {"scheme", "in_cloud", "below_cloud"};
  static const char *const schemes[] = {"in_and_below_cloud"};
  const fen_yaml_node *node = fen_yaml_get(map, "scavenging");
  const char *text = node ? fen_yaml_text(node) : NULL;
  int word = 0;
  bool on = false;
  out->removal.in_cloud = FEN_SCAVENGING_PARTICLES_IN_CLOUD;
  if (!node)
    return;
  if (fen_yaml_is_map(node)) {
    if (fen_case_map(reader, node, "scavenging", keys, FEN_COUNT_OF(keys)))
      out->removal.washed = fen_case_word(reader, node, "scheme", FEN_KEY_REQUIRED, schemes, FEN_COUNT_OF(schemes), &word);
    out->scavenging_factor = out->removal.washed ? 1.0 : 0.0;
  } else if (text && (isdigit((unsigned char)text[0]) || text[0] == '.')) {
    fen_case_number(reader, map, "scavenging", FEN_KEY_REQUIRED, 0.0, 1000.0, &out->scavenging_factor);
  } else if (fen_case_flag(reader, map, "scavenging", &on)) {
    out->scavenging_factor = on ? 1.0 : 0.0;
  }
}

/* Ratios that a map of scavenging gives, in place of those of the species' identity. */
static void read_ratios(fen_case_reader *reader, const fen_yaml_node *map, fen_case_species *out) {
  static const double largest = 1e8;
  const fen_yaml_node *node = fen_yaml_get(map, "scavenging");
  fen_removed_species *removal = &out->removal;
  if (!removal->washed)
    return;
  fen_case_number(reader, node, "in_cloud", FEN_KEY_OPTIONAL, 0.0, largest, out->particle ? &removal->in_cloud : &removal->gas.in_cloud);
  if (out->particle && fen_yaml_get(node, "below_cloud"))
    refuse(reader, fen_yaml_get(node, "below_cloud"), "leave the key out", "below cloud particles are washed out by their sizes");
  else
    fen_case_number(reader, node, "below_cloud", FEN_KEY_OPTIONAL, 0.0, largest, &removal->gas.below_cloud);
}

/* Keys that mean nothing for the kind. */
static void check_kind(fen_case_reader *reader, const fen_yaml_node *map, const fen_case_species *out) {
  static const char *const of_particles[] = {"diameter", "geometric_standard_deviation", "density", "kappa"};
  static const char *const of_gases[] = {"gas", "henry", "reactivity", "diffusivity_ratio"};
  const char *const *others = out->particle ? of_gases : of_particles;
  for (int n = 0; n < 4; n++) {
    char what[128];
    (void)snprintf(what, sizeof what, "a %s has no '%s'", out->particle ? "particle" : "gas", others[n]);
    if (fen_yaml_get(map, others[n]))
      refuse(reader, fen_yaml_get(map, others[n]), "leave the key out, or change the kind", what);
  }
}

void fen_case_read_removal(fen_case_reader *reader, const fen_yaml_node *map, fen_case_species *out) {
  out->removal.particle = out->particle;
  read_deposition(reader, map, out);
  read_settling(reader, map, out);
  read_scavenging(reader, map, out);
  check_kind(reader, map, out);
  if (out->particle)
    read_particles(reader, map, out);
  else
    read_gas(reader, map, out);
  read_ratios(reader, map, out);
}
