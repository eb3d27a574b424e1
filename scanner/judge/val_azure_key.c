/*
 * val_azure_key.c - the checksums of keys that Azure makes.
 *
 * The one check about one vendor: seeds are part of the algorithm, and there are forty of them.
 */
#include "core/validator.h"

#include "base/azure_key.h"

static umb_verdict azure_check(const umb_hit_view *hit, const umb_param *params, const char **reason)
{
	umb_azure_key k;

	UMB_UNUSED(params);
	/* Older keys have no mark. */
	if (!umb_azure_key_read(&k, hit->value))
		return UMB_NO_OPINION;
	*reason = "a mark of Azure's keys stands in its place";
	if (k.sum == UMB_AZURE_SUM_NONE)
		return UMB_SUPPORT;
	*reason = k.sum == UMB_AZURE_SUM_RIGHT ? "its checksum is right" : "its checksum is wrong: altered or a sample";
	return k.sum == UMB_AZURE_SUM_RIGHT ? UMB_PROVE : UMB_DOUBT;
}

const umb_validator_ops umb_validator_azure_key = {
	.name    = "azure-key",
	.summary = "the checksum of a key that Azure made",
	.check   = azure_check,
};
