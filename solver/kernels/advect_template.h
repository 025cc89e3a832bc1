/*
 * The source of the vector kernels along the pencils of a batch: loading, advection, horizontal diffusion. Included with REAL (float or
 * double), GROUP and NAME(x); see kernels.h for what each does and how rows are laid out.
 *
 * GROUP lanes of one pencil share a scalar of the air, or, with GROUP 1, every element of a row has its own. Every operation is per element
 * and in a fixed order, so that a lane's result depends neither on GROUP nor on its neighbours.
 */
#include "rows_template.h" /* each uses those before it */

#include "flux_template.h"

#include "limiter_template.h"

#include "march_template.h"

#include "tags_template.h"

#undef RING
#undef WEIGHTED
#undef WEIGHTED_SUM
#undef WEIGHTS
#undef DIFFERENCE
#undef SAFE
#undef ROOM
#undef MOVED
#undef BLOCK_IN
