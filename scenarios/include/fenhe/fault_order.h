/** @file fault_order.h  The order in which the faults of a case are told. */
#ifndef FENHE_FAULT_ORDER_H
#define FENHE_FAULT_ORDER_H

#include "fenhe/diagnostics.h"

#ifdef __cplusplus
extern "C" {
#endif

/**
 * Sort faults by the places that their texts begin with, and drop those that come twice: first those of the file at `path` by line and
 * column, then those of other texts and tables, then those of data by file, variable and index. Numbers are compared as such.
 */
void fen_faults_sort(fen_diagnostics *faults, const char *path);

#ifdef __cplusplus
}
#endif
#endif
