/*
 * V1: rotation as a solid body, one turn, on a plane: Chen, Weller, Pring & Shaw (2017). Limits are the values of an independent
 * implementation of the same scheme (seven cells, positive-definite, merged Strang) where there is one, else the published value; they hold
 * to the digits printed. At 200 m the seven-cell limit is that of plain alternation, as no other was printed.
 */
#include "plane_rows.h"
#include "suites.h"

static const fen_plane_table table = {
    .suite = "V1", .what = "Rotation as a solid body, one turn", .flow = &fen_plane_rotation, .start = fen_plane_gaussian};

static const char published[] = "Chen, Weller, Pring & Shaw (2017), QJRMS 143, 1-12: unlimited PPM, COSMIC splitting";
static const char published_large[] =
    "Chen, Weller, Pring & Shaw (2017), QJRMS 143, 1-12: unlimited PPM, COSMIC splitting, the same long steps";
static const char published_half[] =
    "Chen, Weller, Pring & Shaw (2017), QJRMS 143, 1-12: unlimited PPM, COSMIC splitting, steps half as long as ours";
static const char limited_ppm[] = "PPM with the limiter of Colella & Woodward (1984), an independent implementation";

/* Rotation by Strang splitting turns 2 asin(a / 2) instead of a = 2 pi / steps: a shift by 2 pi r a^2 / 24 at the end of a turn. */
static const char twice[] =
    "Twice the published steps. The independent implementation's rows (.142, .0357, .0089, .0022) were made with 16, 32, "
    "64 and 128 steps, the case c9.8; with 15 and so on the splitting alone turns the Gaussian too far by enough for the l2 found here.";

#define ROW(...) FEN_PLANE_ROW(table, __VA_ARGS__)
static const fen_plane_row rows[] = {
    ROW(50, 50, 300, "c0.52", POSITIVE, 7, DOUBLE, QUICK, ".06168", ".08055", ".00786", 0.0, published, NULL),
    ROW(100, 100, 600, "c0.52", POSITIVE, 7, DOUBLE, QUICK, ".005421", ".00814", ".000132", 0.0, published, NULL),
    ROW(200, 200, 1200, "c0.52", POSITIVE, 7, DOUBLE, FULL, ".000489", ".000743", "2.54e-5", 0.0, published, NULL),
    ROW(400, 400, 2400, "c0.52", POSITIVE, 7, DOUBLE, FULL, "5.74e-5", "8.14e-5", "5.74e-5", 0.0, published, NULL),
    ROW(50, 50, 300, "c0.52", POSITIVE, 9, DOUBLE, QUICK, ".06168", ".08055", ".0021", 0.0, published, NULL),
    ROW(100, 100, 600, "c0.52", POSITIVE, 9, DOUBLE, FULL, ".005421", ".00814", ".000102", 0.0, published, NULL),
    ROW(200, 200, 1200, "c0.52", POSITIVE, 9, DOUBLE, FULL, ".000489", ".000743", "2.54e-5", 0.0, published, NULL),
    ROW(50, 50, 300, "c0.52", SELECTIVE, 7, DOUBLE, QUICK, ".06168", ".08055", NULL, 0.0, published, NULL),
    ROW(100, 100, 600, "c0.52", SELECTIVE, 7, DOUBLE, FULL, ".005421", ".00814", NULL, 0.0, published, NULL),
    ROW(200, 200, 1200, "c0.52", SELECTIVE, 7, DOUBLE, FULL, ".000489", ".000743", NULL, 0.0, published, NULL),
    ROW(50, 50, 300, "c0.52", MONOTONE, 7, DOUBLE, QUICK, ".1452", ".2465", ".1452", 0.0, limited_ppm, NULL),
    ROW(100, 100, 600, "c0.52", MONOTONE, 7, DOUBLE, FULL, ".0312", ".0851", ".0312", 0.0, limited_ppm, NULL),
    ROW(200, 200, 1200, "c0.52", MONOTONE, 7, DOUBLE, FULL, ".00663", ".0292", ".00663", 0.0, limited_ppm, NULL),
    ROW(100, 100, 600, "c0.52", POSITIVE, 7, SINGLE, FULL, ".005421", ".00814", NULL, 0.0, published, NULL),
    ROW(50, 50, 30, "c5.2", POSITIVE, 7, DOUBLE, QUICK, ".192", NULL, ".0406", 0.25, published_large, NULL),
    ROW(100, 100, 60, "c5.2", POSITIVE, 7, DOUBLE, QUICK, ".0437", NULL, ".0102", 0.25, published_large, NULL),
    ROW(200, 200, 120, "c5.2", POSITIVE, 7, DOUBLE, FULL, ".0104", NULL, ".0025", 0.25, published_large, NULL),
    ROW(400, 400, 240, "c5.2", POSITIVE, 7, DOUBLE, FULL, ".00255", NULL, ".00063", 0.25, published_large, NULL),
    ROW(50, 50, 16, "c9.8", POSITIVE, 7, DOUBLE, QUICK, ".192", NULL, ".142", 0.0, published_half, NULL),
    ROW(100, 100, 32, "c9.8", POSITIVE, 7, DOUBLE, QUICK, ".0437", NULL, ".0357", 0.0, published_half, NULL),
    ROW(200, 200, 64, "c9.8", POSITIVE, 7, DOUBLE, FULL, ".0104", NULL, ".0089", 0.0, published_half, NULL),
    ROW(400, 400, 128, "c9.8", POSITIVE, 7, DOUBLE, FULL, ".00255", NULL, ".0022", 0.0, published_half, NULL),
    ROW(50, 50, 15, "c10.5", POSITIVE, 7, DOUBLE, QUICK, ".192", NULL, NULL, 0.0, published_half, twice),
    ROW(100, 100, 30, "c10.5", POSITIVE, 7, DOUBLE, QUICK, ".0437", NULL, NULL, 0.0, published_half, twice),
    ROW(200, 200, 60, "c10.5", POSITIVE, 7, DOUBLE, FULL, ".0104", NULL, NULL, 0.0, published_half, twice),
    ROW(400, 400, 120, "c10.5", POSITIVE, 7, DOUBLE, FULL, ".00255", NULL, NULL, 0.0, published_half, twice),
};

