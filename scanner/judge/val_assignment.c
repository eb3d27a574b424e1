/*
 * val_assignment.c - weighs a value that is assigned to a name: what the name says, how it is assigned, what the value looks like.
 *
 * No single one of these tells a password from a label; together they do.  Each reason and its points stand in weights.def.
 * Values behind the name of a password may be chosen by people: words, short ones.  Everything else is taken to be generated.
 */
#include "judge/weights.h"

#include <limits.h>

#include "base/text.h"
#include "judge/assignment.h"
#include "judge/name_meaning.h"
#include "judge/shown.h"
#include "judge/value_forms.h"
#include "judge/value_words.h"

#define RANDOM_SURPRISE 10 /* sixteenths of a bit per pair above the floor */
#define GENERATED_LEN 12
#define CHOSEN_LEN 6
#define FOLD_MAX 96

static const umb_param_spec specs[] = {
	{ "chosen", UMB_PARAM_BOOL, 0, 1, 0 },   /* without a name that says so, too, the value may be chosen by a person */
	{ "nameless", UMB_PARAM_BOOL, 0, 1, 0 }, /* the pattern says what it is: no name is read */
};

typedef struct shape {
	size_t n_lower, n_upper, n_digits, n_blanks, n_high;
	size_t n_joints; /* - _ . / : as they stand inside names */
	size_t n_marks;  /* all others */
	size_t n_kinds;  /* of lower, upper, digits, marks */
	size_t n_turns;  /* neighbours that are of different kinds: names have a few, random text two thirds */
} shape;

static bool is_word_byte(uint8_t c)
{
	return umb_ascii_is_letter(c) || umb_ascii_is_digit(c) || c == '_';
}

static int kind_of(uint8_t c)
{
	if (umb_ascii_is_digit(c))
		return 0;
	/* What is no ASCII is taken for a letter, a small one as most are. */
	return (c >= 'a' && c <= 'z') || c >= 0x80 ? 1 : c >= 'A' && c <= 'Z' ? 2 : 3;
}

static shape shape_of(umb_slice v)
{
	shape s = { 0 };

	for (size_t i = 0; i < v.len; i++) {
		uint8_t c = v.ptr[i];

		s.n_turns += i > 0 && kind_of(c) != kind_of(v.ptr[i - 1]);
		s.n_lower += c >= 'a' && c <= 'z';
		s.n_upper += c >= 'A' && c <= 'Z';
		s.n_digits += umb_ascii_is_digit(c);
		s.n_blanks += c == ' ';
		s.n_high += c >= 0x80;
		s.n_joints += c > ' ' && strchr("-_./:", c) != NULL;
		s.n_marks += c > ' ' && c < 0x7f && !umb_ascii_is_letter(c) && !umb_ascii_is_digit(c) && !strchr("-_./:", c);
	}
	s.n_kinds = (size_t)(s.n_lower > 0) + (s.n_upper > 0) + (s.n_digits > 0) + (s.n_marks > 0);
	return s;
}

/* -- what a value is that is no secret ------------------------------------------------------------------ */

static bool is_hex(umb_slice v)
{
	for (size_t i = 0; i < v.len; i++) {
		uint8_t c = umb_ascii_lower(v.ptr[i]);

		if (!umb_ascii_is_digit(c) && (c < 'a' || c > 'f'))
			return false;
	}
	return true;
}

/* As long as no key is: they have 16 to 64 bytes, a multiple of four. */
static bool is_no_key_length(umb_slice hex)
{
	return hex.len > 128 || hex.len % 8 != 0;
}

static bool has(umb_slice v, const char *text)
{
	return umb_text_find(v, umb_slice_str(text)) != SIZE_MAX;
}

static size_t fold(char out[FOLD_MAX], umb_slice s)
{
	size_t n = 0;

	for (size_t i = 0; i < s.len && n < FOLD_MAX; i++) {
		if (umb_ascii_is_letter(s.ptr[i]))
			out[n++] = (char)umb_ascii_lower(s.ptr[i]);
	}
	return n;
}

/*
 * "Admin@123" for ADMIN_PASSWORD, "password123" for password: no name of anything.  A second field for passwords is "password2", but
 * not in a configuration, where names stand in front only.
 */
