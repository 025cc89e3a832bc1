#include "fuzz.h"

#include <ftw.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

static char folder[256];

static int remove_entry(const char *path, const struct stat *facts, int kind, struct FTW *place) {
  (void)facts, (void)kind, (void)place;
  return remove(path);
}

static void remove_folder(void) {
  (void)nftw(folder, remove_entry, 8, FTW_DEPTH | FTW_PHYS);
}

const char *fuzz_folder(void) {
  if (folder[0])
    return folder;
  const char *parent = getenv("TMPDIR");
  if (!parent || !*parent)
    parent = access("/dev/shm", W_OK) == 0 ? "/dev/shm" : "/tmp";
  (void)snprintf(folder, sizeof folder, "%s/fenhe-fuzz-XXXXXX", parent);
  fuzz_require(mkdtemp(folder) != NULL);
  (void)atexit(remove_folder);
  return folder;
}

void fuzz_write(const char *name, const void *bytes, size_t size, char path[FUZZ_PATH]) {
  (void)snprintf(path, FUZZ_PATH, "%s/%s", fuzz_folder(), name);
  FILE *file = fopen(path, "wb");
  fuzz_require(file != NULL);
  fuzz_require(size == 0 || fwrite(bytes, 1, size, file) == size);
  fuzz_require(fclose(file) == 0);
}

char *fuzz_text(const uint8_t *data, size_t size) {
  char *text = malloc(size + 1);
  fuzz_require(text != NULL);
  if (size)
    memcpy(text, data, size);
  text[size] = '\0';
  return text;
}

void fuzz_require_that(bool condition, const char *text, const char *file, int line) {
  if (condition)
    return;
  (void)fprintf(stderr, "%s:%d: not so: %s\n", file, line, text);
  abort();
}

/* Bytes of the character at text, 0 where it is no UTF-8. */
static size_t character(const unsigned char *text) {
  size_t bytes = *text < 0x80                    ? 1
                 : *text >= 0xc2 && *text < 0xe0 ? 2
                 : *text >= 0xe0 && *text < 0xf0 ? 3
                 : *text >= 0xf0 && *text < 0xf5 ? 4
                                                 : 0;
  for (size_t i = 1; i < bytes; i++)
    if ((text[i] & 0xc0) != 0x80)
      return 0;
  return bytes;
}

void fuzz_check_complaint(fen_status status, const fen_error *err) {
  int lines = 1;
  if (!status)
    return;
  fuzz_require(err->status == status);
  fuzz_require(err->text[0] != '\0' && memchr(err->text, '\0', sizeof err->text) != NULL);
  for (const unsigned char *at = (const unsigned char *)err->text; *at;) {
    size_t bytes = character(at);
    bool plain = bytes > 0 && (*at >= ' ' || *at == '\n') && *at != 0x7f;
    if (!plain)
      (void)fprintf(stderr, "byte 0x%02x at %d of the complaint:\n%s\n", *at, (int)(at - (const unsigned char *)err->text), err->text);
    fuzz_require(plain);
    lines += *at == '\n';
    at += bytes;
  }
  if (lines > 6)
    (void)fprintf(stderr, "%d lines:\n%s\n", lines, err->text);
  fuzz_require(lines <= 6);
}

void fuzz_check_faults(fen_diagnostics *faults) {
  for (ptrdiff_t n = 0; n < faults->count; n++)
    fuzz_check_complaint(faults->items[n].status, &faults->items[n]);
  fen_diagnostics_clear(faults);
}
