#include "source.h"

#include <errno.h>
#include <stdbool.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "encoding.h"
#include "fenhe/memory.h"
#include "utf8.h"

static const size_t LARGEST_TEXT = 256u << 20;

fen_status fen_file_unreadable(const char *path, int error, fen_error *err) {
  const fen_place place = {.path = path};
  const char *remedy = "check the file";
  if (error == ENOENT && strchr(path, '\\'))
    remedy = "write / between folders, as in data/terrain.nc";
  else if (error == ENOENT || error == ENOTDIR)
    remedy = "check the path; a relative one starts at the folder of the file that names it, or at the working folder";
  else if (error == EACCES || error == EPERM)
    remedy = "ask for the permission to read it";
  else if (error == EISDIR)
    remedy = "name a file; this is a folder";
  return fen_complain(&place, FEN_ERR_FILE_MISSING, remedy, err, "the file cannot be read: %s", strerror(error));
}

fen_status fen_file_check(const char *path, fen_error *err) {
  struct stat facts;
  if (stat(path, &facts)) {
    const int error = errno;
    const fen_place place = {.path = path};
    if (error == ENOENT && lstat(path, &facts) == 0)
      return fen_complain(&place, FEN_ERR_FILE_MISSING, "make the link anew; ls -l shows where it leads", err,
                          "this link leads to no file");
    return fen_file_unreadable(path, error, err);
  }
  if (S_ISDIR(facts.st_mode))
    return fen_file_unreadable(path, EISDIR, err);
  if (!S_ISREG(facts.st_mode)) {
    const fen_place place = {.path = path};
    return fen_complain(&place, FEN_ERR_FILE_MISSING, "name a file on disk", err, "this is a device or a pipe, not a file");
  }
  if (access(path, R_OK))
    return fen_file_unreadable(path, errno, err);
  return FEN_OK;
}

static bool begins_character(char c) {
  return ((unsigned char)c & 0xc0) != 0x80;
}

static fen_status set_marks(fen_source *source, fen_error *err) {
  size_t blocks = source->size / FEN_SOURCE_BLOCK + 1;
  fen_status status = FEN_NEW(&source->marks, (ptrdiff_t)blocks, err);
  struct fen_source_mark here = {0};
  for (size_t at = 0; !status && at <= source->size; at++) {
    if (at % FEN_SOURCE_BLOCK == 0)
      source->marks[at / FEN_SOURCE_BLOCK] = here;
    here.characters += begins_character(source->text[at]);
    if (source->text[at] == '\n') {
      here.lines++;
      here.line_start = at + 1;
    }
  }
  return status;
}

static fen_status read_all(FILE *file, size_t size, fen_source *out, fen_error *err) {
  if (size > LARGEST_TEXT) {
    const fen_place place = {.path = out->path};
    return fen_complain(&place, FEN_ERR_SYNTAX, "give a smaller file", err, "%.3g MB are more than the %.3g MB that a text file may have",
                        (double)size / 1e6, (double)LARGEST_TEXT / 1e6);
  }
  fen_status status = fen_allocate((ptrdiff_t)size + 1, 1, &out->text, err);
  if (status)
    return status;
  out->size = fread(out->text, 1, size, file);
  if (ferror(file))
    return fen_file_unreadable(out->path, errno, err);
  out->text[out->size] = '\0';
  fen_status decoded = fen_encoding_decode(out, err);
  return decoded ? decoded : set_marks(out, err);
}

fen_status fen_source_load(const char *path, fen_source *out, fen_error *err) {
  fen_status status = fen_file_check(path, err);
  if (!status)
    status = fen_duplicate(path, &out->path, err);
  if (status)
    return status;
  FILE *file = fopen(path, "rb");
  struct stat facts;
  if (!file || fstat(fileno(file), &facts)) {
    int error = errno;
    if (file)
      (void)fclose(file);
    return fen_file_unreadable(path, error, err);
  }
  status = read_all(file, (size_t)facts.st_size, out, err);
  (void)fclose(file);
  return status;
}

void fen_source_clear(fen_source *source) {
  fen_free(source->path);
  fen_free(source->text);
  fen_free(source->marks);
  *source = (fen_source){0};
}

/* Lines and characters before a byte, and where its line begins. */
static struct fen_source_mark mark_of(const fen_source *source, size_t byte) {
  size_t block = source->marks ? byte / FEN_SOURCE_BLOCK : 0;
  struct fen_source_mark here = {0};
  if (source->marks)
    here = source->marks[block];
  for (size_t at = block * FEN_SOURCE_BLOCK; at < byte; at++) {
    here.characters += begins_character(source->text[at]);
    if (source->text[at] == '\n') {
      here.lines++;
      here.line_start = at + 1;
    }
  }
  return here;
}

fen_place fen_source_place(const fen_source *source, size_t start, size_t bytes) {
  enum { AROUND = 1024 }; /* bytes of the line on either side that a complaint may show */
  if (start > source->size)
    start = source->size;
  struct fen_source_mark here = mark_of(source, start);
  /* A token that begins at a line break stands behind the line's last character. */
  size_t from = start > here.line_start + AROUND ? start - AROUND : here.line_start;
  while (from > here.line_start && !begins_character(source->text[from]))
    from--;
  const char *text = source->text + from;
  size_t most = source->size - from;
  if (most > 2 * AROUND)
    most = 2 * AROUND;
  size_t length = 0;
  while (length < most && text[length] != '\r' && text[length] != '\n')
    length++;
  size_t token_start = start - from;
  ptrdiff_t behind = 0;
  if (token_start > length) {
    behind = fen_utf8_length(text + length, token_start - length);
    token_start = length;
  }
  if (bytes > length - token_start)
    bytes = length - token_start;
  return (fen_place){.path = source->path,
                     .line = here.lines + 1,
                     .column = here.characters - mark_of(source, here.line_start).characters - behind + 1,
                     .excerpt = text,
                     .excerpt_bytes = length,
                     .token_start = token_start,
                     .token_bytes = bytes};
}