static bool is_no_name(const umb_hit_view *hit, const shape *s, const umb_name_view *n)
{
	size_t few = hit->rule->confidence > UMB_CONF_LOW ? 0 : 1;

	return s->n_digits > 4 || (s->n_digits > 0 && s->n_marks > 0) || (s->n_digits > 1 && s->n_kinds > 2) ||
	       (n->meaning == UMB_NAME_PASSWORD && s->n_digits > few);
}

/* "userPassword" for password, "token" for auth_token: the letters of one lie in the other and there is hardly more. */
static bool repeats(const umb_hit_view *hit, const umb_name_view *n, umb_slice name, umb_slice v, const shape *s)
{
	char      a[FOLD_MAX], b[FOLD_MAX];
	umb_slice x = umb_slice_of(a, fold(a, name)), y = umb_slice_of(b, fold(b, v));

	if (x.len < 3 || y.len < 3 || is_no_name(hit, s, n))
		return false;
	return umb_text_find(x, y) != SIZE_MAX || (umb_text_find(y, x) != SIZE_MAX && y.len <= 3 * x.len);
}

static void weigh_kind(umb_weighing *w, umb_slice v, const shape *s)
{
	bool is_address;

	if (umb_value_is_uuid(v))
		umb_weigh(w, UMB_W_UUID);
	if (umb_value_is_pattern(v) || umb_value_is_interpolated(v))
		umb_weigh(w, UMB_W_PATTERN);
	if (umb_value_is_version(v) || umb_value_is_numbers(v))
		umb_weigh(w, UMB_W_VERSION);
	else if (umb_value_is_plain_address(v, &is_address))
		umb_weigh(w, UMB_W_ADDRESS);
	else if (umb_value_is_path(v))
		umb_weigh(w, UMB_W_PATH);
	else if (umb_value_is_mail(v))
		umb_weigh(w, UMB_W_MAIL);
	else if (umb_value_is_standard(v))
		umb_weigh(w, UMB_W_STANDARD);
	if (umb_value_is_public_key(v))
		umb_weigh(w, UMB_W_PUBLIC_KEY);
	if (umb_value_is_password_hash(v))
		umb_weigh(w, UMB_W_PASSWORD_HASH);
	if (s->n_high > 0)
		umb_weigh(w, UMB_W_FOREIGN);
	/* Where no blanks stand between words: two such characters are a word, and six bytes. */
	if (s->n_high > 12 && s->n_high * 2 > v.len && s->n_blanks == 0)
		umb_weigh(w, UMB_W_SENTENCE);
	if (s->n_blanks > 0)
		umb_weigh(w, s->n_blanks > 1 ? UMB_W_SENTENCE : UMB_W_SPACED);
}

/* -- whether it looks like one ------------------------------------------------------------------------------ */

/* The order of its letters is that of no language, and it is more than capitals and small letters of a name. */
static bool is_random(umb_slice v, const shape *s, int surprise)
{
	if (surprise == INT_MAX || surprise < RANDOM_SURPRISE || s->n_kinds < 2 || umb_value_is_uuid(v))
		return false;
	return s->n_digits > 0 || s->n_turns * 3 >= v.len;
}

static void weigh_chosen(umb_weighing *w, umb_slice v, const shape *s, int surprise)
{
	bool is_generated = v.len >= 8 && is_random(v, s, surprise);

	if (s->n_kinds >= 3 && v.len >= CHOSEN_LEN && !is_generated && (surprise >= 0 || s->n_digits > 0))
		umb_weigh(w, UMB_W_CHOSEN);
	else if (is_generated)
		umb_weigh(w, UMB_W_RANDOM);
	else if (umb_value_is_passphrase(v)) {
		umb_weigh(w, UMB_W_PASSPHRASE);
		return;
	} else if (surprise < 0 && s->n_turns * 2 < v.len)
		umb_weigh(w, s->n_digits > 0 ? UMB_W_WORDS_AND_DIGITS : UMB_W_WORDS);
	/* "123456" was taken for a placeholder already, and is the password that is chosen most. */
	if (s->n_digits == v.len && !umb_value_is_count(v))
		umb_weigh(w, UMB_W_DIGITS);
	else if (s->n_digits + s->n_marks == 0 && !is_generated && s->n_turns * 3 < v.len)
		umb_weigh(w, UMB_W_LETTERS);
	if (v.len < CHOSEN_LEN)
		umb_weigh(w, UMB_W_SHORT);
}

