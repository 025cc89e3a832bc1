/** @file cases.h  A small case with its tables around it, into which the targets of text files put their bytes. */
#ifndef FENHE_TESTS_FUZZ_CASES_H
#define FENHE_TESTS_FUZZ_CASES_H

#include "fuzz.h"

/** Put the bytes in place of a file ("case.yaml" or a table) of a small case that names it. @return path of the case */
const char *fuzz_case_with(const char *name, const uint8_t *data, size_t size);
/** Read the case. @param[out] cells of its own grid, 0: it has none @return whether it has no fault */
bool fuzz_case_open(const char *path, ptrdiff_t *cells);
/** Read the case and, if it is small enough, check it with everything that it names. @return whether it has no fault */
bool fuzz_case_check(const char *path);
/** A CF file of people by which the totals of areas are spread; its path goes to path. */
void fuzz_write_people(char path[FUZZ_PATH]);

#endif
