/* Rows of totals in a table of areas: compared with the sum of the rows that they sum, never counted. */
#include <math.h>
#include <string.h>

#include "area_table.h"

/* Whether two words of a row name one place, whichever way they write it (太原, 太原市, Taiyuan). */
static bool is_one_place(const fen_area_table *t, const char *a, const char *b) {
  const fen_regions *regions = t->params->regions;
  const ptrdiff_t region = regions ? fen_match_region(regions, a, NULL) : -1;
  return strcmp(a, b) == 0 || fen_is_same_place(a, b) || (region >= 0 && region == fen_match_region(regions, b, NULL));
}

static bool is_one_sector(const fen_area_table *t, const char *a, const char *b) {
  const int sector = fen_sector_of_word(t->params, a);
  return strcmp(a, b) == 0 || (sector >= 0 && sector == fen_sector_of_word(t->params, b));
}

/* Whether a row is among those that a row of totals sums: it agrees in every column before the word of the total, and in the sector and the
 * pollutant where these are not totals themselves. */
static bool is_summed(const fen_area_table *t, ptrdiff_t total, ptrdiff_t row) {
  bool since = false;
  if (fen_area_is_total(t, row, &since))
    return false;
  for (int n = 0; n < t->level_count; n++) {
    const char *wanted = fen_csv_text(t->table, total, t->level[n]);
    if (fen_area_total_word(t, wanted, &since))
      break;
    if (wanted[0] && !is_one_place(t, wanted, fen_csv_text(t->table, row, t->level[n])))
      return false;
  }
  if (t->pollutant >= 0 && strcmp(fen_csv_text(t->table, total, t->pollutant), fen_csv_text(t->table, row, t->pollutant)) != 0)
    return false;
  const char *sector = t->sector < 0 ? "" : fen_csv_text(t->table, total, t->sector);
  return !sector[0] || fen_area_total_word(t, sector, &since) || is_one_sector(t, sector, fen_csv_text(t->table, row, t->sector));
}

/* Whether a row has a fault of its own, an amount that cannot be read or no region: sums that it may belong to would be wrong by that. */
static bool is_doubtful(const fen_area_table *t, ptrdiff_t row, ptrdiff_t n) {
  fen_area_amount amount;
  ptrdiff_t column = -1;
  bool since = false;
  if (fen_area_is_total(t, row, &since))
    return false;
  return !fen_area_region(t, row, &column)[0] || fen_area_amount_read(t, row, n, &amount, NULL) != FEN_OK;
}

/* Factor of a unit to another's; 1 where they are the same text. */
static double factor_between(const char *from, const char *to) {
  fen_conversion conversion;
  if (strcmp(from, to) == 0)
    return 1.0;
  return fen_units_conversion(from, to, 0.0, 0, &conversion, NULL) ? NAN : conversion.scale;
}

static fen_status compare(const fen_area_table *t, ptrdiff_t total, ptrdiff_t first, ptrdiff_t end, ptrdiff_t n, fen_error *err) {
  fen_area_amount stated, part;
  double sum = 0.0;
  ptrdiff_t rows = 0;
  fen_status status = fen_area_amount_read(t, total, n, &stated, err);
  if (status || !stated.stated)
    return status;
  double tolerance = stated.rounding;
  for (ptrdiff_t row = first; row < end; row++) {
    if (is_doubtful(t, row, n))
      return FEN_OK;
    if (!is_summed(t, total, row) || fen_area_amount_read(t, row, n, &part, NULL) || !part.stated)
      continue;
    double factor = factor_between(part.unit, stated.unit);
    if (isnan(factor))
      return fen_csv_fail(t->table, total, t->unit >= 0 ? t->unit : t->amounts[n].column, FEN_ERR_UNIT_INCOMPATIBLE,
                          "give the total in a unit that the rows' can become", err,
                          "this row of totals is in '%.40s', the row in line %td that it sums in '%.40s'", stated.unit,
                          fen_csv_line(t->table, row), part.unit);
    sum += factor * part.value;
    tolerance += factor * part.rounding;
    rows++;
  }
  if (fabs(sum - stated.value) <= tolerance + 1e-9 * sum)
    return FEN_OK;
  return fen_csv_fail(t->table, total, t->amounts[n].column, FEN_ERR_RANGE,
                      "correct the row that is wrong; or remove the row of totals, which is compared and not counted", err,
                      "this row of totals says %.9g %s, but the %td %s %.9g: %.9g %s", stated.value, stated.unit, rows,
                      rows == 1 ? "row that it sums gives" : "rows that it sums give", sum, fabs(sum - stated.value),
                      sum < stated.value ? "are missing" : "too much");
}

fen_status fen_area_check_totals(fen_inventory_context *context, const fen_area_table *t, fen_error *err) {
  fen_status status = FEN_OK;
  ptrdiff_t last = 0;
  ptrdiff_t totals = 0;
  ptrdiff_t faults = context->faults.count;
  for (ptrdiff_t row = 0; !status && !t->short_of_rows && row < fen_csv_rows(t->table); row++) {
    bool since = false;
    if (!fen_area_is_total(t, row, &since))
      continue;
    for (ptrdiff_t n = 0; !status && n < t->amount_count; n++) {
      fen_error fault = {0};
      if (compare(t, row, since ? last : 0, since ? row : fen_csv_rows(t->table), n, &fault))
        status = fen_inventory_note_table(context, &fault);
      if (status && err)
        *err = fault;
    }
    last = row + 1;
    totals++;
  }
  if (!status && totals && context->faults.count == faults)
    fen_log_line(context->log, FEN_LOG_INFO, "%s: %td rows of totals agree with the rows that they sum", context->file->path, totals);
  return status;
}
