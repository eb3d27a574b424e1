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

#include "judge/steps.h"

#define MAX_PAIR 200

/* -- names -------------------------------------------------------------------------------------------- */

/* "name: Type = value", "name: Option<Type> = value": the name stands before the colon. */
static size_t skip_type(umb_slice t, size_t at)
{
	size_t    from = at, n = 0, begin;
	umb_slice scope;

	while (n++ < 48 && (umb_is_name_byte(umb_step_byte(t, from)) || (umb_step_byte(t, from) && strchr(" .<>[]&*?|'", umb_step_byte(t, from)))))
		from--;
	if (umb_step_byte(t, from) != ':' || umb_step_ends_with(t, from, "::") || from == at)
		return at;
	/* "$env:NAME = ", "$script:name = ": a scope of PowerShell */
	scope = umb_step_name(t, from - 1, &begin);
	if (scope.len > 1 && scope.ptr[0] == '$' && !umb_is_blank(t.ptr[from]))
		return at;
	from = umb_step_blanks(t, from - 1, false);
	return umb_is_name_byte(umb_step_byte(t, from)) ? from : at;
}

/* The word that ends at `at` behind a blank, in either case; *from is where it begins. */
static bool is_word(umb_slice t, size_t at, const char *word, size_t *from)
{
	umb_slice w = umb_step_name(t, at, from);

	return umb_text_eq_nocase(w, umb_slice_str(word)) && umb_is_blank(umb_step_byte(t, *from));
}

/* "name As String =", "name TYPE string VALUE", "NAME PIC X(20) VALUE": types in words. */
static size_t skip_worded_type(umb_slice t, size_t at)
{
	size_t from, end = at;

	if (is_word(t, at, "VALUE", &from))
		end = umb_step_blanks(t, from, false);
	if (umb_step_byte(t, end) == ')') {
		while (end > 0 && at - end < 24 && umb_step_byte(t, end) != ' ')
			end--;
		from = end;
	} else {
		umb_step_name(t, end, &from);
	}
	from = umb_step_blanks(t, from, false);
	if (is_word(t, from, "As", &end) || is_word(t, from, "TYPE", &end) || is_word(t, from, "PIC", &end))
		return umb_step_blanks(t, end, false);
	return at;
}

/* A name, quoted, subscripted or plain, that ends at `at`. */
static bool read_name(umb_assignment *a, umb_slice t, size_t at)
{
	uint8_t quote = 0;
	size_t  from, n = 0;

	at = umb_step_blanks(t, at, false);
	/* "Name { get; set; } =" */
	if (umb_step_byte(t, at) == '}' && umb_is_blank(umb_step_byte(t, at - 1))) {
		for (from = at; at - from < 48 && umb_step_byte(t, from) && umb_step_byte(t, from) != '{';)
			from--;
		if (umb_step_byte(t, from) == '{')
			at = umb_step_blanks(t, from - 1, false);
	}
	/* "name[] =", "name[16] =", "cfg['name'] =", "name? =", "cfg->{name} =" */
	if (umb_step_byte(t, at) == ']' && !umb_is_quote(umb_step_byte(t, at - 1))) {
		at--;
		while (n++ < 8 && umb_is_name_byte(umb_step_byte(t, at)))
			at--;
		at -= umb_step_byte(t, at) == '[';
	}
	for (n = 0; n < 3 && umb_step_byte(t, at) && strchr(")]}?!", umb_step_byte(t, at)); n++)
		at--;
	at = umb_step_quotes(t, at, &quote);
	a->name           = umb_step_name(t, at, &from);
	a->is_quoted_name = quote != 0;
	/* A quoted name may hold blanks and dots: "Api key", "spring.datasource.password" */
	if (umb_step_byte(t, from) == '.' || umb_step_ends_with(t, from, "::") || umb_step_ends_with(t, from, "->")) {
		size_t owner = from - (umb_step_byte(t, from) == '.' ? 1 : 2), end = owner;

		while (from - owner < UMB_STEP_NAME && (umb_is_name_byte(umb_step_byte(t, owner)) || umb_step_ends_with(t, owner, "->") || (umb_step_byte(t, owner) && strchr(".:", umb_step_byte(t, owner)))))
			owner -= umb_step_byte(t, owner) == '>' ? 2 : 1;
		a->owner = umb_slice_sub(t, owner, end);
		from     = owner;
	}
	a->head = umb_slice_sub(t, umb_text_line_start(t, from), from);
	if (a->head.len > UMB_ASSIGNMENT_REACH)
		a->head = umb_slice_sub(a->head, a->head.len - UMB_ASSIGNMENT_REACH, a->head.len);
	return a->name.len > 0;
}

/*
 * The name is "value": what it is the value of stands before it, as the value of `name` or `key`, on this line or the one
 * before.
 */
