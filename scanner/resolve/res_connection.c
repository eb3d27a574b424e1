/*
 * res_connection.c - the host, the user and the database that stand beside a password: in a URL, or in "key=value;..." texts.
 *
 * Only what belongs to the same URL or text as the secret, and never a part of it that could be a secret, too.
 */
#include "resolve/reading.h"

#include "base/text.h"

#define MAX_PAIRS 24

static void add_percent(umb_claims *out, const char *field, umb_slice value)
{
	uint8_t text[UMB_CLAIM_VALUE_MAX];

	umb_claims_add(out, field, umb_read_percent(text, sizeof(text), value), UMB_CLAIM_FORMAT);
}

/* Up to the first byte that is one of `ends`. */
static umb_slice until(umb_slice s, const char *ends)
{
	size_t n = 0;

	while (n < s.len && s.ptr[n] && !strchr(ends, s.ptr[n]))
		n++;
	return umb_slice_sub(s, 0, n);
}

/* -- URLs ------------------------------------------------------------------------------------------------ */

/* "scheme://user:SECRET@host/database", or the secret in the user's place. */
static bool read_url(umb_slice before, umb_slice after, umb_claims *out)
{
	static const char mark[] = "://";
	size_t    at = SIZE_MAX;
	umb_slice user, host;

	for (size_t from = 0, found; (found = umb_text_find(umb_slice_sub(before, from, before.len), umb_slice_str(mark))) != SIZE_MAX;) {
		from += found + sizeof(mark) - 1;
		at = from;
	}
	if (at == SIZE_MAX || after.len < 2 || after.ptr[0] != '@')
		return false;
	user = umb_slice_sub(before, at, before.len);
	if (user.len > 0 && user.ptr[user.len - 1] != ':')
		return false;
	if (user.len > 1)
		add_percent(out, "principal", umb_slice_sub(user, 0, user.len - 1));
	after = umb_slice_sub(after, 1, after.len);
	host  = until(after, "/?#,)]};|&");
	umb_claims_add(out, "host", host, UMB_CLAIM_FORMAT);
	after = umb_slice_sub(after, host.len, after.len);
	if (after.len > 1 && after.ptr[0] == '/' && umb_text_find(umb_slice_sub(before, 0, at), umb_slice_str("http")) == SIZE_MAX)
		add_percent(out, "database", until(umb_slice_sub(after, 1, after.len), "/?#&;,)]}|"));
	return true;
}

/* -- pairs ------------------------------------------------------------------------------------------------- */

static const struct {
	const char *key, *field;
} names[] = {
	{ "server", "host" },           { "data source", "host" },     { "datasource", "host" },     { "host", "host" },
	{ "hostname", "host" },         { "address", "host" },         { "addr", "host" },           { "endpoint", "host" },
	{ "user id", "principal" },     { "user", "principal" },       { "username", "principal" },  { "uid", "principal" },
	{ "userid", "principal" },      { "sharedaccesskeyname", "principal" },                      { "database", "database" },
	{ "initial catalog", "database" }, { "dbname", "database" },   { "entitypath", "database" }, { "accountname", "account" },
};

static void read_pair(umb_slice pair, umb_claims *out)
{
	size_t    sign = umb_text_find(pair, umb_slice_str("=")), scheme = umb_text_find(pair, umb_slice_str("://"));
	umb_slice key, value;

	/* JDBC: a URL, then pairs. */
	if (scheme != SIZE_MAX && scheme < sign && umb_text_find(umb_slice_sub(pair, 0, scheme), umb_slice_str("jdbc:")) != SIZE_MAX) {
		value = umb_slice_sub(pair, scheme + 3, pair.len);
		umb_claims_add(out, "host", until(value, "/;?"), UMB_CLAIM_FORMAT);
		value = umb_slice_sub(value, until(value, "/;?").len, value.len);
		if (value.len > 1 && value.ptr[0] == '/')
			umb_claims_add(out, "database", umb_slice_sub(value, 1, value.len), UMB_CLAIM_FORMAT);
	}
	if (sign == SIZE_MAX)
		return;
	key   = umb_text_trim(umb_slice_sub(pair, 0, sign));
	value = umb_text_trim(umb_slice_sub(pair, sign + 1, pair.len));
	for (size_t i = 0; i < UMB_COUNT(names); i++) {
		if (!umb_text_eq_nocase(key, umb_slice_str(names[i].key)))
			continue;
		scheme = umb_text_find(value, umb_slice_str("://"));
		if (scheme != SIZE_MAX)
			value = until(umb_slice_sub(value, scheme + 3, value.len), "/?");
		umb_claims_add(out, names[i].field, value, UMB_CLAIM_FORMAT);
	}
}

static bool ends_text(uint8_t c)
{
	return c == '"' || c == '\'' || c == '`' || c == '\n' || c == '\r' || c == '<' || c == '>' || c == '\\';
}

/* The text in which the secret stands, cut at ';' (or, in a query, '&' and '?'), without the pair of the secret. */
static void read_pairs(const umb_hit_view *hit, umb_claims *out)
{
	umb_slice text = hit->text, part;
	size_t    from = (size_t)hit->secret.from, to = (size_t)hit->secret.to, n = 0;
	bool      has_sign = false;

	while (from > 0 && !ends_text(text.ptr[from - 1]))
		from--;
	while (to < text.len && !ends_text(text.ptr[to]))
		to++;
	part = umb_slice_sub(text, from, to);
	for (size_t i = from; i < to; i++)
		has_sign = has_sign || text.ptr[i] == ';' || text.ptr[i] == '&';
	if (!has_sign)
		return;
	while (part.len > 0 && n++ < MAX_PAIRS) {
		umb_slice pair = until(part, ";&?");
		size_t    at   = (size_t)(pair.ptr - text.ptr);

		/* A text that is cut at the end of what is seen says nothing. */
		if ((at + pair.len <= hit->secret.from || at >= hit->secret.to) && at + pair.len < text.len + (size_t)(to < text.len))
			read_pair(pair, out);
		part = umb_slice_sub(part, UMB_MIN(pair.len + 1, part.len), part.len);
	}
}

static void connection_resolve(const umb_hit_view *hit, umb_claims *out)
{
	umb_slice word = umb_read_word(hit->text, hit->secret);
	size_t    at;

	if (!word.len || hit->text.len == hit->value.len)
		return;
	at = (size_t)hit->secret.from - (size_t)(word.ptr - hit->text.ptr);
	if (at == 0)
		return;
	if (read_url(umb_slice_sub(word, 0, at), umb_slice_sub(word, at + hit->value.len, word.len), out))
		return;
	if (hit->text.ptr[hit->secret.from - 1] == '=' || hit->text.ptr[hit->secret.from - 1] == ' ')
		read_pairs(hit, out);
}

const umb_resolver_ops umb_resolver_connection = {
	.name    = "connection",
	.summary = "host, user and database beside a password",
	.resolve = connection_resolve,
};
