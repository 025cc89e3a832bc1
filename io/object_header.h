/** @file object_header.h  The shape of an HDF5 dataset from its object header alone. Private to io. */
#ifndef FENHE_OBJECT_HEADER_H
#define FENHE_OBJECT_HEADER_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/** Whether object headers of this file can be read as here: addresses and lengths of eight bytes, counted from the file's begin. */
bool fen_object_headers_plain(int file);
/**
 * Shape of the dataset whose header of version 2, as netCDF-4 has them, is at an address. All of the header is held against its checksums.
 * HDF5 needs four times as long, because it makes all of the dataset ready to be read. After the HDF5 File Format Specification,
 * version 3.0, sections II.A (superblock), IV.A.1.b (header), IV.A.2.b (dataspace) and IV.A.2.q (continuation).
 * @param[out] shape [FEN_NC_MAX_RANK]
 * @return false: none, damaged, or not as netCDF-4 writes them: HDF5 is to be asked
 */
bool fen_object_shape(int file, uint64_t address, int *rank, ptrdiff_t *shape);

#endif
