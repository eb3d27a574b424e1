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

static bool stands_in_run(umb_slice text, size_t pos)
{
	if (text.len - pos < UMB_LITERAL_RUN || !umb_token_begins(text, pos))
		return false;
	for (size_t i = 0; i < UMB_LITERAL_RUN; i++) {
		if (!umb_byte_is_token(text.ptr[pos + i]))
			return false;
	}
	return true;
}

static size_t plain_find(const umb_literal_set *set, umb_slice text, size_t from, size_t to, umb_literal_hit *hits, size_t cap,
                         size_t *next)
{
	size_t n = 0;

	for (size_t pos = from; pos < to; pos++) {
		size_t kept = n;

		for (uint32_t i = 0; i < set->n_literals; i++) {
			const umb_literal *l = &set->literals[i];

			if (l->len > text.len - pos || !equal(l, text.ptr + pos) || (l->in_run && !stands_in_run(text, pos)))
				continue;
			if (n == cap) {
				*next = pos;
				return kept;
			}
			hits[n++] = (umb_literal_hit){ (uint32_t)pos, i };
		}
	}
	*next = to;
	return n;
}

static bool plain_usable(void)
{
	return true;
}

const umb_literal_stage_ops umb_literal_stage_plain = {
	.name = "plain", .summary = "one literal at a time (the oracle)", .usable = plain_usable, .find = plain_find,
};
