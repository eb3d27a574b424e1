/*
 * test_literals.c - every literal stage gives what the plain one gives: on random sets over random texts that
 * are made of pieces of the literals, in every way of resuming.
 */
#include <stdlib.h>

#include "base/alloc.h"
#include "harness/check.h"
#include "match/literals.h"

static uint64_t seed;

static uint32_t chance(uint32_t n)
{
	seed = seed * UINT64_C(6364136223846793005) + UINT64_C(1442695040888963407);
	return (uint32_t)(seed >> 33) % n;
}

/* Bytes that folding by |0x20 confuses stand among the letters. */
static const char alphabet[] = "abcABCxyz019_-.@`[{\\~\x7f\x1f=: /";

/* The shortest literal that is in no run decides how far apart places are looked at: all distances come up. */
static void random_literal(umb_literal *l, uint32_t shortest)
{
	memset(l, 0, sizeof(*l));
	l->nocase = chance(2);
	l->in_run = chance(2);
	l->len    = (uint8_t)(l->in_run ? 4 + chance(6) : shortest + chance(chance(4) ? 6 : UMB_LITERAL_MAX_LEN - shortest + 1));
	for (size_t i = 0; i < l->len;) {
		uint8_t c = (uint8_t)alphabet[chance(sizeof(alphabet) - 1)];

		if (l->in_run && !umb_byte_is_token(c))
			continue;
		l->bytes[i++] = l->nocase && c >= 'A' && c <= 'Z' ? (uint8_t)(c | 0x20) : c;
	}
}

/* Around the length of a run, and across the blocks of 64 that a stage may look at. */
static size_t random_run(uint8_t *t, size_t room)
{
	size_t n = chance(3) ? chance(UMB_LITERAL_RUN + 3) : chance(200);

	n = UMB_MIN(n, room);
	for (size_t i = 0; i < n; i++)
		t[i] = (uint8_t)"abcABCxyz019_-.=/"[chance(17)];
	return n;
}

static size_t random_escape(uint8_t *t)
{
	static const char *const escapes[] = { "\\n", "\\t", "%20", "%3D", "\\x", "%" };
	const char *e = escapes[chance(UMB_COUNT(escapes))];

	memcpy(t, e, strlen(e));
	return strlen(e);
}

static size_t random_text(uint8_t *t, size_t cap, const umb_literal *l, size_t n_literals)
{
	size_t n = 0, want = chance((uint32_t)cap - 64);

	while (n < want) {
		const umb_literal *piece = &l[chance((uint32_t)n_literals)];
		size_t from = chance(3) ? 0 : chance(piece->len), to = chance(3) ? piece->len : from + chance((uint32_t)(piece->len - from) + 1);

		for (size_t i = from; i < to && n < want; i++) {
			uint8_t c = piece->bytes[i];

			if (c >= 'a' && c <= 'z' && chance(4) == 0)
				c = (uint8_t)(c & ~0x20);
			t[n++] = chance(40) ? c : (uint8_t)chance(256);
		}
		if (piece->in_run && chance(4))
			n += random_run(t + n, want - n);
		if (chance(9) == 0 && n + 3 < want)
			n += random_escape(t + n);
		if (chance(3) == 0 && n < want)
			t[n++] = (uint8_t)alphabet[chance(sizeof(alphabet) - 1)];
	}
	return n;
}

static size_t run(const umb_literal_stage_ops *o, const umb_literal_set *s, umb_slice text, size_t from, size_t to, size_t cap, umb_literal_hit *out,
                  size_t max)
{
	umb_literal_hit *part = umb_alloc(cap * sizeof(*part));
	size_t n = 0, next = from;

	while (next < to) {
		size_t before = next, k = o->find(s, text, next, to, part, cap, &next);

		assert_true(k <= cap && n + k <= max);
		assert_true(next > before || k > 0);
		memcpy(out + n, part, k * sizeof(*part));
		n += k;
	}
	umb_free(part);
	return n;
}

