/*
 * git_rev.c - from what people call a commit to its id (git's Documentation/revisions, as far as it names one commit).
 */
#include <ctype.h>
#include <dirent.h>
#include <limits.h>

#include "base/err.h"
#include "base/number.h"
#include "base/text.h"
#include "git/git_range.h"
#include "git/git_rev.h"

#define MIN_ABBREV 4
#define MAX_STEPS 100000
#define MAX_NAME 1000

typedef struct search {
	const umb_git_store *s;
	char                 hex[2 * UMB_ID_MAX + 1]; /* the beginning that is looked for, lower case */
	size_t               n;
	uint8_t              found[UMB_ID_MAX];
	size_t               n_found; /* different ones; 2 stands for more */
} search;

static void found(search *q, const uint8_t *id)
{
	if (q->n_found == 1 && memcmp(q->found, id, q->s->id_len) == 0)
		return;
	memcpy(q->found, id, q->s->id_len);
	q->n_found = UMB_MIN(q->n_found + 1, (size_t)2);
}

static bool begins(const search *q, const uint8_t *id)
{
	char hex[2 * UMB_ID_MAX + 1];

	umb_format_hex(hex, id, q->s->id_len);
	return memcmp(hex, q->hex, q->n) == 0;
}

/* Ids are sorted: the first that is not below the beginning, filled up with zeros. */
static void search_pack(search *q, const umb_git_pack *p)
{
	uint8_t  low[UMB_ID_MAX] = { 0 };
	uint32_t from = 0, n = p->n_objects;

	for (size_t i = 0; i < q->n; i++)
		low[i / 2] |= (uint8_t)((q->hex[i] <= '9' ? q->hex[i] - '0' : q->hex[i] - 'a' + 10) << (i % 2 ? 0 : 4));
	while (n > 0) {
		uint32_t half = n / 2;

		if (memcmp(umb_git_pack_id(p, from + half), low, p->id_len) < 0) {
			from += half + 1;
			n -= half + 1;
		} else {
			n = half;
		}
	}
	for (; from < p->n_objects && begins(q, umb_git_pack_id(p, from)) && q->n_found < 2; from++)
		found(q, umb_git_pack_id(p, from));
}

static void search_loose(search *q, const char *objects)
{
	umb_buf        path = UMB_BUF_INIT_MAX(PATH_MAX * 2);
	DIR           *dir;
	struct dirent *e;
	uint8_t        id[UMB_ID_MAX];

	umb_buf_printf(&path, "%s/%.2s", objects, q->hex);
	dir = path.failed == UMB_OK ? opendir(umb_buf_str(&path)) : NULL;
	while (dir && (e = readdir(dir)) != NULL && q->n_found < 2) {
		char hex[2 * UMB_ID_MAX + 1];

		if (strlen(e->d_name) + 2 != 2 * (size_t)q->s->id_len || strncmp(e->d_name, q->hex + 2, q->n - 2) != 0)
			continue;
		snprintf(hex, sizeof(hex), "%.2s%.62s", q->hex, e->d_name);
		if (umb_parse_hex(id, q->s->id_len, umb_slice_str(hex)))
			found(q, id);
	}
	if (dir)
		closedir(dir);
	umb_buf_clear(&path);
}

/* An id, whole or its beginning. */
static umb_status find_id(const umb_git_store *s, umb_slice name, uint8_t *id, umb_err *err)
{
	search q = { .s = s };

	if (name.len < MIN_ABBREV || name.len > 2 * (size_t)s->id_len)
		return UMB_E_NOTFOUND;
	for (size_t i = 0; i < name.len; i++) {
		if (!isxdigit(name.ptr[i]))
			return UMB_E_NOTFOUND;
		q.hex[i] = (char)umb_ascii_lower(name.ptr[i]);
	}
	q.n = name.len;
	if (q.n == 2 * (size_t)s->id_len)
		return umb_parse_hex(id, s->id_len, umb_slice_str(q.hex)) ? UMB_OK : UMB_E_NOTFOUND;
	for (size_t i = 0; i < s->n_packs; i++)
		search_pack(&q, &s->pack[i]);
	for (size_t i = 0; i < s->n_loose; i++)
		search_loose(&q, s->loose[i].path);
	if (q.n_found > 1)
		return umb_err_set(err, UMB_E_USAGE, "'%s' is the beginning of more than one id", q.hex);
	if (q.n_found == 1)
		memcpy(id, q.found, s->id_len);
	return q.n_found ? UMB_OK : UMB_E_NOTFOUND;
}

umb_status umb_git_rev_ref(const umb_git_repo *r, umb_slice name, uint8_t *id, char found[UMB_GIT_MAX_NAME])
{
	static const char *const patterns[] = { "%.*s", "refs/%.*s", "refs/tags/%.*s", "refs/heads/%.*s", "refs/remotes/%.*s", "refs/remotes/%.*s/HEAD" };
	char       whole[UMB_GIT_MAX_NAME] = "";
	umb_status st = UMB_E_NOTFOUND;

	if (name.len > MAX_NAME)
		return st;
	if (name.len == 1 && name.ptr[0] == '@')
		name = umb_slice_str("HEAD");
	for (size_t i = 0; i < UMB_COUNT(patterns) && st == UMB_E_NOTFOUND; i++) {
		bool is_plain = i == 0; /* HEAD, FETCH_HEAD, refs/...: nothing else lies beside them that is a ref */

		snprintf(whole, sizeof(whole), patterns[i], (int)name.len, (const char *)name.ptr);
		if (is_plain ? strncmp(whole, "refs/", 5) == 0 || (strstr(whole, "HEAD") && !strchr(whole, '/')) : umb_git_ref_is_name(umb_slice_str(whole)))
			st = umb_git_ref_lookup(r, whole, id);
	}
	if (found)
		memcpy(found, whole, UMB_GIT_MAX_NAME);
	return st;
}

