/* wasm: see unpack_input.h. */
#include "fuzz/unpack_input.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	return unpack_input("wasm", data, size);
}
