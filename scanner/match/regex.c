/*
 * regex.c - the only user of pcre2.
 *
 * Most rules never match anything in a run, so a pattern is compiled when its literal is first seen, by
 * whoever sees it; two threads that race both compile and one result is thrown away, which is cheaper
 * than a lock on a path that is taken millions of times.
 */
#include "match/regex.h"

#define PCRE2_CODE_UNIT_WIDTH 8
#include <pcre2.h>

#include "base/alloc.h"
#include "base/err.h"

#define MATCH_LIMIT 1000000
#define HEAP_LIMIT_KB 20000
#define DEPTH_LIMIT 10000

struct umb_regex {
	pcre2_code *code;
	bool        is_anchored;
};

struct umb_regex_scratch {
	pcre2_general_context *general;
	pcre2_match_context   *context;
	pcre2_match_data      *data;
	pcre2_jit_stack       *stack;
};

/*
 * The JIT of pcre2 10.42 does not look whether each of its allocations was made: where memory ends amid a pattern it reads behind NULL.  While it
 * runs there is a reserve for what malloc refuses, and what was made with its help is thrown away.
 */
#define RESERVE (1 << 20)

static _Thread_local struct {
	uint8_t *bytes; /* RESERVE of them, or NULL */
	size_t   used;
} reserve;

static void *allocate(PCRE2_SIZE len, void *ctx)
{
	uint8_t *p = umb_alloc(len);

	UMB_UNUSED(ctx);
	if (!p && reserve.bytes && len <= RESERVE - reserve.used) {
		p = reserve.bytes + reserve.used;
		reserve.used += UMB_MIN((len + 15) / 16 * 16, RESERVE - reserve.used);
	}
	return p;
}

static void release(void *ptr, void *ctx)
{
	uintptr_t at = (uintptr_t)ptr, first = (uintptr_t)reserve.bytes;

	UMB_UNUSED(ctx);
	if (!reserve.bytes || at < first || at - first >= RESERVE)
		umb_free(ptr);
}

static void free_regex(umb_regex *re)
{
	if (!re)
		return;
	pcre2_code_free(re->code);
	umb_free(re);
}

/* To code of the processor.  Without a JIT, or memory to begin with, the interpreter gives the same answers. */
static umb_status translate(umb_regex *re, umb_err *err)
{
	umb_status st = UMB_OK;

	reserve.bytes = umb_alloc(RESERVE);
	reserve.used  = 0;
	if (!reserve.bytes)
		return UMB_OK;
	pcre2_jit_compile(re->code, PCRE2_JIT_COMPLETE);
	if (reserve.used > 0) {
		pcre2_code_free(re->code);
		re->code = NULL;
		st = umb_err_set(err, UMB_E_NOMEM, "out of memory");
	}
	umb_free(reserve.bytes);
	reserve.bytes = NULL;
	return st;
}

static umb_status compile(umb_regex **out, const char *pattern, unsigned flags, umb_err *err)
{
	uint32_t options = PCRE2_NEVER_UTF | PCRE2_NEVER_UCP | PCRE2_NEVER_BACKSLASH_C |
	                   (flags & UMB_REGEX_ANCHORED ? PCRE2_ANCHORED : PCRE2_USE_OFFSET_LIMIT);
	pcre2_general_context *general = pcre2_general_context_create(allocate, release, NULL);
	pcre2_compile_context *context = general ? pcre2_compile_context_create(general) : NULL;
	umb_regex  *re = umb_alloc_zero(1, sizeof(*re));
	int         code = 0;
	PCRE2_SIZE  at = 0;
	umb_status  st = UMB_OK;

	/* What ends a line is our decision, not that of whoever built the library. */
	if (context)
		pcre2_set_newline(context, PCRE2_NEWLINE_LF);
	if (context && re)
		re->code = pcre2_compile((PCRE2_SPTR)pattern, PCRE2_ZERO_TERMINATED, options, &code, &at, context);
	if (!context || !re || (!re->code && (code == PCRE2_ERROR_NOMEMORY || code == PCRE2_ERROR_HEAP_FAILED))) {
		st = umb_err_set(err, UMB_E_NOMEM, "out of memory");
	} else if (!re->code) {
		PCRE2_UCHAR words[160] = { 0 };

		pcre2_get_error_message(code, words, sizeof(words));
		st = umb_err_set(err, UMB_E_FORMAT, "column %zu: %s", at + 1, (const char *)words);
	} else {
		re->is_anchored = (flags & UMB_REGEX_ANCHORED) != 0;
		st = translate(re, err);
	}
	if (st == UMB_OK) {
		*out = re;
		re   = NULL;
	}
	free_regex(re);
	pcre2_compile_context_free(context);
	pcre2_general_context_free(general);
	return st;
}

