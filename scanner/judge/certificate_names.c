/*
 * certificate_names.c - for whom a certificate was made.
 *
 * People make a key and a certificate to try something out: for localhost, for a name that RFC 2606 and RFC 6761 keep for
 * examples, for "Test CA", or with the names that OpenSSL, keytool and Red Hat's scripts propose.
 */
#include "judge/certificate_names.h"

#include "base/der.h"
#include "base/text.h"
#include "judge/name_meaning.h"

#define TAG_SET 0x31
#define TAG_VERSION 0xa0
#define TAG_EXTENSIONS 0xa3
#define TAG_BOOLEAN 0x01
#define TAG_DNS 0x82
#define TAG_IP 0x87
#define MAX_NAMES 64

static bool is_one_of(umb_slice s, const char *const *list, size_t n)
{
	for (size_t i = 0; i < n; i++) {
		if (umb_text_eq_nocase(s, umb_slice_str(list[i])))
			return true;
	}
	return false;
}

/* The label that ends at *to, which then stands before its dot. */
static umb_slice last_label(umb_slice host, size_t *to)
{
	size_t    from = *to;
	umb_slice label;

	while (from > 0 && host.ptr[from - 1] != '.')
		from--;
	label = umb_slice_sub(host, from, *to);
	*to   = from > 0 ? from - 1 : 0;
	return label;
}

static bool says_example(umb_slice label)
{
	return umb_text_find_nocase(label, umb_slice_str("example")) != SIZE_MAX || umb_text_find_nocase(label, umb_slice_str("localhost")) != SIZE_MAX;
}

static bool is_loopback(umb_slice host)
{
	size_t n = 0;

	if (umb_text_find(umb_slice_sub(host, 0, 8), umb_slice_str("127.0.0.")) != 0)
		return false;
	while (8 + n < host.len && host.ptr[8 + n] >= '0' && host.ptr[8 + n] <= '9')
		n++;
	return 8 + n == host.len;
}

/* "a.example.com", "test.ca", "x.test", "127.0.0.1"; "test.shop.com" is a host of somebody. */
static bool is_host_for_show(umb_slice host)
{
	static const char *const tops[] = { "test", "tests", "example", "invalid", "localhost", "localdomain", "domain" };
	size_t    to = host.len;
	umb_slice top = last_label(host, &to), name;

	if (is_one_of(top, tops, UMB_COUNT(tops)) || is_loopback(host))
		return true;
	name = last_label(host, &to);
	if (umb_text_eq_nocase(name, umb_slice_str("test")))
		return true;
	for (; name.len > 0; name = last_label(host, &to)) {
		if (says_example(name))
			return true;
	}
	return false;
}

static void read_host(umb_certificate_names *out, umb_slice host)
{
	bool has_dot = host.len > 0 && memchr(host.ptr, '.', host.len);

	if (says_example(host) || (has_dot && is_host_for_show(host)))
		out->is_for_show = true;
	else if (has_dot && umb_text_find(host, umb_slice_str(" ")) == SIZE_MAX)
		out->has_host = true;
	else if (umb_name_read(host).is_for_show)
		out->is_for_show = true;
}

/* The country, the place and the like are of interest only where nobody filled them in. */
static void read_attribute(umb_certificate_names *out, uint8_t kind, umb_slice value)
{
	static const char *const proposed[] = { "Internet Widgits Pty Ltd", "Some-State", "Default Company Ltd", "Default City", "CompanyName", "StateName", "CityName",
		                                "Unknown", "changeme", "snakeoil" };
	enum { COMMON_NAME = 3, ORGANIZATION = 10, UNIT = 11 };

	if (is_one_of(value, proposed, UMB_COUNT(proposed)))
		out->is_for_show = true;
	else if (kind == COMMON_NAME)
		read_host(out, value);
	else if ((kind == ORGANIZATION || kind == UNIT) && (says_example(value) || umb_name_read(value).is_for_show))
		out->is_for_show = true;
}

/* SET { SEQUENCE { 2.5.4.kind, text } } and so on. */
static void read_name(umb_certificate_names *out, umb_slice name)
{
	umb_slice set, pair, oid, value;
	uint8_t   tag;

	for (size_t n = 0; n < MAX_NAMES && umb_der_take_tag(&name, TAG_SET, &set); n++) {
		while (umb_der_take_tag(&set, UMB_DER_SEQUENCE, &pair)) {
			if (umb_der_take_tag(&pair, UMB_DER_OID, &oid) && umb_der_take(&pair, &tag, &value) && oid.len == 3 && oid.ptr[0] == 0x55 && oid.ptr[1] == 4)
				read_attribute(out, oid.ptr[2], value);
		}
	}
}

static bool is_loopback_address(umb_slice bytes)
{
	static const uint8_t six[16] = { [15] = 1 };

	return (bytes.len == 4 && bytes.ptr[0] == 127) || (bytes.len == sizeof(six) && memcmp(bytes.ptr, six, sizeof(six)) == 0);
}

static void read_alternatives(umb_certificate_names *out, umb_slice extensions)
{
	static const uint8_t alternatives[] = { 0x55, 0x1d, 0x11 };
	umb_slice list, one, oid, critical, octets, names, value;
	uint8_t   tag;

	if (!umb_der_take_tag(&extensions, UMB_DER_SEQUENCE, &list))
		return;
	while (umb_der_take_tag(&list, UMB_DER_SEQUENCE, &one)) {
		if (!umb_der_take_tag(&one, UMB_DER_OID, &oid) || oid.len != sizeof(alternatives) || memcmp(oid.ptr, alternatives, sizeof(alternatives)) != 0)
			continue;
		umb_der_take_tag(&one, TAG_BOOLEAN, &critical);
		if (!umb_der_take_tag(&one, UMB_DER_OCTETS, &octets) || !umb_der_take_tag(&octets, UMB_DER_SEQUENCE, &names))
			return;
		for (size_t n = 0; n < MAX_NAMES && umb_der_take(&names, &tag, &value); n++) {
			if (tag == TAG_DNS)
				read_host(out, value);
			else if (tag == TAG_IP && is_loopback_address(value))
				out->is_for_show = true;
		}
	}
}

bool umb_certificate_names_read(umb_certificate_names *out, umb_slice der)
{
	umb_slice whole, body, part, issuer, validity, subject, key;
	uint8_t   tag;

	*out = (umb_certificate_names){ false, false };
	if (!umb_der_take_tag(&der, UMB_DER_SEQUENCE, &whole) || !umb_der_take_tag(&whole, UMB_DER_SEQUENCE, &body))
		return false;
	umb_der_take_tag(&body, TAG_VERSION, &part);
	if (!umb_der_take_tag(&body, UMB_DER_INTEGER, &part) || !umb_der_take_tag(&body, UMB_DER_SEQUENCE, &part) || !umb_der_take_tag(&body, UMB_DER_SEQUENCE, &issuer) ||
	    !umb_der_take_tag(&body, UMB_DER_SEQUENCE, &validity) || !umb_der_take_tag(&body, UMB_DER_SEQUENCE, &subject) || !umb_der_take_tag(&body, UMB_DER_SEQUENCE, &key))
		return false;
	read_name(out, issuer);
	read_name(out, subject);
	/* The unique ids of old may stand before them. */
	while (umb_der_take(&body, &tag, &part)) {
		if (tag == TAG_EXTENSIONS)
			read_alternatives(out, part);
	}
	return true;
}
