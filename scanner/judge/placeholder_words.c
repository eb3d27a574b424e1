/*
 * placeholder_words.c - word lists, and how much of a value they explain.
 *
 * A short word inside a long random value is chance ("test" stands in one of 20,000 random tokens of 40 characters,
 * and in every sk_test_ key), so short words count only when they and their like explain most of the value, and
 * strong words only with a boundary around them unless they are long.
 */
#include "judge/placeholder_words.h"

#include "base/text.h"

#define MAX_PIECE 64
#define ALONE_LEN 7 /* a strong word this long needs no boundary: chance is below one in a hundred million */

/* By their first byte, with blanks between them. */
static const char *const strong[128] = {
	['c'] = "changeme changeit change_me change-me",
	['d'] = "dummy",
	['e'] = "example",
	['f'] = "fake foobar fixme",
	['g'] = "goes_here goes-here goeshere",
	['h'] = "hunter2 hunter42",
	['i'] = "insert ipsum",
	['k'] = "keyhere",
	['l'] = "lorem",
	['m'] = "mysecret",
	['n'] = "notreal not_real not-real",
	['p'] = "placeholder",
	['r'] = "replaceme replace_me replace-me redacted randomstring",
	['s'] = "sample supersecret secretkeyhere",
	['t'] = "todo tbd tokenhere",
	['x'] = "xxxxxxx",
	['y'] = "your_ your- yourkey yourtoken yoursecret yourapi yourpassword yourstrong",
};

/* Together with the strong ones; they explain a value but never kill one by themselves. */
static const char *const weak[128] = {
	['0'] = "0123456789 000 007 01",
	['1'] = "123 1234 12345 123456 1234567 12345678 123456789 111 1",
	['2'] = "2",
	['3'] = "321 3",
	['4'] = "42",
	['a'] = "a an any add and at abc abcd api admin access auth account app application asdf asdfgh always",
	['b'] = "be bar baz bearer basic blank base bad boolean broken",
	['c'] = "client change correct create created code cookie config",
	['d'] = "demo default def data dev development database db disabled do does dont",
	['e'] = "enter empty enabled encryption encrypted env",
	['f'] = "from for foo false first field",
	['g'] = "goes guest generate generated good",
	['h'] = "here hash hex host hello",
	['i'] = "is in it id invalid",
	['j'] = "just jwt",
	['k'] = "key keys kept keep",
	['l'] = "login long live local localhost log",
	['m'] = "my me mock mysql mongo must",
	['n'] = "no not none null nil new never ntlm name number",
	['o'] = "our or of on old one optional only oauth",
	['p'] = "put password passwd passphrase pass pwd pw private public prod production postgres please pk",
	['q'] = "qux",
	['r'] = "root random right replace real required redis really",
	['s'] = "some set secret secrets service string str super short strong secure salt staging server sekrit second should "
	        "sk signing session",
	['t'] = "the this that to test tests testing tester temp tmp token tokens text true two three",
	['u'] = "use user username undefined unknown used uuid",
	['v'] = "value very valid var variable",
	['w'] = "with welcome world wrong would word webhook",
	['x'] = "xyz xxx xxxx xdg",
	['y'] = "your",
};

/* The beginnings of published values: emulators, documentation, test suites of payment and captcha services. */
static const char *const published[] = {
	"Eby8vdM02xNOcqFl", "C2y6yDjf5/R+ob0N", "JBSWY3DP" "EHPK3PXP", "6LeIxAcT" "AAAAA", "ac0974be" "c39a17e3", "0xac0974" "bec39a17",
	"4f3edf98" "3ac636a6", "0x4f3edf" "983ac636", "sk_test_" "4eC39HqLyj", "sk_test_" "BQokikJOvB", "123456:" "ABC-DEF",
	"123e4567-" "e89b-12d3", "550e8400-" "e29b-41d4", "00112233-" "4455-6677", "00112233" "44556677", "d41d8cd9" "8f00b204", "da39a3ee" "5e6b4b0d",
	"e3b0c442" "98fc1c14", "5f4dcc3b" "5aa765d6", "scott/tiger", "guest/guest",
	"open sesame", "opensesame", /* RFC 7617 */
};

static const char *const references[] = {
	"op://", "projects/", "/run/secrets/", "vault:", "env:", "env(", "env.", "$env:", "process.env", "os.environ", "os.getenv", "getenv(", "system.getenv", "secretref:",
	"secretkeyref", "valuefrom", "ssm:", "arn:aws:", "keyring:", "keychain:", "classpath:", "file:", "ref+", "gcpsecretmanager", "awskms:",
	"enc(", "enc[", "{cipher}", "{aes}", "{rsa}", "$ansible_vault", "!vault", "aqicah", "sops:", "#/components/", "#/definitions/",
	"data.", "var.", "local.", "secrets.", "config.", "settings.", "self.", "this.", "params[", "request.", "{{", "{%", "<%=",
};

static bool is_capital(uint8_t c)
{
	return c >= 'A' && c <= 'Z';
}

