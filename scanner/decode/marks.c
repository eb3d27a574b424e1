/*
 * marks.c - one pass over a layer for all codings of text.
 *
 * A mark is told by two bytes: the first is one of six, and what may follow depends on it.  In vectors, a table of 16 gives the one
 * byte of the six that has these low four bits, and two more tables what may follow; together they cost a third of what a search of
 * each kind's own takes.  Bits 0 to 7 of the tables are pairs of first and second bytes, not kinds: see `pair_marks`.
 *
 * What must stay true: both walks call for the same places (test_marks compares them).
 */
#include "decode/marks.h"

#include "decode/digits.h"

#if defined(__x86_64__)
#include <immintrin.h>
#endif

#define N_PAIRS 8

/* By the low half of a byte: the only one with it that begins a mark, and the pairs that it begins. */
static const uint8_t first_byte[16] = { 255, 255, '"', 255, 255, '%', '&', '\'', 255, 255, 255, 255, '\\', '=', 255, 255 };
static const uint8_t first_pairs[16] = { 0, 0, 0x60, 0, 0, 0x04, 0x08, 0x60, 0, 0, 0, 0, 0x83, 0x90, 0, 0 };

/*
 * What may stand behind: a pair is set for the low and for the high half of the byte.
 * 0: \ and 0-7 " ' / and some more;  1: \ and x u U n and some more;  2: % and 0 2-7;  3: & and a letter of a name, or #;
 * 4: = and 3;  5: a quote and blank . + &;  6: a quote and \ or the end of the line;  7: = or \ and the end of the line.
 */
static const uint8_t second_low[16] = { 0x25, 0x09, 0x05, 0x1d, 0x05, 0x0f, 0x25, 0x0d, 0x02, 0, 0xc0, 0x20, 0x48, 0xc0, 0x22, 0x01 };
static const uint8_t second_high[16] = { 0xc0, 0, 0x29, 0x15, 0, 0x42, 0x0a, 0x0a, 0, 0, 0, 0, 0, 0, 0, 0 };

static const uint8_t pair_marks[N_PAIRS] = {
	UMB_MARK_ESCAPE, UMB_MARK_ESCAPE, UMB_MARK_PERCENT, UMB_MARK_ENTITY, UMB_MARK_EQUALS, UMB_MARK_JOINT, UMB_MARK_JOINT, UMB_MARK_EQUALS | UMB_MARK_JOINT,
};

/* Of 16 hexadecimal digits the first 8, looked at where they stand at a multiple of 16: every run of 31 has such a place. */
#define HEX_STEP 16
#define HEX_DIGITS 8

const umb_mark_set umb_mark_token   = { { UINT64_C(0x23ffe81000000000), UINT64_C(0x47fffffe87fffffe), 0, 0 } };
const umb_mark_set umb_mark_part    = { { UINT64_C(0x2bffe87800000000), UINT64_C(0x47fffffe97fffffe), 0, 0 } };
const umb_mark_set umb_mark_between = { { UINT64_C(0x500048c500002600), UINT64_C(0x5000000150000000), 0, 0 } };

static inline uint8_t pairs_at(const uint8_t *p)
{
	if (first_byte[p[0] & 15] != p[0] || p[1] >= 0x80)
		return 0;
	return first_pairs[p[0] & 15] & second_low[p[1] & 15] & second_high[p[1] >> 4];
}

static bool is_hex_at(umb_slice in, size_t at)
{
	if (at % HEX_STEP || in.len - at < HEX_DIGITS)
		return false;
	for (size_t i = 0; i < HEX_DIGITS; i++) {
		if (umb_digit_value(in.ptr[at + i]) < 0)
			return false;
	}
	return true;
}

/*
 * Most quotes that are followed by a blank or by the end of the line are seen here not to join two strings: no token ends at them, or what
 * comes next, blanks aside, is no operator and no quote (nor f" or the like).
 */