umb_status umb_regex_get(const umb_regex **out, umb_regex_slot *slot, const char *pattern, unsigned flags, umb_err *err)
{
	umb_regex *re = atomic_load_explicit(&slot->regex, memory_order_acquire), *none = NULL;
	umb_status st;

	if (!re) {
		st = compile(&re, pattern, flags, err);
		if (st != UMB_OK)
			return st;
		if (!atomic_compare_exchange_strong(&slot->regex, &none, re)) {
			free_regex(re);
			re = none;
		}
	}
	*out = re;
	return UMB_OK;
}

void umb_regex_slot_clear(umb_regex_slot *slot)
{
	free_regex(atomic_exchange(&slot->regex, NULL));
}

umb_status umb_regex_scratch_new(umb_regex_scratch **out, umb_err *err)
{
	umb_regex_scratch *s = umb_alloc_zero(1, sizeof(*s));

	if (s)
		s->general = pcre2_general_context_create(allocate, release, NULL);
	if (s && s->general) {
		s->context = pcre2_match_context_create(s->general);
		s->data    = pcre2_match_data_create(UMB_REGEX_MAX_GROUPS, s->general);
		s->stack   = pcre2_jit_stack_create(32 * 1024, 1024 * 1024, s->general);
	}
	if (!s || !s->context || !s->data) {
		umb_regex_scratch_free(s);
		return umb_err_set(err, UMB_E_NOMEM, "out of memory");
	}
	pcre2_set_match_limit(s->context, MATCH_LIMIT);
	pcre2_set_heap_limit(s->context, HEAP_LIMIT_KB);
	pcre2_set_depth_limit(s->context, DEPTH_LIMIT);
	if (s->stack)
		pcre2_jit_stack_assign(s->context, NULL, s->stack);
	*out = s;
	return UMB_OK;
}

void umb_regex_scratch_free(umb_regex_scratch *s)
{
	if (!s)
		return;
	pcre2_match_data_free(s->data);
	pcre2_match_context_free(s->context);
	pcre2_jit_stack_free(s->stack);
	pcre2_general_context_free(s->general);
	umb_free(s);
}

static bool is_limit(int rc)
{
	return rc == PCRE2_ERROR_MATCHLIMIT || rc == PCRE2_ERROR_DEPTHLIMIT || rc == PCRE2_ERROR_HEAPLIMIT ||
	       rc == PCRE2_ERROR_JIT_STACKLIMIT;
}

umb_status umb_regex_match(const umb_regex *re, umb_regex_scratch *s, umb_slice subject, size_t from, size_t start_max,
                           umb_span *groups, size_t n_groups)
{
	PCRE2_SIZE *at;
	uint32_t    n;
	int         rc;

	if (from > subject.len || from > start_max)
		return UMB_END;
	/* An anchored pattern has no limit to obey and would be refused with one. */
	pcre2_set_offset_limit(s->context, re->is_anchored ? PCRE2_UNSET : start_max);
	rc = pcre2_match(re->code, subject.ptr, subject.len, from, PCRE2_NO_UTF_CHECK, s->data, s->context);
	if (rc == PCRE2_ERROR_NOMATCH)
		return UMB_END;
	if (rc < 0)
		return is_limit(rc) ? UMB_E_LIMIT : rc == PCRE2_ERROR_NOMEMORY ? UMB_E_NOMEM : UMB_E_FORMAT;
	at = pcre2_get_ovector_pointer(s->data);
	n  = rc == 0 ? UMB_REGEX_MAX_GROUPS : (uint32_t)rc;
	for (size_t i = 0; i < n_groups; i++) {
		bool is_set = i < n && at[2 * i] != PCRE2_UNSET;

		groups[i].from = is_set ? at[2 * i] : UINT64_MAX;
		groups[i].to   = is_set ? at[2 * i + 1] : UINT64_MAX;
	}
	return UMB_OK;
}