static void weigh_generated(umb_weighing *w, umb_slice v, const shape *s, int surprise)
{
	bool is_generated = v.len >= GENERATED_LEN && is_random(v, s, surprise);

	if (surprise < 0)
		umb_weigh(w, UMB_W_WORDS);
	else if (umb_value_is_base64_of_words(v))
		umb_weigh(w, UMB_W_ENCODED_WORDS);
	else if (is_generated)
		umb_weigh(w, UMB_W_RANDOM);
	if (s->n_digits == v.len)
		umb_weigh(w, UMB_W_DIGITS);
	if (!is_generated && (s->n_digits + s->n_marks == 0 || s->n_kinds == 1))
		umb_weigh(w, UMB_W_NOT_GENERATED);
	if (v.len < GENERATED_LEN)
		umb_weigh(w, UMB_W_TOO_SHORT);
	else if (v.len < 16)
		umb_weigh(w, UMB_W_SHORT);
}

/* -- what stands around it ---------------------------------------------------------------------------------- */

static void weigh_name(umb_weighing *w, const umb_name_view *n)
{
	static const umb_weight of[] = {
		[UMB_NAME_PASSWORD] = UMB_W_NAME_PASSWORD, [UMB_NAME_SECRET] = UMB_W_NAME_SECRET, [UMB_NAME_ABOUT] = UMB_W_NAME_ABOUT,
		[UMB_NAME_PUBLIC] = UMB_W_NAME_PUBLIC,     [UMB_NAME_DIGEST] = UMB_W_NAME_DIGEST, [UMB_NAME_ACTION] = UMB_W_NAME_ACTION,
		[UMB_NAME_KEY] = UMB_W_NAME_KEY,
	};

	if (n->meaning != UMB_NAME_NOTHING)
		umb_weigh(w, of[n->meaning]);
	if (n->is_for_show)
		umb_weigh(w, UMB_W_NAME_SHOW);
}

/* "password: something that you know": a word follows the value, with a blank or a comma between them. */
static bool is_prose(const umb_assignment *a)
{
	size_t at = 0;
	bool   is_list;

	if (a->quote || (a->op != UMB_OP_COLON && a->op != UMB_OP_ASSIGN))
		return false;
	while (at < a->tail.len && at < 3 && strchr(" ,.*", a->tail.ptr[at]))
		at++;
	if (at == 0 || at + 2 >= a->tail.len || !umb_ascii_is_letter(a->tail.ptr[at]) || !umb_ascii_is_letter(a->tail.ptr[at + 1]))
		return false;
	/* ", pool=10", ", pool: 10": the next of a list of such */
	is_list = a->tail.ptr[0] == ',';
	while (at < a->tail.len && is_word_byte(a->tail.ptr[at]))
		at++;
	return at == a->tail.len || (a->tail.ptr[at] != '=' && !(is_list && a->tail.ptr[at] == ':'));
}

/* Without quotes: what only an expression of a language looks like. */
static bool is_expression(const umb_assignment *a, umb_slice v, const shape *s)
{
	umb_slice tail = umb_text_trim(a->tail);

	if (a->quote || a->op == UMB_OP_ELEMENT)
		return false;
	if (a->tail.len > 0 && strchr("([", a->tail.ptr[0]))
		return true;
	if (tail.len > 1 && (tail.ptr[0] == '?' || (tail.ptr[0] == '.' && umb_ascii_is_letter(tail.ptr[1]))))
		return true;
	/* "args.password", "Config::TOKEN", "self->key" */
	return s->n_digits == 0 && (has(v, "::") || has(v, "->") || (has(v, ".") && umb_value_is_words(v)));
}

static bool speaks_of_example(umb_slice line)
{
	static const char *const words[] = { "example", "e.g.", "for instance", "sample", "dummy", "placeholder", "replace", "your " };

	return umb_text_has_any_nocase(line, words, UMB_COUNT(words));
}

/* "...@db1:5432/test?x=y" behind the password of an address: a database for tests. */
static bool is_test_database(umb_slice tail)
{
	const uint8_t *slash = tail.len && tail.ptr[0] == '@' ? memchr(tail.ptr, '/', tail.len) : NULL;
	size_t         from  = slash ? (size_t)(slash - tail.ptr) + 1 : tail.len, to = from;

	while (to < tail.len && is_word_byte(tail.ptr[to]))
		to++;
	return umb_name_read(umb_slice_sub(tail, from, to)).is_for_show;
}

