/*
 * unp_wasm.c - WebAssembly modules: data segments and custom sections, where programs keep their strings.
 *
 * Sections are lists of lengths; what does not fit ends the reading.  Zero bytes and the like end a line, so that what remains is
 * text.
 */
#include "unpack/member.h"
#include "unpack/runs.h"
#include "unpack/whole.h"

#define SECTION_CUSTOM 0
#define SECTION_DATA 11

static bool wasm_probe(umb_slice head)
{
	return head.len >= 8 && memcmp(head.ptr, "\0asm", 4) == 0;
}

/* LEB128, as far as it fits in 32 bits. */
static bool read_leb(umb_slice s, size_t *at, uint32_t *out)
{
	uint64_t v = 0;

	for (unsigned shift = 0; shift < 35 && *at < s.len; shift += 7) {
		uint8_t b = s.ptr[(*at)++];

		v |= (uint64_t)(b & 0x7f) << shift;
		if (!(b & 0x80)) {
			*out = (uint32_t)v;
			return v <= UINT32_MAX;
		}
	}
	return false;
}

/* A name or a segment: its length, then its bytes. */
static bool read_bytes(umb_slice s, size_t *at, umb_slice *out)
{
	uint32_t len;

	if (!read_leb(s, at, &len) || len > s.len - *at)
		return false;
	*out = umb_slice_sub(s, *at, *at + len);
	*at += len;
	return true;
}

/* The constant expression that says where a segment goes: up to its end. */
static bool pass_offset(umb_slice s, size_t *at)
{
	while (*at < s.len && s.ptr[*at] != 0x0b) {
		uint8_t op = s.ptr[(*at)++];

		/* i32.const, i64.const, global.get: one number each; it may hold the byte of the end. */
		while ((op == 0x41 || op == 0x42 || op == 0x23) && *at < s.len && (s.ptr[(*at)++] & 0x80))
			;
	}
	return (*at)++ < s.len;
}

static bool read_segment(umb_slice s, size_t *at, umb_slice *out)
{
	uint32_t flags, memory;

	if (!read_leb(s, at, &flags) || flags > 2 || (flags == 2 && !read_leb(s, at, &memory)))
		return false;
	if (flags != 1 && !pass_offset(s, at))
		return false;
	return read_bytes(s, at, out);
}

static void put_data(umb_member *m, umb_slice s)
{
	size_t    at = 0;
	uint32_t  n;
	umb_slice bytes;

	if (!read_leb(s, &at, &n))
		return;
	for (uint32_t i = 0; i < n && m->st == UMB_OK && read_segment(s, &at, &bytes); i++) {
		umb_member_name(m, "data %u", (unsigned)i);
		umb_runs_put(m, bytes);
		umb_member_end(m);
	}
}

static void put_custom(umb_member *m, umb_slice s)
{
	size_t    at = 0;
	umb_slice name;

	if (!read_bytes(s, &at, &name))
		return;
	umb_member_name(m, "custom %.*s", UMB_MEMBER_PART(name));
	umb_runs_put(m, umb_slice_sub(s, at, s.len));
	umb_member_end(m);
}

static umb_status put_sections(umb_member *m, umb_slice file)
{
	size_t at = 8;

	while (at < file.len && m->st == UMB_OK) {
		uint8_t   kind = file.ptr[at++];
		umb_slice body;

		if (!read_bytes(file, &at, &body))
			return UMB_E_FORMAT;
		if (kind == SECTION_CUSTOM)
			put_custom(m, body);
		else if (kind == SECTION_DATA)
			put_data(m, body);
	}
	return m->st;
}

static umb_status wasm_unpack(umb_reader *in, umb_emit *emit)
{
	umb_whole  w;
	umb_member m;
	umb_status st = umb_whole_open(&w, in, emit, "more of a WebAssembly module than is held at once"), end;

	umb_member_init(&m, emit);
	if (st == UMB_OK)
		st = put_sections(&m, w.bytes);
	/* Cut off by us, it is not damaged. */
	if (st == UMB_E_FORMAT && w.is_cut)
		st = UMB_OK;
	end = umb_member_end(&m);
	umb_member_clear(&m);
	umb_whole_close(&w);
	return end != UMB_OK ? end : st;
}

const umb_unpacker_ops umb_unpacker_wasm = {
	.name    = "wasm",
	.summary = "WebAssembly: data segments and custom sections",
	.probe   = wasm_probe,
	.unpack  = wasm_unpack,
};
