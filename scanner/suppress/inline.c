/*
 * inline.c - "allow" comments of umbra and of the scanners people come from, found as plain text on the
 * line of the finding (or the line before, or around it, where the original says so).
 *
 * Whatever stands in a comment and is not understood makes it allow less, not more.
 */
#include "suppress/inline.h"

#include <stdio.h>

#include "base/clock.h"
#include "base/text.h"

typedef enum place { SAME_LINE, LINE_BEFORE } place;
typedef enum words { NO_WORDS, RULES, DETECTOR } words;

static const struct {
	const char *token;
	place       place;
	words       words; /* that may follow */
} markers[] = {
	{ "gitleaks:allow", SAME_LINE, NO_WORDS },
	{ "betterleaks:allow", SAME_LINE, NO_WORDS },
	{ "trufflehog:ignore", SAME_LINE, NO_WORDS },
	{ "kingfisher:ignore", SAME_LINE, NO_WORDS },
	{ "ggignore", SAME_LINE, NO_WORDS },
	{ "keyhog:ignore", SAME_LINE, DETECTOR },
	{ "keyhog:allow", SAME_LINE, DETECTOR },
	{ "secretlint-disable-line", SAME_LINE, RULES },
	{ "secretlint-disable-next-line", LINE_BEFORE, RULES },
};

/* Offset behind `token` where it stands next in s as a word of its own, from *at on; SIZE_MAX: nowhere. */
static size_t behind(umb_slice s, const char *token, size_t at)
{
	umb_slice t = umb_slice_str(token);

	for (size_t i = at; i < s.len;) {
		size_t found = umb_text_find(umb_slice_sub(s, i, s.len), t);

		if (found == SIZE_MAX)
			break;
		i += found + t.len;
		if (i >= s.len || !umb_inline_is_word(s.ptr[i]))
			return i;
	}
	return SIZE_MAX;
}

/* -- lists of rules ------------------------------------------------------------------------------------------------- */

static bool is_list_byte(uint8_t c)
{
	return umb_inline_is_word(c) || c == '.' || c == '-' || c == '/' || c == '@';
}

bool umb_inline_next_word(umb_slice *s, umb_slice *word)
{
	size_t at = 0, end;

	while (at < s->len && (s->ptr[at] == ' ' || s->ptr[at] == '\t' || s->ptr[at] == ','))
		at++;
	if (at == s->len || !(umb_inline_is_word(s->ptr[at]) || s->ptr[at] == '@'))
		return false;
	for (end = at; end < s->len && is_list_byte(s->ptr[end]); end++)
		;
	*word = umb_slice_sub(*s, at, end);
	*s    = umb_slice_sub(*s, end, s->len);
	/* "-->" and "*" followed by "/" end a comment. */
	while (word->len && !umb_inline_is_word(word->ptr[word->len - 1]))
		word->len--;
	return word->len > 0;
}

/* No list, or one that names the rule. */
static bool is_listed(umb_slice rest, const umb_rule_info *rule)
{
	umb_slice word;
	bool      has_any = false;

	while (umb_inline_next_word(&rest, &word)) {
		has_any = true;
		if (umb_rule_is_vendor(rule, word))
			return true;
	}
	return !has_any;
}

/* " detector=ID", or nothing of the kind. */
static bool is_detector(umb_slice rest, const umb_rule_info *rule)
{
	umb_slice key = umb_slice_str("detector="), word;

	rest = umb_text_trim(rest);
	if (rest.len < key.len || !umb_slice_eq(umb_slice_sub(rest, 0, key.len), key))
		return true;
	rest = umb_slice_sub(rest, key.len, rest.len);
	return umb_inline_next_word(&rest, &word) && umb_rule_is_vendor(rule, word);
}

/* -- ours ------------------------------------------------------------------------------------------------------------- */

static void note(umb_allowed *out, const char *why, umb_slice date)
{
	snprintf(out->note, sizeof(out->note), "the comment umbra:allow %s%.*s", why, (int)date.len, (const char *)date.ptr);
}

/* Behind an '=': a quoted text, or up to a blank. */
static umb_slice take_value(umb_slice *s)
{
	size_t    from = s->len && s->ptr[0] == '"', end = from;
	umb_slice value;

	while (end < s->len && (from ? s->ptr[end] != '"' : s->ptr[end] > ' ' && s->ptr[end] != ','))
		end++;
	value = umb_slice_sub(*s, from, end);
	*s    = umb_slice_sub(*s, end + from, s->len);
	return value;
}

/* until=DATE: the last day on which the comment allows. */
static bool is_over(umb_allowed *out, umb_slice date, int64_t today)
{
	size_t  n = 0;
	int64_t day;

	/* What ends the comment may stand right behind it. */
	while (n < date.len && (umb_inline_is_word(date.ptr[n]) || date.ptr[n] == '-'))
		n++;
	while (n > 0 && date.ptr[n - 1] == '-')
		n--;
	date = umb_slice_sub(date, 0, n);
	if (!umb_clock_day(&day, date))
		note(out, "has an until= that is no date as in 2026-01-31", umb_slice_of("", 0));
	else if (day < today)
		note(out, "has expired: until=", date);
	return out->note[0] != 0;
}

