/*
 * value_words.c - values made of words: identifiers, paths, dotted names, prose, plain addresses.
 *
 * Entropy does not tell an identifier from a key (half of all identifiers pass 3.5 bits), the order of the
 * letters does: each pair of neighbours is looked up in a table of how surprising it is in names.  Random
 * text averages 7.7 bits per pair, names 4.  The shorter a value the wider random text strays, so the floor falls
 * with the length; it is set where one random value in 200 falls under it (measured for base62, base64 and hex
 * of 12 to 64 characters).  A random part inside a name ("billing-prod-4fX...") is found by the worst 16 characters.
 *
 * Hashes and UUIDs pass: nothing in their letters tells them from a key.
 */
#include "judge/value_words.h"

#include <limits.h>

#include "base/base64.h"
#include "base/der.h"
#include "base/text.h"
#include "judge/bigram.h"
#include "judge/disguise.h"
#include "judge/name_meaning.h"
#include "judge/name_meaning.h"

#define WINDOW_PAIRS 15
#define WINDOW_RANDOM (WINDOW_PAIRS * 104) /* 6.5 bits per pair */
#define NO_SYMBOL 0xff
#define MAX_PLAIN_PARAMETER 24 /* of an address: a longer one may hold a token */

/* Sixteenths of a bit per pair, by length from UMB_WORDS_MIN on. */
static const uint8_t floors[] = { 62, 67, 71, 74, 76, 78, 80, 82, 83, 85, 86, 87, 88 };

static uint8_t symbol_of(uint8_t c)
{
	static const char marks[] = "_-.+/=";
	const char *at;

	c = umb_ascii_lower(c);
	if (c >= 'a' && c <= 'z')
		return (uint8_t)(c - 'a');
	if (c >= '0' && c <= '9')
		return (uint8_t)(c - '0' + 26);
	if (c == ' ' || c == ':' || c == '\\')
		c = c == ' ' ? '_' : c == ':' ? '.' : '/';
	at = c ? strchr(marks, c) : NULL;
	return at ? (uint8_t)(at - marks + 36) : NO_SYMBOL;
}

typedef struct surprise {
	uint32_t sum;     /* sixteenths of bits over all pairs */
	uint32_t n_pairs; /* of symbols in the table */
	uint32_t worst;   /* the largest sum of WINDOW_PAIRS pairs in a row */
} surprise;

static surprise measure(umb_slice v)
{
	uint8_t  cost[UMB_WORDS_MAX] = { 0 };
	uint32_t window = 0;
	surprise s = { 0, 0, 0 };

	for (size_t i = 1; i < v.len; i++) {
		uint8_t a = symbol_of(v.ptr[i - 1]), b = symbol_of(v.ptr[i]);

		if (a != NO_SYMBOL && b != NO_SYMBOL) {
			cost[i] = umb_bigram_bits[a][b];
			s.n_pairs++;
		}
		s.sum += cost[i];
		window += cost[i];
		if (i > WINDOW_PAIRS)
			window -= cost[i - WINDOW_PAIRS];
		s.worst = UMB_MAX(s.worst, window);
	}
	return s;
}

int umb_value_surprise(umb_slice v)
{
	surprise s;
	size_t   at;

	if (v.len < UMB_WORDS_MIN || v.len > UMB_WORDS_MAX)
		return INT_MAX;
	s  = measure(v);
	at = UMB_MIN(v.len - UMB_WORDS_MIN, UMB_COUNT(floors) - 1);
	/* Many characters that names do not have: no opinion. */
	if (s.n_pairs == 0 || s.n_pairs * 3 < v.len * 2)
		return INT_MAX;
	if (s.worst >= WINDOW_RANDOM && v.len >= 20)
		return (int)(s.worst / WINDOW_PAIRS) - (int)floors[at];
	return (int)(s.sum / s.n_pairs) - (int)floors[at];
}

bool umb_value_is_words(umb_slice v)
{
	return umb_value_surprise(v) < 0;
}

/* Bytes of the word at the begin of `v`: a capital or none, and small letters. */
static size_t word_len(umb_slice v)
{
	size_t n = v.len > 0 && v.ptr[0] >= 'A' && v.ptr[0] <= 'Z';

	while (n < v.len && v.ptr[n] >= 'a' && v.ptr[n] <= 'z')
		n++;
	return n;
}

