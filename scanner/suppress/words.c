/*
 * words.c - names that others give to rules, against ours.
 *
 * Ours are "vendor.what-it-is".  What others call theirs says at best the vendor; where only that is asked, it may decide nothing
 * wider than a line or a place.
 */
#include "suppress/inline.h"

#include "base/text.h"

static bool is_letter(uint8_t c)
{
	c = umb_ascii_lower(c);
	return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9');
}

/* Letters and digits of `of` stand at the beginning of `text`, whatever is between them; *end is behind them.  0 letters: no. */
static bool begins(umb_slice text, const char *of, size_t *end)
{
	size_t at = 0, n = 0;

	for (; *of; of++) {
		if (!is_letter((uint8_t)*of))
			continue;
		while (n > 0 && at < text.len && !is_letter(text.ptr[at]))
			at++;
		if (at == text.len || umb_ascii_lower(text.ptr[at]) != umb_ascii_lower((uint8_t)*of))
			return false;
		at++;
		n++;
	}
	*end = at;
	return n > 0;
}

/* As whole words: neither a letter in front nor one behind. */
static bool stands_in(umb_slice text, const char *of)
{
	size_t end;

	for (size_t i = 0; i < text.len; i++) {
		if (i > 0 && is_letter(text.ptr[i - 1]))
			continue;
		umb_slice rest = umb_slice_sub(text, i, text.len);
		if (begins(rest, of, &end) && (end == rest.len || !is_letter(rest.ptr[end])))
			return true;
	}
	return false;
}

static bool is_same(umb_slice text, const char *of)
{
	size_t end;

	if (!begins(text, of, &end))
		return false;
	while (end < text.len && !is_letter(text.ptr[end]))
		end++;
	return end == text.len;
}

/* '-' and '.' are one, and the id ends there or goes on behind one. */
static bool begins_id(const char *id, umb_slice name)
{
	size_t n = name.len;

	if (n == 0 || n > strlen(id))
		return false;
	for (size_t i = 0; i < n; i++) {
		char c = (char)name.ptr[i];

		if ((c == '-' ? '.' : c) != (id[i] == '-' ? '.' : id[i]))
			return false;
	}
	return id[n] == 0 || id[n] == '.' || id[n] == '-';
}

bool umb_rule_is_named(const umb_rule_info *rule, umb_slice name)
{
	return begins_id(rule->id, name) || is_same(name, rule->id) || (rule->name && is_same(name, rule->name));
}

bool umb_rule_is_vendor(const umb_rule_info *rule, umb_slice name)
{
	char   vendor[64];
	size_t n = strcspn(rule->id, ".");

	if (umb_rule_is_named(rule, name))
		return true;
	if (n == 0 || n >= sizeof(vendor))
		return false;
	memcpy(vendor, rule->id, n);
	vendor[n] = 0;
	return stands_in(name, vendor) || (rule->provider && rule->provider[0] && stands_in(name, rule->provider));
}
