/*
 * near.c - "one of these words, an assignment, then this value" as one pattern.
 *
 * Written once here so that four hundred keyword rules agree on what an assignment looks like, and an
 * improvement reaches all of them.  Every part is bounded, which keeps the engine's window small.
 */
#include "rule/rule.h"

#include "base/buf.h"

/* The rest of the name, closing quotes or brackets, the operator, opening quotes, an auth scheme. */
static const char between[] =
	"[\\w.\\- ]{0,32}[\\\\\"'\\x60\\])]{0,4}[ \\t]{0,4}"
	"(?:[=:>|?,(]{1,3}|&gt;|%3[Dd])"
	"[\\s\\\\\"'\\x60(\\[{=]{0,8}(?:(?i:bearer|token|basic)[ ]{1,2})?";

static const char behind[] = "(?:[^\\w+/=\\-]|\\z)";

static void append_word(umb_buf *b, const char *word)
{
	for (const char *p = word; *p; p++) {
		bool is_plain = (*p >= '0' && *p <= '9') || (*p >= 'a' && *p <= 'z') || (*p >= 'A' && *p <= 'Z');

		if (*p == '_')
			umb_buf_append_str(b, "[_. \\-]{0,1}");
		else if (*p == '*')
			umb_buf_append_str(b, "[\\w.\\- ]{0,24}");
		else if (is_plain)
			umb_buf_append_byte(b, (uint8_t)*p);
		else
			umb_buf_printf(b, "\\x%02x", (unsigned)(uint8_t)*p);
	}
}

umb_status umb_near_pattern(const char **out, umb_arena *arena, const char *const *near, const char *value)
{
	umb_buf b = UMB_BUF_INIT_MAX(65536);
	umb_status st;

	umb_buf_append_str(&b, "(?i:");
	for (size_t i = 0; near[i]; i++) {
		if (i > 0)
			umb_buf_append_byte(&b, '|');
		append_word(&b, near[i]);
	}
	umb_buf_printf(&b, ")%s(?<secret>%s)%s", between, value, behind);
	st = b.failed;
	if (st == UMB_OK) {
		*out = umb_arena_strdup(arena, umb_buf_str(&b));
		st   = *out ? UMB_OK : UMB_E_NOMEM;
	}
	umb_buf_clear(&b);
	return st;
}
