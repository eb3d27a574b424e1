/* For whom a certificate was made, by its names; and what that says of the key beside it. */
#include "base/alloc.h"
#include "core/validator.h"
#include "harness/check.h"
#include "harness/make_certificate.h"
#include "harness/make_hit.h"
#include "judge/certificate_names.h"

static const struct {
	const char *subject, *alternatives, *issuer;
	bool        is_for_show, has_host;
} rows[] = {
	{ "CN=localhost", NULL, NULL, true, false },
	{ "CN=LOCALHOST", NULL, NULL, true, false },
	{ "CN=localhost.localdomain", NULL, NULL, true, false },
	{ "CN=host1.localdomain", NULL, NULL, true, false },
	{ "CN=my.domain", NULL, NULL, true, false },
	{ "CN=a.tests", NULL, NULL, true, false },
	{ "CN=127.0.0.1", NULL, NULL, true, false },
	{ "CN=127.0.0.1.shop.corp", NULL, NULL, false, true },
	{ "CN=example.com", NULL, NULL, true, false },
	{ "CN=www.example.co.uk", NULL, NULL, true, false },
	{ "CN=a.test", NULL, NULL, true, false },
	{ "CN=api.invalid", NULL, NULL, true, false },
	{ "CN=a.b.localhost", NULL, NULL, true, false },
	{ "CN=test.ca", NULL, NULL, true, false },
	{ "CN=Test CA", NULL, NULL, true, false },
	{ "CN=my dummy server", NULL, NULL, true, false },
	{ "CN=shop.corp", NULL, NULL, false, true },
	{ "CN=test.shop.corp", NULL, NULL, false, true },
	{ "CN=contest.shop.corp", NULL, NULL, false, true },
	{ "CN=10.0.0.1", NULL, NULL, false, true },
	{ "CN=Ann Smith", NULL, NULL, false, false },
	{ "CN=Version 1.2 of it", NULL, NULL, false, false },
	{ "CN=", NULL, NULL, false, false },
	{ "CN=server", NULL, NULL, false, false },
	/* what the tools propose, in any of its fields */
	{ "C=AU;ST=Some-State;O=Internet Widgits Pty Ltd", NULL, NULL, true, false },
	{ "O=internet widgits pty ltd", NULL, NULL, true, false },
	{ "C=XX;L=Default City;O=Default Company Ltd", NULL, NULL, true, false },
	{ "C=XX;ST=StateName;L=CityName", NULL, NULL, true, false },
	{ "CN=Unknown;O=Acme", NULL, NULL, true, false },
	{ "L=Widgits Street", NULL, NULL, false, false },
	/* an organization and a unit, no country and no place */
	{ "O=Test Organization", NULL, NULL, true, false },
	{ "OU=Example Unit", NULL, NULL, true, false },
	{ "O=Acme Widgets", NULL, NULL, false, false },
	{ "L=Test", NULL, NULL, false, false },
	{ "C=XX", NULL, NULL, false, false },
	/* several, the issuer's, too */
	{ "O=Acme;CN=localhost", NULL, NULL, true, false },
	{ "CN=shop.corp", NULL, "CN=Test CA", true, true },
	{ "CN=localhost", NULL, "CN=ca.shop.corp", true, true },
	/* alternatives of the subject */
	{ "CN=server", "dns:localhost", NULL, true, false },
	{ "CN=server", "dns:db.shop.corp;dns:localhost", NULL, true, true },
	{ "CN=localhost", "dns:shop.corp", NULL, true, true },
	{ "CN=server", "ip:127.0.0.1", NULL, true, false },
	{ "CN=server", "ip:127.1.2.3", NULL, true, false },
	{ "CN=server", "ip:10.0.0.1", NULL, false, false },
	{ "CN=server", "ip6:1", NULL, true, false },
	{ "CN=server", "ip6:2", NULL, false, false },
	{ "CN=server", "mail:ann@localhost", NULL, false, false },
	{ "", "dns:db.example.org", NULL, true, false },
	{ "", NULL, NULL, false, false },
};

