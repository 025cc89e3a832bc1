/* bench: how fast the transport is, beside the memory's copy bandwidth and a plain scheme, and what that means in model hours. */
#include <stdio.h>

#include "bench.h"

static const char help[] =
    "usage: fenhe bench [--cells NXxNYxNZ] [--species N,...] [--tags N,...] [--threads N,...] [--precision single|double|both]\n"
    "                   [--processes NAME,...] [--limiter NAME] [--instructions NAME] [--field background|clean] [--quick]\n"
    "                   [--repeats N] [--from FILE.json] [--compare OLD.json] [--json]\n"
    "       fenhe bench --case [case.yaml] [--courant C,...] [--hours H] [--cells NXxNYxNZ] [--threads N] [--quick] [--json]\n\n"
    "Million updates of a cell and tracer per second, least, median and most of the repeats, of the processes x_sweep, y_sweep,\n"
    "z_sweep, diffusion (with deposition and sources), xyz_diffusion (these four in turn), full_step (a step as a run makes it)\n"
    "and yardstick_ppm (x, y and z sweeps of a plain scalar limited PPM), with the bytes and operations that an update takes\n"
    "and the share of the copy bandwidth that this makes. The copy is measured between the repeats.\n\n"
    "  --cells       128x128x32 unless given; 250x250x40 is the size of the goals\n"
    "  --species     so many leads, each with its own limiter: 1,4,8,16,64\n"
    "  --tags        so many tags of one lead, which is measured with them: 1,4,8,16,64\n"
    "  --threads     1 and the number of processors\n"
    "  --limiter     none, positive, selective (unless given) or monotone\n"
    "  --field       plumes on a background (unless given) or on clean air, where their fringes fade below the normal numbers\n"
    "  --quick       a smaller grid and fewer rows\n"
    "  --from        tell results that --json left instead of measuring\n"
    "  --compare     tell old and new rates and their ratio, for results that --json left\n"
    "  --json        one JSON object\n\n"
    "With --case: model hours a minute by largest Courant number, of a case (the built-in one) run without output and of a domain\n"
    "of 250 x 250 x 40 cells with 16 species, and error against seconds for the published deformation V2 (see fenhe verify).\n"
    "docs/guide/benchmarks.md explains all of it.\n";

static fen_status report(const fen_bench_options *o, const fen_bench_table *now, const fen_bench_table *old, fen_error *err) {
  if (o->as_json)
    return fen_bench_print_json(now, o->compare ? old : NULL, o->compare, err);
  fen_bench_print_text(now);
  if (o->compare)
    fen_bench_print_comparison(old, o->compare, now);
  return FEN_OK;
}

int fen_app_bench(const fen_app_arguments *arguments) {
  fen_bench_options o;
  fen_bench_table old = {0};
  fen_bench_table now = {0};
  fen_error err;
  if (fen_app_wants_help(arguments, help))
    return FEN_EXIT_OK;
  int wrong = fen_bench_options_read(arguments, &o);
  if (wrong)
    return wrong;
  if (o.with_case)
    return fen_bench_case(&o);
  /* Minutes of measuring must not end at a file that cannot be read. */
  fen_status status = o.compare ? fen_bench_read(o.compare, &old, &err) : FEN_OK;
  if (!status)
    status = o.from ? fen_bench_read(o.from, &now, &err) : fen_bench_measure(&o, &now, &err);
  if (!status)
    status = report(&o, &now, &old, &err);
  fen_bench_table_clear(&old);
  fen_bench_table_clear(&now);
  return status ? fen_app_complain(&err) : FEN_EXIT_OK;
}
