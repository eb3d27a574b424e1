/*
 * survey_runs.c - runs of base64, for the survey of a text: four groups of four characters in a row have been seen, at the place that tells.
 *
 * Most are names and paths, some are digests.  They are told in passes over a list, first by their length, then by their first characters,
 * without a branch for each: one that is guessed wrongly costs as much as a hundred bytes of the survey.
 */
#include "decode/survey.h"

#if defined(__x86_64__)

#include "decode/base64_runs.h"
#include "decode/digits.h"

#define HEX_STEP 16
#define MIN_HEX 32
#define GROUPS 16 /* of four bytes, in a block */
#define MAX_RUNS (UMB_SURVEY_BLOCKS * GROUPS / 4 + 3)
#define SEPARATOR (1 | 32)

/* 1 "+-/", 2 digits, 4 A-O and a-o, 8 P-Z, 16 p-z, 32 '_'. */
const umb_survey_table umb_survey_alphabet = {
	{ 26, 30, 30, 30, 30, 30, 30, 30, 30, 30, 28, 5, 4, 5, 4, 37 },
	{ 0, 0, 1, 2, 4, 8 | 32, 4, 16, 0, 0, 0, 0, 0, 0, 0, 0 },
};

static const umb_survey_table digit = {
	{ 1, 3, 3, 3, 3, 3, 3, 1, 1, 1, 0, 0, 0, 0, 0, 0 },
	{ 0, 0, 0, 1, 2, 0, 2, 0, 0, 0, 0, 0, 0, 0, 0, 0 },
};

/* By the first two characters, of those that umb_base64_is_magic is true of, and by zeros of a tar. */
static bool may_be_magic(const uint8_t *run)
{
	/* Which second characters go with the first one, by what they stand for. */
	static const uint64_t seconds[64] = {
#define C(v) (UINT64_C(1) << (v))
		[1] = C(2), [7] = C(56), [10] = C(11), [12] = C(8), [13] = C(55), [16] = C(37), [19] = C(21), [20] = C(4) | C(38), [23] = C(16),
		[30] = C(9) | C(13) | C(0) | C(5), [31] = C(52), [59] = C(26), [63] = C(63) | C(47) | C(19),
#undef C
	};
	uint32_t zeros;

	memcpy(&zeros, run + 18, sizeof(zeros));
	return (seconds[umb_base64_value[run[0]] & 63] >> (umb_base64_value[run[1]] & 63) & 1) | (zeros == 0x41414141u);
}

static bool has_32_ones(uint64_t m)
{
	m &= m >> 1;
	m &= m >> 2;
	m &= m >> 4;
	m &= m >> 8;
	return (m & m >> 16) != 0;
}

/* Marks in the digits of a run: as dec_hex.c finds them. */
static void ask_digits(umb_survey *s, size_t from, size_t to)
{
	for (size_t at = (from + HEX_STEP - 1) / HEX_STEP * HEX_STEP; at + MIN_HEX / 2 <= to && (s->wanted & UMB_MARK_HEX); at += HEX_STEP) {
		if (umb_digit_value(s->in.ptr[at]) >= 0 && umb_digit_value(s->in.ptr[at + 7]) >= 0 && s->begins[__builtin_ctz(UMB_MARK_HEX)](s->in, at))
			umb_survey_note(s, at, UMB_MARK_HEX);
	}
}

/* A run that begins at `from`, of which n characters are known. */
UMB_AVX2 static void ask_place(umb_survey *s, size_t from, size_t n)
{
	size_t to = from + n;

	while (s->in.len - to >= UMB_SURVEY_BLOCK) {
		uint64_t not = ~umb_survey_class_mask(&umb_survey_alphabet, s->in.ptr + to);

		to += not ? (size_t)__builtin_ctzll(not) : UMB_SURVEY_BLOCK;
		if (not)
			break;
	}
	while (to < s->in.len && umb_base64_is_char(s->in.ptr[to]))
		to++;
	if (to - from < UMB_BASE64_MIN_RUN)
		return;
	umb_survey_ask_run(s, from, to);
	if (to - from >= MIN_HEX)
		ask_digits(s, from, to);
}

