#include "encoding.h"

#include <assert.h>
#include <errno.h>
#include <iconv.h>
#include <stdbool.h>
#include <stdint.h>
#include <string.h>

#include "fenhe/memory.h"
#include "utf8.h"

static const char *const SAVE_AGAIN = "save it as UTF-8 (in Excel: CSV UTF-8; in an editor: encoding UTF-8), or as GB18030";

enum { LOST_CHARACTER = 0xfffd };

/* What the bytes look like when read as UTF-8. */
typedef struct {
  size_t first_fault; /* offset of the first byte that is no UTF-8; size of the text if there is none */
  size_t long_bytes;  /* bytes of whole characters of three and four bytes */
  size_t high_bytes;  /* bytes beyond ASCII */
  bool odd_letters;   /* letters of two bytes that are neither Latin, Greek nor Russian */
  bool all_hanzi;     /* every letter of two bytes is a Chinese character in GB2312 */
} survey;

static void look_at_pair(const char *text, unsigned code, survey *found) {
  unsigned char lead = (unsigned char)text[0];
  unsigned char trail = (unsigned char)text[1];
  found->odd_letters |= !(code <= 0x24f || (code >= 0x370 && code <= 0x45f));
  found->all_hanzi &= lead >= 0xb0 && lead <= 0xf7 && trail >= 0xa1;
}

static survey look(const char *text, size_t size) {
  survey found = {.first_fault = size, .all_hanzi = true};
  for (size_t at = 0; at < size;) {
    unsigned code = 0;
    size_t bytes = fen_utf8_decode(text + at, size - at, &code);
    if (bytes == 0 && found.first_fault == size)
      found.first_fault = at;
    if (bytes == 2)
      look_at_pair(text + at, code, &found);
    if (bytes >= 3)
      found.long_bytes += bytes;
    if (bytes != 1)
      found.high_bytes += bytes ? bytes : 1;
    at += bytes ? bytes : 1;
  }
  return found;
}

/* UTF-16 without a mark: every other byte of Latin text is NUL. */
static bool looks_like_utf16(const char *text, size_t size) {
  size_t nul[2] = {0, 0};
  size_t pairs = size / 2;
  for (size_t at = 0; at < 2 * pairs; at++)
    nul[at % 2] += text[at] == '\0';
  return (nul[0] == 0 || nul[1] == 0) && 2 * (nul[0] + nul[1]) > pairs;
}

static fen_status refuse_utf16(const fen_source *source, fen_error *err) {
  const fen_place place = {.path = source->path};
  return fen_complain(&place, FEN_ERR_ENCODING, SAVE_AGAIN, err, "the text is in UTF-16, which Windows calls 'Unicode'");
}

/* Workbooks of spreadsheets: new ones are zip archives, old ones are Microsoft's compound files. */
static bool looks_like_workbook(const fen_source *source) {
  return source->size >= 8 && (memcmp(source->text, "PK\x03\x04", 4) == 0 || memcmp(source->text, "\xd0\xcf\x11\xe0", 4) == 0);
}

static fen_status refuse_nul(const fen_source *source, size_t at, fen_error *err) {
  fen_place place = fen_source_place(source, at, 1);
  const fen_place whole = {.path = source->path};
  if (looks_like_workbook(source))
    return fen_complain(&whole, FEN_ERR_SYNTAX, "save its sheet as text (in Excel: CSV UTF-8), and name that file", err,
                        "this is a spreadsheet's workbook or an archive, no text");
  place.excerpt = NULL;
  return fen_complain(&place, FEN_ERR_SYNTAX, "give a text file", err, "a NUL byte: this is no text");
}

/* Offset of the first character that stands for what an earlier conversion lost: U+FFFD, or the word that it becomes in GB18030. */
static const char *find_lost(const char *text) {
  const char *lost = strstr(text, "\xef\xbf\xbd");
  return lost ? lost : strstr(text, "锟斤拷");
}

