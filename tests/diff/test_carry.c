/*
 * test_carry.c - a version looked at with what is known of its base gives what looking at it as a whole gives.
 *
 * Chains and bushes of versions made of texts of the built-in rules' patterns, base64, UTF-16 and noise, by copying and
 * inserting in every way a delta can: in order, backwards, twice, in pieces smaller and larger than the least that counts.
 */
#include "fuzz/carry_input.h"
#include "harness/check.h"
#include "harness/make_base64.h"
#include "match/pattern.h"

#define N_VERSIONS 14
#ifdef UMB_SANITIZED /* which are slow: of what is made by chance, less */
#define SLOWER 3
#else
#define SLOWER 1
#endif
#define ROUNDS (160 / SLOWER)

static umb_ruleset *rs;
static umb_scratch *scratch;
static uint64_t     seed = 7;
static umb_buf     *sample; /* one text per rule */

static uint32_t chance(uint32_t n)
{
	seed = seed * UINT64_C(6364136223846793005) + UINT64_C(1442695040888963407);
	return (uint32_t)(seed >> 33) % n;
}

static int set_up(void **state)
{
	umb_limits limits = UMB_LIMITS_INIT;

	UMB_UNUSED(state);
	assert_int_equal(umb_ruleset_new(&rs, &umb_builtin_tables, NULL), UMB_OK);
	assert_int_equal(umb_scratch_new(&scratch, rs, &limits, NULL, NULL), UMB_OK);
	sample = umb_alloc_zero(rs->t.n_rules + 1, sizeof(*sample));
	assert_non_null(sample);
	for (size_t i = 0; i < rs->t.n_rules; i++) {
		umb_arena    a = UMB_ARENA_INIT;
		umb_pattern *p = NULL;

		assert_int_equal(umb_pattern_parse(&p, &a, rs->t.rules[i].written, NULL), UMB_OK);
		assert_int_equal(umb_pattern_sample(&sample[i], p, &seed), UMB_OK);
		umb_arena_clear(&a);
	}
	return 0;
}

static int tear_down(void **state)
{
	UMB_UNUSED(state);
	for (size_t i = 0; i < rs->t.n_rules; i++)
		umb_buf_clear(&sample[i]);
	umb_free(sample);
	umb_scratch_free(scratch);
	umb_ruleset_destroy(rs);
	return 0;
}

static void append_wide(umb_buf *b, umb_slice s)
{
	for (size_t i = 0; i < s.len; i++) {
		umb_buf_append_byte(b, s.ptr[i]);
		umb_buf_append_byte(b, 0);
	}
}

/* On one line, or wrapped. */
static void append_base64(umb_buf *b, umb_slice s)
{
	char  *out   = umb_alloc(s.len / 3 * 4 + 8);
	size_t n, width = chance(3) ? SIZE_MAX : 64;

	assert_non_null(out);
	n = make_base64(out, s, chance(2));
	for (size_t i = 0; i < n; i += UMB_MIN(n - i, width)) {
		umb_buf_append(b, out + i, UMB_MIN(n - i, width));
		umb_buf_append_byte(b, '\n');
	}
	umb_free(out);
}

/* In one of the codings of text, all of it or some. */
static void append_coded(umb_buf *b, umb_slice s)
{
	uint32_t coding = chance(7), every = 1 + chance(8);

	for (size_t i = 0; i < s.len; i++) {
		uint8_t c = s.ptr[i];

		if (coding == 6) /* a string in pieces */
			umb_buf_printf(b, i > 0 && i % 9 == 0 ? "%s%c" : "%.0s%c", chance(2) ? "\" +\n  \"" : "' . '", c);
		else if (i % every)
			umb_buf_append_byte(b, c);
		else
			umb_buf_printf(b, coding == 0 ? "\\x%02x" : coding == 1 ? "\\u%04x" : coding == 2 ? "%%%02X" : coding == 3 ? "&#%u;" : coding == 4 ? "=%02X" : "%02x", c);
	}
}

static void append_mark(umb_buf *b)
{
	static const char *const marks[] = { "\\\"", "=\\\"", "\\u003d", "\\x3a", "\\/", "\\nkey: ", "%3D", "%22", "&quot;", ":&quot;", "&#61;", "&lt;/", "\" + \"", "\" +\n  \"", "' '",
	                                     "'\n'", "=\n", "=3D", "\\", "%", "&", "value", "a longer value1", "         " };

	umb_buf_append_str(b, marks[chance(UMB_COUNT(marks))]);
}

