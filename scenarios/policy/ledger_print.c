/* The ledger as a table for people. */
#include <math.h>
#include <string.h>

#include "fenhe/clock.h"
#include "ledger.h"

/* "12.3 million yuan". */
static void print_money(double yuan, FILE *out) {
  double size = fabs(yuan);
  if (size >= 1e9)
    (void)fprintf(out, "%.4g billion yuan", yuan / 1e9);
  else if (size >= 1e6)
    (void)fprintf(out, "%.4g million yuan", yuan / 1e6);
  else
    (void)fprintf(out, "%.6g yuan", yuan);
}

static void print_rates(double cost_yuan_pyr, double co2_tpyr, double value_yuan_pyr, FILE *out) {
  if (isnan(cost_yuan_pyr) && isnan(co2_tpyr))
    return;
  (void)fprintf(out, "    ");
  if (!isnan(cost_yuan_pyr)) {
    (void)fprintf(out, "costs ");
    print_money(cost_yuan_pyr, out);
    (void)fprintf(out, " a year%s", isnan(co2_tpyr) ? "" : "; ");
  }
  if (!isnan(co2_tpyr)) {
    (void)fprintf(out, "%s %.6g t of CO2 a year", co2_tpyr < 0.0 ? "adds" : "saves", fabs(co2_tpyr));
    if (!isnan(value_yuan_pyr)) {
      (void)fprintf(out, ", worth ");
      print_money(value_yuan_pyr, out);
    }
  }
  (void)fputc('\n', out);
}

/* What rounds to nothing is not shown as -0.0. */
static double shown(double tpyr) {
  return fabs(tpyr) < 0.05 ? 0.0 : tpyr;
}

/* The rows of a species follow each other; several get their sum. */
static void print_sum(const fen_ledger *ledger, const fen_ledger_measure *measure, int species, FILE *out) {
  double before = 0.0;
  double after = 0.0;
  ptrdiff_t count = 0;
  for (ptrdiff_t n = 0; n < measure->row_count; n++) {
    if (measure->rows[n].species != species)
      continue;
    before += measure->rows[n].before_tpyr;
    after += measure->rows[n].after_tpyr;
    count++;
  }
  if (count > 1)
    (void)fprintf(out, "    %-14s %-16s %-6s %12.1f %12.1f %12.1f\n", "sum", "", ledger->change->item->species[species].name, before, after,
                  shown(after - before));
}

static void print_rows(const fen_ledger *ledger, const fen_ledger_measure *measure, FILE *out) {
  const fen_case *item = ledger->change->item;
  for (ptrdiff_t n = 0; n < measure->row_count; n++) {
    const fen_ledger_row *row = &measure->rows[n];
    (void)fprintf(out, "    %-14s %-16s %-6s %12.1f %12.1f %12.1f\n", item->sectors[row->sector].name,
                  fen_ledger_district(ledger, row->region), item->species[row->species].name, row->before_tpyr, row->after_tpyr,
                  shown(row->after_tpyr - row->before_tpyr));
    if (n + 1 == measure->row_count || measure->rows[n + 1].species != row->species)
      print_sum(ledger, measure, row->species, out);
  }
}

/* One line for each earlier measure; its species follow each other. */
static void print_overlaps(const fen_ledger *ledger, const fen_ledger_measure *measure, FILE *out) {
  int earlier = -1;
  for (ptrdiff_t n = 0; n < measure->overlap_count; n++) {
    const fen_ledger_overlap *overlap = &measure->overlaps[n];
    if (overlap->earlier != earlier)
      (void)fprintf(out, "%s    overlaps %s, which had touched", earlier < 0 ? "" : " t/yr\n",
                    ledger->change->scenario->measures[overlap->earlier].name);
    (void)fprintf(out, "%s %s %.1f", overlap->earlier != earlier ? "" : ",", ledger->change->item->species[overlap->species].name,
                  overlap->tpyr);
    earlier = overlap->earlier;
  }
  if (earlier >= 0)
    (void)fputs(" t/yr\n", out);
}

/* Species that are emitted as before though one activity takes the place of another, since no factors say how much less or more. */
static void print_kept(const fen_case *item, const fen_measure *measure, FILE *out) {
  ptrdiff_t kept = 0;
  for (ptrdiff_t s = 0; measure->change.kind == FEN_CHANGE_REPLACE && s < item->species_count; s++)
    if (!measure->acts[s])
      (void)fprintf(out, "%s%s", kept++ > 0 ? ", " : "    stays as it is, without emission factors here: ", item->species[s].name);
  if (kept > 0)
    (void)fputc('\n', out);
}

static void print_measure(const fen_ledger *ledger, ptrdiff_t m, FILE *out) {
  const fen_change *change = ledger->change;
  const fen_measure *measure = &change->scenario->measures[m];
  const fen_ledger_measure *own = &ledger->measures[m];
  double hours = (change->end_s - change->start_s) / 3600.0;
  (void)fprintf(out, "%td  %s%s%s\n", m + 1, measure->name, measure->title ? ": " : "", measure->title ? measure->title : "");
  if (!change->uses[m].reached)
    (void)fprintf(out, "    its level of alert is not reached\n");
  else if (!change->uses[m].always)
    (void)fprintf(out, "    in force for %.4g of %.4g hours; the tonnes are the mean over all of them\n", own->in_force * hours, hours);
  print_rows(ledger, own, out);
  print_kept(change->item, measure, out);
  print_overlaps(ledger, own, out);
  print_rates(own->cost_yuan_pyr, own->co2_tpyr, own->co2_value_yuan_pyr, out);
}

void fen_ledger_print(const fen_ledger *ledger, FILE *out) {
  const fen_scenario *scenario = ledger->change->scenario;
  const char *title = fen_scenario_title(scenario, false);
  bool titled = strcmp(title, scenario->name) != 0;
  (void)fprintf(out, "scenario   %s%s%s\n", scenario->name, titled ? ": " : "", titled ? title : "");
  (void)fprintf(out, "    %-14s %-16s %-6s %12s %12s %12s\n", "sector", "district", "", "before t/yr", "after t/yr", "change t/yr");
  for (ptrdiff_t m = 0; m < scenario->measure_count; m++)
    print_measure(ledger, m, out);
  (void)fprintf(out, "all measures\n");
  for (ptrdiff_t s = 0; s < ledger->change->species_count; s++) {
    const fen_ledger_total *total = &ledger->totals[s];
    (void)fprintf(out, "    %-14s %-16s %-6s %12.1f %12.1f %12.1f", "", "", ledger->change->item->species[s].name, total->base_tpyr,
                  total->scenario_tpyr, total->change_tpyr);
    if (total->base_tpyr > 0.0)
      (void)fprintf(out, "  %+.1f %%", 100.0 * total->change_tpyr / total->base_tpyr);
    (void)fputc('\n', out);
  }
  print_rates(ledger->cost_yuan_pyr, ledger->co2_tpyr, ledger->co2_value_yuan_pyr, out);
}
