/*
 * assignment.c - reads the name, the operator and the quotes in front of a value.
 *
 * Backwards from the value, because that is where the scanner stands:
 *
 *     String  dbPassword  =  "value"         name op quote
 *     password: str = "value"                a type between the name and the operator
 *     {"password": "value"}                  a quoted name
 *     cfg["password"] = "value"              a subscript
 *     os.getenv("PASSWORD", "value")         an argument behind the name
 *     user.setPassword("value")              a call
 *     <password>value</password>             an element
 *     <add key="Password" value="value"/>    a pair: `value` is no name, the value of `key` is
 *     - name: PASSWORD                       likewise, over two lines
 *       value: value
 */
#include "judge/assignment.h"

#include "base/text.h"

#define MAX_NAME 96
#define MAX_BLANKS 96
#define MAX_PAIR 200

static bool is_letter(uint8_t c)
{
	return umb_ascii_lower(c) >= 'a' && umb_ascii_lower(c) <= 'z';
}

static bool is_name_byte(uint8_t c)
{
	return is_letter(c) || (c >= '0' && c <= '9') || c == '_' || c == '-' || c == '$' || c >= 0x80;
}

static bool is_quote(uint8_t c)
{
	return c == '"' || c == '\'' || c == '`';
}

static bool is_blank(uint8_t c)
{
	return c == ' ' || c == '\t' || c == '\r' || c == '\n';
}

/* Every step back is from `at`, the offset behind the byte that is looked at next. */
static uint8_t before(umb_slice t, size_t at)
{
	return at > 0 ? t.ptr[at - 1] : 0;
}

static size_t skip_blanks(umb_slice t, size_t at, bool lines)
{
	size_t n = 0;

	while (n++ < MAX_BLANKS && is_blank(before(t, at)) && (lines || before(t, at) != '\n'))
		at--;
	return at;
}

/* Quotes, with the backslashes of a text inside a text. */
static size_t skip_quotes(umb_slice t, size_t at, uint8_t *quote)
{
	size_t n = 0;

	while (n++ < 6 && (is_quote(before(t, at)) || (before(t, at) == '\\' && n > 1))) {
		if (is_quote(before(t, at)))
			*quote = before(t, at);
		at--;
	}
	return at;
}

/* f"..." L"..." @"..." $"...": one or two letters that touch the quote, and no name before them. */
static size_t skip_string_prefix(umb_slice t, size_t at, uint8_t quote)
{
	size_t from = at;

	while (quote && at - from < 2 && (is_letter(before(t, from)) || before(t, from) == '@' || before(t, from) == '$'))
		from--;
	return from != at && !is_name_byte(before(t, from)) ? from : at;
}

static umb_slice name_before(umb_slice t, size_t at, size_t *from)
{
	*from = at;
	while (at - *from < MAX_NAME && is_name_byte(before(t, *from)))
		(*from)--;
	return umb_slice_sub(t, *from, at);
}

/* -- operators --------------------------------------------------------------------------------------- */

static bool ends_with(umb_slice t, size_t at, const char *text)
{
	size_t n = strlen(text);

	return n <= at && memcmp(t.ptr + at - n, text, n) == 0;
}

static const struct {
	const char  *text; /* longer ones first */
	umb_operator op;
} operators[] = {
	{ "===", UMB_OP_COMPARE }, { "!==", UMB_OP_COMPARE }, { "==", UMB_OP_COMPARE }, { "!=", UMB_OP_COMPARE }, { "=&gt;", UMB_OP_ASSIGN },
	{ "&gt;", UMB_OP_ASSIGN }, { "%3D", UMB_OP_ASSIGN }, { "%3d", UMB_OP_ASSIGN }, { "||=", UMB_OP_ASSIGN }, { "?" "?=", UMB_OP_ASSIGN },
	{ "::=", UMB_OP_ASSIGN }, { ":=", UMB_OP_ASSIGN }, { "=>", UMB_OP_ASSIGN }, { "?:", UMB_OP_ASSIGN }, { "->", UMB_OP_ASSIGN }, { "<-", UMB_OP_ASSIGN }, { "+=", UMB_OP_ASSIGN },
	{ "?=", UMB_OP_ASSIGN }, { "||", UMB_OP_ASSIGN }, { "?" "?", UMB_OP_ASSIGN }, { "=", UMB_OP_ASSIGN }, { ":", UMB_OP_COLON },
	{ "(", UMB_OP_CALL }, { ",", UMB_OP_ARGUMENT },
};

