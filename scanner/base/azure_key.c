/*
 * azure_key.c - see azure_key.h.  Signatures, seeds and alphabets are those of Microsoft's published security utilities.
 */
#include "base/azure_key.h"

#include "base/base64.h"
#include "base/checksum.h"
#include "base/text.h"

#define MAX_BYTES 96
#define SUM_LEN 4
#define SIGNATURE_BACK 10 /* four characters before the six that hold the checksum */

typedef struct role {
	const char *signature;
	const char *seed;
	const char *service, *role;
	bool        is_admin;
} role;

static const role roles[] = {
	{ "+ASt", "Default0", "Azure Storage", NULL, true },
	{ "ACDb", "MastRW00", "Azure Cosmos DB", "read and write", true },
	{ "ACDb", "MastRO00", "Azure Cosmos DB", "read only", false },
	{ "ACDb", "SystRW00", "Azure Cosmos DB", "system, read and write", true },
	{ "ACDb", "SystRO00", "Azure Cosmos DB", "system, read only", false },
	{ "ACDb", "SysAll00", "Azure Cosmos DB", "system", true },
	{ "ACDb", "Resour00", "Azure Cosmos DB", "resource tokens", false },
	{ "ACDb", "Encryp00", "Azure Cosmos DB", "data encryption", false },
	{ "+ASb", "Send0000", "Azure Service Bus", "send", false },
	{ "+ASb", "Listen00", "Azure Service Bus", "listen", false },
	{ "+ASb", "Manage00", "Azure Service Bus", "manage", true },
	{ "+ASb", "System00", "Azure Service Bus", "system", true },
	{ "+ASb", "Unknown0", "Azure Service Bus", NULL, false },
	{ "+AEh", "Send0000", "Azure Event Hubs", "send", false },
	{ "+AEh", "Listen00", "Azure Event Hubs", "listen", false },
	{ "+AEh", "Manage00", "Azure Event Hubs", "manage", true },
	{ "+AEh", "System00", "Azure Event Hubs", "system", true },
	{ "+AEh", "Unknown0", "Azure Event Hubs", NULL, false },
	{ "+ARm", "Send0000", "Azure Relay", "send", false },
	{ "+ARm", "Listen00", "Azure Relay", "listen", false },
	{ "+ARm", "Manage00", "Azure Relay", "manage", true },
	{ "+ARm", "Unknown0", "Azure Relay", NULL, false },
	{ "+ABa", "AbAcct00", "Azure Batch", NULL, false },
	{ "AzFu", "Functi00", "Azure Functions", "one function", false },
	{ "AzFu", "System00", "Azure Functions", "system", false },
	{ "AzFu", "Master00", "Azure Functions", "master", true },
	{ "AzCa", "Access00", "Azure Cache for Redis", NULL, false },
	{ "AzSe", "Query000", "Azure AI Search", "query", false },
	{ "AzSe", "PAdmin00", "Azure AI Search", "admin", true },
	{ "+AMC", "Classic0", "Azure ML classic", NULL, false },
	{ "/AM7", NULL, "Azure ML", NULL, false },
	{ "+ACR", "ACRDflt0", "Azure Container Registry", NULL, false },
	{ "+SQL", "UsrPwd00", "Azure SQL", NULL, false },
	{ "AIoT", "IoTHub00", "Azure IoT Hub", "hub", false },
	{ "AIoT", "DpsKey00", "Azure IoT device provisioning", NULL, false },
	{ "AIoT", "Device00", "Azure IoT Hub", "one device", false },
	{ "APIM", "Tenant00", "Azure API Management", "direct management", true },
	{ "APIM", "IoTHub00", "Azure API Management", "subscription", false },
	{ "APIM", "Gatewy00", "Azure API Management", "gateway", false },
	{ "APIM", "GitKey00", "Azure API Management", "repository", false },
	{ "AZEG", "SendRecv", "Azure Event Grid", NULL, false },
};

