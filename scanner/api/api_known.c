/*
 * api_known.c - umb/known.h over the room of known secrets; and the rules under which a scan reports them.
 */
#include "umb/known.h"

#include <sys/stat.h>

#include "api/api_private.h"
#include "base/alloc.h"
#include "base/err.h"
#include "base/file.h"
#include "base/number.h"
#include "base/path.h"
#include "base/text.h"
#include "known/readers.h"
#include "known/secrets.h"

static umb_status read_key(uint8_t key[UMB_KEY_LEN], const char *hex, umb_err *err)
{
	if (!hex)
		return umb_err_set(err, UMB_E_USAGE, "known secrets want --key-file: the store is worth nothing without its key (`openssl rand -hex 32` makes one)");
	return umb_parse_hex(key, UMB_KEY_LEN, umb_slice_str(hex)) ? UMB_OK : umb_err_set(err, UMB_E_USAGE, "a key is 64 hex digits");
}

static umb_status open_store(umb_secrets **out, const char *store, const umb_known_opts *o, bool may_be_new, umb_err *err)
{
	uint8_t     key[UMB_KEY_LEN];
	struct stat sb;
	umb_status  st = UMB_OK;

	if (o->version != UMB_KNOWN_OPTS_VERSION)
		return umb_err_set(err, UMB_E_USAGE, "umb_known_opts of version %u", o->version);
	st = read_key(key, o->key, err);
	if (st == UMB_OK && may_be_new && lstat(store, &sb) != 0)
		st = umb_secrets_new(out, key, err);
	else if (st == UMB_OK)
		st = umb_secrets_load(out, store, key, err);
	umb_wipe(key, sizeof(key));
	return st;
}

/* -- adding ------------------------------------------------------------------------------------------- */

typedef struct adding {
	umb_secrets          *store;
	const umb_known_opts *opts;
	const char           *file;    /* its name, for what has none */
	bool                  is_config;
	umb_known_counts     *counts;
	umb_err              *err;
} adding;

static umb_status on_value(void *ctx, const char *name, umb_slice value)
{
	adding          *a = ctx;
	char             label[512];
	const char      *given = a->opts->label;
	umb_secret_input in = { .label = label, .value = value, .is_forced = a->opts->weak != 0, .is_config = a->is_config };
	umb_secret_fate  fate;
	bool             is_weak;
	umb_status       st;

	if (given)
		snprintf(label, sizeof(label), "%.80s%s%.200s", given, name ? " " : "", name ? name : "");
	else
		snprintf(label, sizeof(label), "%.400s", name ? name : a->file);
	st = umb_secrets_add(a->store, &in, &fate, &is_weak);
	umb_wipe(label, sizeof(label));
	if (st != UMB_OK)
		return umb_err_set(a->err, st, st == UMB_E_LIMIT ? "more than %d known secrets" : "out of memory for known secrets", UMB_SECRETS_MAX);
	switch (fate) {
	case UMB_SECRET_ADDED: a->counts->n_added++; break;
	case UMB_SECRET_THERE: a->counts->n_there++; break;
	case UMB_SECRET_SHORT: a->counts->n_short++; break;
	case UMB_SECRET_LONG: a->counts->n_long++; break;
	case UMB_SECRET_REGULAR: a->counts->n_regular++; break;
	case UMB_SECRET_UNLIKELY: a->counts->n_unlikely++; break;
	case UMB_N_SECRET_FATES: break;
	}
	a->counts->n_weak += fate == UMB_SECRET_ADDED && is_weak;
	return UMB_OK;
}

static umb_status no_kind(const char *word, umb_err *err)
{
	umb_buf    all = UMB_BUF_INIT_MAX(512);
	umb_status st;

	for (size_t i = 0; umb_secret_reader_at(i); i++)
		umb_buf_printf(&all, "%s%s", i ? ", " : "", umb_secret_reader_at(i)->name);
	st = word ? umb_err_set(err, UMB_E_USAGE, "'%s' is no kind of file with secrets; there are: %s", word, umb_buf_str(&all))
	          : umb_err_set(err, UMB_E_USAGE, "it does not look like any file with secrets; say what it is with --from: %s", umb_buf_str(&all));
	umb_buf_clear(&all);
	return st;
}

