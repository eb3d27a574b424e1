/*
 * git_selector.c - "@{1}", "main@{2}", "stash@{0}", "@{u}": what a ref was before, by its reflog, and what it follows, by the
 * configuration (git's Documentation/revisions).
 */
#include <limits.h>

#include "base/err.h"
#include "base/file.h"
#include "base/number.h"
#include "base/text.h"
#include "git/git_config.h"
#include "git/git_rev.h"

#define MAX_LOG ((size_t)64 << 20)
#define CONFIG_MAX (1 << 20)
#define MAX_ENTRIES 1000000000
#define MAX_SELECTORS 4 /* behind one another */

/* "base@{inner}" */
static bool split(umb_slice text, umb_slice *base, umb_slice *inner)
{
	size_t at = text.len;

	if (text.len < 3 || text.ptr[text.len - 1] != '}')
		return false;
	while (at > 0 && (text.ptr[at - 1] != '{' || at < 2 || text.ptr[at - 2] != '@'))
		at--;
	if (at == 0)
		return false;
	*base  = umb_slice_sub(text, 0, at - 2);
	*inner = umb_slice_sub(text, at, text.len - 1);
	return true;
}

bool umb_git_selector_is(umb_slice text)
{
	umb_slice base, inner;

	return split(text, &base, &inner);
}

static umb_status read_below(const char *dir, const char *name, size_t max, umb_buf *out)
{
	umb_buf    path = UMB_BUF_INIT_MAX(PATH_MAX * 2);
	umb_status st;

	umb_buf_printf(&path, "%s/%s", dir, name);
	st = path.failed == UMB_OK ? umb_file_read_scanned(out, umb_buf_str(&path), max, NULL) : path.failed;
	umb_buf_clear(&path);
	return st;
}

/* The branch that HEAD is, or HEAD itself. */
static void current_branch(const umb_git_repo *r, char out[UMB_GIT_MAX_NAME])
{
	umb_buf   text = UMB_BUF_INIT_MAX(70000);
	umb_slice name;
	uint8_t   id[UMB_ID_MAX];

	snprintf(out, UMB_GIT_MAX_NAME, "HEAD");
	if (read_below(r->git_dir, "HEAD", 4096, &text) == UMB_OK &&
	    umb_git_ref_parse(umb_buf_view(&text), r->id_len, id, &name) == UMB_GIT_REF_SYMBOLIC && umb_git_ref_is_name(name) && name.len < UMB_GIT_MAX_NAME)
		snprintf(out, UMB_GIT_MAX_NAME, "%.*s", (int)name.len, (const char *)name.ptr);
	umb_buf_clear(&text);
}

/* -- what it follows -------------------------------------------------------------------------------------------- */

/* "+refs/heads/x/\*:refs/remotes/o/\*": where `name` goes; false: nowhere. */
static bool map(umb_slice spec, const char *name, char out[UMB_GIT_MAX_NAME])
{
	size_t      colon, star, tail, n = strlen(name);
	umb_slice   from, to;
	const char *middle = "";
	int         n_middle = 0;

	if (spec.len && spec.ptr[0] == '+')
		spec = umb_slice_sub(spec, 1, spec.len);
	colon = umb_text_find(spec, umb_slice_str(":"));
	if (colon == SIZE_MAX)
		return false;
	from = umb_slice_sub(spec, 0, colon);
	to   = umb_slice_sub(spec, colon + 1, spec.len);
	star = umb_text_find(from, umb_slice_str("*"));
	if (star == SIZE_MAX && !umb_slice_eq_str(from, name))
		return false;
	if (star != SIZE_MAX) {
		tail = from.len - star - 1;
		if (n < star + tail || memcmp(name, from.ptr, star) != 0 || memcmp(name + n - tail, from.ptr + star + 1, tail) != 0)
			return false;
		middle   = name + star;
		n_middle = (int)(n - star - tail);
	}
	star = umb_text_find(to, umb_slice_str("*"));
	if (star == SIZE_MAX)
		star = to.len;
	n = (size_t)snprintf(out, UMB_GIT_MAX_NAME, "%.*s%.*s%.*s", (int)star, (const char *)to.ptr, n_middle, middle,
	                     (int)(to.len - UMB_MIN(star + 1, to.len)), (const char *)to.ptr + UMB_MIN(star + 1, to.len));
	return n < UMB_GIT_MAX_NAME && umb_git_ref_is_name(umb_slice_str(out));
}

