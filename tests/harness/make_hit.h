/*
 * harness/make_hit.h - a hit whose text, match and secret are all one value; and one validator asked about it.
 */
#ifndef UMB_TEST_MAKE_HIT_H
#define UMB_TEST_MAKE_HIT_H

#include "core/validator.h"

static const umb_rule_info made_rule = {
	.id = "test.rule", .name = "Test", .about = "", .provider = "", .severity = UMB_SEV_HIGH, .confidence = UMB_CONF_MEDIUM,
};

static inline umb_hit_view make_hit(umb_slice value)
{
	umb_hit_view v = { &made_rule, value, { 0, value.len }, { 0, value.len }, value, true };

	return v;
}

#endif
