/* Values in, hashes kept; every place of every value found, as a plain search finds it; a file that was touched is not opened. */
#include "base/alloc.h"
#include "harness/check.h"
#include "harness/make_base64.h"
#include "known/secrets.h"

#define N_VALUES 400
#define TEXT_LEN 60000

static const uint8_t key[UMB_KEY_LEN] = { 1, 2, 3 }, other_key[UMB_KEY_LEN] = { 1, 2, 4 };

static umb_secret_fate put(umb_secrets *s, const char *label, umb_slice value, bool is_forced, bool is_config)
{
	umb_secret_input in   = { label, value, is_forced, is_config };
	umb_secret_fate  fate = UMB_N_SECRET_FATES;
	bool             is_weak;

	assert_int_equal(umb_secrets_add(s, &in, &fate, &is_weak), UMB_OK);
	return fate;
}

typedef struct found {
	size_t   n;
	umb_span at[4 * N_VALUES];
	uint32_t kind[4 * N_VALUES];
} found;

static umb_status on_found(void *ctx, uint32_t kind, umb_span at)
{
	found *f = ctx;

	assert_true(f->n < UMB_COUNT(f->at));
	f->at[f->n]     = at;
	f->kind[f->n++] = kind;
	return UMB_OK;
}

static size_t count_plain(umb_slice text, umb_slice value, size_t from, size_t to)
{
	size_t n = 0;

	for (size_t at = from; at < to && at + value.len <= text.len; at++)
		n += memcmp(text.ptr + at, value.ptr, value.len) == 0;
	return n;
}

/* Values of all lengths at all places, the first and last bytes among them; in parts, as windows cut them. */
static void test_finds_all(void **state)
{
	static char value[N_VALUES][300], text[TEXT_LEN + 1];
	static found f;
	size_t       len[N_VALUES], at = 0, n_want = 0;
	umb_secrets *s    = NULL;
	uint64_t     seed = 11;
	umb_slice    all;

	UMB_UNUSED(state);
	assert_int_equal(umb_secrets_new(&s, key, NULL), UMB_OK);
	make_text(text, TEXT_LEN, ABC_BASE62 " \n", &seed);
	for (size_t i = 0; i < N_VALUES; i++) {
		len[i] = i < 60 ? 8 + i % 12 : 8 + make_random(&seed) % 280;
		make_text(value[i], len[i], ABC_BASE64 "-_!$%& ", &seed);
		assert_int_equal(put(s, i % 2 ? "odd" : "even", umb_slice_of(value[i], len[i]), false, false), UMB_SECRET_ADDED);
		assert_int_equal(put(s, "again", umb_slice_of(value[i], len[i]), false, false), UMB_SECRET_THERE);
		if (at + len[i] + 8 <= TEXT_LEN) {
			memcpy(text + at, value[i], len[i]);
			at += len[i] + make_random(&seed) % 7;
		}
	}
	memcpy(text + TEXT_LEN - len[3], value[3], len[3]);
	all = umb_slice_of(text, TEXT_LEN);
	for (size_t i = 0; i < N_VALUES; i++)
		n_want += count_plain(all, umb_slice_of(value[i], len[i]), 0, TEXT_LEN);
	assert_true(n_want > N_VALUES / 2);
	assert_int_equal(umb_secrets_prepare(s, NULL), UMB_OK);
	assert_int_equal(umb_secrets_lane.search(s, all, 0, TEXT_LEN, on_found, &f), UMB_OK);
	assert_int_equal(f.n, n_want);
	for (size_t i = 0; i < f.n; i++) {
		umb_slice got = umb_slice_sub(all, (size_t)f.at[i].from, (size_t)f.at[i].to);
		size_t    k   = 0;

		while (k < N_VALUES && !umb_slice_eq(got, umb_slice_of(value[k], len[k])))
			k++;
		assert_true(k < N_VALUES);
		assert_string_equal(umb_secrets_label(s, f.kind[i]), k % 2 ? "odd" : "even");
	}
	for (size_t round = 0; round < 50; round++) {
		size_t cut = make_random(&seed) % TEXT_LEN;

		f.n = 0;
		assert_int_equal(umb_secrets_lane.search(s, all, 0, cut, on_found, &f), UMB_OK);
		for (size_t i = 0; i < f.n; i++)
			assert_true(f.at[i].from < cut);
		assert_int_equal(umb_secrets_lane.search(s, all, cut, TEXT_LEN, on_found, &f), UMB_OK);
		assert_int_equal(f.n, n_want);
	}
	umb_secrets_free(s);
}

