/* Case files, and the tables that a case names, read through it. */
#include "cases.h"
#include "fenhe/csv.h"

bool fuzz_case(const uint8_t *data, size_t size) {
  return fuzz_case_check(fuzz_case_with("case.yaml", data, size));
}

bool fuzz_receptors(const uint8_t *data, size_t size) {
  ptrdiff_t cells;
  return fuzz_case_open(fuzz_case_with("receptors.csv", data, size), &cells);
}

bool fuzz_population(const uint8_t *data, size_t size) {
  ptrdiff_t cells;
  return fuzz_case_open(fuzz_case_with("population.csv", data, size), &cells);
}

/* A table as such. */
bool fuzz_csv(const uint8_t *data, size_t size) {
  char path[FUZZ_PATH];
  fen_csv *table = NULL;
  fen_error err = {0};
  ptrdiff_t column;
  fuzz_write("any.csv", data, size, path);
  fen_diagnostics faults = {0};
  fen_status status = fen_csv_open(path, &faults, &table, &err);
  fuzz_check_complaint(status, &err);
  for (ptrdiff_t n = 0; n < faults.count; n++)
    fuzz_check_complaint(faults.items[n].status, &faults.items[n]);
  const bool sound = !status && faults.count == 0;
  fen_diagnostics_clear(&faults);
  if (status)
    return false;
  fuzz_check_complaint(fen_csv_find(table, "rate", &column, &err), &err);
  for (ptrdiff_t i = 0; i < fen_csv_columns(table); i++) {
    fuzz_require(fen_csv_find(table, fen_csv_column_name(table, i), &column, &err) == FEN_OK && column == i);
    (void)fen_csv_unit(table, i);
  }
  for (ptrdiff_t row = 0; row < fen_csv_rows(table); row++) {
    fuzz_require(fen_csv_line(table, row) > 0);
    for (ptrdiff_t i = 0; i < fen_csv_columns(table); i++) {
      double value = 0.0;
      (void)fen_csv_text(table, row, i);
      fuzz_check_complaint(fen_csv_number(table, row, i, -1.0, 1.0, &value, &err), &err);
      fuzz_require(value >= -1.0 && value <= 1.0);
    }
  }
  fen_csv_close(&table);
  return sound;
}
