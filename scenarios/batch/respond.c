/* A run whose tags make up their species, and the catalogue of them. */
#include "catalogue.h"
#include "fenhe/domain.h"
#include "fenhe/responses.h"
#include "partition.h"
#include "run/simulation.h"

fen_status fen_respond(const fen_case *item, const fen_run_options *options, fen_run_report *report, fen_error *err) {
  fen_run_report own = {0};
  fen_run_report *told = report ? report : &own;
  fen_weather_source *source = NULL;
  fen_inventory *inventory = NULL;
  fen_lanes lanes = {0};
  fen_status status = fen_domain_open(item, NULL, &source, err);
  if (!status)
    status = fen_simulation_inventory(item, source->grid, NULL, NULL, &inventory, err);
  if (!status)
    status = fen_lanes_create(item, inventory, NULL, &lanes, err);
  if (!status)
    status = fen_partition_check(item, &lanes, err);
  if (!status)
    status = fen_run(item, options, told, err);
  if (!status && !told->stopped)
    status = fen_catalogue_write(item, &lanes, told->folder, err);
  fen_lanes_clear(&lanes);
  fen_inventory_close(&inventory);
  fen_weather_source_destroy(&source);
  return status;
}
