#include "fenhe/layers.h"

#include <math.h>

#include "fenhe/memory.h"

enum { MOST_LAYERS = 10000 };

/* Counts the layers and, where faces is not NULL, writes their faces. A last piece thinner than half a layer joins the one below. */
static ptrdiff_t stack_layers(double first_m, double stretching, double top_m, double *faces) {
  ptrdiff_t nz = 0;
  double face = 0;
  double thickness = first_m;
  if (faces)
    faces[0] = 0;
  while (nz == 0 || top_m - face >= 0.5 * thickness) {
    if (nz == MOST_LAYERS)
      return nz + 1;
    face += thickness;
    thickness *= stretching;
    nz++;
    if (faces)
      faces[nz] = face;
  }
  if (faces)
    faces[nz] = top_m;
  return nz;
}

fen_status fen_layers_from_rule(double first_m, double stretching, double top_m, ptrdiff_t *nz, double **faces_m, fen_error *err) {
  if (!(first_m > 0 && isfinite(first_m)))
    return fen_fail(err, FEN_ERR_ARGUMENT, "first layer of %g m; its thickness must be above 0 m", first_m);
  if (!(stretching >= 1 && stretching <= 10))
    return fen_fail(err, FEN_ERR_ARGUMENT, "stretching of layers %g; give a factor from 1 (even layers) to 10, usually 1.1 to 1.3",
                    stretching);
  if (!(top_m >= first_m && isfinite(top_m)))
    return fen_fail(err, FEN_ERR_ARGUMENT, "top of the layers at %g m; it must not lie below the first layer's %g m", top_m, first_m);
  ptrdiff_t count = stack_layers(first_m, stretching, top_m, NULL);
  if (count > MOST_LAYERS)
    return fen_fail(err, FEN_ERR_ARGUMENT,
                    "layers from %g m growing by %g up to %g m are more than %d; use a thicker first layer or more stretching", first_m,
                    stretching, top_m, (int)MOST_LAYERS);
  double *faces;
  fen_status status = FEN_NEW(&faces, count + 1, err);
  if (status)
    return status;
  stack_layers(first_m, stretching, top_m, faces);
  *nz = count;
  *faces_m = faces;
  return FEN_OK;
}

fen_status fen_layers_check_merge(ptrdiff_t nz_in, const int *count, ptrdiff_t nz_out, fen_error *err) {
  if (nz_out < 1)
    return fen_fail(err, FEN_ERR_ARGUMENT, "merging into %td layers; name at least one", nz_out);
  ptrdiff_t used = 0;
  for (ptrdiff_t k = 0; k < nz_out; k++) {
    if (count[k] < 1)
      return fen_fail(err, FEN_ERR_ARGUMENT, "merged layer %td is made of %d layers; each needs at least 1", k + 1, count[k]);
    if (count[k] > nz_in - used)
      return fen_fail(err, FEN_ERR_ARGUMENT,
                      "merged layer %td needs layers up to %td, but there are only %td; make the counts sum to %td or less", k + 1,
                      used + count[k], nz_in, nz_in);
    used += count[k];
  }
  return FEN_OK;
}