bool umb_value_is_passphrase(umb_slice v)
{
	size_t  n_words = 0, at = 0;
	uint8_t joint = 0;

	for (;;) {
		size_t n = word_len(umb_slice_sub(v, at, v.len));

		if (n < 3 || n > 10)
			return false;
		n_words++;
		at += n;
		if (at == v.len)
			return n_words >= 3 && n_words <= 8 && !umb_name_is_known(v);
		if ((joint && v.ptr[at] != joint) || !strchr("-_.+", v.ptr[at]) || v.ptr[at] == 0)
			return false;
		joint = v.ptr[at++];
	}
}

/* "a-git-token": small letters with marks between them, which no random text decodes to. */
static bool is_plain_phrase(umb_slice v)
{
	size_t n_marks = 0;

	for (size_t i = 0; i < v.len; i++) {
		bool is_mark = v.ptr[i] == '-' || v.ptr[i] == '_' || v.ptr[i] == ' ';

		if (!is_mark && (v.ptr[i] < 'a' || v.ptr[i] > 'z'))
			return false;
		n_marks += is_mark;
	}
	return n_marks > 0;
}

bool umb_value_is_base64_of_words(umb_slice v)
{
	uint8_t   out[UMB_DISGUISE_MAX];
	umb_slice plain;

	return umb_disguise_base64(out, v, &plain) && plain.len >= UMB_WORDS_MIN && (umb_value_is_words(plain) || is_plain_phrase(plain));
}

/* SEQUENCE { SEQUENCE { OID ... } BIT STRING ... }, or of a certificate what it begins with. */
bool umb_value_is_public_key(umb_slice v)
{
	uint8_t   bytes[UMB_WORDS_MAX];
	umb_slice der, rest, part, oid;
	size_t    n = 0, n_head;

	if (v.len < 80 || v.ptr[0] != 'M')
		return false;
	v.len = UMB_MIN(v.len, sizeof(bytes) / 3 * 4);
	v.len -= v.len % 4;
	if (!umb_base64_decode(bytes, sizeof(bytes), &n, v) || n < 60 || bytes[0] != UMB_DER_SEQUENCE)
		return false;
	/* A long one is cut off here: only its parts have to fit. */
	n_head = bytes[1] < 0x80 ? 2 : 2 + (size_t)(bytes[1] & 3);
	der    = umb_slice_of(bytes + n_head, n - n_head);
	rest   = der;
	if (umb_der_take_tag(&rest, UMB_DER_SEQUENCE, &part) && umb_der_take_tag(&part, UMB_DER_OID, &oid))
		return rest.len > 2 && rest.ptr[0] == UMB_DER_BITS;
	/* [0] { INTEGER 2 }: the version of a certificate, inside of its body */
	n_head = der.len > 2 && der.ptr[0] == UMB_DER_SEQUENCE ? (der.ptr[1] < 0x80 ? 2 : 2 + (size_t)(der.ptr[1] & 3)) : 0;
	return n_head > 0 && der.len > n_head + 5 && memcmp(der.ptr + n_head, "\xa0\x03\x02\x01\x02", 5) == 0;
}

/* "v1.22.3", "2.0.0-rc1": numbers with dots between them, and a short tail. */
bool umb_value_is_version(umb_slice v)
{
	size_t i = v.len > 0 && (v.ptr[0] == 'v' || v.ptr[0] == 'V'), n_numbers = 0, from;

	for (;;) {
		from = i;
		while (i < v.len && umb_ascii_is_digit(v.ptr[i]))
			i++;
		if (i == from || i - from > 8)
			return false;
		n_numbers++;
		if (i >= v.len || v.ptr[i] != '.')
			break;
		i++;
	}
	return n_numbers >= 2 && (i == v.len || ((v.ptr[i] == '-' || v.ptr[i] == '+') && v.len - i <= 12));
}

/* Segments of ordinary length and a file extension: base64 has no dot. */
static bool is_relative_path(umb_slice v)
{
	size_t segment = 0, dot = SIZE_MAX, n_slashes = 0;

	for (size_t i = 0; i < v.len; i++) {
		uint8_t c = v.ptr[i];

		if (c == '/' || c == '\\') {
			n_slashes++;
			segment = i + 1;
			dot     = SIZE_MAX;
		} else if (c == '.') {
			dot = i;
		} else if (!umb_ascii_is_letter(c) && !umb_ascii_is_digit(c) && c != '_' && c != '-') {
			return false;
		}
		if (i - segment > 24 && i >= segment)
			return false;
	}
	if (n_slashes == 0 || dot == SIZE_MAX || v.len - dot < 2 || v.len - dot > 6)
		return false;
	for (size_t i = dot + 1; i < v.len; i++) {
		if (!umb_ascii_is_letter(v.ptr[i]))
			return false;
	}
	return true;
}

