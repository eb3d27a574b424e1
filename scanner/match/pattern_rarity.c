/*
 * pattern_rarity.c - how often bytes and words stand in source code and configuration.
 *
 * Rough numbers, counted once over a few source trees and rounded.  They rank literals and gates; no
 * finding depends on them.  Letters alone would rate "http" or "name" as rare as "qkzx": words that are
 * everywhere are therefore rated as a whole.
 */
#include "match/pattern_tree.h"

#include "base/text.h"

/* Per 10,000 bytes; absent: 1. */
static const uint16_t per_10000[256] = {
	['\t'] = 250, ['\n'] = 300, [' '] = 1200, ['!'] = 10, ['"'] = 110, ['#'] = 20, ['$'] = 15, ['%'] = 8,
	['&'] = 12,
	['\''] = 50, ['('] = 80, [')'] = 80, ['*'] = 50, ['+'] = 20, [','] = 130, ['-'] = 110, ['.'] = 140, ['/'] = 130,
	['0'] = 120, ['1'] = 110, ['2'] = 80, ['3'] = 60, ['4'] = 55, ['5'] = 55, ['6'] = 50, ['7'] = 45, ['8'] = 50,
	['9'] = 45, [':'] = 80, [';'] = 70, ['<'] = 35, ['='] = 80, ['>'] = 45, ['?'] = 6, ['@'] = 12,
	['A'] = 35, ['B'] = 18, ['C'] = 35, ['D'] = 28, ['E'] = 40, ['F'] = 22, ['G'] = 15, ['H'] = 12, ['I'] = 35,
	['J'] = 6, ['K'] = 8, ['L'] = 28, ['M'] = 22, ['N'] = 32, ['O'] = 28, ['P'] = 26, ['Q'] = 5, ['R'] = 34,
	['S'] = 38, ['T'] = 42, ['U'] = 18, ['V'] = 12, ['W'] = 10, ['X'] = 10, ['Y'] = 10, ['Z'] = 5,
	['['] = 20, ['\\'] = 15, [']'] = 20, ['^'] = 2, ['_'] = 110, ['`'] = 8,
	['a'] = 430, ['b'] = 100, ['c'] = 260, ['d'] = 240, ['e'] = 650, ['f'] = 150, ['g'] = 120, ['h'] = 160,
	['i'] = 420, ['j'] = 20, ['k'] = 60, ['l'] = 280, ['m'] = 180, ['n'] = 400, ['o'] = 400, ['p'] = 190,
	['q'] = 12, ['r'] = 420, ['s'] = 400, ['t'] = 480, ['u'] = 200, ['v'] = 80, ['w'] = 80, ['x'] = 60,
	['y'] = 100, ['z'] = 20, ['{'] = 35, ['|'] = 8, ['}'] = 35, ['~'] = 3,
};

/* A word and in how many bytes one occurrence is to be expected, as a power of two.  Sorted by the first byte: see word_at. */
static const struct {
	char    text[10];
	uint8_t bits;
} words[] = {
	{ "    ", 4 }, { "****", 9 }, { "----", 8 }, { ".com", 9 }, { "////", 9 }, { "0000", 9 }, { "://", 9 },
	{ "====", 9 }, { "____", 10 }, { "able", 9 }, { "access", 10 }, { "account", 11 }, { "api", 9 },
	{ "app", 9 }, { "auth", 10 }, { "base", 10 }, { "begin", 12 }, { "checkout", 12 }, { "client", 10 },
	{ "code", 9 }, { "config", 10 }, { "data", 8 }, { "file", 9 }, { "from", 9 }, { "get", 8 },
	{ "git", 9 }, { "github", 11 }, { "hook", 11 }, { "host", 10 }, { "http", 9 }, { "https", 9 },
	{ "import", 10 }, { "ing", 7 }, { "int", 7 }, { "key", 8 }, { "line", 9 }, { "link", 10 },
	{ "list", 9 }, { "live", 11 }, { "ment", 8 }, { "name", 8 }, { "null", 10 }, { "pass", 10 },
	{ "password", 12 }, { "private", 11 }, { "prod", 11 }, { "project", 10 }, { "public", 11 },
	{ "return", 9 }, { "secret", 11 }, { "self", 9 }, { "server", 10 }, { "service", 10 },
	{ "session", 11 }, { "set", 8 }, { "string", 9 }, { "test", 8 }, { "this", 9 }, { "time", 9 },
	{ "tion", 8 }, { "token", 10 }, { "true", 10 }, { "type", 8 }, { "url", 9 }, { "user", 9 },
	{ "value", 7 }, { "web", 10 }, { "with", 9 }, { "www.", 10 },
};

double umb_rarity_byte(uint8_t byte)
{
	return (per_10000[byte] ? (double)per_10000[byte] : 1.0) / 10000.0;
}

double umb_rarity_class(const umb_class *c)
{
	double sum = 0;

	for (unsigned k = 0; k < 4; k++) {
		for (uint64_t left = c->bits[k]; left; left &= left - 1)
			sum += umb_rarity_byte((uint8_t)(k * 64 + (unsigned)__builtin_ctzll(left)));
	}
	return sum < 1.0 ? sum : 1.0;
}

/* Letters stand beside letters: a small one is so much more likely behind another. */
#define IN_WORD 2.5

static bool is_small(uint8_t byte)
{
	return byte >= 'a' && byte <= 'z';
}

static double letter(const uint8_t *at, bool has_next, bool nocase)
{
	double p = umb_rarity_byte(at[0]);

	if (nocase && is_small(at[0]))
		p += umb_rarity_byte((uint8_t)(at[0] - 32));
	return has_next && is_small(at[0]) && is_small(at[1]) ? p * IN_WORD : p;
}

/* The first word that begins with this byte or a later one. */
static size_t words_of(uint8_t byte)
{
	size_t low = 0, high = UMB_COUNT(words);

	while (low < high) {
		size_t mid = low + (high - low) / 2;

		if ((uint8_t)words[mid].text[0] < byte)
			low = mid + 1;
		else
			high = mid;
	}
	return low;
}

/* The longest word at the start of the text, or SIZE_MAX. */
static size_t word_at(const uint8_t *bytes, size_t len)
{
	size_t best = SIZE_MAX, best_len = 0;

	for (size_t i = words_of(bytes[0]); i < UMB_COUNT(words) && words[i].text[0] == (char)bytes[0]; i++) {
		size_t n = strlen(words[i].text);

		if (n <= len && n > best_len && memcmp(words[i].text, bytes, n) == 0) {
			best     = i;
			best_len = n;
		}
	}
	return best;
}

/* A text is never more frequent than its end; without this, "datadog" would pass for more common than "atadog". */
double umb_rarity_text(const uint8_t *bytes, size_t len, bool nocase)
{
	double from[UMB_LITERAL_MAX_LEN + 1] = { 0 }; /* rarity of bytes[i..len) */

	from[len] = 1.0;
	for (size_t i = len; i-- > 0;) {
		size_t word = word_at(bytes + i, len - i), n = 1;
		double one  = letter(bytes + i, i + 1 < len, nocase);

		if (word != SIZE_MAX) {
			n = strlen(words[word].text);
			for (size_t k = 1; k < n; k++)
				one *= letter(bytes + i + k, i + k + 1 < len, nocase);
			one = UMB_MAX(one, 1.0 / (double)(1u << words[word].bits));
		}
		from[i] = UMB_MIN(one * from[i + n], from[i + 1]);
	}
	return from[0];
}
