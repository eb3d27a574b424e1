/*
 * git_refs.c - HEAD, loose refs and packed-refs (git's Documentation/gitrepository-layout).
 *
 * Own code because libgit2's way to all refs opens and peels each; here an id per ref is all that is
 * needed, and a repository can have a hundred thousand.
 */
#include <dirent.h>
#include <errno.h>
#include <limits.h>
#include <sys/stat.h>

#include "base/alloc.h"
#include "base/file.h"
#include "base/number.h"
#include "base/text.h"
#include "git/git_repo.h"

#define MAX_REFS 2000000
#define MAX_DEPTH 16
#define PACKED_MAX ((size_t)512 << 20)
#define MAX_BAD 1000   /* more are told as one */
#define MAX_SYMBOLIC 5 /* as git: refs that name refs */

static const char unread[] = "cannot be read: commits that only it names are not looked up";
static const char no_ref[] = "is no ref: commits that only it names are not looked up";

static umb_status add(umb_git_repo *r, const char *name, const uint8_t *id, bool is_packed)
{
	if (r->n_refs == r->cap_refs) {
		size_t       cap  = r->cap_refs ? r->cap_refs * 2 : 64;
		umb_git_ref *more = r->n_refs < MAX_REFS ? umb_realloc(r->ref, cap * sizeof(*more)) : NULL;

		if (!more)
			return UMB_E_NOMEM;
		r->ref      = more;
		r->cap_refs = cap;
	}
	memcpy(r->ref[r->n_refs].id, id, r->id_len);
	r->ref[r->n_refs].is_packed = is_packed;
	r->ref[r->n_refs].name      = umb_strdup(name);
	if (!r->ref[r->n_refs].name)
		return UMB_E_NOMEM;
	r->n_refs++;
	return UMB_OK;
}

/* Notes what stands where a ref should and cannot be followed. */
static umb_status add_bad(umb_git_repo *r, const char *name, umb_skip reason, const char *words)
{
	if (r->n_bad == MAX_BAD) {
		r->bad[MAX_BAD - 1].words = "and further ones like it";
		return UMB_OK;
	}
	if (r->n_bad == r->cap_bad) {
		size_t           cap  = r->cap_bad ? r->cap_bad * 2 : 16;
		umb_git_bad_ref *more = umb_realloc(r->bad, cap * sizeof(*more));

		if (!more)
			return UMB_E_NOMEM;
		r->bad     = more;
		r->cap_bad = cap;
	}
	r->bad[r->n_bad] = (umb_git_bad_ref){ umb_strdup(name), reason, words };
	return r->bad[r->n_bad++].name ? UMB_OK : UMB_E_NOMEM;
}

/* What is not there is not missed; what is there and cannot be read is told. */
static umb_status read_file(umb_git_repo *r, umb_buf *path, const char *name, size_t max, umb_buf *out)
{
	umb_status st = path->failed != UMB_OK ? path->failed : umb_file_read(out, umb_buf_str(path), max, NULL);

	if (st == UMB_OK || st == UMB_E_NOTFOUND || st == UMB_E_NOMEM)
		return st;
	return add_bad(r, name, UMB_SKIP_UNREADABLE, unread) == UMB_OK ? st : UMB_E_NOMEM;
}

static umb_status read_loose(umb_git_repo *r, umb_buf *path, const char *name)
{
	umb_buf    text = UMB_BUF_INIT_MAX(70000);
	umb_slice  target;
	uint8_t    id[UMB_ID_MAX];
	umb_status st = read_file(r, path, name, 4096, &text);

	if (st == UMB_OK) {
		umb_git_ref_kind c = umb_git_ref_parse(umb_buf_view(&text), r->id_len, id, &target);

		/* What a symbolic ref names is a ref that is read for itself. */
		if (c != UMB_GIT_REF_SYMBOLIC)
			st = c == UMB_GIT_REF_ID ? add(r, name, id, false) : add_bad(r, name, UMB_SKIP_CORRUPT_OBJECT, no_ref);
	}
	umb_buf_clear(&text);
	return st == UMB_E_NOMEM ? st : UMB_OK;
}

/* Names that git does not take for refs. */
static bool is_no_ref(const char *name)
{
	size_t n = strlen(name);

	return name[0] == '.' || (n > 5 && strcmp(name + n - 5, ".lock") == 0);
}

