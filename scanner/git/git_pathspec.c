/*
 * git_pathspec.c - see git_pathspec.h.
 */
#include "git/git_pathspec.h"

#include <stddef.h>

#include "base/err.h"
#include "base/path.h"
#include "base/text.h"

/* -- wildcards ------------------------------------------------------------------------------------------------- */

/* The class that begins at p[*at] with '[': whether c is in it, and *at behind it.  One without an end stands for itself. */
static bool class_match(umb_slice p, size_t *at, uint8_t c)
{
	size_t i = *at + 1, first;
	bool   is_not = i < p.len && (p.ptr[i] == '!' || p.ptr[i] == '^'), is_in = false;

	first = i += is_not;
	for (; i < p.len && (p.ptr[i] != ']' || i == first); i++) {
		uint8_t low, high;

		i += p.ptr[i] == '\\' && i + 1 < p.len;
		low = high = p.ptr[i];
		if (i + 2 < p.len && p.ptr[i + 1] == '-' && p.ptr[i + 2] != ']') {
			i += 2;
			i += p.ptr[i] == '\\' && i + 1 < p.len;
			high = p.ptr[i];
		}
		is_in = is_in || (c >= low && c <= high);
	}
	if (i >= p.len) {
		++*at;
		return c == '[';
	}
	*at = i + 1;
	return is_in != is_not;
}

/* Goes back to the last star only: those before it have as little as they need. */
bool umb_git_wild_match(umb_slice p, umb_slice t)
{
	size_t at = 0, i = 0, star = SIZE_MAX, from = 0;

	while (i < t.len) {
		size_t next = at;
		bool   fits = false;

		if (at < p.len && p.ptr[at] == '*') {
			star = ++at;
			from = i;
			continue;
		}
		if (at < p.len && p.ptr[at] == '[') {
			fits = class_match(p, &next, t.ptr[i]);
		} else if (at < p.len) {
			next += p.ptr[at] == '\\' && at + 1 < p.len;
			fits = (p.ptr[at] == '?' && next == at) || p.ptr[next] == t.ptr[i];
			next++;
		}
		if (fits) {
			at = next;
			i++;
		} else if (star != SIZE_MAX) {
			at = star;
			i  = ++from;
		} else {
			return false;
		}
	}
	while (at < p.len && p.ptr[at] == '*')
		at++;
	return at == p.len;
}

bool umb_git_is_wild(umb_slice text)
{
	for (size_t i = 0; i < text.len; i++) {
		if (strchr("*?[\\", text.ptr[i]) && text.ptr[i])
			return true;
	}
	return false;
}

/* -- pathspecs --------------------------------------------------------------------------------------------------- */

#define MAX_PATH 16384

typedef struct pathspec {
	umb_slice path;
	bool      is_out, is_glob, is_literal, is_folder, has_any_case;
	char      low[4096]; /* then the path lies here, lower case */
} pathspec;

static bool take_magic(pathspec *p, umb_slice word)
{
	if (umb_slice_eq_str(word, "exclude"))
		p->is_out = true;
	else if (umb_slice_eq_str(word, "glob"))
		p->is_glob = true;
	else if (umb_slice_eq_str(word, "literal"))
		p->is_literal = true;
	else if (umb_slice_eq_str(word, "icase"))
		p->has_any_case = true;
	else
		return word.len == 0 || umb_slice_eq_str(word, "top");
	return true;
}

/* ":(a,b)": behind it; false where a word is not known, or there is no end. */
static bool take_words(pathspec *p, umb_slice *s)
{
	size_t from = 2;

	for (size_t i = 2; i < s->len; i++) {
		if (s->ptr[i] != ',' && s->ptr[i] != ')')
			continue;
		if (!take_magic(p, umb_slice_sub(*s, from, i)))
			return false;
		from = i + 1;
		if (s->ptr[i] == ')') {
			*s = umb_slice_sub(*s, from, s->len);
			return !(p->is_glob && p->is_literal);
		}
	}
	return false;
}

