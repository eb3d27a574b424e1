/*
 * val_literals.c - does the match hold one of the texts that its rule declares?
 *
 * A rule whose pattern promises no literal is tried wherever a match could hold a declared one; what matches there without
 * holding one depends on what happens to stand beside it, and is dropped.
 */
#include "core/validator.h"

#include "base/text.h"

static bool holds(umb_slice text, umb_slice literal)
{
	for (size_t i = 0; i + literal.len <= text.len; i++) {
		if (umb_text_eq_nocase(umb_slice_sub(text, i, i + literal.len), literal))
			return true;
	}
	return false;
}

static umb_verdict literals_check(const umb_hit_view *hit, const umb_param *params, const char **reason)
{
	umb_slice match = umb_slice_sub(hit->text, (size_t)hit->match.from, (size_t)hit->match.to);

	UMB_UNUSED(params);
	for (const char *const *l = hit->rule->literals; l && *l; l++) {
		if (holds(match, umb_slice_str(*l)))
			return UMB_NO_OPINION;
	}
	*reason = "holds none of the literals that the rule declares";
	return hit->rule->literals && hit->rule->literals[0] ? UMB_REJECT : UMB_NO_OPINION;
}

const umb_validator_ops umb_validator_literals = {
	.name    = "literals",
	.summary = "the match holds one of the rule's declared literals; added by itself",
	.check   = literals_check,
};