static size_t count(umb_secrets *s, const char *text)
{
	static found f;

	f.n = 0;
	assert_int_equal(umb_secrets_lane.search(s, umb_slice_str(text), 0, strlen(text), on_found, &f), UMB_OK);
	return f.n;
}

static void test_short(void **state)
{
	umb_secrets *s = NULL;

	UMB_UNUSED(state);
	assert_int_equal(umb_secrets_new(&s, key, NULL), UMB_OK);
	assert_int_equal(put(s, "x", umb_slice_str("hunter2"), false, false), UMB_SECRET_SHORT);
	assert_int_equal(put(s, "x", umb_slice_str("abc"), true, false), UMB_SECRET_SHORT);
	assert_int_equal(put(s, "x", umb_slice_str("hunter2"), true, false), UMB_SECRET_ADDED);
	assert_int_equal(put(s, "x", umb_slice_str("q9Z!"), true, false), UMB_SECRET_ADDED);
	assert_int_equal(umb_secrets_prepare(s, NULL), UMB_OK);
	assert_int_equal(count(s, "hunter2"), 1);
	assert_int_equal(count(s, "p=hunter2;q9Z!"), 2);
	assert_int_equal(count(s, "xhunter2 hunter22 hunter2_"), 0);
	assert_int_equal(count(s, "hunter"), 0);
	umb_secrets_free(s);
}

static void test_fates(void **state)
{
	static char  long_value[UMB_SECRET_MAX + 2];
	umb_secrets *s    = NULL;
	uint64_t     seed = 3;

	UMB_UNUSED(state);
	assert_int_equal(umb_secrets_new(&s, key, NULL), UMB_OK);
	make_text(long_value, UMB_SECRET_MAX + 1, ABC_BASE62, &seed);
	assert_int_equal(put(s, "x", umb_slice_of(long_value, UMB_SECRET_MAX + 1), false, false), UMB_SECRET_LONG);
	assert_int_equal(put(s, "x", umb_slice_of(long_value, UMB_SECRET_MAX), false, false), UMB_SECRET_ADDED);
	assert_int_equal(put(s, "x", umb_slice_str("aaaaaaaaaaaa"), true, false), UMB_SECRET_REGULAR);
	assert_int_equal(put(s, "x", umb_slice_str("xyzxyzxyzxyzx"), true, false), UMB_SECRET_REGULAR);
	assert_int_equal(put(s, "x", umb_slice_str("production_server"), false, true), UMB_SECRET_UNLIKELY);
	assert_int_equal(put(s, "x", umb_slice_str("12345678901"), false, true), UMB_SECRET_UNLIKELY);
	assert_int_equal(put(s, "x", umb_slice_str("production_server"), true, true), UMB_SECRET_ADDED);
	/* A password of words from a vault is one all the same. */
	assert_int_equal(put(s, "x", umb_slice_str("sunday morning"), false, false), UMB_SECRET_ADDED);
	umb_secrets_free(s);
}

static void test_labels(void **state)
{
	static const struct {
		const char *label, *kept, *rule;
	} rows[] = {
		{ "Prod DB / root", "Prod DB / root", "known.prod-db-root" },
		{ "  \n", "\\n", "known.n" },
		{ "a\x1b[31mb", "a\\x1b[31mb", "known.a-x1b-31mb" },
		{ "***", "***", "known.secret" },
		{ "", "unnamed", "known.unnamed" },
		{ "is c0rrect-Horse9 itself", "unnamed", "known.unnamed" },
	};
	char rule[UMB_SECRET_RULE_ID_MAX];

	UMB_UNUSED(state);
	for (size_t i = 0; i < UMB_COUNT(rows); i++) {
		umb_secrets *s = NULL;

		assert_int_equal(umb_secrets_new(&s, key, NULL), UMB_OK);
		assert_int_equal(put(s, rows[i].label, umb_slice_str("c0rrect-Horse9"), false, false), UMB_SECRET_ADDED);
		CHECK_EQ_STR(umb_secrets_label(s, 0), rows[i].kept, rows[i].label);
		umb_secret_rule_id(rule, umb_secrets_label(s, 0));
		CHECK_EQ_STR(rule, rows[i].rule, rows[i].label);
		umb_secrets_free(s);
	}
}

