/*
 * harness/make_index.h - indexes made by hand, so that they may say what git would not write.
 */
#ifndef UMB_TEST_MAKE_INDEX_H
#define UMB_TEST_MAKE_INDEX_H

#include "base/buf.h"
#include "harness/check.h"

#define MADE_FILE 0100644u
#define MADE_ID_LEN 20

typedef struct made_entry {
	const char *path;
	uint32_t    mode, stage;
	uint32_t    more; /* extended flags, when not 0 */
} made_entry;

#define F(path) { path, MADE_FILE, 0, 0 }
#define S(path, stage) { path, MADE_FILE, stage, 0 }
#define M(path, mode) { path, mode, 0, 0 }

static inline void put32(umb_buf *b, uint32_t n)
{
	uint8_t bytes[4] = { (uint8_t)(n >> 24), (uint8_t)(n >> 16), (uint8_t)(n >> 8), (uint8_t)n };

	umb_buf_append(b, bytes, 4);
}

static inline void put_header(umb_buf *b, uint32_t version, uint32_t n_entries)
{
	umb_buf_append_str(b, "DIRC");
	put32(b, version);
	put32(b, n_entries);
}

/* `strip` bytes of the path before are taken away in version 4. */
static inline void put_entry(umb_buf *b, uint32_t version, const made_entry *e, umb_slice path, size_t strip, size_t claimed)
{
	static const uint8_t zeros[40];
	size_t   start = b->len;
	uint32_t flags = (uint32_t)UMB_MIN(claimed, (size_t)0xfff) | e->stage << 12 | (e->more ? 0x4000u : 0);

	umb_buf_append(b, zeros, 24);
	put32(b, e->mode);
	umb_buf_append(b, zeros, 12);
	for (uint8_t i = 0; i < MADE_ID_LEN; i++)
		umb_buf_append_byte(b, i);
	umb_buf_append_byte(b, (uint8_t)(flags >> 8));
	umb_buf_append_byte(b, (uint8_t)flags);
	if (e->more) {
		umb_buf_append_byte(b, (uint8_t)(e->more >> 8));
		umb_buf_append_byte(b, (uint8_t)e->more);
	}
	if (version == 4) {
		assert_true(strip < 128);
		umb_buf_append_byte(b, (uint8_t)strip);
	}
	umb_buf_append_slice(b, path);
	do
		umb_buf_append_byte(b, 0);
	while (version != 4 && (b->len - start) % 8 != 0);
}

static inline void put_extension(umb_buf *b, const char *name, umb_slice body)
{
	umb_buf_append_str(b, name);
	put32(b, (uint32_t)body.len);
	umb_buf_append_slice(b, body);
}

static inline void put_checksum(umb_buf *b)
{
	umb_buf_append(b, "....................", MADE_ID_LEN);
}

static inline void put_entries(umb_buf *b, uint32_t version, const made_entry *e, size_t n)
{
	put_header(b, version, (uint32_t)n);
	for (size_t i = 0; i < n; i++) {
		umb_slice path = umb_slice_str(e[i].path);
		put_entry(b, version, &e[i], path, i > 0 ? strlen(e[i - 1].path) : 0, path.len);
	}
}

#endif