/* What stands behind "umbra:allow": [RULE[,RULE...]] [until=DATE] [reason=WORD or "text"], then anything that begins with no letter or digit. */
static bool own_words(umb_allowed *out, umb_slice rest, const umb_rule_info *rule, int64_t today)
{
	bool      has_rules = false, is_rule = false;
	umb_slice word;

	out->note[0] = 0;
	while (umb_inline_next_word(&rest, &word)) {
		bool has_value = rest.len && rest.ptr[0] == '=' && word.ptr + word.len == rest.ptr;

		if (!has_value) {
			has_rules = true;
			is_rule   = is_rule || umb_rule_is_named(rule, word);
			continue;
		}
		rest = umb_slice_sub(rest, 1, rest.len);
		umb_slice value = take_value(&rest);
		if (umb_slice_eq_str(word, "until")) {
			if (is_over(out, value, today))
				return false;
		} else if (!umb_slice_eq_str(word, "reason")) {
			note(out, "is not understood: it takes rules, until=DATE, reason=\"...\"", umb_slice_of("", 0));
			return false;
		}
	}
	if (!has_rules || is_rule)
		return true;
	note(out, "is for other rules than this", umb_slice_of("", 0));
	return false;
}

/* One of them is enough; the note is of the last that is not. */
static bool own_marker(umb_allowed *out, umb_slice line, const char *token, const umb_rule_info *rule, int64_t today)
{
	for (size_t at = behind(line, token, 0); at != SIZE_MAX; at = behind(line, token, at)) {
		/* "umbra:allow-next-line" is another word. */
		if (at < line.len && line.ptr[at] == '-' && at + 1 < line.len && umb_inline_is_word(line.ptr[at + 1]))
			continue;
		if (own_words(out, umb_slice_sub(line, at, line.len), rule, today))
			return true;
	}
	return false;
}

/* -- detect-secrets: pragma: ?(allow|white)list[ -](nextline[ -])?secret --------------------------------------------------- */

static bool take(umb_slice *s, const char *text)
{
	size_t n = strlen(text);

	if (s->len < n || memcmp(s->ptr, text, n) != 0)
		return false;
	*s = umb_slice_sub(*s, n, s->len);
	return true;
}

static bool take_gap(umb_slice *s)
{
	return take(s, " ") || take(s, "-");
}

static bool is_pragma(umb_slice line, bool is_next_line)
{
	umb_slice s = line, colon = umb_slice_str("pragma:");

	for (size_t at = umb_text_find(s, colon); at != SIZE_MAX; at = umb_text_find(s, colon)) {
		s = umb_slice_sub(s, at + colon.len, s.len);
		take(&s, " ");
		if (!(take(&s, "allow") || take(&s, "white")) || !take(&s, "list") || !take_gap(&s))
			continue;
		if (is_next_line && !(take(&s, "nextline") && take_gap(&s)))
			continue;
		if (take(&s, "secret") && (s.len == 0 || !umb_inline_is_word(s.ptr[0])))
			return true;
	}
	return false;
}

/* -- all of them --------------------------------------------------------------------------------------------------------------- */

static bool is_allowed_by(size_t i, const umb_comments *c, const umb_rule_info *rule)
{
	umb_slice where = markers[i].place == LINE_BEFORE ? c->previous_line : c->line;

	for (size_t at = behind(where, markers[i].token, 0); at != SIZE_MAX; at = behind(where, markers[i].token, at)) {
		umb_slice rest = umb_slice_sub(where, at, where.len);

		rest = umb_slice_sub(rest, 0, umb_text_line_end(rest, 0));
		if (markers[i].words == NO_WORDS || (markers[i].words == RULES ? is_listed(rest, rule) : is_detector(rest, rule)))
			return true;
	}
	return false;
}

void umb_inline_allows(umb_allowed *out, const umb_comments *c, const umb_rule_info *rule)
{
	*out = (umb_allowed){ .by = NULL };
	if (own_marker(out, c->line, "umbra:allow", rule, c->today))
		out->by = "comment umbra:allow";
	else if (own_marker(out, c->previous_line, "umbra:allow-next-line", rule, c->today))
		out->by = "comment umbra:allow-next-line";
	else if (is_pragma(c->line, false))
		out->by = "comment pragma: allowlist secret";
	else if (is_pragma(c->previous_line, true))
		out->by = "comment pragma: allowlist nextline secret";
	else if (c->region && umb_region_allows(c->region, rule))
		out->by = "comment secretlint-disable";
	for (size_t i = 0; i < UMB_COUNT(markers) && !out->by; i++) {
		if (is_allowed_by(i, c, rule))
			out->by = markers[i].token;
	}
}
