/*
 * import_regex.c - patterns written with free spacing, without it; and bytes that cannot stand in one line of a pack, as escapes.
 */
#include "rule/import.h"

/* Flags at the beginning, "(?xi)": whether x is among them, and how long they are. */
static size_t leading_flags(const char *p, bool *has_x, char *others)
{
	size_t n = 2, k = 0;

	*has_x = false;
	others[0] = 0;
	if (p[0] != '(' || p[1] != '?')
		return 0;
	for (; p[n] == 'x' || p[n] == 'i' || p[n] == 's' || p[n] == 'm'; n++) {
		*has_x = *has_x || p[n] == 'x';
		if (p[n] != 'x' && k < 4 && !strchr(others, p[n])) {
			others[k++] = p[n];
			others[k]   = 0;
		}
	}
	return n > 2 && p[n] == ')' ? n + 1 : 0;
}

static void put(umb_buf *b, uint8_t c)
{
	if (c == '\n')
		umb_buf_append_str(b, "\\n");
	else if (c == '\r')
		umb_buf_append_str(b, "\\r");
	else if (c == '\t')
		umb_buf_append_str(b, "\\t");
	else if (c < 32 || c == 127)
		umb_buf_printf(b, "\\x%02x", c);
	else
		umb_buf_append_byte(b, c);
}

static bool is_space(char c)
{
	return c == ' ' || (c >= '\t' && c <= '\r');
}

/* One character outside a class, or what an escape stands for; returns the bytes it takes. */
static size_t plain(umb_buf *b, const char *p, bool has_x)
{
	if (p[0] == '\\' && p[1]) {
		if (has_x && p[1] == ' ')
			umb_buf_append_str(b, "[ ]");
		else if (p[1] == '/' || p[1] == '"' || p[1] == '\'' || p[1] == '`' || p[1] == '@' || p[1] == '#' || p[1] == ' ')
			put(b, (uint8_t)p[1]);
		else {
			umb_buf_append_byte(b, '\\');
			put(b, (uint8_t)p[1]);
		}
		return 2;
	}
	if (has_x && is_space(p[0]))
		return 1;
	if (has_x && p[0] == '#')
		return strcspn(p, "\n");
	put(b, (uint8_t)p[0]);
	return 1;
}

const char *umb_import_pattern(umb_arena *arena, const char *pattern)
{
	umb_buf     b = UMB_BUF_INIT_MAX(65536);
	bool        has_x = false, is_first = true, in_class = false;
	char        more[8];
	const char *p = pattern, *out = NULL;

	for (;;) {
		bool   x = false;
		size_t n = leading_flags(p, &x, more);

		if (n == 0)
			break;
		has_x = has_x || x;
		p += n;
		if (more[0])
			umb_buf_printf(&b, "(?%s)", more);
		while (has_x && is_space(*p))
			p++;
	}
	while (*p) {
		if (!in_class) {
			in_class = *p == '[';
			is_first = true;
			p += plain(&b, p, has_x);
			if (in_class && *p == '^')
				umb_buf_append_byte(&b, (uint8_t)*p++);
			continue;
		}
		if (p[0] == '[' && p[1] == ':' && strstr(p + 2, ":]")) {
			size_t n = (size_t)(strstr(p + 2, ":]") - p) + 2;

			umb_buf_append(&b, p, n);
			p += n;
		} else if (p[0] == '\\' && p[1]) {
			umb_buf_append_byte(&b, '\\');
			put(&b, (uint8_t)p[1]);
			p += 2;
		} else {
			in_class = !(*p == ']' && !is_first);
			put(&b, (uint8_t)*p++);
		}
		is_first = false;
	}
	if (b.failed == UMB_OK)
		out = umb_arena_strdup(arena, umb_buf_str(&b));
	umb_buf_clear(&b);
	return out;
}
