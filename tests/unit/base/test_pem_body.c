/* PEM blocks as they are pasted: the same bytes come out of every frame. */
#include "base/pem_body.h"
#include "harness/check.h"
#include "harness/make_base64.h"

#define N_BYTES 130

static void fill(uint8_t *bytes)
{
	for (size_t i = 0; i < N_BYTES; i++)
		bytes[i] = (uint8_t)(i * 37 + 11);
}

/* `before` of line i may hold a '%', for its last digit. */
static size_t add_line(char *out, size_t n, size_t cap, const char *before, size_t i, const char *line, size_t len, const char *behind)
{
	for (; *before; before++)
		out[n++] = *before == '%' ? (char)('0' + i % 10) : *before;
	return n + (size_t)snprintf(out + n, cap - n, "%.*s%s\n", (int)len, line, behind);
}

static void make(char *out, size_t cap, const char *before, const char *behind)
{
	uint8_t bytes[N_BYTES];
	char    text[2 * N_BYTES], label[64];
	size_t  n = 0, at = 0, len, i = 0;

	fill(bytes);
	make_base64(text, umb_slice_of(bytes, N_BYTES), false);
	len = strlen(text);
	snprintf(label, sizeof(label), "-----%s PRIVATE KEY-----", "BEGIN");
	n = add_line(out, n, cap, before, i++, label, strlen(label), behind);
	for (; at < len; at += 64)
		n = add_line(out, n, cap, before, i++, text + at, UMB_MIN((size_t)64, len - at), behind);
	snprintf(label, sizeof(label), "-----%s PRIVATE KEY-----", "END");
	add_line(out, n, cap, before, i, label, strlen(label), behind);
}

static void test_frames(void **state)
{
	static const struct {
		const char *before, *behind;
	} frames[] = {
		{ "", "" },        { "    ", "" },     { "# ", "" },  { "// ", "" }, { "     * ", "" }, { "> ", "" }, { "      |", "" }, { "+", "" }, { "", "\r" },
		{ "# ", "\r" },    { "\"", "\\n\"" },  { "  \"", "\\n\" +" }, { "'", "\\n' ." }, { "sb.append(\"", "\\n\");" }, { "\"", "\" & vbCrLf & _" },
		{ "echo ", " >> key.pem" }, { "", "<br>" }, { " %  ", "" }, { "10:11:1% INFO ", "" }, { "#", "\\" }, { "rem ", " " },
	};
	char         text[2048];
	uint8_t      want[N_BYTES];
	umb_pem_body got;

	UMB_UNUSED(state);
	fill(want);
	for (size_t i = 0; i < UMB_COUNT(frames); i++) {
		make(text, sizeof(text), frames[i].before, frames[i].behind);
		CHECK(umb_pem_body_read(&got, umb_slice_str(text)), frames[i].before);
		CHECK_EQ_INT(got.len, N_BYTES, frames[i].before);
		CHECK(memcmp(got.der, want, N_BYTES) == 0, frames[i].before);
		CHECK_EQ_INT(got.n_foreign, 0, frames[i].before);
	}
}

/* What shares a line with BEGIN or END is no frame. */
static void test_joined(void **state)
{
	char         text[2048], *first, *last;
	umb_pem_body got;

	UMB_UNUSED(state);
	for (int i = 0; i < 3; i++) {
		make(text, sizeof(text), "", "");
		first = strchr(text, '\n');
		last  = strstr(text, "\n-----END");
		if (i != 1)
			memmove(first, first + 1, strlen(first));
		if (i != 0) {
			last = strstr(text, "\n-----END");
			memmove(last, last + 1, strlen(last));
		}
		CHECK(umb_pem_body_read(&got, umb_slice_str(text)), text);
		CHECK_EQ_INT(got.len, N_BYTES, text);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = { cmocka_unit_test(test_frames), cmocka_unit_test(test_joined) };

	return cmocka_run_group_tests(tests, NULL, NULL);
}
