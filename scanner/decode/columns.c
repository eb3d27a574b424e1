/*
 * columns.c - from the header of a column to the name that rules know, and from a cell to an assignment.
 *
 * A rule reads `row.password = "value"` and knows nothing of tables.  A name in another language is shown as the English one; an English
 * one stays as it is, because judging reads it: password_hash and token_type are no secrets.
 */
#include "decode/columns.h"

#include "base/text.h"

#define MIN_VALUE 4u
#define MAX_VALUE 512u
#define MAX_FOLDED 64u

/* Small letters, digits and what is not ASCII. */
static umb_slice fold(char out[MAX_FOLDED], umb_slice name)
{
	size_t n = 0;

	for (size_t i = 0; i < name.len && n < MAX_FOLDED; i++) {
		uint8_t c = umb_ascii_lower(name.ptr[i]);

		if (umb_ascii_is_letter(c) || umb_ascii_is_digit(c) || c >= 0x80)
			out[n++] = (char)c;
	}
	return umb_slice_of(out, n);
}

static bool ends_with(umb_slice s, const char *end)
{
	size_t n = strlen(end);

	return s.len >= n && memcmp(s.ptr + s.len - n, end, n) == 0;
}

/* Shown as it is. */
static bool is_english(umb_slice folded)
{
	static const char *const words[] = { "password", "passwd", "passphrase", "passcode", "secret", "token", "apikey", "accesskey", "privatekey", "licensekey",
		                             "encryptionkey", "authkey", "masterkey", "servicekey", "signingkey", "subscriptionkey", "credential", "authorization" };

	return umb_text_has_any(folded, words, UMB_COUNT(words));
}

/* Shown as password: other languages, and short names where they are the last word. */
static bool is_password(umb_slice folded)
{
	static const char *const words[] = {
		"passwort", "kennwort", "wachtwoord", "contrase", "motdepasse", "senha", "haslo", "has\xc5\x82o", "heslo", "parola", "\xc5\x9fifre", "losenord", "l\xc3\xb6senord",
		"adgangskode", "salasana", "jelsz", "\xd0\xbf\xd0\xb0\xd1\x80\xd0\xbe\xd0\xbb\xd1\x8c", "\xd0\x9f\xd0\xb0\xd1\x80\xd0\xbe\xd0\xbb\xd1\x8c", "\xe5\xaf\x86\xe7\xa0\x81", "\xe5\xaf\x86\xe7\xa2\xbc",
		"\xe3\x83\x91\xe3\x82\xb9\xe3\x83\xaf\xe3\x83\xbc\xe3\x83\x89", "\xeb\xb9\x84\xeb\xb0\x80\xeb\xb2\x88\xed\x98\xb8", "presharedkey", "wifikey", "wlankey", "networkkey", "snmpcommunity",
	};
	static const char *const ends[] = { "pass", "pwd", "pw", "psk", "mdp", "clave", "passe" };

	if (umb_text_has_any(folded, words, UMB_COUNT(words)))
		return true;
	for (size_t i = 0; i < UMB_COUNT(ends); i++) {
		if (ends_with(folded, ends[i]))
			return true;
	}
	return false;
}

void umb_column_read(umb_column *c, umb_slice header)
{
	char      buf[MAX_FOLDED];
	umb_slice folded = fold(buf, header);

	c->len = 0;
	if (is_english(folded)) {
		for (; c->len < header.len && c->len < UMB_COLUMN_NAME; c->len++) {
			uint8_t b = header.ptr[c->len];

			c->name[c->len] = umb_ascii_is_letter(b) || umb_ascii_is_digit(b) ? (char)b : '_';
		}
	} else if (is_password(folded)) {
		memcpy(c->name, "password", 8);
		c->len = 8;
	}
}

static bool may_be_secret(umb_slice v)
{
	if (v.len < MIN_VALUE || v.len > MAX_VALUE)
		return false;
	for (size_t i = 0; i < v.len; i++) {
		if (v.ptr[i] <= ' ' || v.ptr[i] == '"' || v.ptr[i] == '\\')
			return false;
	}
	return true;
}

umb_status umb_cells_put(umb_cells *out, const umb_column *c, size_t from, size_t to)
{
	char       line[UMB_COLUMN_NAME + 8];
	umb_emit  *e  = out->emit;
	umb_status st = UMB_OK;

	if (!may_be_secret(umb_slice_sub(out->in, from, to)))
		return UMB_OK;
	/* "row." is what rules of tables know such a line by (rules/credential-list.yml). */
	memcpy(line, "row.", 4);
	memcpy(line + 4, c->name, c->len);
	memcpy(line + 4 + c->len, " = \"", 4);
	if (!out->is_begun)
		st = e->begin(e, from - 1);
	out->is_begun = true;
	if (st == UMB_OK)
		st = e->write(e, (const uint8_t *)line, c->len + 8, from - 1, 1);
	if (st == UMB_OK)
		st = e->write(e, out->in.ptr + from, to - from, from, to - from);
	if (st == UMB_OK)
		st = e->write(e, (const uint8_t *)"\"\n", 2, to, 0);
	return st;
}

umb_status umb_cells_end(umb_cells *out, umb_status st)
{
	umb_status end;

	if (!out->is_begun)
		return st;
	end = out->emit->end(out->emit, out->in.len);
	return st != UMB_OK ? st : end;
}