static void test_stages_agree(void **state)
{
	enum { MAX = 60000, TEXT = 9000 };
	umb_literal_hit *want = umb_alloc(MAX * sizeof(*want)), *got = umb_alloc(MAX * sizeof(*got));
	uint8_t         *text = umb_alloc(TEXT + UMB_TEXT_PAD);
	size_t           n_hits = 0;

	UMB_UNUSED(state);
	for (uint64_t round = 0; round < 300; round++) {
		umb_arena   a = UMB_ARENA_INIT;
		umb_literal l[60];
		size_t      n = 1 + (seed = round * 77 + 5, chance(UMB_COUNT(l) - 2)), len, n_want, from, to;
		uint32_t    shortest = 4 + (uint32_t)(round % 5);
		const umb_literal_set *s = NULL;

		for (size_t i = 0; i < n; i++)
			random_literal(&l[i], shortest);
		l[n] = l[0]; /* the same literal twice: both are reported */
		n++;
		assert_int_equal(umb_literal_set_build(&s, &a, l, n, NULL), UMB_OK);
		len = random_text(text, TEXT, l, n);
		memset(text + len, (int)chance(256), UMB_TEXT_PAD);
		from   = chance(3) ? 0 : chance((uint32_t)len + 1);
		to     = chance(3) ? len : from + chance((uint32_t)(len - from) + 1);
		n_want = run(umb_literal_stage_find("plain"), s, umb_slice_of(text, len), from, to, 4096, want, MAX);
		n_hits += n_want;
		for (size_t k = 0; k < umb_literal_stage_count(); k++) {
			const umb_literal_stage_ops *o = umb_literal_stage_at(k);

			if (!o->usable())
				continue;
			CHECK_EQ_INT(run(o, s, umb_slice_of(text, len), from, to, round % 2 ? 4096 : 70, got, MAX), n_want, o->name);
			CHECK(memcmp(want, got, n_want * sizeof(*got)) == 0, o->name);
		}
		umb_arena_clear(&a);
	}
	assert_true(n_hits > 10000);
	umb_free(want);
	umb_free(got);
	umb_free(text);
}

/* The shuffles of the stages against the definition, byte by byte. */
static void test_token_bytes(void **state)
{
	uint8_t text[32 + UMB_TEXT_PAD];

	UMB_UNUSED(state);
	for (unsigned c = 0; c < 256; c++) {
		umb_arena       a = UMB_ARENA_INIT;
		umb_literal     l = { "aaaa", 4, false, true };
		umb_literal_hit hit[64];
		size_t          next = 0;
		const umb_literal_set *s = NULL;

		memset(text, 0, sizeof(text));
		memset(text, 'a', UMB_LITERAL_RUN);
		text[9] = (uint8_t)c;
		assert_int_equal(umb_literal_set_build(&s, &a, &l, 1, NULL), UMB_OK);
		for (size_t k = 0; k < umb_literal_stage_count(); k++) {
			const umb_literal_stage_ops *o = umb_literal_stage_at(k);

			if (o->usable())
				CHECK_EQ_INT(o->find(s, umb_slice_of(text, 32), 0, 32, hit, 64, &next), umb_byte_is_token((uint8_t)c) ? 1 : 0, o->name);
		}
		umb_arena_clear(&a);
	}
}

static void test_refused(void **state)
{
	umb_arena   a = UMB_ARENA_INIT;
	umb_literal l = { { 'a', 'b', 'c' }, 3, false, false };
	const umb_literal_set *s = NULL;

	UMB_UNUSED(state);
	assert_int_equal(umb_literal_set_build(&s, &a, &l, 1, NULL), UMB_E_FORMAT);
	l.len    = 4;
	l.nocase = true;
	l.bytes[0] = 'A';
	assert_int_equal(umb_literal_set_build(&s, &a, &l, 1, NULL), UMB_E_FORMAT);
	umb_arena_clear(&a);
}

int main(void)
{
	const struct CMUnitTest tests[] = { cmocka_unit_test(test_stages_agree), cmocka_unit_test(test_token_bytes), cmocka_unit_test(test_refused) };

	return cmocka_run_group_tests(tests, NULL, NULL);
}