/* "iex> f(value)", ">>> f(value)", "f(value) # => true": what documentation shows of a session. */
static bool is_session(umb_slice head, umb_slice tail)
{
	static const char *const prompts[] = { "iex> ", ">>> ", "irb> ", "pry> ", "scala> ", "jshell> ", "# => ", "#=> " };

	return umb_text_has_any(head, prompts, UMB_COUNT(prompts)) || has(tail, " # => ") || has(tail, " #=> ");
}

#define NEAR 256

/* "POSTGRES_USER: shop" near "POSTGRES_PASSWORD: shop": a word of its neighbourhood, and not of a second line about the password. */
static bool is_of_neighbourhood(const umb_hit_view *hit)
{
	umb_slice v = hit->value, t = hit->text;
	size_t    from = (size_t)hit->secret.from, to = UMB_MIN(t.len, (size_t)hit->secret.to + NEAR), at = from > NEAR ? from - NEAR : 0;

	for (; at + v.len <= to; at++) {
		umb_slice before;

		if (t.ptr[at] != v.ptr[0] || (at + v.len > from && at < (size_t)hit->secret.to))
			continue;
		before = umb_slice_sub(t, at > 32 ? at - 32 : 0, at);
		if (memcmp(t.ptr + at, v.ptr, v.len) != 0 || (at > 0 && is_word_byte(t.ptr[at - 1])) || (at + v.len < t.len && is_word_byte(t.ptr[at + v.len])))
			continue;
		if (umb_text_find_nocase(before, umb_slice_str("pass")) == SIZE_MAX && umb_text_find_nocase(before, umb_slice_str("pwd")) == SIZE_MAX)
			return true;
	}
	return false;
}

/* f(token, "value"), f(self::TOKEN, "value"): two arguments; NAME, "value" may be a constant and what it stands for. */
static bool is_variable_argument(const umb_assignment *a)
{
	if (a->op != UMB_OP_ARGUMENT || a->is_quoted_name)
		return false;
	if (a->owner.len > 0)
		return true;
	for (size_t i = 0; i < a->name.len; i++) {
		if (a->name.ptr[i] >= 'a' && a->name.ptr[i] <= 'z')
			return true;
	}
	return false;
}

/* new Mailer(self::USER, self::PASSWORD, "value"): behind other arguments it is no name of the next one. */
static bool is_among_arguments(const umb_assignment *a)
{
	umb_slice head = umb_text_trim(a->head);

	return is_variable_argument(a) && a->owner.len > 0 && head.len > 0 && head.ptr[head.len - 1] == ',';
}

/* "# Example password: value" */
static bool is_called_example(const umb_assignment *a)
{
	static const char *const words[] = { "example", "sample", "dummy", "fake" };
	umb_slice                head = umb_text_trim(a->head);

	for (size_t i = 0; i < UMB_COUNT(words); i++) {
		size_t n = strlen(words[i]);

		if (head.len >= n && umb_text_eq_nocase(umb_slice_sub(head, head.len - n, head.len), umb_slice_str(words[i])))
			return true;
	}
	return false;
}

static void weigh_line(umb_weighing *w, const umb_assignment *a, const umb_name_view *n, umb_slice v, const shape *s)
{
	umb_slice tail = umb_text_trim(a->tail);

	/* "the pass `name` makes": a word of code in a comment */
	if (a->is_stray || (a->quote == '`' && a->op == UMB_OP_CALL && a->is_comment) || umb_name_read(a->wrapper).meaning == UMB_NAME_ACTION || is_expression(a, v, s) ||
	    is_among_arguments(a))
		umb_weigh(w, UMB_W_EXPRESSION);
	else if (a->quote && tail.len > 1 && (tail.ptr[0] == '+' || (tail.ptr[0] == '.' && (tail.ptr[1] == ' ' || tail.ptr[1] == '$'))))
		umb_weigh(w, UMB_W_JOINED);
	if (is_prose(a))
		umb_weigh(w, UMB_W_PROSE);
	if (a->op == UMB_OP_ARGUMENT)
		umb_weigh(w, UMB_W_ARGUMENT);
	if ((a->op == UMB_OP_CALL && n->meaning == UMB_NAME_NOTHING && a->name.len > 0) || is_variable_argument(a))
		umb_weigh(w, UMB_W_OTHER_CALL);
	if (a->is_comment)
		umb_weigh(w, UMB_W_COMMENT);
	if (speaks_of_example(a->head) || speaks_of_example(a->tail) || is_test_database(a->tail))
		umb_weigh(w, UMB_W_LINE_FOR_SHOW);
	if (is_called_example(a))
		umb_weigh(w, UMB_W_CALLED_EXAMPLE);
	if (is_session(a->head, a->tail))
		umb_weigh(w, UMB_W_SESSION);
}