static const char *const seven_cells[] = {"V1/50x50/c0.52/positive-7", "V1/100x100/c0.52/positive-7", "V1/200x200/c0.52/positive-7",
                                          "V1/400x400/c0.52/positive-7", NULL};
static const char *const nine_cells[] = {"V1/50x50/c0.52/positive-9", "V1/100x100/c0.52/positive-9", "V1/200x200/c0.52/positive-9", NULL};
static const char *const limited[] = {"V1/50x50/c0.52/ppm", "V1/100x100/c0.52/ppm", "V1/200x200/c0.52/ppm", NULL};
static const char *const long_steps[] = {"V1/50x50/c5.2/positive-7", "V1/100x100/c5.2/positive-7", "V1/200x200/c5.2/positive-7",
                                         "V1/400x400/c5.2/positive-7", NULL};

/* COSMIC makes an advective and a conservative operator along each axis a step (Leonard, Lock & MacVean 1996): four sweeps. */
#define COSMIC(cells, steps) (4.0 * (cells) * (cells) * (steps))

static const fen_plane_curve curves[] = {
    {.name = "seven_cells", .ids = seven_cells},
    {.name = "nine_cells", .ids = nine_cells},
    {.name = "limited_ppm", .ids = limited},
    {.name = "published_ppm",
     .points = 4,
     .cells_across = {50.0, 100.0, 200.0, 400.0},
     .updates = {COSMIC(50.0, 300.0), COSMIC(100.0, 600.0), COSMIC(200.0, 1200.0), COSMIC(400.0, 2400.0)},
     .l2 = {.06168, .005421, .000489, 5.74e-5}},
};
static const fen_plane_curve long_curves[] = {
    {.name = "seven_cells", .ids = long_steps},
    {.name = "published_ppm",
     .points = 4,
     .cells_across = {50.0, 100.0, 200.0, 400.0},
     .updates = {COSMIC(50.0, 30.0), COSMIC(100.0, 60.0), COSMIC(200.0, 120.0), COSMIC(400.0, 240.0)},
     .l2 = {.192, .0437, .0104, .00255}},
};
static const fen_plane_order order = {curves, sizeof curves / sizeof *curves};
static const fen_plane_order long_order = {long_curves, sizeof long_curves / sizeof *long_curves};

static const fen_verify_case orders[] = {
    {.id = "V1/order/c0.52",
     .setup = "Rotation: observed order at a Courant number of 0.52, positive, 7 cells; error against work",
     .citation = published,
     .precision = FEN_PRECISION_DOUBLE,
     .tier = FEN_TIER_FULL,
     .run = fen_plane_run_order,
     .parameters = &order},
    {.id = "V1/order/c5.2",
     .setup = "Rotation: observed order at a Courant number of 5.2, positive, 7 cells; error against work",
     .citation = published_large,
     .precision = FEN_PRECISION_DOUBLE,
     .tier = FEN_TIER_FULL,
     .run = fen_plane_run_order,
     .parameters = &long_order},
};

fen_status fen_verify_rotation(fen_verify_context *context, fen_error *err) {
  fen_status status = fen_plane_add_rows(context, rows, sizeof rows / sizeof *rows, err);
  for (size_t n = 0; n < sizeof orders / sizeof *orders && !status; n++)
    status = fen_verify_add(context, &orders[n], err);
  return status;
}
