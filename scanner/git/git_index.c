/*
 * git_index.c - the file, its entries and which extensions it has; see git_index.h.
 *
 * Paths and ids stay where they are in the file.  Only version 4, whose paths are cut off where they equal the one before,
 * needs memory for them.
 */
#include "git/git_index.h"

#include <errno.h>
#include <fcntl.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/buf.h"
#include "base/err.h"
#include "git/git_index_private.h"

#define HEADER_LEN 12
#define STAT_LEN UMB_GIT_INDEX_STAT_LEN
#define MODE_AT 24
#define FLAG_EXTENDED 0x4000u
#define FLAG_LEN 0x0fffu /* all set: that long or longer */
#define MORE_SKIP_WORKTREE 0x4000u
#define MORE_INTENT_TO_ADD 0x2000u
/* Paths of version 4 may be this many times the file, all together: a path of a kilobyte for each of the smallest entries. */
#define MAX_GROWTH 16
#define MIN_ROOM 65536

typedef struct reader {
	const uint8_t *at, *end;
	uint32_t       version, id_len;
	umb_slice      last; /* version 4: the path before */
	umb_arena     *arena;
	uint8_t       *room; /* for paths in full */
	size_t         n_room;
	uint64_t       n_left; /* bytes that paths may still take */
} reader;

static uint32_t be16(const uint8_t *p)
{
	return (uint32_t)p[0] << 8 | p[1];
}

static umb_status damaged(umb_err *err, size_t number, const char *words)
{
	return umb_err_set(err, UMB_E_FORMAT, "index: entry %zu: %s", number, words);
}

/* A path that stands in full at r->at + fixed; NULL or what is wrong. */
static const char *take_plain(reader *r, size_t fixed, size_t claimed, umb_slice *path)
{
	size_t         left = (size_t)(r->end - r->at) - fixed, size;
	const uint8_t *name = r->at + fixed;
	const uint8_t *nul  = memchr(name, 0, claimed == FLAG_LEN ? left : UMB_MIN(left, claimed + 1));

	if (!nul)
		return "its path has no end";
	if (claimed != FLAG_LEN && (size_t)(nul - name) != claimed)
		return "its path holds a NUL";
	*path = umb_slice_of(name, (size_t)(nul - name));
	/* at least one NUL, up to a multiple of eight */
	size = (fixed + path->len + 8) & ~(size_t)7;
	if (size > left + fixed)
		return "it is cut off";
	r->at += size;
	return NULL;
}

static bool take_varint(const uint8_t **p, const uint8_t *end, uint64_t *out)
{
	uint8_t c;

	if (*p == end)
		return false;
	c    = *(*p)++;
	*out = c & 0x7f;
	while (c & 0x80) {
		if (*p == end || *out > UINT64_MAX >> 8)
			return false;
		c    = *(*p)++;
		*out = ((*out + 1) << 7) | (c & 0x7f);
	}
	return true;
}

/* Room for a path and its NUL, in pieces that many share. */
static uint8_t *take_room(reader *r, size_t len)
{
	uint8_t *out;

	if (len > r->n_room) {
		size_t want = UMB_MAX(len, (size_t)MIN_ROOM);

		r->room   = umb_arena_alloc(r->arena, want);
		r->n_room = r->room ? want : 0;
	}
	if (!r->room)
		return NULL;
	out = r->room;
	r->room += len;
	r->n_room -= len;
	return out;
}

/* How many bytes of the path before to take away, then what to put there. */
static umb_status take_prefixed(reader *r, size_t fixed, size_t claimed, umb_slice *path, const char **words)
{
	const uint8_t *at = r->at + fixed, *nul;
	uint64_t       strip = 0;
	size_t         kept, more;
	uint8_t       *full;

	nul = take_varint(&at, r->end, &strip) ? memchr(at, 0, (size_t)(r->end - at)) : NULL;
	if (!nul || strip > r->last.len) {
		*words = nul ? "its path builds on more than the one before" : "its path has no end";
		return UMB_E_FORMAT;
	}
	kept = r->last.len - (size_t)strip;
	more = (size_t)(nul - at);
	if (claimed != FLAG_LEN && kept + more != claimed) {
		*words = "its path is not as long as it says";
		return UMB_E_FORMAT;
	}
	if (kept + more >= r->n_left) {
		*words = "the paths are too long, all together";
		return UMB_E_LIMIT;
	}
	full = take_room(r, kept + more + 1);
	if (!full) {
		*words = "out of memory";
		return UMB_E_NOMEM;
	}
	if (kept > 0)
		memcpy(full, r->last.ptr, kept);
	memcpy(full + kept, at, more + 1);
	r->n_left -= kept + more + 1;
	r->last = *path = umb_slice_of(full, kept + more);
	r->at   = nul + 1;
	return UMB_OK;
}