/* A piece of text of any kind. */
static void append_piece(umb_buf *b)
{
	static const char *const words[] = { " ", "\n", "= \"", "\"", "token", "key: ", "https://", "password", "==", "\\n", "%20", "x", "AKIA", "ghp_", ", ", "\\" };
	umb_slice s = umb_buf_view(&sample[chance((uint32_t)rs->t.n_rules)]);

	switch (chance(10)) {
	case 0:
	case 1:
	case 2:
		s.len = chance(4) ? s.len : chance((uint32_t)s.len + 1);
		umb_buf_append_slice(b, s);
		break;
	case 3:
		append_base64(b, s);
		break;
	case 4:
		if (chance(12) == 0)
			append_wide(b, s);
		else if (chance(8) == 0)
			assert_int_equal(umb_recipe_expand(b, "{der:rsa}", seed, NULL), UMB_OK);
		break;
	case 5:
		for (uint32_t n = chance(400); n > 0; n--)
			umb_buf_append_byte(b, (uint8_t)"ab c\nd0A/"[chance(9)]);
		break;
	case 6:
		if (chance(4))
			break;
		for (uint32_t n = chance(6); n > 0; n--)
			append_mark(b);
		if (chance(3) == 0)
			append_coded(b, s);
		break;
	default:
		for (uint32_t n = chance(14); n > 0; n--)
			umb_buf_append_str(b, words[chance(UMB_COUNT(words))]);
	}
}

static void append_pieces(carry_version *v, uint32_t most)
{
	umb_buf b = UMB_BUF_INIT;

	for (uint32_t n = chance(most); n > 0; n--)
		append_piece(&b);
	if (b.len)
		carry_insert(v, b.ptr, b.len);
	umb_buf_clear(&b);
}

static uint32_t some_length(void)
{
	static const uint32_t about[] = { 3, 40, 100, 140, 1000, 8000 };

	return chance(about[chance(UMB_COUNT(about))]) + 1;
}

static void derive(carry_version *v, const carry_version *base)
{
	size_t at = chance(3) ? 0 : chance((uint32_t)base->text.len + 1);
	bool   merge = chance(4) > 0;

	for (uint32_t n = 1 + chance(12); n > 0; n--) {
		size_t len = some_length();

		carry_copy(v, base, at, len, merge);
		at += len;
		switch (chance(6)) {
		case 0:
			at += chance(60); /* left out */
			break;
		case 1:
			at = chance((uint32_t)base->text.len + 1); /* elsewhere */
			break;
		case 2:
			carry_insert(v, "q\n = ABCDEFghij", 1 + chance(15));
			break;
		case 3:
			append_pieces(v, 4);
			break;
		}
	}
	if (chance(2))
		carry_copy(v, base, at, base->text.len, merge);
}

static void test_versions(void **state)
{
	size_t n_hits = 0, n_bytes = 0, n_decoded = 0;

	UMB_UNUSED(state);
	for (int round = 0; round < ROUNDS; round++) {
		carry_version v[N_VERSIONS];

		memset(v, 0, sizeof(v));
		append_pieces(&v[0], 60);
		for (size_t i = 0; i < N_VERSIONS; i++) {
			const carry_version *base = i > 0 ? &v[chance(4) ? i - 1 : chance((uint32_t)i)] : NULL;

			if (base)
				derive(&v[i], base);
			n_hits += carry_check(scratch, &v[i], base, "a version");
			n_bytes += v[i].text.len;
			n_decoded += v[i].carry.decoded || v[i].carry.marked.len;
		}
		for (size_t i = 0; i < N_VERSIONS; i++)
			carry_clear(&v[i]);
	}
	print_message("%zu bytes of versions, %zu hits, %zu versions with something to decode\n", n_bytes, n_hits, n_decoded);
	assert_true(n_hits > 1000 && n_decoded > 100 && n_decoded < (size_t)ROUNDS * N_VERSIONS - 100);
}

