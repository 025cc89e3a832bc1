/* Costs and CO2 of a measure. UDUNITS knows no money: yuan are read here, 万 and 亿 with them. */
#include <math.h>
#include <stdio.h>
#include <string.h>

#include "fenhe/units.h"
#include "scenario_parts.h"

static const struct {
  const char *word;
  double yuan;
} monies[] = {{"million yuan", 1e6}, {"billion yuan", 1e9}, {"yuan", 1.0}, {"CNY", 1.0},
              {"RMB", 1.0},          {"亿元", 1e8},         {"万元", 1e4}, {"元", 1.0}};

/* "3e8 yuan/yr" into yuan and "yr"; false with a fault if it is no money. */
static bool read_money(fen_policy_reader *reader, const fen_yaml_node *node, const char *example, double *yuan, const char **per) {
  const char *text = fen_yaml_text(node);
  const char *rest = "";
  double value = 0.0;
  if (!text || !fen_policy_number(text, &value, &rest)) {
    fen_policy_fault(reader, node, FEN_ERR_TYPE, example, "an amount of money is wanted here");
    return false;
  }
  for (size_t n = 0; n < sizeof monies / sizeof *monies; n++) {
    size_t length = strlen(monies[n].word);
    if (strncmp(rest, monies[n].word, length) != 0)
      continue;
    rest += length;
    rest += strspn(rest, " ");
    *yuan = value * monies[n].yuan;
    *per = *rest == '/' ? rest + 1 + strspn(rest + 1, " ") : rest;
    if (*rest == '/' || *rest == '\0')
      return true;
    break;
  }
  fen_policy_fault(reader, node, *rest ? FEN_ERR_UNIT_UNKNOWN : FEN_ERR_UNIT_MISSING, example,
                   "'%s' is no amount of money: its unit is yuan", text);
  return false;
}

static bool is_tonne(const char *unit) {
  return strcmp(unit, "t") == 0 || strcmp(unit, "吨") == 0;
}

static bool is_year(const char *unit) {
  return strcmp(unit, "yr") == 0 || strcmp(unit, "a") == 0 || strcmp(unit, "year") == 0 || strcmp(unit, "年") == 0;
}

bool fen_policy_price(fen_policy_reader *reader, const fen_yaml_node *node, double *out_yuan_pt) {
  const char *per = "";
  static const char example[] = "write it like '59 yuan/t'";
  double yuan = 0.0;
  if (!read_money(reader, node, example, &yuan, &per))
    return false;
  if (!is_tonne(per)) {
    fen_policy_fault(reader, node, FEN_ERR_UNIT_INCOMPATIBLE, example, "a price of CO2 is told per tonne");
    return false;
  }
  *out_yuan_pt = yuan;
  return true;
}

/* A rate per tonne needs its species: the one that is named, or the only one that the measure acts on. */
static void settle_species(fen_policy_reader *reader, const fen_yaml_node *node, const fen_yaml_node *of, const bool *acts,
                           fen_measure_rate *out) {
  const fen_case *item = reader->scenario->item;
  ptrdiff_t count = 0;
  out->species = -1;
  if (of) {
    const char *text = fen_yaml_text(of);
    out->species = fen_policy_species(reader, text ? text : "", of);
    if (out->species >= 0 && !acts[out->species])
      fen_policy_fault(reader, of, FEN_ERR_RANGE, "name a species that it does act on", "the measure does not act on %s",
                       item->species[out->species].name);
    return;
  }
  for (int s = 0; s < (int)item->species_count; s++) {
    if (acts[s]) {
      out->species = s;
      count++;
    }
  }
  if (count > 1)
    fen_policy_fault(reader, node, FEN_ERR_SPECIES_UNKNOWN, "say of which species, as in: {rate: 9000 yuan/t, of: PM25}",
                     "per tonne of what? the measure acts on %td species", count);
}

/* What is told a year is of no species. */
static void refuse_species(fen_policy_reader *reader, const fen_yaml_node *of) {
  if (of)
    fen_policy_fault(reader, of, FEN_ERR_KEY_UNKNOWN, "take it away, or give the rate per tonne: 9000 yuan/t",
                     "'of' goes with a rate per tonne only");
}

