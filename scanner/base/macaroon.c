/*
 * macaroon.c - 2, then packets of a type, a length and so many bytes; 0 ends the header, each caveat, and all of them.
 */
#include "base/macaroon.h"

#define VERSION 2
#define LOCATION 1
#define IDENTIFIER 2
#define SIGNATURE 6
#define SIGNATURE_LEN 32

typedef struct packet {
	uint8_t   type; /* 0: the end of a section, which has no content */
	umb_slice content;
} packet;

static bool take(umb_slice *s, packet *p)
{
	uint32_t len = 0, shift = 0;
	size_t   at = 1;

	if (!s->len)
		return false;
	*p = (packet){ s->ptr[0], UMB_SLICE_INIT };
	for (bool more = p->type != 0; more; shift += 7, at++) {
		if (at >= s->len || shift > 14)
			return false;
		len |= (uint32_t)(s->ptr[at] & 0x7f) << shift;
		more = (s->ptr[at] & 0x80) != 0;
	}
	if (len > s->len - at)
		return false;
	p->content = umb_slice_sub(*s, at, at + len);
	*s         = umb_slice_sub(*s, at + len, s->len);
	return true;
}

static bool take_type(umb_slice *s, uint8_t type, umb_slice *content)
{
	packet p;

	if (!take(s, &p) || p.type != type)
		return false;
	*content = p.content;
	return true;
}

/* False at the end of all of them, or where it is cut. */
static bool take_caveat(umb_macaroon *m, umb_slice *s)
{
	umb_slice rest = *s;
	packet    p;

	if (!take(&rest, &p) || p.type == 0)
		return false;
	for (; p.type != 0;) {
		if (p.type == IDENTIFIER && m->n_caveats < UMB_MACAROON_CAVEATS)
			m->caveat[m->n_caveats++] = p.content;
		if (!take(&rest, &p))
			return false;
	}
	*s = rest;
	return true;
}

bool umb_macaroon_read(umb_macaroon *out, umb_slice bytes)
{
	umb_slice s = umb_slice_sub(bytes, 1, bytes.len), end;

	*out = (umb_macaroon){ .n_caveats = 0 };
	if (bytes.len < 2 || bytes.ptr[0] != VERSION)
		return false;
	if (s.ptr[0] == LOCATION && !take_type(&s, LOCATION, &out->location))
		return false;
	if (!take_type(&s, IDENTIFIER, &out->identifier) || !take_type(&s, 0, &end))
		return false;
	while (take_caveat(out, &s))
		;
	out->is_whole = take_type(&s, 0, &end) && take_type(&s, SIGNATURE, &end) && end.len == SIGNATURE_LEN && s.len == 0;
	return true;
}
