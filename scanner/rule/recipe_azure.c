/*
 * recipe_azure.c - keys in the forms that Azure makes, with right checksums and nobody's.
 */
#include "rule/recipe_parts.h"

#include "base/base64.h"
#include "base/checksum.h"
#include "base/number.h"

#define MAX_BYTES 96

/* 64:+ASt:Default0: base64 of so many bytes with a signature and, last, their checksum with that seed. */
static bool make_identifiable(umb_recipe *r, umb_slice inside, umb_slice args)
{
	uint8_t  bytes[MAX_BYTES + 3], seed[8];
	umb_buf  text = UMB_BUF_INIT_MAX(2 * MAX_BYTES);
	umb_recipe sub = { .out = &text, .err = r->err };
	uint64_t n = 0;
	size_t   first = umb_text_find(args, umb_slice_str(":")), got = 0, n_chars;
	uint32_t sum;

	if (first == SIZE_MAX || args.len != first + 1 + 4 + 1 + 8 || args.ptr[first + 5] != ':' ||
	    !umb_parse_u64(&n, umb_slice_sub(args, 0, first), 12, MAX_BYTES))
		return umb_recipe_wrong(r, inside, "bytes, a signature of 4 and a seed of 8 characters expected, as in {azure-key:64:+ASt:Default0}");
	for (size_t i = 0; i < n; i++)
		bytes[i] = (uint8_t)umb_recipe_random(r);
	umb_recipe_base64(&sub, umb_slice_of(bytes, (size_t)n), true);
	n_chars = text.len;
	memcpy(text.ptr + n_chars - 10, args.ptr + first + 1, 4);
	memcpy(seed, args.ptr + first + 6, sizeof(seed));
	if (!umb_base64_decode(bytes, sizeof(bytes), &got, umb_buf_view(&text)))
		return umb_recipe_wrong(r, inside, "a signature is made of base64 characters");
	sum = umb_marvin32((const char *)seed, umb_slice_of(bytes, (size_t)n - 4));
	for (size_t i = 0; i < 4; i++)
		bytes[n - 4 + i] = (uint8_t)(sum >> (8 * i));
	umb_recipe_base64(r, umb_slice_of(bytes, (size_t)n), false);
	umb_buf_clear(&text);
	return true;
}

/* annotated:ACOG: 84 letters and digits with the mark and the signature of a service. */
static void make_annotated(umb_recipe *r, const uint8_t *signature)
{
	uint8_t bytes[60];
	char    sum[UMB_SUM_MAX];
	size_t  from = r->out->len, n = 0;

	/* The checksum is base64 and must look like the rest. */
	do {
		r->out->len = from;
		umb_recipe_chars(r, UMB_RECIPE_BASE62, 52);
		umb_buf_append_str(r->out, "JQQJ99");
		umb_recipe_chars(r, UMB_RECIPE_BASE62, 18);
		umb_buf_append(r->out, signature, 4);
		if (r->out->failed != UMB_OK || !umb_base64_decode(bytes, sizeof(bytes), &n, umb_slice_sub(umb_buf_view(r->out), from, from + 80)))
			return;
		umb_sum_write(sum, umb_marvin32("Default0", umb_slice_of(bytes, n)), UMB_SUM_BASE64_LE);
		sum[4] = '\0';
	} while (strpbrk(sum, "+/"));
	umb_buf_append_str(r->out, sum);
}

static void make_client_secret(umb_recipe *r)
{
	static const char digits[] = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ1234567890.-_~";
	size_t   from = r->out->len;
	uint32_t sum;
	char     text[6];

	umb_recipe_chars(r, UMB_RECIPE_BASE62, 3);
	umb_buf_append_str(r->out, "8Q~");
	umb_recipe_chars(r, UMB_RECIPE_BASE62, 31);
	sum = umb_marvin32("AadPwd00", umb_slice_sub(umb_buf_view(r->out), from, r->out->len));
	for (size_t i = sizeof(text); i-- > 0; sum /= 66)
		text[i] = digits[sum % 66];
	umb_buf_append(r->out, text, 3);
}

static void make_devops(umb_recipe *r)
{
	static const char    digits[] = "abcdefghijklmnopqrstuvwxyz234567";
	static const uint8_t place[] = { 22, 8, 7, 2 };
	uint8_t  b[33] = { 0 }, covered[28];
	uint32_t sum, bits = 0, n = 0;

	for (size_t i = 0; i < 32; i++)
		b[i] = (uint8_t)umb_recipe_random(r);
	memcpy(covered, b, 2);
	memcpy(covered + 2, b + 3, 4);
	memcpy(covered + 6, b + 9, 13);
	memcpy(covered + 19, b + 23, 9);
	sum = umb_crc32(umb_slice_of(covered, sizeof(covered))) ^ 0xe0b9692d;
	for (size_t i = 0; i < 4; i++)
		b[place[i]] = (uint8_t)(sum >> (8 * i));
	for (size_t i = 0, k = 0; k < 52; i++) {
		bits = bits << 8 | b[i];
		for (n += 8; n >= 5 && k < 52; n -= 5, k++)
			umb_buf_append_byte(r->out, (uint8_t)digits[bits >> (n - 5) & 31]);
	}
}

bool umb_recipe_azure(umb_recipe *r, umb_slice inside, umb_slice args, int depth)
{
	static const char annotated[] = "annotated:";

	UMB_UNUSED(depth);
	if (umb_slice_eq_str(args, "client-secret"))
		make_client_secret(r);
	else if (umb_slice_eq_str(args, "devops"))
		make_devops(r);
	else if (args.len == sizeof(annotated) - 1 + 4 && memcmp(args.ptr, annotated, sizeof(annotated) - 1) == 0)
		make_annotated(r, args.ptr + sizeof(annotated) - 1);
	else
		return make_identifiable(r, inside, args);
	return true;
}