static inline bool is_no_joint(umb_slice in, size_t at)
{
	size_t i = at + 1, end = UMB_MIN(in.len, at + 20);

	if (at == 0 || !umb_mark_has(&umb_mark_part, in.ptr[at - 1]) || in.len - at < 4)
		return true;
	while (i < end && (in.ptr[i] == ' ' || (in.ptr[i] >= '\t' && in.ptr[i] <= '\r')))
		i++;
	if (i == end || umb_mark_has(&umb_mark_between, in.ptr[i]))
		return false;
	end = UMB_MIN(in.len, i + 3);
	while (++i < end && in.ptr[i] != in.ptr[at])
		;
	return i == end;
}

/* What may stand at `at`, of `marks`. */
static inline __attribute__((always_inline)) uint32_t marks_at(umb_slice in, size_t at, uint32_t marks)
{
	uint32_t pairs = in.len - at >= 2 ? pairs_at(in.ptr + at) : 0;

	if (pairs & 0x60)
		return is_no_joint(in, at) ? 0 : marks & UMB_MARK_JOINT;
	if (in.ptr[at] == '=')
		return pairs ? marks & UMB_MARK_EQUALS : 0;
	if (in.ptr[at] == '\\')
		return marks & ((pairs & 0x03 ? UMB_MARK_ESCAPE : 0) | (pairs & 0x80 ? UMB_MARK_JOINT : 0));
	if (pairs)
		return marks & (pairs & 0x04 ? UMB_MARK_PERCENT : UMB_MARK_ENTITY);
	return (marks & UMB_MARK_HEX) && is_hex_at(in, at) ? UMB_MARK_HEX : 0;
}

uint32_t umb_marks_at(umb_slice in, size_t at, uint32_t marks)
{
	return marks_at(in, at, marks);
}

/* The pairs whose marks are asked for. */
static uint8_t pairs_for(uint32_t marks)
{
	unsigned pairs = 0;

	for (unsigned i = 0; i < N_PAIRS; i++)
		pairs |= marks & pair_marks[i] ? 1u << i : 0;
	return (uint8_t)pairs;
}

/* Returns whether `fn` ended the walk. */
static bool walk_plain(umb_slice in, size_t i, size_t to, uint32_t marks, umb_mark_fn fn, void *ctx)
{
	uint8_t wanted = pairs_for(marks);

	for (; i < to; i++) {
		uint32_t found;

		if (UMB_LIKELY((in.len - i < 2 || !(pairs_at(in.ptr + i) & wanted)) && i % HEX_STEP))
			continue;
		found = marks_at(in, i, marks);
		if (found && fn(ctx, in, i, found))
			return true;
	}
	return false;
}

bool umb_marks_walk_plain(umb_slice in, size_t from, size_t to, uint32_t marks, umb_mark_fn fn, void *ctx)
{
	return walk_plain(in, from, UMB_MIN(to, in.len), marks, fn, ctx);
}

#if defined(__x86_64__)

/* A byte is a hexadecimal digit when its row and its column share a bit. */
static const uint8_t digit_columns[16] = { 1, 3, 3, 3, 3, 3, 3, 1, 1, 1, 0, 0, 0, 0, 0, 0 };
static const uint8_t digit_rows[16] = { 0, 0, 0, 1, 2, 0, 2, 0, 0, 0, 0, 0, 0, 0, 0, 0 };
static const uint8_t no_rows[16] = { 0 };

__attribute__((target("avx2,bmi"))) static inline __m256i table_avx2(const uint8_t table[16])
{
	return _mm256_broadcastsi128_si256(_mm_loadu_si128((const __m128i *)(const void *)table));
}

/* 0xff for each byte whose halves share a bit in the two tables. */
__attribute__((target("avx2,bmi"))) static inline __m256i shared_bits_avx2(__m256i low, __m256i high, __m256i c)
{
	return _mm256_and_si256(_mm256_shuffle_epi8(low, c), _mm256_shuffle_epi8(high, _mm256_and_si256(_mm256_srli_epi16(c, 4), _mm256_set1_epi8(15))));
}

