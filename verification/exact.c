#include "exact.h"

#include <math.h>

static const double pi = 3.14159265358979323846;

double fen_exact_bessel(double order, double x) {
  const double large = 30.0;
  if (x > large) {
    double term = 1.0;
    double sum = 1.0;
    for (int k = 1; k <= 20; k++) {
      double odd = 2.0 * k - 1.0;
      term *= -(4.0 * order * order - odd * odd) / (8.0 * k * x);
      sum += term;
    }
    return sum / sqrt(2.0 * pi * x);
  }
  double term = pow(0.5 * x, order) / tgamma(order + 1.0);
  double sum = term;
  for (int k = 1; k <= 200 && term > 1e-18 * sum; k++) {
    term *= 0.25 * x * x / (k * (k + order));
    sum += term;
  }
  return sum * exp(-x);
}

double fen_exact_erfcx(double x) {
  const double large = 25.0;
  if (x < large)
    return exp(x * x) * erfc(x);
  double inverse = 1.0 / (2.0 * x * x);
  return (1.0 - inverse * (1.0 - 3.0 * inverse * (1.0 - 5.0 * inverse))) / (x * sqrt(pi));
}

double fen_exact_mean(double (*function)(double at, const void *of), const void *of, double low, double high) {
  static const double node[4] = {0.18343464249564980, 0.52553240991632899, 0.79666647741362674, 0.96028985649753623};
  static const double weight[4] = {0.36268378337836198, 0.31370664587788729, 0.22238103445337447, 0.10122853629037626};
  double middle = 0.5 * (low + high);
  double half = 0.5 * (high - low);
  double sum = 0.0;
  for (int n = 0; n < 4; n++)
    sum += weight[n] * (function(middle - half * node[n], of) + function(middle + half * node[n], of));
  return 0.5 * sum;
}

double fen_exact_power_law_at(const fen_exact_power_law *plume, double x_m, double z_m) {
  double alpha = 2.0 + plume->p - plume->n;
  double nu = (1.0 - plume->n) / alpha;
  double scale = plume->a / (plume->b * alpha * alpha * x_m);
  double middle = pow(z_m * plume->source_m, 0.5 * alpha);
  /* z^alpha + zs^alpha - 2 (z zs)^(alpha/2) is a square: the exponential and the Bessel function's growth together. */
  double gap = pow(z_m, 0.5 * alpha) - pow(plume->source_m, 0.5 * alpha);
  return pow(z_m * plume->source_m, 0.5 * (1.0 - plume->n)) / (plume->b * alpha * x_m) * exp(-scale * gap * gap) *
         fen_exact_bessel(-nu, 2.0 * scale * middle);
}

double fen_exact_release_at(const fen_exact_release *r, double z_m, double t_s) {
  double spread_m2 = 4.0 * r->k_m2ps * t_s;
  double below = z_m - r->height_m;
  double above = z_m + r->height_m;
  double v1 = r->deposition_mps - 0.5 * r->settling_mps;
  double fall = exp(-0.5 * r->settling_mps * below / r->k_m2ps - 0.25 * r->settling_mps * r->settling_mps * t_s / r->k_m2ps);
  double image = exp(-above * above / spread_m2);
  double taken = v1 / r->k_m2ps * image * fen_exact_erfcx(above / sqrt(spread_m2) + v1 * sqrt(t_s / r->k_m2ps));
  return fall * ((exp(-below * below / spread_m2) + image) / sqrt(pi * spread_m2) - taken);
}

typedef struct {
  const fen_exact_release *release;
  double t_s;
} instant;

static double at_instant(double z_m, const void *of) {
  const instant *now = of;
  return fen_exact_release_at(now->release, z_m, now->t_s);
}

double fen_exact_release_left(const fen_exact_release *release, double t_s) {
  enum { PARTS = 400 };
  double top_m = release->height_m + 12.0 * sqrt(2.0 * release->k_m2ps * t_s);
  instant now = {release, t_s};
  double left = 0.0;
  for (int n = 0; n < PARTS; n++)
    left += fen_exact_mean(at_instant, &now, top_m * n / PARTS, top_m * (n + 1) / PARTS) * top_m / PARTS;
  return left;
}

double fen_exact_release_velocity(const fen_exact_release *r, double z_m) {
  double v_s = r->settling_mps;
  double v_d = r->deposition_mps;
  if (!(v_d > 0.0))
    return 0.0;
  if (!(v_s > 0.0))
    return 1.0 / (1.0 / v_d + z_m / r->k_m2ps);
  return 1.0 / (1.0 / v_s + (1.0 / v_d - 1.0 / v_s) * exp(-v_s * z_m / r->k_m2ps));
}

static double point_plume(double wind_mps, double k_m2ps, double x_m, double distance_m) {
  return exp(-0.5 * wind_mps * (distance_m - x_m) / k_m2ps) / (4.0 * pi * k_m2ps * distance_m);
}

double fen_exact_point_plume(double wind_mps, double k_m2ps, double height_m, double x_m, double y_m, double z_m) {
  double across_m2 = x_m * x_m + y_m * y_m;
  double below = z_m - height_m;
  double above = z_m + height_m;
  return point_plume(wind_mps, k_m2ps, x_m, sqrt(across_m2 + below * below)) +
         point_plume(wind_mps, k_m2ps, x_m, sqrt(across_m2 + above * above));
}

fen_exact_moments fen_exact_sheared(double shear_ps, double k_m2ps, double xx_m2, double zz_m2, double t_s) {
  double spread_m2 = 2.0 * k_m2ps * t_s;
  double drift = shear_ps * t_s;
  return (fen_exact_moments){.xx = xx_m2 + spread_m2 + drift * drift * (zz_m2 + spread_m2 / 3.0),
                             .xz = drift * (zz_m2 + 0.5 * spread_m2),
                             .zz = zz_m2 + spread_m2};
}
