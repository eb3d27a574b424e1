/*
 * base/json.h - the only user of cJSON: one record at a time, in and out.
 *
 * Writing: build a umb_json tree, print it compact into a umb_buf, free it.  Strings that are not
 * valid UTF-8 get U+FFFD in place of what is wrong.  Every _add is a no-op on a NULL parent and
 * latches `failed` memory in the root, so a writer checks once, in umb_json_print.
 */
#ifndef UMB_BASE_JSON_H
#define UMB_BASE_JSON_H

#include "base/buf.h"
#include "base/types.h"

typedef struct cJSON umb_json;

/* At most `max` bytes and 64 levels; NUL inside or rubbish after the value is UMB_E_FORMAT with the offset. */
umb_status umb_json_parse(umb_json **out, umb_slice text, size_t max, umb_err *err);
void       umb_json_free(umb_json *j); /* accepts NULL */
void       umb_json_free_wiped(umb_json *j); /* overwrites every string first */

umb_json *umb_json_object(void);
umb_json *umb_json_array(void);
umb_json *umb_json_add_object(umb_json *parent, const char *key); /* key NULL: parent is an array */
umb_json *umb_json_add_array(umb_json *parent, const char *key);
void      umb_json_add_str(umb_json *parent, const char *key, const char *text); /* NULL text adds null */
void      umb_json_add_slice(umb_json *parent, const char *key, umb_slice text);
/* The text of a buffer; of one that has failed, printing fails, too. */
void      umb_json_add_buf(umb_json *parent, const char *key, const umb_buf *text);
/* What umb_json_print has made of another value. */
void      umb_json_add_printed(umb_json *parent, const char *key, umb_buf *json);
void      umb_json_add_u64(umb_json *parent, const char *key, uint64_t n);
void      umb_json_add_i64(umb_json *parent, const char *key, int64_t n);
void      umb_json_add_num(umb_json *parent, const char *key, double n);
void      umb_json_add_bool(umb_json *parent, const char *key, bool b);
void      umb_json_add_null(umb_json *parent, const char *key);
umb_status umb_json_print(umb_buf *out, const umb_json *j);        /* compact, one line, no newline at the end */
umb_status umb_json_print_pretty(umb_buf *out, const umb_json *j);

/* Reading; all accept NULL and answer NULL, 0 or false for what is absent or of another type. */
const umb_json *umb_json_get(const umb_json *obj, const char *key); /* case-sensitive */
const umb_json *umb_json_first(const umb_json *container);
const umb_json *umb_json_next(const umb_json *item);
const char     *umb_json_key(const umb_json *item);
const char     *umb_json_str(const umb_json *item);
bool            umb_json_u64(const umb_json *item, uint64_t *out);
bool            umb_json_num(const umb_json *item, double *out);
bool            umb_json_is_object(const umb_json *item);
bool            umb_json_is_array(const umb_json *item);

#endif