/* One byte changed at every place of a text: each may make a literal, a gate or a run that was not there, or end one. */
static void test_every_place(void **state)
{
	static const uint8_t bytes[] = " \n\"a\\=%&+'";
	size_t n_hits = 0;

	UMB_UNUSED(state);
	for (int round = 0; round < 6 / SLOWER; round++) {
		carry_version base, v;

		memset(&base, 0, sizeof(base));
		while (base.text.len < 700)
			append_pieces(&base, 5);
		carry_check(scratch, &base, NULL, "the base");
		for (size_t at = 0; at < base.text.len; at++) {
			memset(&v, 0, sizeof(v));
			carry_copy(&v, &base, 0, at, true);
			carry_insert(&v, &bytes[chance(sizeof(bytes) - 1)], 1);
			carry_copy(&v, &base, at + chance(2), base.text.len, true);
			n_hits += carry_check(scratch, &v, &base, "a changed place");
			carry_clear(&v);
		}
		carry_clear(&base);
	}
	assert_true(n_hits > 0);
}

/*
 * What is said of a mark hangs on its line.  Lines so long that a copy begins and ends inside them: a byte that unmakes a mark is taken back
 * in one version, is there again in the next, and stands a few bytes elsewhere in a third.
 */
static void test_marks_in_long_lines(void **state)
{
	static const char *const rows[] = {
		"k = \"abcdefgh\" + \"ijklmnop1234\" ", "key: \\\"abcdefgh\\\" ", "a \\u0041BC ", "https:\\/\\/abcd ", "name%3Dvalue1 ", "k=&quot;abcdefgh&quot; ", "name=3Dvalue1 ",
		"68656c6c6f20776f726c6468656c6c6f20776f726c64 ", "{\\nkey: value1, ",
	};
	carry_version v[4];
	size_t        n_marked = 0;

	UMB_UNUSED(state);
	for (size_t i = 0; i < UMB_COUNT(rows); i++) {
		for (size_t at = 560; at < 700; at++) {
			uint8_t byte = (uint8_t)" a1\n"[at % 4], own;

			memset(v, 0, sizeof(v));
			for (size_t n = 0; n < 100; n++)
				carry_insert(&v[0], "ab cd ", 6);
			carry_insert(&v[0], rows[i], strlen(rows[i]));
			for (size_t n = 0; n < 100; n++)
				carry_insert(&v[0], "ef gh ", 6);
			own                = v[0].text.ptr[at];
			v[0].text.ptr[at] = byte;
			for (size_t k = 1; k < 4; k++) {
				size_t from = k < 3 ? at : 300;

				carry_copy(&v[k], &v[k - 1], 0, from, true);
				carry_insert(&v[k], k == 1 ? &own : k == 2 ? &byte : (const uint8_t *)"0123456", k < 3 ? 1 : 1 + at % 7);
				carry_copy(&v[k], &v[k - 1], from + (k < 3), SIZE_MAX, true);
			}
			for (size_t k = 0; k < 4; k++) {
				carry_check(scratch, &v[k], k ? &v[k - 1] : NULL, rows[i]);
				n_marked += v[k].carry.marked.len > 0;
			}
			for (size_t k = 0; k < 4; k++)
				carry_clear(&v[k]);
		}
	}
	print_message("%zu of %zu versions with marks\n", n_marked, UMB_COUNT(rows) * 140 * 4);
	assert_true(n_marked > UMB_COUNT(rows) * 140 && n_marked + 30 < UMB_COUNT(rows) * 140 * 4);
}