static void test_names(void **state)
{
	static made_der der;

	UMB_UNUSED(state);
	for (size_t i = 0; i < UMB_COUNT(rows); i++) {
		for (int form = 0; form < 4; form++) {
			made_certificate      c = { rows[i].issuer, rows[i].subject, rows[i].alternatives, form == 1 && !rows[i].alternatives, form == 2, form == 3 };
			umb_certificate_names got = { true, true };

			make_certificate(&der, &c);
			CHECK(umb_certificate_names_read(&got, umb_slice_of(der.ptr, der.len)), rows[i].subject);
			if (got.is_for_show != rows[i].is_for_show || got.has_host != rows[i].has_host)
				fail_msg("%s, %s, form %d: for show %d, a host %d", rows[i].subject, rows[i].alternatives ? rows[i].alternatives : "-", form, got.is_for_show, got.has_host);
		}
	}
}

/* A name that holds more than anybody writes down is not read to its end. */
static void test_many_names(void **state)
{
	static made_der       der;
	static char           list[2048];
	umb_certificate_names got;

	UMB_UNUSED(state);
	for (size_t n = 62; n <= 66; n++) {
		made_certificate c = { .subject = "CN=server", .alternatives = list };

		for (size_t i = 0; i < n; i++)
			snprintf(list + 11 * i, sizeof(list) - 11 * i, "dns:a.corp;");
		snprintf(list + 11 * n, sizeof(list) - 11 * n, "dns:localhost");
		make_certificate(&der, &c);
		assert_true(umb_certificate_names_read(&got, umb_slice_of(der.ptr, der.len)));
		assert_true(got.has_host);
		CHECK_EQ_INT(got.is_for_show, n < 64, "names");
	}
}

/* Copied to the heap at its exact size, so that the sanitizers see a byte too many. */
static bool read_exact(umb_certificate_names *got, umb_slice der)
{
	uint8_t *exact = umb_alloc(der.len ? der.len : 1);
	bool     is_one;

	assert_non_null(exact);
	if (der.len)
		memcpy(exact, der.ptr, der.len);
	is_one = umb_certificate_names_read(got, umb_slice_of(exact, der.len));
	umb_free(exact);
	return is_one;
}

/* Cut anywhere, it is none; whatever byte is changed, nothing beyond it is read. */
static void test_damaged(void **state)
{
	static made_der        der;
	const made_certificate c = { .subject = "O=Test;CN=localhost", .alternatives = "dns:localhost;ip:127.0.0.1" };
	umb_certificate_names  got;

	UMB_UNUSED(state);
	make_certificate(&der, &c);
	for (size_t n = 0; n < der.len; n++)
		CHECK(!read_exact(&got, umb_slice_of(der.ptr, n)) && !got.is_for_show && !got.has_host, "cut");
	for (size_t i = 0; i < der.len; i++) {
		static const uint8_t lies[] = { 0x00, 0x01, 0x7f, 0x80, 0x81, 0x82, 0x83, 0x84, 0xff };
		uint8_t              was = der.ptr[i];

		for (size_t k = 0; k < UMB_COUNT(lies); k++) {
			der.ptr[i] = lies[k];
			read_exact(&got, umb_slice_of(der.ptr, der.len));
		}
		der.ptr[i] = was;
	}
	assert_true(read_exact(&got, umb_slice_of(der.ptr, der.len)));
	assert_true(got.is_for_show && !got.has_host);
}

