/*
 * survey.c - one pass over a window that answers for all decoders of text and base64 at once: is there anything to decode?
 *
 * Nearly always there is not, so what counts is how soon that is known.  64 bytes at a time are sorted by four look-ups, and little is
 * asked of them that few places answer: a run of 16 characters of base64, whole groups of four of them in a row; two quotes with nothing
 * between them but what may join two strings; and the pairs of bytes with which the other marks begin.  What remains, a place in each
 * thousand bytes, is asked again by the decoders themselves.
 *
 * Runs and blocks with quotes are kept as lists for 4 KB, since a branch that is guessed wrongly costs as much as a hundred bytes of the pass:
 * survey_runs.c.
 *
 * What must stay true: what is found here is found by the walk of marks.c and by a search for runs, and what these find and this one does not
 * is nothing that a decoder shows (test_survey compares them).
 */
#include "core/decoder.h"

#include "decode/base64_runs.h"
#include "decode/marks.h"
#include "decode/survey.h"

_Static_assert((UMB_MARK_ALL | UMB_MARK_RUN) == (1 << UMB_SURVEY_KINDS) - 1, "a decoder for each");

#define UMB_DECODER(id) extern const umb_decoder_ops umb_decoder_##id;
#include "decode/decoders.def"
#undef UMB_DECODER

/* As in registry.c; asked for each file, so that a call for each decoder is felt. */
static const umb_decoder_ops *const decoders[] = {
#define UMB_DECODER(id) &umb_decoder_##id,
#include "decode/decoders.def"
#undef UMB_DECODER
};

static umb_survey survey_of(umb_survey_found *out, umb_slice in)
{
	umb_survey s = { .in = in, .found = out };

	out->kinds    = 0;
	out->n_places = 0;
	for (size_t i = 0; i < UMB_COUNT(decoders); i++) {
		const umb_decoder_ops *d = decoders[i];

		if (d->mark)
			s.begins[__builtin_ctz(d->mark)] = d->begins;
		if (d->run_begins)
			s.run_begins = d->run_begins;
		s.wanted |= d->mark | (d->run_begins ? UMB_MARK_RUN : 0);
	}
	return s;
}

static void survey_plain(umb_survey *s)
{
	size_t to = 0;

	s->found->kinds = umb_decoders_begin(s->in, 0, s->in.len, UMB_MARK_ALL);
	while (s->wanted & UMB_MARK_RUN) {
		size_t from = umb_base64_next_run(s->in, to, &to);

		if (from == s->in.len)
			break;
		umb_survey_ask_run(s, from, to);
	}
}

/* Places so near each other are one, and one that is so long goes on to the end: there is more than to walk on would cost. */
#define GAP 64u
#define LONG_PLACE 4096u

/* From here on what was found need not be found again; of what stands in the tile not all has been asked about yet. */
static void fill_up(umb_survey *s)
{
	umb_marked *p = s->found->place;
	size_t     *n = &s->found->n_places;

	p[*n - 1].from = UMB_MIN(p[*n - 1].from, (uint32_t)s->asked_to);
	while (*n > 1 && p[*n - 1].from <= p[*n - 2].to) {
		p[*n - 2].marks |= p[*n - 1].marks;
		--*n;
		p[*n - 1].from = UMB_MIN(p[*n - 1].from, (uint32_t)s->asked_to);
	}
	p[*n - 1].to     = (uint32_t)s->in.len;
	p[*n - 1].marks |= s->found->kinds & UMB_MARK_ALL;
	s->wanted       &= ~(s->found->kinds & UMB_MARK_ALL);
	s->is_full       = true;
}

/* Nearly always the last place is the one, or there is none yet. */
void umb_survey_note(umb_survey *s, size_t at, uint32_t mark)
{
	umb_marked *p = s->found->place;
	size_t      n = s->found->n_places, i = n;

	s->found->kinds |= mark;
	while (i > 0 && p[i - 1].from > at)
		i--;
	if (i > 0 && (at <= p[i - 1].to + (size_t)GAP || (i == n && n == UMB_SURVEY_PLACES))) {
		p[i - 1].to = UMB_MAX(p[i - 1].to, (uint32_t)at + 1);
		p[i - 1].marks |= mark;
	} else if (i < n && (at + GAP >= p[i].from || n == UMB_SURVEY_PLACES)) {
		p[i].from = (uint32_t)at;
		p[i].marks |= mark;
	} else {
		memmove(p + i + 1, p + i, (n - i) * sizeof(*p));
		p[i] = (umb_marked){ (uint32_t)at, (uint32_t)at + 1, mark };
		n    = ++s->found->n_places;
	}
	if (s->is_full || n == UMB_SURVEY_PLACES || p[n - 1].to - p[n - 1].from >= LONG_PLACE)
		fill_up(s);
}

#if defined(__x86_64__)

/*
 * Quotes, and what may stand between two that join: 1 + & . $ and blank, 2 tab and the ends of lines, 4 @ B L F, 8 b f, 16 _,
 * 32 < \ R U ^ r u | ~ and some that do not matter; 64 `, 128 " and '.
 */