typedef struct upstream {
	char remote[UMB_GIT_MAX_NAME], merge[UMB_GIT_MAX_NAME];
} upstream;

static void keep(char out[UMB_GIT_MAX_NAME], umb_slice value)
{
	if (value.len < UMB_GIT_MAX_NAME)
		snprintf(out, UMB_GIT_MAX_NAME, "%.*s", (int)value.len, (const char *)value.ptr);
}

/* Of all settings those of one branch; then of those of its remote the first that says where that goes. */
static bool find_upstream(umb_slice text, const char *branch, char out[UMB_GIT_MAX_NAME])
{
	umb_git_config c = UMB_GIT_CONFIG_INIT;
	upstream       u = { "", "" };
	char           key[UMB_GIT_MAX_NAME + 32];
	bool           found = false;

	c.text = text;
	while (umb_git_config_next(&c)) {
		snprintf(key, sizeof(key), "branch.%s.remote", branch);
		if (umb_slice_eq_str(umb_buf_view(&c.key), key))
			keep(u.remote, umb_buf_view(&c.value));
		snprintf(key, sizeof(key), "branch.%s.merge", branch);
		if (umb_slice_eq_str(umb_buf_view(&c.key), key) && !u.merge[0])
			keep(u.merge, umb_buf_view(&c.value));
	}
	/* The repository itself. */
	if (strcmp(u.remote, ".") == 0 && umb_git_ref_is_name(umb_slice_str(u.merge))) {
		snprintf(out, UMB_GIT_MAX_NAME, "%s", u.merge);
		found = true;
	}
	snprintf(key, sizeof(key), "remote.%s.fetch", u.remote);
	for (c.at = 0; !found && u.merge[0] && u.remote[0] && umb_git_config_next(&c);)
		found = umb_slice_eq_str(umb_buf_view(&c.key), key) && map(umb_buf_view(&c.value), u.merge, out);
	umb_git_config_clear(&c);
	return found;
}

static umb_status follow(const umb_git_repo *r, char name[UMB_GIT_MAX_NAME], umb_err *err)
{
	umb_buf text = UMB_BUF_INIT_MAX(CONFIG_MAX + 65536);
	char    branch[UMB_GIT_MAX_NAME];
	bool    found;

	snprintf(branch, sizeof(branch), "%s", strncmp(name, "refs/heads/", 11) == 0 ? name + 11 : "");
	found = branch[0] && read_below(r->common_dir, "config", CONFIG_MAX, &text) == UMB_OK && find_upstream(umb_buf_view(&text), branch, name);
	umb_buf_clear(&text);
	if (found)
		return UMB_OK;
	return umb_err_set(err, UMB_E_USAGE, "'%.200s' follows no other branch here: name one, as in origin/main", branch[0] ? branch : name);
}

/* -- what it was ------------------------------------------------------------------------------------------------ */

/* The line at the end of text[0, *to), which then ends before it. */
static umb_slice last_line(umb_slice text, size_t *to)
{
	size_t end = *to, from;

	while (end > 0 && text.ptr[end - 1] == '\n')
		end--;
	for (from = end; from > 0 && text.ptr[from - 1] != '\n';)
		from--;
	*to = from;
	return umb_slice_sub(text, from, end);
}

/* "<old> <new> ...", the newest last: the 0th is the newest new one, the nth the old one of the nth newest line. */
static umb_status read_entry(const umb_git_repo *r, umb_slice log, uint64_t number, uint8_t *id, uint64_t *n_lines)
{
	size_t    hex = 2 * (size_t)r->id_len, to = log.len;
	umb_slice line = { NULL, 0 };

	for (*n_lines = 0; to > 0 && *n_lines < UMB_MAX(number, (uint64_t)1); ++*n_lines)
		line = last_line(log, &to);
	if (*n_lines < UMB_MAX(number, (uint64_t)1) || line.len < 2 * hex + 1 || line.ptr[hex] != ' ')
		return UMB_E_NOTFOUND;
	line = number ? umb_slice_sub(line, 0, hex) : umb_slice_sub(line, hex + 1, 2 * hex + 1);
	return umb_parse_hex(id, r->id_len, line) && umb_git_is_id(id, r->id_len) ? UMB_OK : UMB_E_NOTFOUND;
}

