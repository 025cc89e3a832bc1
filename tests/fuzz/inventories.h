/** @file inventories.h  Reading an inventory to its rates. */
#ifndef FENHE_TESTS_FUZZ_INVENTORIES_H
#define FENHE_TESTS_FUZZ_INVENTORIES_H

#include "fenhe/emissions.h"
#include "fuzz.h"

/** Read one file, or one set of files, on a small grid of 8 x 8 cells, and the rates of an hour. @return whether all of it was read */
bool fuzz_read_inventory(const fen_inventory_file *file);

#endif
