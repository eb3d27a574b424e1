/*
 * packer.h - packs and their indexes from objects of the fuzzer's choice.
 */
#ifndef UMB_FUZZ_PACKER_H
#define UMB_FUZZ_PACKER_H

#include "base/alloc.h"
#include "git/git_store.h"
#include "make_pack.h"

#define PACK_MAX_OBJECTS 16
#define PACK_MAX_LEN 2000 /* of an object */

typedef struct packer {
	umb_buf  pack, idx;
	uint64_t offset[PACK_MAX_OBJECTS];
	uint8_t  id[PACK_MAX_OBJECTS][20];
	size_t   n;
} packer;

/* As deltas have it. */
static inline void put_size(umb_buf *b, size_t n)
{
	for (; n > 127; n >>= 7)
		umb_buf_append_byte(b, (uint8_t)(n | 128));
	umb_buf_append_byte(b, (uint8_t)n);
}

/* How far back the base of an OFS_DELTA is; of 16512 bytes and more a third byte would be needed. */
static inline void put_back(umb_buf *pack, uint64_t back)
{
	if (back > 127)
		umb_buf_append_byte(pack, (uint8_t)(128 | (((back >> 7) - 1) & 127)));
	umb_buf_append_byte(pack, (uint8_t)(back & 127));
}

static inline void pack_begin(packer *p)
{
	umb_buf_append(&p->pack, "PACK\0\0\0\2\0\0\0\0", 12);
}

/* The next object begins here. */
static inline size_t pack_next(packer *p)
{
	p->offset[p->n] = p->pack.len;
	return p->n++;
}

/* Objects that have the same id stand side by side, as they would in no index of git. */
static inline void pack_end(packer *p)
{
	size_t order[PACK_MAX_OBJECTS], n = 0;

	p->pack.ptr[11] = (uint8_t)p->n;
	umb_buf_append(&p->pack, "01234567890123456789", 20);
	for (size_t i = 0; i < p->n; i++) {
		size_t k = i;

		for (; k > 0 && memcmp(p->id[order[k - 1]], p->id[i], 20) > 0; k--)
			order[k] = order[k - 1];
		order[k] = i;
	}
	umb_buf_append(&p->idx, "\377tOc\0\0\0\2", 8);
	for (size_t first = 0; first < 256; first++) {
		while (n < p->n && p->id[order[n]][0] <= first)
			n++;
		put_be32(&p->idx, n);
	}
	for (size_t i = 0; i < p->n; i++)
		umb_buf_append(&p->idx, p->id[order[i]], 20);
	for (size_t i = 0; i < p->n; i++)
		put_be32(&p->idx, 0);
	for (size_t i = 0; i < p->n; i++)
		put_be32(&p->idx, p->offset[order[i]]);
	umb_buf_append(&p->idx, "0123456789012345678901234567890123456789", 40);
}

static inline void pack_clear(packer *p)
{
	umb_buf_clear(&p->pack);
	umb_buf_clear(&p->idx);
}

#endif