/* Whether a word may begin or end between byte i - 1 and byte i. */
static bool is_boundary(umb_slice v, size_t i)
{
	if (i == 0 || i >= v.len)
		return true;
	if (!umb_ascii_is_letter(v.ptr[i - 1]) || !umb_ascii_is_letter(v.ptr[i]))
		return true;
	return !is_capital(v.ptr[i - 1]) && is_capital(v.ptr[i]);
}

/* Chance makes boundaries of case changes and digits in random text: a word must then also be of one case. */
static bool is_one_case(umb_slice word)
{
	for (size_t i = 2; i < word.len; i++) {
		if (umb_ascii_is_letter(word.ptr[i]) && umb_ascii_is_letter(word.ptr[1]) && is_capital(word.ptr[i]) != is_capital(word.ptr[1]))
			return false;
	}
	return true;
}

static bool starts_with_nocase(umb_slice s, const char *word)
{
	size_t n;

	/* Nearly always the first letter decides. */
	if (s.len == 0 || umb_ascii_lower(s.ptr[0]) != umb_ascii_lower((uint8_t)word[0]))
		return false;
	n = strlen(word);
	return n <= s.len && umb_text_eq_nocase(umb_slice_sub(s, 0, n), umb_slice_of(word, n));
}

/* Whether the word at [from, to) counts: long, or with boundaries around it. */
static bool is_strong_at(umb_slice v, size_t from, size_t to)
{
	if (to - from >= ALONE_LEN)
		return true;
	return is_boundary(v, from) && is_boundary(v, to) && is_one_case(umb_slice_sub(v, from, to));
}

/* The next word of a list, or an empty slice. */
static umb_slice next_word(const char **list)
{
	const char *word = *list;
	size_t      n    = 0;

	while (word && word[n] && word[n] != ' ')
		n++;
	if (n)
		*list += n + (word[n] == ' ');
	return umb_slice_of(word, n);
}

static bool begins_with(umb_slice s, umb_slice word)
{
	return word.len <= s.len && umb_text_eq_nocase(umb_slice_sub(s, 0, word.len), word);
}

static const char *list_at(const char *const lists[128], uint8_t first)
{
	return first < 128 ? lists[umb_ascii_lower(first)] : NULL;
}

bool umb_words_has_strong(umb_slice v)
{
	for (size_t at = 0; at < v.len; at++) {
		const char *list = list_at(strong, v.ptr[at]);

		for (umb_slice w = next_word(&list); w.len; w = next_word(&list)) {
			if (begins_with(umb_slice_sub(v, at, v.len), w) && is_strong_at(v, at, at + w.len))
				return true;
		}
	}
	return false;
}

/* Whether the piece is one placeholder word after another.  Random text ends this at the first or second character. */
static void reach_by(const char *list, umb_slice rest, bool *reach, bool is_alone)
{
	for (umb_slice w = next_word(&list); w.len; w = next_word(&list)) {
		/* Words of one letter or digit stand for themselves only. */
		if ((w.len > 1 || is_alone) && begins_with(rest, w))
			reach[w.len] = true;
	}
}

static bool is_made_of_words(umb_slice piece)
{
	bool reach[MAX_PIECE + 1] = { true };

	if (piece.len == 0 || piece.len > MAX_PIECE)
		return false;
	for (size_t at = 0; at < piece.len; at++) {
		umb_slice rest = umb_slice_sub(piece, at, piece.len);

		if (!reach[at])
			continue;
		reach_by(list_at(strong, rest.ptr[0]), rest, reach + at, piece.len == 1);
		reach_by(list_at(weak, rest.ptr[0]), rest, reach + at, piece.len == 1);
	}
	return reach[piece.len];
}

bool umb_words_cover(umb_slice v)
{
	size_t n_all = 0, n_covered = 0, i = 0;

	while (i < v.len) {
		size_t from = i, digits;

		while (i < v.len && (umb_ascii_is_letter(v.ptr[i]) || umb_ascii_is_digit(v.ptr[i])))
			i++;
		n_all += i - from;
		digits = i;
		while (digits > from && umb_ascii_is_digit(v.ptr[digits - 1]))
			digits--;
		/* "password123" is a word and a number. */
		if (is_made_of_words(umb_slice_sub(v, from, i)))
			n_covered += i - from;
		else if (digits > from && is_made_of_words(umb_slice_sub(v, from, digits)))
			n_covered += digits - from;
		i += i == from;
	}
	return n_all > 0 && n_covered * 10 >= n_all * 7;
}

bool umb_words_is_published(umb_slice v)
{
	for (size_t i = 0; i < UMB_COUNT(published); i++) {
		if (starts_with_nocase(v, published[i]))
			return true;
	}
	return false;
}

bool umb_words_is_reference(umb_slice v)
{
	for (size_t i = 0; i < UMB_COUNT(references); i++) {
		if (starts_with_nocase(v, references[i]))
			return true;
	}
	return false;
}
