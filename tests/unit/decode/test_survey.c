/*
 * survey: the fast one tells of nothing that the plain one does not, and passes nothing by that a decoder shows; over texts that are made of
 * what decoders look for and of what looks like it, wherever it stands.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include "harness/emit_double.h"
#include "harness/make_base64.h"

static emit_double out, there;
static uint32_t    told; /* of all kinds, so that none is never there */
static size_t      n_full; /* lists that were too short for all places */

static void must_be_in_order(const umb_survey_found *f, size_t len)
{
	uint32_t marks = 0;

	assert_true(f->n_places <= UMB_SURVEY_PLACES);
	for (size_t i = 0; i < f->n_places; i++) {
		assert_true(f->place[i].from < f->place[i].to && f->place[i].to <= len && (i == 0 || f->place[i - 1].to < f->place[i].from));
		marks |= f->place[i].marks;
	}
	assert_true(f->n_places == 0 || marks == (f->kinds & UMB_MARK_ALL));
	n_full += f->n_places > UMB_SURVEY_PLACES / 2 && f->place[f->n_places - 1].to == len;
}

/* What decoders show is the same where they are told of places, and nothing where they are not asked. */
static void check(umb_slice in)
{
	umb_survey_found fast, plain;

	umb_decoders_survey(&fast, in);
	umb_decoders_survey_plain(&plain, in);
	must_be_in_order(&fast, in.len);
	told |= fast.kinds;
	if (fast.kinds & ~plain.kinds)
		fail_msg("told of %x, and there is only %x in '%.*s'", fast.kinds, plain.kinds, (int)in.len, (const char *)in.ptr);
	for (size_t i = 0; i < umb_decoder_count(); i++) {
		const umb_decoder_ops *d = umb_decoder_at(i);
		uint32_t               kind = (d->mark | (d->run_begins ? UMB_MARK_RUN : 0)) & plain.kinds;

		if (!kind)
			continue;
		double_reset(&out, SIZE_MAX, in.len, true);
		d->decode(&(umb_decoder_input){ .text = in }, &out.emit);
		double_reset(&there, SIZE_MAX, in.len, true);
		if (kind & fast.kinds)
			d->decode(&(umb_decoder_input){ .text = in, .marked = fast.n_places ? fast.place : NULL, .n_marked = fast.n_places }, &there.emit);
		if (out.n_runs != there.n_runs || out.len != there.len || memcmp(out.out, there.out, out.len) != 0)
			fail_msg("%s is told of less than all in '%.*s'", d->name, (int)in.len, (const char *)in.ptr);
	}
}

/* A run of the kind that is asked for: base64 of text, digits of text, a name, noise. */
static size_t put_run(uint8_t *p, uint64_t *seed)
{
	static const char words[] = "a line of words: 17 of them, or not", abc[] = ABC_BASE64URL "+/";
	char     text[80];
	uint64_t kind = make_random(seed) % 8, from = make_random(seed) % 8;
	size_t   n, len = 10 + make_random(seed) % 50;

	if (kind == 0)
		n = make_base64(text, umb_slice_of(words + from, 14 + make_random(seed) % 14), make_random(seed) % 2);
	else if (kind == 1)
		for (n = 0; n < 2 * (12 + len % 10); n++)
			text[n] = "0123456789abcdef"[(uint8_t)words[from + n / 2] >> (n % 2 ? 0 : 4) & 15];
	else if (kind == 2)
		n = (size_t)snprintf(text, sizeof(text), "H4sI%.*s", (int)len, "AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA");
	else
		for (n = 0; n < len; n++)
			text[n] = kind < 5 ? (char)('a' + make_random(seed) % 26) : abc[make_random(seed) % (kind == 5 ? 16 : sizeof(abc) - 1)];
	memcpy(p, text, n);
	return n;
}

static size_t fill(uint8_t *p, size_t len, uint64_t *seed)
{
	static const char *const parts[] = {
		"\" + \"", "\"\n    \"", "' .\n'", "\" \\\n  f\"", "\" & _\n\"", "\"++\"", "' <> `", "\" || '", "\"\n\"", "\\\n", "\\\r\n", "\" ", "' ", "\"\n", "`", "\"",
		"\"                                        +                      \"", "\\\"", "\\x41", "\\u0041", "\\n", "\\/", "\\101", "%41", "%2F", "&quot;",
		"&#x41;", "&amp;lt;", "=3D", "=\n", "=\r\n", "==", "key=", "key: ", "abc1", "A9", "0", " ", "  ", "\n", "\t", ",", ";", "(", "\xff", "", "key_a1b2",
		"a long line which is about as long as lines of mail are, and which ends so=\n",
	};
	size_t n = 0;

	while (n + 200 < len) {
		uint64_t r = make_random(seed);

		if (r % 5 == 0)
			n += put_run(p + n, seed);
		else if (r % 5 == 1)
			for (size_t left = (r >> 8) % 40; left--; n++)
				p[n] = (uint8_t)("abcdefghijklmnopqrstuvwxyz0123456789 _-."[make_random(seed) % 40]);
		else {
			const char *part = parts[(r >> 8) % UMB_COUNT(parts)];

			memcpy(p + n, part, strlen(part));
			n += strlen(part);
		}
	}
	return n;
}

