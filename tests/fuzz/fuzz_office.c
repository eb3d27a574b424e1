/* Any bytes as a window of an office document: the decoder stays inside its input, keeps the contract, and writes no more than it read. */
#include <stdlib.h>

#include "harness/emit_double.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static emit_double d;

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	umb_slice in;

	if (size < 1)
		return 0;
	in = umb_slice_of(data + 1, size - 1);
	double_reset(&d, SIZE_MAX, in.len, false);
	if (umb_decoder_find("office")->probe(in))
		umb_decoder_find("office")->decode(&(umb_decoder_input){ .text = in, .is_cut_left = data[0] & 1 }, &d.emit);
	if (d.is_wrong || d.is_open || d.n_total > in.len)
		abort();
	return 0;
}