static bool is_known_mode(uint32_t mode)
{
	uint32_t kind = mode & ~(uint32_t)0777;

	return kind == 0100000 || kind == 0120000 || mode == UMB_GIT_MODE_SUBMODULE || mode == UMB_GIT_MODE_TREE;
}

/* A folder's path ends with a slash, which is left off, and no other path does. */
static const char *check_path(umb_git_index_entry *e)
{
	umb_slice *p         = &e->path;
	bool       is_folder = e->mode == UMB_GIT_MODE_TREE;

	if (p->ptr[0] == '/')
		return "its path begins with a slash";
	if ((p->ptr[p->len - 1] == '/') != is_folder)
		return is_folder ? "a folder's path without its slash" : "its path ends with a slash";
	if (is_folder)
		p->len--;
	return p->ptr[p->len - 1] == '/' ? "its path ends with two slashes" : NULL;
}

/* The entry at r->at; without a path: path.len 0. */
static umb_status take_entry(reader *r, umb_git_index_entry *e, const char **words)
{
	size_t     fixed = STAT_LEN + (size_t)r->id_len + 2, left = (size_t)(r->end - r->at);
	uint32_t   flags, more;
	umb_status st = UMB_OK;

	*words = "it is cut off";
	if (left < fixed + 2) /* more flags, or a path and its NUL */
		return UMB_E_FORMAT;
	e->id    = r->at + STAT_LEN;
	e->mode  = umb_git_be32(r->at + MODE_AT);
	flags    = be16(e->id + r->id_len);
	e->stage = (uint8_t)(flags >> 12 & 3);
	e->is_intent_to_add = e->is_left_out = false;
	if (flags & FLAG_EXTENDED) {
		more = be16(r->at + fixed);
		fixed += 2;
		*words = "it has flags that are not known";
		if (more & ~(MORE_SKIP_WORKTREE | MORE_INTENT_TO_ADD))
			return UMB_E_FORMAT;
		e->is_intent_to_add = (more & MORE_INTENT_TO_ADD) != 0;
		e->is_left_out      = (more & MORE_SKIP_WORKTREE) != 0;
	}
	*words = "it is neither a file nor a link, a submodule or a folder";
	if (!is_known_mode(e->mode))
		return UMB_E_FORMAT;
	*words = NULL;
	if (r->version == 4)
		st = take_prefixed(r, fixed, flags & FLAG_LEN, &e->path, words);
	else
		*words = take_plain(r, fixed, flags & FLAG_LEN, &e->path);
	if (st == UMB_OK && !*words && e->path.len > 0)
		*words = check_path(e);
	return st == UMB_OK && *words ? UMB_E_FORMAT : st;
}

/* Nameless entries come first; whether there may be some is known when the extensions are. */
static umb_status read_entries(umb_git_index_file *f, reader *r, umb_err *err)
{
	const char *words = NULL;
	umb_status  st;

	for (size_t i = 0; i < f->n_entries; i++) {
		umb_git_index_entry *e = &f->entry[i];

		st = take_entry(r, e, &words);
		if (st != UMB_OK)
			return umb_err_set(err, st, "index: entry %zu: %s", i, words);
		f->has_folders = f->has_folders || e->mode == UMB_GIT_MODE_TREE;
		if (e->path.len == 0) {
			if (f->n_nameless++ != i)
				return damaged(err, i, "it has no path");
		} else if (i > f->n_nameless && !umb_git_index_in_order(e - 1, e)) {
			return damaged(err, i, "it does not stand where its path belongs");
		}
	}
	return UMB_OK;
}

