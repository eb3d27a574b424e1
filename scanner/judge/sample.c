/*
 * sample.c - whether a value stands in a sample of code that documentation shows.
 *
 *     * <pre>                          # Example:                     @moduledoc """
 *     * password: value                #                              config :app, secret: "value"
 *     * </pre>                         #   user.login('value')        """
 *
 * What tells a sample from code that somebody commented out is what stands above it in the same comment: a mark that opens a
 * sample, or words that announce it.  Commented-out code has code above it.
 */
#include "judge/sample.h"

#include "base/text.h"
#include "judge/shown.h"

#define MAX_LINES 120
#define LABEL_REACH 12
#define ANSWER_REACH 8

typedef struct line {
	size_t    from;
	size_t    indent; /* of the text behind the mark */
	umb_slice text;   /* without the mark and the blanks around */
	uint8_t   mark;   /* of a comment: its first byte; 0: the line is none */
	size_t    n_mark;
} line;

static bool begins(umb_slice s, const char *text)
{
	size_t n = strlen(text);

	return s.len >= n && memcmp(s.ptr, text, n) == 0;
}

/* The line that ends at `to`, or is cut there. */
static line line_to(umb_slice t, size_t to)
{
	static const char marks[] = "*#/-;%";
	size_t from = umb_text_line_start(t, to), at = from, text;
	line   l    = { .from = from };

	while (at < to && (t.ptr[at] == ' ' || t.ptr[at] == '\t'))
		at++;
	text = at;
	if (begins(umb_slice_sub(t, at, to), "/*"))
		at++;
	while (at < to && strchr(marks, t.ptr[at]) && t.ptr[at] != 0 && (at == text || t.ptr[at] == t.ptr[at - 1] || t.ptr[at] == '!' || t.ptr[text] == '/'))
		at++;
	if (at < to && at > text && t.ptr[at] == '!')
		at++;
	l.n_mark = at - text;
	l.mark   = l.n_mark > 0 ? t.ptr[at - 1] : 0;
	/* One of these alone is an operator or an item of a list. */
	if (l.n_mark == 1 && strchr("/-", l.mark)) {
		l.mark   = 0;
		l.n_mark = 0;
		at       = text;
	}
	for (; at < to && (t.ptr[at] == ' ' || t.ptr[at] == '\t'); at++)
		l.indent += t.ptr[at] == '\t' ? 4 : 1;
	l.text = umb_text_trim(umb_slice_sub(t, at, to));
	return l;
}

static bool is_same_comment(const line *a, const line *b)
{
	return b->mark != 0 && (b->mark == a->mark || (b->mark == '!' && a->mark != 0) || a->mark == '!');
}

/* What opens and closes a sample inside a comment: 1, -1, or 0 for neither; *is_fence: the mark does both. */
static int sample_mark(umb_slice s, bool *is_fence)
{
	static const char *const opens[] = { "<pre", "<code>", "<example>", "{@code", "@example", "{@snippet", "\\code", "@code" };
	static const char *const closes[] = { "</pre", "</code>", "</example>", "\\endcode", "@endcode" };

	*is_fence = begins(s, "```") || begins(s, "~~~");
	if (umb_text_has_any(s, closes, UMB_COUNT(closes)))
		return -1;
	return umb_text_has_any(s, opens, UMB_COUNT(opens)) ? 1 : 0;
}

/* "user.valid?   # => false": a line of the sample below shows what it answers. */
static bool shows_answers(umb_slice t, size_t at, const line *first)
{
	static const char *const marks[] = { "# => ", "#=> ", "# -> " };

	for (size_t n = 0; n < ANSWER_REACH; n++) {
		size_t from = umb_text_line_end(t, at) + 1, to;
		line   l;

		if (from >= t.len)
			return false;
		to = umb_text_line_end(t, from);
		l  = line_to(t, to);
		if (!is_same_comment(first, &l) || l.text.len == 0)
			return false;
		if (umb_text_has_any(l.text, marks, UMB_COUNT(marks)))
			return true;
		at = from;
	}
	return false;
}

