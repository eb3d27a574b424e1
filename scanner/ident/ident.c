/*
 * ident.c - credential and exposure ids.
 */
#include "ident/ident.h"

#include "base/number.h"

static void make_id(char out[UMB_PRINT_ID_LEN], const char *scheme, const umb_ident_key *key, const umb_slice *part, size_t n)
{
	uint8_t mac[UMB_MAC_LEN];
	char    hex[2 * UMB_MAC_LEN + 1];

	umb_mac_parts(mac, key->bytes, part, n);
	umb_format_hex(hex, mac, 16);
	snprintf(out, UMB_PRINT_ID_LEN, "%s:%.32s", scheme, hex);
}

/* Line ends differ between checkouts; a key that is wrapped with CRLF is the same key. */
static umb_slice trimmed(umb_slice v)
{
	while (v.len && (v.ptr[v.len - 1] == '\n' || v.ptr[v.len - 1] == '\r' || v.ptr[v.len - 1] == ' '))
		v.len--;
	return v;
}

void umb_credential_id(char out[UMB_PRINT_ID_LEN], const umb_ident_key *key, umb_slice value)
{
	umb_slice part[] = { umb_slice_str("credential"), trimmed(value) };

	make_id(out, "c1", key, part, UMB_COUNT(part));
}

void umb_exposure_id(char out[UMB_PRINT_ID_LEN], const umb_ident_key *key, const char *credential_id, umb_slice path)
{
	umb_slice part[] = { umb_slice_str("exposure"), umb_slice_str(credential_id), path };

	make_id(out, "e1", key, part, UMB_COUNT(part));
}
