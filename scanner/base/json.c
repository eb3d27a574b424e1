/*
 * json.c - the only user of cJSON.
 *
 * A failed addition must not give a shorter record that looks whole.  cJSON has no place for a flag, so
 * the parent is marked in its `valueint`, which objects and arrays do not use, and printing looks for
 * the mark in the whole tree.
 */
#include "base/json.h"

#include <cjson/cJSON.h>
#include <pthread.h>

#include "base/alloc.h"
#include "base/err.h"
#include "base/keyed.h"
#include "base/text.h"

#define MAX_DEPTH 64
#define MARK_FAILED 0x0bad

static void set_hooks(void)
{
	cJSON_Hooks hooks = { umb_alloc, umb_free };

	cJSON_InitHooks(&hooks);
}

static void use_hooks(void)
{
	static pthread_once_t once = PTHREAD_ONCE_INIT;

	pthread_once(&once, set_hooks);
}

/* cJSON recurses up to its own limit of 1,000; ours is smaller and counted before it runs. */
static bool is_shallow(umb_slice t)
{
	size_t depth = 0;
	bool   in_string = false;

	for (size_t i = 0; i < t.len; i++) {
		uint8_t c = t.ptr[i];

		if (in_string && c == '\\')
			i++;
		else if (c == '"')
			in_string = !in_string;
		else if (!in_string && (c == '{' || c == '[') && ++depth > MAX_DEPTH)
			return false;
		else if (!in_string && (c == '}' || c == ']') && depth > 0)
			depth--;
	}
	return true;
}

umb_status umb_json_parse(umb_json **out, umb_slice text, size_t max, umb_err *err)
{
	const char *end = NULL;
	cJSON      *j;

	use_hooks();
	if (text.len > max)
		return umb_err_set(err, UMB_E_LIMIT, "JSON larger than %zu bytes", max);
	if (text.len == 0 || memchr(text.ptr, 0, text.len) || !is_shallow(text))
		return umb_err_set(err, UMB_E_FORMAT, "no JSON, or nested too deeply");
	j = cJSON_ParseWithLengthOpts((const char *)text.ptr, text.len, &end, 0);
	if (!j)
		return umb_err_set(err, UMB_E_FORMAT, "no JSON at byte %zu", end ? (size_t)(end - (const char *)text.ptr) : 0);
	for (; (const uint8_t *)end < text.ptr + text.len; end++) {
		if (*end != ' ' && *end != '\n' && *end != '\r' && *end != '\t') {
			cJSON_Delete(j);
			return umb_err_set(err, UMB_E_FORMAT, "more behind the JSON at byte %zu", (size_t)(end - (const char *)text.ptr));
		}
	}
	*out = j;
	return UMB_OK;
}

void umb_json_free(umb_json *j)
{
	cJSON_Delete(j);
}

static void wipe_strings(cJSON *j)
{
	for (; j; j = j->next) {
		if (j->valuestring)
			umb_wipe(j->valuestring, strlen(j->valuestring));
		wipe_strings(j->child);
	}
}

void umb_json_free_wiped(umb_json *j)
{
	if (j)
		wipe_strings(j);
	cJSON_Delete(j);
}

umb_json *umb_json_object(void)
{
	use_hooks();
	return cJSON_CreateObject();
}

umb_json *umb_json_array(void)
{
	use_hooks();
	return cJSON_CreateArray();
}

static cJSON *add(umb_json *parent, const char *key, cJSON *item)
{
	bool ok = item && parent;

	if (ok)
		ok = key ? cJSON_AddItemToObject(parent, key, item) : cJSON_AddItemToArray(parent, item);
	if (!ok) {
		cJSON_Delete(item);
		if (parent)
			parent->valueint = MARK_FAILED;
		return NULL;
	}
	return item;
}

umb_json *umb_json_add_object(umb_json *parent, const char *key)
{
	return add(parent, key, cJSON_CreateObject());
}

umb_json *umb_json_add_array(umb_json *parent, const char *key)
{
	return add(parent, key, cJSON_CreateArray());
}

void umb_json_add_str(umb_json *parent, const char *key, const char *text)
{
	if (text)
		umb_json_add_slice(parent, key, umb_slice_str(text));
	else
		umb_json_add_null(parent, key);
}

