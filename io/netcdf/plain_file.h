/**
 * @file plain_file.h  An HDF5 file as netCDF-4 writes it, whose variables and global attributes are found without HDF5.
 *
 * HDF5 takes most of its time to open a file and to get ready for more than is asked of it here. Only what is wholly understood and held
 * against its checksums is answered; in doubt HDF5 is to be asked. After the HDF5 File Format Specification, version 3.0, sections II.A
 * (superblock of versions 2 and 3), IV.A.2 (messages). Private to io.
 */
#ifndef FENHE_PLAIN_FILE_H
#define FENHE_PLAIN_FILE_H

#include "fenhe/netcdf_read.h"
#include "plain_dense.h"

enum { FEN_PLAIN_CHUNKS = 64, FEN_PLAIN_TOLD_BYTES = 65536, FEN_PLAIN_MEMORIES = 2 };

/** What HDF5 told of a variable (plain_data.h). */
typedef struct {
  char name[FEN_NC_NAME]; /**< empty: of none */
  ptrdiff_t count;
  double values[FEN_PLAIN_CHUNKS]; /**< shape [count] */
  size_t size;
  unsigned char bytes[FEN_PLAIN_TOLD_BYTES]; /**< that they were told of, shape [size] */
} fen_plain_memory;

typedef struct {
  fen_blocks *blocks;
  bool has_links, has_attributes;
  fen_dense links, attributes; /**< of the file's root, where they are many */
  fen_plain_memory told[FEN_PLAIN_MEMORIES];
  int next_told;                             /**< which gives way */
  unsigned char bytes[FEN_PLAIN_TOLD_BYTES]; /**< of the open file, to be compared */
} fen_plain;

/** @return NULL: no memory. The caller's, see fen_plain_destroy; without a file as yet */
fen_plain *fen_plain_create(void);
void fen_plain_destroy(fen_plain **plain);
/** Look at this file instead of the one before. @return false: HDF5 is to be asked */
bool fen_plain_open(fen_plain *plain, const char *path);
void fen_plain_close(fen_plain *plain);
/** Where the header of a variable is. */
fen_plain_answer fen_plain_find(fen_plain *plain, const char *name, uint64_t *address);
/** The numbers that a global attribute holds. @param[out] out shape [most]. @param[out] count how many they are, 1 to most */
fen_plain_answer fen_plain_numbers(fen_plain *plain, const char *name, ptrdiff_t most, double *out, ptrdiff_t *count);
/** A datatype message of IEEE's or two's complement's numbers of 4 or 8 bytes, the least byte first. @return its size; 0: another one */
size_t fen_plain_type(const unsigned char *bytes, size_t size, bool *real);
/** A value of such a type. */
double fen_plain_value(const unsigned char *bytes, size_t size, bool real);

#endif
