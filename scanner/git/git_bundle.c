/*
 * git_bundle.c - see git_bundle.h.
 */
#include "git/git_bundle.h"

#include <errno.h>
#include <fcntl.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/alloc.h"
#include "base/err.h"
#include "base/number.h"
#include "base/text.h"

static const char first_v2[] = "# v2 git bundle\n", first_v3[] = "# v3 git bundle\n";
#define FIRST_LEN (sizeof(first_v2) - 1)

bool umb_git_bundle_probe(umb_slice head)
{
	return head.len >= FIRST_LEN && (memcmp(head.ptr, first_v2, FIRST_LEN) == 0 || memcmp(head.ptr, first_v3, FIRST_LEN) == 0);
}

static bool begins(umb_slice line, const char *with)
{
	size_t n = strlen(with);

	return line.len >= n && memcmp(line.ptr, with, n) == 0;
}

/* "@key" or "@key=value"; false: one that is not known, without which the rest cannot be understood. */
static bool take_capability(umb_git_bundle *b, umb_slice line)
{
	if (umb_slice_eq_str(line, "@object-format=sha1"))
		return true;
	b->is_filtered = b->is_filtered || begins(line, "@filter=");
	if (umb_slice_eq_str(line, "@object-format=sha256"))
		b->id_len = 32;
	else if (!begins(line, "@filter="))
		return false;
	return true;
}

/* An id, then nothing or a blank and words. */
static bool has_id(umb_slice line, uint32_t id_len)
{
	uint8_t id[UMB_ID_MAX];
	size_t  n = 2 * (size_t)id_len;

	return line.len >= n && umb_parse_hex(id, id_len, umb_slice_sub(line, 0, n)) && (line.len == n || line.ptr[n] == ' ');
}

umb_status umb_git_bundle_parse(umb_git_bundle *b, umb_slice bytes, umb_git_repo *r, umb_err *err)
{
	size_t at = FIRST_LEN, end, refs_from = 0, number = 2;
	bool   is_v3;

	memset(b, 0, sizeof(*b));
	b->id_len = 20;
	if (!umb_git_bundle_probe(bytes))
		return umb_err_set(err, UMB_E_FORMAT, "no bundle of version 2 or 3");
	is_v3 = memcmp(bytes.ptr, first_v3, FIRST_LEN) == 0;
	for (;; at = end + 1, number++) {
		umb_slice line;

		end  = umb_text_line_end(bytes, at);
		line = umb_slice_sub(bytes, at, end);
		if (end >= bytes.len)
			return umb_err_set(err, UMB_E_FORMAT, "bundle: its header has no end");
		if (line.len == 0)
			break;
		if (refs_from == 0 && line.ptr[0] == '@') {
			if (!is_v3 || b->n_prerequisites > 0 || !take_capability(b, line))
				return umb_err_set(err, UMB_E_UNSUPPORTED, "bundle: line %zu asks for what is not known", number);
		} else if (refs_from == 0 && line.ptr[0] == '-' && has_id(umb_slice_sub(line, 1, line.len), b->id_len)) {
			b->n_prerequisites++;
		} else if (has_id(line, b->id_len)) {
			refs_from = refs_from ? refs_from : at;
		} else {
			return umb_err_set(err, UMB_E_FORMAT, "bundle: line %zu of its header is neither a ref nor a prerequisite", number);
		}
	}
	b->pack = umb_slice_sub(bytes, end + 1, bytes.len);
	if (!r)
		return UMB_OK;
	r->id_len     = b->id_len;
	r->is_shallow = b->n_prerequisites > 0;
	r->is_partial = b->is_filtered;
	if (umb_git_refs_take(r, umb_slice_sub(bytes, refs_from ? refs_from : at, at)) == UMB_OK)
		return UMB_OK;
	return umb_err_set(err, UMB_E_NOMEM, "out of memory");
}

/* Whether it is worth more than a look at its beginning. */
static bool is_bundle(const char *path)
{
	uint8_t     head[FIRST_LEN];
	struct stat sb;
	int         fd = open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK | O_NOCTTY);
	bool        is = fd >= 0 && fstat(fd, &sb) == 0 && S_ISREG(sb.st_mode) && read(fd, head, sizeof(head)) == (ssize_t)sizeof(head);

	if (fd >= 0)
		close(fd);
	return is && umb_git_bundle_probe(umb_slice_of(head, sizeof(head)));
}

static umb_status add_pack(umb_git_store *s, umb_git_repo *r, umb_slice map, const char *path, const umb_git_teller *t, umb_err *err)
{
	umb_git_bundle b;
	umb_git_pack  *p = umb_alloc_zero(1, sizeof(*p));
	umb_status     st;

	if (!p) {
		munmap((void *)(uintptr_t)map.ptr, map.len);
		return umb_err_set(err, UMB_E_NOMEM, "out of memory");
	}
	p->map       = map;
	p->path      = umb_strdup(path);
	s->pack      = p;
	s->n_packs   = 1;
	s->cap_packs = 1;
	st = p->path ? umb_git_bundle_parse(&b, map, r, err) : umb_err_set(err, UMB_E_NOMEM, "out of memory");
	if (st == UMB_OK) {
		s->id_len = b.id_len;
		st = umb_git_pack_view_alone(p, b.pack, b.id_len, t, err);
	}
	if (st != UMB_OK)
		umb_err_wrap(err, "'%s'", path);
	return st;
}

umb_status umb_git_bundle_open(umb_git_repo *r, umb_git_store *s, const char *path, const umb_git_teller *t, umb_err *err)
{
	const uint8_t *bytes = NULL;
	size_t         len   = 0;
	umb_git_stamp  stamp;
	umb_status     st;

	if (!is_bundle(path))
		return UMB_E_NOTFOUND;
	memset(r, 0, sizeof(*r));
	memset(s, 0, sizeof(*s));
	st = umb_git_map_file(path, &bytes, &len, &stamp, err);
	if (st == UMB_OK)
		st = add_pack(s, r, umb_slice_of(bytes, len), path, t, err);
	if (st == UMB_E_NOTFOUND)
		st = UMB_E_IO;
	if (st != UMB_OK) {
		umb_git_store_close(s);
		umb_git_repo_close(r);
	}
	return st;
}
