/*
 * redact.c - the one place that decides what of a value may be seen.
 */
#include "ident/ident.h"

static bool is_plain(uint8_t c)
{
	return c > 32 && c < 127;
}

void umb_redact(char out[64], umb_slice value, bool is_distinctive)
{
	size_t shown = !is_distinctive ? (value.len >= 24 ? 2 : 0) : value.len >= 20 ? 4 : value.len >= 12 ? 2 : 0;

	if (value.len > 40 && memcmp(value.ptr, "-----BEGIN ", 11) == 0) {
		/* The label of a key block is no secret and says what it is. */
		for (shown = 11; shown < 40 && is_plain(value.ptr[shown]) && value.ptr[shown] != '-'; shown++)
			while (shown + 1 < 40 && value.ptr[shown + 1] == ' ')
				shown++;
	}
	for (size_t i = 0; i < shown; i++)
		out[i] = is_plain(value.ptr[i]) || value.ptr[i] == ' ' ? (char)value.ptr[i] : '?';
	snprintf(out + shown, 64 - shown, "%s", UMB_REDACTION_MASK);
}

void umb_redact_part(char out[64], umb_slice value)
{
	size_t n = UMB_MIN(value.len / 2, (size_t)16);

	for (size_t i = 0; i < n; i++)
		out[i] = is_plain(value.ptr[i]) ? (char)value.ptr[i] : '?';
	snprintf(out + n, 64 - n, "%s", UMB_REDACTION_MASK);
}

void umb_show_part(char out[128], umb_slice value)
{
	size_t n = UMB_MIN(value.len, (size_t)124);

	for (size_t i = 0; i < n; i++)
		out[i] = is_plain(value.ptr[i]) || value.ptr[i] == ' ' ? (char)value.ptr[i] : '?';
	snprintf(out + n, 128 - n, "%s", n < value.len ? "..." : "");
}
