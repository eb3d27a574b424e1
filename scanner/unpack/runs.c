/*
 * runs.c - see runs.h.
 */
#include "unpack/runs.h"

static bool is_readable(uint8_t c)
{
	return (c >= 0x20 && c != 0x7f) || c == '\t' || c == '\n' || c == '\r';
}

bool umb_runs_next(umb_slice bytes, size_t *at, umb_slice *run)
{
	while (*at < bytes.len) {
		size_t from = *at;

		while (*at < bytes.len && is_readable(bytes.ptr[*at]))
			(*at)++;
		*run = umb_slice_sub(bytes, from, *at);
		*at += *at < bytes.len;
		if (run->len >= UMB_RUN_MIN)
			return true;
	}
	return false;
}

void umb_runs_put(umb_member *m, umb_slice bytes)
{
	umb_slice run;
	size_t    at = 0;

	while (m->st == UMB_OK && umb_runs_next(bytes, &at, &run)) {
		umb_member_line(m);
		umb_member_put(m, run, 0, 0);
	}
}
