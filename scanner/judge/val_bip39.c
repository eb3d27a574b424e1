/*
 * val_bip39.c - recovery phrases: words of a list, the last of which hold some bits of the SHA-256 of all the others.
 *
 * Lists of other languages are as good, so words that are not in the English one only lower.
 */
#include "core/validator.h"

#include "base/keyed.h"
#include "judge/bip39_words.h"

#define MAX_WORDS 24

static void put_bits(uint8_t *out, size_t at, unsigned value)
{
	for (size_t i = 0; i < UMB_BIP39_BITS; i++, at++) {
		if (value >> (UMB_BIP39_BITS - 1 - i) & 1)
			out[at / 8] |= (uint8_t)(0x80 >> at % 8);
	}
}

/* Words to bits; 0 when there are too many, or one is not in the list. */
static size_t read_words(uint8_t *out, umb_slice v, bool *is_english)
{
	size_t n = 0;

	*is_english = true;
	for (size_t i = 0; i < v.len;) {
		size_t end = i;
		int    number;

		while (end < v.len && v.ptr[end] != ' ' && v.ptr[end] != '\t' && v.ptr[end] != '\n')
			end++;
		if (end > i && n == MAX_WORDS)
			return 0;
		if (end > i) {
			number = umb_bip39_number(umb_slice_sub(v, i, end));
			*is_english = *is_english && number >= 0;
			put_bits(out, n++ * UMB_BIP39_BITS, number < 0 ? 0 : (unsigned)number);
		}
		i = end + 1;
	}
	return n;
}

static umb_verdict bip39_check(const umb_hit_view *hit, const umb_param *params, const char **reason)
{
	uint8_t  bits[MAX_WORDS * UMB_BIP39_BITS / 8 + 1] = { 0 }, sum[32];
	bool     is_english;
	size_t   n = read_words(bits, hit->value, &is_english), n_sum = n / 3;
	unsigned stored;

	UMB_UNUSED(params);
	*reason = "not as many words as a recovery phrase has";
	if (n < 12 || n % 3)
		return UMB_DOUBT;
	*reason = "words that are not in the English list of BIP-39: another language, altered or a sample";
	if (!is_english)
		return UMB_DOUBT;
	/* Of 33 bits each, 32 are data and the last one of the checksum: 4 to 8 bits in all. */
	stored = bits[n_sum * 4];
	umb_sha256(sum, umb_slice_of(bits, n_sum * 4));
	umb_wipe(bits, sizeof(bits));
	*reason = "the words have the right checksum";
	if ((stored ^ sum[0]) >> (8 - n_sum) == 0)
		return UMB_PROVE;
	*reason = "the words have a wrong checksum: altered or a sample";
	return UMB_DOUBT;
}

const umb_validator_ops umb_validator_bip39 = {
	.name    = "bip39",
	.summary = "a recovery phrase of the English words of BIP-39 with its checksum",
	.check   = bip39_check,
};
