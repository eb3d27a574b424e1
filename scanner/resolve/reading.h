/*
 * resolve/reading.h - private to resolve/: reading what stands around a secret.
 */
#ifndef UMB_RESOLVE_READING_H
#define UMB_RESOLVE_READING_H

#include "base/json.h"
#include "core/resolver.h"

void umb_claims_text(umb_claims *out, const char *field, const char *text, umb_claim_method method); /* NULL: nothing */
/* A time in seconds since 1970, from 1970 to 9999. */
void umb_claims_time(umb_claims *out, const char *field, double seconds, umb_claim_method method);

/*
 * The value of a member: `key`, or "key", then ':' or '=', then what stands in quotes (or up to a blank or a comma).  Quotes may be
 * escaped, as in JSON inside a string.  Of several the first.  False when there is none.
 */
bool umb_read_member(umb_slice text, const char *key, umb_slice *value);
/* The text around [from, to) up to a blank, a quote or one of `<>` at each end. */
umb_slice umb_read_word(umb_slice text, umb_span at);
/* `%XX` undone, into out; what does not fit is cut. */
umb_slice umb_read_percent(uint8_t *out, size_t cap, umb_slice s);

#endif
