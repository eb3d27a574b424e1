/*
 * claims.c - the list of facts about a credential.  Values come from inside tokens, so they are hostile text.
 */
#include "core/resolver.h"

/* Bytes of the well-formed UTF-8 character at the front of s, or 0. */
static size_t char_len(umb_slice s)
{
	uint8_t c = s.ptr[0];
	size_t  n = c < 0x80 ? 1 : c < 0xc2 ? 0 : c < 0xe0 ? 2 : c < 0xf0 ? 3 : c < 0xf5 ? 4 : 0;

	if (n > s.len)
		return 0;
	for (size_t i = 1; i < n; i++) {
		if ((s.ptr[i] & 0xc0) != 0x80)
			return 0;
	}
	/* Over-long forms, surrogates and what lies behind the last plane. */
	if ((c == 0xe0 && s.ptr[1] < 0xa0) || (c == 0xed && s.ptr[1] > 0x9f) || (c == 0xf0 && s.ptr[1] < 0x90) || (c == 0xf4 && s.ptr[1] > 0x8f))
		return 0;
	return n;
}

/* Control bytes and broken UTF-8 become '?'; what does not fit is cut between characters. */
static void copy_text(char out[UMB_CLAIM_VALUE_MAX], umb_slice s)
{
	size_t len = 0;

	while (s.len > 0) {
		size_t n = char_len(s), step = n ? n : 1;

		if (len + step >= UMB_CLAIM_VALUE_MAX)
			break;
		if (n == 0 || (n == 1 && (s.ptr[0] < 0x20 || s.ptr[0] == 0x7f)))
			out[len] = '?';
		else
			memcpy(out + len, s.ptr, n);
		len += step;
		s = umb_slice_sub(s, step, s.len);
	}
	out[len] = '\0';
}

void umb_claims_add(umb_claims *c, const char *field, umb_slice value, umb_claim_method method)
{
	umb_claim *next = &c->claim[c->n_claims];

	if (c->n_claims == UMB_MAX_CLAIMS || value.len == 0)
		return;
	copy_text(next->value, value);
	for (size_t i = 0; i < c->n_claims; i++) {
		if (strcmp(c->claim[i].field, field) == 0 && strcmp(c->claim[i].value, next->value) == 0)
			return;
	}
	next->field  = field;
	next->method = method;
	c->n_claims++;
}

const umb_claim *umb_claims_find(const umb_claim *claims, size_t n, const char *field)
{
	for (size_t i = 0; i < n; i++) {
		if (strcmp(claims[i].field, field) == 0)
			return &claims[i];
	}
	return NULL;
}
