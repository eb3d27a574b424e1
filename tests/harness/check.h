/*
 * check.h - cmocka with the headers it forgets to include, and checks that name the failing row.
 */
#ifndef UMB_TESTS_CHECK_H
#define UMB_TESTS_CHECK_H

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>

#include <cmocka.h>

#define CHECK(cond, label) \
	do { \
		if (!(cond)) \
			fail_msg("%s: %s is false", (label), #cond); \
	} while (0)

#define CHECK_EQ_INT(got, want, label) \
	do { \
		long long check_got = (long long)(got), check_want = (long long)(want); \
		if (check_got != check_want) \
			fail_msg("%s: %s is %lld, not %lld", (label), #got, check_got, check_want); \
	} while (0)

#define CHECK_EQ_STR(got, want, label) \
	do { \
		const char *check_got = (got), *check_want = (want); \
		if (strcmp(check_got, check_want) != 0) \
			fail_msg("%s: %s is \"%s\", not \"%s\"", (label), #got, check_got, check_want); \
	} while (0)

#endif