/* "/var/run/docker/netns/3df878d8ed31": base64 begins with a slash once in 64, and not with one of these. */
static bool is_below_root(umb_slice v)
{
	static const char *const roots[] = { "/var/", "/usr/", "/etc/", "/home/", "/opt/", "/tmp/", "/dev/", "/proc/", "/root/", "/mnt/", "/srv/", "/run/", "/sys/",
	                                     "/Users/", "/app/", "/data/", "/api/" };

	for (size_t i = 0; i < UMB_COUNT(roots); i++) {
		size_t n = strlen(roots[i]);

		if (v.len >= n && memcmp(v.ptr, roots[i], n) == 0)
			return true;
	}
	return false;
}

/* "/home/build", "/disk-key": small letters only, which random text of that length never is. */
static bool is_absolute_path(umb_slice v)
{
	if (v.ptr[0] != '/')
		return false;
	if (is_below_root(v))
		return true;
	for (size_t i = 1; i < v.len; i++) {
		uint8_t c = v.ptr[i];

		if ((c < 'a' || c > 'z') && !(v.ptr[i - 1] != '/' && memchr("/._-", c, 4)))
			return false;
	}
	return true;
}

/* "ca.crt", "values.yaml" */
static bool is_file_name(umb_slice v)
{
	static const char *const endings[] = { ".crt", ".pem", ".key", ".cer", ".p12", ".pfx", ".jks", ".json", ".yml", ".yaml", ".xml", ".txt", ".conf", ".cfg", ".ini", ".env", ".log",
	                                       ".sh", ".py", ".js", ".ts", ".html", ".properties", ".toml", ".pub", ".csr", ".der" };
	size_t dot = v.len;

	while (dot > 0 && v.ptr[dot - 1] != '.')
		dot--;
	for (size_t i = 0; dot > 1 && i < UMB_COUNT(endings); i++) {
		if (umb_slice_eq_str(umb_slice_sub(v, dot - 1, v.len), endings[i]))
			return true;
	}
	return false;
}

bool umb_value_is_path(umb_slice v)
{
	return v.len > 0 && (is_file_name(v) || is_relative_path(v) || is_absolute_path(v));
}

/* "user:password@host"; a user alone is no secret. */
static bool has_login(umb_slice v)
{
	const uint8_t *at = v.len ? memchr(v.ptr, '@', v.len) : NULL;

	return at && memchr(v.ptr, ':', (size_t)(at - v.ptr));
}

/* "?sig=...&token=...": a parameter whose name speaks of a secret, or says nothing that is known. */
static bool asks_with_secret(umb_slice v)
{
	const uint8_t *mark = v.len ? memchr(v.ptr, '?', v.len) : NULL;
	size_t         from = mark ? (size_t)(mark - v.ptr) + 1 : v.len;

	while (from < v.len) {
		size_t      to = from;
		umb_meaning m;

		while (to < v.len && v.ptr[to] != '=' && v.ptr[to] != '&')
			to++;
		m = umb_name_read(umb_slice_sub(v, from, to)).meaning;
		if (m == UMB_NAME_PASSWORD || m == UMB_NAME_SECRET || m == UMB_NAME_KEY || m == UMB_NAME_DIGEST)
			return true;
		while (to < v.len && v.ptr[to] != '&')
			to++;
		if (to - from > MAX_PLAIN_PARAMETER)
			return true;
		from = to + 1;
	}
	return false;
}

bool umb_value_is_plain_address(umb_slice v, bool *is_address)
{
	size_t at = umb_text_find(v, umb_slice_str("://"));

	*is_address = at != SIZE_MAX && at <= 12;
	return *is_address && !has_login(umb_slice_sub(v, at + 3, v.len)) && !asks_with_secret(v) && !memchr(v.ptr, '#', v.len);
}

bool umb_value_is_number(umb_slice v)
{
	for (size_t i = 0; i < v.len; i++) {
		if (!umb_ascii_is_digit(v.ptr[i]))
			return false;
	}
	return true;
}
