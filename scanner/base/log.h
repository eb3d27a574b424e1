/*
 * base/log.h - leveled log lines through one callback.  Lines take ids and lengths, never content of units.
 */
#ifndef UMB_BASE_LOG_H
#define UMB_BASE_LOG_H

#include "base/types.h"

typedef enum umb_log_level { UMB_LOG_ERROR, UMB_LOG_WARN, UMB_LOG_INFO, UMB_LOG_DEBUG } umb_log_level;
typedef void (*umb_log_fn)(void *ctx, umb_log_level level, const char *line);

/* fn NULL silences.  Set before threads start; calls to fn are serialised. */
void umb_log_set(umb_log_fn fn, void *ctx, umb_log_level max);
void umb_log(umb_log_level level, const char *fmt, ...) UMB_PRINTF(2, 3);

#endif