static const umb_survey_table between = {
	{ 1 | 4 | 64, 0, 4 | 8 | 32 | 128, 0, 1, 32, 1 | 4 | 8, 128, 0, 2, 2, 1, 4 | 32, 2, 1 | 32, 16 },
	{ 2, 0, 1 | 128, 32, 4, 16 | 32, 8 | 64, 32, 0, 0, 0, 0, 0, 0, 0, 0 },
};

#define BETWEEN 0x3f

/*
 * Pairs of bytes that a mark other than digits begins with, and some more: 1, 2: \ and what it escapes, or the end of the line, 4 %, 8 &, 16 "=3",
 * 32 = and the end of the line, 64, 128: a quote and what may stand behind one that joins.  marks.c has exact ones.
 */
static const umb_survey_table first = {
	{ 0, 0, 64 | 128, 0, 0, 4, 8, 64 | 128, 0, 0, 0, 0, 1 | 2, 16 | 32, 0, 0 },
	{ 0, 0, 4 | 8 | 64 | 128, 16 | 32, 0, 1 | 2, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0 },
};
static const umb_survey_table second = {
	{ 1 | 4 | 128, 1 | 8, 1 | 4, 1 | 4 | 8 | 16, 1 | 4, 1 | 2 | 4 | 8, 1 | 4 | 128, 1 | 4 | 8, 2, 0, 2 | 32 | 64, 128, 8 | 64, 2 | 32 | 64, 2 | 128, 1 },
	{ 2 | 32 | 64, 0, 1 | 8 | 128, 1 | 4 | 16, 0, 2 | 64, 2 | 8, 2 | 8, 0, 0, 0, 0, 0, 0, 0, 0 },
};

#define QUOTED 0xc0

/* A quote that joins stands at most so far before the one it is seen by, and the mark of digits less before the tile. */
#define MAX_BEHIND 256

/* -- marks ----------------------------------------------------------------------------------------------------- */

static void ask_mark(umb_survey *s, size_t at)
{
	uint32_t marks = umb_marks_at(s->in, at, s->wanted & (UMB_MARK_ALL & ~UMB_MARK_HEX));

	for (; marks; marks &= marks - 1) {
		uint32_t mark = marks & -marks;

		if (s->begins[__builtin_ctz(mark)](s->in, at))
			umb_survey_note(s, at, mark);
	}
}

static bool is_between(uint8_t c)
{
	return (between.low[c & 15] & between.high[c >> 4] & BETWEEN) != 0;
}

/* A string ends at a quote that joins it to another one with two characters of a token. */
static void ask_quote(umb_survey *s, size_t at)
{
	if (at >= 2 && umb_mark_has(&umb_mark_part, s->in.ptr[at - 1]) && umb_mark_has(&umb_mark_part, s->in.ptr[at - 2]))
		ask_mark(s, at);
}

/* The second of two quotes, with nothing but what may join two strings between them. */
static void ask_joint(umb_survey *s, size_t at)
{
	while (at > 0 && is_between(s->in.ptr[at - 1]))
		at--;
	if (at > 0)
		ask_quote(s, at - 1);
}

/* Asks about the quotes in the 64 bytes from `at` on. */
UMB_AVX2_INLINE void ask_quotes(umb_survey *s, umb_survey_lookup l, size_t at)
{
	const uint8_t *p = s->in.ptr + at;
	__m256i        c[2] = { umb_survey_load(p), umb_survey_load(p + 32) }, t[2] = { umb_survey_classes(l, c[0], umb_survey_high(c[0])), umb_survey_classes(l, c[1], umb_survey_high(c[1])) };
	const __m256i  some = _mm256_set1_epi8(BETWEEN);
	uint64_t       n, quotes, joins, sum;

	n      = ~umb_survey_mask(umb_survey_is_zero(_mm256_and_si256(t[0], some)), umb_survey_is_zero(_mm256_and_si256(t[1], some)));
	quotes = umb_survey_mask(_mm256_or_si256(t[0], _mm256_add_epi8(t[0], t[0])), _mm256_or_si256(t[1], _mm256_add_epi8(t[1], t[1])));
	/* The sum carries from the first byte behind a quote to the first that may not stand between two. */
	sum = n + (quotes << 1 & n);
	for (joins = sum & ~n & quotes; joins && (s->wanted & UMB_MARK_JOINT); joins &= joins - 1)
		ask_joint(s, at + (size_t)__builtin_ctzll(joins));
	if (UMB_UNLIKELY(sum < n || quotes >> 63))
		ask_quote(s, at + 63 - (size_t)__builtin_clzll(quotes));
}

