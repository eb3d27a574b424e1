/* Any bytes as a SQL dump: cells in the order of the text, and no more of them than it has. */
#include <stdlib.h>

#include "harness/emit_double.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	static emit_double     d;
	const umb_decoder_ops *ops = umb_decoder_find("sql");
	umb_slice              in, head = umb_slice_of(NULL, 0);
	bool                   may_begin;

	if (size < 1)
		return 0;
	in = umb_slice_of(data + 1, size - 1);
	if (data[0] & 1) {
		head = umb_slice_sub(in, 0, in.len / 2);
		in   = umb_slice_sub(in, in.len / 2, in.len);
	}
	double_reset(&d, data[0] & 4 ? 50 : SIZE_MAX, in.len, false);
	may_begin = ops->probe(data[0] & 1 ? head : in);
	ops->decode(&(umb_decoder_input){ .text = in, .is_cut_left = data[0] & 1, .head = head }, &d.emit);
	/* a cell has four bytes and one that ends it, and is shown behind a name of up to 32 */
	if (d.is_wrong || d.is_open || d.n_total > in.len * 9 || (d.n_runs && !may_begin))
		abort();
	return 0;
}
