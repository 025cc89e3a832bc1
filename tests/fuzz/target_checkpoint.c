/*
 * Restart files: the seal, byte by byte, and behind a seal that fits whatever arrays a program could have written. HDF5 sees no damaged
 * file, for the seal is checked before; so damage within the HDF5 part is not tried.
 */
#include <hdf5.h>
#include <openssl/evp.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "fenhe/checkpoint.h"
#include "fenhe/memory.h"
#include "fuzz.h"

enum { SEAL_BYTES = 512, NUMBERS = 6, HEX_TEXT = 65 };

typedef struct {
  float floats[NUMBERS];
  double doubles[NUMBERS];
  int64_t wholes[NUMBERS];
  unsigned char bytes[NUMBERS];
} arrays;

static void register_arrays(arrays *a, fen_registry *registry) {
  fuzz_require(fen_registry_add(registry, "transport/q", FEN_ITEM_FLOAT, NUMBERS, a->floats, NULL) == FEN_OK);
  fuzz_require(fen_registry_add(registry, "transport/air_kg", FEN_ITEM_DOUBLE, NUMBERS, a->doubles, NULL) == FEN_OK);
  fuzz_require(fen_registry_add(registry, "run/hours", FEN_ITEM_INT64, NUMBERS, a->wholes, NULL) == FEN_OK);
  fuzz_require(fen_registry_add(registry, "bytes", FEN_ITEM_BYTE, NUMBERS, a->bytes, NULL) == FEN_OK);
}

static void digest(const void *bytes, size_t size, char hex[HEX_TEXT]) {
  unsigned char sum[32];
  fuzz_require(EVP_Digest(bytes, size, sum, NULL, EVP_sha256(), NULL) == 1);
  for (int n = 0; n < 32; n++)
    (void)snprintf(hex + 2 * n, 3, "%02x", sum[n]);
}

static bool read_back(const char *path) {
  arrays a;
  fen_registry registry = {0};
  fen_error err = {0};
  char *about = NULL;
  memset(&a, 0, sizeof a);
  register_arrays(&a, &registry);
  fuzz_check_complaint(fen_checkpoint_about(path, &about, &err), &err);
  fen_free(about);
  fen_status status = fen_checkpoint_read(path, &registry, &err);
  fuzz_check_complaint(status, &err);
  arrays none;
  memset(&none, 0, sizeof none);
  fuzz_require(status == FEN_OK || memcmp(&a, &none, sizeof a) == 0);
  fen_registry_clear(&registry);
  return status == FEN_OK;
}

static unsigned char *read_file(const char *path, size_t *size) {
  FILE *file = fopen(path, "rb");
  fuzz_require(file != NULL && fseek(file, 0, SEEK_END) == 0);
  *size = (size_t)ftell(file);
  rewind(file);
  unsigned char *bytes = malloc(*size);
  fuzz_require(bytes != NULL && fread(bytes, 1, *size, file) == *size);
  (void)fclose(file);
  return bytes;
}

/* A sound file whose seal, or whose length, the fuzzer sets. */
static bool try_seal(const uint8_t *data, size_t size) {
  static unsigned char *sound;
  static size_t sound_size;
  char path[FUZZ_PATH];
  if (!sound) {
    arrays a = {{1.0F}, {2.0}, {3}, {4}};
    fen_registry registry = {0};
    (void)snprintf(path, sizeof path, "%s/sound.h5", fuzz_folder());
    register_arrays(&a, &registry);
    fuzz_require(fen_checkpoint_write(path, "about", &registry, NULL) == FEN_OK);
    fen_registry_clear(&registry);
    sound = read_file(path, &sound_size);
  }
  unsigned char *bytes = malloc(sound_size + 256);
  fuzz_require(bytes != NULL);
  memcpy(bytes, sound, sound_size);
  memset(bytes + sound_size, 0, 256);
  size_t length = sound_size;
  if (size > 1 && data[0] % 4 == 1)
    length = data[1] % 2 ? sound_size + data[1] / 2 : (size_t)data[1] * 7 % sound_size;
  for (size_t n = 2; n + 2 < size; n += 3)
    bytes[(data[n] + 256U * (data[n + 1] % 2U)) % SEAL_BYTES] = data[n + 2];
  fuzz_write("sealed.h5", bytes, length, path);
  free(bytes);
  return read_back(path);
}

static hid_t kind(unsigned which) {
  const hid_t kinds[] = {H5T_NATIVE_FLOAT, H5T_NATIVE_DOUBLE, H5T_NATIVE_INT64, H5T_NATIVE_UINT8, H5T_NATIVE_INT16, H5T_STD_I64BE};
  return kinds[which % 6];
}