typedef struct commit {
	umb_buf        text;
	umb_git_commit is;
} commit;

/* Follows tags to what they name. */
static umb_status peel(const umb_git_store *s, umb_git_inflater *inf, uint8_t *id, commit *c)
{
	umb_git_type type = UMB_GIT_NONE;
	umb_status   st   = UMB_OK;

	for (int depth = 0; depth < 10 && st == UMB_OK; depth++) {
		st = umb_git_store_read(s, inf, id, &type, &c->text);
		if (st != UMB_OK || type != UMB_GIT_TAG)
			break;
		if (!umb_git_tag_target(umb_buf_view(&c->text), s->id_len, id, &type))
			st = UMB_E_FORMAT;
	}
	if (st == UMB_OK && (type != UMB_GIT_COMMIT || !umb_git_commit_parse(&c->is, umb_buf_view(&c->text), s->id_len)))
		st = UMB_E_FORMAT;
	return st;
}

/* From 1 on. */
static bool find_parent(const commit *c, uint32_t id_len, uint64_t number, uint8_t *id)
{
	bool   found = number <= c->is.n_parents;
	size_t at    = 0;

	for (; found && number > 0; number--)
		found = umb_git_commit_parent(&c->is, id_len, &at, id);
	return found;
}

/* "~3", "^2", "^{commit}", "^0": one after the other. */
static umb_status walk(const umb_git_store *s, umb_git_inflater *inf, umb_slice steps, uint8_t *id, commit *c)
{
	umb_status st = peel(s, inf, id, c);

	while (st == UMB_OK && steps.len) {
		bool     is_line = steps.ptr[0] == '~';
		size_t   n = 1;
		uint64_t number = 1;

		if (umb_slice_eq_str(umb_slice_sub(steps, 0, 9), "^{commit}") || umb_slice_eq_str(umb_slice_sub(steps, 0, 3), "^{}")) {
			steps = umb_slice_sub(steps, steps.ptr[2] == '}' ? 3 : 9, steps.len);
			continue;
		}
		if (!is_line && steps.ptr[0] != '^')
			return UMB_E_USAGE;
		while (n < steps.len && isdigit(steps.ptr[n]))
			n++;
		if (n > 1 && !umb_parse_u64(&number, umb_slice_sub(steps, 1, n), 0, MAX_STEPS))
			return UMB_E_USAGE;
		steps = umb_slice_sub(steps, n, steps.len);
		for (uint64_t i = is_line ? number : number > 0; i > 0 && st == UMB_OK; i--) {
			if (!find_parent(c, s->id_len, is_line ? 1 : number, id))
				return UMB_E_NOTFOUND;
			st = peel(s, inf, id, c);
		}
	}
	return st;
}

static bool is_zeros(umb_slice name)
{
	size_t n = 0;

	while (n < name.len && name.ptr[n] == '0')
		n++;
	return n >= 40 && n == name.len;
}

umb_status umb_git_rev_find(const umb_git_repo *r, const umb_git_store *s, umb_git_inflater *inf, umb_slice text, uint8_t *id, umb_err *err)
{
	commit     c = { .text = UMB_BUF_INIT_MAX(UMB_GIT_MAX_OBJECT + 4096) };
	umb_slice  name = text;
	umb_status st;
	umb_err    why = UMB_ERR_INIT;
	bool       is_inside = false;

	for (size_t i = 0; i < text.len; i++) {
		is_inside = text.ptr[i] == '{' ? i > 0 && text.ptr[i - 1] == '@' : is_inside && text.ptr[i] != '}';
		if (!is_inside && (text.ptr[i] == '~' || text.ptr[i] == '^')) {
			name = umb_slice_sub(text, 0, i);
			break;
		}
	}
	if (name.len == 0)
		name = umb_slice_str("HEAD");
	if (umb_git_selector_is(name))
		st = umb_git_selector_find(r, name, id, &why);
	else if ((st = umb_git_rev_ref(r, name, id, NULL)) == UMB_E_NOTFOUND)
		st = find_id(s, name, id, &why);
	if (st == UMB_OK)
		st = walk(s, inf, umb_slice_sub(text, UMB_MIN(name.ptr == text.ptr ? name.len : 0, text.len), text.len), id, &c);
	umb_buf_clear(&c.text);
	if (st == UMB_OK || st == UMB_E_NOMEM)
		return st;
	if (why.text[0])
		return umb_err_set(err, UMB_E_USAGE, "%s", why.text);
	/* What CI checks out, and what it says of a branch that is new. */
	return umb_err_set(err, UMB_E_USAGE, "'%.*s' names no commit here (%s)", (int)UMB_MIN(text.len, (size_t)200), (const char *)text.ptr,
	                   is_zeros(name) ? "git writes so that there is none; all of a branch: --branch NAME"
	                   : r->is_shallow ? "this clone is shallow and may lack it: git fetch --unshallow"
	                                   : "a branch, a tag or an id, with ~N, ^N and @{N}");
}
