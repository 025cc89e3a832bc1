#!/bin/sh
#SBATCH --requeue
#SBATCH --signal=B:TERM@90
# One member of a batch: the base without an array, else the task's line of the list. Slurm ends it 90 s before its time is over; it then
# leaves a restart file, and the same member goes on from it when it is submitted again.
set -eu
name=base
if [ -n "${SLURM_ARRAY_TASK_ID:-}" ]; then
  name=$(sed -n "${SLURM_ARRAY_TASK_ID}p" "$FENHE_MEMBERS")
fi
export OMP_NUM_THREADS="${OMP_NUM_THREADS:-${SLURM_CPUS_PER_TASK:-1}}"
# shellcheck disable=SC2086
exec "$FENHE" batch "$FENHE_CASE" --output "$FENHE_OUTPUT" --only "$name" ${FENHE_BATCH_OPTIONS:-}