static void put_text(hid_t object, const char *name, const char *text, unsigned how) {
  hid_t type = H5Tcopy(H5T_C_S1);
  hsize_t two = 2;
  hid_t space = how % 8 == 1 ? H5Screate_simple(1, &two, NULL) : how % 8 == 2 ? H5Screate(H5S_NULL) : H5Screate(H5S_SCALAR);
  char room[4 * HEX_TEXT] = "";
  const char *pointers[2] = {text, text};
  (void)snprintf(room, sizeof room, "%s", text);
  (void)H5Tset_size(type, how % 8 == 3 ? H5T_VARIABLE : how % 8 == 4 ? 8 : strlen(text) + 1);
  hid_t attribute = H5Acreate2(object, name, how % 8 == 5 ? H5T_NATIVE_INT64 : type, space, H5P_DEFAULT, H5P_DEFAULT);
  if (attribute >= 0 && how % 8 != 2)
    (void)H5Awrite(attribute, how % 8 == 5 ? H5T_NATIVE_INT64 : type, how % 8 == 3 ? (const void *)pointers : room);
  (void)H5Aclose(attribute);
  (void)H5Sclose(space);
  (void)H5Tclose(type);
}

/* One array: its name, kind, rank, length and checksum from five bytes. */
static void put_array(hid_t file, const uint8_t *data) {
  static const char *const names[] = {"transport/q", "transport/air_kg", "run/hours", "bytes", "transport", "stranger", "run/x/y", "."};
  const unsigned char zeros[NUMBERS * 16] = {0};
  char hex[HEX_TEXT];
  const hsize_t length = data[2] % 4 ? NUMBERS : data[2] / 4 % NUMBERS;
  const hsize_t extent[2] = {length, 1};
  unsigned rank = data[3] % 8;
  hid_t space = rank < 5 ? H5Screate_simple(1, extent, NULL) : rank == 5 ? H5Screate_simple(2, extent, NULL) : H5Screate(H5S_SCALAR);
  hid_t links = H5Pcreate(H5P_LINK_CREATE);
  (void)H5Pset_create_intermediate_group(links, 1);
  hid_t type = kind(data[1]);
  hid_t set = data[4] % 16 == 15 ? H5Gcreate2(file, names[data[0] % 8], links, H5P_DEFAULT, H5P_DEFAULT)
                                 : H5Dcreate2(file, names[data[0] % 8], type, space, links, H5P_DEFAULT, H5P_DEFAULT);
  digest(zeros, (size_t)length * H5Tget_size(type), hex);
  if (set >= 0)
    put_text(set, "sha256", hex, data[4]);
  if (set >= 0)
    (void)H5Oclose(set);
  (void)H5Pclose(links);
  (void)H5Sclose(space);
}

static bool try_arrays(const uint8_t *data, size_t size) {
  char path[FUZZ_PATH], seal[SEAL_BYTES] = "", hex[HEX_TEXT];
  size_t length;
  (void)snprintf(path, sizeof path, "%s/made.h5", fuzz_folder());
  (void)H5Eset_auto2(H5E_DEFAULT, NULL, NULL);
  hid_t creation = H5Pcreate(H5P_FILE_CREATE);
  fuzz_require(H5Pset_userblock(creation, SEAL_BYTES) >= 0);
  hid_t file = H5Fcreate(path, H5F_ACC_TRUNC, creation, H5P_DEFAULT);
  fuzz_require(file >= 0);
  (void)H5Pclose(creation);
  put_text(file, "about", "a case", size > 1 ? data[1] : 0);
  for (size_t n = 2; n + 5 <= size && n < 42; n += 5)
    put_array(file, data + n);
  fuzz_require(H5Fclose(file) >= 0);
  unsigned char *bytes = read_file(path, &length);
  digest(bytes + SEAL_BYTES, length - SEAL_BYTES, hex);
  (void)snprintf(seal, sizeof seal, "fenhe restart file 1\nbytes %zu\nsha256 of what follows byte %d: %s\n", length, SEAL_BYTES, hex);
  memcpy(bytes, seal, SEAL_BYTES);
  fuzz_write("made.h5", bytes, length, path);
  free(bytes);
  return read_back(path);
}

bool fuzz_checkpoint(const uint8_t *data, size_t size) {
  return size > 0 && data[0] % 4 < 2 ? try_seal(data, size) : try_arrays(data, size);
}