static umb_operator operator_before(umb_slice t, size_t at, size_t *from)
{
	*from = at;
	for (size_t i = 0; i < UMB_COUNT(operators); i++) {
		if (ends_with(t, at, operators[i].text)) {
			*from = at - strlen(operators[i].text);
			return operators[i].op;
		}
	}
	return UMB_OP_NONE;
}

/* -- names -------------------------------------------------------------------------------------------- */

/* "name: Type = value", "name: Option<Type> = value": the name stands before the colon. */
static size_t skip_type(umb_slice t, size_t at)
{
	size_t from = at, n = 0;

	while (n++ < 48 && (is_name_byte(before(t, from)) || (before(t, from) && strchr(" .<>[]&*?|", before(t, from)))))
		from--;
	if (before(t, from) != ':' || ends_with(t, from, "::") || from == at)
		return at;
	from = skip_blanks(t, from - 1, false);
	return is_name_byte(before(t, from)) ? from : at;
}

/* The word that ends at `at` behind a blank, in either case; *from is where it begins. */
static bool is_word(umb_slice t, size_t at, const char *word, size_t *from)
{
	umb_slice w = name_before(t, at, from);

	return umb_text_eq_nocase(w, umb_slice_str(word)) && is_blank(before(t, *from));
}

/* "name As String =", "name TYPE string VALUE", "NAME PIC X(20) VALUE": types in words. */
static size_t skip_worded_type(umb_slice t, size_t at)
{
	size_t from, end = at;

	if (is_word(t, at, "VALUE", &from))
		end = skip_blanks(t, from, false);
	if (before(t, end) == ')') {
		while (end > 0 && at - end < 24 && before(t, end) != ' ')
			end--;
		from = end;
	} else {
		name_before(t, end, &from);
	}
	from = skip_blanks(t, from, false);
	if (is_word(t, from, "As", &end) || is_word(t, from, "TYPE", &end) || is_word(t, from, "PIC", &end))
		return skip_blanks(t, end, false);
	return at;
}

/* A name, quoted, subscripted or plain, that ends at `at`. */
static bool read_name(umb_assignment *a, umb_slice t, size_t at)
{
	uint8_t quote = 0;
	size_t  from, n = 0;

	at = skip_blanks(t, at, false);
	/* "name[] =", "name[16] =", "cfg['name'] =", "name? =" */
	if (before(t, at) == ']' && !is_quote(before(t, at - 1))) {
		at--;
		while (n++ < 8 && is_name_byte(before(t, at)))
			at--;
		at -= before(t, at) == '[';
	}
	for (n = 0; n < 3 && before(t, at) && strchr(")]?!", before(t, at)); n++)
		at--;
	at = skip_quotes(t, at, &quote);
	a->name           = name_before(t, at, &from);
	a->is_quoted_name = quote != 0;
	/* A quoted name may hold blanks and dots: "Api key", "spring.datasource.password" */
	if (before(t, from) == '.' || ends_with(t, from, "::")) {
		size_t owner = from - (before(t, from) == '.' ? 1 : 2), end = owner;

		while (from - owner < MAX_NAME && (is_name_byte(before(t, owner)) || (before(t, owner) && strchr(".:", before(t, owner)))))
			owner--;
		a->owner = umb_slice_sub(t, owner, end);
		from     = owner;
	}
	a->head = umb_slice_sub(t, umb_text_line_start(t, from), from);
	if (a->head.len > UMB_ASSIGNMENT_REACH)
		a->head = umb_slice_sub(a->head, a->head.len - UMB_ASSIGNMENT_REACH, a->head.len);
	return a->name.len > 0;
}

static bool is_one_of(umb_slice name, const char *const *words, size_t n)
{
	for (size_t i = 0; i < n; i++) {
		if (umb_text_eq_nocase(name, umb_slice_str(words[i])))
			return true;
	}
	return false;
}

