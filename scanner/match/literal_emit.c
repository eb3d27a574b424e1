/*
 * literal_emit.c - a literal set as C source.
 */
#include "match/literal_tables.h"

static void emit_table(umb_buf *out, const umb_lit_table *t, const char *name)
{
	if (!t->used)
		return;
	umb_buf_printf(out, "static const uint8_t lit_%s_used[UMB_LIT_USED_LEN] = {\n", name);
	for (size_t i = 0; i < UMB_LIT_USED_LEN; i++) {
		if (t->used[i])
			umb_buf_printf(out, "\t[%zu] = 1,\n", i);
	}
	umb_buf_printf(out, "};\nstatic const uint32_t lit_%s_bits[UMB_LIT_FINE_WORDS] = {\n", name);
	for (size_t i = 0; i < UMB_LIT_FINE_WORDS; i++) {
		if (t->used_bits[i])
			umb_buf_printf(out, "\t[%zu] = %uu,\n", i, t->used_bits[i]);
	}
	umb_buf_printf(out, "};\nstatic const uint16_t lit_%s_slot[UMB_LIT_SLOTS] = {\n", name);
	for (size_t i = 0; i < UMB_LIT_SLOTS; i++) {
		if (t->slot[i])
			umb_buf_printf(out, "\t[%zu] = %u,\n", i, t->slot[i]);
	}
	umb_buf_append_str(out, "};\n");
	umb_buf_printf(out, "static const umb_lit_bucket lit_%s_bucket[] = {\n", name);
	for (size_t i = 0; i <= t->n_buckets; i++) {
		const umb_lit_bucket *b = &t->bucket[i];

		umb_buf_printf(out, "\t{ %uu, %uu, %uu, %uu, %uu, %d, %d, %u },\n", b->near_mask, b->near_value, b->far_mask, b->far_value, b->beside, b->far,
		               b->beside_at, b->first);
	}
	umb_buf_append_str(out, "};\n");
	umb_buf_printf(out, "static const umb_lit_window lit_%s_window[] = {", name);
	for (size_t i = 0; i < t->n_windows; i++)
		umb_buf_printf(out, "%s{ %u, %u, %u, %u, %uu },", i % 4 ? " " : "\n\t", t->window[i].literal, t->window[i].offset,
		               t->window[i].probe, t->window[i].n_same, t->window[i].bytes);
	umb_buf_append_str(out, "\n};\n");
}

static void emit_table_names(umb_buf *out, const umb_lit_table *t, const char *name)
{
	if (!t->used)
		umb_buf_append_str(out, "\t{ 0 },\n");
	else
		umb_buf_printf(out, "\t{ lit_%s_used, lit_%s_bits, lit_%s_slot, lit_%s_bucket, lit_%s_window, %u, %u, %uu },\n",
		               name, name, name, name, name, t->n_buckets, t->n_windows, t->multiplier);
}

static void emit_literals(umb_buf *out, const umb_literal_set *set)
{
	umb_buf_append_str(out, "static const umb_literal lit_literals[] = {\n");
	for (size_t i = 0; i < set->n_literals; i++) {
		const umb_literal *l = &set->literals[i];

		umb_buf_append_str(out, "\t{ { ");
		for (size_t k = 0; k < l->len; k++)
			umb_buf_printf(out, "%u, ", l->bytes[k]);
		umb_buf_printf(out, "}, %u, %d, %d },\n", l->len, l->nocase, l->in_run);
	}
	umb_buf_append_str(out, "\t{ { 0 }, 0, 0, 0 }\n};\n");
}

umb_status umb_literal_set_emit(const umb_literal_set *set, const char *name, umb_buf *out)
{
	emit_literals(out, set);
	emit_table(out, &set->run, "run");
	emit_table(out, &set->word, "word");
	umb_buf_printf(out, "static const umb_literal_set %s = {\n\tlit_literals, %u,\n", name, set->n_literals);
	emit_table_names(out, &set->run, "run");
	emit_table_names(out, &set->word, "word");
	umb_buf_printf(out, "\t%u, %u\n};\n", set->step, set->max_offset);
	return out->failed;
}