static umb_status read_extensions(umb_git_index_file *f, const reader *r, umb_err *err)
{
	const uint8_t *at = r->at;
	size_t         left, len;

	for (; (left = (size_t)(r->end - at)) >= 8; at += 8 + len) {
		umb_slice body;

		len = umb_git_be32(at + 4);
		if (len > left - 8)
			return umb_err_set(err, UMB_E_FORMAT, "index: an extension is cut off");
		body = umb_slice_of(at + 8, len);
		if (memcmp(at, "TREE", 4) == 0)
			f->tree = body;
		else if (memcmp(at, "link", 4) == 0)
			f->link = body;
		else if (memcmp(at, "sdir", 4) == 0)
			f->is_sparse = true;
		else if (at[0] < 'A' || at[0] > 'Z')
			return umb_err_set(err, UMB_E_FORMAT, "index: it needs an extension that is not known (0x%08x)", umb_git_be32(at));
	}
	if (left > 0)
		return umb_err_set(err, UMB_E_FORMAT, "index: there is something behind its extensions");
	if (f->link.ptr && f->link.len < r->id_len)
		return umb_err_set(err, UMB_E_FORMAT, "index: its link to a shared index is cut off");
	return UMB_OK;
}

static umb_status read_file(umb_git_index_file *f, umb_arena *arena, umb_slice bytes, uint32_t id_len, umb_err *err)
{
	reader     r = { .id_len = id_len, .arena = arena };
	umb_status st;

	memset(f, 0, sizeof(*f));
	f->bytes = bytes;
	if (bytes.len > UMB_GIT_MAX_INDEX)
		return umb_err_set(err, UMB_E_LIMIT, "index: larger than %zu bytes", UMB_GIT_MAX_INDEX);
	if (bytes.len < HEADER_LEN + id_len || memcmp(bytes.ptr, "DIRC", 4) != 0)
		return umb_err_set(err, UMB_E_FORMAT, "no index of git");
	r.at      = bytes.ptr + HEADER_LEN;
	r.end     = bytes.ptr + bytes.len - id_len;
	r.version = umb_git_be32(bytes.ptr + 4);
	r.n_left  = (uint64_t)bytes.len * MAX_GROWTH + MIN_ROOM;
	if (r.version < 2 || r.version > 4)
		return umb_err_set(err, UMB_E_FORMAT, "index: version %u is not known", r.version);
	f->n_entries = umb_git_be32(bytes.ptr + 8);
	if (f->n_entries > (size_t)(r.end - r.at) / (STAT_LEN + id_len + 2))
		return umb_err_set(err, UMB_E_FORMAT, "index: shorter than its %zu entries", f->n_entries);
	f->entry = umb_arena_alloc(arena, f->n_entries * sizeof(*f->entry));
	if (!f->entry)
		return umb_err_set(err, UMB_E_NOMEM, "out of memory");
	st = read_entries(f, &r, err);
	return st == UMB_OK ? read_extensions(f, &r, err) : st;
}

/* -- an index of one or two files ---------------------------------------------------------------------- */

/* Entries and cached trees from the files; `shared` is empty where `own` needs none. */
static umb_status put_together(umb_git_index *x, const umb_git_index_file *own, umb_slice shared, uint32_t id_len, umb_err *err)
{
	umb_git_index_file base = { 0 };
	char               name[2 * 32 + 1];
	umb_status         st   = UMB_OK;

	if (umb_git_index_shared(own, id_len, name)) {
		if (shared.len == 0)
			return umb_err_set(err, UMB_E_FORMAT, "index: its shared index '%s' is not there", name);
		st = read_file(&base, &x->arena, shared, id_len, err);
		if (st == UMB_OK)
			st = umb_git_index_merge(x, own, &base, id_len, err);
	} else if (own->n_nameless > 0) {
		st = damaged(err, 0, "it has no path");
	} else {
		x->entry     = own->entry;
		x->n_entries = own->n_entries;
	}
	if (st == UMB_OK && (own->has_folders || base.has_folders) && !own->is_sparse && !base.is_sparse)
		st = umb_err_set(err, UMB_E_FORMAT, "index: a folder in one that is not sparse");
	return st == UMB_OK && own->tree.ptr ? umb_git_index_trees(x, own->tree, id_len, err) : st;
}