/* "'missing api_key' => value", "'Forgot your password' => value": the last word is the name, the others say what of. */
static umb_name_view read_name(const umb_assignment *a)
{
	umb_name_view n    = umb_name_read(a->name);
	size_t        from = a->head.len;

	while (from > 0 && !strchr("\"'`", a->head.ptr[from - 1]))
		from--;
	if (a->is_quoted_name && from > 0 && from < a->head.len && umb_name_read(umb_slice_sub(a->head, from, a->head.len)).has_action)
		n.meaning = UMB_NAME_ACTION;
	/* the folder at hand, in every shell */
	if (umb_slice_eq_str(a->name, "$PWD"))
		n.meaning = UMB_NAME_ABOUT;
	return n;
}

/* What enterPassword() and changePassword() are handed is one, unless it is a text to be shown. */
static void read_step(umb_name_view *n, const umb_assignment *a, const shape *s)
{
	if (n->meaning == UMB_NAME_ACTION && n->ends_in_password && a->op == UMB_OP_CALL && a->quote && s->n_digits > 0 && s->n_blanks == 0)
		n->meaning = UMB_NAME_PASSWORD;
}

static bool is_of_no_secret(umb_meaning m)
{
	return m == UMB_NAME_ABOUT || m == UMB_NAME_PUBLIC || m == UMB_NAME_DIGEST || m == UMB_NAME_ACTION;
}

static bool is_joined_to(const umb_hit_view *hit, uint8_t mark)
{
	return hit->secret.from > 0 && hit->text.ptr[hit->secret.from - 1] == mark;
}

/* Nothing here speaks for a value. */
static void weigh_surroundings(umb_weighing *w, const umb_hit_view *hit, const umb_name_view *n)
{
	if (umb_is_asserted(hit))
		umb_weigh(w, UMB_W_ASSERTED);
	else if (!n->is_for_show && umb_is_named_for_show(hit))
		umb_weigh(w, UMB_W_LINE_OF_TEST);
	if (umb_is_in_announced_block(hit))
		umb_weigh(w, UMB_W_ANNOUNCED);
}

static void assignment_weigh(const umb_hit_view *hit, const umb_param *params, umb_weighing *w)
{
	umb_slice      v = hit->value;
	shape          s = shape_of(v);
	int            surprise = umb_value_surprise(v);
	umb_assignment a;
	umb_name_view  n;

	umb_assignment_read(&a, hit);
	n = read_name(&a);
	read_step(&n, &a, &s);
	if (params[1] != 0) {
		/* "...?fingerprint=value": what the pattern passed over may say what it is. */
		if (!is_joined_to(hit, '=') || !is_of_no_secret(n.meaning))
			n = (umb_name_view){ .meaning = UMB_NAME_NOTHING };
		a.name = a.wrapper = umb_slice_of(NULL, 0);
		a.op       = UMB_OP_NONE;
		a.is_stray = false;
	}
	weigh_name(w, &n);
	weigh_line(w, &a, &n, v, &s);
	weigh_kind(w, v, &s);
	if (n.meaning == UMB_NAME_PASSWORD || (params[0] != 0 && n.meaning != UMB_NAME_SECRET))
		weigh_chosen(w, v, &s, surprise);
	else
		weigh_generated(w, v, &s, surprise);
	if (s.n_lower + s.n_upper == v.len && v.len >= 3 && is_of_neighbourhood(hit))
		umb_weigh(w, UMB_W_NEIGHBOUR);
	if (n.meaning == UMB_NAME_KEY && is_hex(v) && (n.n_words == 1 || is_no_key_length(v)))
		umb_weigh(w, UMB_W_HEX);
	if (a.name.len > 0 && repeats(hit, &n, a.name, v, &s))
		umb_weigh(w, UMB_W_REPEATS_NAME);
	/* Lines are read for what is left: most of what is weighed is dropped by now. */
	if (w->judgement->score >= w->least)
		weigh_surroundings(w, hit, &n);
}

const umb_validator_ops umb_validator_assignment = {
	.name     = "assignment",
	.summary  = "weighs the name, the way of assigning and the looks of the value",
	.params   = specs,
	.n_params = UMB_COUNT(specs),
	.weigh    = assignment_weigh,
};