static umb_status look_back(const umb_git_repo *r, const char *name, uint64_t number, uint8_t *id, umb_err *err)
{
	umb_buf    text = UMB_BUF_INIT_MAX(MAX_LOG + 65536);
	char       log[UMB_GIT_MAX_NAME + 8];
	uint64_t   n = 0;
	umb_status st;

	snprintf(log, sizeof(log), "logs/%s", name);
	st = read_below(strncmp(name, "refs/", 5) == 0 ? r->common_dir : r->git_dir, log, MAX_LOG, &text);
	if (st == UMB_OK)
		st = read_entry(r, umb_buf_view(&text), number, id, &n);
	umb_buf_clear(&text);
	if (st != UMB_OK && st != UMB_E_NOMEM && number == 0)
		st = umb_git_ref_lookup(r, name, id);
	if (st == UMB_OK || st == UMB_E_NOMEM)
		return st;
	return umb_err_set(err, UMB_E_USAGE, "'%.200s@{%llu}': its reflog has %llu entr%s", name, (unsigned long long)number, (unsigned long long)n, n == 1 ? "y" : "ies");
}

/* -- both ---------------------------------------------------------------------------------------------------------- */

static bool is_upstream(umb_slice inner)
{
	char low[16];

	if (inner.len >= sizeof(low))
		return false;
	for (size_t i = 0; i < inner.len; i++)
		low[i] = (char)umb_ascii_lower(inner.ptr[i]);
	low[inner.len] = 0;
	return strcmp(low, "u") == 0 || strcmp(low, "upstream") == 0;
}

/* The ref that is meant. */
static umb_status find_name(const umb_git_repo *r, umb_slice text, int depth, char out[UMB_GIT_MAX_NAME], umb_err *err)
{
	umb_slice  base, inner;
	uint8_t    id[UMB_ID_MAX];
	umb_status st;

	if (split(text, &base, &inner)) {
		if (!is_upstream(inner) || depth == MAX_SELECTORS)
			return umb_err_set(err, UMB_E_USAGE, "'%.*s' names no ref", (int)UMB_MIN(text.len, (size_t)200), (const char *)text.ptr);
		st = find_name(r, base, depth + 1, out, err);
		/* HEAD follows what its branch does. */
		if (st == UMB_OK && strcmp(out, "HEAD") == 0)
			current_branch(r, out);
		return st == UMB_OK ? follow(r, out, err) : st;
	}
	if (text.len == 0) {
		current_branch(r, out);
		return UMB_OK;
	}
	st = umb_git_rev_ref(r, text, id, out);
	if (st == UMB_OK || st == UMB_E_NOMEM)
		return st;
	return umb_err_set(err, UMB_E_USAGE, "'%.*s' names no ref here", (int)UMB_MIN(text.len, (size_t)200), (const char *)text.ptr);
}

umb_status umb_git_selector_find(const umb_git_repo *r, umb_slice text, uint8_t *id, umb_err *err)
{
	char       name[UMB_GIT_MAX_NAME];
	umb_slice  base, inner;
	uint64_t   number = 0;
	bool       is_number, follows;
	umb_status st;

	if (!split(text, &base, &inner))
		return UMB_E_NOTFOUND;
	follows   = is_upstream(inner);
	is_number = inner.len > 0 && umb_parse_u64(&number, inner, 0, MAX_ENTRIES);
	if (!follows && !is_number)
		return umb_err_set(err, UMB_E_USAGE, "'%.*s': there are NAME@{N} and @{upstream}; by a date: --since DATE", (int)UMB_MIN(text.len, (size_t)200),
		                   (const char *)text.ptr);
	st = find_name(r, follows ? text : base, 0, name, err);
	if (st != UMB_OK || !follows)
		return st == UMB_OK ? look_back(r, name, number, id, err) : st;
	st = umb_git_ref_lookup(r, name, id);
	return st == UMB_OK || st == UMB_E_NOMEM ? st : umb_err_set(err, UMB_E_USAGE, "'%.200s' is not here: git fetch", name);
}
