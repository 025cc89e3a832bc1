/* Sets of gridded files, as EDGAR, HTAP and MEIC give them: what belongs together, and whether it is all there. */
#include "sets.h"

#include <math.h>
#include <stdio.h>
#include <string.h>

#include "fenhe/clock.h"
#include "fenhe/memory.h"
#include "map_parts.h"

enum { MONTHS = 12 };
static const double DAY_S = 86400.0;
static const char *const TOTALS = "TOTALS";

static bool same_group(const fen_piece *a, const fen_piece *b) {
  return fen_map_same_word(a->species, b->species) && fen_map_same_word(a->sector, b->sector);
}

static const char *base_name(const char *path) {
  const char *slash = strrchr(path, '/');
  return slash ? slash + 1 : path;
}

/* Put one piece into its place; a place is taken once. */
static fen_status place_piece(const fen_piece *piece, fen_piece_group *group, fen_error *err) {
  int place = piece->month ? piece->month - 1 : 0;
  const fen_piece *other = group->month[place];
  char when[24] = "its year";
  if (piece->month)
    (void)snprintf(when, sizeof when, "its month %d", piece->month);
  if (group->monthly != (piece->month > 0))
    return fen_fail(
        err, FEN_ERR_TIME_GAP,
        "%s: error: a whole year of %s of sector %s beside single months (%s) would count twice\n  = keep one of the two in the set",
        (piece->month ? group->first : piece)->path, piece->species, piece->sector, base_name((piece->month ? piece : group->first)->path));
  if (other)
    return fen_fail(err, FEN_ERR_TIME_GAP, "%s: error: %s of sector %s has %s in %s, too\n  = keep one of the two files in the set",
                    piece->path, piece->species, piece->sector, when, base_name(other->path));
  if (piece->year && group->first->year && piece->year != group->first->year)
    return fen_fail(err, FEN_ERR_TIME_GAP, "%s: error: a file of the year %d among those of %d\n  = make a set of one year's files",
                    piece->path, piece->year, group->first->year);
  group->month[place] = piece;
  return FEN_OK;
}

static fen_status gather(const fen_set *set, const fen_piece *first, fen_piece_group *group, fen_error *err) {
  *group = (fen_piece_group){.first = first, .monthly = first->month > 0};
  const char *path = "";
  fen_status status = FEN_OK;
  for (ptrdiff_t n = first - set->list.items; !status && n < set->list.count; n++) {
    const fen_piece *piece = &set->list.items[n];
    if (!same_group(first, piece))
      continue;
    group->file_count += strcmp(path, piece->path) != 0;
    path = piece->path;
    status = place_piece(piece, group, err);
  }
  return status;
}

/* Whether the run has a part in a month of the local calendar. Of a period that is not known nothing can be said. */
static bool needs_month(const fen_inventory_params *params, int month) {
  if (isnan(params->start_s) || isnan(params->end_s))
    return false;
  if (!(params->end_s > params->start_s) || params->end_s - params->start_s > 366.0 * DAY_S)
    return true;
  double offset = params->utc_offset_s;
  for (double at = params->start_s; at < params->end_s; at += DAY_S)
    if (fen_time_civil(at, offset).month == month)
      return true;
  return fen_time_civil(params->end_s - 1.0, offset).month == month;
}

/* Months that are not there: a fault if the run needs one of them, else told. */
static fen_status check_months(fen_set *set, const fen_piece_group *group, fen_error *err) {
  char missing[64] = "";
  int needed = 0;
  int count = 0;
  for (int n = 0; group->monthly && n < MONTHS; n++) {
    size_t used = strlen(missing);
    if (group->month[n])
      continue;
    if (!needed && needs_month(set->context->params, n + 1))
      needed = n + 1;
    (void)snprintf(missing + used, sizeof missing - used, "%s%d", count++ ? ", " : "", n + 1);
  }
  if (needed)
    return fen_fail(err, FEN_ERR_TIME_GAP,
                    "%s: error: %s of sector %s lacks month%s %s, and the run needs month %d\n  = add its file to the set",
                    group->first->path, group->first->species, group->first->sector, count == 1 ? "" : "s", missing, needed);
  if (!count)
    return FEN_OK;
  if (set->lacking_count == 0) {
    memcpy(set->missing, missing, sizeof missing);
    set->lacking = group->first;
  }
  if (strcmp(set->missing, missing) == 0)
    set->lacking_count++;
  else
    fen_log_line(set->context->log, FEN_LOG_WARNING, "%s, %s has no months %s: its tonnes are those of the others", group->first->species,
                 group->first->sector, missing);
  return FEN_OK;
}

