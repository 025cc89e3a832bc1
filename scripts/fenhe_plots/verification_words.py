"""What docs/verification.md says of each suite and picture."""

INTRODUCTION = """\
# Verification
This page is made by `scripts/list_verification.py` from what `fenhe verify --plots` leaves; do not edit it by hand. It was made with version
{version} on one machine ({cpu}, {threads} threads): **{total} cases, {passed} passed, {failed} failed, {skipped} skipped, in {minutes:.1f} minutes.**
To see it for yourself:

```sh
fenhe verify                          # everything below; some minutes. Real data: --data DIR or FENHE_DATA, else their cases are skipped
fenhe verify --quick                  # a selection, in seconds
fenhe verify V2/240x120 --plots out   # some cases, with the tables behind the figures and pictures of them
fenhe verify --json                   # for a program to read
```

How to read the tables: a case passes if every figure with a bound keeps it. **Theirs** is the published or exact value, by the source named
below each table; where a column or its head names no bound, the figure is told and not judged. Bounds come from published tables and from what
the program promises, never from its own results. Norms are relative: l2 = sqrt(sum e² V / sum q² V), linf = max|e| / max|q|. *min* and *max*
are the extreme mixing ratios at the end, *clipped* counts values set to zero, and *budget* or *residual* is what the mass budget lacks, relative
to all mass that ever was in it. Ids name suite, grid, largest Courant number, limiter and cells of the stencil;
`/single` is single precision, all else double.
"""

SUITES = {
    "V1": ("Rotation as a solid body",
           "A Gaussian of 500 m is carried once around a square of 10 km in the rotating flow of Chen, Weller, Pring & Shaw (2017), whose published "
           "errors are those of an unlimited PPM with a split of the same kind. *Order* cases give the order of convergence observed between grids."),
    "V2": ("Deformation with reversal",
           "Two bells are drawn out into filaments and brought back by the reversing flow of the same paper, so that the field at T should be that at "
           "the start. As symmetry in time flatters the score at T, the field half-way, at T/2, is compared with that of a fine run as well. Tags are "
           "carried in the same flow: their sum against their total, the response to halving one of them, and the gap between that linear prediction and "
           "a run with its own limiter."),
    "V3": ("A cone, six revolutions",
           "The rotating cone of the libmpdata++ paper (Jaruga et al. 2015), on a background of 1: its least and greatest value after six turns, and its error."),
    "V4": ("Jiang and Shu's composite wave", "A Gaussian, a square, a triangle and half an ellipse in one dimension, four turns at a Courant number of 0.4."),
    "V5": ("Diffusion, deposition and settling",
           "Exact solutions of diffusion with deposition and settling, in the column and in a plume, on even and on stretched layers, with the order "
           "observed in space and in time. The deposited mass is judged too."),
    "V6": ("Promises kept",
           "What must hold on any winds: a uniform mixing ratio stays uniform to the bit, budgets close, no lead goes below zero, nothing is clipped, tags "
           "sum to their total. On WRF winds over Queensland and in hurricane Katrina, on the built-in case over the Taiyuan Basin, and on flows in "
           "one column and in one layer with emissions and tags."),
    "V7": ("Project Prairie Grass",
           "Releases of sulphur dioxide near the ground in 1956, driven by nothing but the measured friction velocity, Obukhov length, roughness and, where "
           "given, mixing height. The criteria of Chang & Hanna (2004) are applied to the arc maxima of all runs together; single runs are printed. "
           "No constant is tuned."),
    "V8": ("Linearity", "Tags add up to their total, and a tag keeps its bytes whatever other tags are carried beside it."),
}

# Cases whose distance to the published figure is told first.
HEADLINES = {
    "V1/100x100/c0.52/positive-7": "Rotation, 100 m, the published step",
    "V1/100x100/c5.2/positive-7": "Rotation, 100 m, the published long step",
    "V2/240x120/c0.62/positive-7": "Deformation, 240 x 120 cells, the published step",
    "V2/240x120/c2.5/positive-7": "Deformation, 240 x 120 cells, a step four times as long",
    "V2/240x120/c2.5/positive-9": "The same with nine cells",
}

CAPTIONS = {
    "convergence": ("", "Error against spacing, ours beside published schemes"),
    "work": ("", "Error against work. For published schemes two sweeps a step are counted, though their splitting takes more"),
    "courant": ("V2", "Error against the largest Courant number, after the reversal and half-way"),
    "V7-scatter": ("V7", "Prairie Grass: modelled against measured, with the line of equality and those of a factor of two"),
}


def pictures(suite, stems):
    """Stems and captions of a suite's pictures; the others' captions are made of their names."""
    for stem, (owner, caption) in CAPTIONS.items():
        if owner == suite and stem in stems:
            yield stem, caption
    for stem in stems:
        if stem not in CAPTIONS and stem.startswith(f"{suite}-"):
            yield stem, f"{suite}: {stem[len(suite) + 1:].replace('-', ' ').replace('_', ' ')}"
