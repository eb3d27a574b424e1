/*
 * harness/ask.h - one validator, with its default parameters or the first one given.
 */
#ifndef UMB_TEST_ASK_H
#define UMB_TEST_ASK_H

#include "harness/make_hit.h"

static const char *asked_reason;

static inline umb_verdict ask_with(const char *name, umb_slice value, double first)
{
	const umb_validator_ops *ops = umb_validator_find(name);
	umb_hit_view hit = make_hit(value);
	umb_param    params[UMB_MAX_PARAMS] = { first };

	asked_reason = "";
	for (size_t i = 0; i < ops->n_params; i++) {
		if (i > 0 || first < 0)
			params[i] = ops->params[i].default_value;
	}
	return ops->check(&hit, params, &asked_reason);
}

static inline umb_verdict ask(const char *name, umb_slice value)
{
	return ask_with(name, value, -1);
}

#endif
