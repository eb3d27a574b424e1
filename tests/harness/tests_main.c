/* tests_main.c - runs one of the tests that are linked into one program: PROGRAM TEST.  TEST_LIST is written by tests/CMakeLists.txt. */
#include <stdio.h>
#include <string.h>

#include TEST_LIST

static const struct {
	const char *name;
	int (*run)(void);
} test[] = { TESTS };

int main(int argc, char **argv)
{
	for (size_t i = 0; i < sizeof(test) / sizeof(test[0]); i++)
		if (argc == 2 && strcmp(argv[1], test[i].name) == 0)
			return test[i].run();
	fprintf(stderr, "usage: %s TEST, of:\n", argv[0]);
	for (size_t i = 0; i < sizeof(test) / sizeof(test[0]); i++)
		fprintf(stderr, "  %s\n", test[i].name);
	return 2;
}
