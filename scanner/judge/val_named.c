/*
 * val_named.c - the name that a key is given says that it is for a test or for show.
 *
 * For rules whose value only one thing looks like: a key is one, whatever it is called.  Rules that go by words ask this anyway.
 */
#include "core/validator.h"

#include "judge/shown.h"

static umb_verdict named_check(const umb_hit_view *hit, const umb_param *params, const char **reason)
{
	UMB_UNUSED(params);
	if (!umb_is_named_for_show(hit))
		return UMB_NO_OPINION;
	*reason = umb_named_for_show;
	return UMB_SHOWN;
}

const umb_validator_ops umb_validator_named = {
	.name    = "named",
	.summary = "the name of a key says test, sample, dummy: severity medium at most, never sure",
	.check   = named_check,
};
