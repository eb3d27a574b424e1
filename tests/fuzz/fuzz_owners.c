/* Formats inside tokens and keys: the input is what stands behind the encoding, so that the readers see it and not noise. */
#include <stdio.h>
#include <stdlib.h>

#include "base/checksum.h"
#include "core/resolver.h"
#include "harness/make_base64.h"
#include "harness/make_hit.h"

#define MAX_BYTES 3000

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void put(char *out, size_t *n, const char *text)
{
	memcpy(out + *n, text, strlen(text) + 1);
	*n += strlen(text);
}

static const struct {
	const char *id, *head, *tail;
	bool        is_url;
} wraps[] = {
	{ "private-key.x", "-----" "BEGIN PRIVATE KEY-----\n", "\n-----" "END PRIVATE KEY-----\n", false },
	{ "private-key.x", "-----" "BEGIN OPENSSH PRIVATE KEY-----\nb3BlbnNzaC1rZXktdjEA", "\n-----" "END OPENSSH PRIVATE KEY-----\n", false },
	{ "private-key.x", "PuTTY-User-" "Key-File-3: x\nEncryption: none\nComment: c\nPublic-Lines: 1\n", "\nPrivate-Lines: 1\n", false },
	{ "pypi.x", "pypi-", "", true },
	{ "grafana.x", "glc_", "", false },
	{ "sentry.x", "sntrys_", "_0123456789abcdef", false },
	{ "1password.x", "ops_", "", true },
	{ "gitlab.x", "glpat-", "", true },
	{ "docker.x", "", "", false },
	{ "discord.x", "", ".AAAAAA.AAAAAAAAAAAAAAAAAAAAAAAAAAA", false },
	{ "azure.x", "", "", false },
};

/* With the length and the checksum that belong there, so that the payload is looked at. */
static void seal_gitlab(char *text, size_t *n)
{
	static const char digits[] = "0123456789abcdefghijklmnopqrstuvwxyz";
	size_t len = *n - 6;
	char   sum[UMB_SUM_MAX];

	if (len >= 36 * 36)
		return;
	text[(*n)++] = '.';
	text[(*n)++] = digits[len / 36];
	text[(*n)++] = digits[len % 36];
	umb_sum_write(sum, umb_crc32(umb_slice_of(text, *n)), UMB_SUM_BASE36);
	put(text, n, sum);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	static char   text[3 * MAX_BYTES];
	umb_rule_info rule = { .id = "", .provider = "GitLab" };
	umb_claims    claims = { .n_claims = 0 };
	umb_hit_view  hit;
	size_t        n = 0, w, lead = 0;

	if (size < 2 || size > MAX_BYTES)
		return 0;
	w = data[0] % UMB_COUNT(wraps);
	rule.id = wraps[w].id;
	put(text, &n, wraps[w].head);
	if (w == 3) /* the number of the version */
		lead = 1;
	n += make_base64(text + n, umb_slice_of(data + 1 - lead, size - 1 + lead), wraps[w].is_url);
	if (lead)
		memcpy(text + 5, "Ag", 2);
	if (w == 7)
		seal_gitlab(text, &n);
	put(text, &n, wraps[w].tail);
	hit      = make_hit(umb_slice_of(text, n));
	hit.rule = &rule;
	umb_resolve_all(&hit, &claims);
	for (size_t i = 0; i < claims.n_claims; i++) {
		if (!claims.claim[i].field || !memchr(claims.claim[i].value, 0, UMB_CLAIM_VALUE_MAX))
			abort();
	}
	for (size_t i = 0; i < umb_validator_count(); i++) {
		const umb_validator_ops *v = umb_validator_at(i);
		umb_param   params[UMB_MAX_PARAMS] = { 0 };
		const char *reason = NULL;

		for (size_t k = 0; k < v->n_params; k++)
			params[k] = v->params[k].default_value;
		if (v->check)
			v->check(&hit, params, &reason);
	}
	return 0;
}
