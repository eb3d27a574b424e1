/*
 * git_pack.c - one pack and its index, version 2 (git's Documentation/gitformat-pack).
 */
#include <errno.h>
#include <fcntl.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/alloc.h"
#include "base/err.h"
#include "git/git_store.h"

#define IDX_HEADER 8
#define FANOUT_LEN 1024

umb_git_stamp umb_git_stamp_of(const struct stat *sb)
{
	return (umb_git_stamp){ sb->st_dev, sb->st_ino, (uint64_t)sb->st_size, sb->st_mtim.tv_sec, sb->st_mtim.tv_nsec, sb->st_ctim.tv_sec, sb->st_ctim.tv_nsec };
}

umb_status umb_git_map_file(const char *path, const uint8_t **out, size_t *len, umb_git_stamp *stamp, umb_err *err)
{
	int         fd = open(path, O_RDONLY | O_CLOEXEC | O_NOFOLLOW);
	struct stat sb;
	void       *p;

	if (fd < 0)
		return umb_err_errno(err, errno, "'%s'", path);
	if (fstat(fd, &sb) != 0 || !S_ISREG(sb.st_mode) || sb.st_size < 32) {
		close(fd);
		return umb_err_set(err, UMB_E_FORMAT, "'%s' is no file of a repository, or too short for one", path);
	}
	p = mmap(NULL, (size_t)sb.st_size, PROT_READ, MAP_PRIVATE, fd, 0);
	close(fd);
	if (p == MAP_FAILED)
		return umb_err_errno(err, errno, "'%s'", path);
	*out   = p;
	*len   = (size_t)sb.st_size;
	*stamp = umb_git_stamp_of(&sb);
	return UMB_OK;
}

static bool fanout_grows(const uint8_t *idx)
{
	for (size_t i = 1; i < 256; i++) {
		if (umb_git_be32(idx + IDX_HEADER + 4 * i) < umb_git_be32(idx + IDX_HEADER + 4 * (i - 1)))
			return false;
	}
	return true;
}

umb_status umb_git_pack_view(umb_git_pack *p, umb_slice idx, umb_slice data, uint32_t id_len, umb_err *err)
{
	size_t tables;

	p->idx      = idx.ptr;
	p->idx_len  = idx.len;
	p->data     = data.ptr;
	p->data_len = data.len;
	p->id_len   = id_len;
	if (idx.len < IDX_HEADER + FANOUT_LEN || memcmp(idx.ptr, "\377tOc\0\0\0\2", 8) != 0)
		return umb_err_set(err, UMB_E_FORMAT, "no pack index of version 2");
	if (data.len < 12 + id_len || memcmp(data.ptr, "PACK", 4) != 0 || (umb_git_be32(data.ptr + 4) != 2 && umb_git_be32(data.ptr + 4) != 3))
		return umb_err_set(err, UMB_E_FORMAT, "no pack of version 2 or 3");
	if (!fanout_grows(idx.ptr))
		return umb_err_set(err, UMB_E_FORMAT, "index: the fan-out table does not grow");
	p->n_objects = umb_git_be32(idx.ptr + IDX_HEADER + FANOUT_LEN - 4);
	tables = (size_t)p->n_objects * (id_len + 8);
	if (idx.len - IDX_HEADER - FANOUT_LEN < tables + 2 * (size_t)id_len)
		return umb_err_set(err, UMB_E_FORMAT, "index: shorter than its %u objects", p->n_objects);
	p->ids         = idx.ptr + IDX_HEADER + FANOUT_LEN;
	p->offsets32   = p->ids + (size_t)p->n_objects * (id_len + 4);
	p->offsets64   = p->offsets32 + (size_t)p->n_objects * 4;
	p->n_offsets64 = (idx.len - IDX_HEADER - FANOUT_LEN - tables - 2 * (size_t)id_len) / 8;
	return UMB_OK;
}

umb_status umb_git_pack_open(umb_git_pack *p, const char *idx_path, uint32_t id_len, umb_err *err)
{
	size_t         n = strlen(idx_path);
	const uint8_t *idx = NULL, *data = NULL;
	size_t         idx_len = 0, data_len = 0;
	umb_status     st;

	memset(p, 0, sizeof(*p));
	p->path = umb_alloc(n + 2);
	if (!p->path || n < 4)
		return umb_err_set(err, UMB_E_NOMEM, "out of memory");
	memcpy(p->path, idx_path, n - 3);
	memcpy(p->path + n - 3, "pack", 5);
	st = umb_git_map_file(idx_path, &idx, &idx_len, &p->idx_stamp, err);
	if (st == UMB_OK)
		st = umb_git_map_file(p->path, &data, &data_len, &p->data_stamp, err);
	p->idx      = idx;
	p->idx_len  = idx_len;
	p->data     = data;
	p->data_len = data_len;
	if (st == UMB_OK)
		st = umb_git_pack_view(p, umb_slice_of(idx, idx_len), umb_slice_of(data, data_len), id_len, err);
	if (st == UMB_OK)
		madvise((void *)(uintptr_t)data, data_len, MADV_WILLNEED);
	else
		umb_git_pack_close(p);
	return st;
}

void umb_git_pack_close(umb_git_pack *p)
{
	if (p->map.ptr) {
		munmap((void *)(uintptr_t)p->map.ptr, p->map.len);
	} else if (p->path) {
		if (p->idx)
			munmap((void *)(uintptr_t)p->idx, p->idx_len);
		if (p->data)
			munmap((void *)(uintptr_t)p->data, p->data_len);
	}
	umb_buf_clear(&p->made_idx);
	umb_free(p->fan);
	umb_free(p->path);
	memset(p, 0, sizeof(*p));
}

