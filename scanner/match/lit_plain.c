/*
 * lit_plain.c - every literal at every position: slow, obvious, what the other stages are compared with.
 */
#include "match/literal_tables.h"

static bool equal(const umb_literal *l, const uint8_t *p)
{
	for (size_t i = 0; i < l->len; i++) {
		uint8_t c = p[i];

		if (l->nocase && c >= 'A' && c <= 'Z')
			c = (uint8_t)(c - 'A' + 'a');
		if (c != l->bytes[i])
			return false;
	}
	return true;
}

static size_t plain_find(const umb_literal_set *set, umb_slice text, size_t from, umb_literal_hit *hits, size_t cap, size_t *next)
{
	size_t n = 0;

	for (size_t pos = from; pos < text.len; pos++) {
		size_t kept = n;

		for (uint32_t i = 0; i < set->n_literals; i++) {
			if (set->literals[i].len > text.len - pos || !equal(&set->literals[i], text.ptr + pos))
				continue;
			if (n == cap) {
				*next = pos;
				return kept;
			}
			hits[n++] = (umb_literal_hit){ (uint32_t)pos, i };
		}
	}
	*next = text.len;
	return n;
}

static bool plain_usable(void)
{
	return true;
}

const umb_literal_stage_ops umb_literal_stage_plain = {
	.name = "plain", .summary = "one literal at a time (the oracle)", .usable = plain_usable, .find = plain_find,
};