typedef struct blocks {
	__m256i byte, pairs, low, high, wanted, digit_low, digit_high;
} blocks;

/* The places in the 64 bytes at `p`, of which 65 are read, where marks may stand. */
__attribute__((target("avx2,bmi"))) static inline __attribute__((always_inline)) uint64_t places_avx2(const blocks *k, const uint8_t *p)
{
	const __m256i zero = _mm256_setzero_si256();
	__m256i  c[2], r[2], eights, all;
	uint64_t m, hex;

	/* Written out: as a loop, the halves would go through memory. */
	_Pragma("GCC unroll 2") for (size_t i = 0; i < 2; i++) {
		__m256i b = _mm256_loadu_si256((const __m256i *)(const void *)(p + 32 * i + 1)), x;

		c[i] = _mm256_loadu_si256((const __m256i *)(const void *)(p + 32 * i));
		x    = _mm256_and_si256(_mm256_shuffle_epi8(k->pairs, c[i]), _mm256_cmpeq_epi8(_mm256_shuffle_epi8(k->byte, c[i]), c[i]));
		r[i] = _mm256_and_si256(_mm256_and_si256(x, shared_bits_avx2(k->low, k->high, b)), k->wanted);
	}
	/* The bytes from 0, 32, 16 and 48 on. */
	eights = _mm256_unpacklo_epi64(c[0], c[1]);
	eights = _mm256_cmpeq_epi8(shared_bits_avx2(k->digit_low, k->digit_high, eights), zero);
	eights = _mm256_cmpeq_epi64(eights, zero);
	all    = _mm256_or_si256(_mm256_or_si256(r[0], r[1]), eights);
	if (UMB_LIKELY(_mm256_testz_si256(all, all)))
		return 0;
	m   = (uint32_t)_mm256_movemask_epi8(_mm256_cmpeq_epi8(r[0], zero));
	m  |= (uint64_t)(uint32_t)_mm256_movemask_epi8(_mm256_cmpeq_epi8(r[1], zero)) << 32;
	hex = (uint64_t)_mm256_movemask_pd(_mm256_castsi256_pd(eights));
	return ~m | (hex & 1) | (hex & 2) << 31 | (hex & 4) << 14 | (hex & 8) << 45;
}

/*
 * Returns where it stopped: what is left is too short for it, or `fn` ended the walk and *is_done is set.  Blocks begin at multiples of
 * HEX_STEP, at or before `from`; the last one ends where there is one more byte to read, so that parts of a few lines are walked so, too.
 */
__attribute__((target("avx2,bmi"))) static size_t walk_avx2(umb_slice in, size_t from, size_t to, uint32_t marks, umb_mark_fn fn, void *ctx, bool *is_done)
{
	const blocks k = { table_avx2(first_byte), table_avx2(first_pairs), table_avx2(second_low), table_avx2(second_high),
		           _mm256_set1_epi8((char)pairs_for(marks)), table_avx2(digit_columns), table_avx2(marks & UMB_MARK_HEX ? digit_rows : no_rows) };
	const size_t last = (in.len - 65) / HEX_STEP * HEX_STEP;
	size_t       next = from / HEX_STEP * HEX_STEP;

	while (from < to && from < last + 64) {
		size_t   at = UMB_MIN(next, last);
		uint64_t m  = places_avx2(&k, in.ptr + at);

		next = at + 64;
		if (UMB_LIKELY(m == 0)) {
			from = UMB_MIN(next, to);
			continue;
		}
		m &= ~UINT64_C(0) << (from - at);
		m &= to - at < 64 ? (UINT64_C(1) << (to - at)) - 1 : ~UINT64_C(0);
		for (from = UMB_MIN(next, to); m; m &= m - 1) {
			size_t   place = at + (size_t)__builtin_ctzll(m);
			uint32_t found = marks_at(in, place, marks);

			*is_done = found && fn(ctx, in, place, found);
			if (*is_done)
				return place;
		}
	}
	return from;
}