static const struct {
	const char *label, *bytes;
	size_t      len;
} garbage[] = {
	{ "nothing", "", 0 },
	{ "one byte", "\x30", 1 },
	{ "an empty sequence", "\x30\x00", 2 },
	{ "two of them", "\x30\x02\x30\x00", 4 },
	{ "the length of the length is zero", "\x30\x80\x30\x00", 4 },
	{ "a length of four bytes", "\x30\x84\xff\xff\xff\xff", 6 },
	{ "longer than what is there", "\x30\x83\xff\xff\xff\x30", 6 },
	{ "a private key", "\x30\x09\x02\x01\x00\x02\x01\x11\x02\x01\x03", 11 },
	{ "text", "-----BEG" "IN CERTIFICATE", 22 },
};

static void test_garbage(void **state)
{
	umb_certificate_names got;

	UMB_UNUSED(state);
	for (size_t i = 0; i < UMB_COUNT(garbage); i++)
		CHECK(!read_exact(&got, umb_slice_of(garbage[i].bytes, garbage[i].len)), garbage[i].label);
}

/* -- the validator ------------------------------------------------------------------------------------------ */

typedef enum form { PEM, IN_BASE64, STORED } form;

/* Writes a certificate as it stands in files. */
static size_t write_form(char *out, form f, const made_certificate *c)
{
	static made_der der;
	static char     block[16384];
	size_t          n;

	make_certificate(&der, c);
	if (f == STORED) {
		uint32_t len = (uint32_t)der.len;
		uint8_t  head[9] = { 'X', '.', '5', '0', '9', 0, 0, (uint8_t)(len >> 8), (uint8_t)len };

		memcpy(out, head, sizeof(head));
		memcpy(out + sizeof(head), der.ptr, der.len);
		return sizeof(head) + der.len;
	}
	n = make_pem_block(block, sizeof(block), "CERTIFICATE", umb_slice_of(der.ptr, der.len));
	if (f == PEM) {
		memcpy(out, block, n);
		return n;
	}
	return make_base64(out, umb_slice_of(block, n), false);
}

static umb_verdict ask_at(umb_slice text, size_t from, size_t to, bool own, const char **reason)
{
	const umb_validator_ops *ops = umb_validator_find("certificate");
	umb_param    params[UMB_MAX_PARAMS] = { own };
	umb_hit_view hit = make_hit(text);

	*reason   = "";
	hit.match = hit.secret = (umb_span){ from, to };
	hit.value = umb_slice_sub(text, from, to);
	return ops->check(&hit, params, reason);
}

#define KEY "KEY"
#define GAP 9000

static const made_certificate certificates[] = {
	[0] = { .subject = "CN=localhost" }, [1] = { .subject = "CN=shop.corp" }, [2] = { .subject = "CN=Ann Smith" },
	[3] = { .subject = "C=AU;O=Internet Widgits Pty Ltd" },
};

static const struct {
	const char *label, *layout; /* K the key, digits certificates, '_' a gap that is too far */
	umb_verdict want;
} layouts[] = {
	{ "behind it", "K0", UMB_SHOWN }, { "before it", "0K", UMB_SHOWN }, { "as OpenSSL proposes", "K3", UMB_SHOWN },
	{ "of somebody", "K1", UMB_NO_OPINION }, { "that says nothing", "K2", UMB_NO_OPINION }, { "and one that says nothing", "0K2", UMB_SHOWN },
	{ "and one of somebody, behind", "0K1", UMB_NO_OPINION }, { "and one of somebody, before", "1K0", UMB_NO_OPINION },
	{ "too far behind it", "K_0", UMB_NO_OPINION }, { "too far before it", "0_K", UMB_NO_OPINION }, { "one of somebody that is too far", "0K_1", UMB_SHOWN },
	{ "none", "K", UMB_NO_OPINION },
};