/* An inventory is mostly fetched by months, so that all its species and sectors lack the same ones. */
static void tell_missing_months(const fen_set *set) {
  if (set->lacking_count == 1)
    fen_log_line(set->context->log, FEN_LOG_WARNING, "%s, %s has no months %s: its tonnes are those of the others", set->lacking->species,
                 set->lacking->sector, set->missing);
  else if (set->lacking_count > 1)
    fen_log_line(set->context->log, FEN_LOG_WARNING,
                 "%td pairs of species and sector have no months %s: their tonnes are those of the others", set->lacking_count,
                 set->missing);
}

/* EDGAR's files of totals hold the sectors' tonnes once more. */
static fen_status check_totals(const fen_set *set, const fen_piece_group *group, fen_error *err) {
  const fen_piece *first = group->first;
  if (!fen_map_same_word(first->sector, TOTALS))
    return FEN_OK;
  for (ptrdiff_t n = 0; n < set->list.count; n++) {
    const fen_piece *other = &set->list.items[n];
    if (fen_map_same_word(other->species, first->species) && !fen_map_same_word(other->sector, TOTALS) &&
        !fen_inventory_map_ignores(set->map, other->species, other->sector))
      return fen_fail(err, FEN_ERR_NAME_TWICE,
                      "%s: error: the totals of %s beside its sector %s (%s) count the same tonnes twice\n  = leave one of them out of the "
                      "files, or put %s under ignore: {sectors: [...]} in the map",
                      first->path, first->species, other->sector, base_name(other->path), TOTALS);
  }
  return FEN_OK;
}

/* An unknown word is told once, not for each group that has it. */
static bool is_told(const fen_set *set, const fen_piece *first, fen_status status) {
  for (const fen_piece *earlier = set->list.items; earlier < first; earlier++) {
    if (status == FEN_ERR_SPECIES_UNKNOWN && fen_map_same_word(earlier->species, first->species))
      return true;
    if (status == FEN_ERR_SECTOR_UNKNOWN && fen_map_same_word(earlier->sector, first->sector))
      return true;
  }
  return false;
}

static fen_status read_group(fen_set *set, const fen_piece *first, fen_error *err) {
  fen_piece_group group;
  fen_status status = gather(set, first, &group, err);
  bool ignored = fen_inventory_map_ignores(set->map, first->species, first->sector);
  if (!status && !ignored)
    status = check_months(set, &group, err);
  if (!status && !ignored)
    status = check_totals(set, &group, err);
  return status ? status : fen_set_read_group(set, &group, err);
}

static bool is_first(const fen_set *set, ptrdiff_t index) {
  for (ptrdiff_t n = 0; n < index; n++)
    if (same_group(&set->list.items[n], &set->list.items[index]))
      return false;
  return true;
}

static void tell_set(const fen_set *set) {
  const fen_inventory_context *context = set->context;
  int year = set->list.count ? set->list.items[0].year : 0;
  ptrdiff_t groups = 0;
  for (ptrdiff_t n = 0; n < set->list.count; n++)
    groups += is_first(set, n);
  fen_log_line(context->log, FEN_LOG_INFO, "%s: %td files, %td pairs of species and sector%s", context->file->path,
               context->file->path_count, groups, context->file->pattern ? ", named by the pattern" : "");
  if (year && year != context->params->year)
    fen_log_line(context->log, FEN_LOG_INFO, "%s: an inventory of %d, taken for %d: its tonnes in the run's months", context->file->path,
                 year, context->params->year);
}

