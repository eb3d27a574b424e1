/*
 * value_forms.c - values that are something else than a secret, by their form alone.
 */
#include "judge/value_forms.h"

#include <string.h>

#include "base/text.h"

bool umb_value_is_uuid(umb_slice v)
{
	if (v.len != 36)
		return false;
	for (size_t i = 0; i < v.len; i++) {
		uint8_t c = umb_ascii_lower(v.ptr[i]);

		if (i == 8 || i == 13 || i == 18 || i == 23 ? c != '-' : !umb_ascii_is_digit(c) && (c < 'a' || c > 'f'))
			return false;
	}
	return true;
}

/* "...&scope=read": the next parameter of a query, and so more than a value. */
static bool has_parameter(umb_slice v)
{
	for (size_t i = 0; i + 3 < v.len; i++) {
		size_t end = i + 1;

		while (v.ptr[i] == '&' && end < v.len && (umb_ascii_is_letter(v.ptr[end]) || v.ptr[end] == '_'))
			end++;
		if (end - i > 2 && end < v.len && v.ptr[end] == '=')
			return true;
	}
	return false;
}

/* "br,input,link,meta": names and commas. */
static bool is_list(umb_slice v)
{
	size_t n_commas = 0;

	for (size_t i = 0; i < v.len; i++) {
		if (!umb_ascii_is_letter(v.ptr[i]) && !strchr(",-_!. ", v.ptr[i]))
			return false;
		n_commas += v.ptr[i] == ',';
	}
	return n_commas > 2;
}

/* Formats, classes of regular expressions, markup, what a form asks of a field ("required|min:8"). */
bool umb_value_is_pattern(umb_slice v)
{
	static const char *const parts[] = { "%s", "%d", "%v", "%{", "${", "{}", "{0}", "[a-z", "[A-Z", "[0-9", "\\d", "\\w", "\\s", ".*", ".+", "(?", "</", "/>", "&nbsp;", "&quot;", "&lt;", "<br", "**/", "/*",
		                             "[type=", "required|", "nullable|", "sometimes|", "|confirmed", "|min:", "|max:" };

	if (umb_text_has_any(v, parts, UMB_COUNT(parts)) || has_parameter(v) || is_list(v))
		return true;
	/* "git-credential[1]", also before the end of a sentence: a page of the manual */
	if (v.len > 4 && v.ptr[v.len - 1] == '.')
		v.len--;
	if (v.len > 4 && v.ptr[v.len - 1] == ']' && umb_ascii_is_digit(v.ptr[v.len - 2]) && v.ptr[v.len - 3] == '[' && umb_ascii_is_letter(v.ptr[v.len - 4]))
		return true;
	return v.len > 2 && v.ptr[0] == '^' && v.ptr[v.len - 1] == '$';
}

/* "$2y$10$...", "$argon2id$...", "{SSHA}...": rules of its own tell it. */
bool umb_value_is_password_hash(umb_slice v)
{
	static const char *const forms[] = { "$1$", "$2a$", "$2b$", "$2x$", "$2y$", "$5$", "$6$", "$7$", "$y$", "$gy$", "$P$", "$H$", "$S$", "$apr1$", "$argon2", "$scrypt$", "$pbkdf2", "$sha1$",
		                             "pbkdf2_sha", "pbkdf2:sha", "scrypt:", "{SSHA", "{SHA", "{SMD5}", "{MD5}", "{CRYPT}", "{BLF-CRYPT}", "{bcrypt}$", "{pbkdf2}", "{argon2}$", "{scrypt}$" };

	for (size_t i = 0; i < UMB_COUNT(forms); i++) {
		size_t n = strlen(forms[i]);

		if (v.len >= n + 20 && memcmp(v.ptr, forms[i], n) == 0)
			return true;
	}
	return false;
}

/* "$PWD/askpass", "$db_password": a variable of a shell somewhere inside; "--group": an option of a command. */
bool umb_value_is_interpolated(umb_slice v)
{
	size_t i = 0, n = 0;

	if (v.len > 3 && v.ptr[0] == '-' && v.ptr[1] == '-' && umb_ascii_is_letter(v.ptr[2]))
		return true;
	while (i < v.len && v.ptr[i] != '$')
		i++;
	while (i + 1 + n < v.len && (umb_ascii_is_letter(v.ptr[i + 1 + n]) || v.ptr[i + 1 + n] == '_'))
		n++;
	return n >= 2 && (i + 1 + n == v.len || strchr("/.:-", v.ptr[i + 1 + n]) != NULL);
}