static void test_made_texts(void **state)
{
	static uint8_t text[9500];
	uint64_t seed = 7;

	UMB_UNUSED(state);
	for (int round = 0; round < 6000; round++) {
		size_t    n = fill(text, round % 8 ? 250 + make_random(&seed) % 200 : sizeof(text), &seed), from = make_random(&seed) % 80;
		umb_slice in = umb_slice_sub(umb_slice_of(text, n), UMB_MIN(from, n), n);

		check(in);
		/* As bytes behind it may not be read, so may they not count. */
		check(umb_slice_sub(in, 0, in.len - UMB_MIN(in.len, (size_t)(make_random(&seed) % 100))));
	}
	assert_int_equal(told, UMB_MARK_ALL | UMB_MARK_RUN);
	assert_true(n_full > 50);
}

static uint8_t room[4096 + 200];

/* `what` in a text without anything, at each place of some blocks and around the edge of what is looked at in one go. */
static void put_everywhere(const char *what, uint32_t kind)
{
	size_t n = strlen(what);

	for (size_t at = 0; at < 4096 + 100; at = at == 200 ? 3900 : at + 1) {
		umb_survey_found all, part;

		memset(room, ' ', sizeof(room));
		memcpy(room + at, what, n);
		umb_decoders_survey(&all, umb_slice_of(room, sizeof(room)));
		umb_decoders_survey(&part, umb_slice_of(room, at + n + 4));
		if (all.kinds != kind || part.kinds != kind)
			fail_msg("'%s' at %zu is %x, %x", what, at, all.kinds, part.kinds);
		check(umb_slice_of(room, at + n));
	}
}

static void test_every_place(void **state)
{
	static const struct {
		const char *what;
		uint32_t    kind;
	} rows[] = {
		{ "token_a1b2c3d4\" + \"e5f6a7b8", UMB_MARK_JOINT }, { "token_a1b2c3d4'\n                                          'e5f6a7b8", UMB_MARK_JOINT },
		{ "token_a1b2c3d4' . `e5f6a7b8", UMB_MARK_JOINT }, { "token_a1b2c3d4\" . f\"e5f6a7b8", UMB_MARK_JOINT }, { "token_a1b2c3d4\\\ne5f6a7b8", UMB_MARK_JOINT },
		{ "token_a1b2c3d4\", \"e5f6a7b8", 0 }, { "\\x41", UMB_MARK_ESCAPE }, { "\\u0041", UMB_MARK_ESCAPE }, { "\\101", UMB_MARK_ESCAPE }, { "%41", UMB_MARK_PERCENT },
		{ "&#65;", UMB_MARK_ENTITY }, { "=3D", UMB_MARK_EQUALS }, { "a_long_name_of_something", 0 },
	};
	static const char words[] = "a line of words. and one more";
	char              text[100] = "data/", digits[100];

	UMB_UNUSED(state);
	for (size_t i = 0; i < UMB_COUNT(rows); i++)
		put_everywhere(rows[i].what, rows[i].kind);
	make_base64(text, umb_slice_of(words, 15), true);
	put_everywhere(text, 0);
	make_base64(text, umb_slice_of(words, 16), true);
	put_everywhere(text, UMB_MARK_RUN);
	make_base64(text + 5, umb_slice_str(words), true);
	memcpy(text, "data/", 5);
	put_everywhere(text, UMB_MARK_RUN);
	for (size_t i = 0; i < 16; i++)
		snprintf(digits + 2 * i, 3, "%02x", (unsigned)words[i]);
	put_everywhere(digits, UMB_MARK_HEX);
	digits[31] = '\0';
	put_everywhere(digits, 0);
}

int main(void)
{
	const struct CMUnitTest tests[] = { cmocka_unit_test(test_made_texts), cmocka_unit_test(test_every_place) };

	return cmocka_run_group_tests(tests, NULL, NULL);
}
