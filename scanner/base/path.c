/*
 * path.c - gitignore globs without recursion, so that a hostile pattern costs at most text times pattern.
 */
#include "base/path.h"

#define MAX_GLOB 1021

/* Does the class that begins at p[0] == '[' hold c?  *len is set to its length, 0 when it never ends. */
static bool class_has(const char *p, uint8_t c, size_t *len)
{
	size_t i = 1;
	bool   is_negated = p[i] == '!' || p[i] == '^', has = false, first = true;

	i += is_negated;
	for (; p[i] && (first || p[i] != ']'); first = false) {
		uint8_t from = (uint8_t)(p[i] == '\\' && p[i + 1] ? p[++i] : p[i]), to = from;

		i++;
		if (p[i] == '-' && p[i + 1] && p[i + 1] != ']') {
			to = (uint8_t)p[i + 1];
			i += 2;
		}
		has = has || (c >= from && c <= to);
	}
	*len = p[i] == ']' ? i + 1 : 0;
	return has != is_negated && c != '/';
}

size_t umb_glob_class_len(const char *p)
{
	size_t len;

	class_has(p, 0, &len);
	return len;
}

/* One pattern element against one byte; *len is how much of the pattern it takes. */
static bool element_matches(const char *p, uint8_t c, size_t *len)
{
	*len = 1;
	if (*p == '?')
		return c != '/';
	if (*p == '[') {
		bool has = class_has(p, c, len);
		if (*len)
			return has;
		*len = 1;
	}
	if (*p == '\\' && p[1]) {
		*len = 2;
		return (uint8_t)p[1] == c;
	}
	return (uint8_t)*p == c;
}

/*
 * Two places to go back to: the last '*' (stays within a component) and the last "**" (does not).  Trying
 * them in that order is enough, because a later star can always do what an earlier one could.
 */
static bool match_at(const char *p, umb_slice t)
{
	const char *star = NULL, *deep = NULL;
	size_t i = 0, star_at = 0, deep_at = 0, len;

	for (;;) {
		if (p[0] == '*' && p[1] == '*') {
			p += 2;
			if (*p == '/')
				p++;
			deep    = p;
			deep_at = i;
			star    = NULL;
			continue;
		}
		if (*p == '*') {
			star    = ++p;
			star_at = i;
			continue;
		}
		if (i < t.len && *p && element_matches(p, t.ptr[i], &len)) {
			p += len;
			i++;
			continue;
		}
		if (i == t.len && !*p)
			return true;
		if (star && star_at < t.len && t.ptr[star_at] != '/') {
			p = star;
			i = ++star_at;
		} else if (deep && deep_at < t.len) {
			/* after "**" and a slash the rest begins at a component; at the end of the pattern anywhere */
			do
				deep_at++;
			while (*deep && deep_at < t.len && t.ptr[deep_at - 1] != '/');
			p    = deep;
			i    = deep_at;
			star = NULL;
		} else {
			return false;
		}
	}
}

bool umb_glob_match(const char *pattern, umb_slice path)
{
	size_t len = strlen(pattern);
	bool   is_folder = len > 0 && pattern[len - 1] == '/';
	char   copy[MAX_GLOB + 3];

	if (len == 0 || len >= MAX_GLOB)
		return false;
	if (is_folder) {
		memcpy(copy, pattern, len);
		memcpy(copy + len, "**", 3);
		pattern = copy;
	}
	bool is_anchored = memchr(pattern, '/', is_folder ? len - 1 : len) != NULL;

	if (*pattern == '/')
		pattern++;
	if (match_at(pattern, path))
		return true;
	for (size_t i = 0; !is_anchored && i < path.len; i++) {
		if (path.ptr[i] == '/' && match_at(pattern, umb_slice_sub(path, i + 1, path.len)))
			return true;
	}
	return false;
}

/* A range that holds nothing, as [z-a]; p[0..len) is a class as class_has reads it. */
static bool has_empty_range(const char *p, size_t len)
{
	for (size_t i = p[1] == '!' || p[1] == '^' ? 2 : 1; i + 1 < len;) {
		uint8_t from = (uint8_t)(p[i] == '\\' ? p[++i] : p[i]);

		i++;
		if (i + 2 >= len || p[i] != '-')
			continue;
		if (from > (uint8_t)p[i + 1])
			return true;
		i += 2;
	}
	return false;
}

const char *umb_glob_fault(const char *pattern)
{
	size_t len = strlen(pattern), n;

	if (len == 0)
		return "an empty pattern matches nothing";
	if (len >= MAX_GLOB)
		return "longer than 1,020 bytes";
	for (const char *p = pattern; *p; p += n) {
		n = 1;
		if (*p == '\\' && !p[1])
			return "a '\\' at the end escapes nothing";
		if (*p == '\\')
			n = 2;
		if (*p == '[') {
			class_has(p, 0, &n);
			if (n == 0)
				return "a '[' without its ']' (write '\\[' for the character)";
			if (has_empty_range(p, n))
				return "a range from a later to an earlier character";
		}
		if (*p == '{' && strchr(p, ',') && strchr(p, '}'))
			return "'{a,b}' is no choice here; write one pattern for each (or '\\{' for the character)";
	}
	return NULL;
}

umb_status umb_path_join(umb_buf *out, umb_slice dir, umb_slice name)
{
	bool is_nothing = dir.len == 0 || (dir.len == 1 && dir.ptr[0] == '.');

	if (!is_nothing) {
		umb_buf_append_slice(out, dir);
		if (dir.ptr[dir.len - 1] != '/' && name.len)
			umb_buf_append_byte(out, '/');
	}
	return umb_buf_append_slice(out, name);
}

umb_slice umb_path_below(umb_slice path, umb_slice folder)
{
	size_t n = folder.len;

	if (n > 0 && folder.ptr[n - 1] == '/')
		n--;
	if (folder.len == 0 || path.len < folder.len || path.len <= n + 1 || memcmp(path.ptr, folder.ptr, folder.len) != 0 || path.ptr[n] != '/')
		return path;
	return umb_slice_sub(path, n + 1, path.len);
}

umb_slice umb_path_base(umb_slice path)
{
	const uint8_t *p = path.len ? memrchr(path.ptr, '/', path.len) : NULL;

	return p ? umb_slice_sub(path, (size_t)(p - path.ptr) + 1, path.len) : path;
}

umb_slice umb_path_ext(umb_slice path)
{
	umb_slice      base = umb_path_base(path);
	const uint8_t *p = base.len ? memrchr(base.ptr, '.', base.len) : NULL;

	return p && p > base.ptr ? umb_slice_sub(base, (size_t)(p - base.ptr) + 1, base.len) : umb_slice_of(NULL, 0);
}
