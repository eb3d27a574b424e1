/*
 * res_login.c - host and user that stand before a password in its own match: a .netrc, a .pgpass, the option of an HTTP client.
 */
#include "resolve/reading.h"

#include "base/text.h"

/* The last word of *s, which loses it. */
static umb_slice take_word(umb_slice *s, const char *ends)
{
	umb_slice word;
	size_t    to = s->len, from;

	while (to > 0 && strchr(ends, s->ptr[to - 1]))
		to--;
	for (from = to; from > 0 && !strchr(ends, s->ptr[from - 1]);)
		from--;
	word = umb_slice_sub(*s, from, to);
	*s   = umb_slice_sub(*s, 0, from);
	return word;
}

/* machine HOST [account NAME] login USER password: read backwards, since other entries stand before it. */
static void read_netrc(umb_slice before, umb_claims *out)
{
	static const char blank[] = " \t\r\n";
	umb_slice         user, host;

	if (!umb_slice_eq_str(take_word(&before, blank), "password"))
		return;
	user = take_word(&before, blank);
	if (!umb_slice_eq_str(take_word(&before, blank), "login"))
		return;
	umb_claims_add(out, "principal", user, UMB_CLAIM_FORMAT);
	host = take_word(&before, blank);
	user = take_word(&before, blank);
	if (umb_slice_eq_str(user, "account")) {
		host = take_word(&before, blank);
		user = take_word(&before, blank);
	}
	if (umb_slice_eq_str(user, "machine"))
		umb_claims_add(out, "host", host, UMB_CLAIM_FORMAT);
}

/* HOST:PORT:DATABASE:USER: where * is any, in one line. */
static void read_pgpass(umb_slice before, umb_claims *out)
{
	static const char *const fields[] = { "host", NULL, "database", "principal" };
	umb_slice line = take_word(&before, "\r\n");
	umb_slice word[UMB_COUNT(fields)];

	/* The one before the password ends the line; "\:" is a colon in a name, which the rule does not take. */
	for (size_t i = UMB_COUNT(fields); i > 0; i--)
		word[i - 1] = take_word(&line, ":");
	if (line.len || umb_text_find(word[0], umb_slice_str("\\")) != SIZE_MAX)
		return;
	for (size_t i = 0; i < UMB_COUNT(fields); i++) {
		if (fields[i] && !umb_slice_eq_str(word[i], "*"))
			umb_claims_add(out, fields[i], word[i], UMB_CLAIM_FORMAT);
	}
}

/* -u USER: or --user="USER: */
static void read_option(umb_slice before, umb_claims *out)
{
	size_t to = before.len, from;

	if (to == 0 || before.ptr[to - 1] != ':')
		return;
	for (from = --to; from > 0 && !strchr(" \t=\"'", before.ptr[from - 1]);)
		from--;
	if (from > 0 && from < to)
		umb_claims_add(out, "principal", umb_slice_sub(before, from, to), UMB_CLAIM_FORMAT);
}

static void login_resolve(const umb_hit_view *hit, umb_claims *out)
{
	static const struct {
		const char *id;
		void (*read)(umb_slice before, umb_claims *out);
	} known[] = {
		{ "generic.netrc", read_netrc },   { "heroku.netrc-password", read_netrc },           { "postgres.pgpass-line", read_pgpass },
		{ "http.curl-user", read_option }, { "http.client-password-option", read_option },
	};

	for (size_t i = 0; i < UMB_COUNT(known); i++) {
		if (strcmp(hit->rule->id, known[i].id) == 0)
			known[i].read(umb_slice_sub(hit->text, 0, (size_t)hit->secret.from), out);
	}
}

const umb_resolver_ops umb_resolver_login = {
	.name    = "login",
	.summary = "host and user before the password in a .netrc, a .pgpass, an option of an HTTP client",
	.resolve = login_resolve,
};
