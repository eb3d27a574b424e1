/* pdf: see unpack_input.h. */
#include "fuzz/unpack_input.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	return unpack_input("pdf", data, size);
}