/* Leaves out what is too short of runs whose first whole groups stand at `place`, and moves these to their beginning. */
UMB_AVX2 static size_t measure_runs(umb_survey *s, size_t *place, size_t n)
{
	const umb_survey_lookup abc = umb_survey_load_table(&umb_survey_alphabet);
	size_t       n_out = 0;

	for (size_t i = 0; i < n; i++) {
		unsigned before = place[i] ? 3 : 0;
		size_t   at = place[i] - before;
		uint32_t not, skip;
		__m256i  c;

		if (UMB_UNLIKELY(s->in.len - at < UMB_SURVEY_BLOCK + 3)) {
			while (at < place[i] && !umb_base64_is_char(s->in.ptr[at]))
				at++;
			for (size_t k = at; k < place[i]; k++)
				at = umb_base64_is_char(s->in.ptr[k]) ? at : k + 1;
			ask_place(s, at, place[i] - at);
			continue;
		}
		c    = umb_survey_load(s->in.ptr + at);
		not  = (uint32_t)_mm256_movemask_epi8(umb_survey_is_zero(umb_survey_classes(abc, c, umb_survey_high(c))));
		skip = before ? 0x33332210u >> 4 * (not & 7) & 3 : 0; /* behind the last of these three that is none */
		place[n_out] = at + skip;
		n_out += (not >> skip & ((1u << UMB_BASE64_MIN_RUN) - 1)) == 0;
	}
	return n_out;
}

/* Whether something may begin in a run of n characters. */
UMB_AVX2_INLINE bool is_hopeful(const umb_base64_classes *c, const uint8_t *run, unsigned n, bool is_escaped)
{
	uint64_t places = (UINT64_C(1) << (n - UMB_BASE64_MIN_RUN + 1)) - 1;
	unsigned is_likely = umb_base64_likely((c->separator << 1 | 1 | (uint64_t)is_escaped << 1) & places, c) != 0, is_magic = may_be_magic(run + is_escaped);

	return (is_likely | is_magic) != 0; /* no branch: which it is cannot be guessed */
}

/* As umb_base64_classify, of 32 bytes, which are enough for a shorter run. */
UMB_AVX2_INLINE umb_base64_classes classify_half(__m256i c, __m256i abc)
{
	__m256i  v = _mm256_add_epi8(c, _mm256_set1_epi8(4));
	uint32_t separator = ~(uint32_t)_mm256_movemask_epi8(umb_survey_is_zero(_mm256_and_si256(abc, _mm256_set1_epi8(SEPARATOR)))), bit[4];

	v = _mm256_sub_epi8(v, _mm256_and_si256(_mm256_cmpgt_epi8(c, _mm256_set1_epi8('@')), _mm256_set1_epi8(4 + 'A')));
	v = _mm256_sub_epi8(v, _mm256_and_si256(_mm256_cmpgt_epi8(c, _mm256_set1_epi8('_')), _mm256_set1_epi8(6)));
	bit[3] = (uint32_t)_mm256_movemask_epi8(_mm256_slli_epi16(v, 2));
	bit[2] = (uint32_t)_mm256_movemask_epi8(_mm256_slli_epi16(v, 3));
	bit[1] = (uint32_t)_mm256_movemask_epi8(_mm256_slli_epi16(v, 4));
	bit[0] = (uint32_t)_mm256_movemask_epi8(_mm256_slli_epi16(v, 5));
	return (umb_base64_classes){ ~(bit[3] | separator), ~(bit[1] | separator), bit[3] & bit[2] & ~separator, bit[1] & ~(bit[0] | separator), separator };
}

#define SHORT_RUN 32

