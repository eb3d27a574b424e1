/*
 * res_gitlab.c - whose a routable GitLab token is.
 *
 * Behind the prefix stands base64url of lines "key:number" (base 36), random bytes, and one byte that says how many of these there are.
 * The numbers are claims once the stated length is right and the checksum at the end, too.
 */
#include "core/resolver.h"

#include <stdio.h>

#include "base/base64.h"
#include "base/checksum.h"
#include "base/keyed.h"
#include "base/text.h"

#define MAX_PAYLOAD 300
#define MIN_RANDOM 16
#define TAIL_LEN 9 /* two digits of length, seven of checksum */

static bool base36(uint64_t *out, umb_slice s)
{
	uint64_t n = 0;

	if (s.len == 0 || s.len > 12)
		return false;
	for (size_t i = 0; i < s.len; i++) {
		uint8_t c = s.ptr[i];

		if ((c < '0' || c > '9') && (c < 'a' || c > 'z'))
			return false;
		n = n * 36 + (uint64_t)(c <= '9' ? c - '0' : c - 'a' + 10);
	}
	*out = n;
	return true;
}

static void add_number(umb_claims *out, const char *field, const char *words, uint64_t n)
{
	char text[48];

	snprintf(text, sizeof(text), "%s %llu", words, (unsigned long long)n);
	umb_claims_add(out, field, umb_slice_str(text), UMB_CLAIM_RECOMPUTED);
}

static void read_lines(umb_slice lines, umb_claims *out)
{
	while (lines.len > 0) {
		size_t    end  = umb_text_line_end(lines, 0);
		umb_slice line = umb_slice_sub(lines, 0, end);
		uint64_t  n;

		lines = umb_slice_sub(lines, UMB_MIN(end + 1, lines.len), lines.len);
		if (line.len < 3 || line.ptr[1] != ':' || !base36(&n, umb_slice_sub(line, 2, line.len)))
			continue;
		if (line.ptr[0] == 'u')
			add_number(out, "principal", "user", n);
		else if (line.ptr[0] == 'p')
			add_number(out, "project", "project", n);
		else if (line.ptr[0] == 'g')
			add_number(out, "project", "group", n);
		else if (line.ptr[0] == 'o')
			add_number(out, "account", "organization", n);
		else if (line.ptr[0] == 'c')
			add_number(out, "region", "cell", n);
	}
}

/* A project or a group and no one else: the token's user is a bot. */
static void add_kind(umb_claims *out)
{
	if (!umb_claims_find(out->claim, out->n_claims, "kind") && umb_claims_find(out->claim, out->n_claims, "project"))
		umb_claims_add(out, "kind", umb_slice_str("bot"), UMB_CLAIM_RECOMPUTED);
}

/* What stands between the prefix ("glpat-", "glrt-t1_") and the first dot. */
static umb_slice payload_of(umb_slice v)
{
	size_t dot = umb_text_find(v, umb_slice_str(".")), from = umb_text_find(v, umb_slice_str("-"));

	if (dot == SIZE_MAX || from == SIZE_MAX || from > 8)
		return umb_slice_of(NULL, 0);
	from++;
	if (from + 3 < dot && v.ptr[from] == 't' && v.ptr[from + 2] == '_')
		from += 3;
	return umb_slice_sub(v, from, dot);
}

static void gitlab_resolve(const umb_hit_view *hit, umb_claims *out)
{
	umb_slice v = hit->value, payload;
	uint8_t   bytes[MAX_PAYLOAD];
	size_t    n = 0;
	uint64_t  stated = 0;

	if (v.len < 40 || v.ptr[0] != 'g' || v.ptr[1] != 'l')
		return;
	payload = payload_of(v);
	if (!payload.len || !base36(&stated, umb_slice_sub(v, v.len - TAIL_LEN, v.len - 7)) || stated != payload.len ||
	    !umb_sum_is(umb_slice_sub(v, v.len - 7, v.len), umb_crc32(umb_slice_sub(v, 0, v.len - 7)), UMB_SUM_BASE36))
		return;
	if (umb_base64_decode(bytes, sizeof(bytes), &n, payload) && n > MIN_RANDOM && bytes[n - 1] >= MIN_RANDOM && n > (size_t)bytes[n - 1] + 1) {
		read_lines(umb_slice_of(bytes, n - 1 - bytes[n - 1]), out);
		add_kind(out);
	}
	umb_wipe(bytes, sizeof(bytes));
}

const umb_resolver_ops umb_resolver_gitlab = {
	.name    = "gitlab",
	.summary = "organization, group, project and user of routable GitLab tokens",
	.resolve = gitlab_resolve,
};
