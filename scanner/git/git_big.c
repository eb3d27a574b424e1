/*
 * git_big.c - see git_big.h.
 */
#include "git/git_big.h"

#include <fcntl.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/alloc.h"
#include "base/keyed.h"
#include "base/number.h"

#define HEAD_LEN ((size_t)1 << 20)
#define LET_GO ((uintptr_t)16 << 20) /* at a time */

typedef struct big {
	umb_git_stream *stream;
	umb_slice       mapped;
	size_t          gone; /* of what is mapped */
} big;

/* What was read of a file that is mapped: it can come back, so that nothing is lost. */
static void let_go(big *b)
{
	uintptr_t page = (uintptr_t)sysconf(_SC_PAGESIZE), at = (uintptr_t)b->mapped.ptr;
	uintptr_t from = (at + b->gone + page - 1) / page * page, to = (at + umb_git_stream_used(b->stream)) / page * page;

	if (to < from || to - from < LET_GO)
		return;
	madvise((void *)(uintptr_t)(b->mapped.ptr + (from - at)), to - from, MADV_DONTNEED);
	b->gone = to - at;
}

static umb_status read_big(void *ctx, uint8_t *buf, size_t cap, size_t *n_read)
{
	big       *b  = ctx;
	umb_status st = umb_git_stream_read(b->stream, buf, cap, n_read);

	if (b->mapped.len)
		let_go(b);
	return st;
}

static size_t fill(big *b, uint8_t *head)
{
	size_t len = 0, n = 1;

	for (; len < HEAD_LEN && n > 0; len += n)
		read_big(b, head + len, HEAD_LEN - len, &n);
	memset(head + len, 0, UMB_TEXT_PAD);
	return len;
}

/* `mapped`, or empty: where it is read from, of a file. */
static umb_status hand_out(umb_git_stream *own_stream, umb_slice mapped, const uint8_t *id, uint32_t id_len, const umb_git_visit *visit)
{
	big            b    = { own_stream, mapped, 0 };
	uint8_t       *head = umb_alloc(HEAD_LEN + UMB_TEXT_PAD), real[UMB_ID_MAX];
	umb_reader     rest = { .ctx = &b, .read = read_big };
	umb_git_object o    = { .type = umb_git_stream_type(own_stream), .id = id, .rest = &rest };
	umb_status     st   = UMB_OK;

	if (head) {
		o.data = umb_slice_of(head, fill(&b, head));
		st     = visit->object(visit->ctx, &o);
		umb_wipe(head, HEAD_LEN);
		umb_free(head);
		/* Whoever stops does not read to the end. */
		if (st == UMB_OK && !umb_git_stream_end(own_stream, real))
			visit->bad(visit->ctx, id, UMB_SKIP_CORRUPT_OBJECT, "cannot be inflated to its end");
		else if (st == UMB_OK && memcmp(real, id, id_len) != 0)
			visit->bad(visit->ctx, id, UMB_SKIP_CORRUPT_OBJECT, "its content has another id");
	} else {
		visit->bad(visit->ctx, id, UMB_SKIP_MEMORY, NULL);
	}
	umb_git_stream_close(own_stream);
	return st;
}

static umb_git_stream *open_loose(const char *path, uint32_t id_len)
{
	int         fd = open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK | O_NOCTTY);
	struct stat sb;

	if (fd < 0)
		return NULL;
	if (fstat(fd, &sb) == 0 && S_ISREG(sb.st_mode))
		return umb_git_stream_open_loose(fd, id_len);
	close(fd);
	return NULL;
}

bool umb_git_big_loose(const char *path, unsigned wanted, uint64_t max, const uint8_t *id, uint32_t id_len, const umb_git_visit *visit, umb_status *st)
{
	umb_git_stream *s    = open_loose(path, id_len);
	umb_git_type    type = s ? umb_git_stream_type(s) : UMB_GIT_NONE;

	if (s && (wanted & UMB_GIT_WANT(type)) && type == UMB_GIT_BLOB && umb_git_stream_size(s) <= max) {
		*st = hand_out(s, umb_slice_of(NULL, 0), id, id_len, visit);
		return true;
	}
	umb_git_stream_close(s);
	if (!s || (wanted & UMB_GIT_WANT(type)))
		return false;
	if (visit->other)
		visit->other(visit->ctx, id);
	*st = UMB_OK;
	return true;
}

static umb_git_stream *open_packed(const umb_git_pack *p, const umb_git_header *h, umb_slice *in)
{
	*in = umb_slice_of(p->data + h->data_at, p->data_len - p->id_len - (size_t)h->data_at);
	return h->type == UMB_GIT_BLOB ? umb_git_stream_open(*in, p->id_len, h->type, h->size) : NULL;
}

bool umb_git_big_packed(const umb_git_store *store, size_t k, const umb_git_forest *f, uint32_t node, uint64_t max, const umb_git_visit *visit,
                        umb_status *st)
{
	const uint8_t  *id = umb_git_pack_id(f->pack, f->node[node].position);
	uint64_t        max_held = f->node[node].first_child == UMB_GIT_NO_NODE ? UMB_GIT_MAX_WHOLE : UMB_GIT_MAX_OBJECT;
	umb_git_header  h;
	umb_git_stream *s;
	umb_slice       in;

	if (!umb_git_pack_header(f->pack, umb_git_forest_offset(f, node), &h) || h.size <= max_held || h.size > max)
		return false;
	/* The same object in an earlier pack is handed out there. */
	if (k > 0 && umb_git_store_in_packs(store, id, k))
		return true;
	s = open_packed(f->pack, &h, &in);
	if (s)
		*st = hand_out(s, f->pack->path ? in : umb_slice_of(NULL, 0), id, f->pack->id_len, visit);
	return s != NULL;
}

umb_git_stream *umb_git_store_stream(const umb_git_store *s, const uint8_t *id)
{
	char            hex[2 * UMB_ID_MAX + 1];
	umb_git_stream *found = NULL;
	umb_git_header  h;
	umb_slice       in;
	uint32_t        position;
	uint64_t        offset;

	for (size_t i = 0; i < s->n_packs; i++) {
		const umb_git_pack *p = &s->pack[i];

		if (umb_git_pack_find(p, id, &position) && umb_git_pack_offset(p, position, &offset) && umb_git_pack_header(p, offset, &h))
			return open_packed(p, &h, &in);
	}
	umb_format_hex(hex, id, s->id_len);
	for (size_t i = 0; i < s->n_loose && !found; i++) {
		umb_buf path = UMB_BUF_INIT_MAX(8192);

		umb_buf_printf(&path, "%s/%.2s/%s", s->loose[i].path, hex, hex + 2);
		found = open_loose(umb_buf_str(&path), s->id_len);
		umb_buf_clear(&path);
	}
	if (found && umb_git_stream_type(found) != UMB_GIT_BLOB) {
		umb_git_stream_close(found);
		found = NULL;
	}
	return found;
}
