/*
 * unp_pyc.c - compiled Python: the strings, bytes and names of its code, a line each.
 *
 * Behind the magic number and a header of 8 to 16 bytes stands one marshalled object.  The reader keeps no objects: it goes through the
 * stream value by value, with a count of the values that each container around still holds.  From where it makes no sense on, what
 * can be read in the bytes is written.
 */
#include "unpack/member.h"
#include "unpack/runs.h"
#include "unpack/whole.h"

#define MAX_DEPTH 256u
#define FLAG_REF 0x80u
#define HEADER_MIN 8u
#define HEADER_MAX 16u
/* Values of a code object before the number of its first line; behind it tables that say nothing. */
#define CODE_VALUES 8u
#define CODE_NAMES 5u /* of these, from here on the names of file and function stand in it itself */

typedef struct container {
	uint32_t left; /* values that it still holds; UINT32_MAX: until a zero */
	bool     is_code, is_silent;
} container;

typedef struct stream {
	umb_slice s;
	size_t    at;
	container around[MAX_DEPTH];
	size_t    depth;
	uint32_t  n_tables; /* behind a code object's line number */
} stream;

/* The magic number ends with a line of its own, so that no text has it; a code object begins behind the header. */
static size_t header_len(umb_slice head)
{
	if (head.len < HEADER_MAX + 1 || head.ptr[2] != '\r' || head.ptr[3] != '\n')
		return 0;
	for (size_t n = HEADER_MAX; n >= HEADER_MIN; n -= 4) {
		if ((head.ptr[n] & ~FLAG_REF) == 'c')
			return n;
	}
	return 0;
}

static bool pyc_probe(umb_slice head)
{
	return header_len(head) > 0;
}

static bool take(stream *m, size_t n, umb_slice *out)
{
	if (n > m->s.len - m->at)
		return false;
	*out = umb_slice_sub(m->s, m->at, m->at + n);
	m->at += n;
	return true;
}

static bool take32(stream *m, uint32_t *out)
{
	umb_slice b;

	if (!take(m, 4, &b))
		return false;
	*out = (uint32_t)b.ptr[0] | (uint32_t)b.ptr[1] << 8 | (uint32_t)b.ptr[2] << 16 | (uint32_t)b.ptr[3] << 24;
	return true;
}

static bool take8(stream *m, uint32_t *out)
{
	umb_slice b;

	if (!take(m, 1, &b))
		return false;
	*out = b.ptr[0];
	return true;
}

static bool enter(stream *m, container c)
{
	if (m->depth == MAX_DEPTH)
		return false;
	m->around[m->depth++] = c;
	return true;
}

static bool pass(stream *m, size_t n)
{
	umb_slice b;

	return take(m, n, &b);
}

/* Numbers of 15 bits; the count has the sign. */
static bool pass_long(stream *m)
{
	uint32_t n;

	if (!take32(m, &n))
		return false;
	n = n & UINT32_C(0x80000000) ? ~n + 1 : n;
	return n <= m->s.len && pass(m, (size_t)n * 2);
}

/* Bytecode and tables of lines are bytes, too. */
static bool is_said(const stream *m)
{
	const container *c = m->depth ? &m->around[m->depth - 1] : NULL;

	return !c || (!c->is_silent && (!c->is_code || CODE_VALUES - c->left > CODE_NAMES));
}

static bool put_text(stream *m, umb_member *out, bool has_long_len)
{
	uint32_t  n;
	umb_slice text;

	if (!(has_long_len ? take32(m, &n) : take8(m, &n)) || !take(m, n, &text))
		return false;
	if (is_said(m))
		umb_runs_put(out, text);
	umb_member_line(out);
	return true;
}

static bool pass_float(stream *m)
{
	uint32_t n;

	return take8(m, &n) && pass(m, n);
}

/*
 * Four to six numbers, by version: where the first value, the bytecode, stands behind them, is seen.
 */
