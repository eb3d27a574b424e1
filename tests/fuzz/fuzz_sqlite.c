/* Databases, their logs and journals: pages that lie about each other. */
#include "fuzz/unpack_input.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	static const char *const names[] = { "sqlite", "sqlite-wal", "sqlite-journal" };

	for (size_t i = 0; i < UMB_COUNT(names); i++)
		unpack_input(names[i], data, size);
	return 0;
}
