/*
 * secrets.c - the store in memory: values in, hashes kept, labels told apart.
 */
#include "base/alloc.h"
#include "base/err.h"
#include "base/number.h"
#include "base/text.h"
#include "core/validator.h"
#include "known/secrets_private.h"

/* -- keys --------------------------------------------------------------------------------------------- */

static void derive(uint8_t out[UMB_MAC_LEN], const uint8_t key[UMB_KEY_LEN], const char *what)
{
	umb_slice part[] = { umb_slice_str("umbra known secrets"), umb_slice_str(what) };

	umb_mac_parts(out, key, part, UMB_COUNT(part));
}

static void derive_keys(umb_secret_keys *k, const uint8_t key[UMB_KEY_LEN])
{
	uint8_t some[UMB_MAC_LEN];

	derive(k->seal, key, "seal");
	derive(k->mac, key, "value");
	derive(some, key, "tag");
	memcpy(k->tag, some, sizeof(k->tag));
	derive(some, key, "pieces");
	memcpy(k->gram, some, sizeof(k->gram));
	for (size_t i = 0; i < UMB_GRAM_CLASSES; i++)
		k->gram[i] |= 1;
	umb_wipe(some, sizeof(some));
}

void umb_secret_mac(uint8_t out[UMB_MAC_LEN], const umb_secret_keys *k, umb_slice value)
{
	umb_mac_parts(out, k->mac, &value, 1);
}

/* -- the whole ---------------------------------------------------------------------------------------- */

umb_status umb_secrets_new(umb_secrets **out, const uint8_t key[UMB_KEY_LEN], umb_err *err)
{
	umb_status   st = umb_keyed_init(err);
	umb_secrets *s  = st == UMB_OK ? umb_alloc_zero(1, sizeof(*s)) : NULL;

	if (st != UMB_OK)
		return st;
	if (!s)
		return umb_err_set(err, UMB_E_NOMEM, "out of memory for known secrets");
	derive_keys(&s->key, key);
	*out = s;
	return UMB_OK;
}

void umb_secrets_free(umb_secrets *s)
{
	if (!s)
		return;
	umb_wipe(&s->key, sizeof(s->key));
	umb_free(s->secret);
	umb_free(s->label);
	umb_arena_clear(&s->arena);
	umb_free(s);
}

static int by_mac(const void *x, const void *y)
{
	return memcmp(((const umb_secret *)x)->mac, ((const umb_secret *)y)->mac, UMB_MAC_LEN);
}

static void sort(umb_secrets *s)
{
	if (s->n_sorted != s->n)
		qsort(s->secret, s->n, sizeof(*s->secret), by_mac);
	s->n_sorted = s->n;
}

const umb_secret *umb_secrets_list(const umb_secrets *s, size_t *n)
{
	sort((umb_secrets *)(uintptr_t)s);
	if (n)
		*n = s->n;
	return s->secret;
}

const char *umb_secrets_label(const umb_secrets *s, size_t i)
{
	return i < s->n_labels ? s->label[i] : NULL;
}

umb_status umb_secrets_push(umb_secrets *s, const umb_secret *one)
{
	if (s->n == UMB_SECRETS_MAX)
		return UMB_E_LIMIT;
	if (s->n == s->cap) {
		size_t      cap  = s->cap ? s->cap * 2 : 64;
		umb_secret *more = umb_realloc(s->secret, cap * sizeof(*more));

		if (!more)
			return UMB_E_NOMEM;
		s->secret = more;
		s->cap    = cap;
	}
	s->secret[s->n++] = *one;
	return UMB_OK;
}

/* -- labels ------------------------------------------------------------------------------------------- */

void umb_secret_rule_id(char out[UMB_SECRET_RULE_ID_MAX], const char *label)
{
	size_t n = (size_t)snprintf(out, UMB_SECRET_RULE_ID_MAX, "known."), start = n;

	for (; *label && n + 1 < UMB_SECRET_RULE_ID_MAX; label++) {
		uint8_t c = umb_ascii_lower((uint8_t)*label);

		if ((c >= 'a' && c <= 'z') || (c >= '0' && c <= '9'))
			out[n++] = (char)c;
		else if (n > start && out[n - 1] != '-')
			out[n++] = '-';
	}
	while (n > start && out[n - 1] == '-')
		n--;
	if (n == start)
		n += (size_t)snprintf(out + n, UMB_SECRET_RULE_ID_MAX - n, "secret");
	out[n] = 0;
}

void umb_secret_id(char out[UMB_SECRET_ID_LEN], const umb_secret *s)
{
	memcpy(out, "k1:", 3);
	umb_format_hex(out + 3, s->mac, 8);
}

umb_status umb_secrets_take_label(umb_secrets *s, umb_slice label, uint32_t *number)
{
	for (size_t i = 0; i < s->n_labels; i++) {
		if (umb_slice_eq_str(label, s->label[i])) {
			*number = (uint32_t)i;
			return UMB_OK;
		}
	}
	if (s->n_labels == s->cap_labels) {
		size_t cap  = s->cap_labels ? s->cap_labels * 2 : 64;
		char **more = umb_realloc(s->label, cap * sizeof(*more));

		if (!more)
			return UMB_E_NOMEM;
		s->label      = more;
		s->cap_labels = cap;
	}
	s->label[s->n_labels] = umb_arena_strndup(&s->arena, label.ptr, label.len);
	if (!s->label[s->n_labels])
		return UMB_E_NOMEM;
	*number = (uint32_t)s->n_labels++;
	return UMB_OK;
}

