/*
 * driver.c - runs a fuzz function without libFuzzer: over the files named, and over a few thousand inputs made
 * from a fixed seed, so that every ordinary test run touches every parser with rubbish.
 */
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t len);

#define MAX_LEN 4096
#ifndef ROUNDS
#define ROUNDS 1500
#endif

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

static int run_file(const char *path)
{
	FILE    *f = fopen(path, "rb");
	uint8_t *data = malloc(1 << 20);
	size_t   n = f && data ? fread(data, 1, 1 << 20, f) : 0;

	if (f)
		fclose(f);
	if (data)
		LLVMFuzzerTestOneInput(data, n);
	free(data);
	return f ? 0 : 1;
}

int main(int argc, char **argv)
{
	int failed = 0;

	for (int i = 1; i < argc; i++)
		failed |= run_file(argv[i]);
	for (int i = 0; i < ROUNDS; i++) {
		uint8_t  made[MAX_LEN];
		size_t   n = make(made);
		uint8_t *exact = malloc(n ? n : 1); /* of the exact size, so that the sanitizers see a byte too many */

		if (!exact)
			return 1;
		memcpy(exact, made, n);
		LLVMFuzzerTestOneInput(exact, n);
		free(exact);
	}
	printf("%d inputs\n", ROUNDS + argc - 1);
	return failed;
}
