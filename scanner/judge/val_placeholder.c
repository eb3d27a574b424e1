/*
 * val_placeholder.c - masks, templates, samples: what stands where a secret would.
 *
 * It is asked about every hit of every rule, so it must not take a real value for a sample: each test below
 * either explains the whole value or looks for something that random text of that length holds less than
 * once in ten thousand.  Values over 256 bytes (key blocks, tokens with a payload) are asked the first kind only.
 */
#include "core/validator.h"

#include "base/text.h"
#include "judge/disguise.h"
#include "judge/placeholder_words.h"
#include "judge/value_forms.h"

#define MAX_SEARCHED 256
#define MAX_PERIOD 64
#define MAX_SUFFIX 6
#define MIN_PLAIN 4 /* of a value whose encoding is undone */
/* Of a password that a person makes up of such words. */
#define MIN_CHOSEN 6
#define MAX_CHOSEN 24

static const umb_param_spec specs[] = {
	{ "off", UMB_PARAM_BOOL, 0, 1, 0 },
};

static bool is_alnum(uint8_t c)
{
	return (c >= '0' && c <= '9') || (umb_ascii_lower(c) >= 'a' && umb_ascii_lower(c) <= 'z');
}

static bool is_quote(uint8_t c)
{
	return c == '"' || c == '\'' || c == '`' || c == ' ' || c == '\t';
}

static umb_slice trim(umb_slice v)
{
	while (v.len > 0 && is_quote(v.ptr[0]))
		v = umb_slice_sub(v, 1, v.len);
	while (v.len > 0 && is_quote(v.ptr[v.len - 1]))
		v.len--;
	return v;
}

/* -- masks ---------------------------------------------------------------------------------------- */

static size_t bit_length(size_t n)
{
	size_t bits = 0;

	for (; n; n >>= 1)
		bits++;
	return bits;
}

/* How few characters there are to choose from: 2 for decimal digits, 1 for hexadecimal, 0 for more. */
static size_t narrowness(umb_slice v)
{
	size_t n = 2;

	for (size_t i = 0; i < v.len; i++) {
		uint8_t c = umb_ascii_lower(v.ptr[i]);

		if (c >= 'a' && c <= 'f')
			n = 1;
		else if ((c < '0' || c > '9') && c != '-')
			return 0;
	}
	return n;
}

/* How long a run may be before it is too regular. */
static size_t allowed_run(umb_slice v)
{
	return UMB_MAX((size_t)4, bit_length(v.len)) + narrowness(v);
}

/* Base64 of binary data has runs of 'A' (zero bytes), and of '/' and '_' (all ones). */
static bool is_filler(umb_slice v, uint8_t c)
{
	return v.len >= 40 && (c == 'A' || c == '/' || c == '_' || c == '-' || c == '=');
}

static bool is_masked(umb_slice v)
{
	bool   seen[256] = { false };
	size_t n_distinct = 0, n_alnum = 0, run = 1, stars = 0, max_run = allowed_run(v);

	for (size_t i = 0; i < v.len; i++) {
		uint8_t c = v.ptr[i];

		run   = i > 0 && c == v.ptr[i - 1] ? run + 1 : 1;
		stars = c == '*' ? stars + 1 : 0;
		if (stars == 5 || (run >= max_run && (!is_filler(v, c) || run * 2 > v.len)))
			return true;
		n_distinct += !seen[c];
		n_alnum += is_alnum(c);
		seen[c] = true;
	}
	return n_alnum == 0 || (n_distinct <= 2 && v.len >= 8) || (n_distinct <= 3 && v.len >= 12);
}