/*
 * The name is "value": what it is the value of stands before it, as the value of `name` or `key`, on this line or the one
 * before.
 */
static void read_pair(umb_assignment *a, umb_slice t)
{
	static const char *const values[] = { "value", "val", "content", "default", "defaultValue", "default_value", "data", "text", "stringValue" };
	static const char *const names[] = { "name", "key", "id", "Name", "property", "field", "var", "variable", "parameter" };
	size_t         at = (size_t)(a->name.ptr - t.ptr), low = at > MAX_PAIR ? at - MAX_PAIR : 0;
	umb_assignment found = *a;

	if (!is_one_of(a->name, values, UMB_COUNT(values)))
		return;
	for (; at > low; at--) {
		size_t       from, end;
		uint8_t      quote = 0;
		umb_slice    value;
		umb_operator op;

		if (!is_name_byte(before(t, at)))
			continue;
		value = name_before(t, at, &from);
		end   = skip_quotes(t, from, &quote);
		op    = operator_before(t, skip_blanks(t, end, false), &end);
		if ((op == UMB_OP_ASSIGN || op == UMB_OP_COLON) && read_name(&found, t, end) && is_one_of(found.name, names, UMB_COUNT(names))) {
			a->name = value;
			return;
		}
		at = from + 1;
	}
}

/* "<name attribute='x'>" that ends at `at`. */
static bool read_element(umb_assignment *a, umb_slice t, size_t at)
{
	size_t from = at - 1, end;

	while (at - from < UMB_ASSIGNMENT_REACH && from > 0 && before(t, from) != '<' && before(t, from) != '>')
		from--;
	if (before(t, from) != '<')
		return false;
	for (end = from; end < at && (is_name_byte(t.ptr[end]) || t.ptr[end] == '.' || t.ptr[end] == ':'); end++) {
		if (t.ptr[end] == ':' || t.ptr[end] == '.')
			from = end + 1;
	}
	a->name = umb_slice_sub(t, from, end);
	a->op   = UMB_OP_ELEMENT;
	/* <property name="db.password">: the name stands in the last attribute */
	if (is_quote(before(t, at - 1)) && is_name_byte(before(t, at - 2))) {
		umb_slice value = name_before(t, at - 2, &end);

		while (end > from && (is_name_byte(before(t, end)) || before(t, end) == '.'))
			end--;
		if (ends_with(t, end - 1, "name=") || ends_with(t, end - 1, "key=") || ends_with(t, end - 1, "id="))
			a->name = value;
	}
	return a->name.len > 0;
}

/* -- lines ---------------------------------------------------------------------------------------------- */

static bool is_comment(umb_slice t, size_t at)
{
	static const char *const marks[] = { "//", "#", "--", "/*", "*", ";", "<!--", "%", "REM ", "'" };
	size_t    from = umb_text_line_start(t, at);
	umb_slice line = umb_slice_sub(t, from, at);

	while (line.len > 0 && is_blank(line.ptr[0]))
		line = umb_slice_sub(line, 1, line.len);
	for (size_t i = 0; i < UMB_COUNT(marks); i++) {
		size_t n = strlen(marks[i]);

		if (line.len >= n && memcmp(line.ptr, marks[i], n) == 0)
			return true;
	}
	return false;
}

static umb_slice tail_of(umb_slice t, size_t at, uint8_t quote)
{
	size_t end = umb_text_line_end(t, at);

	if (quote && at < end && t.ptr[at] == '\\')
		at++;
	if (quote && at < end && t.ptr[at] == quote)
		at++;
	return umb_slice_sub(t, at, UMB_MIN(end, at + UMB_ASSIGNMENT_REACH));
}

/* "set -gx NAME value", "setenv NAME value", "setx NAME value" */
static bool is_set_command(umb_slice head)
{
	head = umb_text_trim(head);
	return head.len >= 3 && memcmp(head.ptr, "set", 3) == 0;
}

