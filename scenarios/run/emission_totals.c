#include "emission_totals.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "fenhe/emission_steps.h"
#include "fenhe/files.h"
#include "fenhe/folder.h"
#include "fenhe/memory.h"
#include "fenhe/text.h"
#include "output/output.h"
#include "text.h"

static const char HEADER[] = "file,files,species in the file,sector in the file,stated,unit,as stated [t/yr],species,factor,"
                             "after the species map [t/yr],sector,share,after the sector map [t/yr],in the domain [t/yr],"
                             "outside [t/yr],difference [t/yr],emitted in the period [t]\n";

static fen_status steps_of(fen_simulation *sim, const fen_emission_step **steps, ptrdiff_t *count, fen_error *err) {
  *count = 0;
  if (!sim->inventory)
    return FEN_OK;
  return fen_inventory_steps(sim->inventory, sim->item->period.start_s, sim->item->period.end_s, steps, count, err);
}

/* RFC 4180: quotes around a cell with a comma, a quote or a line's end, its quotes doubled. */
static void write_cell(FILE *out, const char *text) {
  bool quote = strpbrk(text, "\",\r\n") != NULL;
  if (quote)
    (void)fputc('"', out);
  for (; *text; text++) {
    if (*text == '"')
      (void)fputc('"', out);
    (void)fputc(*text, out);
  }
  (void)fputs(quote ? "\"," : ",", out);
}

/* Shares of a region that lies in the domain sum to one but for rounding, which is none of the tonnes outside. */
static double outside_of(const fen_emission_step *row) {
  return fabs(row->outside_tpyr) > 1e-11 * row->sector_tpyr ? row->outside_tpyr : 0.0;
}

static void write_row(FILE *out, const fen_case *item, const fen_emission_step *row) {
  write_cell(out, row->path);
  (void)fprintf(out, "%td,", row->file_count);
  write_cell(out, row->species_in);
  write_cell(out, row->sector_in);
  (void)fprintf(out, "%.12g,", row->stated);
  write_cell(out, row->unit);
  (void)fprintf(out, "%.12g,", row->stated_tpyr);
  if (row->species < 0) {
    (void)fputs("(ignored),,,,,,,,,\n", out);
    return;
  }
  write_cell(out, item->species[row->species].name);
  (void)fprintf(out, "%.12g,%.12g,", row->species_factor, row->species_tpyr);
  write_cell(out, item->sectors[row->sector].name);
  (void)fprintf(out, "%.12g,%.12g,%.12g,%.12g,%.3g,%.12g\n", row->sector_share, row->sector_tpyr, row->inside_tpyr, outside_of(row),
                row->sector_tpyr - row->inside_tpyr - outside_of(row), row->period_t);
}

fen_status fen_emission_totals_write(const char *folder, fen_simulation *sim, fen_error *err) {
  char path[FEN_OUTPUT_PATH];
  char *text = NULL;
  size_t size = 0;
  const fen_emission_step *steps = NULL;
  ptrdiff_t count = 0;
  (void)snprintf(path, sizeof path, "%s/" FEN_EMISSION_TOTALS_FILE, folder);
  fen_status status = steps_of(sim, &steps, &count, err);
  if (status || count == 0)
    return status ? status : fen_file_remove(path, err);
  FILE *out = open_memstream(&text, &size);
  if (!out)
    return fen_fail(err, FEN_ERR_MEMORY, "no memory for the table of emission totals");
  (void)fputs(HEADER, out);
  for (ptrdiff_t n = 0; n < count; n++)
    write_row(out, sim->item, &steps[n]);
  status =
      fclose(out) ? fen_fail(err, FEN_ERR_MEMORY, "no memory for the table of emission totals") : fen_file_write(path, text, size, err);
  free(text);
  return status;
}

/* The file's name without its folder. */
static const char *name_of(const char *path) {
  const char *slash = strrchr(path, '/');
  return slash ? slash + 1 : path;
}

enum { NAMES = 26 };

/* Species and sector, padded. */
static void add_names(fen_text *line, const char *species, const char *sector) {
  char names[256];
  (void)snprintf(names, sizeof names, "%s %s", species, sector);
  fen_text_cut(names);
  fen_text_padded(line, names, -NAMES);
}

static fen_status tell_row(const fen_case *item, const fen_emission_step *row, const fen_log *log, fen_error *err) {
  fen_text line = {.err = err};
  char *bytes = NULL;
  fen_text_add(&line, "  ");
  add_names(&line, row->species_in, row->sector_in);
  fen_text_add(&line, "%11.6g %-9s %11.6g  ", row->stated, row->unit, row->stated_tpyr);
  if (row->species < 0)
    fen_text_add(&line, "left out");
  else {
    fen_text_add(&line, "%6.4g  ", row->species_factor * row->sector_share);
    add_names(&line, item->species[row->species].name, item->sectors[row->sector].name);
    fen_text_add(&line, "%11.6g %11.6g %11.6g %11.6g", row->sector_tpyr, row->inside_tpyr, outside_of(row), row->period_t);
  }
  fen_status status = fen_text_finish(&line, &bytes);
  if (!status)
    fen_log_line(log, FEN_LOG_INFO, "%s", bytes);
  fen_free(bytes);
  return status;
}

fen_status fen_emission_totals_tell(fen_simulation *sim, const fen_log *log, fen_error *err) {
  const fen_case *item = sim->item;
  const fen_emission_step *steps = NULL;
  ptrdiff_t count = 0;
  fen_status status = steps_of(sim, &steps, &count, err);
  for (ptrdiff_t n = 0; !status && n < count; n++) {
    const fen_emission_step *row = &steps[n];
    if (n == 0 || row->file != steps[n - 1].file) {
      fen_log_line(log, FEN_LOG_INFO, "tonnes of %s%s", name_of(row->path),
                   item->inventory[row->file].path_count > 1 ? " and its set" : "");
      fen_log_line(log, FEN_LOG_INFO, "  %-*s%11s %-9s %11s  %6s  %-*s%11s %11s %11s %11s", NAMES, "in the file", "stated", "unit", "t/yr",
                   "factor", NAMES, "becomes", "t/yr", "in domain", "outside", "t in period");
    }
    if (row->stated != 0.0)
      status = tell_row(item, row, log, err);
  }
  return status;
}
