/* What each reader takes out of a file, under which name; and what it says of one that it cannot read. */
#include <zlib.h>

#include "harness/check.h"
#include "known/readers.h"

static umb_buf taken;

static umb_status on_value(void *ctx, const char *name, umb_slice value)
{
	UMB_UNUSED(ctx);
	umb_buf_printf(&taken, "[%s]", name ? name : "");
	umb_buf_append_slice(&taken, value);
	return umb_buf_append_byte(&taken, '|');
}

static umb_status read_as(const char *kind, umb_slice text, bool by_nul, umb_err *err)
{
	umb_secret_taker to = { NULL, on_value, by_nul };

	umb_buf_reset(&taken);
	return umb_secret_reader_find(kind)->read(text, &to, err);
}

typedef struct row {
	const char *kind, *text, *want; /* want NULL: UMB_E_FORMAT */
} row;

static const row rows[] = {
	{ "lines", "one\ntwo\r\n\n three ", "[]one|[]two|[] three |" },
	{ "env", "A=1\nexport B = two # c\n# C=3\nD='q u\\n'\nE=\"a\\n\\\"b\"\nF=\n G=x#y\nno line\nH=\"over\nlines\"\nI=\"open\n",
	  "[A]1|[B]two|[D]q u\\n|[E]a\n\"b|[G]x#y|[H]over\nlines|[I]\"open|" },
	{ "csv", "name,url,username,password\nshop,https://a,me,\"p,1\"\"x\"\nmail,,you,p2", "[shop]p,1\"x|[mail]p2|" },
	{ "csv", "\xef\xbb\xbfTitle;Password;Notes\r\none;p1;n\r\n", "[one]p1|" },
	{ "csv", "folder,name,login_password,login_totp\n,n,p,t\n", "[n: login_password]p|[n: login_totp]t|" },
	{ "csv", "one,two\n1,2\n", NULL },
	{ "csv", "name,password\na,\"open\n", NULL },
	{ "bitwarden", "{\"encrypted\":false,\"folders\":[],\"items\":[{\"type\":1,\"name\":\"N\",\"login\":{\"username\":\"u\",\"password\":\"p\",\"totp\":null},"
	               "\"fields\":[{\"name\":\"f\",\"value\":\"hid\",\"type\":1},{\"name\":\"g\",\"value\":\"seen\",\"type\":0}],\"passwordHistory\":[{\"password\":\"old\"}]},"
	               "{\"name\":\"K\",\"sshKey\":{\"privateKey\":\"k\"}},{\"name\":\"no\"}]}",
	  "[N]p|[N: f]hid|[N: earlier]old|[K: private key]k|" },
	{ "bitwarden", "{\"projects\":[],\"secrets\":[{\"key\":\"K\",\"value\":\"v\"}]}", "[K]v|" },
	{ "bitwarden", "{\"encrypted\":true,\"data\":\"2.x\"}", NULL },
	{ "bitwarden", "{\"encrypted\":", NULL },
	{ "1pux", "{\"accounts\":[{\"vaults\":[{\"items\":[{\"overview\":{\"title\":\"T\"},\"details\":{\"loginFields\":[{\"value\":\"u\",\"designation\":\"username\"},"
	          "{\"value\":\"p\",\"designation\":\"password\"}],\"passwordHistory\":[{\"value\":\"old\",\"time\":1}],\"sections\":[{\"fields\":[{\"title\":\"credential\","
	          "\"value\":{\"concealed\":\"c\"}},{\"title\":\"host\",\"value\":{\"string\":\"h\"}},{\"title\":\"pin\",\"value\":{\"concealed\":\"9\"}},"
	          "{\"title\":\"key\",\"value\":{\"sshKey\":{\"privateKey\":\"k\"}}}]}]}}]}]}]}",
	  "[T]p|[T: earlier]old|[T]c|[T: pin]9|[T: key]k|" },
	{ "1pux", "{\"a\":1}", NULL },
	{ "keepass", "<?xml version=\"1.0\"?><!-- c --><KeePassFile><Root><Group><Name>g</Name><Entry><String><Key>UserName</Key><Value>u</Value></String><String><Key>Password</Key>"
	             "<Value ProtectInMemory=\"True\">p&amp;&lt;&#65;&#x42;</Value></String><String><Key>Title</Key><Value>T</Value></String><String><Key>api</Key>"
	             "<Value Protected=\"True\"><![CDATA[<x>]]></Value></String><String><Key>free</Key><Value>text</Value></String><History><Entry><String><Key>Title</Key>"
	             "<Value>old T</Value></String><String><Key>Password</Key><Value>old</Value></String></Entry></History></Entry></Group></Root></KeePassFile>",
	  "[T]p&<AB|[T: api]<x>|[T: earlier]old|" },
	{ "keepass", "<KeePassFile><Entry></KeePassFile>", NULL },
	{ "keepass", "<!DOCTYPE x [<!ENTITY a \"b\">]><KeePassFile/>", NULL },
	{ "keepass", "<KeePassFile>&a;</KeePassFile>", NULL },
};