static void read_pair(umb_assignment *a, umb_slice t)
{
	static const char *const values[] = { "value", "val", "content", "default", "defaultValue", "default_value", "data", "text", "stringValue", "ParameterValue" };
	static const char *const names[] = { "name", "key", "id", "Name", "property", "field", "var", "variable", "parameter", "ParameterKey" };
	size_t         at = (size_t)(a->name.ptr - t.ptr), low = at > MAX_PAIR ? at - MAX_PAIR : 0;
	umb_assignment found = *a;

	if (!umb_step_is_one_of(a->name, values, UMB_COUNT(values)))
		return;
	for (; at > low; at--) {
		size_t       from, end;
		uint8_t      quote = 0;
		umb_slice    value;
		umb_operator op;

		if (!umb_is_name_byte(umb_step_byte(t, at)))
			continue;
		value = umb_step_name(t, at, &from);
		end   = umb_step_quotes(t, from, &quote);
		op    = umb_step_operator(t, umb_step_blanks(t, end, false), &end);
		if ((op == UMB_OP_ASSIGN || op == UMB_OP_COLON) && read_name(&found, t, end) && umb_step_is_one_of(found.name, names, UMB_COUNT(names))) {
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

	while (at - from < UMB_ASSIGNMENT_REACH && from > 0 && umb_step_byte(t, from) != '<' && umb_step_byte(t, from) != '>')
		from--;
	if (umb_step_byte(t, from) != '<')
		return false;
	for (end = from; end < at && (umb_is_name_byte(t.ptr[end]) || t.ptr[end] == '.' || t.ptr[end] == ':'); end++) {
		if (t.ptr[end] == ':' || t.ptr[end] == '.')
			from = end + 1;
	}
	a->name = umb_slice_sub(t, from, end);
	a->op   = UMB_OP_ELEMENT;
	/* <property name="db.password">: the name stands in the last attribute */
	if (umb_is_quote(umb_step_byte(t, at - 1)) && umb_is_name_byte(umb_step_byte(t, at - 2))) {
		umb_slice value = umb_step_name(t, at - 2, &end);

		while (end > from && (umb_is_name_byte(umb_step_byte(t, end)) || umb_step_byte(t, end) == '.'))
			end--;
		if (umb_step_ends_with(t, end - 1, "name=") || umb_step_ends_with(t, end - 1, "key=") || umb_step_ends_with(t, end - 1, "id="))
			a->name = value;
	}
	return a->name.len > 0;
}

/* -- lines ---------------------------------------------------------------------------------------------- */

/* "'name' => value", "%{"name" => value}", "--name value": what else a line may begin with that looks like a comment of some language. */
static bool is_no_comment(umb_slice line, const char *mark)
{
	if (*mark == '\'')
		return line.len > 2 && memchr(line.ptr + 1, '\'', line.len - 2) != NULL;
	if (*mark == '%')
		return line.len > 1 && (line.ptr[1] == '{' || line.ptr[1] == '(' || line.ptr[1] == 'l');
	return strcmp(mark, "--") == 0 && line.len > 2 && umb_ascii_is_letter(line.ptr[2]);
}

static bool is_comment(umb_slice t, size_t at)
{
	static const char *const marks[] = { "//", "#", "--", "/*", "*", ";", "<!--", "%", "REM ", "'" };
	size_t    from = umb_text_line_start(t, at);
	umb_slice line = umb_slice_sub(t, from, at);

	while (line.len > 0 && umb_is_blank(line.ptr[0]))
		line = umb_slice_sub(line, 1, line.len);
	/* "#define", "#if": no comment */
	if (line.len > 4 && line.ptr[0] == '#' && (memcmp(line.ptr, "#def", 4) == 0 || memcmp(line.ptr, "#if", 3) == 0))
		return false;
	for (size_t i = 0; i < UMB_COUNT(marks); i++) {
		size_t n = strlen(marks[i]);

		if (line.len >= n && memcmp(line.ptr, marks[i], n) == 0)
			return !is_no_comment(line, marks[i]);
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

/* The argument before it is what is meant: strcpy(name, "value"), strcmp(name, "value"), snprintf(name, sizeof(name), "%s", "value"). */
static void read_copy(umb_assignment *a, umb_slice t)
{
	static const char *const copies[] = { "strcpy", "strncpy", "strlcpy", "strcat", "stpcpy", "wcscpy", "memcpy", "memmove", "snprintf", "sprintf", "asprintf", "define", "-define", "defparameter" };
	static const char *const compares[] = { "strcmp", "strncmp", "strcasecmp", "strncasecmp", "memcmp", "wcscmp", "constant_time_compare", "compare_digest" };
	size_t    from = (size_t)((a->owner.len ? a->owner.ptr : a->name.ptr) - t.ptr);
	umb_slice callee;

	while (umb_step_byte(t, from) && strchr("&*", umb_step_byte(t, from)))
		from--;
	if (umb_step_byte(t, from) != '(')
		return;
	callee = umb_step_name(t, from - 1, &from);
	if (umb_step_is_one_of(callee, copies, UMB_COUNT(copies)))
		a->op = UMB_OP_ASSIGN;
	else if (umb_step_is_one_of(callee, compares, UMB_COUNT(compares)))
		a->op = UMB_OP_COMPARE;
}

/* Before the format of a printing function stands what it prints to, or the size of that and then it. */
static size_t skip_format(umb_slice t, size_t at)
{
	size_t n = 0, from;

	if (!umb_step_ends_with(t, at, "\"%s\""))
		return at;
	from = umb_step_blanks(t, at - strlen("\"%s\""), false);
	if (umb_step_byte(t, from) != ',')
		return at;
	from = umb_step_blanks(t, from - 1, false);
	if (umb_step_byte(t, from) != ')' && !(umb_step_byte(t, from) >= '0' && umb_step_byte(t, from) <= '9'))
		return from;
	while (n++ < 80 && umb_step_byte(t, from) && umb_step_byte(t, from) != ',' && umb_step_byte(t, from) != '\n')
		from--;
	return umb_step_byte(t, from) == ',' ? umb_step_blanks(t, from - 1, false) : at;
}

/* "passwordField", "password_input": what a program shows for it. */
static umb_slice without_widget(umb_slice name)
{
	static const char *const widgets[] = { "textfield", "textbox", "edittext", "field", "input", "entry", "edit", "box", "element", "elem", "locator", "el" };

	for (size_t i = 0; i < UMB_COUNT(widgets); i++) {
		size_t n = strlen(widgets[i]);

		if (name.len > n && umb_text_eq_nocase(umb_slice_sub(name, name.len - n, name.len), umb_slice_of(widgets[i], n)))
			return umb_slice_sub(name, 0, name.len - n);
	}
	return name;
}

/* name.equals("value"), getenv("NAME").unwrap_or("value"), name.setText("value"): what the function belongs to is what is meant. */
static void read_owner(umb_assignment *a, umb_slice t)
{
	static const char *const compares[] = { "equals", "equalsIgnoreCase", "contentEquals", "isEqualTo", "toEqual", "toBe", "compareTo", "Equals" };
	static const char *const defaults[] = { "unwrap_or", "unwrap_or_else", "orElse", "getOrElse", "or", "or_else", "orElseGet", "map_or", "ifBlank" };
	static const char *const setters[] = { "setText", "setValue", "setString", "sendKeys", "send_keys", "typeText", "type", "fill", "clearAndType", "replaceText" };
	bool   is_compare = umb_step_is_one_of(a->name, compares, UMB_COUNT(compares)), is_setter = umb_step_is_one_of(a->name, setters, UMB_COUNT(setters));
	size_t at = (size_t)(a->name.ptr - t.ptr);

	if ((!is_compare && !is_setter && !umb_step_is_one_of(a->name, defaults, UMB_COUNT(defaults))) || umb_step_byte(t, at) != '.')
		return;
	a->owner = umb_slice_of(NULL, 0);
	if (!read_name(a, t, at - 1))
		return;
	if (is_setter)
		a->name = without_widget(a->name);
	a->op = is_compare ? UMB_OP_COMPARE : UMB_OP_ASSIGN;
}

/* "name = String::from("value")": what a function that looks nothing up is handed belongs to the name before it. */
static void unwrap(umb_assignment *a, umb_slice t)
{
	umb_assignment outer = *a;
	umb_slice      whole = a->owner.len ? a->owner : a->name;
	size_t         from  = umb_step_blanks(t, (size_t)(whole.ptr - t.ptr), false);

	while (umb_is_quote(umb_step_byte(t, from)) || umb_step_byte(t, from) == '(' || umb_step_byte(t, from) == '&')
		from--;
	outer.op = umb_step_operator(t, umb_step_blanks(t, from, false), &from);
	if (outer.op != UMB_OP_ASSIGN && outer.op != UMB_OP_COLON && outer.op != UMB_OP_COMPARE)
		return;
	from = umb_step_blanks(t, from, false);
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

	if (!a->is_quoted_name || a->name.ptr[0] == '-') /* ["--password", "y"]: an option and its value */
		return false;
	return !umb_is_quote(umb_step_byte(t, at)) || umb_step_byte(t, umb_step_quotes(t, at, &quote)) == '[';
}

/* <<"value">> of Erlang, |_| "value" of a closure, ref "value" of OCaml: what stands before the quote and says nothing. */
static size_t skip_binary(umb_slice t, size_t at)
{
	size_t from = at - 1, n = 0;

	if (umb_step_ends_with(t, at, "<<"))
		return umb_step_blanks(t, at - 2, false);
	if (umb_step_ends_with(t, at, "= ref"))
		return umb_step_blanks(t, at - 3, false);
	if (umb_step_byte(t, at) != '|')
		return at;
	while (n++ < 9 && umb_is_name_byte(umb_step_byte(t, from)))
		from--;
	return umb_step_byte(t, from) == '|' && umb_step_byte(t, from - 1) == '(' ? from - 1 : at;
}

/* "name: |" and a line's end, "name: >-", "name: &anchor value", "name: !!str value" */
static size_t skip_yaml_mark(umb_slice t, size_t at)
{
	size_t from = at;

	if (umb_step_byte(t, from) == '-' || umb_step_byte(t, from) == '+')
		from--;
	if (umb_step_byte(t, from) == '|' || umb_step_byte(t, from) == '>') {
		from--;
	} else {
		umb_step_name(t, at, &from);
		if (from == at || (umb_step_byte(t, from) != '&' && !umb_step_ends_with(t, from, "!!")))
			return at;
		from -= umb_step_byte(t, from) == '&' ? 1 : 2;
	}
	at = from;
	from = umb_step_blanks(t, from, false);
	return from != at && umb_step_byte(t, from) == ':' ? from : at;
}

void umb_assignment_read(umb_assignment *a, const umb_hit_view *hit)
{
	umb_slice t  = hit->text;
	size_t    at = (size_t)hit->secret.from, from;

	*a   = (umb_assignment){ .op = UMB_OP_NONE };
	from = umb_step_quotes(t, at, &a->quote);
	a->tail = tail_of(t, (size_t)hit->secret.to, a->quote);
	a->is_comment = is_comment(t, at);
	from = umb_step_string_prefix(t, from, a->quote);
	from = umb_step_blanks(t, from, true);
	if (!a->quote && umb_step_byte(t, from) == '>' && read_element(a, t, from))
		return;
	from = a->quote ? skip_binary(t, from) : skip_yaml_mark(t, from);
	/* "= (", "= [", "= { ": what is opened in front of the value */
	if (umb_step_byte(t, from) && strchr("([{", umb_step_byte(t, from))) {
		size_t inner = umb_step_blanks(t, from - 1, false);

		if (umb_step_operator(t, inner, &inner) >= UMB_OP_ASSIGN && umb_step_byte(t, from) != '{')
			from = umb_step_blanks(t, from - 1, false);
	}
	a->op = umb_step_operator(t, from, &from);
	if (a->op == UMB_OP_NONE && umb_step_byte(t, from) == '{' && (umb_is_name_byte(umb_step_byte(t, from - 1)) || umb_step_byte(t, umb_step_blanks(t, from - 1, false)) == ')')) {
		a->op = UMB_OP_ASSIGN; /* name{"value"}, ENV.fetch("name") { "value" } */
		from--;
	}
	if (a->op == UMB_OP_NONE) {
		from = skip_worded_type(t, from);
		/* "one text" "and its end": joined, not assigned */
		a->is_stray = a->quote && (umb_is_quote(umb_step_byte(t, from)) || umb_step_byte(t, from) == ')');
		/* "--password value", and `password "value"` of configurations and of languages that call without brackets */
		if (!read_name(a, t, from) || (a->name.ptr[0] != '-' && !a->quote && !is_set_command(a->head)))
			a->name = umb_slice_of(NULL, 0);
		else
			a->op = a->name.ptr[0] == '-' ? UMB_OP_OPTION : a->quote ? UMB_OP_CALL : UMB_OP_ASSIGN;
		return;
	}
	/* "= new String("value")" */
	if (a->op == UMB_OP_CALL && umb_step_ends_with(t, from, "new String"))
		a->op = umb_step_operator(t, umb_step_blanks(t, from - strlen("new String"), false), &from);
	from = umb_step_blanks(t, from, false);
	if (a->op == UMB_OP_ASSIGN)
		from = skip_worded_type(t, skip_type(t, from));
	if (a->op == UMB_OP_ARGUMENT)
		from = skip_format(t, from);
	if (!read_name(a, t, from) || (a->op == UMB_OP_ARGUMENT && is_part_of_argument(a, t))) {
		a->is_stray = a->name.len > 0;
		a->op       = UMB_OP_NONE;
		a->name     = umb_slice_of(NULL, 0);
		return;
	}
	read_pair(a, t);
	if (a->op == UMB_OP_ARGUMENT && !a->is_quoted_name)
		read_copy(a, t);
	if (a->op == UMB_OP_CALL)
		read_owner(a, t);
	if (a->op == UMB_OP_CALL)
		unwrap(a, t);
}