/* "000102030405...": bytes that count up, in hexadecimal. */
static bool is_hex_count(umb_slice v)
{
	static const char hex[] = "0123456789abcdef";
	size_t n_up = 0;
	int    last = -2;

	for (size_t i = 0; i + 1 < v.len && v.len >= 16; i += 2) {
		const char *high = strchr(hex, umb_ascii_lower(v.ptr[i])), *low = strchr(hex, umb_ascii_lower(v.ptr[i + 1]));
		int         byte = v.ptr[i] && v.ptr[i + 1] && high && low ? (int)((high - hex) << 4 | (low - hex)) : -2;

		n_up += byte >= 0 && byte == last + 1;
		last = byte;
	}
	return n_up >= 6 && n_up * 3 >= v.len;
}

/* "A1B2C3D4E5F6": every other one is one more than the one before it; digits begin again behind 9. */
static bool is_interleaved(umb_slice v)
{
	size_t n = 0;

	for (size_t i = 2; i < v.len && v.len >= 12; i++)
		n += v.ptr[i] == v.ptr[i - 2] + 1 || (v.ptr[i] == '0' && v.ptr[i - 2] == '9');
	return n > 0 && n * 10 >= (v.len - 2) * 9;
}

/* "abcdefg", "7654321": each byte one more, or one less, than the one before, for most of the value or a long stretch. */
static bool is_sequence(umb_slice v)
{
	size_t up = 1, down = 1, longest = 1;

	for (size_t i = 1; i < v.len; i++) {
		up      = v.ptr[i] == v.ptr[i - 1] + 1 ? up + 1 : 1;
		down    = v.ptr[i] + 1 == v.ptr[i - 1] ? down + 1 : 1;
		longest = UMB_MAX(longest, UMB_MAX(up, down));
	}
	return is_hex_count(v) || is_interleaved(v) || longest > allowed_run(v) || (longest >= 4 && longest * 2 > v.len);
}

/* One block over and over. */
static bool is_periodic(umb_slice v)
{
	if (v.len < 12)
		return false;
	for (size_t p = 1; p <= UMB_MIN(v.len / 2, (size_t)MAX_PERIOD); p++) {
		if (v.ptr[0] == v.ptr[p] && memcmp(v.ptr, v.ptr + p, v.len - p) == 0)
			return true;
	}
	return false;
}

/* Cut by hand: "AKIA..." or "abc…". */
static bool is_elided(umb_slice v)
{
	static const char *const marks[] = { "...", "\xe2\x80\xa6" };

	return umb_text_has_any(v, marks, UMB_COUNT(marks));
}

/* -- templates -------------------------------------------------------------------------------------- */

static const struct {
	const char *open;
	const char *close;
} brackets[] = {
	{ "${", "}" }, { "{{", "}}" }, { "#{", "}" }, { "$(", ")" }, { "<%", "%>" }, { "%(", ")s" }, { "$[", "]" }, { "[[", "]]" }, { "<<", ">>" }, { "{%", "%}" },
};

static bool has_brackets(umb_slice v)
{
	for (size_t at = 0; at + 2 < v.len; at++) {
		for (size_t i = 0; memchr("${#<%[", v.ptr[at], 6) && i < UMB_COUNT(brackets); i++) {
			if (memcmp(v.ptr + at, brackets[i].open, 2) == 0 && umb_text_has_any(umb_slice_sub(v, at + 2, v.len), &brackets[i].close, 1))
				return true;
		}
	}
	return false;
}

static bool is_name_char(uint8_t c)
{
	return is_alnum(c) || c == '_' || c == '-' || c == '.' || c == ' ' || c == ':';
}

/* "<your key>" anywhere: a name of at least three characters between angle brackets. */
static bool has_angle_name(umb_slice v)
{
	for (size_t i = 0; i < v.len; i++) {
		size_t end = i + 1;

		while (v.ptr[i] == '<' && end < v.len && is_name_char(v.ptr[end]))
			end++;
		if (v.ptr[i] == '<' && end < v.len && v.ptr[end] == '>' && end - i > 3)
			return true;
	}
	return false;
}