static fen_status read_groups(fen_set *set, fen_error *err) {
  fen_status status = FEN_OK;
  for (ptrdiff_t n = 0; !status && n < set->list.count; n++) {
    fen_error fault = {0};
    if (!is_first(set, n) || !read_group(set, &set->list.items[n], &fault))
      continue;
    if (!is_told(set, &set->list.items[n], fault.status))
      status = fen_inventory_note(set->context, &fault);
    if (status && err)
      *err = fault;
  }
  return status;
}

/* The text of a fault behind the path that it begins with: the same for files that are wrong alike. */
static const char *behind_path(const fen_error *fault, const char *path) {
  const size_t length = strlen(path);
  return strncmp(fault->text, path, length) == 0 ? fault->text + length : fault->text;
}

/* "what is wrong; it is the same with 11 other files of the set\n  = remedy". */
static void count_in(fen_error *fault, ptrdiff_t more) {
  char rest[FEN_ERROR_TEXT];
  char *end = fault->text + strcspn(fault->text, "\n");
  (void)snprintf(rest, sizeof rest, "%s", end);
  (void)snprintf(end, sizeof fault->text - (size_t)(end - fault->text), "; it is the same with %td other file%s of the set%s", more,
                 more == 1 ? "" : "s", rest);
}

/* A wrong kind or pattern makes all files wrong alike: that is one fault. */
static fen_status note_alike(fen_set *set, const fen_diagnostics *found, const char *const *paths, fen_error *err) {
  fen_status status = FEN_OK;
  bool *told = NULL;
  if (FEN_NEW(&told, found->count, err))
    return err->status;
  for (ptrdiff_t n = 0; !status && n < found->count; n++) {
    fen_error fault = found->items[n];
    ptrdiff_t more = 0;
    if (told[n])
      continue;
    for (ptrdiff_t k = n + 1; k < found->count; k++)
      if (!told[k] && strcmp(behind_path(&found->items[k], paths[k]), behind_path(&found->items[n], paths[n])) == 0) {
        told[k] = true;
        more++;
      }
    if (more)
      count_in(&fault, more);
    status = fen_inventory_note(set->context, &fault);
    if (status)
      *err = fault;
  }
  fen_free(told);
  return status;
}

static fen_status list_pieces(fen_set *set, fen_error *err) {
  const fen_inventory_file *file = set->context->file;
  const char **paths = NULL;
  fen_diagnostics found = {0};
  fen_status status = FEN_NEW(&paths, file->path_count, err);
  for (ptrdiff_t n = 0; !status && n < file->path_count; n++) {
    fen_error fault = {0};
    if (!fen_pieces_of_file(set->context, file->paths[n], &set->list, &fault))
      continue;
    paths[found.count] = file->paths[n];
    fen_diagnostics_add(&found, &fault);
  }
  if (!status)
    status = note_alike(set, &found, paths, err);
  fen_diagnostics_clear(&found);
  fen_free((void *)paths);
  return status;
}

fen_status fen_inventory_read_set(fen_inventory_context *context, fen_error *err) {
  fen_set set = {.context = context};
  ptrdiff_t before = context->faults.count;
  if (!context->file->map_path)
    return fen_fail(
        err, FEN_ERR_KEY_MISSING,
        "%s: error: a set of files needs a map that says what its species and sectors become\n  = add map: FILE; data/maps has some",
        context->file->path);
  fen_status status = fen_inventory_map_read(context->file->map_path, context->params, &context->faults, &set.map, err);
  if (status) /* all its faults are noted already */
    return context->faults.count > before ? FEN_OK : status;
  status = list_pieces(&set, err);
  if (!status) {
    tell_set(&set);
    status = read_groups(&set, err);
    tell_missing_months(&set);
  }
  fen_free(set.list.items);
  fen_source_grid_clear(&set.source);
  fen_regrid_map_clear(&set.regrid);
  fen_inventory_map_destroy(&set.map);
  return status;
}
