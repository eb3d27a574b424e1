/*
 * text.c - bytes as text.  The loops over content are written so that the compiler's vectoriser takes them.
 */
#include "base/text.h"

#if defined(__x86_64__)
#include <immintrin.h>
#endif

bool umb_text_is_text(umb_slice s)
{
	size_t n = UMB_MIN(s.len, (size_t)8000);

	return n == 0 || memchr(s.ptr, 0, n) == NULL;
}

/* Length of the UTF-8 character at `i`, or 0 when there is none (over-long and surrogate forms included). */
static size_t utf8_length(umb_slice s, size_t i, uint32_t *code)
{
	uint8_t  c = s.ptr[i];
	size_t   n = c < 0x80 ? 1 : c >= 0xc2 && c < 0xe0 ? 2 : c >= 0xe0 && c < 0xf0 ? 3 : c >= 0xf0 && c < 0xf5 ? 4 : 0;
	uint32_t v = n == 1 ? c : n == 2 ? c & 0x1fu : n == 3 ? c & 0x0fu : c & 7u;

	if (n == 0 || i + n > s.len)
		return 0;
	for (size_t k = 1; k < n; k++) {
		if ((s.ptr[i + k] & 0xc0) != 0x80)
			return 0;
		v = v << 6 | (s.ptr[i + k] & 0x3fu);
	}
	if ((n == 3 && (v < 0x800 || (v >= 0xd800 && v < 0xe000))) || (n == 4 && (v < 0x10000 || v > 0x10ffff)))
		return 0;
	*code = v;
	return n;
}

size_t umb_utf8_put(uint8_t *out, uint32_t c)
{
	if (c < 0x80) {
		out[0] = (uint8_t)c;
		return 1;
	}
	if (c < 0x800) {
		out[0] = (uint8_t)(0xc0 | c >> 6);
		out[1] = (uint8_t)(0x80 | (c & 0x3f));
		return 2;
	}
	if (c < 0x10000) {
		out[0] = (uint8_t)(0xe0 | c >> 12);
		out[1] = (uint8_t)(0x80 | (c >> 6 & 0x3f));
		out[2] = (uint8_t)(0x80 | (c & 0x3f));
		return 3;
	}
	out[0] = (uint8_t)(0xf0 | c >> 18);
	out[1] = (uint8_t)(0x80 | (c >> 12 & 0x3f));
	out[2] = (uint8_t)(0x80 | (c >> 6 & 0x3f));
	out[3] = (uint8_t)(0x80 | (c & 0x3f));
	return 4;
}

bool umb_text_is_utf8(umb_slice s)
{
	uint32_t code;

	for (size_t i = 0; i < s.len;) {
		size_t n = utf8_length(s, i, &code);

		if (n == 0)
			return false;
		i += n;
	}
	return true;
}

static size_t count_lines_plain(const uint8_t *p, size_t n)
{
	size_t total = 0, i = 0;

	/* Eight bytes at a time: a byte becomes 0x80 exactly where it was a newline, with no carry between bytes. */
	for (; n - i >= 8; i += 8) {
		uint64_t v;

		memcpy(&v, p + i, 8);
		v ^= UINT64_C(0x0a0a0a0a0a0a0a0a);
		v = ~(((v & UINT64_C(0x7f7f7f7f7f7f7f7f)) + UINT64_C(0x7f7f7f7f7f7f7f7f)) | v | UINT64_C(0x7f7f7f7f7f7f7f7f));
		total += (size_t)__builtin_popcountll(v);
	}
	for (; i < n; i++)
		total += p[i] == '\n';
	return total;
}

#if defined(__x86_64__)

/* 32 counters of a byte each, which 255 rounds cannot overflow. */
__attribute__((target("avx2"))) static size_t count_lines_avx2(const uint8_t *p, size_t n)
{
	const __m256i lf = _mm256_set1_epi8('\n'), zero = _mm256_setzero_si256();
	__m256i       total = zero;
	size_t        i = 0;

	while (n - i >= 32) {
		__m256i count = zero;

		for (size_t end = i + 32 * UMB_MIN((n - i) / 32, (size_t)255); i < end; i += 32)
			count = _mm256_sub_epi8(count, _mm256_cmpeq_epi8(_mm256_loadu_si256((const __m256i *)(const void *)(p + i)), lf));
		total = _mm256_add_epi64(total, _mm256_sad_epu8(count, zero));
	}
	return (size_t)_mm256_extract_epi64(total, 0) + (size_t)_mm256_extract_epi64(total, 1) + (size_t)_mm256_extract_epi64(total, 2) +
	       (size_t)_mm256_extract_epi64(total, 3) + count_lines_plain(p + i, n - i);
}

#endif

size_t umb_text_count_lines(umb_slice s)
{
#if defined(__x86_64__)
	if (__builtin_cpu_supports("avx2"))
		return count_lines_avx2(s.ptr, s.len);
#endif
	return count_lines_plain(s.ptr, s.len);
}

