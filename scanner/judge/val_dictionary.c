/*
 * val_dictionary.c - drops values made of words: identifiers, paths, dotted names, prose, plain addresses (value_words.c).
 */
#include "core/validator.h"

#include "judge/value_words.h"

static umb_verdict dictionary_check(const umb_hit_view *hit, const umb_param *params, const char **reason)
{
	umb_slice v = hit->value;
	bool      is_address;

	UMB_UNUSED(params);
	if (v.len < UMB_WORDS_MIN || v.len > UMB_WORDS_MAX || umb_value_is_number(v))
		return UMB_NO_OPINION;
	if (umb_value_is_version(v)) {
		*reason = "a version number";
		return UMB_REJECT;
	}
	/* The secret of an address may be a part of its path, so only the words in it can speak against it. */
	if (umb_value_is_plain_address(v, &is_address) && umb_value_is_words(v)) {
		*reason = "an address without credentials";
		return UMB_REJECT;
	}
	if (is_address)
		return UMB_NO_OPINION;
	if (umb_value_is_path(v)) {
		*reason = "a file path";
		return UMB_REJECT;
	}
	if (umb_value_is_words(v)) {
		*reason = "made of words, as names and paths are";
		return UMB_UNLIKELY;
	}
	if (umb_value_is_base64_of_words(v)) {
		*reason = "base64 of words";
		return UMB_UNLIKELY;
	}
	return UMB_NO_OPINION;
}

const umb_validator_ops umb_validator_dictionary = {
	.name    = "dictionary",
	.summary = "drops words, identifiers, paths, addresses, version numbers",
	.check   = dictionary_check,
};
