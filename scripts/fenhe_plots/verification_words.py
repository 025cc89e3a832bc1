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
    "V4": ("Jiang and Shu's composite wave", "A Gaussian, a square, a triangle and half an ellipse in one dimension, four turns, at the published Courant number of 0.4 and at larger ones."),
    "V5": ("Diffusion, deposition and settling",
           "Exact solutions of diffusion with deposition and settling, in the column and in a plume, on even and on stretched layers, with the order "
           "observed in space and in time. The deposited mass is judged too."),
    "V6": ("Promises kept",
           "What must hold on any winds: a uniform mixing ratio stays uniform to the bit, budgets close, no lead goes below zero, nothing is clipped, tags "
           "sum to their total. On WRF winds over Queensland and in hurricane Katrina, and on the built-in case over the Taiyuan Basin. The "
           "*invariances* compare bytes: with other numbers of threads, other tracers beside, other vector instructions, length, time and mass in other "
           "units by powers of two, and the axes' names exchanged."),
    "V6b": ("A column",
            "Updraughts and downdraughts carry a layer of tracer up and down again through uneven layers; and diffusion is split from advection in two "
            "ways, or emissions enter before or inside the solution of diffusion."),
    "V6c": ("Emissions and tags",
            "Eight sources, four of them points, in a turbulent flow with diffusion and loss, each followed by a tag that shares the limiter of the total, "
            "beside a run of each source alone on a finer grid. The errors of an independent implementation are smaller by a tenth to a third and could not "
            "be reproduced: its fine reference is not described in full. So errors are told and not judged; what is judged is that the selective limiter is "
            "no worse than the positive one, and its tags far less negative, as there."),
    "V7": ("Project Prairie Grass",
           "Releases of sulphur dioxide near the ground in 1956, driven by nothing but the measured friction velocity, Obukhov length, roughness and, where "
           "given, mixing height. The criteria of Chang & Hanna (2004) are applied to the arc maxima of all runs together; single runs are printed. "
           "No constant is tuned."),
    "V8": ("Linearity", "Tags add up to their total, and a tag keeps its bytes whatever other tags are carried beside it."),
    "V9": ("Steep terrain",
           "A tracer passes over mountains 8 km apart and 3, 5 or 6 km high, in terrain-following layers that flatten upwards to 25 km (Schär et al. 2002). "
           "In a *level* wind, calm near the ground, every cell's air crosses the layers; another wind goes along the *layers*, and a third along the "
           "*ground*, with the tracer on the ground. Theirs are the best of the schemes that Chen, Weller, Pring & Shaw (2017), Shaw & Weller (2016) "
           "and Shaw (2018) ran on such layers, read in those authors' own files; their schemes have no limiter and go below zero. *Own* is the "
           "step that the program plans itself. At the published short steps, a quarter of a cell each, the grids on which the mountains are four or "
           "eight cells apart are where the layers' zigzag costs most: 3 km on 150 cells and 6 km on 150 and 300 cells end above the best published "
           "error (and are told, not judged), because each remapping blurs waves of four cells a little; at the program's own step, three times as "
           "long, the same grids end below it."),
    "precision": ("Single against double",
                  "The same runs with tracers in single and in double: what rounding adds beside the scheme's own error, to a faint plume on a strong "
                  "background, to a part of the field as a tag and as a difference of two fields, and to the budget over many steps. Theirs is the run in "
                  "double. What follows from it is told in [Numerics](numerics.md#where-single-precision-suffices-and-where-not)."),
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
    "V4-profile": ("V4", "The composite after four turns, ours and exact"),
    "V5-convergence": ("V5", "Error against the spacing of layers or cells, and against the step"),
    "V5-profile": ("V5", "Profiles on the coarsest layers that each case is run on, ours and exact"),
    "V6-hours": ("V6", "What is left of the promises, hour by hour"),
    "V6b-convergence": ("V6b", "Error of the splitting against the step"),
    "V6b-profile": ("V6b", "The column's profile after one cycle, ours and exact"),
    "V9-tracer": ("V9", "The tracer on its way from left to right, contours of 0.1, 0.3, 0.5, 0.7 and 0.9, and where it should arrive"),
    "V9-errors": ("V9", "Error against spacing, steps being the same share of a cell, and against the step on 300 x 50 cells, beside the best published scheme"),
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
