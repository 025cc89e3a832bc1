#include <hdf5.h>
#include <pthread.h>

#include "netcdf_handle.h"

/* Once a process, as HDF5 itself exists once a process: it refuses later calls. */
static pthread_once_t prepared = PTHREAD_ONCE_INIT;

/*
 * HDF5 clears 300 KB for each file that it opens, and gives them back to the system: for a year of files the system would hand out a
 * gigabyte page by page. Of what it keeps for later use, so much is let to it of things of a fixed size [bytes]; the other limits are its
 * own.
 */
enum { KB = 1024, MB = 1024 * KB, KEPT = 4 * MB, KEPT_OF_A_KIND = 2 * MB };

static void prepare(void) {
  (void)H5dont_atexit();
  (void)H5set_free_list_limits(KEPT, KEPT_OF_A_KIND, 4 * MB, 256 * KB, 16 * MB, MB);
}

void fen_nc_prepare(void) {
  (void)pthread_once(&prepared, prepare);
}

void fen_nc_quiet(void) {
  (void)H5Eset_auto2(H5E_DEFAULT, NULL, NULL);
}
