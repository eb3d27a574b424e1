/*
 * git_added.c - see git_added.h.  Lines are looked up by hash and compared: what an attacker makes collide counts as new.
 */
#include "git/git_added.h"

#include "base/alloc.h"
#include "base/hash.h"
#include "base/text.h"

#define MAX_LINES ((size_t)8 << 20) /* of one text; one with more is new as a whole */
#define MAX_SAME_HASH 32

typedef struct line {
	uint64_t  hash;
	umb_slice text;
	uint32_t  n_left; /* so many are not taken yet */
} line;

typedef struct umb_git_lines {
	line  *at; /* by hash */
	size_t n;
} lines;

static int by_hash(const void *x, const void *y)
{
	const line *a = x, *b = y;

	return a->hash < b->hash ? -1 : a->hash > b->hash;
}

static bool equal(umb_slice a, umb_slice b)
{
	return a.len == b.len && (a.len == 0 || memcmp(a.ptr, b.ptr, a.len) == 0);
}

/* The line at *at, without its newline, of either kind: git may write out a file with other ones than it stores. */
static umb_slice next_line(umb_slice text, size_t *at)
{
	size_t    end = umb_text_line_end(text, *at);
	umb_slice s   = umb_slice_sub(text, *at, end);

	*at = end + 1;
	if (s.len && s.ptr[s.len - 1] == '\r')
		s.len--;
	return s;
}

/* Equal lines become one with their count; those that only share a hash stay side by side. */
static void count_equal(lines *l)
{
	size_t n = 0, first = 0; /* of those kept, the first with this hash */

	for (size_t i = 0; i < l->n; i++) {
		size_t k;

		if (n == 0 || l->at[i].hash != l->at[first].hash)
			first = n;
		for (k = first; k < n && k < first + MAX_SAME_HASH && !equal(l->at[k].text, l->at[i].text); k++)
			;
		if (k < n && k < first + MAX_SAME_HASH)
			l->at[k].n_left++;
		else
			l->at[n++] = l->at[i];
	}
	l->n = n;
}

/* False: too many, or no memory. */
static bool read_lines(lines *l, umb_slice text)
{
	size_t n = umb_text_count_lines(text) + 1;

	l->n  = 0;
	l->at = n <= MAX_LINES ? umb_alloc(n * sizeof(*l->at)) : NULL;
	for (size_t at = 0; l->at && at < text.len && l->n < n; l->n++) {
		umb_slice s = next_line(text, &at);

		l->at[l->n] = (line){ umb_hash64(s), s, 1 };
	}
	if (l->n)
		qsort(l->at, l->n, sizeof(*l->at), by_hash);
	count_equal(l);
	return l->at != NULL;
}

static line *find(const lines *l, umb_slice s, uint64_t hash)
{
	size_t low = 0, n = l->n;

	while (n > 0) {
		size_t half = n / 2;

		if (l->at[low + half].hash < hash) {
			low += half + 1;
			n -= half + 1;
		} else {
			n = half;
		}
	}
	for (size_t i = low; i < l->n && i < low + MAX_SAME_HASH && l->at[i].hash == hash; i++) {
		if (equal(l->at[i].text, s))
			return &l->at[i];
	}
	return NULL;
}

/* Takes one of this line, if one is left. */
static bool take(const lines *l, umb_slice s, uint64_t hash)
{
	line *at = find(l, s, hash);

	if (!at || at->n_left == 0)
		return false;
	at->n_left--;
	return true;
}

umb_git_lines *umb_git_lines_new(umb_slice text)
{
	lines *l = umb_alloc_zero(1, sizeof(*l));

	if (l && read_lines(l, text))
		return l;
	umb_git_lines_free(l);
	return NULL;
}

void umb_git_lines_free(umb_git_lines *l)
{
	if (l)
		umb_free(l->at);
	umb_free(l);
}

static umb_status append(umb_buf *ranges, uint64_t number)
{
	umb_line_range *last = ranges->len ? (umb_line_range *)(void *)(ranges->ptr + ranges->len) - 1 : NULL;
	umb_line_range  one  = { number, number };

	if (!last || last->to + 1 != number)
		return umb_buf_append(ranges, &one, sizeof(one));
	last->to = number;
	return UMB_OK;
}

umb_status umb_git_added_lines(umb_buf *ranges, umb_slice now, const umb_slice *old, size_t n_old, const umb_git_lines *others)
{
	lines         *known = umb_alloc_zero(n_old + 1, sizeof(*known));
	umb_line_range all   = { 1, UINT64_MAX };
	umb_status     st    = known ? UMB_OK : UMB_E_NOMEM;
	bool           is_whole = false;
	uint64_t       number = 1;

	for (size_t i = 0; st == UMB_OK && i < n_old; i++)
		is_whole = !read_lines(&known[i], old[i]) || is_whole;
	if (st == UMB_OK && is_whole)
		st = umb_buf_append(ranges, &all, sizeof(all));
	for (size_t at = 0; st == UMB_OK && !is_whole && at < now.len; number++) {
		umb_slice s    = next_line(now, &at);
		uint64_t  hash = umb_hash64(s);
		bool      has  = false;

		for (size_t i = 0; i < n_old; i++)
			has = take(&known[i], s, hash) || has;
		if (!has && !(others && find(others, s, hash)))
			st = append(ranges, number);
	}
	for (size_t i = 0; known && i < n_old; i++)
		umb_free(known[i].at);
	umb_free(known);
	return st;
}
