/*
 * progress.c - one line on a terminal that says how far a scan is, and is gone before anything else is written.
 */
#include <stdatomic.h>

#include "cli/cli.h"

/* Messages of workers hide it, too. */
static _Atomic bool is_shown;

static const char *plural(unsigned long long n)
{
	return n == 1 ? "" : "s";
}

void umb_cli_progress(void *unit, const umb_progress *p)
{
	static const char *const frames = "-\\|/";
	unsigned long long units = p->n_units, total = p->total_units, hits = p->n_hits;

	if (p->elapsed_ms < 1000)
		return;
	atomic_store(&is_shown, true);
	fprintf(stderr, "\r\033[K%c ", frames[p->elapsed_ms / 100 % 4]);
	if (total)
		fprintf(stderr, "%3.0f%%  %llu of ", 100.0 * (double)units / (double)total, units);
	fprintf(stderr, "%llu %s%s, %.1f MB, %llu hit%s", total ? total : units, (const char *)unit, plural(total ? total : units),
	        (double)p->n_bytes / 1e6, hits, plural(hits));
}

void umb_cli_progress_hide(void)
{
	if (atomic_exchange(&is_shown, false))
		fputs("\r\033[K", stderr);
}