size_t umb_text_line_start(umb_slice s, size_t at)
{
	const uint8_t *p = at ? memrchr(s.ptr, '\n', at) : NULL;

	return p ? (size_t)(p - s.ptr) + 1 : 0;
}

size_t umb_text_line_end(umb_slice s, size_t at)
{
	const uint8_t *p = at < s.len ? memchr(s.ptr + at, '\n', s.len - at) : NULL;

	return p ? (size_t)(p - s.ptr) : s.len;
}

size_t umb_text_indent(umb_slice s, size_t at)
{
	size_t from = umb_text_line_start(s, at), n = 0;

	for (; from < s.len && (s.ptr[from] == ' ' || s.ptr[from] == '\t'); from++)
		n += s.ptr[from] == '\t' ? 4 : 1;
	return n;
}

static bool is_blank(uint8_t c)
{
	return c == ' ' || c == '\t' || c == '\r';
}

umb_slice umb_text_trim(umb_slice s)
{
	while (s.len && is_blank(s.ptr[0]))
		s = umb_slice_sub(s, 1, s.len);
	while (s.len && is_blank(s.ptr[s.len - 1]))
		s.len--;
	return s;
}

bool umb_text_eq_nocase(umb_slice a, umb_slice b)
{
	if (a.len != b.len)
		return false;
	for (size_t i = 0; i < a.len; i++) {
		if (umb_ascii_lower(a.ptr[i]) != umb_ascii_lower(b.ptr[i]))
			return false;
	}
	return true;
}

static size_t find_plain(const uint8_t *hay, size_t n, umb_slice needle, size_t from)
{
	const uint8_t *p = n - from >= needle.len ? memmem(hay + from, n - from, needle.ptr, needle.len) : NULL;

	return p ? (size_t)(p - hay) : SIZE_MAX;
}

#if defined(__x86_64__)

/* Longer ones could be made to match nearly everywhere: memmem is linear. */
#define SHORT_NEEDLE 64

/* memmem looks at each byte; here the first and the last of the needle are compared at 32 places at once. */
__attribute__((target("avx2"))) static size_t find_avx2(const uint8_t *hay, size_t n, umb_slice needle)
{
	const __m256i first = _mm256_set1_epi8((char)needle.ptr[0]), last = _mm256_set1_epi8((char)needle.ptr[needle.len - 1]);
	size_t        i = 0, end = n - needle.len + 1;

	for (; end - i >= 32; i += 32) {
		__m256i  a = _mm256_loadu_si256((const __m256i *)(const void *)(hay + i)), b = _mm256_loadu_si256((const __m256i *)(const void *)(hay + i + needle.len - 1));
		uint32_t both = (uint32_t)_mm256_movemask_epi8(_mm256_and_si256(_mm256_cmpeq_epi8(a, first), _mm256_cmpeq_epi8(b, last)));

		for (; both; both &= both - 1) {
			size_t at = i + (size_t)__builtin_ctz(both);

			if (memcmp(hay + at, needle.ptr, needle.len) == 0)
				return at;
		}
	}
	return find_plain(hay, n, needle, i);
}

#endif

size_t umb_text_find(umb_slice hay, umb_slice needle)
{
	if (needle.len == 0)
		return 0;
	if (hay.len < needle.len)
		return SIZE_MAX;
#if defined(__x86_64__)
	if (needle.len <= SHORT_NEEDLE && __builtin_cpu_supports("avx2"))
		return find_avx2(hay.ptr, hay.len, needle);
#endif
	return find_plain(hay.ptr, hay.len, needle, 0);
}

size_t umb_text_find_nocase(umb_slice hay, umb_slice needle)
{
	uint8_t first = needle.len ? umb_ascii_lower(needle.ptr[0]) : 0;

	if (needle.len == 0)
		return 0;
	for (size_t i = 0; i + needle.len <= hay.len; i++) {
		if (umb_ascii_lower(hay.ptr[i]) == first && umb_text_eq_nocase(umb_slice_sub(hay, i, i + needle.len), needle))
			return i;
	}
	return SIZE_MAX;
}

size_t umb_text_mark_len(umb_slice s)
{
	return s.len >= 3 && memcmp(s.ptr, "\xef\xbb\xbf", 3) == 0 ? 3 : 0;
}