static umb_status read_folder(umb_git_repo *r, const char *path, const char *name, int depth)
{
	DIR           *dir = depth < MAX_DEPTH ? opendir(path) : NULL;
	struct dirent *d;
	umb_status     st = UMB_OK;

	if (!dir && (depth >= MAX_DEPTH || errno != ENOENT))
		return add_bad(r, name, depth < MAX_DEPTH ? umb_git_unread(errno) : UMB_SKIP_UNREADABLE,
		               depth < MAX_DEPTH ? unread : "deeper than the limit");
	while (dir && st == UMB_OK && (errno = 0, d = readdir(dir)) != NULL) {
		umb_buf     p = UMB_BUF_INIT_MAX(PATH_MAX * 2), n = UMB_BUF_INIT_MAX(PATH_MAX * 2);
		struct stat sb;

		if (is_no_ref(d->d_name))
			continue;
		umb_buf_printf(&p, "%s/%s", path, d->d_name);
		umb_buf_printf(&n, "%s/%s", name, d->d_name);
		if (p.failed != UMB_OK || n.failed != UMB_OK || lstat(umb_buf_str(&p), &sb) != 0)
			sb.st_mode = 0;
		if (S_ISDIR(sb.st_mode))
			st = read_folder(r, umb_buf_str(&p), umb_buf_str(&n), depth + 1);
		else if (S_ISREG(sb.st_mode))
			st = read_loose(r, &p, umb_buf_str(&n));
		umb_buf_clear(&p);
		umb_buf_clear(&n);
	}
	if (dir && st == UMB_OK && errno)
		st = add_bad(r, name, umb_git_unread(errno), unread);
	if (dir)
		closedir(dir);
	return st;
}

/* "<hex> <name>"; '#' and '^' lines are comments and peeled tags. */
static umb_status read_packed_line(umb_git_repo *r, umb_slice line, size_t number)
{
	umb_slice  hex = umb_slice_sub(line, 0, 2 * (size_t)r->id_len);
	uint8_t    id[UMB_ID_MAX];
	char      *name, where[48];
	umb_status st;

	if (line.len && (line.ptr[0] == '#' || line.ptr[0] == '^'))
		return UMB_OK;
	if (line.len < hex.len + 2 || line.ptr[hex.len] != ' ' || !umb_parse_hex(id, r->id_len, hex) || !umb_git_is_id(id, r->id_len)) {
		snprintf(where, sizeof(where), "packed-refs:%zu", number);
		return add_bad(r, where, UMB_SKIP_CORRUPT_OBJECT, no_ref);
	}
	name = umb_strndup(line.ptr + hex.len + 1, line.len - hex.len - 1);
	st   = name ? add(r, name, id, true) : UMB_E_NOMEM;
	umb_free(name);
	return st;
}

static umb_status read_packed(umb_git_repo *r)
{
	umb_buf    path = UMB_BUF_INIT_MAX(PATH_MAX * 2), text = UMB_BUF_INIT_MAX(PACKED_MAX + 65536);
	umb_slice  all;
	umb_status st;

	umb_buf_printf(&path, "%s/packed-refs", r->common_dir);
	st  = read_file(r, &path, "packed-refs", PACKED_MAX, &text);
	all = umb_buf_view(&text);
	for (size_t at = 0, end, number = 1; st == UMB_OK && at < all.len; at = end + 1, number++) {
		end = umb_text_line_end(all, at);
		st  = read_packed_line(r, umb_slice_sub(all, at, end), number);
	}
	umb_buf_clear(&path);
	umb_buf_clear(&text);
	return st == UMB_E_NOMEM ? st : UMB_OK;
}

/* By name; of two with one name the loose one, which was read first, stays in front. */
static int by_name(const void *x, const void *y)
{
	const umb_git_ref *a = x, *b = y;
	int d = strcmp(a->name, b->name);

	return d ? d : (int)a->is_packed - (int)b->is_packed;
}

/* A loose ref was read first and wins over the packed one of its name. */
static void drop_doubles(umb_git_repo *r)
{
	size_t n = 0;

	for (size_t i = 0; i < r->n_refs; i++) {
		bool is_double = false;

		if (n > 0)
			is_double = strcmp(r->ref[n - 1].name, r->ref[i].name) == 0;
		if (is_double)
			umb_free(r->ref[i].name);
		else
			r->ref[n++] = r->ref[i];
	}
	r->n_refs = n;
}

static const umb_git_ref *find(const umb_git_repo *r, umb_slice name)
{
	for (size_t i = 0; i < r->n_refs; i++) {
		if (umb_slice_eq_str(name, r->ref[i].name))
			return &r->ref[i];
	}
	return NULL;
}

static bool is_bad(const umb_git_repo *r, umb_slice name)
{
	for (size_t i = 0; i < r->n_bad; i++) {
		if (umb_slice_eq_str(name, r->bad[i].name))
			return true;
	}
	return false;
}

/*
 * The id that HEAD leads to.  What it names last and is not there yet is a branch without a commit; what is there and leads to
 * no id leaves open what HEAD is.
 */
