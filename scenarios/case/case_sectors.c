/* Sectors of a case, in the case itself or in a file of their own. */
#include <math.h>
#include <string.h>

#include "case_read.h"

enum { MOST_SECTORS = 1000, MOST_LISTED = 64 };
static const double weights_tolerance = 1e-6;

/* Weights of a profile, which must sum to one; NULL when absent or faulty. */
static const double *read_weights(fen_case_reader *reader, const fen_yaml_node *map, const char *key, ptrdiff_t count) {
  const fen_yaml_node *node = fen_yaml_get(map, key);
  double *weights = node ? fen_case_memory(reader, count, sizeof *weights) : NULL;
  if (!weights || !fen_case_numbers(reader, node, count, 0.0, 1.0, weights))
    return NULL;
  double sum = 0.0;
  for (ptrdiff_t i = 0; i < count; i++)
    sum += weights[i];
  if (!(fabs(sum - 1.0) <= weights_tolerance)) {
    fen_error err;
    fen_yaml_fail(node, FEN_ERR_WEIGHTS, "divide each by their sum", &err, "the %td weights of '%s' sum to %.9g, not to 1", count, key,
                  sum);
    fen_case_fault(reader, &err);
    return NULL;
  }
  for (ptrdiff_t i = 0; i < count; i++)
    weights[i] /= sum;
  return weights;
}

static void read_heights(fen_case_reader *reader, const fen_yaml_node *node, fen_vertical_profile *out) {
  static const char *const keys[] = {"top", "share"};
  if (!node || !fen_case_sequence(reader, node, "height"))
    return;
  ptrdiff_t count = fen_yaml_count(node);
  double *top_m = fen_case_memory(reader, count, sizeof *top_m);
  double *share = fen_case_memory(reader, count, sizeof *share);
  double sum = 0.0;
  fen_error err;
  if (!top_m || !share)
    return;
  for (ptrdiff_t i = 0; i < count; i++) {
    const fen_yaml_node *bin = fen_yaml_at(node, i);
    if (!fen_case_map(reader, bin, "a bin of heights", keys, FEN_COUNT_OF(keys)) ||
        !fen_case_quantity(reader, bin, "top", FEN_KEY_REQUIRED, "m", 0.1, 20000.0, &top_m[i]) ||
        !fen_case_number(reader, bin, "share", FEN_KEY_REQUIRED, 0.0, 1.0, &share[i]))
      return;
    if (i > 0 && !(top_m[i] > top_m[i - 1])) {
      fen_yaml_fail(bin, FEN_ERR_RANGE, "write the bins from the ground up", &err, "the bins' tops must increase: %g m after %g m",
                    top_m[i], top_m[i - 1]);
      fen_case_fault(reader, &err);
      return;
    }
    sum += share[i];
  }
  if (!(fabs(sum - 1.0) <= weights_tolerance)) {
    fen_yaml_fail(node, FEN_ERR_WEIGHTS, "divide each by their sum", &err, "the shares by height sum to %.9g, not to 1", sum);
    fen_case_fault(reader, &err);
    return;
  }
  for (ptrdiff_t i = 0; i < count; i++)
    share[i] /= sum;
  *out = (fen_vertical_profile){count, top_m, share};
}

static void read_sector(fen_case_reader *reader, const fen_yaml_node *node, fen_sector *out) {
  static const char *const keys[] = {"name", "name_zh", "month", "weekday", "hour", "height"};
  out->name = "";
  if (fen_yaml_is_scalar(node)) {
    out->name = fen_yaml_text(node);
    return;
  }
  if (!fen_case_map(reader, node, "a sector", keys, FEN_COUNT_OF(keys)))
    return;
  fen_case_text(reader, node, "name", FEN_KEY_REQUIRED, &out->name);
  fen_case_text(reader, node, "name_zh", FEN_KEY_OPTIONAL, &out->name_zh);
  out->month = read_weights(reader, node, "month", 12);
  out->weekday = read_weights(reader, node, "weekday", 7);
  out->hour = read_weights(reader, node, "hour", 24);
  read_heights(reader, fen_yaml_get(node, "height"), &out->height);
}

static void read_list(fen_case_reader *reader, const fen_yaml_node *node) {
  fen_error err;
  if (!fen_case_sequence(reader, node, "sectors"))
    return;
  ptrdiff_t count = fen_yaml_count(node);
  if (count > MOST_SECTORS) {
    fen_yaml_fail(node, FEN_ERR_RANGE, "join some, or divide the case", &err, "%td sectors; there must be 1 to %d", count, MOST_SECTORS);
    fen_case_fault(reader, &err);
    return;
  }
  fen_sector *sectors = fen_case_memory(reader, count, sizeof *sectors);
  if (!sectors)
    return;
  for (ptrdiff_t i = 0; i < count; i++) {
    read_sector(reader, fen_yaml_at(node, i), &sectors[i]);
    for (ptrdiff_t j = 0; j < i; j++) {
      if (strcmp(sectors[i].name, sectors[j].name) == 0 && sectors[i].name[0]) {
        fen_yaml_fail(fen_yaml_at(node, i), FEN_ERR_KEY_TWICE, NULL, &err, "sector '%s' is given twice", sectors[i].name);
        fen_case_fault(reader, &err);
      }
    }
  }
  reader->out->sectors = sectors;
  reader->out->sector_count = count;
}

