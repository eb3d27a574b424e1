/* Any bytes as a SQL dump. */
#include "fuzz/decoder_input.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	return decoder_input("sql", data, size);
}