/* Blocks in which a quote may join, or before which one stands that may. */
UMB_AVX2 static void ask_blocks(umb_survey *s, size_t at, const uint8_t *block, size_t n)
{
	const umb_survey_lookup l = umb_survey_load_table(&between);

	for (size_t i = 0; i < n && (s->wanted & UMB_MARK_JOINT); i++) {
		size_t from = at + (size_t)block[i] * UMB_SURVEY_BLOCK;

		from -= from > 0;
		if (s->in.len - from >= UMB_SURVEY_BLOCK) {
			ask_quotes(s, l, from);
			continue;
		}
		for (; from < s->in.len; from++) {
			if (s->in.ptr[from] == '"' || s->in.ptr[from] == '\'')
				ask_quote(s, from);
		}
	}
}

/* -- the pass ---------------------------------------------------------------------------------------------------- */

typedef struct state {
	umb_survey_lookup  alphabet, first, second;
	__m256i last_first; /* classes of the 32 bytes before */
} state;

/* Asks about the marks in the 64 bytes at `p`, which are those of the text at `at`, but for quotes; returns which groups are whole. */
UMB_AVX2_INLINE unsigned look_at_block(umb_survey *s, state *st, const uint8_t *p, size_t at, bool *has_quote)
{
	const __m256i quotes = _mm256_set1_epi8((char)QUOTED);
	__m256i  pairs[2], any;
	unsigned whole = 0;

	/* Written out: as a loop, the halves would go through memory. */
	_Pragma("GCC unroll 2") for (size_t i = 0; i < 2; i++) {
		__m256i c = umb_survey_load(p + 32 * i), high = umb_survey_high(c), t;

		t        = umb_survey_is_zero(umb_survey_classes(st->alphabet, c, high));
		whole   |= (unsigned)_mm256_movemask_ps(_mm256_castsi256_ps(_mm256_cmpeq_epi32(t, _mm256_setzero_si256()))) << 8 * i;
		t        = umb_survey_classes(st->first, c, high);
		pairs[i] = _mm256_alignr_epi8(t, _mm256_permute2x128_si256(st->last_first, t, 0x21), 15);
		pairs[i] = _mm256_and_si256(pairs[i], umb_survey_classes(st->second, c, high));
		st->last_first = t;
	}
	any        = _mm256_or_si256(pairs[0], pairs[1]);
	*has_quote = !_mm256_testz_si256(any, quotes);
	if (UMB_UNLIKELY(!_mm256_testc_si256(quotes, any))) {
		uint64_t m = ~umb_survey_mask(umb_survey_is_zero(_mm256_andnot_si256(quotes, pairs[0])), umb_survey_is_zero(_mm256_andnot_si256(quotes, pairs[1])));

		for (; m; m &= m - 1)
			ask_mark(s, at + (size_t)__builtin_ctzll(m) - 1);
	}
	return whole;
}

UMB_AVX2 static void survey_avx2(umb_survey *s)
{
	state   st = { umb_survey_load_table(&umb_survey_alphabet), umb_survey_load_table(&first), umb_survey_load_table(&second), _mm256_setzero_si256() };
	umb_survey_groups g = { .last = 0 };
	uint8_t quoted[UMB_SURVEY_BLOCKS + 1];

	for (size_t at = 0; at < s->in.len && s->wanted; at += UMB_SURVEY_BLOCKS * UMB_SURVEY_BLOCK) {
		size_t n = UMB_MIN(s->in.len - at, (size_t)UMB_SURVEY_BLOCKS * UMB_SURVEY_BLOCK), n_blocks = n / UMB_SURVEY_BLOCK, k = 0, n_quoted = 0;
		bool   has_quote;

		s->asked_to = at - UMB_MIN(at, (size_t)MAX_BEHIND);
		for (; k < n_blocks; k++) {
			g.block[k]       = (uint16_t)look_at_block(s, &st, s->in.ptr + at + k * UMB_SURVEY_BLOCK, at + k * UMB_SURVEY_BLOCK, &has_quote);
			quoted[n_quoted] = (uint8_t)k;
			n_quoted += has_quote;
		}
		if (n > k * UMB_SURVEY_BLOCK) {
			uint8_t last[UMB_SURVEY_BLOCK] = { 0 };

			memcpy(last, s->in.ptr + at + k * UMB_SURVEY_BLOCK, n - k * UMB_SURVEY_BLOCK);
			g.block[k]       = (uint16_t)look_at_block(s, &st, last, at + k * UMB_SURVEY_BLOCK, &has_quote);
			quoted[n_quoted] = (uint8_t)k++;
			n_quoted += has_quote;
		}
		ask_blocks(s, at, quoted, n_quoted);
		if (s->wanted & (UMB_MARK_RUN | UMB_MARK_HEX))
			umb_survey_runs(s, &g, at, k);
	}
}

#endif

void umb_decoders_survey_plain(umb_survey_found *out, umb_slice in)
{
	umb_survey s = survey_of(out, in);

	survey_plain(&s);
}

void umb_decoders_survey(umb_survey_found *out, umb_slice in)
{
	umb_survey s = survey_of(out, in);

#if defined(__x86_64__)
	if (in.len <= UINT32_MAX && __builtin_cpu_supports("avx2") && __builtin_cpu_supports("bmi") && __builtin_cpu_supports("popcnt")) {
		survey_avx2(&s);
		return;
	}
#endif
	survey_plain(&s);
}