/* Line by line up the comment that the value stands in. */
static bool is_in_comment_sample(umb_slice t, size_t at)
{
	line   first  = line_to(t, umb_text_line_end(t, at)), l = first;
	size_t n_fences = 0;
	bool   is_closed = false, is_fence, has_opener = false;

	if (first.mark == 0)
		return false;
	if (shows_answers(t, at, &first))
		return true;
	for (size_t n = 0; n < MAX_LINES && l.from > 0; n++) {
		line above = line_to(t, l.from - 1);
		int  mark;

		if (!is_same_comment(&first, &above))
			break;
		l    = above;
		mark = sample_mark(l.text, &is_fence);
		n_fences += is_fence;
		has_opener = has_opener || (!is_closed && mark > 0);
		is_closed  = is_closed || mark < 0;
		/* Right above it, or far above and indented less. */
		if (l.text.len > 0 && ((n < LABEL_REACH && l.indent <= first.indent && l.text.ptr[l.text.len - 1] == ':') || l.indent + 2 <= first.indent) &&
		    umb_announces_example(l.text))
			return true;
	}
	return has_opener || n_fences % 2 == 1;
}

/* -- documentation strings -------------------------------------------------------------------------------- */

/* "def f(x):", "class C:", the last line of a longer one: ") -> str:"; not the "Raises:" of a text. */
static bool opens_body(umb_slice l)
{
	return l.ptr[l.len - 1] == ':' && (begins(l, "def ") || begins(l, "class ") || begins(l, "async ") || memchr(l.ptr, ')', l.len));
}

/* A string that is a statement by itself: at the top, below "def f():" or "class C:", behind @doc. */
static bool opens_documentation(umb_slice t, size_t at)
{
	size_t    start = umb_text_line_start(t, at);
	umb_slice head  = umb_text_trim(umb_slice_sub(t, start, at));

	if (begins(head, "@doc") || begins(head, "@moduledoc") || begins(head, "@typedoc"))
		return true;
	if (head.len > 1 || (head.len == 1 && !strchr("rRuU", head.ptr[0])))
		return false;
	while (start > 0) {
		size_t    end = start - 1;
		umb_slice above;

		start = umb_text_line_start(t, end);
		above = umb_text_trim(umb_slice_sub(t, start, end));
		if (above.len > 0 && above.ptr[0] != '#')
			return opens_body(above);
	}
	return true;
}

/* Samples are indented below the text, or fenced.  A password that the text itself tells is no sample. */
static bool is_code_of(umb_slice t, size_t opened, size_t at)
{
	umb_slice text = umb_slice_sub(t, opened, at), fence = umb_slice_str("```");
	size_t    n_fences = 0, found;

	if (umb_text_indent(t, at) >= umb_text_indent(t, opened) + 4)
		return true;
	while ((found = umb_text_find(text, fence)) != SIZE_MAX) {
		text = umb_slice_sub(text, found + fence.len, text.len);
		n_fences++;
	}
	return n_fences % 2 == 1;
}

/* Which of its marks open and which close is known from the beginning, or from the first that only opens. */
static bool is_in_string_of(umb_slice t, size_t at, umb_slice quote, bool is_begin)
{
	size_t from = 0, opened = SIZE_MAX, found;
	bool   is_known = is_begin;

	while ((found = umb_text_find(umb_slice_sub(t, from, at), quote)) != SIZE_MAX) {
		size_t place = from + found;

		is_known = is_known || opens_documentation(t, place);
		opened   = opened == SIZE_MAX && is_known ? place : SIZE_MAX;
		from     = place + quote.len;
	}
	return opened != SIZE_MAX && opens_documentation(t, opened) && is_code_of(t, opened, at);
}

static bool is_in_documentation_string(umb_slice t, size_t at, bool is_begin)
{
	return is_in_string_of(t, at, umb_slice_str("\"\"\""), is_begin) || is_in_string_of(t, at, umb_slice_str("'''"), is_begin);
}

/* Perl's: "=head1", "=over", ... to "=cut". */
static bool is_in_pod(umb_slice t, size_t at)
{
	static const char *const begin[] = { "=head", "=pod", "=over", "=item", "=back", "=begin", "=for", "=encoding" };
	size_t start = umb_text_line_start(t, at);

	/* What is not indented is the text itself. */
	if (start == t.len || (t.ptr[start] != ' ' && t.ptr[start] != '\t'))
		return false;
	for (size_t to = start; to > 0;) {
		size_t    from = umb_text_line_start(t, to - 1);
		umb_slice l    = umb_slice_sub(t, from, to);

		to = from;
		if (l.ptr[0] != '=')
			continue;
		if (begins(l, "=cut"))
			return false;
		for (size_t i = 0; i < UMB_COUNT(begin); i++) {
			if (begins(l, begin[i]))
				return true;
		}
	}
	return false;
}

bool umb_is_documentation_sample(const umb_hit_view *hit)
{
	umb_slice t     = hit->text;
	size_t    at    = (size_t)hit->secret.from;

	return hit->value.len > 0 && (is_in_comment_sample(t, at) || is_in_documentation_string(t, at, hit->is_begin) || is_in_pod(t, at));
}