const uint8_t *umb_git_pack_id(const umb_git_pack *p, uint32_t position)
{
	return p->ids + (size_t)position * p->id_len;
}

bool umb_git_pack_offset(const umb_git_pack *p, uint32_t position, uint64_t *offset)
{
	uint32_t o = umb_git_be32(p->offsets32 + 4 * (size_t)position);

	*offset = o;
	if (o & 0x80000000u) {
		const uint8_t *at = p->offsets64 + 8 * (size_t)(o & 0x7fffffffu);

		if ((o & 0x7fffffffu) >= p->n_offsets64)
			return false;
		*offset = (uint64_t)umb_git_be32(at) << 32 | umb_git_be32(at + 4);
	}
	return *offset >= 12 && *offset < p->data_len - p->id_len;
}

#define FAN_FROM 4096 /* objects: smaller ones are searched in no time */

/* The place of an id's first bits in the fan. */
static uint32_t fan_slot(const umb_git_pack *p, const uint8_t *id)
{
	return umb_git_be32(id) >> p->fan_shift;
}

void umb_git_pack_spread(umb_git_pack *p)
{
	uint32_t bits = 0, slot = 0, before = 0;

	if (p->fan || p->n_objects < FAN_FROM)
		return;
	while (bits < 28 && (p->n_objects >> bits) > 8)
		bits++;
	p->fan_shift = 32 - bits;
	p->fan       = umb_alloc((((size_t)1 << bits) + 1) * sizeof(*p->fan));
	if (!p->fan)
		return;
	for (uint32_t i = 0; i < p->n_objects; i++) {
		uint32_t at = fan_slot(p, umb_git_pack_id(p, i));

		/* Not in order: what search finds in it may depend on the way. */
		if (at < before) {
			umb_free(p->fan);
			p->fan = NULL;
			return;
		}
		before = at;
		while (slot <= at)
			p->fan[slot++] = i;
	}
	while (slot <= (1u << bits))
		p->fan[slot++] = p->n_objects;
}

/* The first bytes decide nearly always, without a call. */
static int compare_ids(const uint8_t *a, const uint8_t *b, size_t len)
{
	uint32_t x = umb_git_be32(a), y = umb_git_be32(b);

	return x != y ? (x < y ? -1 : 1) : memcmp(a, b, len);
}

void umb_git_pack_expect(const umb_git_pack *p, const uint8_t *const *id, size_t n)
{
	for (size_t i = 0; i < n && p->fan; i++)
		__builtin_prefetch(&p->fan[fan_slot(p, id[i])]);
	for (size_t i = 0; i < n && p->fan; i++) {
		const uint8_t *first = umb_git_pack_id(p, p->fan[fan_slot(p, id[i])]);

		/* Eight lie there, in two or three lines; the search begins in the middle. */
		__builtin_prefetch(first + 64);
		__builtin_prefetch(first + 128);
	}
}

bool umb_git_pack_find(const umb_git_pack *p, const uint8_t *id, uint32_t *position)
{
	uint32_t low, high;

	if (p->fan) {
		low  = p->fan[fan_slot(p, id)];
		high = p->fan[fan_slot(p, id) + 1];
	} else {
		low  = id[0] ? umb_git_be32(p->idx + IDX_HEADER + 4 * (size_t)(id[0] - 1)) : 0;
		high = umb_git_be32(p->idx + IDX_HEADER + 4 * (size_t)id[0]);
	}
	while (low < high) {
		uint32_t mid = low + (high - low) / 2;
		int      d   = compare_ids(umb_git_pack_id(p, mid), id, p->id_len);

		if (d == 0) {
			*position = mid;
			return true;
		}
		if (d < 0)
			low = mid + 1;
		else
			high = mid;
	}
	return false;
}

static bool read_size(const uint8_t *p, const uint8_t *end, umb_git_header *h, const uint8_t **next)
{
	uint8_t  c     = *p++;
	unsigned shift = 4;

	h->type = (umb_git_type)((c >> 4) & 7);
	h->size = c & 15;
	while (c & 0x80) {
		if (p == end || shift > 57)
			return false;
		c = *p++;
		h->size |= (uint64_t)(c & 0x7f) << shift;
		shift += 7;
	}
	*next = p;
	return true;
}

static bool read_base_offset(const uint8_t **p, const uint8_t *end, uint64_t *back)
{
	uint8_t c;

	if (*p == end)
		return false;
	c     = *(*p)++;
	*back = c & 0x7f;
	while (c & 0x80) {
		if (*p == end || *back > UINT64_MAX >> 8)
			return false;
		c     = *(*p)++;
		*back = ((*back + 1) << 7) | (c & 0x7f);
	}
	return true;
}

bool umb_git_pack_header(const umb_git_pack *p, uint64_t offset, umb_git_header *h)
{
	const uint8_t *end = p->data + p->data_len - p->id_len, *at;
	uint64_t       back = 0;

	memset(h, 0, sizeof(*h));
	if (offset < 12 || offset >= (uint64_t)(end - p->data))
		return false;
	at = p->data + offset;
	if (!read_size(at, end, h, &at))
		return false;
	if (h->type == UMB_GIT_OFS_DELTA) {
		if (!read_base_offset(&at, end, &back) || back == 0 || back > offset - 12)
			return false;
		h->base_offset = offset - back;
	} else if (h->type == UMB_GIT_REF_DELTA) {
		if ((size_t)(end - at) < p->id_len)
			return false;
		h->base_id = at;
		at += p->id_len;
	} else if (h->type < UMB_GIT_COMMIT || h->type > UMB_GIT_TAG) {
		return false;
	}
	h->data_at = (uint64_t)(at - p->data);
	return true;
}
