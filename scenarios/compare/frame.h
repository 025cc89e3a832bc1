/** @file frame.h  What all results of a comparison share: cells, hours, days, districts, receptors; taken from the base. */
#ifndef FENHE_COMPARE_FRAME_H
#define FENHE_COMPARE_FRAME_H

#include "fenhe/compare.h"
#include "fenhe/netcdf_read.h"
#include "pool.h"

enum { FEN_COMPARE_PATH = 4096, FEN_COMPARE_TEXT = 1024, FEN_COMPARE_CRS = 2048 };

/** People in the cells of a district. */
typedef struct {
  ptrdiff_t count;
  ptrdiff_t *cell;
  double *people;
} fen_residents;

typedef struct {
  fen_pool *pool;
  const char *folder;  /**< of the base */
  const char *species; /**< its variables begin so */
  ptrdiff_t nx, ny;
  double *x, *y;
  char crs[FEN_COMPARE_CRS];
  double *cell_area_m2; /**< shape [ny][nx]; NULL unless there are no districts */
  ptrdiff_t hours;
  double *end_s; /**< ends of the hours, shape [hours] */
  double utc_offset_s;
  char weather[FEN_NC_NAME];
  ptrdiff_t days, whole_days;
  ptrdiff_t *day_of;    /**< day of each hour, shape [hours] */
  ptrdiff_t *day_hours; /**< hours that each day has, shape [days] */
  bool has_districts;   /**< false: the whole domain alone, from the surface fields */
  bool has_people;
  ptrdiff_t district_count, receptor_count;
  fen_compared_place *districts, *receptors;
  fen_residents *residents; /**< by district; NULL without people */
  char polygons[FEN_COMPARE_TEXT], population[2 * FEN_COMPARE_TEXT];
  char polygons_zh[FEN_COMPARE_TEXT], population_zh[2 * FEN_COMPARE_TEXT];
} fen_frame;

/**
 * @param[in] species NULL: PM25, or the first species that the surface file has
 * @return FEN_OK; statuses of the readers; FEN_ERR_SPECIES_UNKNOWN
 */
fen_status fen_frame_read(fen_pool *pool, const char *folder, const char *species, fen_frame *out, fen_error *err);
/** FOLDER/NAME into path[FEN_COMPARE_PATH]. */
void fen_frame_path(const char *folder, const char *name, char *path);
/** Open a file of a result; *out stays NULL where it is absent and not needed. */
fen_status fen_frame_open(const char *folder, const char *name, bool needed, fen_nc_reader **out, fen_error *err);
/** Whether a surface file has fields of a species. */
bool fen_frame_has_species(const fen_nc_reader *surface, const char *species);
/** Names, weights and worth of the districts (frame_places.c); leaves the frame without where there is no districts.nc. */
fen_status fen_frame_read_districts(fen_frame *frame, fen_error *err);
/** Names and places of the receptors, if there is a receptors.nc. */
fen_status fen_frame_read_receptors(fen_frame *frame, fen_error *err);

#endif
