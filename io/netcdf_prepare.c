#include <hdf5.h>
#include <pthread.h>

#include "netcdf_handle.h"

/* Once a process, as HDF5 itself exists once a process: it refuses later calls. */
static pthread_once_t prepared = PTHREAD_ONCE_INIT;

static void prepare(void) {
  (void)H5dont_atexit();
}

void fen_nc_prepare(void) {
  (void)pthread_once(&prepared, prepare);
}

void fen_nc_quiet(void) {
  (void)H5Eset_auto2(H5E_DEFAULT, NULL, NULL);
}
