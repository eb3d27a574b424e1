/*
 * umb/log.h - receiving libumbra's log lines.
 *
 * The library prints nothing by itself.  Lines hold ids, counts and names, never content.
 */
#ifndef UMB_LOG_PUBLIC_H
#define UMB_LOG_PUBLIC_H

#include "umb/status.h"

#ifdef __cplusplus
extern "C" {
#endif

#define UMB_LOGLEVEL_ERROR 0
#define UMB_LOGLEVEL_WARN 1
#define UMB_LOGLEVEL_INFO 2
#define UMB_LOGLEVEL_DEBUG 3

typedef void (*umb_log_callback)(void *ctx, int level, const char *line);

/* `fn` NULL silences.  Call before a scan runs; calls to `fn` are serialised and it must not call back. */
UMB_API void umb_log_receive(umb_log_callback fn, void *ctx, int max_level);

#ifdef __cplusplus
}
#endif
#endif
