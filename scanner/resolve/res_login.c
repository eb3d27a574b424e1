/*
 * res_login.c - host and user that stand before a password in its own match (a .netrc, a .pgpass, the option of an HTTP client), or in
 * the same command as it.
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

/* -- a command ------------------------------------------------------------------------------------------------ */

static const char command_ends[] = "\r\n|;&`()";

/* The command that the secret is in, in two parts. */
static void split_command(const umb_hit_view *hit, umb_slice *before, umb_slice *behind)
{
	size_t from = (size_t)hit->secret.from, to = (size_t)hit->secret.to;

	while (from > 0 && (hit->text.ptr[from - 1] == 0 || !strchr(command_ends, hit->text.ptr[from - 1])))
		from--;
	while (to < hit->text.len && (hit->text.ptr[to] == 0 || !strchr(command_ends, hit->text.ptr[to])))
		to++;
	*before = umb_slice_sub(hit->text, from, (size_t)hit->secret.from);
	*behind = umb_slice_sub(hit->text, (size_t)hit->secret.to, to);
}

static umb_slice next_word(umb_slice s, size_t *at)
{
	size_t from;

	while (*at < s.len && (s.ptr[*at] == ' ' || s.ptr[*at] == '\t'))
		++*at;
	for (from = *at; *at < s.len && s.ptr[*at] != ' ' && s.ptr[*at] != '\t';)
		++*at;
	return umb_slice_sub(s, from, *at);
}

/* Without its quotes; nothing where it is a variable, an address (which may hold a password) or another option. */
static umb_slice name_in(umb_slice word)
{
	while (word.len && strchr("\"'", word.ptr[0]))
		word = umb_slice_sub(word, 1, word.len);
	while (word.len && strchr("\"'", word.ptr[word.len - 1]))
		word.len--;
	for (size_t i = 0; i < word.len; i++) {
		if (word.ptr[i] <= ' ' || strchr("$\"'<>{}%:/=*\\", word.ptr[i]))
			return umb_slice_of(NULL, 0);
	}
	return word.len && word.ptr[0] == '-' ? umb_slice_of(NULL, 0) : word;
}

/* "-u NAME", "-uNAME", "--user NAME", "--user=NAME", and the host likewise. */
static void read_words(umb_slice s, umb_claims *out)
{
	static const struct {
		const char *option, *field;
	} known[] = {
		{ "--username", "principal" }, { "--user", "principal" }, { "-u", "principal" }, { "-U", "principal" },
		{ "--hostname", "host" },      { "--host", "host" },      { "-h", "host" },
	};

	for (size_t at = 0; at < s.len;) {
		umb_slice word = next_word(s, &at);

		for (size_t i = 0; i < UMB_COUNT(known); i++) {
			size_t    n    = strlen(known[i].option), behind = at;
			umb_slice rest = umb_slice_sub(word, UMB_MIN(n, word.len), word.len);

			if (word.len < n || memcmp(word.ptr, known[i].option, n) != 0)
				continue;
			if (rest.len == 0)
				rest = next_word(s, &behind);
			else if (n > 2 && rest.ptr[0] == '=')
				rest = umb_slice_sub(rest, 1, rest.len);
			else if (n > 2)
				continue;
			umb_claims_add(out, known[i].field, name_in(rest), UMB_CLAIM_FORMAT);
			break;
		}
	}
}

static void read_command(const umb_hit_view *hit, umb_claims *out)
{
	umb_slice before, behind;

	split_command(hit, &before, &behind);
	/* What the secret's own option is called ends the first part, and a quote may begin the second. */
	while (before.len && before.ptr[before.len - 1] > ' ')
		before.len--;
	for (size_t i = 0; i < behind.len && behind.ptr[i] > ' ';)
		behind = umb_slice_sub(behind, 1, behind.len);
	read_words(before, out);
	read_words(behind, out);
}

static void login_resolve(const umb_hit_view *hit, umb_claims *out)
{
	static const struct {
		const char *id;
		void (*read)(umb_slice before, umb_claims *out);
	} known[] = {
		{ "generic.netrc", read_netrc },   { "heroku.netrc-password", read_netrc },           { "postgres.pgpass-line", read_pgpass },
		{ "http.curl-user", read_option }, { "http.client-password-option", read_option },
		{ "http.curlrc-user", read_option }, { "http.curlrc-option", read_option },
	};

	for (size_t i = 0; i < UMB_COUNT(known); i++) {
		if (strcmp(hit->rule->id, known[i].id) == 0)
			known[i].read(umb_slice_sub(hit->text, 0, (size_t)hit->secret.from), out);
	}
	if (strcmp(hit->rule->id, "mysql.cli-password") == 0 || strcmp(hit->rule->id, "generic.command-password") == 0)
		read_command(hit, out);
}

const umb_resolver_ops umb_resolver_login = {
	.name    = "login",
	.summary = "host and user beside the password in a .netrc, a .pgpass, an option of an HTTP client, a command",
	.resolve = login_resolve,
};
