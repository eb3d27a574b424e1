/*
 * unpack/json_text.h - reading large JSON texts as they lie: no tree, every string by its place.
 *
 * A cursor over the text.  The reader asks for what it expects and passes over the rest; what is no JSON ends the reading, and
 * what was read before stands.  Depth is counted, not recursed.
 */
#ifndef UMB_UNPACK_JSON_TEXT_H
#define UMB_UNPACK_JSON_TEXT_H

#include "unpack/member.h"

typedef struct umb_json_text {
	umb_slice text;
	size_t    at;
	bool      is_broken; /* it is no JSON here; nothing is answered any more */
} umb_json_text;

/* The next byte that is no space; 0 at the end. */
uint8_t umb_json_peek(umb_json_text *j);
/* A string at the cursor: what stands between the quotes, escaped, and steps behind it. */
bool umb_json_string(umb_json_text *j, umb_slice *raw);
/* Steps into an object or array; false when none stands here. */
bool umb_json_enter(umb_json_text *j, uint8_t open);
/* The next key of the object that was entered: the cursor stands at its value.  False at the end of the object, which is stepped over. */
bool umb_json_key_next(umb_json_text *j, umb_slice *key);
/* The next element of the array that was entered; false at its end, which is stepped over. */
bool umb_json_element(umb_json_text *j);
/* Over the value at the cursor, whatever it is. */
void umb_json_pass(umb_json_text *j);
/* At its first value, behind a mark of the encoding. */
umb_json_text umb_json_over(umb_slice text);

/* What the string stands for, at the end of the member; each piece leads back to its place in `j`. */
void umb_json_put(umb_member *m, const umb_json_text *j, umb_slice raw);
/* The same into memory, for what is to be looked at: at most out->max bytes. */
void umb_json_unescape(umb_buf *out, umb_slice raw);
/* A string, or the strings of an array one behind the other. */
void umb_json_put_strings(umb_member *m, umb_json_text *j);
/* Every string of the value at the cursor, as "key: string" lines; without a key as lines of their own. */
void umb_json_put_all(umb_member *m, umb_json_text *j);

/* The frame of an unpacker: all of the text at hand, given to `put`, which writes members.  `words`: see umb_whole_open. */
umb_status umb_json_unpack(umb_reader *in, umb_emit *emit, void (*put)(umb_member *m, umb_slice text), const char *words);

/* What a text that umb_json_begins knows begins with: white space, {, a byte order mark. */
#define UMB_JSON_FIRST " \t\n\v\f\r{\xef"

/*
 * For probes: the text begins with an object, and one of its first keys is one of `keys`.  Looks at a few KB at most, and at text
 * that does not begin so at one byte.
 */
bool umb_json_begins(umb_slice head, const char *const *keys, size_t n_keys);
/* `word` stands in the first `max` bytes. */
bool umb_json_head_has(umb_slice head, size_t max, const char *word);

#endif
