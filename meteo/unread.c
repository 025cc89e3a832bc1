#include "unread.h"

#include "fenhe/memory.h"
#include "instants.h"

fen_status fen_unread_note(fen_unread *unread, ptrdiff_t count, ptrdiff_t file, fen_error *err) {
  fen_status status = unread->file ? FEN_OK : FEN_NEW(&unread->file, count, err);
  if (status)
    return status;
  unread->count = count;
  unread->file[file] = true;
  return FEN_OK;
}

void fen_unread_clear(fen_unread *unread) {
  fen_free(unread->file);
  *unread = (fen_unread){0};
}

/* At least two files, and later ones have later hours. */
static bool goes_by_time(const fen_instants *list) {
  bool rises = false;
  for (ptrdiff_t n = 1; n < list->count; n++) {
    if (list->instant[n].file < list->instant[n - 1].file)
      return false;
    rises = rises || list->instant[n].file > list->instant[n - 1].file;
  }
  return rises;
}

bool fen_unread_may_hold(const fen_unread *unread, const fen_instants *list, double after_s, double before_s) {
  if (!unread->file)
    return false;
  ptrdiff_t before = -1;
  ptrdiff_t behind = unread->count;
  for (ptrdiff_t n = 0; n < list->count; n++) {
    if (list->instant[n].time_s <= after_s)
      before = list->instant[n].file;
    if (list->instant[n].time_s >= before_s && behind == unread->count)
      behind = list->instant[n].file;
  }
  if (before == behind) /* a file's own hours are its own */
    return false;
  if (!goes_by_time(list))
    return true;
  for (ptrdiff_t file = before + 1; file < behind; file++)
    if (unread->file[file])
      return true;
  return false;
}