/* Room for all of it at once, so that no copy of a value is left behind by growing. */
static void reserve(umb_buf *b, const char *file)
{
	struct stat sb;
	size_t      size = (size_t)1 << 20;

	if (strcmp(file, "-") != 0 && stat(file, &sb) == 0 && sb.st_size >= 0 && (uint64_t)sb.st_size < UMB_SECRET_FILE_MAX)
		size = (size_t)sb.st_size;
	umb_buf_reserve(b, size + (size_t)2 * 65536);
}

static umb_status add_file(adding *a, const char *file, const umb_secret_reader_ops *kind, umb_err *err)
{
	umb_secret_taker to  = { a, on_value, a->opts->by_nul != 0 };
	umb_buf          b   = UMB_BUF_INIT;
	bool             is_pipe = strcmp(file, "-") == 0;
	umb_slice        name    = is_pipe ? umb_slice_of(NULL, 0) : umb_path_base(umb_slice_str(file));
	umb_status       st;

	reserve(&b, file);
	st = umb_file_read(&b, file, UMB_SECRET_FILE_MAX, err);
	if (st == UMB_OK && !kind) {
		kind = umb_secret_reader_guess(umb_buf_view(&b), name);
		st   = kind ? UMB_OK : no_kind(NULL, err);
	}
	if (st == UMB_OK) {
		a->file      = is_pipe ? "standard input" : (const char *)name.ptr;
		a->is_config = kind->is_config;
		st           = kind->read(umb_buf_view(&b), &to, err);
	}
	/* What cannot be read as what it is said to be is a wrong word, or a wrong file. */
	if (st == UMB_E_FORMAT || st == UMB_E_UNSUPPORTED || st == UMB_E_USAGE) {
		umb_err_wrap(err, "'%s'", file);
		st = UMB_E_USAGE;
	}
	umb_buf_wipe(&b);
	return st;
}

umb_status umb_known_secrets_add(const char *store, const char *const *files, size_t n_files, const umb_known_opts *opts, umb_known_counts *counts,
                                 umb_err *err)
{
	const umb_secret_reader_ops *kind = opts->kind ? umb_secret_reader_find(opts->kind) : NULL;
	adding     a  = { .opts = opts, .counts = counts, .err = err };
	umb_status st = opts->kind && !kind ? no_kind(opts->kind, err) : UMB_OK;

	memset(counts, 0, sizeof(*counts));
	if (st == UMB_OK)
		st = open_store(&a.store, store, opts, true, err);
	for (size_t i = 0; i < n_files && st == UMB_OK; i++)
		st = add_file(&a, files[i], kind, err);
	if (st == UMB_OK)
		umb_secrets_list(a.store, &counts->n_values);
	if (st == UMB_OK && counts->n_added)
		st = umb_secrets_save(a.store, store, err);
	umb_secrets_free(a.store);
	return st;
}

/* -- list and remove ---------------------------------------------------------------------------------- */

umb_status umb_known_secrets_list(const char *store, const umb_known_opts *opts, umb_line_fn line, void *ctx, umb_err *err)
{
	umb_secrets      *s  = NULL;
	umb_status        st = open_store(&s, store, opts, false, err);
	const umb_secret *one;
	size_t            n = 0;
	char              id[UMB_SECRET_ID_LEN], rule[UMB_SECRET_RULE_ID_MAX], words[300];

	one = st == UMB_OK ? umb_secrets_list(s, &n) : NULL;
	for (size_t i = 0; i < n; i++) {
		const char *label = umb_secrets_label(s, one[i].label);

		umb_secret_id(id, &one[i]);
		umb_secret_rule_id(rule, label);
		snprintf(words, sizeof(words), "%s\t%s\t%s", id, rule, label);
		line(ctx, words);
	}
	umb_secrets_free(s);
	return st;
}

umb_status umb_known_secrets_remove(const char *store, const char *const *what, size_t n_what, const umb_known_opts *opts, umb_known_counts *counts,
                                    size_t *n_removed, umb_err *err)
{
	umb_secrets *s  = NULL;
	umb_status   st = open_store(&s, store, opts, false, err);

	memset(counts, 0, sizeof(*counts));
	*n_removed = 0;
	for (size_t i = 0; i < n_what && st == UMB_OK; i++) {
		size_t n = umb_secrets_remove(s, what[i]);

		*n_removed += n;
		if (n == 0)
			st = umb_err_set(err, UMB_E_USAGE, "nothing in '%s' is called '%.100s' (`umbra known list` shows ids, rules and labels)", store, what[i]);
	}
	if (st == UMB_OK)
		umb_secrets_list(s, &counts->n_values);
	if (st == UMB_OK && *n_removed)
		st = umb_secrets_save(s, store, err);
	umb_secrets_free(s);
	return st;
}

