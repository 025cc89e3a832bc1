/* Species of a case. */
#include <ctype.h>
#include <stdio.h>
#include <string.h>

#include "case_read.h"

enum { MOST_NAME = 40, MOST_SPECIES = 1000 };

static const char *const reserved[] = {"x",      "y",        "z",           "time",  "time_bnds", "x_bnds",          "y_bnds", "lat",
                                       "lon",    "lat_bnds", "lon_bnds",    "crs",   "station",   "altitude",        "day",    "day_bnds",
                                       "height", "lane",     "air_density", "hours", "layer",     "surface_altitude"};

/* Names become variables of output files: a letter, then letters, digits and single underscores ('__' separates tags). */
bool fen_case_is_name(const char *name) {
  if (!isalpha((unsigned char)name[0]) || strlen(name) > MOST_NAME || strstr(name, "__") || name[strlen(name) - 1] == '_')
    return false;
  for (const char *c = name; *c; c++)
    if (!isalnum((unsigned char)*c) && *c != '_')
      return false;
  for (ptrdiff_t i = 0; i < FEN_COUNT_OF(reserved); i++)
    if (strcmp(name, reserved[i]) == 0)
      return false;
  return true;
}

bool fen_case_name(fen_case_reader *reader, const fen_yaml_node *map, const char **out) {
  if (!fen_case_text(reader, map, "name", FEN_KEY_REQUIRED, out))
    return false;
  if (fen_case_is_name(*out))
    return true;
  fen_error err;
  fen_yaml_fail(fen_yaml_get(map, "name"), FEN_ERR_RANGE,
                "write a letter, then at most 39 letters, digits and single underscores; not a name such as 'time'", &err,
                "'%s' cannot name a variable of the output", *out);
  fen_case_fault(reader, &err);
  return false;
}

/* What the program itself writes beside species, and behind their names. */
static void check_variable(fen_case_reader *reader, const fen_yaml_node *map, const char *name) {
  static const char *const taken[] = {"area", "population", "deposition"};
  static const char *const endings[] = {"_people", "_mean", "_daily"};
  fen_error err;
  bool own = false;
  for (ptrdiff_t n = 0; n < FEN_COUNT_OF(taken); n++)
    own = own || strcmp(name, taken[n]) == 0;
  for (ptrdiff_t n = 0; n < FEN_COUNT_OF(endings); n++) {
    size_t length = strlen(endings[n]);
    own = own || (strlen(name) > length && strcmp(name + strlen(name) - length, endings[n]) == 0);
  }
  if (!own)
    return;
  fen_yaml_fail(fen_yaml_get(map, "name"), FEN_ERR_RANGE,
                "choose another than area, population, deposition, and none that ends in _people, _mean or _daily", &err,
                "'%s' cannot name a species: the output has variables of such names", name);
  fen_case_fault(reader, &err);
}

static const double fastest_mps = 1.0;

static void read_deposition(fen_case_reader *reader, const fen_yaml_node *map, fen_case_species *out) {
  static const char *const keys[] = {"land", "sea"};
  const fen_yaml_node *node = fen_yaml_get(map, "deposition_velocity");
  if (!node)
    return;
  if (fen_yaml_is_map(node)) {
    fen_case_map(reader, node, "deposition_velocity", keys, FEN_COUNT_OF(keys));
    fen_case_quantity(reader, node, "land", FEN_KEY_REQUIRED, "m s-1", 0.0, fastest_mps, &out->velocity_land_mps);
    fen_case_quantity(reader, node, "sea", FEN_KEY_REQUIRED, "m s-1", 0.0, fastest_mps, &out->velocity_sea_mps);
  } else if (fen_case_quantity(reader, map, "deposition_velocity", FEN_KEY_REQUIRED, "m s-1", 0.0, fastest_mps, &out->velocity_land_mps)) {
    out->velocity_sea_mps = out->velocity_land_mps;
  }
}

