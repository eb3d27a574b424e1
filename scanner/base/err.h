/*
 * base/err.h - filling and wrapping a umb_err.  Both accept err == NULL.
 */
#ifndef UMB_BASE_ERR_H
#define UMB_BASE_ERR_H

#include "base/types.h"

/* Sets code and text and returns `st`, so that a failing path reads `return umb_err_set(...)`. */
umb_status umb_err_set(umb_err *err, umb_status st, const char *fmt, ...) UMB_PRINTF(3, 4);

/* Puts "context: " before the text that is there already. */
void umb_err_wrap(umb_err *err, const char *fmt, ...) UMB_PRINTF(2, 3);

/* The text without the "'path': " that may stand in front, for who names the file already. */
const char *umb_err_words(const umb_err *err, const char *path);

/* As umb_err_set, with ": " and the words for the errno value `code` at the end; ENOMEM maps to UMB_E_NOMEM. */
umb_status umb_err_errno(umb_err *err, int code, const char *fmt, ...) UMB_PRINTF(3, 4);

#endif
