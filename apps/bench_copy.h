/** @file bench_copy.h  The memory's copy bandwidth: what a process that streams could reach at best. */
#ifndef FENHE_APPS_BENCH_COPY_H
#define FENHE_APPS_BENCH_COPY_H

#include "fenhe/status.h"

typedef struct fen_bench_copy fen_bench_copy;

/** Two blocks of 256 MB. @return FEN_OK; FEN_ERR_MEMORY */
fen_status fen_bench_copy_create(fen_bench_copy **out, fen_error *err);
void fen_bench_copy_destroy(fen_bench_copy **copy);
/** Copy one block to the other once, a share a thread [GB/s], bytes read and written counted. */
double fen_bench_copy_once(fen_bench_copy *copy, int threads);

#endif
