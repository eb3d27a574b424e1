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

/* A word and in how many bytes one occurrence is to be expected, as a power of two. */
static const struct {
	char    text[10];
	uint8_t bits;
} words[] = {
	{ "://", 9 }, { "    ", 4 }, { "----", 8 }, { "====", 9 }, { "****", 9 }, { "0000", 9 },
	{ "////", 9 }, { "____", 10 }, { "http", 9 }, { "https", 9 }, { "www.", 10 }, { ".com", 9 },
	{ "name", 8 }, { "type", 8 }, { "test", 8 }, { "user", 9 }, { "data", 8 }, { "file", 9 },
	{ "true", 10 }, { "null", 10 }, { "self", 9 }, { "this", 9 }, { "code", 9 }, { "value", 7 },
	{ "token", 10 }, { "key", 8 }, { "secret", 11 }, { "auth", 10 }, { "client", 10 },
	{ "config", 10 }, { "pass", 10 }, { "password", 12 }, { "api", 9 }, { "access", 10 },
	{ "account", 11 }, { "github", 11 }, { "string", 9 }, { "return", 9 }, { "import", 10 },
	{ "from", 9 }, { "with", 9 }, { "tion", 8 }, { "ing", 7 }, { "service", 10 }, { "server", 10 },
	{ "host", 10 }, { "private", 11 }, { "public", 11 }, { "begin", 12 }, { "live", 11 },
	{ "prod", 11 }, { "app", 9 }, { "get", 8 }, { "set", 8 }, { "list", 9 }, { "int", 7 },
	{ "ment", 8 }, { "able", 9 }, { "line", 9 }, { "time", 9 }, { "base", 10 }, { "link", 10 },
	{ "checkout", 12 }, { "session", 11 }, { "url", 9 }, { "git", 9 }, { "web", 10 }, { "hook", 11 },
	{ "project", 10 },
};

double umb_rarity_byte(uint8_t byte)
{
	return (per_10000[byte] ? (double)per_10000[byte] : 1.0) / 10000.0;
}

double umb_rarity_class(const umb_class *c)
{
	double sum = 0;

	for (unsigned b = 0; b < 256; b++) {
		if (umb_class_has(c, (uint8_t)b))
			sum += umb_rarity_byte((uint8_t)b);
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

/* The longest word at the start of the text, or SIZE_MAX. */
static size_t word_at(const uint8_t *bytes, size_t len)
{
	size_t best = SIZE_MAX, best_len = 0;

	for (size_t i = 0; i < UMB_COUNT(words); i++) {
		size_t n;

		if (words[i].text[0] != (char)bytes[0])
			continue;
		n = strlen(words[i].text);
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
