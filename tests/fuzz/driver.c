/*
 * driver.c - runs a fuzz function without libFuzzer: over the files named, and over many inputs made
 * from a fixed seed, so that every ordinary test run touches every parser with rubbish.
 *
 * usage: fuzz_replay FUNCTION [FILE...]    FUZZ_LIST is written by tests/CMakeLists.txt
 */
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include FUZZ_LIST

#define MAX_LEN 4096

typedef struct fuzz_function {
	const char *name;
	int (*run)(const uint8_t *data, size_t len);
	int made; /* how many inputs are made up */
} fuzz_function;

static const fuzz_function function[] = { FUZZ_FUNCTIONS };

static uint64_t seed = 42;

static uint32_t chance(uint32_t n)
{
	seed = seed * UINT64_C(6364136223846793005) + UINT64_C(1442695040888963407);
	return (uint32_t)(seed >> 33) % n;
}

/* Rubbish of several kinds: any byte, text, base64, and pieces that parsers look for. */
static size_t make(uint8_t *out)
{
	static const char *const pieces[] = { "(?i)", "[a-z]{3,9}", "\\b", "|", "-----BEGIN ", "eyJ", "\x1f\x8b\x08", "{", "}", "\"", ":", "\xff\xfe", "AKIA", "ghp_", "==", "\n" };
	static const char base64[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/=\n";
	size_t   n = 0, want = chance(chance(8) ? 200 : MAX_LEN - 32);
	uint32_t kind = chance(4);

	while (n < want) {
		const char *piece = pieces[chance(sizeof(pieces) / sizeof(pieces[0]))];

		if (kind == 0)
			out[n++] = (uint8_t)chance(256);
		else if (kind == 1)
			out[n++] = (uint8_t)(32 + chance(95));
		else if (kind == 2)
			out[n++] = (uint8_t)base64[chance(sizeof(base64) - 1)];
		else
			for (; *piece; piece++)
				out[n++] = (uint8_t)*piece;
	}
	return n;
}

static int run_file(const fuzz_function *f, const char *path)
{
	FILE    *file = fopen(path, "rb");
	uint8_t *data = malloc(1 << 20);
	size_t   n = file && data ? fread(data, 1, 1 << 20, file) : 0;

	if (file)
		fclose(file);
	if (data)
		f->run(data, n);
	free(data);
	return file ? 0 : 1;
}

static int run_made(const fuzz_function *f)
{
	for (int i = 0; i < f->made; i++) {
		uint8_t  made[MAX_LEN];
		size_t   n = make(made);
		uint8_t *exact = malloc(n ? n : 1); /* of the exact size, so that the sanitizers see a byte too many */

		if (!exact)
			return 1;
		memcpy(exact, made, n);
		f->run(exact, n);
		free(exact);
	}
	return 0;
}

int main(int argc, char **argv)
{
	const fuzz_function *f = NULL;
	int                  failed = 0;

	for (size_t i = 0; argc >= 2 && i < sizeof(function) / sizeof(function[0]); i++)
		if (strcmp(function[i].name, argv[1]) == 0)
			f = &function[i];
	if (!f) {
		fprintf(stderr, "usage: fuzz_replay FUNCTION [FILE...]\n");
		return 2;
	}
	for (int i = 2; i < argc; i++)
		failed |= run_file(f, argv[i]);
	failed |= run_made(f);
	printf("%d inputs\n", f->made + argc - 2);
	return failed;
}
