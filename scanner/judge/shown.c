/*
 * shown.c - what stands before a value on its line, in its statement, above its block and says that it is for a test or for show.
 */
#include "judge/shown.h"

#include "base/text.h"
#include "judge/name_meaning.h"

#define MAX_LINE 256
#define MAX_STATEMENT 10 /* lines */
#define MAX_BLOCK 60

const char umb_named_for_show[] = "it is named as one for a test or for show";

/* The line before the value without the quotes that open it. */
static umb_slice head_of(umb_slice t, size_t at, size_t *start)
{
	umb_slice head;

	*start = umb_text_line_start(t, at);
	head   = umb_text_trim(umb_slice_sub(t, *start, at));
	while (head.len > 0 && strchr("\"'`(+", head.ptr[head.len - 1]))
		head.len--;
	head = umb_text_trim(head);
	return head.len > MAX_LINE ? umb_slice_sub(head, head.len - MAX_LINE, head.len) : head;
}

/* The end of the line above the one that begins at *start, which then is where that begins. */
static umb_slice line_above(umb_slice t, size_t *start)
{
	size_t end = *start, from;

	if (end == 0)
		return umb_slice_of(NULL, 0);
	*start = umb_text_line_start(t, end - 1);
	from   = UMB_MAX(*start, end - 1 > MAX_LINE ? end - 1 - MAX_LINE : 0);
	return umb_text_trim(umb_slice_sub(t, from, end - 1));
}

/* -- names ------------------------------------------------------------------------------------------------ */

/* "user1", "USER_2": accounts are called so where only their number matters. */
static bool has_numbered_user(umb_slice s)
{
	static const char word[] = "user";
	size_t n = sizeof(word) - 1;

	for (size_t i = 0; i + n < s.len; i++) {
		size_t to = i + n;

		if (!umb_text_eq_nocase(umb_slice_sub(s, i, to), umb_slice_str(word)) || (i > 0 && umb_ascii_is_letter(s.ptr[i - 1])))
			continue;
		to += s.ptr[to] == '_' || s.ptr[to] == '-';
		if (to < s.len && s.ptr[to] >= '0' && s.ptr[to] <= '9' && (to + 1 == s.len || s.ptr[to + 1] < '0' || s.ptr[to + 1] > '9'))
			return true;
	}
	return false;
}

/* In names of keys: made by a package for a first try (Debian's snakeoil), or known to all (Vagrant's). */
static bool is_made_to_be_replaced(umb_slice s)
{
	static const char *const words[] = { "insecure", "snakeoil", "devel", "throwaway" };

	for (size_t i = 0; i < UMB_COUNT(words); i++) {
		size_t n = strlen(words[i]), at = umb_text_find_nocase(s, umb_slice_str(words[i]));

		if (at != SIZE_MAX && (at + n == s.len || !umb_ascii_is_letter(s.ptr[at + n])))
			return true;
	}
	return false;
}

bool umb_is_named_for_show(const umb_hit_view *hit)
{
	size_t    start;
	umb_slice head = head_of(hit->text, (size_t)hit->secret.from, &start);

	/* What a function returns has the name of the function. */
	if (head.len == 0 || umb_slice_eq_str(head, "return"))
		head = line_above(hit->text, &start);
	return umb_name_read(head).is_for_show || has_numbered_user(head) || is_made_to_be_replaced(head);
}

/* -- assertions -------------------------------------------------------------------------------------------- */

static bool asserts(umb_slice line)
{
	static const char *const words[] = { "expect(", "expect ", "EXPECT_", "shouldBe", "should ", "should.", "isEqualTo(", "must_equal", "to_eq", "toEqual(", "toBe(",
		                             "containsExactly(", "is_deeply", "require.Equal", "ok_(", "eq_(", "verify(" };

	return umb_text_has_any(line, words, UMB_COUNT(words)) || umb_text_find_nocase(line, umb_slice_str("assert")) != SIZE_MAX ||
	       (line.len > 4 && memcmp(line.ptr, "is $", 4) == 0);
}

