/* Random values must survive: thousands of them against each validator that may drop. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include "harness/ask.h"
#include "harness/make_base64.h"

#define N_VALUES 2000

static const char *const alphabets[] = { ABC_HEX, ABC_BASE36, ABC_BASE62, ABC_BASE64, ABC_BASE64URL };
static const size_t lengths[] = { 12, 16, 20, 24, 32, 40, 64 };

static const struct {
	const char *validator;
	size_t      max_killed; /* of N_VALUES */
} limits[] = {
	{ "placeholder", N_VALUES / 1000 },
	{ "dictionary", N_VALUES / 100 },
	{ "entropy", N_VALUES / 250 },
};

static void test_random_values_survive(void **state)
{
	uint64_t seed = 42;

	UMB_UNUSED(state);
	for (size_t v = 0; v < UMB_COUNT(limits); v++) {
		for (size_t a = 0; a < UMB_COUNT(alphabets); a++) {
			for (size_t l = 0; l < UMB_COUNT(lengths); l++) {
				size_t n_killed = 0;

				for (size_t i = 0; i < N_VALUES; i++) {
					char value[65];

					make_text(value, lengths[l], alphabets[a], &seed);
					n_killed += ask(limits[v].validator, umb_slice_of(value, lengths[l])) <= UMB_UNLIKELY;
				}
				if (n_killed > limits[v].max_killed)
					fail_msg("%s drops %zu of %d random values of %zu characters of %s", limits[v].validator, n_killed, N_VALUES,
					         lengths[l], alphabets[a]);
			}
		}
	}
}

/* A known prefix in front changes nothing. */
static void test_prefixed_values_survive(void **state)
{
	static const char *const prefixes[] = { "sk_test_", "pk_live_", "xoxb-", "key-", "token_", "SG." };
	uint64_t seed = 7;

	UMB_UNUSED(state);
	for (size_t p = 0; p < UMB_COUNT(prefixes); p++) {
		size_t n = strlen(prefixes[p]), n_killed = 0;

		for (size_t i = 0; i < N_VALUES; i++) {
			char value[64];

			memcpy(value, prefixes[p], n);
			make_text(value + n, 24, ABC_BASE62, &seed);
			n_killed += ask("placeholder", umb_slice_of(value, n + 24)) <= UMB_UNLIKELY;
		}
		if (n_killed > N_VALUES / 1000)
			fail_msg("placeholder drops %zu of %d values behind %s", n_killed, N_VALUES, prefixes[p]);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_random_values_survive),
		cmocka_unit_test(test_prefixed_values_survive),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
