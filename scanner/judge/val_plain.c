/*
 * val_plain.c - the password that a hash hides is told beside it.
 *
 *     # password: "secret"
 *     hash: "$2a$10$..."
 *
 * Who writes it down there shows how hashes are given, and has no secret to keep; if it is one, it is the password that is to be told.
 */
#include "core/validator.h"

#include "base/text.h"

static bool tells_password(umb_slice line)
{
	static const char *const marks[] = { "#", "//", "--", ";", "/*", "<!--" };
	static const char *const words[] = { "password", "passwd", "plaintext", "plain text" };
	bool      is_comment = false;
	umb_slice name = umb_text_trim(line);
	size_t    at = 0;

	for (size_t i = 0; i < UMB_COUNT(marks) && !is_comment; i++)
		is_comment = name.len > strlen(marks[i]) && memcmp(name.ptr, marks[i], strlen(marks[i])) == 0;
	while (at < name.len && name.ptr[at] != ':' && name.ptr[at] != '=')
		at++;
	return is_comment && at + 2 < name.len && umb_text_has_any_nocase(umb_slice_sub(name, 0, at), words, UMB_COUNT(words));
}

static umb_verdict plain_check(const umb_hit_view *hit, const umb_param *params, const char **reason)
{
	umb_slice t     = hit->text;
	size_t    start = umb_text_line_start(t, (size_t)hit->secret.from), end = umb_text_line_end(t, (size_t)hit->secret.to);
	umb_slice above = start > 0 ? umb_slice_sub(t, umb_text_line_start(t, start - 1), start - 1) : umb_slice_of(NULL, 0);
	umb_slice below = end < t.len ? umb_slice_sub(t, end + 1, umb_text_line_end(t, end + 1)) : umb_slice_of(NULL, 0);

	UMB_UNUSED(params);
	if (!tells_password(above) && !tells_password(below))
		return UMB_NO_OPINION;
	*reason = "the password that it hides is told beside it";
	return UMB_UNLIKELY;
}

const umb_validator_ops umb_validator_plain = {
	.name    = "plain",
	.summary = "unlikely: a comment above or below a hash tells the password",
	.check   = plain_check,
};