/* Texts of a few dozen paragraphs in any order: what was seen before is not searched again, wherever it stands, and nothing is lost. */
static void test_seen_lines(void **state)
{
	enum { N_PARAGRAPHS = 40 };
	umb_buf  paragraph[N_PARAGRAPHS];
	carry_version base;
	uint64_t before = umb_scratch_stats(scratch)->n_seen_bytes;
	size_t   n_hits = 0, n_bytes = 0;

	UMB_UNUSED(state);
	for (size_t i = 0; i < N_PARAGRAPHS; i++) {
		paragraph[i] = (umb_buf)UMB_BUF_INIT;
		while (paragraph[i].len < 150 + 20 * i) {
			if (i % 3 == 0)
				append_piece(&paragraph[i]);
			umb_buf_append_str(&paragraph[i], chance(3) ? "some words of a line" : " = \\");
			umb_buf_append_byte(&paragraph[i], '\n');
		}
	}
	memset(&base, 0, sizeof(base));
	for (int round = 0; round < 400 / SLOWER; round++) {
		carry_version v;
		bool          has_base = chance(2);

		memset(&v, 0, sizeof(v));
		for (uint32_t n = chance(30); n > 0; n--) {
			const umb_buf *p = &paragraph[chance(N_PARAGRAPHS)];

			/* Whole, or not from its beginning, or not to its end. */
			size_t from = chance(5) ? 0 : chance((uint32_t)p->len), to = chance(5) ? p->len : from + chance((uint32_t)(p->len - from));

			carry_insert(&v, p->ptr + from, to - from);
			if (has_base)
				carry_copy(&v, &base, chance((uint32_t)base.text.len + 1), some_length(), true);
		}
		n_hits += carry_check(scratch, &v, has_base ? &base : NULL, "lines that were seen before");
		n_bytes += has_base ? v.text.len : 2 * v.text.len;
		carry_clear(&base);
		base = v;
	}
	carry_clear(&base);
	for (size_t i = 0; i < N_PARAGRAPHS; i++)
		umb_buf_clear(&paragraph[i]);
	assert_true(n_hits > 1000 / SLOWER);
	/* 0.43 to 0.75 of them, by what the samples of the rules and the seed make of the paragraphs. */
	assert_true(umb_scratch_stats(scratch)->n_seen_bytes - before > n_bytes / 3);
}

/* A key in bytes is broken by one byte more, far from its ends, and mended again: nothing but a seam is new then. */
static void test_mended_key(void **state)
{
	carry_version whole, broken, mended;
	size_t        n_hits = 0, n_broken = 0;

	UMB_UNUSED(state);
	memset(&whole, 0, sizeof(whole));
	for (int i = 0; i < 2; i++) {
		for (int k = 0; k < 30; k++)
			carry_insert(&whole, "a line of text\n", 15);
		assert_int_equal(i == 0 ? umb_recipe_expand(&whole.text, "{der:rsa}", seed, NULL) : UMB_OK, UMB_OK);
	}
	carry_check(scratch, &whole, NULL, "a key");
	for (size_t at = 0; at < whole.text.len; at++) {
		memset(&broken, 0, sizeof(broken));
		memset(&mended, 0, sizeof(mended));
		carry_copy(&broken, &whole, 0, at, true);
		carry_insert(&broken, "A", 1);
		carry_copy(&broken, &whole, at, whole.text.len, true);
		n_broken += carry_check(scratch, &broken, &whole, "a broken key") == 0;
		carry_copy(&mended, &broken, 0, at, true);
		carry_copy(&mended, &broken, at + 1, whole.text.len, true);
		n_hits += carry_check(scratch, &mended, &broken, "a mended key");
		carry_clear(&broken);
		carry_clear(&mended);
	}
	CHECK_EQ_INT(n_hits, whole.text.len, "the key is found whenever it is whole");
	assert_true(n_broken > 500 && n_broken < whole.text.len);
	carry_clear(&whole);
}

/* A text on one long line, so that copies are not cut back to whole lines. */
static void append_blanks(carry_version *v)
{
	for (int i = 0; i < 60; i++)
		carry_insert(v, "- , ;", 5);
}

/*
 * Of what each rule matches one byte is another at first, so that nothing comes of its literals; then what is before that byte, or behind
 * it, is copied, and the rest is right.
 */
static void test_mended_matches(void **state)
{
	size_t n_hits = 0, n_broken = 0;

	UMB_UNUSED(state);
	for (size_t r = 0; r < rs->t.n_rules; r += SLOWER) {
		const umb_buf *b = &sample[r];
		bool           is_file = rs->t.rules[r].form != NULL; /* asked where a file begins, and of a long one */
		size_t         front = is_file ? 0 : 300;

		for (int k = 0; k < 5 && b->len > 8 && b->len < 600; k++) {
			size_t        at = b->len * (size_t)(k + 1) / 6, other = k < 2 ? b->len - 1 - at / 2 : at;
			carry_version broken, mended;

			memset(&broken, 0, sizeof(broken));
			memset(&mended, 0, sizeof(mended));
			if (!is_file)
				append_blanks(&broken);
			carry_insert(&broken, b->ptr, other);
			carry_insert(&broken, "\x01", 1);
			carry_insert(&broken, b->ptr + other, b->len - other);
			for (int n = 0; n < (is_file ? 20 : 1); n++)
				append_blanks(&broken);
			n_broken += carry_check(scratch, &broken, NULL, "a broken match");
			if (k % 2 && !is_file)
				append_blanks(&mended);
			carry_copy(&mended, &broken, k % 2 ? front : 0, (k % 2 ? 0 : front) + other, true);
			carry_copy(&mended, &broken, front + 1 + other, broken.text.len, true);
			n_hits += carry_check(scratch, &mended, &broken, "a mended match");
			carry_clear(&broken);
			carry_clear(&mended);
		}
	}
	print_message("%zu hits in broken matches, %zu in mended ones\n", n_broken, n_hits);
	assert_true(n_hits > n_broken + 3000 / SLOWER);
}