static void make_file(umb_buf *out)
{
	umb_secrets *s = NULL;

	assert_int_equal(umb_secrets_new(&s, key, NULL), UMB_OK);
	put(s, "one", umb_slice_str("4fXw0q!Lm82z"), false, false);
	put(s, "two", umb_slice_str("c0rrect-Horse9 battery"), false, false);
	put(s, "two", umb_slice_str("Qx7!sd8f"), false, false);
	assert_int_equal(umb_secrets_print(s, out), UMB_OK);
	umb_secrets_free(s);
}

static void test_file(void **state)
{
	umb_buf      file = UMB_BUF_INIT, again = UMB_BUF_INIT;
	umb_secrets *s = NULL;
	umb_err      err = UMB_ERR_INIT;
	size_t       n   = 0;

	UMB_UNUSED(state);
	make_file(&file);
	assert_null(memmem(file.ptr, file.len, "one", 3));
	assert_int_equal(umb_secrets_parse(&s, umb_buf_view(&file), key, NULL), UMB_OK);
	umb_secrets_list(s, &n);
	assert_int_equal(n, 3);
	assert_int_equal(umb_secrets_prepare(s, NULL), UMB_OK);
	assert_int_equal(count(s, "x4fXw0q!Lm82zy Qx7!sd8f Qx7!sd8g"), 2);
	assert_int_equal(umb_secrets_remove(s, "known.two"), 2);
	assert_int_equal(umb_secrets_remove(s, "two"), 0);
	assert_int_equal(umb_secrets_print(s, &again), UMB_OK);
	umb_secrets_free(s);
	assert_int_equal(umb_secrets_parse(&s, umb_buf_view(&again), key, NULL), UMB_OK);
	assert_string_equal(umb_secrets_label(s, 0), "one");
	assert_null(umb_secrets_label(s, 1));
	umb_secrets_free(s);
	assert_int_equal(umb_secrets_parse(&s, umb_buf_view(&file), other_key, &err), UMB_E_USAGE);
	assert_non_null(strstr(err.text, "another key"));
	for (size_t len = 0; len < file.len; len++)
		CHECK_EQ_INT(umb_secrets_parse(&s, umb_slice_of(file.ptr, len), key, NULL), UMB_E_USAGE, "cut");
	for (size_t i = 0; i < file.len * 8; i++) {
		file.ptr[i / 8] ^= (uint8_t)(1u << i % 8);
		CHECK_EQ_INT(umb_secrets_parse(&s, umb_buf_view(&file), key, NULL), UMB_E_USAGE, "a bit changed");
		file.ptr[i / 8] ^= (uint8_t)(1u << i % 8);
	}
	umb_buf_append_byte(&file, 0);
	assert_int_equal(umb_secrets_parse(&s, umb_buf_view(&file), key, NULL), UMB_E_USAGE);
	umb_buf_clear(&file);
	umb_buf_clear(&again);
}

/* Two files of the same secrets have nothing in common but their first line, and with another key not even hashes. */
static void test_tells_nothing(void **state)
{
	umb_buf      a = UMB_BUF_INIT, b = UMB_BUF_INIT;
	umb_secrets *s = NULL, *t = NULL;
	uint8_t      x[32], y[32];
	size_t       same = 0;

	UMB_UNUSED(state);
	make_file(&a);
	make_file(&b);
	assert_int_equal(a.len, b.len);
	for (size_t i = 22; i < a.len; i++)
		same += a.ptr[i] == b.ptr[i];
	assert_true(same < 16);
	assert_int_equal(umb_secrets_new(&s, key, NULL), UMB_OK);
	assert_int_equal(umb_secrets_new(&t, other_key, NULL), UMB_OK);
	put(s, "x", umb_slice_str("4fXw0q!Lm82z"), false, false);
	put(t, "x", umb_slice_str("4fXw0q!Lm82z"), false, false);
	umb_secrets_lane.digest(s, x);
	umb_secrets_lane.digest(t, y);
	assert_memory_not_equal(x, y, 32);
	umb_secrets_free(s);
	umb_secrets_free(t);
	umb_buf_clear(&a);
	umb_buf_clear(&b);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_finds_all), cmocka_unit_test(test_short), cmocka_unit_test(test_fates),
		cmocka_unit_test(test_labels), cmocka_unit_test(test_file), cmocka_unit_test(test_tells_nothing),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