/* "ann@example.org": a name, a domain with a dot, nothing else. */
bool umb_value_is_mail(umb_slice v)
{
	const uint8_t *at = v.len ? memchr(v.ptr, '@', v.len) : NULL;
	size_t         n_dots = 0, from = at ? (size_t)(at - v.ptr) + 1 : 0;

	if (!at || from == 1 || v.len - from < 4)
		return false;
	for (size_t i = 0; i < v.len; i++) {
		uint8_t c = v.ptr[i];

		if (i + 1 == from)
			continue;
		if (!umb_ascii_is_letter(c) && !umb_ascii_is_digit(c) && c != '.' && c != '-' && (i > from || (c != '_' && c != '+')))
			return false;
		n_dots += i > from && c == '.';
	}
	return n_dots > 0 && umb_ascii_is_letter(v.ptr[v.len - 1]) && umb_ascii_is_letter(v.ptr[v.len - 2]) && v.ptr[from] != '.';
}

/* "2024-01-31", "10:20:30", "1.2.3", "127.0.0.1:80": groups of digits with one kind of mark or another between them. */
bool umb_value_is_numbers(umb_slice v)
{
	size_t n_digits = 0, n_marks = 0, run = 0;

	for (size_t i = 0; i < v.len; i++) {
		uint8_t c = v.ptr[i];

		run = umb_ascii_is_digit(c) ? run + 1 : 0;
		if (run > 6 || (!umb_ascii_is_digit(c) && !strchr("-:./TZ+, ^~|<>=*", c)))
			return false;
		n_digits += umb_ascii_is_digit(c);
		n_marks += !umb_ascii_is_digit(c);
	}
	return n_digits > 0 && n_marks >= 2;
}

bool umb_value_is_count(umb_slice v)
{
	for (size_t i = 0; i < v.len; i++) {
		if (!umb_ascii_is_digit(v.ptr[i]) || (i > 0 && v.ptr[i] != v.ptr[i - 1] + 1 && !(v.ptr[i] == '0' && v.ptr[i - 1] == '9')))
			return false;
	}
	return v.len >= 6 && v.len <= 10;
}

/* Words that names of algorithms and standards are made of. */
static bool is_standard_word(umb_slice w)
{
	static const char words[] = " aes sha md rsa dsa ecdsa ecdh hmac mac cmac gmac kdf hkdf pbkdf argon scrypt bcrypt yescrypt crypt scram digest cram ntlm ntlmv chap chapv ms mschap mschapv"
				    " tls tlsv ssl sslv ssh rfc utf ucs iso iec ieee cve pkcs ed secp curve base chacha salsa poly cbc gcm ctr ecb ccm xts siv oaep pss psk wpa eap sae"
				    " oauth windows cp latin http xml html ipv with plus id enterprise personal encoded le be sum ";
	char              key[16];

	if (w.len == 0 || w.len + 3 > sizeof(key))
		return false;
	key[0] = ' ';
	for (size_t i = 0; i < w.len; i++)
		key[i + 1] = (char)umb_ascii_lower(w.ptr[i]);
	key[w.len + 1] = ' ';
	key[w.len + 2] = 0;
	return strstr(words, key) != NULL;
}

/* Every run of letters is such a word, the first one of two letters or more; a capital behind a small letter begins another run. */
bool umb_value_is_standard(umb_slice v)
{
	size_t n_words = 0, n_digits = 0;

	if (v.len > 32)
		return false;
	for (size_t i = 0; i < v.len;) {
		size_t from = i;

		if (!umb_ascii_is_letter(v.ptr[i])) {
			bool is_digit = umb_ascii_is_digit(v.ptr[i]);

			if (n_words == 0 || (!is_digit && !strchr("-_./:+", v.ptr[i])))
				return false;
			n_digits += is_digit;
			i++;
			continue;
		}
		for (i++; i < v.len && umb_ascii_is_letter(v.ptr[i]); i++) {
			if (umb_ascii_lower(v.ptr[i]) != v.ptr[i] && umb_ascii_lower(v.ptr[i - 1]) == v.ptr[i - 1])
				break;
		}
		if (!is_standard_word(umb_slice_sub(v, from, i)) || (n_words == 0 && i - from < 2))
			return false;
		n_words++;
	}
	return n_words > 0 && (n_digits > 0 || n_words > 1) && n_digits <= 12;
}
