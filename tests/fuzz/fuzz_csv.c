/* Any bytes as a table in CSV. */
#include "fuzz/decoder_input.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	return decoder_input("csv", data, size);
}
