/*
 * region.c - secretlint-disable ... secretlint-enable.
 *
 * A finding comes with its own line only, and the comment that opens a block may stand gigabytes before it.  So the text is looked
 * at as it passes by: what is kept is whether a block is open, and for which rules.
 */
#include "suppress/inline.h"

#include "base/text.h"

static const char mark[] = "secretlint-";

#define MARK_LEN (sizeof(mark) - 1)
#define BLOCK 64

/* Three bytes of the mark at their distance, for 64 places at once: most text has none. */
static bool may_hold(const uint8_t *p)
{
	uint8_t any = 0;

	for (size_t i = 0; i < BLOCK; i++)
		any |= (uint8_t)((p[i] == 's') & (p[i + 6] == 'l') & (p[i + 10] == '-'));
	return any != 0;
}

/* The first place in [from, to) where the mark stands, or `to`. */
static size_t next_mark(umb_slice text, size_t from, size_t to)
{
	while (from < to) {
		size_t n = UMB_MIN(to - from, (size_t)BLOCK), at;

		if (n == BLOCK && text.len - from >= BLOCK + MARK_LEN && !may_hold(text.ptr + from)) {
			from += BLOCK;
			continue;
		}
		at = umb_text_find(umb_slice_sub(text, from, from + n + MARK_LEN - 1), umb_slice_str(mark));
		if (at < n)
			return from + at;
		from += n;
	}
	return to;
}

/* A sentence, an item of a list or a path opens nothing: what begins a comment stands in front. */
static bool is_comment(umb_slice text, size_t at)
{
	uint8_t last, before;

	while (at > 0 && (text.ptr[at - 1] == ' ' || text.ptr[at - 1] == '\t'))
		at--;
	last = at > 0 ? text.ptr[at - 1] : 0;
	while (last == '*' && at > 1 && text.ptr[at - 2] == '*')
		at--;
	before = at > 1 ? text.ptr[at - 2] : 0;
	if (last == '/')
		return before == '/' && !(at > 2 && text.ptr[at - 3] == ':');
	if (last == '*')
		return before == '/' || before == '(';
	return last == '#' || last == ';' || last == '%' || (last == '-' && before == '-');
}

static void remember(umb_region *r, umb_slice word, bool is_off)
{
	for (size_t i = 0; i < r->n; i++) {
		if (!umb_slice_eq_str(word, r->off[i]))
			continue;
		if (!is_off)
			memmove(r->off[i], r->off[--r->n], sizeof(r->off[i]));
		return;
	}
	if (!is_off || r->n == UMB_REGION_RULES || word.len >= sizeof(r->off[0]))
		return;
	memcpy(r->off[r->n], word.ptr, word.len);
	r->off[r->n++][word.len] = 0;
}

static bool take(umb_slice *s, const char *word)
{
	size_t n = strlen(word);

	/* "secretlint-disable-line" is not for us. */
	if (s->len < n || memcmp(s->ptr, word, n) != 0 || (s->len > n && (s->ptr[n] == '-' || umb_inline_is_word(s->ptr[n]))))
		return false;
	*s = umb_slice_sub(*s, n, s->len);
	return true;
}

static void obey(umb_region *r, umb_slice rest)
{
	bool      is_off = take(&rest, "disable"), has_any = false;
	umb_slice word;

	if (!is_off && !take(&rest, "enable"))
		return;
	while (umb_inline_next_word(&rest, &word)) {
		has_any = true;
		remember(r, word, is_off);
	}
	/* Enabling a part of everything enables everything: rather too much is reported. */
	if (is_off ? !has_any : true)
		r->is_off = is_off;
	if (!is_off && !has_any)
		r->n = 0;
}

void umb_region_pass(umb_region *r, umb_slice text, size_t from, size_t to)
{
	for (size_t at = next_mark(text, from, to); at < to; at = next_mark(text, at + 1, to)) {
		umb_slice rest = umb_slice_sub(text, at + MARK_LEN, UMB_MIN(text.len, at + 1024));

		if (is_comment(text, at))
			obey(r, umb_slice_sub(rest, 0, umb_text_line_end(rest, 0)));
	}
}

bool umb_region_allows(const umb_region *r, const umb_rule_info *rule)
{
	bool is_off = r->is_off;

	for (size_t i = 0; i < r->n && !is_off; i++)
		is_off = umb_rule_is_vendor(rule, umb_slice_str(r->off[i]));
	return is_off;
}
