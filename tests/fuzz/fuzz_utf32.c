/* Any bytes as text with UTF-32. */
#include "fuzz/decoder_input.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	return decoder_input("utf32", data, size);
}
