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

static const char *const strong[] = {
	"example", "changeme", "changeit", "change_me", "change-me", "placeholder", "replaceme", "replace_me", "replace-me", "redacted",
	"sample", "dummy", "insert", "fake", "notreal", "not_real", "not-real", "foobar", "hunter2", "hunter42", "your_", "your-", "yourkey",
	"yourtoken", "yoursecret", "yourapi", "yourpassword", "goes_here", "goes-here", "goeshere", "mysecret", "supersecret", "randomstring",
	"xxxxxxx", "todo", "fixme", "tbd", "lorem", "ipsum", "secretkeyhere", "tokenhere", "keyhere",
};

/* Together with the strong ones; they explain a value but never kill one by themselves. */
static const char *const weak[] = {
	"a", "an", "the", "is", "this", "that", "my", "your", "our", "some", "any", "no", "not", "none", "null", "nil", "here", "goes", "put",
	"enter", "set", "use", "add", "from", "for", "with", "and", "or", "of", "to", "in", "on", "at", "be", "it", "me", "with", "test", "tests", "testing", "tester", "demo",
	"mock", "default", "temp", "tmp", "foo", "bar", "baz", "qux", "abc", "abcd", "def", "xyz", "xxx", "xxxx", "key", "keys", "api", "token", "tokens", "secret",
	"secrets", "password", "passwd", "passphrase", "pass", "pwd", "pw", "user", "username", "login", "admin", "root", "guest", "client",
	"id", "access", "auth", "bearer", "basic", "private", "public", "account", "service", "app", "application", "value", "string", "str", "text",
	"true", "false", "undefined", "unknown", "empty", "blank", "super", "very", "long", "short", "strong", "secure", "random", "hash", "salt", "data",
	"base", "hex", "live", "prod", "production", "dev", "development", "staging", "local", "localhost", "server", "host", "database", "db",
	"asdf", "asdfgh", "sekrit", "used", "right", "log", "welcome", "hello", "world", "change", "replace", "generate",
	"generated", "valid", "invalid", "wrong", "correct", "good", "bad", "old", "new", "real", "first", "second", "one", "two", "three",
	"always", "never", "create", "created", "required", "optional", "enabled", "disabled", "broken", "mysql", "postgres", "redis", "mongo", "ntlm", "xdg",
	"must", "should", "would", "kept", "keep", "only", "just", "really", "please", "do", "does", "dont", "code", "name", "word", "sk", "pk", "uuid",
	"webhook", "signing", "encryption", "encrypted", "jwt", "oauth", "session", "cookie", "config", "env", "var", "variable", "field",
	"123", "1234", "12345", "123456", "1234567", "12345678", "123456789", "0123456789", "321", "000", "111", "007", "42", "1", "2", "3", "01",
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

static bool is_letter(uint8_t c)
{
	return umb_ascii_lower(c) >= 'a' && umb_ascii_lower(c) <= 'z';
}

static bool is_digit(uint8_t c)
{
	return c >= '0' && c <= '9';
}

static bool is_capital(uint8_t c)
{
	return c >= 'A' && c <= 'Z';
}

/* Whether a word may begin or end between byte i - 1 and byte i. */
static bool is_boundary(umb_slice v, size_t i)
{
	if (i == 0 || i >= v.len)
		return true;
	if (!is_letter(v.ptr[i - 1]) || !is_letter(v.ptr[i]))
		return true;
	return !is_capital(v.ptr[i - 1]) && is_capital(v.ptr[i]);
}

/* Chance makes boundaries of case changes and digits in random text: a word must then also be of one case. */
static bool is_one_case(umb_slice word)
{
	for (size_t i = 2; i < word.len; i++) {
		if (is_letter(word.ptr[i]) && is_letter(word.ptr[1]) && is_capital(word.ptr[i]) != is_capital(word.ptr[1]))
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

bool umb_words_has_strong(umb_slice v)
{
	for (size_t at = 0; at < v.len; at++) {
		char first = (char)umb_ascii_lower(v.ptr[at]);

		for (size_t i = 0; i < UMB_COUNT(strong); i++) {
			if (strong[i][0] == first && starts_with_nocase(umb_slice_sub(v, at, v.len), strong[i]) &&
			    is_strong_at(v, at, at + strlen(strong[i])))
				return true;
		}
	}
	return false;
}

static const char *word_at(size_t i)
{
	return i < UMB_COUNT(strong) ? strong[i] : weak[i - UMB_COUNT(strong)];
}

/* Whether the piece is one placeholder word after another.  Random text ends this at the first or second character. */
static bool is_made_of_words(umb_slice piece)
{
	bool reach[MAX_PIECE + 1] = { true };

	if (piece.len == 0 || piece.len > MAX_PIECE)
		return false;
	for (size_t at = 0; at < piece.len; at++) {
		umb_slice rest  = umb_slice_sub(piece, at, piece.len);
		char      first = (char)umb_ascii_lower(rest.ptr[0]);

		for (size_t i = 0; reach[at] && i < UMB_COUNT(strong) + UMB_COUNT(weak); i++) {
			const char *word = word_at(i);

			/* Words of one letter or digit stand for themselves only. */
			if (word[0] == first && (word[1] || piece.len == 1) && starts_with_nocase(rest, word))
				reach[at + strlen(word)] = true;
		}
	}
	return reach[piece.len];
}

bool umb_words_cover(umb_slice v)
{
	size_t n_all = 0, n_covered = 0, i = 0;

	while (i < v.len) {
		size_t from = i, digits;

		while (i < v.len && (is_letter(v.ptr[i]) || is_digit(v.ptr[i])))
			i++;
		n_all += i - from;
		digits = i;
		while (digits > from && is_digit(v.ptr[digits - 1]))
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