/* One look at each byte says nearly always that no word begins there. */
static bool has_any(umb_slice hay, const char *const *words, size_t n, bool nocase)
{
	uint64_t first[4] = { 0 };

	for (size_t i = 0; i < n; i++) {
		uint8_t c = nocase ? umb_ascii_lower((uint8_t)words[i][0]) : (uint8_t)words[i][0];

		first[c >> 6] |= UINT64_C(1) << (c & 63);
	}
	for (size_t at = 0; at < hay.len; at++) {
		uint8_t c = nocase ? umb_ascii_lower(hay.ptr[at]) : hay.ptr[at];

		if (!(first[c >> 6] >> (c & 63) & 1))
			continue;
		for (size_t i = 0; i < n; i++) {
			size_t    len;
			umb_slice here, word;

			if ((nocase ? umb_ascii_lower((uint8_t)words[i][0]) : (uint8_t)words[i][0]) != c)
				continue;
			len  = strlen(words[i]);
			here = umb_slice_sub(hay, at, at + len);
			word = umb_slice_of(words[i], len);
			if (nocase ? umb_text_eq_nocase(here, word) : umb_slice_eq(here, word))
				return true;
		}
	}
	return false;
}

bool umb_text_has_any(umb_slice hay, const char *const *words, size_t n)
{
	return has_any(hay, words, n, false);
}

bool umb_text_has_any_nocase(umb_slice hay, const char *const *words, size_t n)
{
	return has_any(hay, words, n, true);
}

#define MAX_WORD 63

/* Edits between two words, neighbours swapped counting as one; bounded words only. */
static size_t distance(const char *a, size_t n, const char *b, size_t m)
{
	size_t row[3][MAX_WORD + 1];

	for (size_t j = 0; j <= m; j++)
		row[0][j] = j;
	for (size_t i = 1; i <= n; i++) {
		size_t *now = row[i % 3], *before = row[(i - 1) % 3], *two = row[(i + 1) % 3];

		now[0] = i;
		for (size_t j = 1; j <= m; j++) {
			size_t d = before[j - 1] + (a[i - 1] != b[j - 1]);

			d = UMB_MIN(d, before[j] + 1);
			d = UMB_MIN(d, now[j - 1] + 1);
			if (i > 1 && j > 1 && a[i - 1] == b[j - 2] && a[i - 2] == b[j - 1])
				d = UMB_MIN(d, two[j - 2] + 1);
			now[j] = d;
		}
	}
	return row[n % 3][m];
}

const char *umb_text_near_miss(const char *word, const char *const *names, size_t n_names)
{
	size_t      n = strlen(word), best = n / 3 + 1;
	const char *near = NULL;

	if (n > MAX_WORD)
		return NULL;
	for (size_t i = 0; i < n_names; i++) {
		size_t m = strlen(names[i]), d;

		if (m > MAX_WORD || (m > n ? m - n : n - m) >= best + 1)
			continue;
		d = distance(word, n, names[i], m);
		if (d < best || (d == best && !near)) {
			best = d;
			near = names[i];
		}
	}
	return near;
}

/* Characters that change how the rest of the line is shown. */
static bool is_deceptive(uint32_t c)
{
	return (c >= 0x80 && c < 0xa0) || c == 0x200e || c == 0x200f || (c >= 0x202a && c <= 0x202e) ||
	       (c >= 0x2066 && c <= 0x2069) || c == 0x2028 || c == 0x2029 || c == 0xfeff;
}

umb_status umb_text_append_safe(umb_buf *b, umb_slice s)
{
	for (size_t i = 0; i < s.len && b->failed == UMB_OK;) {
		uint32_t c = 0;
		size_t   n = utf8_length(s, i, &c);

		if (n == 0)
			umb_buf_printf(b, "\\x%02x", s.ptr[i]);
		else if (c == '\n' || c == '\t' || c == '\r')
			umb_buf_append_str(b, c == '\n' ? "\\n" : c == '\t' ? "\\t" : "\\r");
		else if (c < 32 || c == 127)
			umb_buf_printf(b, "\\x%02x", (unsigned)c);
		else if (is_deceptive(c))
			umb_buf_printf(b, "\\u{%x}", (unsigned)c);
		else
			umb_buf_append(b, s.ptr + i, n);
		i += n ? n : 1;
	}
	return b->failed;
}

/* The first byte of `s` from `i` on that is not ASCII, or its end. */
static size_t skip_ascii(umb_slice s, size_t i)
{
	uint64_t eight;

	for (; s.len - i >= sizeof(eight); i += sizeof(eight)) {
		memcpy(&eight, s.ptr + i, sizeof(eight));
		if (eight & UINT64_C(0x8080808080808080))
			break;
	}
	while (i < s.len && s.ptr[i] < 0x80)
		i++;
	return i;
}

umb_status umb_text_append_utf8(umb_buf *b, umb_slice s)
{
	size_t from = 0, i = skip_ascii(s, 0);

	while (i < s.len) {
		uint32_t c;
		size_t   n = utf8_length(s, i, &c);

		if (n == 0) {
			umb_buf_append(b, s.ptr + from, i - from);
			umb_buf_append_str(b, "\xef\xbf\xbd");
			from = i + 1;
		}
		i = skip_ascii(s, i + (n ? n : 1));
	}
	if (from < s.len)
		umb_buf_append(b, s.ptr + from, s.len - from);
	return b->failed;
}
