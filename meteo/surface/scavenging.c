#include "fenhe/scavenging.h"

#include <math.h>

static const double SHOWER_DEPTH_M = 3000.0;

double fen_scavenging_coefficient(double rain_mmph, double scale_ps, double exponent) {
  return rain_mmph > 0.0 ? scale_ps * pow(rain_mmph, exponent) : 0.0;
}

double fen_scavenging_by_ratio(double rain_mmph, double ratio) {
  static const double DEPTH_M = 1000.0;
  static const double MMPH_PER_MPS = 3.6e6;
  return rain_mmph > 0.0 ? ratio * rain_mmph / MMPH_PER_MPS / DEPTH_M : 0.0;
}

ptrdiff_t fen_scavenging_layers(ptrdiff_t nz, ptrdiff_t stride, const double *cloud_water_kgpkg, const double *face_m, double pblh_m) {
  for (ptrdiff_t k = nz - 1; cloud_water_kgpkg && k >= 0; k--)
    if (cloud_water_kgpkg[k * stride] > FEN_SCAVENGING_CLOUD_KGPKG)
      return k + 1;
  const double top = pblh_m > SHOWER_DEPTH_M ? pblh_m : SHOWER_DEPTH_M;
  ptrdiff_t layers = 1;
  while (layers < nz && face_m[layers * stride] < top)
    layers++;
  return layers;
}
