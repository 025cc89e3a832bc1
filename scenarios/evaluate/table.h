/** @file table.h  Parts of the table for a terminal. */
#ifndef FENHE_EVALUATE_TABLE_H
#define FENHE_EVALUATE_TABLE_H

#include "fenhe/evaluate.h"
#include "text.h"

/** What was met in the tables, file by file, and what became of the stations' names. */
void fen_evaluation_add_counts(fen_text *text, const fen_evaluation *e);
/** Whether there are rows of a set. */
bool fen_evaluation_has(const fen_evaluation *e, fen_skill_set set);

#endif