static void test_rows(void **state)
{
	UMB_UNUSED(state);
	for (size_t i = 0; i < UMB_COUNT(rows); i++) {
		umb_err    err = UMB_ERR_INIT;
		umb_status st  = read_as(rows[i].kind, umb_slice_str(rows[i].text), false, &err);

		CHECK_EQ_INT(st, rows[i].want ? UMB_OK : UMB_E_FORMAT, rows[i].text);
		if (rows[i].want)
			CHECK_EQ_STR(umb_buf_str(&taken), rows[i].want, rows[i].text);
		else
			CHECK(err.text[0], rows[i].text);
	}
	umb_buf_wipe(&taken);
}

static void test_nul(void **state)
{
	UMB_UNUSED(state);
	assert_int_equal(read_as("lines", umb_slice_of("a\nb\0c\0", 6), true, NULL), UMB_OK);
	assert_string_equal(umb_buf_str(&taken), "[]a\nb|[]c|");
	umb_buf_wipe(&taken);
}

static void test_guess(void **state)
{
	static const struct {
		const char *text, *name, *kind;
	} guesses[] = {
		{ "PK\3\4x", "a.bin", "1pux" }, { "{\"accounts\":[]}", "", "1pux" }, { " {\"encrypted\":false}", "x", "bitwarden" }, { "<KeePassFile>", "", "keepass" },
		{ "a,b", "x.CSV", "csv" }, { "A=1", ".env.local", "env" }, { "A=1", "prod.env", "env" }, { "A=1\n# x\nexport B=2", "", "env" }, { "A=1\nb c", "", "lines" },
		{ "QUJDRA==", "", "lines" }, { "key: value", "secrets.yml", NULL },
	};

	UMB_UNUSED(state);
	for (size_t i = 0; i < UMB_COUNT(guesses); i++) {
		const umb_secret_reader_ops *r = umb_secret_reader_guess(umb_slice_str(guesses[i].text), umb_slice_str(guesses[i].name));

		CHECK_EQ_STR(r ? r->name : "none", guesses[i].kind ? guesses[i].kind : "none", guesses[i].text);
	}
}

static void put(umb_buf *b, uint64_t v, size_t n)
{
	for (size_t i = 0; i < n; i++)
		umb_buf_append_byte(b, (uint8_t)(v >> (8 * i)));
}

/* A ZIP with one member, deflated; `lie`: what it says of its length. */
static void make_zip(umb_buf *out, const char *name, umb_slice bytes, uint32_t lie)
{
	uint8_t  packed[4096];
	z_stream z = { .next_in = (Bytef *)(uintptr_t)bytes.ptr, .avail_in = (uInt)bytes.len, .next_out = packed, .avail_out = sizeof(packed) };
	size_t   directory, n;

	assert_int_equal(deflateInit2(&z, 6, Z_DEFLATED, -MAX_WBITS, 8, Z_DEFAULT_STRATEGY), Z_OK);
	assert_int_equal(deflate(&z, Z_FINISH), Z_STREAM_END);
	n = sizeof(packed) - z.avail_out;
	deflateEnd(&z);
	umb_buf_append(out, "PK\3\4", 4);
	put(out, 20, 2); put(out, 0, 2); put(out, 8, 2); put(out, 0, 8); put(out, (uint32_t)n, 4); put(out, lie, 4); put(out, (uint32_t)strlen(name), 2); put(out, 0, 2);
	umb_buf_append_str(out, name);
	umb_buf_append(out, packed, n);
	directory = out->len;
	umb_buf_append(out, "PK\1\2", 4);
	put(out, 20, 4); put(out, 0, 2); put(out, 8, 2); put(out, 0, 8); put(out, (uint32_t)n, 4); put(out, lie, 4); put(out, (uint32_t)strlen(name), 2);
	put(out, 0, 2); put(out, 0, 8); put(out, 0, 2); put(out, 0, 4);
	umb_buf_append_str(out, name);
	n = out->len - directory;
	umb_buf_append(out, "PK\5\6", 4);
	put(out, 0, 4); put(out, 1, 2); put(out, 1, 2); put(out, (uint32_t)n, 4); put(out, (uint32_t)directory, 4); put(out, 0, 2);
}

static void test_zip(void **state)
{
	umb_buf zip = UMB_BUF_INIT, out = UMB_BUF_INIT;

	UMB_UNUSED(state);
	make_zip(&zip, "export.data", umb_slice_str("{\"accounts\":[]}"), 3);
	assert_int_equal(umb_unzip_member(&out, umb_buf_view(&zip), "export.data", 1000), UMB_OK);
	assert_string_equal(umb_buf_str(&out), "{\"accounts\":[]}");
	umb_buf_reset(&out);
	assert_int_equal(umb_unzip_member(&out, umb_buf_view(&zip), "export.data", 14), UMB_E_LIMIT);
	assert_int_equal(umb_unzip_member(&out, umb_buf_view(&zip), "other", 1000), UMB_E_NOTFOUND);
	for (size_t len = 0; len < zip.len; len++)
		assert_int_not_equal(umb_unzip_member(&out, umb_slice_of(zip.ptr, len), "export.data", 1000), UMB_OK);
	assert_int_equal(read_as("1pux", umb_buf_view(&zip), false, NULL), UMB_OK);
	umb_buf_clear(&zip);
	umb_buf_clear(&out);
	umb_buf_wipe(&taken);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_rows), cmocka_unit_test(test_nul), cmocka_unit_test(test_guess), cmocka_unit_test(test_zip),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
