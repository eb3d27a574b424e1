/*
 * val_comment.c - a value in a comment.
 *
 * Only for what is a sample there and worth little elsewhere, such as the hash of a password: a token that somebody commented out
 * is still a token.
 */
#include "core/validator.h"

#include "base/text.h"

static umb_verdict comment_check(const umb_hit_view *hit, const umb_param *params, const char **reason)
{
	static const char *const marks[] = { "#", "//", "--", "/*", "* ", "<!--", ";" };
	size_t                   from = umb_text_line_start(hit->text, (size_t)hit->secret.from);
	umb_slice                line = umb_text_trim(umb_slice_sub(hit->text, from, (size_t)hit->secret.from));

	UMB_UNUSED(params);
	for (size_t i = 0; i < UMB_COUNT(marks); i++) {
		size_t n = strlen(marks[i]);

		if (line.len >= n && memcmp(line.ptr, marks[i], n) == 0) {
			*reason = "in a comment";
			return UMB_UNLIKELY;
		}
	}
	return UMB_NO_OPINION;
}

const umb_validator_ops umb_validator_comment = {
	.name    = "comment",
	.summary = "unlikely: in a comment",
	.check   = comment_check,
};
