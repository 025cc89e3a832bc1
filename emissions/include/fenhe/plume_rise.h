/** @file plume_rise.h  Final rise of a hot plume above its stack, after Briggs, from plain numbers. */
#ifndef FENHE_PLUME_RISE_H
#define FENHE_PLUME_RISE_H

#ifdef __cplusplus
extern "C" {
#endif

/** What leaves the stack. */
typedef struct {
  double height_m;      /**< stack height above ground, >= 0 */
  double diameter_m;    /**< inner diameter at the exit, > 0 */
  double temperature_k; /**< gas temperature at the exit, > 0 */
  double velocity_mps;  /**< exit velocity, >= 0 */
} fen_stack;

/** The air around the stack's mouth. */
typedef struct {
  double temperature_k;         /**< > 0 */
  double wind_mps;              /**< wind speed; values below 1 m/s count as 1 m/s in bent-over plumes */
  double dtheta_dz_kpm;         /**< gradient of potential temperature at the stack's mouth */
  double dtheta_dz_above_kpm;   /**< the same just above the boundary layer */
  double pblh_m;                /**< height of the boundary layer above ground */
  double friction_velocity_mps; /**< 0: the break-up limits are left out */
  double obukhov_m;             /**< Obukhov length: negative unstable, positive stable; infinite neutral */
} fen_stack_air;

typedef struct {
  double buoyancy_flux_m4ps3; /**< F_b, 0 for a plume no warmer than the air */
  double momentum_flux_m4ps2; /**< F_m */
  double rise_m;              /**< final rise of the centre line above the stack, >= 0 */
  double bottom_m, top_m;     /**< plume above ground: stack height + 0.5 and + 1.5 times the rise (Briggs 1975) */
} fen_plume;

/**
 * Final plume rise.
 *
 * Fluxes (Briggs 1975, eq. 3 and 11): F_b = g v d^2 (Ts - Ta) / (4 Ts); F_m = v^2 d^2 Ta / (4 Ts).
 *
 * Neutral and unstable air (Briggs 1969, 1971; as in EPA 1995, eq. 1-7 to 1-10):
 *   buoyant   21.425 F_b^(3/4) / u for F_b < 55, else 38.71 F_b^(3/5) / u;   momentum   3 d v / u;
 *   the plume is buoyant where Ts - Ta exceeds 0.0297 Ts v^(1/3) d^(-2/3) (F_b < 55) or 0.00575 Ts v^(2/3) d^(-1/3).
 *   A buoyant rise is limited by the break-up of the plume in turbulence (Briggs 1984):
 *   neutral   1.2 (F_b / (u u*^2))^(3/5) (h_s + 1.3 F_b / (u u*^2))^(2/5);
 *   convective   4.3 (F_b / u)^(3/5) H^(-2/5) with the surface buoyancy flux H = -u*^3 / (kappa L).
 *   A plume that would leave the boundary layer is stopped by the stable air above it: its rise is then the larger of the way to the
 *   top of the boundary layer and the stable rise with the gradient above.
 *
 * Stable air, s = g / Ta dtheta/dz (Briggs 1969, 1975; EPA 1995, eq. 1-14 to 1-19):
 *   buoyant   2.6 (F_b / (u s))^(1/3), in calm air at most 4 F_b^(1/4) s^(-3/8);   momentum   1.5 (F_m / (u s^(1/2)))^(1/3),
 *   at most 3 d v / u; buoyant where Ts - Ta exceeds 0.019582 Ts v s^(1/2). Weak stability: at most the neutral rise.
 *
 * The air is stable where the stack ends above the boundary layer or L > 0, if theta also grows with height.
 * G. A. Briggs, Plume Rise, USAEC 1969; in Proc. 2nd Int. Clean Air Congress, 1971; in Lectures on Air Pollution and Environmental
 * Impact Analyses, AMS 1975; in Atmospheric Science and Power Production, DOE/TIC-27601, 1984. EPA, User's Guide for ISC3 II, 1995.
 */
fen_plume fen_plume_rise(const fen_stack *stack, const fen_stack_air *air);

#ifdef __cplusplus
}
#endif
#endif