static umb_status follow_head(umb_git_repo *r, uint8_t *id)
{
	umb_buf    path = UMB_BUF_INIT_MAX(PATH_MAX * 2), text = UMB_BUF_INIT_MAX(70000), name = UMB_BUF_INIT_MAX(70000);
	umb_status st = UMB_OK;
	umb_git_ref_kind c = UMB_GIT_REF_SYMBOLIC;

	umb_buf_append_str(&name, "HEAD");
	for (int depth = 0; depth < MAX_SYMBOLIC && st == UMB_OK && c == UMB_GIT_REF_SYMBOLIC; depth++) {
		const umb_git_ref *ref = find(r, umb_buf_view(&name));
		umb_slice          target;

		r->is_head_symbolic = depth > 0;
		if (ref) {
			memcpy(id, ref->id, sizeof(ref->id));
			c = UMB_GIT_REF_ID;
			continue;
		}
		umb_buf_reset(&path);
		umb_buf_reset(&text);
		umb_buf_printf(&path, "%s/%s", depth ? r->common_dir : r->git_dir, umb_buf_str(&name));
		st = depth && is_bad(r, umb_buf_view(&name)) ? UMB_E_FORMAT : read_file(r, &path, umb_buf_str(&name), 4096, &text);
		if (st != UMB_OK)
			break;
		c = umb_git_ref_parse(umb_buf_view(&text), r->id_len, id, &target);
		if (c == UMB_GIT_REF_SYMBOLIC && !umb_git_ref_is_name(target))
			c = UMB_GIT_REF_BAD;
		umb_buf_reset(&name);
		if (c == UMB_GIT_REF_SYMBOLIC)
			umb_buf_append_slice(&name, target);
	}
	r->has_head    = st == UMB_OK && c == UMB_GIT_REF_ID;
	r->is_head_bad = !r->has_head && !(st == UMB_E_NOTFOUND && r->is_head_symbolic);
	if (st == UMB_OK && c != UMB_GIT_REF_ID)
		st = add_bad(r, "HEAD", UMB_SKIP_CORRUPT_OBJECT, no_ref);
	umb_buf_clear(&path);
	umb_buf_clear(&text);
	umb_buf_clear(&name);
	return st == UMB_E_NOMEM ? st : UMB_OK;
}

static umb_status read_head(umb_git_repo *r)
{
	uint8_t    id[UMB_ID_MAX] = { 0 };
	umb_status st = follow_head(r, id);

	if (st == UMB_OK && r->has_head)
		st = add(r, "HEAD", id, false);
	if (st == UMB_OK && r->has_head) {
		umb_git_ref head = r->ref[r->n_refs - 1];

		memmove(r->ref + 1, r->ref, (r->n_refs - 1) * sizeof(*r->ref));
		r->ref[0] = head;
	}
	return st;
}

static void settle(umb_git_repo *r)
{
	if (r->n_refs)
		qsort(r->ref, r->n_refs, sizeof(*r->ref), by_name);
	drop_doubles(r);
}

umb_status umb_git_refs_take(umb_git_repo *r, umb_slice lines)
{
	umb_status st = UMB_OK;

	for (size_t at = 0, end, number = 1; st == UMB_OK && at < lines.len; at = end + 1, number++) {
		end = umb_text_line_end(lines, at);
		st  = read_packed_line(r, umb_slice_sub(lines, at, end), number);
	}
	if (st != UMB_OK)
		return st;
	settle(r);
	for (size_t i = 0; i < r->n_refs && !r->has_head; i++) {
		umb_git_ref head = r->ref[i];

		if (strcmp(head.name, "HEAD") != 0)
			continue;
		memmove(r->ref + 1, r->ref, i * sizeof(*r->ref));
		r->ref[0]   = head;
		r->has_head = true;
	}
	r->is_head_bad = !r->has_head;
	return UMB_OK;
}

umb_status umb_git_refs_read(umb_git_repo *r)
{
	umb_buf    path = UMB_BUF_INIT_MAX(PATH_MAX * 2);
	umb_status st;

	umb_buf_printf(&path, "%s/refs", r->common_dir);
	st = read_folder(r, umb_buf_str(&path), "refs", 0);
	umb_buf_clear(&path);
	if (st == UMB_OK)
		st = read_packed(r);
	if (st != UMB_OK)
		return st;
	settle(r);
	return read_head(r);
}

void umb_git_refs_check(const umb_git_repo *r, const umb_git_store *s, umb_git_bad_ref_fn bad, void *ctx)
{
	const uint8_t *there = NULL;

	for (size_t i = 0; i < r->n_bad; i++)
		bad(ctx, r->bad[i].name, r->bad[i].reason, r->bad[i].words);
	/* What a partial clone lacks is promised by its remote, and that it is one is told. */
	for (size_t i = 0; i < r->n_refs && !r->is_partial; i++) {
		bool is_told = i == 0 && r->has_head && r->is_head_symbolic; /* under the name of its branch */

		/* many tags of one commit stand side by side */
		if (is_told || (there && memcmp(there, r->ref[i].id, r->id_len) == 0))
			continue;
		if (umb_git_store_has(s, r->ref[i].id))
			there = r->ref[i].id;
		else
			bad(ctx, r->ref[i].name, UMB_SKIP_MISSING_OBJECT, "the object that it names is not there");
	}
}