const char *umb_known_kind_name(size_t i)
{
	const umb_secret_reader_ops *r = umb_secret_reader_at(i);

	return r ? r->name : NULL;
}

const char *umb_known_kind_summary(size_t i)
{
	const umb_secret_reader_ops *r = umb_secret_reader_at(i);

	return r ? r->summary : NULL;
}

/* -- for a scan --------------------------------------------------------------------------------------- */

typedef struct named {
	char        id[UMB_SECRET_RULE_ID_MAX];
	const char *label;
	size_t      number;  /* of the label */
} named;

static int by_id(const void *x, const void *y)
{
	const named *a = x, *b = y;
	int          d = strcmp(a->id, b->id);

	return d ? d : (a->number > b->number) - (a->number < b->number);
}

static umb_status describe(umb_rule_info *out, umb_arena *arena, const named *n)
{
	static const char *const none[] = { NULL }, *const tags[] = { "known", NULL };
	char                     words[200];
	umb_rule_info            info = {
		.id = umb_arena_strdup(arena, n->id), .about = "A secret that its owner has put into a store of known secrets; here is its very value.", .provider = "",
		.revoke = "Issue a new one where it is from, and put that into the store: umbra known add.", .severity = UMB_SEV_HIGH, .confidence = UMB_CONF_HIGH,
		.references = none, .tags = tags, .only_paths = none, .never_paths = none, .literals = none,
	};

	snprintf(words, sizeof(words), "Known secret: %s", n->label);
	info.name = umb_arena_strdup(arena, words);
	*out      = info;
	return info.id && info.name ? UMB_OK : UMB_E_NOMEM;
}

/* Labels whose ids are the same share a rule.  `kind` of the lane is a label. */
static umb_status make_rules(umb_ruleset *rs, const umb_secrets *s, umb_err *err)
{
	size_t         n_labels = 0, n = 0;
	named         *name;
	umb_rule_info *info;
	uint32_t      *number, *rule;
	umb_status     st = UMB_OK;

	while (umb_secrets_label(s, n_labels))
		n_labels++;
	name   = umb_arena_zero(&rs->arena, n_labels + 1, sizeof(*name));
	info   = umb_arena_zero(&rs->arena, n_labels + 1, sizeof(*info));
	number = umb_arena_zero(&rs->arena, n_labels + 1, sizeof(*number));
	rule   = umb_arena_zero(&rs->arena, n_labels + 1, sizeof(*rule));
	if (!name || !info || !number || !rule)
		return umb_err_set(err, UMB_E_NOMEM, "out of memory for known secrets");
	for (size_t i = 0; i < n_labels; i++) {
		umb_secret_rule_id(name[i].id, umb_secrets_label(s, i));
		name[i].label  = umb_secrets_label(s, i);
		name[i].number = i;
	}
	qsort(name, n_labels, sizeof(*name), by_id);
	for (size_t i = 0; i < n_labels && st == UMB_OK; i++) {
		if (i == 0 || strcmp(name[i].id, name[i - 1].id) != 0)
			st = describe(&info[n++], &rs->arena, &name[i]);
		rule[name[i].number] = (uint32_t)n - 1;
	}
	if (st != UMB_OK)
		return umb_err_set(err, st, "out of memory for known secrets");
	st = umb_ruleset_extend(rs, info, n, number, err);
	for (size_t i = 0; i < n_labels && st == UMB_OK; i++)
		rule[i] = number[rule[i]];
	rs->lane.rule = rule;
	return st;
}

umb_status umb_ruleset_add_known(umb_ruleset *rs, const char *store, const char *hex, umb_err *err)
{
	umb_known_opts o  = UMB_KNOWN_OPTS_INIT;
	umb_secrets   *s  = NULL;
	size_t         n  = 0;
	umb_status     st;

	o.key = hex;
	st    = open_store(&s, store, &o, false, err);
	if (st == UMB_OK) {
		rs->lane = (umb_lane){ .ops = &umb_secrets_lane, .set = s };
		umb_secrets_list(s, &n);
		if (n == 0)
			st = umb_err_set(err, UMB_E_USAGE, "known secrets '%s': there is none in it", store);
	}
	if (st == UMB_OK)
		st = make_rules(rs, s, err);
	return st == UMB_OK ? umb_secrets_prepare(s, err) : st;
}