umb_status umb_git_index_parse(umb_git_index *x, umb_slice bytes, umb_slice shared, uint32_t id_len, umb_err *err)
{
	umb_git_index_file own;
	umb_status         st;

	UMB_ASSERT(id_len == 20 || id_len == 32);
	memset(x, 0, sizeof(*x));
	st = read_file(&own, &x->arena, bytes, id_len, err);
	if (st == UMB_OK)
		st = put_together(x, &own, shared, id_len, err);
	if (st != UMB_OK)
		umb_git_index_close(x);
	return st;
}

/* Not where a symbolic link leads; a FIFO in its place must not make us wait. */
static umb_status map_index(const char *path, umb_slice *out, struct stat *sb, umb_err *err)
{
	int         fd = open(path, O_RDONLY | O_CLOEXEC | O_NOFOLLOW | O_NONBLOCK);
	umb_status  st = UMB_OK;
	void       *p;

	if (fd < 0)
		return umb_err_errno(err, errno, "'%s'", path);
	if (fstat(fd, sb) != 0 || !S_ISREG(sb->st_mode) || sb->st_size < HEADER_LEN)
		st = umb_err_set(err, UMB_E_FORMAT, "'%s' is no index of git", path);
	else if ((uint64_t)sb->st_size > UMB_GIT_MAX_INDEX)
		st = umb_err_set(err, UMB_E_LIMIT, "'%s' is larger than %zu bytes", path, UMB_GIT_MAX_INDEX);
	if (st == UMB_OK) {
		/* all of it is read once, from front to back: one call instead of a fault for every few pages */
		p = mmap(NULL, (size_t)sb->st_size, PROT_READ, MAP_PRIVATE | MAP_POPULATE, fd, 0);
		if (p == MAP_FAILED)
			st = umb_err_errno(err, errno, "'%s'", path);
		else
			*out = umb_slice_of(p, (size_t)sb->st_size);
	}
	close(fd);
	return st;
}

static umb_status map_shared(umb_slice *out, const char *git_dir, const char *name, umb_err *err)
{
	umb_buf     path = UMB_BUF_INIT;
	umb_status  st   = umb_buf_printf(&path, "%s/sharedindex.%s", git_dir, name);
	struct stat sb;

	if (st == UMB_OK)
		st = map_index(umb_buf_str(&path), out, &sb, err);
	else
		umb_err_set(err, st, "out of memory");
	if (st == UMB_E_NOTFOUND)
		st = umb_err_set(err, UMB_E_FORMAT, "index: its shared index '%s' is not there", name);
	umb_buf_clear(&path);
	return st;
}

umb_status umb_git_index_open(umb_git_index *x, const char *path, const char *git_dir, uint32_t id_len, umb_err *err)
{
	umb_git_index_file own;
	char               name[2 * 32 + 1];
	umb_err            words = UMB_ERR_INIT;
	struct stat        sb;
	umb_status         st;

	UMB_ASSERT(id_len == 20 || id_len == 32);
	memset(x, 0, sizeof(*x));
	st = map_index(path, &x->mapped[0], &sb, &words);
	if (st == UMB_E_NOTFOUND)
		return UMB_OK;
	if (st == UMB_OK) {
		x->written_s  = sb.st_mtim.tv_sec;
		x->written_ns = (uint32_t)sb.st_mtim.tv_nsec;
		st = read_file(&own, &x->arena, x->mapped[0], id_len, &words);
		if (st == UMB_OK && umb_git_index_shared(&own, id_len, name))
			st = map_shared(&x->mapped[1], git_dir, name, &words);
		if (st == UMB_OK)
			st = put_together(x, &own, x->mapped[1], id_len, &words);
		if (st != UMB_OK)
			umb_err_wrap(&words, "'%s'", path);
	}
	if (st != UMB_OK) {
		umb_git_index_close(x);
		if (err)
			*err = words;
	}
	return st;
}

void umb_git_index_close(umb_git_index *x)
{
	for (size_t i = 0; i < UMB_COUNT(x->mapped); i++) {
		if (x->mapped[i].ptr)
			munmap((void *)(uintptr_t)x->mapped[i].ptr, x->mapped[i].len);
	}
	umb_arena_clear(&x->arena);
	memset(x, 0, sizeof(*x));
}
