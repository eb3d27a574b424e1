/*
 * pattern_rarity.c - how often bytes and texts stand in source code and configuration.
 *
 * Numbers counted once over a few source trees.  They rank literals and gates; no finding depends on them.
 */
#include "match/pattern_tree.h"

#include "match/text_pairs.h"

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

static double rarity_byte(uint8_t byte)
{
	return (per_10000[byte] ? (double)per_10000[byte] : 1.0) / 10000.0;
}

double umb_rarity_class(const umb_class *c)
{
	double sum = 0;

	for (unsigned k = 0; k < 4; k++) {
		for (uint64_t left = c->bits[k]; left; left &= left - 1)
			sum += rarity_byte((uint8_t)(k * 64 + (unsigned)__builtin_ctzll(left)));
	}
	return sum < 1.0 ? sum : 1.0;
}

/* Of ten letters one is a capital. */
#define CAPITAL_BITS (8 * 3)

static bool has_capital(const uint8_t *bytes, size_t len)
{
	for (size_t i = 0; i < len; i++) {
		if (bytes[i] >= 'A' && bytes[i] <= 'Z')
			return true;
	}
	return false;
}

/*
 * A chain from the end: each byte is as likely as it is before the three behind it.  So a text is never more frequent than
 * its end, and "application" is known to be a word though no product of letters says so.
 */
double umb_rarity_text(const uint8_t *bytes, size_t len, bool nocase)
{
	size_t   n    = UMB_MIN(len, 3);
	unsigned bits = umb_text_bits(bytes + len - n, (unsigned)n);

	for (size_t i = len - n; i-- > 0;) {
		unsigned four = umb_text_bits(bytes + i, 4);

		bits += four - UMB_MIN(four, umb_text_bits(bytes + i + 1, 3));
	}
	if (!nocase && has_capital(bytes, len))
		bits += CAPITAL_BITS;
	return umb_text_share(bits);
}