/* One line of plain text, and never the value itself: who names an entry after its password is not helped to publish it. */
static umb_status clean_label(umb_secrets *s, const umb_secret_input *in, uint32_t *number)
{
	umb_buf    b     = UMB_BUF_INIT_MAX(8192);
	umb_slice  label = umb_text_trim(umb_slice_str(in->label ? in->label : ""));
	umb_status st    = umb_text_append_safe(&b, umb_slice_sub(label, 0, UMB_SECRET_LABEL_MAX * 4));
	size_t     len   = UMB_MIN(b.len, (size_t)UMB_SECRET_LABEL_MAX);

	while (len > 0 && len < b.len && (b.ptr[len] & 0xc0) == 0x80)
		len--;
	if (st == UMB_OK && (len == 0 || umb_text_find(label, in->value) != SIZE_MAX))
		st = umb_secrets_take_label(s, umb_slice_str("unnamed"), number);
	else if (st == UMB_OK)
		st = umb_secrets_take_label(s, umb_slice_of(b.ptr, len), number);
	umb_buf_clear(&b);
	return st;
}

/* -- adding and removing -------------------------------------------------------------------------------- */

static bool is_regular(umb_slice v)
{
	for (size_t period = 1; period <= 3; period++) {
		if (v.len > period && memcmp(v.ptr, v.ptr + period, v.len - period) == 0)
			return true;
	}
	return false;
}

/* What the checks of rules call no secret: it may be one all the same, as every second password is. */
static bool is_unlikely(umb_slice v)
{
	static const char *const  names[] = { "placeholder", "dictionary" };
	static const umb_rule_info any = { .id = "known", .severity = UMB_SEV_HIGH };
	umb_hit_view hit = { &any, v, { 0, v.len }, { 0, v.len }, v, true };

	for (size_t i = 0; i < UMB_COUNT(names); i++) {
		const umb_validator_ops *check = umb_validator_find(names[i]);
		umb_param                param[UMB_MAX_PARAMS] = { 0 };
		const char              *reason = NULL;

		for (size_t k = 0; k < check->n_params; k++)
			param[k] = check->params[k].default_value;
		if (check->check(&hit, param, &reason) <= UMB_UNLIKELY)
			return true;
	}
	return false;
}

static bool is_number(umb_slice v)
{
	for (size_t i = 0; i < v.len; i++) {
		if (v.ptr[i] < '0' || v.ptr[i] > '9')
			return false;
	}
	return true;
}

static bool is_there(const umb_secrets *s, const uint8_t mac[UMB_MAC_LEN])
{
	umb_secret key;

	memcpy(key.mac, mac, UMB_MAC_LEN);
	if (s->n_sorted && bsearch(&key, s->secret, s->n_sorted, sizeof(key), by_mac))
		return true;
	for (size_t i = s->n_sorted; i < s->n; i++) {
		if (memcmp(s->secret[i].mac, mac, UMB_MAC_LEN) == 0)
			return true;
	}
	return false;
}

/* What is new is searched one by one; before that gets slow it is sorted in. */
#define MAX_UNSORTED 256

umb_status umb_secrets_add(umb_secrets *s, const umb_secret_input *in, umb_secret_fate *fate, bool *is_weak)
{
	umb_slice  v = in->value;
	umb_secret one = { .label = 0 };
	umb_status st;

	*is_weak = false;
	*fate    = v.len < (in->is_forced ? UMB_SECRET_MIN_FORCED : UMB_SECRET_MIN) ? UMB_SECRET_SHORT : v.len > UMB_SECRET_MAX ? UMB_SECRET_LONG
	         : is_regular(v) ? UMB_SECRET_REGULAR : UMB_SECRET_ADDED;
	if (*fate != UMB_SECRET_ADDED)
		return UMB_OK;
	*is_weak = v.len < UMB_SECRET_MIN || is_number(v) || is_unlikely(v);
	umb_secret_mac(one.mac, &s->key, v);
	if (s->n - s->n_sorted > MAX_UNSORTED)
		sort(s);
	if (*is_weak && in->is_config && !in->is_forced)
		*fate = UMB_SECRET_UNLIKELY;
	else if (is_there(s, one.mac))
		*fate = UMB_SECRET_THERE;
	if (*fate != UMB_SECRET_ADDED)
		return UMB_OK;
	one.tag = (uint32_t)umb_mac_short(s->key.tag, v);
	umb_grams_of(&one, &s->key, v);
	st = clean_label(s, in, &one.label);
	return st == UMB_OK ? umb_secrets_push(s, &one) : st;
}

size_t umb_secrets_remove(umb_secrets *s, const char *what)
{
	size_t kept = 0, n = s->n;
	char   id[UMB_SECRET_ID_LEN], rule[UMB_SECRET_RULE_ID_MAX];

	sort(s);
	for (size_t i = 0; i < n; i++) {
		const char *label = s->label[s->secret[i].label];

		umb_secret_id(id, &s->secret[i]);
		umb_secret_rule_id(rule, label);
		if (strcmp(what, id) != 0 && strcmp(what, label) != 0 && strcmp(what, rule) != 0)
			s->secret[kept++] = s->secret[i];
	}
	s->n = s->n_sorted = kept;
	return n - kept;
}
