/*
 * core/params.h - how a validator says which parameters it takes, without knowing YAML.
 *
 * A parameter struct is a flat array of umb_param values in the order of the specs, so that it can be
 * bound from YAML and written into constant C tables by the same loop for every validator.
 */
#ifndef UMB_CORE_PARAMS_H
#define UMB_CORE_PARAMS_H

#include "base/types.h"

#define UMB_MAX_PARAMS 6

typedef enum umb_param_type { UMB_PARAM_INT, UMB_PARAM_NUMBER, UMB_PARAM_BOOL, UMB_PARAM_WORD } umb_param_type;

typedef struct umb_param_spec {
	const char    *name;
	umb_param_type type;
	double         min, max;     /* allowed range, inclusive; ignored for BOOL and WORD */
	double         default_value; /* BOOL: 0 or 1; WORD: an index into the validator's words */
} umb_param_spec;

typedef double umb_param; /* INT values are exact up to 2^53 */

#endif
