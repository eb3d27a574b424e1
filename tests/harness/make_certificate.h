/*
 * harness/make_certificate.h - X.509 certificates in DER of names that a test writes down; the numbers in them are nobody's key.
 */
#ifndef UMB_TEST_MAKE_CERTIFICATE_H
#define UMB_TEST_MAKE_CERTIFICATE_H

#include <stdio.h>

#include "harness/make_base64.h"

typedef struct made_der {
	uint8_t ptr[8192];
	size_t  len;
} made_der;

static inline void der_put(made_der *b, const void *p, size_t n)
{
	memcpy(b->ptr + b->len, p, n);
	b->len += n;
}

static inline void der_put_element(made_der *b, uint8_t tag, const void *p, size_t n)
{
	uint8_t long_form[4] = { tag, 0x82, (uint8_t)(n >> 8), (uint8_t)n }, short_form[2] = { tag, (uint8_t)n };

	if (n < 128)
		der_put(b, short_form, 2);
	else
		der_put(b, long_form, 4);
	der_put(b, p, n);
}

/* All that stands there becomes the content of one element. */
static inline void der_wrap(made_der *b, uint8_t tag)
{
	static made_der copy;

	copy   = *b;
	b->len = 0;
	der_put_element(b, tag, copy.ptr, copy.len);
}

static inline void der_append(made_der *b, const made_der *part)
{
	der_put(b, part->ptr, part->len);
}

/* "CN=localhost;O=Acme", in this order. */
static inline void der_put_name(made_der *out, const char *text)
{
	static const struct {
		const char *name;
		uint8_t     kind;
	} kinds[] = { { "CN=", 3 }, { "C=", 6 }, { "L=", 7 }, { "ST=", 8 }, { "O=", 10 }, { "OU=", 11 } };
	static made_der all, one;

	all.len = 0;
	while (*text) {
		size_t n = strcspn(text, ";");

		one.len = 0;
		for (size_t i = 0; i < UMB_COUNT(kinds); i++) {
			size_t k = strlen(kinds[i].name);

			if (n < k || memcmp(text, kinds[i].name, k) != 0)
				continue;
			der_put_element(&one, 0x06, (uint8_t[]){ 0x55, 4, kinds[i].kind }, 3);
			der_put_element(&one, 0x0c, text + k, n - k);
			break;
		}
		der_wrap(&one, 0x30);
		der_wrap(&one, 0x31);
		der_append(&all, &one);
		text += n + (text[n] == ';');
	}
	der_wrap(&all, 0x30);
	der_append(out, &all);
}

/* "dns:a.test;ip:127.0.0.1;ip6:1;mail:a@b.c", ip6 with the last digit only: the extension subjectAltName, behind one about something else. */
static inline void der_put_alternatives(made_der *out, const char *text, bool is_critical)
{
	static made_der all;

	all.len = 0;
	while (*text) {
		size_t  n = strcspn(text, ";"), k = strcspn(text, ":") + 1;
		uint8_t ip[4] = { 0 }, ip6[16] = { 0 };

		for (size_t i = k, part = 0; i < n && *text == 'i'; i++) {
			if (text[i] == '.')
				part++;
			else
				ip[part & 3] = (uint8_t)(ip[part & 3] * 10 + text[i] - '0');
		}
		ip6[15] = (uint8_t)(text[k] - '0');
		if (strncmp(text, "ip6", 3) == 0)
			der_put_element(&all, 0x87, ip6, sizeof(ip6));
		else if (*text == 'i')
			der_put_element(&all, 0x87, ip, sizeof(ip));
		else
			der_put_element(&all, *text == 'd' ? 0x82 : 0x81, text + k, n - k);
		text += n + (text[n] == ';');
	}
	der_wrap(&all, 0x30);
	der_wrap(&all, 0x04);
	{
		static made_der one, other;

		one.len = other.len = 0;
		der_put_element(&other, 0x06, "\x55\x1d\x13", 3);
		der_put_element(&other, 0x04, "\x30\x00", 2);
		der_wrap(&other, 0x30);
		der_put_element(&one, 0x06, "\x55\x1d\x11", 3);
		if (is_critical)
			der_put_element(&one, 0x01, "\xff", 1);
		der_append(&one, &all);
		der_wrap(&one, 0x30);
		der_append(&other, &one);
		der_wrap(&other, 0x30);
		der_wrap(&other, 0xa3);
		der_append(out, &other);
	}
}

typedef struct made_certificate {
	const char *issuer, *subject, *alternatives; /* NULL: as the subject; none */
	bool        is_old;      /* version 1: says none, and has no extensions */
	bool        has_ids;     /* the unique ids of old stand before the extensions */
	bool        is_critical; /* the extension */
} made_certificate;

static inline void make_certificate(made_der *out, const made_certificate *c)
{
	static const uint8_t rsa[] = { 0x30, 0x0d, 0x06, 0x09, 0x2a, 0x86, 0x48, 0x86, 0xf7, 0x0d, 0x01, 0x01, 0x0b, 0x05, 0x00 };
	static const uint8_t key_of[] = { 0x30, 0x0d, 0x06, 0x09, 0x2a, 0x86, 0x48, 0x86, 0xf7, 0x0d, 0x01, 0x01, 0x01, 0x05, 0x00 };
	static made_der key;
	uint8_t         noise[129];
	uint64_t        seed = 31;

	for (size_t i = 0; i < sizeof(noise); i++)
		noise[i] = (uint8_t)make_random(&seed);
	noise[0] = 0;
	out->len = key.len = 0;
	if (!c->is_old)
		der_put(out, "\xa0\x03\x02\x01\x02", 5);
	der_put(out, "\x02\x02\x12\x67", 4);
	der_put(out, rsa, sizeof(rsa));
	der_put_name(out, c->issuer ? c->issuer : c->subject);
	der_put(out, "\x30\x1e\x17\x0d" "240101000000Z" "\x17\x0d" "340101000000Z", 32);
	der_put_name(out, c->subject);
	der_put_element(&key, 0x02, noise, sizeof(noise));
	der_put(&key, "\x02\x03\x01\x00\x01", 5);
	der_wrap(&key, 0x30);
	memmove(key.ptr + 1, key.ptr, key.len++); /* of bits, none of which is unused */
	key.ptr[0] = 0;
	der_wrap(&key, 0x03);
	memmove(key.ptr + sizeof(key_of), key.ptr, key.len);
	memcpy(key.ptr, key_of, sizeof(key_of));
	key.len += sizeof(key_of);
	der_wrap(&key, 0x30);
	der_append(out, &key);
	if (c->has_ids)
		der_put(out, "\x81\x02\x00\x11", 4);
	if (c->alternatives)
		der_put_alternatives(out, c->alternatives, c->is_critical);
	der_wrap(out, 0x30);
	der_put(out, rsa, sizeof(rsa));
	der_put_element(out, 0x03, noise, sizeof(noise));
	der_wrap(out, 0x30);
}

/* As a PEM block in lines of 64; returns its length. */
static inline size_t make_pem_block(char *out, size_t cap, const char *label, umb_slice der)
{
	static char code[16384];
	size_t      n = make_base64(code, der, false), len = (size_t)snprintf(out, cap, "-----%s %s-----\n", "BEGIN", label);

	for (size_t i = 0; i < n; i += 64)
		len += (size_t)snprintf(out + len, cap - len, "%.64s\n", code + i);
	return len + (size_t)snprintf(out + len, cap - len, "-----%s %s-----\n", "END", label);
}

#endif