static uint32_t little_endian(const uint8_t *p)
{
	return p[0] | (uint32_t)p[1] << 8 | (uint32_t)p[2] << 16 | (uint32_t)p[3] << 24;
}

/* -- identifiable keys --------------------------------------------------------------------------------- */

/* A key of the cache may have been rewritten without '+' and '/' after the checksum was made: then it says nothing. */
static bool is_rewritten(umb_slice v, const char *signature)
{
	return strcmp(signature, "AzCa") == 0 && !memchr(v.ptr, '+', v.len) && !memchr(v.ptr, '/', v.len);
}

static bool read_identifiable(umb_azure_key *out, umb_slice v)
{
	uint8_t     bytes[MAX_BYTES];
	size_t      n = 0;
	const role *first = NULL;

	while (v.len > 3 && (v.ptr[v.len - 1] == '=' || umb_text_eq_nocase(umb_slice_sub(v, v.len - 3, v.len), umb_slice_str("%3d"))))
		v.len -= v.ptr[v.len - 1] == '=' ? 1 : 3;
	if (v.len < 40 || v.len > 120 || !umb_base64_decode(bytes, sizeof(bytes), &n, v))
		return false;
	for (size_t i = 0; i < UMB_COUNT(roles); i++) {
		if (memcmp(v.ptr + v.len - SIGNATURE_BACK, roles[i].signature, 4) != 0)
			continue;
		if (!first)
			first = &roles[i];
		if (!roles[i].seed || umb_marvin32(roles[i].seed, umb_slice_of(bytes, n - SUM_LEN)) != little_endian(bytes + n - SUM_LEN))
			continue;
		*out = (umb_azure_key){ roles[i].service, roles[i].role, UMB_AZURE_SUM_RIGHT, roles[i].is_admin };
		return true;
	}
	if (!first)
		return false;
	*out = (umb_azure_key){ first->service, NULL, first->seed && !is_rewritten(v, first->signature) ? UMB_AZURE_SUM_WRONG : UMB_AZURE_SUM_NONE, false };
	return true;
}

/* -- annotated keys ---------------------------------------------------------------------------------------- */

#define ANNOTATED_LEN 84
#define ANNOTATED_SUMMED 80 /* characters */
#define ANNOTATED_SERVICE 76

static const struct {
	const char *signature, *service;
} annotated[] = {
	{ "AZDO", "Azure DevOps" }, { "AZAC", "Azure App Configuration" }, { "AZFR", "Azure Fluid Relay" }, { "AZEG", "Azure Event Grid" },
	{ "AZMR", "Azure Mixed Reality" }, { "AZMP", "Azure Maps" }, { "AZCS", "Azure Communication Services" }, { "ACOG", "Azure AI services" },
};

/* The sum as base62, made of its bytes with the lowest first; zeros fill it up behind. */
static void write_base62(char out[6], uint32_t sum)
{
	static const char digits[] = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz";
	uint32_t v = sum << 24 | (sum << 8 & 0xff0000) | (sum >> 8 & 0xff00) | sum >> 24;
	char     back[6];
	size_t   n = 0, at = 0;

	for (uint32_t low = sum, k = 0; k < 3 && (low & 0xff) == 0; low >>= 8, k++)
		out[at++] = '0';
	do {
		back[n++] = digits[v % 62];
		v /= 62;
	} while (v);
	while (n > 0 && at < 6)
		out[at++] = back[--n];
	while (at < 6)
		out[at++] = '0';
}

/* Characters of base64, of which the last may hold bits that stand for no byte. */
static bool same_base64(const uint8_t *text, const char *want, size_t n)
{
	for (size_t i = 0; i < n; i++) {
		uint8_t a = umb_base64_value[text[i]], b = umb_base64_value[(uint8_t)want[i]];

		if (i == 5 ? (a ^ b) & 0x30 : a ^ b)
			return false;
	}
	return true;
}