/* "sk-{name}", "{name:20}!": a name of two characters or more between braces, or one and a format behind a colon. */
static bool has_braced_name(umb_slice v)
{
	for (size_t i = 0; i + 3 < v.len; i++) {
		size_t end = i + 1;
		bool   has_lower = false; /* "{SSHA512}" names how what follows was hashed */

		if (v.ptr[i] != '{' || umb_ascii_lower(v.ptr[end]) < 'a' || umb_ascii_lower(v.ptr[end]) > 'z')
			continue;
		for (; end < v.len && (is_alnum(v.ptr[end]) || strchr("_-.", v.ptr[end])); end++)
			has_lower = has_lower || (v.ptr[end] >= 'a' && v.ptr[end] <= 'z');
		if (!has_lower || end == v.len || end - i <= 2)
			continue;
		/* A quote inside may have cut the rest off. */
		if (v.ptr[end] == '}' || (v.ptr[end] == ':' && (memchr(v.ptr + end, '}', v.len - end) || v.ptr[v.len - 1] == '{')))
			return true;
	}
	return false;
}

static bool is_variable_name(umb_slice v)
{
	bool has_lower = false, has_upper = false, has_digit = false;

	for (size_t i = 0; i < v.len; i++) {
		uint8_t c = v.ptr[i];

		if (!is_alnum(c) && c != '_')
			return false;
		has_lower = has_lower || (c >= 'a' && c <= 'z');
		has_upper = has_upper || (c >= 'A' && c <= 'Z');
		has_digit = has_digit || (c >= '0' && c <= '9');
	}
	/* A password may begin with '$': mixed case with digits is not taken for a name. */
	return v.len > 0 && (has_lower || has_upper) && !(has_lower && has_upper && has_digit) && !(v.ptr[0] >= '0' && v.ptr[0] <= '9');
}

/* "&#039;", "&apos;": a character as HTML writes it. */
static bool is_entity(umb_slice v)
{
	size_t i = 1;

	if (v.len < 4 || v.len > 10 || v.ptr[0] != '&')
		return false;
	while (i < v.len && (is_alnum(v.ptr[i]) || v.ptr[i] == '#'))
		i++;
	return i + 1 == v.len && v.ptr[i] == ';';
}

/* The whole value is one variable: $NAME, %NAME%, @NAME@, {name}, __NAME__, or a format: %s, {}, {0}. */
static bool is_variable(umb_slice v)
{
	uint8_t first, last;

	if (v.len < 2)
		return false;
	first = v.ptr[0];
	last  = v.ptr[v.len - 1];
	if (v.len <= 3 && first == '%')
		return true;
	if (first == '{' && last == '}') {
		/* "{name}", or with a format behind a colon: "{name:>8}" */
		const uint8_t *colon = memchr(v.ptr, ':', v.len);

		return v.len <= 3 || is_variable_name(umb_slice_sub(v, 1, colon ? (size_t)(colon - v.ptr) : v.len - 1));
	}
	if (v.len > 4 && first == '@' && v.ptr[1] == '@' && last == '@' && v.ptr[v.len - 2] == '@')
		return is_variable_name(umb_slice_sub(v, 2, v.len - 2));
	if ((first == '%' || first == '@') && last == first)
		return is_variable_name(umb_slice_sub(v, 1, v.len - 1));
	if (v.len > 4 && v.ptr[0] == '_' && v.ptr[1] == '_' && last == '_' && v.ptr[v.len - 2] == '_')
		return is_variable_name(umb_slice_sub(v, 2, v.len - 2));
	return first == '$' && is_variable_name(umb_slice_sub(v, 1, v.len));
}

/*
 * "scott:tiger@", "scott/tiger": the account that Oracle's examples log in with; with a few characters more where a server asks
 * for digits and marks.
 */
static bool is_demo_login(const umb_hit_view *hit, umb_slice v)
{
	static const char user[] = "scott", password[] = "tiger";
	umb_slice head = umb_slice_sub(hit->text, 0, (size_t)hit->secret.from);
	size_t    n    = sizeof(user) - 1, m = sizeof(password) - 1;

	if (v.len < m || v.len > m + MAX_SUFFIX || !umb_text_eq_nocase(umb_slice_sub(v, 0, m), umb_slice_str(password)) || head.len < n + 1 ||
	    !strchr(":/", head.ptr[head.len - 1]))
		return false;
	return umb_text_eq_nocase(umb_slice_sub(head, head.len - 1 - n, head.len - 1), umb_slice_str(user));
}