/* "name = String::from("value")": what a function that looks nothing up is handed belongs to the name before it. */
static void unwrap(umb_assignment *a, umb_slice t)
{
	umb_assignment outer = *a;
	umb_slice      whole = a->owner.len ? a->owner : a->name;
	size_t         from  = skip_blanks(t, (size_t)(whole.ptr - t.ptr), false);

	while (is_quote(before(t, from)) || before(t, from) == '(' || before(t, from) == '&')
		from--;
	outer.op = operator_before(t, skip_blanks(t, from, false), &from);
	if (outer.op != UMB_OP_ASSIGN && outer.op != UMB_OP_COLON && outer.op != UMB_OP_COMPARE)
		return;
	from = skip_blanks(t, from, false);
	outer.owner = umb_slice_of(NULL, 0);
	if (outer.op == UMB_OP_ASSIGN)
		from = skip_type(t, from);
	if (!read_name(&outer, t, from))
		return;
	outer.wrapper = a->name;
	*a = outer;
}

/* "spring.password=x", "y"; "the secret", "y"; ["password", "y"]: what stands before the comma names nothing. */
static bool is_part_of_argument(const umb_assignment *a, umb_slice t)
{
	umb_slice whole = a->owner.len ? a->owner : a->name;
	size_t    at    = (size_t)(whole.ptr - t.ptr);
	uint8_t   quote = 0;

	if (!a->is_quoted_name)
		return false;
	return !is_quote(before(t, at)) || before(t, skip_quotes(t, at, &quote)) == '[';
}

void umb_assignment_read(umb_assignment *a, const umb_hit_view *hit)
{
	umb_slice t  = hit->text;
	size_t    at = (size_t)hit->secret.from, from;

	*a   = (umb_assignment){ .op = UMB_OP_NONE };
	from = skip_quotes(t, at, &a->quote);
	a->tail = tail_of(t, (size_t)hit->secret.to, a->quote);
	a->is_comment = is_comment(t, at);
	from = skip_string_prefix(t, from, a->quote);
	from = skip_blanks(t, from, true);
	if (!a->quote && before(t, from) == '>' && read_element(a, t, from))
		return;
	/* "= (", "= [", "= { ": what is opened in front of the value */
	if (before(t, from) && strchr("([{", before(t, from))) {
		size_t inner = skip_blanks(t, from - 1, false);

		if (operator_before(t, inner, &inner) >= UMB_OP_ASSIGN && before(t, from) != '{')
			from = skip_blanks(t, from - 1, false);
	}
	a->op = operator_before(t, from, &from);
	if (a->op == UMB_OP_NONE && before(t, from) == '{' && (is_name_byte(before(t, from - 1)) || before(t, skip_blanks(t, from - 1, false)) == ')')) {
		a->op = UMB_OP_ASSIGN; /* name{"value"}, ENV.fetch("name") { "value" } */
		from--;
	}
	if (a->op == UMB_OP_NONE) {
		from = skip_worded_type(t, from);
		/* "one text" "and its end": joined, not assigned */
		a->is_stray = a->quote && (is_quote(before(t, from)) || before(t, from) == ')');
		/* "--password value", and `password "value"` of configurations and of languages that call without brackets */
		if (!read_name(a, t, from) || (a->name.ptr[0] != '-' && !a->quote && !is_set_command(a->head)))
			a->name = umb_slice_of(NULL, 0);
		else
			a->op = a->name.ptr[0] == '-' ? UMB_OP_OPTION : a->quote ? UMB_OP_CALL : UMB_OP_ASSIGN;
		return;
	}
	/* "= new String("value")" */
	if (a->op == UMB_OP_CALL && ends_with(t, from, "new String"))
		a->op = operator_before(t, skip_blanks(t, from - strlen("new String"), false), &from);
	from = skip_blanks(t, from, false);
	if (a->op == UMB_OP_ASSIGN)
		from = skip_worded_type(t, skip_type(t, from));
	if (!read_name(a, t, from) || (a->op == UMB_OP_ARGUMENT && is_part_of_argument(a, t))) {
		a->is_stray = a->name.len > 0;
		a->op       = UMB_OP_NONE;
		a->name     = umb_slice_of(NULL, 0);
		return;
	}
	read_pair(a, t);
	if (a->op == UMB_OP_CALL)
		unwrap(a, t);
}
