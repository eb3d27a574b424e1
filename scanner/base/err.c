/*
 * err.c - words for a failure, put together where it began and wrapped on the way out.
 */
#include "base/err.h"

#include <errno.h>
#include <stdarg.h>

umb_status umb_err_set(umb_err *err, umb_status st, const char *fmt, ...)
{
	va_list ap;

	if (!err)
		return st;
	err->code = st;
	va_start(ap, fmt);
	vsnprintf(err->text, sizeof(err->text), fmt, ap);
	va_end(ap);
	return st;
}

void umb_err_wrap(umb_err *err, const char *fmt, ...)
{
	char    context[400], inner[600];
	va_list ap;

	if (!err)
		return;
	snprintf(inner, sizeof(inner), "%.599s", err->text);
	va_start(ap, fmt);
	vsnprintf(context, sizeof(context), fmt, ap);
	va_end(ap);
	snprintf(err->text, sizeof(err->text), "%s: %s", context, inner);
}

const char *umb_err_words(const umb_err *err, const char *path)
{
	size_t n = strlen(path);

	return err->text[0] == '\'' && strncmp(err->text + 1, path, n) == 0 && strncmp(err->text + 1 + n, "': ", 3) == 0 ? err->text + n + 4 : err->text;
}

umb_status umb_err_errno(umb_err *err, int code, const char *fmt, ...)
{
	umb_status st = code == ENOMEM ? UMB_E_NOMEM : code == ENOENT || code == ENOTDIR ? UMB_E_NOTFOUND : UMB_E_IO;
	char       words[128], text[600];
	va_list    ap;

	if (!err)
		return st;
	va_start(ap, fmt);
	vsnprintf(text, sizeof(text), fmt, ap);
	va_end(ap);
	return umb_err_set(err, st, "%s: %s", text, strerror_r(code, words, sizeof(words)));
}