bool umb_marks_walk(umb_slice in, size_t from, size_t to, uint32_t marks, umb_mark_fn fn, void *ctx)
{
	bool is_done = false;

	to   = UMB_MIN(to, in.len);
	from = UMB_MIN(from, to);
	if (in.len >= 65 && __builtin_cpu_supports("avx2") && __builtin_cpu_supports("bmi"))
		from = walk_avx2(in, from, to, marks, fn, ctx, &is_done);
	return is_done || walk_plain(in, from, to, marks, fn, ctx);
}

#else

bool umb_marks_walk(umb_slice in, size_t from, size_t to, uint32_t marks, umb_mark_fn fn, void *ctx)
{
	return walk_plain(in, from, UMB_MIN(to, in.len), marks, fn, ctx);
}

#endif

void umb_marks_walk_all(const umb_decoder_input *in, uint32_t marks, umb_mark_fn fn, void *ctx)
{
	if (!in->marked)
		umb_marks_walk(in->text, 0, in->text.len, marks, fn, ctx);
	for (size_t i = 0; in->marked && i < in->n_marked; i++) {
		const umb_marked *m = &in->marked[i];

		if ((m->marks & marks) && umb_marks_walk(in->text, m->from, m->to, m->marks & marks, fn, ctx))
			return;
	}
}

/* -- who has something to do ------------------------------------------------------------------------- */

#define N_MARKS 6

_Static_assert(UMB_MARK_ALL == (1 << N_MARKS) - 1, "a decoder for each");

/* Each mark is that of one decoder; what one of them has found is not asked for again. */
typedef struct asked {
	bool   (*begins[N_MARKS])(umb_slice in, size_t at);
	uint32_t marks, found;
} asked;

static bool ask_all(void *ctx, umb_slice in, size_t at, uint32_t marks)
{
	asked *a = ctx;

	for (marks &= a->marks; marks; marks &= marks - 1) {
		uint32_t mark = marks & -marks;

		if (a->begins[__builtin_ctz(mark)](in, at)) {
			a->marks &= ~mark;
			a->found |= mark;
		}
	}
	return a->marks == 0;
}

uint32_t umb_decoders_begin(umb_slice in, size_t from, size_t to, uint32_t wanted)
{
	asked a = { .marks = 0 };

	for (size_t i = 0; i < umb_decoder_count(); i++) {
		const umb_decoder_ops *d = umb_decoder_at(i);

		if (d->mark & wanted) {
			a.begins[__builtin_ctz(d->mark)] = d->begins;
			a.marks |= d->mark;
		}
	}
	umb_marks_walk(in, from, to, a.marks, ask_all, &a);
	return a.found;
}

typedef struct asked_one {
	bool (*begins)(umb_slice in, size_t at);
	bool is_found;
} asked_one;

static bool ask_one(void *ctx, umb_slice in, size_t at, uint32_t marks)
{
	asked_one *a = ctx;

	UMB_UNUSED(marks);
	a->is_found = a->begins(in, at);
	return a->is_found;
}

bool umb_marks_any(umb_slice in, uint32_t mark, bool (*begins)(umb_slice in, size_t at))
{
	asked_one a = { begins, false };

	umb_marks_walk(in, 0, in.len, mark, ask_one, &a);
	return a.is_found;
}

/* -- what stands around a mark --------------------------------------------------------------------------- */

#define MIN_VALUE 6

bool umb_mark_opens_value(umb_slice in, size_t from, size_t to)
{
	static const char ends[] = " \t\r\n\\\"'`<>{}()[]%$,;&";

	for (size_t n = 0; n < 2 && from > 0 && in.ptr[from - 1] == ' '; n++)
		from--;
	if (from == 0 || !memchr("=:>(,;", in.ptr[from - 1], 6) || in.len - to < MIN_VALUE)
		return false;
	for (size_t i = to; i < to + MIN_VALUE; i++) {
		if (memchr(ends, in.ptr[i], sizeof(ends) - 1))
			return false;
	}
	return true;
}