static void append_many_blanks(carry_version *v)
{
	for (int i = 0; i < 20; i++)
		append_blanks(v);
}

/* A file is another one when what it begins with stood elsewhere, or when it is longer or shorter than its base. */
static void test_beginnings(void **state)
{
	size_t n_hits[3] = { 0 };

	UMB_UNUSED(state);
	for (size_t r = 0; r < rs->t.n_rules; r++) {
		for (int how = 0; how < 3 && rs->t.rules[r].form; how++) {
			carry_version base, v;

			memset(&base, 0, sizeof(base));
			memset(&v, 0, sizeof(v));
			if (how == 0)
				append_many_blanks(&base);
			carry_insert(&base, sample[r].ptr, sample[r].len);
			if (how != 1)
				append_many_blanks(&base);
			carry_check(scratch, &base, NULL, "a file");
			carry_copy(&v, &base, how == 0 ? 6000 : 0, how == 0 ? base.text.len : sample[r].len, true);
			if (how == 1)
				append_many_blanks(&v);
			n_hits[how] += carry_check(scratch, &v, &base, "a file that begins so");
			carry_clear(&base);
			carry_clear(&v);
		}
	}
	print_message("%zu hits behind what stood before them, %zu in longer files, %zu in shorter ones\n", n_hits[0], n_hits[1], n_hits[2]);
	assert_true(n_hits[0] > 10 && n_hits[1] > 10 && n_hits[2] > 10);
}

/*
 * What stands far above a value decides about it, and only that is another one: the value itself is copied each time, from where nothing
 * came of it or from where something did.
 */
static void test_far_context(void **state)
{
	static const char opener[] = "class C:\n    \"\"\"It is.\n\n", line[] = "        word\n";
	static const char value[] = "        db_passw" "ord = \"Tk7aQm2xWb9dLr4VzJ6uHs1c\"\n    \"\"\"\n";
	size_t n_hits[3] = { 0 };

	UMB_UNUSED(state);
	for (size_t n_lines = 5; n_lines < 900; n_lines += n_lines / 2 + 1) {
		carry_version v[3];

		memset(v, 0, sizeof(v));
		append_blanks(&v[0]);
		carry_insert(&v[0], "\n", 1);
		carry_insert(&v[0], opener, sizeof(opener) - 1);
		for (size_t i = 0; i < n_lines; i++)
			carry_insert(&v[0], line, sizeof(line) - 1);
		carry_insert(&v[0], value, sizeof(value) - 1);
		n_hits[0] += carry_check(scratch, &v[0], NULL, "in a documentation string");
		carry_copy(&v[1], &v[0], 301 + sizeof(opener) - 1, v[0].text.len, true);
		n_hits[1] += carry_check(scratch, &v[1], &v[0], "without what opens it");
		carry_insert(&v[2], opener, sizeof(opener) - 1);
		carry_copy(&v[2], &v[1], 0, v[1].text.len, true);
		n_hits[2] += carry_check(scratch, &v[2], &v[1], "with it again");
		for (size_t i = 0; i < UMB_COUNT(v); i++)
			carry_clear(&v[i]);
	}
	/* Too far above, it counts no more. */
	assert_true(n_hits[0] == n_hits[2] && n_hits[0] > 0 && n_hits[1] > n_hits[0]);
}

int main(void)
{
	const struct CMUnitTest tests[] = { cmocka_unit_test(test_versions), cmocka_unit_test(test_every_place), cmocka_unit_test(test_marks_in_long_lines), cmocka_unit_test(test_seen_lines),
	                                    cmocka_unit_test(test_mended_key), cmocka_unit_test(test_mended_matches), cmocka_unit_test(test_beginnings), cmocka_unit_test(test_far_context) };

	return cmocka_run_group_tests(tests, set_up, tear_down);
}
