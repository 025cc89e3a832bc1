/* Which variables and times of a file are pieces of its inventory. */
#include <stdio.h>
#include <string.h>
#include <strings.h>

#include "fenhe/clock.h"
#include "fenhe/memory.h"
#include "pieces.h"

enum { MONTHS = 12 };

static fen_status append(fen_piece_list *list, const fen_piece *piece, fen_error *err) {
  fen_status status = fen_make_room(&list->items, list->count, &list->capacity, sizeof *piece, err);
  if (!status)
    list->items[list->count++] = *piece;
  return status;
}

static bool is_latitude(const char *dimension) {
  return strcasecmp(dimension, "lat") == 0 || strcasecmp(dimension, "latitude") == 0 || strcasecmp(dimension, "y") == 0;
}

static bool is_longitude(const char *dimension) {
  return strcasecmp(dimension, "lon") == 0 || strcasecmp(dimension, "longitude") == 0 || strcasecmp(dimension, "x") == 0;
}

/* A map, or maps by time. */
static bool is_map(const fen_nc_reader *reader, const char *variable) {
  fen_nc_shape shape;
  if (fen_nc_variable_shape(reader, variable, &shape, NULL) || shape.rank < 2 || shape.rank > 3)
    return false;
  return is_latitude(shape.dimension[shape.rank - 2]) && is_longitude(shape.dimension[shape.rank - 1]);
}

/* "HTAPv3_4_1_Industry" is Industry, "HTAP_3_Industry" too; other names stay. */
static void sector_of_variable(const char *variable, char out[FEN_PIECE_WORD]) {
  const char *word = variable;
  if (strncasecmp(word, "HTAP", 4) == 0 && strchr(word, '_'))
    word = strchr(word, '_') + 1;
  while (*word >= '0' && *word <= '9' && strchr(word, '_'))
    word = strchr(word, '_') + 1;
  (void)snprintf(out, FEN_PIECE_WORD, "%.*s", FEN_PIECE_WORD - 1, word);
}

/* Months of twelve times: by the time axis where it can be read, else in order. */
static fen_status months_of(const fen_nc_reader *reader, const char *variable, int month[MONTHS], fen_error *err) {
  double *time_s = NULL;
  ptrdiff_t count = 0;
  int seen = 0;
  for (int n = 0; n < MONTHS; n++)
    month[n] = n + 1;
  if (fen_nc_times(reader, &count, &time_s, NULL))
    return FEN_OK;
  for (ptrdiff_t n = 0; n < count && count == MONTHS; n++) {
    month[n] = fen_time_civil(time_s[n], 0.0).month;
    seen |= 1 << month[n];
  }
  fen_free(time_s);
  if (count == MONTHS && seen != 0x1ffe)
    return fen_nc_fail(reader, variable, FEN_ERR_TIME_GAP, "give one value for each month of the year", err,
                       "the twelve times are not the twelve months of a year");
  return FEN_OK;
}

static fen_status add_times(const fen_nc_reader *reader, fen_piece *piece, fen_piece_list *list, fen_error *err) {
  fen_nc_shape shape;
  int month[MONTHS];
  fen_status status = fen_nc_variable_shape(reader, piece->variable, &shape, err);
  ptrdiff_t times = !status && shape.rank == 3 ? shape.shape[0] : 1;
  if (status)
    return status;
  if (times != 1 && times != MONTHS)
    return fen_nc_fail(reader, piece->variable, FEN_ERR_TIME_GAP, "give files of a year, of a month, or of twelve months", err,
                       "%td times, where 1 or 12 are wanted", times);
  if (times == MONTHS && piece->month)
    return fen_nc_fail(reader, piece->variable, FEN_ERR_TIME_GAP, "correct the file's name or 'pattern'", err,
                       "twelve times in a file that is named as that of month %d", piece->month);
  if (times == 1) {
    piece->time = shape.rank == 3 ? 0 : -1;
    return append(list, piece, err);
  }
  status = months_of(reader, piece->variable, month, err);
  for (int n = 0; !status && n < MONTHS; n++) {
    piece->time = n;
    piece->month = month[n];
    status = append(list, piece, err);
  }
  piece->month = 0;
  return status;
}

/* The maps of a file: one, or one for each sector. */
static fen_status add_maps(const fen_inventory_context *context, const fen_nc_reader *reader, fen_piece *piece, fen_piece_list *list,
                           fen_error *err) {
  char names[400] = "";
  ptrdiff_t maps = 0;
  fen_status status = FEN_OK;
  for (ptrdiff_t n = 0; n < fen_nc_variable_count(reader); n++) {
    char name[FEN_NC_NAME];
    if (fen_nc_variable_name(reader, n, name, NULL) || !is_map(reader, name))
      continue;
    size_t used = strlen(names);
    (void)snprintf(names + used, sizeof names - used, "%s%.60s", maps ? ", " : "", name);
    if (maps++ == 0)
      memcpy(piece->variable, name, sizeof name);
  }
  if (maps == 0)
    return fen_nc_fail(reader, NULL, FEN_ERR_VARIABLE,
                       "put the dimensions in the order time, latitude, longitude (ncpdq does it); ncdump -h shows them", err,
                       "no variable on (time,) latitude, longitude is in the file");
  bool by_sector = context->file->kind == FEN_INVENTORY_HTAP && (maps > 1 || !piece->sector[0]);
  if (maps > 1 && !by_sector)
    return fen_nc_fail(reader, NULL, FEN_ERR_VARIABLE, "choose one (ncks -v), or read the file by kind: gridded", err,
                       "%td maps where one is expected: %s", maps, names);
  if (!by_sector)
    return add_times(reader, piece, list, err);
  for (ptrdiff_t n = 0; !status && n < fen_nc_variable_count(reader); n++) {
    status = fen_nc_variable_name(reader, n, piece->variable, err);
    if (status || !is_map(reader, piece->variable))
      continue;
    sector_of_variable(piece->variable, piece->sector);
    status = add_times(reader, piece, list, err);
  }
  return status;
}

/* MEIC's flat variable. */
static fen_status add_flat(const fen_nc_reader *reader, fen_piece *piece, fen_piece_list *list, fen_error *err) {
  (void)snprintf(piece->variable, sizeof piece->variable, "z");
  if (!fen_nc_has(reader, "z"))
    return fen_nc_fail(reader, "z", FEN_ERR_VARIABLE, "give MEIC's files as they are fetched", err, "no such variable");
  return append(list, piece, err);
}

fen_status fen_pieces_of_file(const fen_inventory_context *context, const char *path, fen_piece_list *list, fen_error *err) {
  const fen_inventory_file *file = context->file;
  fen_nc_reader *reader = NULL;
  fen_piece piece;
  fen_status status = fen_piece_name(file->kind, file->pattern, path, &piece, err);
  if (status)
    return status;
  bool meic = file->kind == FEN_INVENTORY_MEIC;
  if (meic && !piece.sector[0])
    return fen_fail(err, FEN_ERR_SECTOR_UNKNOWN,
                    "%s: error: the file's name tells no sector\n  = rename it like 2017_01_industry_PM25.nc, or give 'pattern'", path);
  if (meic && fen_piece_is_text(path))
    return append(list, &piece, err);
  status = fen_nc_open(path, &reader, err);
  if (!status)
    status = meic ? add_flat(reader, &piece, list, err) : add_maps(context, reader, &piece, list, err);
  fen_nc_close(&reader);
  return status;
}