void umb_json_add_slice(umb_json *parent, const char *key, umb_slice text)
{
	umb_buf b = UMB_BUF_INIT;
	cJSON  *item = NULL;

	/* JSON text cannot hold NUL through cJSON's C strings: the replacement character stands for it. */
	for (size_t i = 0; i <= text.len;) {
		const uint8_t *nul = i < text.len ? memchr(text.ptr + i, 0, text.len - i) : NULL;
		size_t end = nul ? (size_t)(nul - text.ptr) : text.len;

		umb_text_append_utf8(&b, umb_slice_sub(text, i, end));
		if (nul)
			umb_buf_append_str(&b, "\xef\xbf\xbd");
		i = end + 1;
	}
	if (b.failed == UMB_OK)
		item = cJSON_CreateString(umb_buf_str(&b));
	umb_buf_wipe(&b);
	add(parent, key, item);
}

void umb_json_add_buf(umb_json *parent, const char *key, const umb_buf *text)
{
	if (text->failed == UMB_OK)
		umb_json_add_slice(parent, key, umb_buf_view(text));
	else
		add(parent, key, NULL);
}

static void add_raw(umb_json *parent, const char *key, const char *json)
{
	add(parent, key, cJSON_CreateRaw(json));
}

void umb_json_add_printed(umb_json *parent, const char *key, umb_buf *json)
{
	if (json->failed == UMB_OK)
		add_raw(parent, key, umb_buf_str(json));
	else
		add(parent, key, NULL);
}

void umb_json_add_u64(umb_json *parent, const char *key, uint64_t n)
{
	char digits[24];

	snprintf(digits, sizeof(digits), "%llu", (unsigned long long)n);
	add_raw(parent, key, digits);
}

void umb_json_add_i64(umb_json *parent, const char *key, int64_t n)
{
	char digits[24];

	snprintf(digits, sizeof(digits), "%lld", (long long)n);
	add_raw(parent, key, digits);
}

void umb_json_add_num(umb_json *parent, const char *key, double n)
{
	add(parent, key, cJSON_CreateNumber(n));
}

void umb_json_add_bool(umb_json *parent, const char *key, bool b)
{
	add(parent, key, cJSON_CreateBool(b));
}

void umb_json_add_null(umb_json *parent, const char *key)
{
	add(parent, key, cJSON_CreateNull());
}

static bool has_failed(const cJSON *j)
{
	for (; j; j = j->next) {
		if (j->child ? has_failed(j->child) : false)
			return true;
		if ((cJSON_IsObject(j) || cJSON_IsArray(j)) && j->valueint == MARK_FAILED)
			return true;
	}
	return false;
}

static umb_status print(umb_buf *out, const umb_json *j, bool is_pretty)
{
	char      *text;
	umb_status st;

	if (!j || has_failed(j))
		return UMB_E_NOMEM;
	text = is_pretty ? cJSON_Print(j) : cJSON_PrintUnformatted(j);
	if (!text)
		return UMB_E_NOMEM;
	st = umb_buf_append_str(out, text);
	umb_wipe(text, strlen(text));
	cJSON_free(text);
	return st;
}

umb_status umb_json_print(umb_buf *out, const umb_json *j)
{
	return print(out, j, false);
}

umb_status umb_json_print_pretty(umb_buf *out, const umb_json *j)
{
	return print(out, j, true);
}

const umb_json *umb_json_get(const umb_json *obj, const char *key)
{
	return umb_json_is_object(obj) ? cJSON_GetObjectItemCaseSensitive(obj, key) : NULL;
}

const umb_json *umb_json_first(const umb_json *container)
{
	return container ? container->child : NULL;
}

const umb_json *umb_json_next(const umb_json *item)
{
	return item ? item->next : NULL;
}

const char *umb_json_key(const umb_json *item)
{
	return item ? item->string : NULL;
}

const char *umb_json_str(const umb_json *item)
{
	return cJSON_IsString(item) ? item->valuestring : NULL;
}

bool umb_json_u64(const umb_json *item, uint64_t *out)
{
	if (!cJSON_IsNumber(item) || item->valuedouble < 0 || item->valuedouble > 9007199254740992.0 ||
	    item->valuedouble != (double)(uint64_t)item->valuedouble)
		return false;
	*out = (uint64_t)item->valuedouble;
	return true;
}

bool umb_json_num(const umb_json *item, double *out)
{
	if (!cJSON_IsNumber(item))
		return false;
	*out = item->valuedouble;
	return true;
}

bool umb_json_is_object(const umb_json *item)
{
	return item && cJSON_IsObject(item);
}

bool umb_json_is_array(const umb_json *item)
{
	return item && cJSON_IsArray(item);
}