static bool enter_code(stream *m)
{
	for (size_t n = 4; n <= 6; n++) {
		size_t at = m->at + 4 * n;

		/* A string that is shorter than 16 MB. */
		if (at + 5 <= m->s.len && (m->s.ptr[at] & ~FLAG_REF) == 's' && m->s.ptr[at + 4] == 0) {
			m->at = at;
			return enter(m, (container){ CODE_VALUES, true, false });
		}
	}
	return false;
}

/* Out of what has come to its end; false behind the whole object. */
static bool settle(stream *m)
{
	while (m->depth > 0 && m->around[m->depth - 1].left == 0) {
		container *c = &m->around[m->depth - 1];

		if (!c->is_code)
			m->depth--;
		else if (pass(m, 4))
			*c = (container){ m->n_tables, false, true };
		else
			return false;
	}
	if (m->depth > 0 && m->around[m->depth - 1].left != UINT32_MAX)
		m->around[m->depth - 1].left--;
	return m->depth > 0;
}

/* One value; false where the stream makes no sense, or ends. */
static bool step(stream *m, umb_member *out)
{
	uint32_t kind, n;

	if (!take8(m, &kind))
		return false;
	switch (kind & ~FLAG_REF) {
	case '0':
		if (m->depth > 0 && m->around[m->depth - 1].left == UINT32_MAX)
			m->depth--;
		return true;
	case 'N': case 'F': case 'T': case 'S': case '.':
		return true;
	case 'i': case 'r': case 'R':
		return pass(m, 4);
	case 'I': case 'g':
		return pass(m, 8);
	case 'y':
		return pass(m, 16);
	case 'f':
		return pass_float(m);
	case 'x':
		return pass_float(m) && pass_float(m);
	case 'l':
		return pass_long(m);
	case 's': case 'u': case 'a': case 'A': case 't':
		return put_text(m, out, true);
	case 'z': case 'Z':
		return put_text(m, out, false);
	case ')':
		return take8(m, &n) && enter(m, (container){ n, false, false });
	case '(': case '[': case '<': case '>':
		return take32(m, &n) && n < UINT32_MAX && enter(m, (container){ n, false, false });
	case '{':
		return enter(m, (container){ UINT32_MAX, false, false });
	case ':':
		return enter(m, (container){ 3, false, false });
	case 'c':
		return enter_code(m);
	default:
		return false;
	}
}

static void put_values(umb_member *out, stream *m)
{
	bool goes_on = step(m, out);

	while (goes_on && settle(m) && out->st == UMB_OK)
		goes_on = step(m, out);
	if (out->st == UMB_OK && m->at < m->s.len)
		umb_runs_put(out, umb_slice_sub(m->s, m->at, m->s.len));
}

static umb_status pyc_unpack(umb_reader *in, umb_emit *emit)
{
	umb_whole  w;
	umb_member out;
	stream     m = { .depth = 0 };
	uint32_t   magic;
	umb_status st = umb_whole_open(&w, in, emit, "more of a compiled program than is held at once"), end;

	umb_member_init(&out, emit);
	if (st == UMB_OK && header_len(w.bytes)) {
		m.s  = w.bytes;
		m.at = header_len(w.bytes);
		/* From 3.11 on, one for exceptions as well; Python 2 counts from 20,000 up. */
		magic      = (uint32_t)w.bytes.ptr[0] | (uint32_t)w.bytes.ptr[1] << 8;
		m.n_tables = magic >= 3450 && magic < 20000 ? 2 : 1;
		umb_member_name(&out, "strings");
		put_values(&out, &m);
	}
	end = umb_member_end(&out);
	umb_member_clear(&out);
	umb_whole_close(&w);
	return st == UMB_OK ? end : st;
}

const umb_unpacker_ops umb_unpacker_pyc = {
	.name    = "pyc",
	.summary = "compiled Python: its strings",
	.probe   = pyc_probe,
	.unpack  = pyc_unpack,
};