void fen_policy_read_cost(fen_policy_reader *reader, const fen_yaml_node *node, const bool *acts, fen_measure_rate *out) {
  static const char *const keys[] = {"rate", "of", "total", "years"};
  static const char example[] = "write it like '9000 yuan/t' or '3e8 yuan/yr', or {total: 2e9 yuan, years: 15}";
  const fen_yaml_node *amount = node;
  const fen_yaml_node *of = NULL;
  const char *per = "";
  double years = 1.0;
  bool whole = false;
  *out = (fen_measure_rate){.given = true, .species = -1, .node = node};
  if (fen_yaml_is_map(node)) {
    if (!fen_case_map(&reader->base, node, "a cost", keys, FEN_COUNT_OF(keys)))
      return;
    of = fen_yaml_get(node, "of");
    amount = fen_yaml_get(node, "rate");
    whole = amount == NULL;
    const fen_yaml_node *total = fen_yaml_get(node, "total");
    const fen_yaml_node *spread = total ? total : fen_yaml_get(node, "years");
    if (!whole && spread) {
      fen_policy_fault(reader, spread, FEN_ERR_KEY_UNKNOWN, "give a rate, or a total with its years", "a cost is told once, here twice");
      return;
    }
    amount = amount ? amount : fen_case_key(&reader->base, node, "total", FEN_KEY_REQUIRED);
    if (whole && !fen_case_number(&reader->base, node, "years", FEN_KEY_REQUIRED, 1e-3, 1e3, &years))
      return;
  }
  if (!amount || !read_money(reader, amount, example, &out->value, &per))
    return;
  out->per_tonne = is_tonne(per);
  out->value /= years;
  if (whole ? *per != '\0' : !out->per_tonne && !is_year(per))
    fen_policy_fault(reader, amount, FEN_ERR_UNIT_INCOMPATIBLE, example,
                     whole ? "a total is a plain amount of yuan, spread over its years"
                           : "a cost is told per tonne taken away or per year");
  else if (out->per_tonne)
    settle_species(reader, amount, of, acts, out);
  else
    refuse_species(reader, of);
}

void fen_policy_read_co2(fen_policy_reader *reader, const fen_yaml_node *node, const bool *acts, fen_measure_rate *out) {
  static const char *const keys[] = {"rate", "of"};
  const fen_yaml_node *amount = node;
  const fen_yaml_node *of = NULL;
  fen_error err;
  *out = (fen_measure_rate){.given = true, .species = -1, .node = node};
  if (fen_yaml_is_map(node)) {
    if (!fen_case_map(&reader->base, node, "co2", keys, FEN_COUNT_OF(keys)))
      return;
    of = fen_yaml_get(node, "of");
    amount = fen_case_key(&reader->base, node, "rate", FEN_KEY_REQUIRED);
  }
  const char *text = amount ? fen_yaml_text(amount) : NULL;
  if (!text) {
    if (amount)
      fen_policy_fault(reader, amount, FEN_ERR_TYPE, "write it like '300 t/t' or '1.2e6 t/yr'", "tonnes of CO2 are wanted here");
    return;
  }
  double number;
  const char *unit;
  if (!fen_policy_number(text, &number, &unit)) {
    fen_policy_fault(reader, amount, FEN_ERR_TYPE, "write it like '300 t/t' or '1.2e6 t/yr'", "'%s' does not start with a number", text);
    return;
  }
  if (strpbrk(text, "/年") && fen_quantity_parse(text, "t/t", &out->value, NULL) == FEN_OK) {
    out->per_tonne = true;
    settle_species(reader, amount, of, acts, out);
    return;
  }
  if (fen_yaml_quantity(amount, "t/yr", -INFINITY, INFINITY, &out->value, &err)) {
    fen_policy_fault(reader, amount, err.status,
                     "write it like '300 t/t' (per tonne taken away) or '1.2e6 t/yr'; what is saved counts positive",
                     "'%s' is neither tonnes of CO2 per tonne nor tonnes a year", text);
    return;
  }
  refuse_species(reader, of);
}
