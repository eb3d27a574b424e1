/*
 * cmocka.h - the little of cmocka that a test for another processor needs, where the library is not there for it.
 */
#ifndef UMB_TEST_ARM64_CMOCKA_H
#define UMB_TEST_ARM64_CMOCKA_H

#include <stdio.h>
#include <stdlib.h>

#define fail_msg(...) (printf(__VA_ARGS__), printf("\n%s:%d: failed\n", __FILE__, __LINE__), exit(1))
#define print_message(...) printf(__VA_ARGS__)
#define assert_true(c) ((c) ? (void)0 : fail_msg("%s is false", #c))
#define assert_int_equal(a, b) assert_true((a) == (b))
#define assert_non_null(p) assert_true((p) != NULL)

struct CMUnitTest {
	const char *name;
	void (*run)(void **state);
};

#define cmocka_unit_test(f) { #f, f }
#define cmocka_run_group_tests(tests, set_up, tear_down) run_all(tests, sizeof(tests) / sizeof((tests)[0]))

static inline int run_all(const struct CMUnitTest *tests, size_t n)
{
	for (size_t i = 0; i < n; i++) {
		void *state = NULL;

		tests[i].run(&state);
		printf("passed: %s\n", tests[i].name);
	}
	return 0;
}

#endif