/* -- verdict ------------------------------------------------------------------------------------------ */

static const char of_words[] = "made of placeholder words";

static const char *reason_for(umb_slice v)
{
	if (v.len == 0)
		return "empty";
	if (is_periodic(v))
		return "one block again and again";
	if (is_variable(v) || is_entity(v))
		return "a template or a variable";
	if (v.len > MAX_SEARCHED)
		return NULL;
	if (is_masked(v) || is_elided(v))
		return "a mask";
	if (is_sequence(v))
		return "a sequence of characters";
	if (has_brackets(v) || has_angle_name(v) || has_braced_name(v))
		return "a template or a variable";
	if (umb_words_is_published(v))
		return "a published sample value";
	if (umb_words_is_reference(v))
		return "says where the secret is kept, or holds it encrypted";
	if (umb_words_has_strong(v) || umb_words_cover(v))
		return of_words;
	return NULL;
}

/*
 * "Admin@123", "test1234", "s3cr3t!": who tries something out takes such for a password, and so do many who do not. "changeme1" and
 * "your-password-1" nobody logs in with.
 */
static bool may_be_chosen(umb_slice v)
{
	size_t n_letters = 0, n_others = 0, n_joints = 0;

	if (v.len < MIN_CHOSEN || v.len > MAX_CHOSEN || umb_words_has_strong(v))
		return false;
	for (size_t i = 0; i < v.len; i++) {
		n_letters += umb_ascii_is_letter(v.ptr[i]);
		n_others += umb_ascii_is_digit(v.ptr[i]) || strchr("!@#$%^&*?+~", v.ptr[i]) != NULL;
		n_joints += strchr(" -_./:", v.ptr[i]) != NULL;
	}
	return n_letters > 0 && n_others > 0 && n_joints < 2;
}

/* The same of what the value says once its encoding is undone; *chosen: and a person may have chosen that. */
static const char *reason_for_plain(umb_slice v, bool *chosen)
{
	uint8_t     out[UMB_DISGUISE_MAX], text[UMB_DISGUISE_MAX];
	umb_slice   plain;
	const char *why = reason_for(v);

	*chosen = (why == of_words && may_be_chosen(v)) || umb_value_is_count(v);
	if (!why && umb_disguise_percent(out, v, &plain)) {
		why = plain.len < MIN_PLAIN ? "too short for a secret" : reason_for(plain);
		v   = plain;
		*chosen = why == of_words && may_be_chosen(v);
	}
	if (!why && umb_disguise_base64(text, v, &plain)) {
		why     = reason_for(plain);
		*chosen = why == of_words && may_be_chosen(plain);
	}
	if (!why && umb_disguise_leet(text, v, &plain) && umb_words_cover(plain)) {
		why     = of_words;
		*chosen = may_be_chosen(v);
	}
	return why;
}

/* What has the form of one vendor's tokens no person chose. */
static umb_verdict placeholder_check(const umb_hit_view *hit, const umb_param *params, const char **reason)
{
	umb_slice v = trim(hit->value);
	bool      chosen = false;

	if (params[0] != 0)
		return UMB_NO_OPINION;
	*reason = is_demo_login(hit, v) ? "a published sample value" : reason_for_plain(v, &chosen);
	if (!*reason)
		return UMB_NO_OPINION;
	return chosen && hit->rule->confidence < UMB_CONF_HIGH ? UMB_TRIAL : UMB_REJECT;
}

const umb_validator_ops umb_validator_placeholder = {
	.name     = "placeholder",
	.summary  = "masks, templates, published samples, words like changeme",
	.params   = specs,
	.n_params = UMB_COUNT(specs),
	.check    = placeholder_check,
};