bool fen_case_open_sectors(fen_case_reader *reader, const fen_yaml_node *root) {
  fen_error err;
  fen_case *item = reader->out;
  const fen_yaml_node *file = fen_yaml_get(root, "sectors_file");
  if (!file)
    return true;
  if (fen_yaml_get(root, "sectors")) {
    fen_yaml_fail(file, FEN_ERR_KEY_TWICE, NULL, &err, "give either 'sectors' or 'sectors_file'");
    fen_case_fault(reader, &err);
    return false;
  }
  if (!fen_case_path_node(reader, file, &item->sectors_path))
    return false;
  if (!fen_yaml_open(item->sectors_path, reader->faults, &item->sectors_document, &err))
    return true;
  fen_case_fault(reader, &err);
  return false;
}

void fen_case_read_sectors(fen_case_reader *reader, const fen_yaml_node *root) {
  static const char *const keys[] = {"sectors"};
  const fen_yaml_node *list = fen_yaml_get(root, "sectors");
  if (reader->out->sectors_document) {
    const fen_yaml_node *other = fen_yaml_root(reader->out->sectors_document);
    if (!other || !fen_case_map(reader, other, "the sectors' file", keys, FEN_COUNT_OF(keys)))
      return;
    list = fen_case_key(reader, other, "sectors", FEN_KEY_REQUIRED);
  }
  if (list)
    read_list(reader, list);
}

void fen_case_unknown(fen_case_reader *reader, const fen_yaml_node *node, fen_status status, const char *what, const char *const *names,
                      ptrdiff_t count) {
  enum { LIST_TEXT = 512 };
  char remedy[LIST_TEXT];
  fen_error err;
  const char *text = fen_yaml_text(node);
  const char *nearest = text ? fen_nearest_word(text, names, count) : NULL;
  fen_case_join(count ? "name one that the case has: " : "add it to the case, which has none", names, count, remedy, sizeof remedy);
  if (!text)
    fen_yaml_fail(node, FEN_ERR_TYPE, remedy, &err, "the name of a %s is wanted here", what);
  else if (nearest)
    fen_yaml_fail(node, status, remedy, &err, "unknown %s '%s'; did you mean '%s'?", what, text, nearest);
  else
    fen_yaml_fail(node, status, remedy, &err, "unknown %s '%s'", what, text);
  fen_case_fault(reader, &err);
}

static const char *name_of(const fen_case *item, unsigned section, ptrdiff_t n) {
  return section == FEN_SECTION_SPECIES   ? item->species[n].name
         : section == FEN_SECTION_SECTORS ? item->sectors[n].name
                                          : item->regions.items[n].name;
}

bool fen_case_lacks_names(const fen_case *item, unsigned section) {
  const ptrdiff_t count = section == FEN_SECTION_SPECIES   ? item->species_count
                          : section == FEN_SECTION_SECTORS ? item->sector_count
                                                           : item->regions.count;
  for (ptrdiff_t n = 0; n < count; n++) {
    const char *name = name_of(item, section, n);
    if (!name || !name[0])
      return true;
    for (ptrdiff_t m = 0; section != FEN_SECTION_REGIONS && m < n; m++) /* a region whose name is taken has none */
      if (strcmp(name, name_of(item, section, m)) == 0)
        return true;
  }
  return count == 0;
}

bool fen_case_may_lack(const fen_case_reader *reader, unsigned section) {
  return !(reader->valid & section) && fen_case_lacks_names(reader->out, section);
}

int fen_case_find_sector(fen_case_reader *reader, const fen_yaml_node *node) {
  const char *names[MOST_LISTED];
  const fen_case *item = reader->out;
  const char *text = fen_yaml_text(node);
  for (ptrdiff_t i = 0; i < item->sector_count; i++) {
    if (text && strcmp(text, item->sectors[i].name) == 0)
      return (int)i;
    if (i < MOST_LISTED)
      names[i] = item->sectors[i].name;
  }
  ptrdiff_t listed = item->sector_count < MOST_LISTED ? item->sector_count : MOST_LISTED;
  if (!text || !fen_case_may_lack(reader, FEN_SECTION_SECTORS))
    fen_case_unknown(reader, node, FEN_ERR_SECTOR_UNKNOWN, "sector", names, listed);
  return -1;
}

int fen_case_find_region(fen_case_reader *reader, const fen_yaml_node *node) {
  const char *names[MOST_LISTED];
  const fen_regions *regions = &reader->out->regions;
  const char *text = fen_yaml_text(node);
  ptrdiff_t found = text ? fen_regions_find(regions, text) : -1;
  if (found >= 0)
    return (int)found;
  ptrdiff_t listed = regions->count < MOST_LISTED ? regions->count : MOST_LISTED;
  for (ptrdiff_t i = 0; i < listed; i++)
    names[i] = regions->items[i].name;
  if (!text || !fen_case_may_lack(reader, FEN_SECTION_REGIONS))
    fen_case_unknown(reader, node, FEN_ERR_REGION_UNKNOWN, "region", names, listed);
  return -1;
}