/* Whether the statement of a line goes on in the next one. */
static bool is_open(umb_slice line)
{
	return line.len > 0 && line.ptr[line.len - 1] != 0 && strchr("(,[+&|.\\", line.ptr[line.len - 1]) != NULL;
}

/* "  .to eq(": whether a line goes on with the statement of the one above. */
static bool goes_on(umb_slice line)
{
	return line.len > 1 && line.ptr[0] == '.' && umb_ascii_is_letter(line.ptr[1]);
}

bool umb_is_asserted(const umb_hit_view *hit)
{
	size_t    start;
	umb_slice below = head_of(hit->text, (size_t)hit->secret.from, &start);

	if (asserts(below))
		return true;
	for (size_t n = 0; n < MAX_STATEMENT; n++) {
		umb_slice line = line_above(hit->text, &start);

		if (!is_open(line) && !goes_on(below))
			return false;
		if (asserts(line))
			return true;
		below = line;
	}
	return false;
}

/* -- documents --------------------------------------------------------------------------------------------- */

bool umb_announces_example(umb_slice s)
{
	static const char *const words[] = { "example", "e.g.", "for instance", "usage", "sample", "like this", "like so", "looks like" };

	return s.len > 0 && s.len < 160 && !strchr("\"'", s.ptr[0]) && umb_text_has_any_nocase(s, words, UMB_COUNT(words));
}

static bool is_fence(umb_slice line)
{
	return line.len >= 3 && (memcmp(line.ptr, "```", 3) == 0 || memcmp(line.ptr, "~~~", 3) == 0);
}

static size_t find_fence(umb_slice t, size_t from, size_t to)
{
	umb_slice part = umb_slice_sub(t, from, to);
	size_t    a = umb_text_find(part, umb_slice_str("```")), b = umb_text_find(umb_slice_sub(part, 0, UMB_MIN(a, part.len)), umb_slice_str("~~~"));
	size_t    found = UMB_MIN(a, b);

	return found == SIZE_MAX ? SIZE_MAX : from + found;
}

/*
 * Where the block of a value begins whose fence is open, or SIZE_MAX.  Which fences open is known from the beginning, or from the
 * first that names a language.
 */
static size_t fence_above(umb_slice t, size_t at, bool is_begin)
{
	size_t found, from = 0, opened = SIZE_MAX;
	bool   is_known = is_begin;

	while ((found = find_fence(t, from, at)) != SIZE_MAX) {
		size_t    start = umb_text_line_start(t, found);
		umb_slice line = umb_text_trim(umb_slice_sub(t, start, umb_text_line_end(t, found)));

		from = umb_text_line_end(t, found);
		if (!is_fence(line))
			continue;
		is_known = is_known || line.len > 3;
		opened   = opened == SIZE_MAX && is_known ? start : SIZE_MAX;
	}
	return opened;
}

/* The first line above that is not empty announces one. */
static bool is_announced_above(umb_slice t, size_t start)
{
	umb_slice line = UMB_SLICE_INIT;

	for (size_t n = 0; n < 3 && start > 0 && line.len == 0; n++)
		line = line_above(t, &start);
	return umb_announces_example(line);
}

bool umb_is_in_announced_block(const umb_hit_view *hit)
{
	umb_slice t      = hit->text;
	size_t    at     = umb_text_line_start(t, (size_t)hit->secret.from), fence = fence_above(t, at, hit->is_begin), start = at;
	size_t    indent = umb_text_indent(t, at);

	if (fence != SIZE_MAX)
		return is_announced_above(t, fence);
	for (size_t n = 0; n < MAX_BLOCK && start > 0 && indent >= 4; n++) {
		size_t    below = start;
		umb_slice line  = line_above(t, &start);

		if (line.len > 0 && umb_text_indent(t, start) == 0)
			return is_announced_above(t, below);
	}
	return false;
}