static fen_status refuse_lost(const fen_source *source, fen_error *err) {
  assert(source->text);
  const char *lost = find_lost(source->text);
  if (!lost)
    return FEN_OK;
  const fen_place place = fen_source_place(source, (size_t)(lost - source->text), *lost == '\xef' ? 3 : 9);
  return fen_complain(&place, FEN_ERR_ENCODING, "go back to the file as it was before it was converted", err,
                      "an earlier conversion has lost a character here");
}

/* Convert as far as it goes: *taken bytes of the source stand in out->text. */
static fen_status convert(const fen_source *source, fen_source *out, size_t *taken, fen_error *err) {
  iconv_t converter = iconv_open("UTF-8", "GB18030");
  if (converter == (iconv_t)-1)
    return fen_fail(err, FEN_ERR_LIBRARY,
                    "%s: error: it is no UTF-8, and this system's iconv knows no GB18030\n  = convert it to UTF-8 elsewhere", source->path);
  /* Two bytes become three at most, four become four. */
  if (source->size > PTRDIFF_MAX / 2 - 8) {
    (void)iconv_close(converter);
    return fen_fail(err, FEN_ERR_MEMORY, "%s: too large a text", source->path);
  }
  size_t room = 2 * source->size + 8;
  fen_status status = fen_allocate((ptrdiff_t)room, 1, &out->text, err);
  if (!status) {
    char *from = source->text;
    char *to = out->text;
    size_t left = source->size;
    size_t free_bytes = room - 1;
    (void)iconv(converter, &from, &left, &to, &free_bytes);
    *to = '\0';
    out->size = (size_t)(to - out->text);
    *taken = source->size - left;
  }
  (void)iconv_close(converter);
  return status;
}

static fen_status refuse_byte(const fen_source *source, size_t at, const char *why, fen_error *err) {
  const fen_place place = fen_source_place(source, at, 1);
  return fen_complain(&place, FEN_ERR_ENCODING, SAVE_AGAIN, err, "byte 0x%02x %s", (unsigned)(unsigned char)source->text[at], why);
}

static fen_status decode_gb18030(fen_source *source, fen_error *err) {
  fen_source converted = {.path = source->path};
  size_t taken = 0;
  fen_status status = convert(source, &converted, &taken, err);
  if (!status && taken < source->size) {
    fen_place place = fen_source_place(&converted, converted.size, 0);
    place.excerpt = NULL; /* the rest of the line is in no known code */
    status = fen_complain(&place, FEN_ERR_ENCODING, SAVE_AGAIN, err, "byte 0x%02x is neither UTF-8 nor GB18030",
                          (unsigned)(unsigned char)source->text[taken]);
  }
  if (!status) {
    fen_free(source->text);
    source->text = converted.text;
    source->size = converted.size;
    source->encoding = "GB18030";
  } else
    fen_free(converted.text);
  return status;
}

fen_status fen_encoding_decode(fen_source *source, fen_error *err) {
  bool marked = source->size >= 3 && memcmp(source->text, "\xef\xbb\xbf", 3) == 0;
  if (source->size >= 2 && (memcmp(source->text, "\xff\xfe", 2) == 0 || memcmp(source->text, "\xfe\xff", 2) == 0))
    return refuse_utf16(source, err);
  if (marked) {
    source->size -= 3;
    memmove(source->text, source->text + 3, source->size + 1);
  }
  const char *nul = memchr(source->text, '\0', source->size);
  if (nul)
    return looks_like_utf16(source->text, source->size) ? refuse_utf16(source, err) : refuse_nul(source, (size_t)(nul - source->text), err);
  survey found = look(source->text, source->size);
  source->encoding = "UTF-8";
  bool by_chance = !marked && found.long_bytes == 0 && found.odd_letters && found.all_hanzi;
  if (found.first_fault == source->size && !by_chance)
    return refuse_lost(source, err);
  if (marked)
    return refuse_byte(source, found.first_fault, "is no UTF-8, though a byte-order mark says that the text is", err);
  if (2 * found.long_bytes > found.high_bytes)
    return refuse_byte(source, found.first_fault, "is no UTF-8, in a text that is otherwise: the file is damaged", err);
  fen_status status = decode_gb18030(source, err);
  return status ? status : refuse_lost(source, err);
}
