/*
 * The source of the vector kernels along the pencils of a batch: loading, advection, horizontal diffusion. Included with REAL (float or
 * double), BYTES of a vector, GROUP and NAME(x); see kernels.h for what each does and how blocks are laid out.
 *
 * GROUP lanes of one pencil share a scalar of the air, or, with GROUP 1, every element has its own. Every operation is per element and in a
 * fixed order, so that a lane's result depends neither on GROUP nor on its neighbours nor on the width of registers.
 */
#define BLOCK (BYTES / (int)sizeof(REAL))
#define VEC NAME(vec)
#define MASK NAME(mask)

#include "vector_template.h" /* each uses those before it */

#include "blocks_template.h"

#include "limiter_template.h"

#include "flux_template.h"

#include "march_template.h"

#include "tags_template.h"