static void test_beside_a_key(void **state)
{
	static char text[65536];

	UMB_UNUSED(state);
	for (size_t i = 0; i < UMB_COUNT(layouts); i++) {
		for (form f = PEM; f <= STORED; f++) {
			size_t      n = 0, at = 0;
			const char *reason;

			for (const char *p = layouts[i].layout; *p; p++) {
				if (*p == 'K') {
					at = n;
					n += (size_t)snprintf(text + n, sizeof(text) - n, "%s\n", KEY);
				} else if (*p == '_') {
					memset(text + n, '\n', GAP);
					n += GAP;
				} else {
					n += write_form(text + n, f, &certificates[*p - '0']);
					text[n++] = '\n';
				}
			}
			if (ask_at(umb_slice_of(text, n), at, at + strlen(KEY), false, &reason) != layouts[i].want)
				fail_msg("%s, form %d", layouts[i].label, (int)f);
			if (layouts[i].want == UMB_SHOWN)
				CHECK_EQ_STR(reason, "the certificate beside it is for localhost or an example", layouts[i].label);
		}
	}
}

/* Of a chain as many are looked at as people have. */
static void test_many_certificates(void **state)
{
	static char text[65536];

	UMB_UNUSED(state);
	for (size_t n_before = 0; n_before < 9; n_before++) {
		size_t      n = (size_t)snprintf(text, sizeof(text), "%s\n", KEY);
		const char *reason;

		for (size_t i = 0; i <= n_before; i++)
			n += write_form(text + n, PEM, &certificates[i == n_before ? 0 : 2]);
		assert_true(n < 8192);
		CHECK_EQ_INT(ask_at(umb_slice_of(text, n), 0, strlen(KEY), false, &reason), n_before < 6 ? UMB_SHOWN : UMB_NO_OPINION, "one behind many");
	}
}

/* Where the value is the certificate: of interest only where it is for show. */
static void test_own(void **state)
{
	static char text[65536];
	const char *reason;

	UMB_UNUSED(state);
	for (size_t i = 0; i < UMB_COUNT(certificates); i++) {
		bool   is_for_show = i == 0 || i == 3;
		size_t n = write_form(text, PEM, &certificates[i]), other;

		CHECK_EQ_INT(ask_at(umb_slice_of(text, n), 0, n, true, &reason), is_for_show ? UMB_SHOWN : UMB_REJECT, certificates[i].subject);
		CHECK_EQ_STR(reason, is_for_show ? "for localhost or an example" : "the certificate of somebody", certificates[i].subject);
		/* What stands beside it is of another. */
		other = write_form(text + n, PEM, &certificates[is_for_show ? 1 : 0]);
		CHECK_EQ_INT(ask_at(umb_slice_of(text, n + other), 0, n, true, &reason), is_for_show ? UMB_SHOWN : UMB_REJECT, certificates[i].subject);
	}
	CHECK_EQ_INT(ask_at(umb_slice_str("-----BEGIN CERT" "IFICATE-----\n...\n"), 0, 32, true, &reason), UMB_REJECT, "no body");
}

/* Pasted and cut: the text ends anywhere, and nothing behind it is read. */
static void test_cut_text(void **state)
{
	static char text[16384];

	UMB_UNUSED(state);
	for (form f = PEM; f <= STORED; f++) {
		size_t n = (size_t)snprintf(text, sizeof(text), "%s\n", KEY);

		n += write_form(text + n, f, &certificates[0]);
		for (size_t len = strlen(KEY); len <= n; len += f == STORED ? 1 : 7) {
			uint8_t    *exact = umb_alloc(len);
			const char *reason;
			umb_verdict v;

			assert_non_null(exact);
			memcpy(exact, text, len);
			v = ask_at(umb_slice_of(exact, len), 0, strlen(KEY), false, &reason);
			CHECK(v == UMB_NO_OPINION || (v == UMB_SHOWN && len > 300), "cut");
			umb_free(exact);
		}
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_names),         cmocka_unit_test(test_many_names), cmocka_unit_test(test_damaged),
		cmocka_unit_test(test_garbage),       cmocka_unit_test(test_beside_a_key), cmocka_unit_test(test_many_certificates),
		cmocka_unit_test(test_own),           cmocka_unit_test(test_cut_text),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
