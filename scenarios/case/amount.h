/** @file amount.h  Units of concentrations and mixing ratios. */
#ifndef FENHE_AMOUNT_H
#define FENHE_AMOUNT_H

#include "fenhe/case.h"

/**
 * What a unit measures and the factor to kg/kg or kg/m3.
 * Mixing ratios are dimensionless to UDUNITS, which cannot tell moles from mass; so they are told apart by their spelling.
 * @param[in] molar_mass_gpmol 0: unknown, molar units are refused
 * @return FEN_OK; FEN_ERR_UNIT_MISSING; FEN_ERR_UNIT_UNKNOWN; FEN_ERR_UNIT_INCOMPATIBLE
 */
fen_status fen_amount_unit(const char *unit, double molar_mass_gpmol, fen_amount *amount, double *factor, fen_error *err);

#endif
