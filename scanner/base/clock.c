/*
 * clock.c - monotonic time for deadlines, wall time for reports.
 */
#include "base/clock.h"

#include "base/number.h"

uint64_t umb_clock_ns(void)
{
	struct timespec t;

	clock_gettime(CLOCK_MONOTONIC, &t);
	return (uint64_t)t.tv_sec * 1000000000u + (uint64_t)t.tv_nsec;
}

uint64_t umb_clock_ms(void)
{
	return umb_clock_ns() / 1000000;
}

int64_t umb_clock_wall(void)
{
	const char *fixed = getenv("SOURCE_DATE_EPOCH");
	int64_t     at;

	if (fixed && umb_parse_i64(&at, umb_slice_str(fixed), 0, INT64_C(253402300799)))
		return at;
	return (int64_t)time(NULL);
}

const char *umb_clock_iso(char out[40], int64_t seconds, int offset_min)
{
	int64_t   shifted = seconds + (int64_t)offset_min * 60;
	time_t    at = (time_t)shifted;
	struct tm t;
	unsigned  minutes = (unsigned)(offset_min < 0 ? -offset_min : offset_min);
	size_t    n;

	/* Years beyond four digits come only from damaged or hostile data. */
	if (shifted < INT64_C(-62135596800) || shifted > INT64_C(253402300799) || !gmtime_r(&at, &t)) {
		snprintf(out, 40, "unknown");
		return out;
	}
	n = strftime(out, 24, "%Y-%m-%dT%H:%M:%S", &t);
	if (offset_min == 0)
		snprintf(out + n, 40 - n, "Z");
	else
		snprintf(out + n, 40 - n, "%c%02u:%02u", offset_min < 0 ? '-' : '+', minutes / 60 % 100, minutes % 60);
	return out;
}

bool umb_clock_day(int64_t *out, umb_slice text)
{
	static const uint8_t lengths[] = { 31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31 };
	uint64_t y, m, d, days;

	if (text.len != 10 || text.ptr[4] != '-' || text.ptr[7] != '-' || !umb_parse_u64(&y, umb_slice_sub(text, 0, 4), 1970, 9999) ||
	    !umb_parse_u64(&m, umb_slice_sub(text, 5, 7), 1, 12) || !umb_parse_u64(&d, umb_slice_sub(text, 8, 10), 1, 31))
		return false;
	bool is_leap = y % 4 == 0 && (y % 100 != 0 || y % 400 == 0);
	if (d > lengths[m - 1] + (uint64_t)(m == 2 && is_leap))
		return false;
	days = (y - 1) * 365 + (y - 1) / 4 - (y - 1) / 100 + (y - 1) / 400 + d - 1;
	for (uint64_t i = 0; i + 1 < m; i++)
		days += lengths[i] + (uint64_t)(i == 1 && is_leap);
	*out = (int64_t)days - 719162;
	return true;
}
