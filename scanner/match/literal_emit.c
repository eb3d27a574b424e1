/*
 * literal_emit.c - a literal set as C source.
 */
#include "match/literal_tables.h"

static void emit_u32(umb_buf *out, const char *name, const uint32_t *v, size_t n)
{
	umb_buf_printf(out, "static const uint32_t lit_%s[] = {", name);
	for (size_t i = 0; i < n; i++)
		umb_buf_printf(out, "%s%u,", i % 16 ? " " : "\n\t", v[i]);
	umb_buf_append_str(out, " 0\n};\n");
}

static void emit_hash(umb_buf *out, const umb_literal_set *set)
{
	umb_buf_append_str(out, "static const uint8_t lit_used[UMB_LIT_USED_LEN] = {\n");
	for (size_t i = 0; i < UMB_LIT_USED_LEN; i++) {
		if (set->used[i])
			umb_buf_printf(out, "\t[%zu] = 1,\n", i);
	}
	umb_buf_append_str(out, "};\nstatic const uint32_t lit_key[UMB_LIT_SLOTS] = {\n");
	for (size_t i = 0; i < UMB_LIT_SLOTS; i++) {
		if (set->key[i])
			umb_buf_printf(out, "\t[%zu] = %u,\n", i, set->key[i]);
	}
	umb_buf_append_str(out, "};\nstatic const uint16_t lit_slot[UMB_LIT_SLOTS] = {\n");
	for (size_t i = 0; i < UMB_LIT_SLOTS; i++) {
		if (set->slot[i])
			umb_buf_printf(out, "\t[%zu] = %u,\n", i, set->slot[i]);
	}
	umb_buf_append_str(out, "};\n");
}

static void emit_literals(umb_buf *out, const umb_literal_set *set)
{
	umb_buf_append_str(out, "static const umb_literal lit_literals[] = {\n");
	for (size_t i = 0; i < set->n_literals; i++) {
		const umb_literal *l = &set->literals[i];

		umb_buf_append_str(out, "\t{ { ");
		for (size_t k = 0; k < l->len; k++)
			umb_buf_printf(out, "%u, ", l->bytes[k]);
		umb_buf_printf(out, "}, %u, %d },\n", l->len, l->nocase);
	}
	umb_buf_append_str(out, "\t{ { 0 }, 0, 0 }\n};\n");
}

umb_status umb_literal_set_emit(const umb_literal_set *set, const char *name, umb_buf *out)
{
	emit_literals(out, set);
	emit_hash(out, set);
	emit_u32(out, "first", set->bucket_first, set->n_buckets + 1);
	emit_u32(out, "member", set->member, set->n_literals);
	umb_buf_append_str(out, "static const uint8_t lit_offset[] = {");
	for (size_t i = 0; i < set->n_literals; i++)
		umb_buf_printf(out, "%s%u,", i % 32 ? " " : "\n\t", set->offset[i]);
	umb_buf_append_str(out, " 0\n};\n");
	umb_buf_printf(out, "static const umb_literal_set %s = {\n\tlit_literals, %u, lit_used, lit_key, lit_slot, lit_first, lit_member, lit_offset, %u, %u\n};\n",
	               name, set->n_literals, set->max_offset, set->n_buckets);
	return out->failed;
}