static void read_settling(fen_case_reader *reader, const fen_yaml_node *map, fen_case_species *out) {
  const fen_yaml_node *node = fen_yaml_get(map, "settling_velocity");
  if (!node)
    return;
  fen_case_quantity(reader, map, "settling_velocity", FEN_KEY_REQUIRED, "m s-1", 0.0, fastest_mps, &out->settling_mps);
  if (out->particle || !(out->settling_mps > 0.0))
    return;
  fen_error err;
  fen_yaml_fail(node, FEN_ERR_RANGE, "leave the key out, or set 'kind: particle'", &err, "a gas has no settling velocity");
  fen_case_fault(reader, &err);
}

static void read_one(fen_case_reader *reader, const fen_yaml_node *node, fen_case_species *out) {
  static const char *const keys[] = {"name",
                                     "kind",
                                     "molar_mass",
                                     "standard_name",
                                     "deposition_velocity",
                                     "settling_velocity",
                                     "deposition",
                                     "settling",
                                     "scavenging",
                                     "diameter",
                                     "geometric_standard_deviation",
                                     "density",
                                     "kappa",
                                     "gas",
                                     "henry",
                                     "reactivity",
                                     "diffusivity_ratio",
                                     "initial",
                                     "boundary"};
  static const char *const kinds[] = {"particle", "gas"};
  int kind = 0;
  out->node = node;
  out->name = "";
  if (!fen_case_map(reader, node, "a species", keys, FEN_COUNT_OF(keys)))
    return;
  if (fen_case_name(reader, node, &out->name))
    check_variable(reader, node, out->name);
  if (fen_case_word(reader, node, "kind", FEN_KEY_REQUIRED, kinds, 2, &kind))
    out->particle = kind == 0;
  fen_case_text(reader, node, "standard_name", FEN_KEY_OPTIONAL, &out->standard_name);
  fen_case_quantity(reader, node, "molar_mass", FEN_KEY_OPTIONAL, "g mol-1", 0.1, 10000.0, &out->molar_mass_gpmol);
  read_deposition(reader, node, out);
  read_settling(reader, node, out);
  fen_case_read_removal(reader, node, out);
  fen_case_read_background(reader, fen_yaml_get(node, "initial"), "initial", out->molar_mass_gpmol, &out->initial);
  fen_case_read_background(reader, fen_yaml_get(node, "boundary"), "boundary", out->molar_mass_gpmol, &out->boundary);
}

void fen_case_read_species(fen_case_reader *reader, const fen_yaml_node *node) {
  fen_error err;
  if (!node || !fen_case_sequence(reader, node, "species"))
    return;
  ptrdiff_t count = fen_yaml_count(node);
  if (count < 1 || count > MOST_SPECIES) {
    fen_yaml_fail(node, FEN_ERR_RANGE, "name one at least, or divide the case", &err, "%td species; there must be 1 to %d", count,
                  MOST_SPECIES);
    fen_case_fault(reader, &err);
    return;
  }
  fen_case_species *species = fen_case_memory(reader, count, sizeof *species);
  if (!species)
    return;
  for (ptrdiff_t i = 0; i < count; i++) {
    read_one(reader, fen_yaml_at(node, i), &species[i]);
    for (ptrdiff_t j = 0; j < i; j++) {
      if (strcmp(species[i].name, species[j].name) == 0 && species[i].name[0]) {
        fen_yaml_fail(fen_yaml_at(node, i), FEN_ERR_KEY_TWICE, NULL, &err, "species '%s' is given twice", species[i].name);
        fen_case_fault(reader, &err);
      }
    }
  }
  reader->out->species = species;
  reader->out->species_count = count;
}

int fen_case_find_species(fen_case_reader *reader, const fen_yaml_node *node) {
  enum { MOST_LISTED = 64 };
  const char *names[MOST_LISTED];
  const fen_case *item = reader->out;
  const char *text = fen_yaml_text(node);
  ptrdiff_t listed = item->species_count < MOST_LISTED ? item->species_count : MOST_LISTED;
  for (ptrdiff_t i = 0; i < item->species_count; i++) {
    if (text && strcmp(text, item->species[i].name) == 0)
      return (int)i;
    if (i < MOST_LISTED)
      names[i] = item->species[i].name;
  }
  if (!text || !fen_case_may_lack(reader, FEN_SECTION_SPECIES))
    fen_case_unknown(reader, node, FEN_ERR_SPECIES_UNKNOWN, "species", names, listed);
  return -1;
}
