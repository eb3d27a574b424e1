/*
 * inline.c - "allow" comments of umbra and of the scanners people come from, found as plain text on the
 * line of the finding (or the line before, where the original says so).  Comments that open and close a block, such as
 * secretlint-disable with secretlint-enable, are not honoured: no more than these two lines is at hand.
 */
#include "suppress/suppress.h"

#include "base/text.h"

static const struct {
	const char *token;
	bool        is_next_line; /* speaks for the line below it */
} markers[] = {
	{ "gitleaks:allow", false },
	{ "betterleaks:allow", false },
	{ "trufflehog:ignore", false },
	{ "pragma: allowlist secret", false },
	{ "pragma: whitelist secret", false },
	{ "pragma: allowlist nextline secret", true },
	{ "pragma: whitelist nextline secret", true },
	{ "kingfisher:ignore", false },
	{ "ggignore", false },
	{ "keyhog:ignore", false },
	{ "keyhog:allow", false },
	{ "secretlint-disable-line", false },
	{ "secretlint-disable-next-line", true },
};

static bool ends_word(umb_slice s, size_t at)
{
	return at >= s.len || s.ptr[at] <= ' ' || s.ptr[at] == ',' || s.ptr[at] == ';' || s.ptr[at] == '*' || s.ptr[at] == '-';
}

/* "umbra:allow" alone allows everything on the line; "umbra:allow RULE" only that rule. */
static bool own_marker(umb_slice line, const char *token, const char *rule_id)
{
	size_t at = umb_text_find(line, umb_slice_str(token));
	size_t end;

	if (at == SIZE_MAX)
		return false;
	at += strlen(token);
	if (!ends_word(line, at))
		return false;
	while (at < line.len && (line.ptr[at] == ' ' || line.ptr[at] == '\t'))
		at++;
	for (end = at; end < line.len && line.ptr[end] > ' ' && line.ptr[end] != ','; end++)
		;
	umb_slice word = umb_slice_sub(line, at, end);
	if (umb_text_find(word, umb_slice_str(".")) == SIZE_MAX)
		return true;
	return umb_slice_eq_str(word, rule_id);
}

const char *umb_inline_allows(umb_slice line, umb_slice previous_line, const char *rule_id)
{
	/* Every marker holds one of these; most lines hold neither. */
	if (umb_text_find(line, umb_slice_str("umbra:allow")) != SIZE_MAX && own_marker(line, "umbra:allow", rule_id))
		return "comment umbra:allow";
	if (own_marker(previous_line, "umbra:allow-next-line", rule_id))
		return "comment umbra:allow-next-line";
	for (size_t i = 0; i < UMB_COUNT(markers); i++) {
		umb_slice where = markers[i].is_next_line ? previous_line : line;
		size_t    at    = umb_text_find(where, umb_slice_str(markers[i].token));

		if (at != SIZE_MAX && ends_word(where, at + strlen(markers[i].token)))
			return markers[i].token;
	}
	return NULL;
}