/* Keeps those of n runs shorter than 32 in which something may begin; the others come first in `place` then, and *n_long is how many. */
UMB_AVX2 static size_t tell_short_runs(const umb_survey *s, size_t *place, size_t n, size_t *likely, size_t *n_long)
{
	const umb_survey_lookup abc = umb_survey_load_table(&umb_survey_alphabet);
	size_t       n_likely = 0;

	*n_long = 0;
	for (size_t i = 0; i < n; i++) {
		size_t             at = place[i];
		const uint8_t     *run = s->in.ptr + at;
		__m256i            c = umb_survey_load(run), t = umb_survey_classes(abc, c, umb_survey_high(c));
		uint64_t           not = (uint32_t)_mm256_movemask_epi8(umb_survey_is_zero(t)) | UINT64_C(1) << SHORT_RUN;
		unsigned           len = (unsigned)__builtin_ctzll(not);
		umb_base64_classes of = classify_half(c, t);

		likely[n_likely]  = at;
		n_likely         += is_hopeful(&of, run, len, at > 0 && run[-1] == '\\') & (len < SHORT_RUN);
		place[*n_long]    = at;
		*n_long          += len == SHORT_RUN;
	}
	return n_likely;
}

/* The same for those. */
UMB_AVX2 static size_t tell_long_runs(const umb_survey *s, const size_t *place, size_t n, size_t *likely)
{
	size_t n_likely = 0;

	for (size_t i = 0; i < n; i++) {
		const uint8_t *run = s->in.ptr + place[i];
		uint64_t       not = ~umb_survey_class_mask(&umb_survey_alphabet, run);
		unsigned       len = (unsigned)__builtin_ctzll(not | UINT64_C(1) << 63);
		bool           is_likely = len > UMB_BASE64_PLACES || has_32_ones(umb_survey_class_mask(&digit, run));

		if (!is_likely) {
			umb_base64_classes c = umb_base64_classify_avx2(run);

			is_likely = is_hopeful(&c, run, len, place[i] > 0 && run[-1] == '\\');
		}
		likely[n_likely] = place[i];
		n_likely += is_likely;
	}
	return n_likely;
}

/* Where four of them in a row begin that follow no four: the first 16 characters of a run, but for up to three. */
UMB_AVX2 static size_t find_runs(umb_survey_groups *g, size_t at, size_t n_blocks, size_t *place)
{
	uint64_t last = g->last, last_two = g->last_two, last_four = g->last_four;
	size_t   n = 0;

	for (size_t i = n_blocks; i % 4; i++)
		g->block[i] = 0;
	at -= 12;
	for (size_t i = 0; i < n_blocks; i += 4, at += 4 * UMB_SURVEY_BLOCK) {
		uint64_t one, two, four, m;
		size_t   end, k = n;

		memcpy(&one, g->block + i, sizeof(one));
		two  = one & (one << 1 | last >> 63);
		four = two & (two << 2 | last_two >> 62);
		m    = four & ~(four << 1 | last_four >> 63);
		last      = one;
		last_two  = two;
		last_four = four;
		/* Seldom more than three: to write these in any case is cheaper than to guess how many there are. */
		end = n + (size_t)__builtin_popcountll(m);
		do {
			_Pragma("GCC unroll 3") for (size_t j = 0; j < 3; j++) {
				place[k++] = at + 4 * (size_t)__builtin_ctzll(m | UINT64_C(1) << 63);
				m &= m - 1;
			}
		} while (UMB_UNLIKELY(m != 0));
		n = end;
	}
	g->last      = last;
	g->last_two  = last_two;
	g->last_four = last_four;
	return n;
}

UMB_AVX2 void umb_survey_runs(umb_survey *s, umb_survey_groups *g, size_t at, size_t n)
{
	size_t place[MAX_RUNS], likely[MAX_RUNS], n_likely, n_long;

	n        = measure_runs(s, place, find_runs(g, at, n, place));
	n_likely = tell_short_runs(s, place, n, likely, &n_long);
	n_likely += tell_long_runs(s, place, n_long, likely + n_likely);
	for (size_t i = 0; i < n_likely && (s->wanted & (UMB_MARK_RUN | UMB_MARK_HEX)); i++)
		ask_place(s, likely[i], UMB_BASE64_MIN_RUN);
}

#endif
