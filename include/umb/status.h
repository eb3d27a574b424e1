/*
 * umb/status.h - how every libumbra function says what happened.
 *
 * A function that can fail returns a umb_status and, where words help, fills a caller-owned umb_err.
 * Zero is success, positive values are expected endings, negative values are failures.
 *
 * Threads: everything here is plain data; an umb_err belongs to whoever declared it.
 */
#ifndef UMB_STATUS_H
#define UMB_STATUS_H

#include <stddef.h>
#include <stdint.h>

#define UMB_VERSION "0.1.0"

#if defined(__GNUC__)
#define UMB_API __attribute__((visibility("default")))
#define UMB_PRINTF(fmt, first) __attribute__((format(printf, fmt, first)))
#else
#define UMB_API
#define UMB_PRINTF(fmt, first)
#endif

#ifdef __cplusplus
extern "C" {
#endif

/* Add a code only if a caller would act differently on it. */
typedef enum umb_status {
	UMB_OK = 0,
	UMB_END = 1,            /* nothing more to come; not a failure */
	UMB_E_NOMEM = -1,       /* the allocator said no */
	UMB_E_LIMIT = -2,       /* a stated limit of size, depth, count or time was reached */
	UMB_E_IO = -3,          /* the system refused to read or write */
	UMB_E_NOTFOUND = -4,    /* the named thing does not exist */
	UMB_E_FORMAT = -5,      /* the bytes are not what they claim to be */
	UMB_E_USAGE = -6,       /* the caller asked for something that makes no sense */
	UMB_E_RULES = -7,       /* a rule pack is wrong */
	UMB_E_REFUSED = -8,     /* possible, but against a safety rule */
	UMB_E_CANCELLED = -9,   /* the user asked us to stop */
	UMB_E_UNSUPPORTED = -10 /* valid, but not built or not known here */
} umb_status;

/*
 * What went wrong, for a person.  Untouched on success; filled once where the failure began and
 * given context by the callers on the way out, outermost first.  Never holds bytes of a secret.
 */
typedef struct umb_err {
	umb_status code;
	char       text[1020];
} umb_err;

#define UMB_ERR_INIT { UMB_OK, { 0 } }

/* A constant name for a status, never NULL. */
UMB_API const char *umb_status_text(umb_status st);

#ifdef __cplusplus
}
#endif
#endif