static bool read_annotated(umb_azure_key *out, umb_slice v)
{
	uint8_t  bytes[ANNOTATED_SUMMED];
	char     base62[6], base64[UMB_SUM_MAX];
	size_t   n = 0, n_chars = v.len == ANNOTATED_LEN ? 4 : 6;
	uint32_t sum;

	if ((v.len != ANNOTATED_LEN && v.len != ANNOTATED_LEN + 4) || memcmp(v.ptr + 52, "JQQJ9", 5) != 0 ||
	    !umb_base64_decode(bytes, sizeof(bytes), &n, umb_slice_sub(v, 0, ANNOTATED_SUMMED)))
		return false;
	sum = umb_marvin32("Default0", umb_slice_of(bytes, n));
	write_base62(base62, sum);
	umb_sum_write(base64, sum, UMB_SUM_BASE64_LE);
	/* Published samples end with another sum, so a wrong one says nothing. */
	*out = (umb_azure_key){ "Azure", NULL, UMB_AZURE_SUM_NONE, false };
	if (same_base64(v.ptr + ANNOTATED_SUMMED, base62, n_chars) || same_base64(v.ptr + ANNOTATED_SUMMED, base64, n_chars))
		out->sum = UMB_AZURE_SUM_RIGHT;
	for (size_t i = 0; i < UMB_COUNT(annotated); i++) {
		if (memcmp(v.ptr + ANNOTATED_SERVICE, annotated[i].signature, 4) == 0)
			out->service = annotated[i].service;
	}
	return true;
}

/* -- client secrets, and old tokens of Azure DevOps --------------------------------------------------------- */

static bool read_client_secret(umb_azure_key *out, umb_slice v)
{
	static const char digits[] = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ1234567890.-_~";
	uint32_t sum;
	char     want[6];

	if (v.len < 34 || v.len > 44 || v.ptr[4] != 'Q' || v.ptr[5] != '~' || (v.ptr[3] != '7' && v.ptr[3] != '8'))
		return false;
	*out = (umb_azure_key){ "Microsoft Entra", NULL, UMB_AZURE_SUM_NONE, false };
	if (v.ptr[3] == '7')
		return true;
	sum = umb_marvin32("AadPwd00", umb_slice_sub(v, 0, v.len - 3));
	for (size_t i = sizeof(want); i-- > 0; sum /= 66)
		want[i] = digits[sum % 66];
	out->sum = memcmp(v.ptr + v.len - 3, want, 3) == 0 ? UMB_AZURE_SUM_RIGHT : UMB_AZURE_SUM_WRONG;
	return true;
}

static bool read_devops(umb_azure_key *out, umb_slice v)
{
	static const struct {
		uint32_t    seed;
		const char *role;
	} kinds[] = { { 0xe0b9692d, "of a user" }, { 0x1019f92e, "of an application" } };
	uint8_t  b[33], covered[28];
	size_t   n = 0;
	uint32_t sum, stored;

	if (v.len != 52 || !umb_base32_decode(b, sizeof(b), &n, v) || n != 32)
		return false;
	memcpy(covered, b, 2);
	memcpy(covered + 2, b + 3, 4);
	memcpy(covered + 6, b + 9, 13);
	memcpy(covered + 19, b + 23, 9);
	sum    = umb_crc32(umb_slice_of(covered, sizeof(covered)));
	stored = b[22] | (uint32_t)b[8] << 8 | (uint32_t)b[7] << 16 | (uint32_t)b[2] << 24;
	*out   = (umb_azure_key){ "Azure DevOps", NULL, UMB_AZURE_SUM_WRONG, false };
	for (size_t i = 0; i < UMB_COUNT(kinds); i++) {
		if ((sum ^ kinds[i].seed) != stored)
			continue;
		out->role = kinds[i].role;
		out->sum  = UMB_AZURE_SUM_RIGHT;
	}
	return true;
}

bool umb_azure_key_read(umb_azure_key *out, umb_slice value)
{
	if (value.len < 34 || value.len > 128)
		return false;
	return read_client_secret(out, value) || read_annotated(out, value) || read_identifiable(out, value) || read_devops(out, value);
}