/* ":!", ":^", ":/", and more than one of them; a second colon ends them. */
static bool take_signs(pathspec *p, umb_slice *s)
{
	size_t i = 1;

	for (; i < s->len && strchr("!^/", s->ptr[i]) && s->ptr[i]; i++)
		p->is_out = p->is_out || s->ptr[i] != '/';
	i += i < s->len && s->ptr[i] == ':';
	/* Other signs are kept by git for what may come. */
	if (i < s->len && i == 1 && strchr("\"#%&',-;<=>@_`~", s->ptr[i]))
		return false;
	*s = umb_slice_sub(*s, i, s->len);
	return true;
}

static void lower(char *out, umb_slice text)
{
	for (size_t i = 0; i < text.len; i++)
		out[i] = (char)umb_ascii_lower(text.ptr[i]);
}

static bool begins_with_dot(umb_slice s)
{
	return s.len > 0 && s.ptr[0] == '.' && (s.len == 1 || s.ptr[1] == '/');
}

static bool read_spec(pathspec *p, const char *spec)
{
	umb_slice s = umb_slice_str(spec);

	memset(p, 0, offsetof(pathspec, low));
	if (s.len > 1 && s.ptr[0] == ':' && s.ptr[1] == '(' ? !take_words(p, &s) : s.len > 0 && s.ptr[0] == ':' && !take_signs(p, &s))
		return false;
	while (begins_with_dot(s))
		s = umb_slice_sub(s, s.len > 1 ? 2 : 1, s.len);
	for (size_t at = 0, end; at < s.len; at = end + 1) {
		for (end = at; end < s.len && s.ptr[end] != '/'; end++)
			;
		if (umb_slice_eq_str(umb_slice_sub(s, at, end), "..") || (end == at && end < s.len))
			return false;
	}
	p->is_folder = s.len > 0 && s.ptr[s.len - 1] == '/';
	p->path      = umb_slice_sub(s, 0, s.len - p->is_folder);
	if (s.len < sizeof(p->low) && p->has_any_case) {
		lower(p->low, p->path);
		p->path = umb_slice_of(p->low, p->path.len);
	}
	return s.len < sizeof(p->low);
}

umb_status umb_git_pathspec_check(const char *spec, umb_err *err)
{
	pathspec p;

	if (read_spec(&p, spec))
		return UMB_OK;
	return umb_err_set(err, UMB_E_USAGE, "'%.200s' is no path that is understood: from the top of the repository, with * and ?, or :!PATH, :(glob)PATH", spec);
}

/* gitignore's stars do not cross slashes, as those of :(glob) do not; a slash before it holds it to the top. */
static bool glob_match(const pathspec *p, umb_slice path)
{
	char pattern[4096 + 8];

	snprintf(pattern, sizeof(pattern), "/%.*s%s", (int)p->path.len, (const char *)p->path.ptr, p->is_folder ? "/" : "");
	return umb_glob_match(pattern, path);
}

static bool spec_match(const pathspec *p, umb_slice path)
{
	size_t n = p->path.len;
	char   low[MAX_PATH];

	if (n == 0)
		return true;
	if (p->has_any_case && path.len <= sizeof(low)) {
		lower(low, path);
		path = umb_slice_of(low, path.len);
	}
	if (path.len >= n && memcmp(path.ptr, p->path.ptr, n) == 0 && (path.len == n ? !p->is_folder : path.ptr[n] == '/'))
		return true;
	if (p->is_literal || !umb_git_is_wild(p->path))
		return false;
	/* As in git, a pattern that ends with a slash fits no file by its stars. */
	return p->is_glob ? glob_match(p, path) : !p->is_folder && umb_git_wild_match(p->path, path);
}

bool umb_git_pathspec_match(const char *const *spec, size_t n, umb_slice path)
{
	bool has_in = false, is_in = false;

	for (size_t i = 0; i < n; i++) {
		pathspec p;

		read_spec(&p, spec[i]);
		if (p.is_out && spec_match(&p, path))
			return false;
		has_in = has_in || !p.is_out;
		is_in  = is_in || (!p.is_out && spec_match(&p, path));
	}
	return is_in || !has_in;
}
