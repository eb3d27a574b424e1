/*
 * git_delta.c - copy and insert instructions (git's Documentation/gitformat-pack, "Deltified representation").
 */
#include "git/git_store.h"

static bool read_length(umb_slice d, size_t *at, uint64_t *out)
{
	unsigned shift = 0;
	uint8_t  c;

	*out = 0;
	do {
		if (*at >= d.len || shift > 56)
			return false;
		c = d.ptr[(*at)++];
		*out |= (uint64_t)(c & 0x7f) << shift;
		shift += 7;
	} while (c & 0x80);
	return true;
}

bool umb_git_delta_sizes(umb_slice delta, uint64_t *base_len, uint64_t *out_len)
{
	size_t at = 0;

	return read_length(delta, &at, base_len) && read_length(delta, &at, out_len);
}

/* One byte of an operand, if the instruction has it. */
static inline uint32_t operand(const uint8_t **p, uint8_t op, unsigned i)
{
	return op >> i & 1 ? *(*p)++ : 0u;
}

/* Offset and size of a copy; false when the instruction is cut off. */
static inline bool read_copy(umb_slice d, size_t *at, uint8_t op, uint32_t *offset, uint32_t *size)
{
	const uint8_t *p = d.ptr + *at;

	if (d.len - *at < 7 && d.len - *at < (size_t)__builtin_popcount(op & 0x7fu))
		return false;
	*offset = operand(&p, op, 0);
	*offset |= operand(&p, op, 1) << 8;
	*offset |= operand(&p, op, 2) << 16;
	*offset |= operand(&p, op, 3) << 24;
	*size = operand(&p, op, 4);
	*size |= operand(&p, op, 5) << 8;
	*size |= operand(&p, op, 6) << 16;
	if (*size == 0)
		*size = 0x10000;
	*at = (size_t)(p - d.ptr);
	return true;
}

/* Half of all pieces are shorter than a call of memcpy is worth: where there is room on both sides, more is moved than was asked for. */
#define SHORT 32u

static inline void move(uint8_t *out, size_t room, const uint8_t *in, size_t there, size_t n)
{
	if (n <= SHORT && room >= SHORT && there >= SHORT)
		memcpy(out, in, SHORT);
	else
		memcpy(out, in, n);
}

/* Copies that go on where the last one ends, on both sides, are one: git cuts long ones at 64 KB. */
static inline bool note_copy(umb_buf *copies, size_t at, uint32_t from, uint32_t len)
{
	umb_copy *last = copies->len ? (umb_copy *)(void *)(copies->ptr + copies->len) - 1 : NULL;

	if (last && (size_t)last->at + last->len == at && last->from + last->len == from) {
		last->len += len;
		return true;
	}
	if (copies->cap - copies->len < sizeof(umb_copy) && umb_buf_reserve(copies, sizeof(umb_copy)) != UMB_OK)
		return false;
	*(umb_copy *)(void *)(copies->ptr + copies->len) = (umb_copy){ (uint32_t)at, from, len };
	copies->len += sizeof(umb_copy);
	return true;
}

umb_status umb_git_delta_apply(umb_slice d, umb_slice base, uint8_t *out, size_t out_len, umb_buf *copies)
{
	uint64_t base_said, out_said;
	size_t   at = 0, n = 0;

	if (!read_length(d, &at, &base_said) || !read_length(d, &at, &out_said) || base_said != base.len || out_said != out_len)
		return UMB_E_FORMAT;
	while (at < d.len) {
		uint8_t  op = d.ptr[at++];
		uint32_t offset, size = op;

		if (op & 0x80) {
			if (!read_copy(d, &at, op, &offset, &size) || offset > base.len || size > base.len - offset || size > out_len - n)
				return UMB_E_FORMAT;
			move(out + n, out_len - n, base.ptr + offset, base.len - offset, size);
			if (copies && !note_copy(copies, n, offset, size))
				return UMB_E_NOMEM;
		} else {
			if (op == 0 || size > d.len - at || size > out_len - n)
				return UMB_E_FORMAT;
			move(out + n, out_len - n, d.ptr + at, d.len - at, size);
			at += size;
		}
		n += size;
	}
	return n == out_len ? UMB_OK : UMB_E_FORMAT;
}
