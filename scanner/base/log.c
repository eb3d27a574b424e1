/*
 * log.c - one callback, one lock; silent until somebody listens.
 */
#include "base/log.h"

#include <stdarg.h>

#include "base/thread.h"

static umb_mutex     lock = UMB_MUTEX_INIT; /* guards the three below and serialises calls */
static umb_log_fn    receiver;
static void         *receiver_ctx;
static umb_log_level max_level;

void umb_log_set(umb_log_fn fn, void *ctx, umb_log_level max)
{
	umb_mutex_lock(&lock);
	receiver     = fn;
	receiver_ctx = ctx;
	max_level    = max;
	umb_mutex_unlock(&lock);
}

void umb_log(umb_log_level level, const char *fmt, ...)
{
	char    line[1200];
	va_list ap;

	va_start(ap, fmt);
	vsnprintf(line, sizeof(line), fmt, ap);
	va_end(ap);
	umb_mutex_lock(&lock);
	if (receiver && level <= max_level)
		receiver(receiver_ctx, level, line);
	umb_mutex_unlock(&lock);
}
