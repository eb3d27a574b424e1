/*
 * test_index.c - indexes written by git itself, read by us: entry by entry what `git ls-files` says, and the cached root what
 * `git write-tree` says.
 */
#include <unistd.h>

#include "base/alloc.h"
#include "base/clock.h"
#include "base/file.h"
#include "base/number.h"
#include "git/git_index.h"
#include "harness/check.h"
#include "harness/check_index.h"
#include "harness/scratch.h"

/* A file below the scratch folder. */
static void load(umb_buf *out, const char *name)
{
	umb_buf path = UMB_BUF_INIT;

	umb_buf_printf(&path, "%s/%s", folder, name);
	assert_int_equal(umb_file_read(out, umb_buf_str(&path), 1u << 28, NULL), UMB_OK);
	umb_buf_clear(&path);
}

static umb_status open_index(umb_git_index *x, const char *name, uint32_t id_len, umb_err *err)
{
	umb_buf    path = UMB_BUF_INIT, git_dir = UMB_BUF_INIT;
	umb_status st;

	umb_buf_printf(&path, "%s/%s", folder, name);
	umb_buf_printf(&git_dir, "%s/r/.git", folder);
	st = umb_git_index_open(x, umb_buf_str(&path), umb_buf_str(&git_dir), id_len, err);
	umb_buf_clear(&path);
	umb_buf_clear(&git_dir);
	return st;
}

/* -- the same as git ----------------------------------------------------------------------------------- */

#define ID_20 "echo x | git hash-object -w --stdin"
/* Forty files in folders and a commit of them. */
#define FILES "git init -q -b main %s r; cd r; mkdir -p a/b/c 'd e' 'ü'; i=10; while [ $i -lt 50 ]; do echo $i >a/b/f$i; i=$((i+1)); done; " \
	"echo 1 >a-b; echo 2 >a/b/c/g; echo 3 >'d e/h i'; echo 4 >'ü/ö'; echo 5 >a0; echo 6 >z; ln -s z link; chmod +x z; git add .; git commit -q -m one; "

enum { HAS_SHARED = 1, HAS_FOLDERS = 2, HAS_STAGES = 4, HAS_INTENT = 8, HAS_LONG = 16 };

/* What git is told; what must be seen in its index for the row to be about what it says. */
static const struct {
	const char *label, *options, *script;
	uint32_t    id_len;
	int         version; /* of the file; 0: there is none */
	int         has;
	const char *extensions; /* separated by blanks */
} rows[] = {
	{ "version 2", "", FILES, 20, 2, 0, "TREE" },
	{ "version 3: intent to add", "", FILES "echo n >intent; echo n >a/b/intent; git add -N intent a/b/intent", 20, 3, HAS_INTENT, "TREE" },
	{ "version 3: skip-worktree", "", FILES "git update-index --skip-worktree z a/b/f10", 20, 3, 0, "" },
	{ "version 4", "", FILES "git update-index --index-version 4", 20, 4, 0, "TREE" },
	{ "version 4, intent to add", "", FILES "git update-index --index-version 4; echo n >intent; git add -N intent", 20, 4, HAS_INTENT, "" },
	{ "version 4 in blocks", "", FILES "git -c index.threads=4 -c index.recordOffsetTable=true -c index.recordEndOfIndexEntries=true "
	  "update-index --index-version 4", 20, 4, 0, "EOIE IEOT" },
	{ "blocks, read by their table", "", FILES "git config index.threads 4; git config index.recordOffsetTable true; "
	  "git config index.recordEndOfIndexEntries true; git update-index --force-write-index", 20, 2, 0, "EOIE IEOT" },
	{ "assume-unchanged", "", FILES "git update-index --assume-unchanged z", 20, 2, 0, "" },
	{ "a part of the cached trees is not valid", "", FILES "echo n >a/b/new; git add a/b/new", 20, 2, 0, "TREE" },
	{ "a folder with no entries left", "", FILES "git rm -q -r --cached a/b", 20, 2, 0, "TREE" },
	{ "staged, removed, executable", "", FILES "echo x >>a/b/f11; git add a/b/f11; git rm -q a/b/f12; chmod +x a0; git add a0", 20, 2, 0, "" },
	{ "untracked cache", "", FILES "git update-index --force-untracked-cache; echo u >u; git status --porcelain >/dev/null", 20, 2, 0, "UNTR" },
	{ "a submodule", "", FILES "git update-index --add --cacheinfo 160000,$(git rev-parse HEAD),sub", 20, 2, 0, "" },
	{ "unmerged", "", FILES "git checkout -q -b side; echo side >z; git rm -q a0; git commit -q -a -m side; git checkout -q main; echo main >z; "
	  "echo main >a0; git commit -q -a -m main; ! git merge -q side >/dev/null 2>&1", 20, 2, HAS_STAGES, "" },
	{ "resolved", "", FILES "git checkout -q -b side; echo side >z; git commit -q -a -m side; git checkout -q main; echo main >z; "
	  "git commit -q -a -m main; ! git merge -q side >/dev/null 2>&1; git add z", 20, 2, 0, "REUC" },
	{ "split, all shared", "", FILES "git update-index --split-index", 20, 2, HAS_SHARED, "link" },
	{ "split: replaced, removed, added", "", FILES "git update-index --split-index; echo x >>a/b/f11; echo y >>z; git rm -q a/b/f12 a-b; "
	  "echo n >a/b/f100; echo n >zz; git add -A; test $(ls .git/sharedindex.* | wc -l) = 1", 20, 2, HAS_SHARED, "link" },
	{ "split, version 4", "", FILES "git update-index --index-version 4; git update-index --split-index; echo x >>a/b/f11; echo y >>z; "
	  "git rm -q a/b/f12; echo n >a/b/f100; echo n >zz; git add -A; test $(ls .git/sharedindex.* | wc -l) = 1", 20, 4, HAS_SHARED, "link" },
	{ "split, unmerged and intent to add", "", FILES "git checkout -q -b side; echo side >z; git commit -q -a -m side; git checkout -q main; "
	  "echo main >z; git commit -q -a -m main; git update-index --split-index; ! git merge -q side >/dev/null 2>&1; "
	  "echo n >intent; git add -N intent", 20, 3, HAS_SHARED | HAS_STAGES | HAS_INTENT, "link" },
	{ "split, then whole again", "", FILES "git update-index --split-index; echo n >zz; git add zz; git update-index --no-split-index", 20, 2, 0, "" },
	{ "split, cached trees", "", FILES "git update-index --split-index; echo n >zz; git add zz; git commit -q -m two; git rm -q z; git write-tree >/dev/null", 20, 2,
	  HAS_SHARED, "link TREE" },
	{ "sparse", "", FILES "git sparse-checkout set --cone --sparse-index 'd e'", 20, 3, HAS_FOLDERS, "sdir TREE" },
	{ "sparse, version 4, changed", "", FILES "git update-index --index-version 4; git sparse-checkout set --cone --sparse-index 'd e'; "
	  "echo n >'d e/n'; git add --sparse .", 20, 4, HAS_FOLDERS, "sdir TREE" },
	{ "very long paths", "", FILES "id=$(" ID_20 "); for n in 4094 4095 4096 9000; do "
	  "printf '100644 %%s\\tlong/%%s\\n' $id $(head -c $((n-5)) /dev/zero | tr '\\0' x); done | git update-index --index-info", 20, 2, HAS_LONG, "" },
	{ "very long paths, version 4", "", FILES "git update-index --index-version 4; id=$(" ID_20 "); for n in 4094 4095 4096 9000; do "
	  "printf '100644 %%s\\tlong/%%s\\n' $id $(head -c $((n-5)) /dev/zero | tr '\\0' x); done | git update-index --index-info", 20, 4, HAS_LONG, "" },
	{ "bytes that are no text", "", FILES "id=$(" ID_20 "); printf '100644 %%s\\tb\\001\\377\\012\\0' $id | git update-index -z --index-info", 20, 2, 0, "" },
	{ "empty", "", "git init -q %s r; cd r; git read-tree --empty", 20, 2, 0, "" },
	{ "none", "", "git init -q %s r", 20, 0, 0, "" },
	{ "SHA-256", "--object-format=sha256", FILES, 32, 2, 0, "TREE" },
	{ "SHA-256, version 4, intent to add", "--object-format=sha256", FILES "git update-index --index-version 4; echo n >intent; git add -N intent", 32, 4,
	  HAS_INTENT, "" },
	{ "SHA-256, split", "--object-format=sha256", FILES "git update-index --split-index; echo x >>a/b/f11; git rm -q a/b/f12; echo n >zz; git add -A", 32, 2,
	  HAS_SHARED, "link" },
	{ "SHA-256, sparse", "--object-format=sha256", FILES "git sparse-checkout set --cone --sparse-index 'd e'", 32, 3, HAS_FOLDERS, "sdir" },
};

static void make_repo(const char *script, const char *options)
{
	umb_buf line = UMB_BUF_INIT;

	run("rm -rf r");
	umb_buf_printf(&line, script, options);
	run(umb_buf_str(&line));
	umb_buf_clear(&line);
}

/* The format of `git ls-files -s -z`. */
static void render(const umb_git_index *x, uint32_t id_len, umb_buf *out)
{
	char hex[2 * UMB_ID_MAX + 1];

	for (size_t i = 0; i < x->n_entries; i++) {
		const umb_git_index_entry *e = &x->entry[i];

		umb_format_hex(hex, e->id, id_len);
		umb_buf_printf(out, "%06o %s %u\t", e->mode, hex, e->stage);
		umb_buf_append_slice(out, e->path);
		umb_buf_append(out, "/", e->mode == UMB_GIT_MODE_TREE);
		umb_buf_append_byte(out, 0);
	}
}

static int what_it_has(const umb_git_index *x)
{
	int has = x->mapped[1].len > 0 ? HAS_SHARED : 0;

	for (size_t i = 0; i < x->n_entries; i++) {
		const umb_git_index_entry *e = &x->entry[i];

		has |= e->mode == UMB_GIT_MODE_TREE ? HAS_FOLDERS : 0;
		has |= e->stage > 0 ? HAS_STAGES : 0;
		has |= e->is_intent_to_add ? HAS_INTENT : 0;
		has |= e->path.len == 4095 || e->path.len == 9000 ? HAS_LONG : 0;
	}
	return has;
}

/* The file is what the row says, and git's cached trees are never taken for damaged. */
static void check_file(const umb_git_index *x, size_t i)
{
	umb_buf bytes = UMB_BUF_INIT;

	if (rows[i].version > 0) {
		load(&bytes, "r/.git/index");
		CHECK_EQ_INT(bytes.ptr[7], rows[i].version, rows[i].label);
	}
	for (const char *name = rows[i].extensions; *name; name += name[4] ? 5 : 4)
		CHECK(memmem(bytes.ptr, bytes.len, name, 4) != NULL, rows[i].label);
	CHECK_EQ_INT(x->tree != NULL, bytes.len > 0 && memmem(bytes.ptr, bytes.len, "TREE", 4) != NULL, rows[i].label);
	umb_buf_clear(&bytes);
}

/* Those that `git add -N` was told, and no others. */
static void check_intent(const umb_git_index *x, size_t i)
{
	for (size_t k = 0; k < x->n_entries; k++) {
		umb_slice path = x->entry[k].path;
		bool      is_told = umb_slice_eq_str(path, "intent") || umb_slice_eq_str(path, "a/b/intent");

		CHECK_EQ_INT(x->entry[k].is_intent_to_add, is_told, rows[i].label);
	}
}

static void test_as_git_lists(void **state)
{
	UMB_UNUSED(state);
	for (size_t i = 0; i < UMB_COUNT(rows); i++) {
		umb_git_index x;
		umb_err       err  = UMB_ERR_INIT;
		umb_buf       ours = UMB_BUF_INIT, theirs = UMB_BUF_INIT;

		make_repo(rows[i].script, rows[i].options);
		run("cd r; git ls-files -s -z --sparse >../theirs");
		if (open_index(&x, "r/.git/index", rows[i].id_len, &err) != UMB_OK)
			fail_msg("%s: %s", rows[i].label, err.text);
		check_file(&x, i);
		load(&theirs, "theirs");
		render(&x, rows[i].id_len, &ours);
		CHECK_EQ_INT(ours.len, theirs.len, rows[i].label);
		CHECK(umb_slice_eq(umb_buf_view(&ours), umb_buf_view(&theirs)), rows[i].label);
		check_intent(&x, i);
		CHECK_EQ_INT(what_it_has(&x), rows[i].has, rows[i].label);
		if (index_fault(&x, rows[i].id_len))
			fail_msg("%s: %s", rows[i].label, index_fault(&x, rows[i].id_len));
		umb_git_index_close(&x);
		umb_buf_clear(&ours);
		umb_buf_clear(&theirs);
	}
}

/* -- cached trees -------------------------------------------------------------------------------------- */

static const umb_git_cached_tree *child(const umb_git_index *x, const umb_git_cached_tree *t, const char *name)
{
	size_t number = (size_t)(t - x->tree) + 1;

	for (; number < t->next; number = x->tree[number].next) {
		if (umb_slice_eq_str(x->tree[number].name, name))
			return &x->tree[number];
	}
	fail_msg("no cached tree '%s'", name);
	return NULL;
}

static void check_id(const umb_git_cached_tree *t, const char *command, uint32_t id_len)
{
	umb_buf text = UMB_BUF_INIT, line = UMB_BUF_INIT;
	char    hex[2 * UMB_ID_MAX + 1];

	umb_buf_printf(&line, "cd r; %s >../id", command);
	run(umb_buf_str(&line));
	load(&text, "id");
	assert_non_null(t->id);
	umb_format_hex(hex, t->id, id_len);
	assert_int_equal(text.len, 2 * id_len + 1);
	assert_memory_equal(text.ptr, hex, 2 * id_len);
	umb_buf_clear(&text);
	umb_buf_clear(&line);
}

static void test_cached_trees(void **state)
{
	static const char *const formats[] = { "", "--object-format=sha256" };

	UMB_UNUSED(state);
	for (uint32_t i = 0; i < 2; i++) {
		umb_git_index              x;
		const umb_git_cached_tree *b;

		make_repo(FILES, formats[i]);
		run("cd r; echo n >a/b/n; git add -A; git write-tree >/dev/null");
		assert_int_equal(open_index(&x, "r/.git/index", 20 + 12 * i, NULL), UMB_OK);
		assert_int_equal(x.n_trees, 6);
		assert_int_equal(x.tree->next, 6);
		assert_int_equal(x.tree->n_entries, x.n_entries);
		assert_int_equal(x.tree->n_children, 3);
		check_id(x.tree, "git write-tree", 20 + 12 * i);
		b = child(&x, child(&x, x.tree, "a"), "b");
		check_id(b, "git rev-parse $(git write-tree):a/b", 20 + 12 * i);
		assert_int_equal(b->n_entries, 42);
		check_id(child(&x, b, "c"), "git rev-parse HEAD:a/b/c", 20 + 12 * i);
		umb_git_index_close(&x);
		/* what is above a change is not valid, what is beside it stays */
		run("cd r; echo m >a/b/m; git add a/b/m");
		assert_int_equal(open_index(&x, "r/.git/index", 20 + 12 * i, NULL), UMB_OK);
		assert_null(x.tree->id);
		assert_int_equal(x.tree->n_entries, 0);
		b = child(&x, child(&x, x.tree, "a"), "b");
		assert_null(b->id);
		check_id(child(&x, b, "c"), "git rev-parse HEAD:a/b/c", 20 + 12 * i);
		umb_git_index_close(&x);
	}
}

/* -- what is not read ----------------------------------------------------------------------------------- */

static const struct {
	const char *label, *script;
	umb_status  st;
	const char *words;
} refused[] = {
	{ "no file", "rm -f x", UMB_OK, "" },
	{ "no folder", "rm -rf x", UMB_OK, "" },
	{ "an empty file", "cp /dev/null x", UMB_E_FORMAT, "is no index" },
	{ "a folder", "mkdir x", UMB_E_FORMAT, "is no index" },
	{ "a FIFO, for which nobody waits", "mkfifo x", UMB_E_FORMAT, "is no index" },
	{ "a symbolic link", "ln -s r/.git/index x", UMB_E_IO, "" },
	{ "more than a gigabyte", "truncate -s 1073741825 x", UMB_E_LIMIT, "larger than" },
	{ "no rights", "cp r/.git/index x; chmod 000 x", UMB_E_IO, "denied" },
	{ "rubbish", "seq 1 100 >x", UMB_E_FORMAT, "no index of git" },
	{ "a shared index that is gone", "mv r/.git/sharedindex.* gone; cp r/.git/index x", UMB_E_FORMAT, "is not there" },
	{ "a shared index that is another", "s=$(echo r/.git/sharedindex.*); head -c -20 $s >s; printf 01234567890123456789 >>s; chmod +w $s; cp s $s; "
	  "cp r/.git/index x", UMB_E_FORMAT, "another one" },
	{ "a shared index that is rubbish", "s=$(echo r/.git/sharedindex.*); chmod +w $s; seq 1 100 >$s; cp r/.git/index x", UMB_E_FORMAT, "no index of git" },
	{ "a shared index that is split", "cp r/.git/index $(echo r/.git/sharedindex.*) || :; chmod +w r/.git/sharedindex.*; cp r/.git/index r/.git/sharedindex.*; "
	  "cp r/.git/index x", UMB_E_FORMAT, "split one itself" },
};

static void test_refused(void **state)
{
	UMB_UNUSED(state);
	for (size_t i = 0; i < UMB_COUNT(refused); i++) {
		umb_git_index x;
		umb_err       err = UMB_ERR_INIT;
		umb_status    st;

		make_repo(FILES "git update-index --split-index; git rm -q --cached z a0; echo n >>a-b; git add a-b", "");
		run("rm -rf x gone s");
		run(refused[i].script);
		st = open_index(&x, i == 1 ? "x/y/z" : "x", 20, &err);
		if (geteuid() == 0 && strcmp(refused[i].label, "no rights") == 0)
			st = refused[i].st; /* root may */
		else
			CHECK(strstr(err.text, refused[i].words) != NULL, refused[i].label);
		CHECK_EQ_INT(st, refused[i].st, refused[i].label);
		umb_git_index_close(&x);
	}
	run("chmod 600 x; rm -rf x");
}

/* Every allocation refused once: told as that, nothing lost. */
static void test_no_memory(void **state)
{
	umb_status st = UMB_E_NOMEM;

	UMB_UNUSED(state);
	make_repo(FILES "git update-index --index-version 4; git update-index --split-index; echo n >zz; git add zz; git rm -q --cached z; git write-tree >/dev/null", "");
	for (uint64_t n = 1; st == UMB_E_NOMEM; n++) {
		umb_git_index x;
		umb_buf       path = UMB_BUF_INIT, git_dir = UMB_BUF_INIT;
		uint64_t      held;

		umb_buf_printf(&path, "%s/r/.git/index", folder);
		umb_buf_printf(&git_dir, "%s/r/.git", folder);
		held = umb_alloc_held();
		umb_alloc_fail_once(n);
		st = umb_git_index_open(&x, umb_buf_str(&path), umb_buf_str(&git_dir), 20, NULL);
		umb_alloc_fail_once(0);
		assert_true(st == UMB_E_NOMEM || (st == UMB_OK && n > 5 && x.tree));
		umb_git_index_close(&x);
		assert_int_equal(umb_alloc_held(), held);
		umb_buf_clear(&path);
		umb_buf_clear(&git_dir);
	}
}

/* -- damage --------------------------------------------------------------------------------------------- */

/* Few and short entries, all kinds of extensions. */
#define FEW "git init -q -b main %s r; cd r; mkdir a b; echo 1 >a/x; echo 2 >a/yy; echo 3 >b/z; echo 4 >c; git add .; git commit -q -m one; "

static const struct {
	const char *label, *options, *script;
	uint32_t    id_len;
} whole[] = {
	{ "version 2", "", FEW, 20 },
	{ "version 3", "", FEW "echo n >n; git add -N n", 20 },
	{ "version 4", "", FEW "git update-index --index-version 4", 20 },
	{ "unmerged", "", FEW "git checkout -q -b side; echo side >c; git commit -q -a -m side; git checkout -q main; echo main >c; "
	  "git commit -q -a -m main; ! git merge -q side >/dev/null 2>&1", 20 },
	{ "split", "", FEW "git config splitIndex.maxPercentChange 100; git update-index --split-index; echo x >>c; git rm -q a/x; echo n >d; git add -A", 20 },
	{ "sparse, SHA-256", "--object-format=sha256", FEW "git sparse-checkout set --cone --sparse-index b", 32 },
};

typedef struct counts {
	size_t n_ok, n_refused;
} counts;

/* Of exactly these sizes on the heap, so that the sanitizers see a byte too many. */
static void parse_copy(umb_slice own, umb_slice shared, uint32_t id_len, counts *c)
{
	uint8_t      *copies = umb_alloc(own.len), *others = umb_alloc(shared.len);
	umb_git_index x;
	umb_status    st;

	assert_true(copies && others);
	memcpy(copies, own.ptr, own.len);
	if (shared.len > 0)
		memcpy(others, shared.ptr, shared.len);
	st = umb_git_index_parse(&x, umb_slice_of(copies, own.len), umb_slice_of(others, shared.len), id_len, NULL);
	if (st != UMB_OK)
		assert_int_equal(st, UMB_E_FORMAT);
	if (index_fault(&x, id_len))
		fail_msg("%s", index_fault(&x, id_len));
	*(st == UMB_OK ? &c->n_ok : &c->n_refused) += 1;
	umb_git_index_close(&x);
	umb_free(copies);
	umb_free(others);
}

/* Every byte of `b` changed in ten ways, every length; own and shared are views of it and of the other file. */
static void damage(umb_buf *b, const umb_buf *own, const umb_buf *shared, uint32_t id_len, counts *c)
{
	size_t whole_len = b->len;

	for (size_t i = 0; i < b->len; i++) {
		uint8_t was = b->ptr[i];

		for (unsigned k = 0; k < 10; k++) {
			b->ptr[i] = (uint8_t)(k < 8 ? was ^ 1u << k : k == 8 ? was ^ 255u : 0);
			parse_copy(umb_buf_view(own), umb_buf_view(shared), id_len, c);
		}
		b->ptr[i] = was;
	}
	for (b->len = 0; b->len < whole_len; b->len++)
		parse_copy(umb_buf_view(own), umb_buf_view(shared), id_len, c);
}

static void test_damage(void **state)
{
	UMB_UNUSED(state);
	for (size_t i = 0; i < UMB_COUNT(whole); i++) {
		umb_buf own = UMB_BUF_INIT, shared = UMB_BUF_INIT;
		counts  c = { 0, 0 };

		make_repo(whole[i].script, whole[i].options);
		run("if test -e r/.git/sharedindex.*; then cat r/.git/sharedindex.*; fi >shared");
		load(&own, "r/.git/index");
		load(&shared, "shared");
		parse_copy(umb_buf_view(&own), umb_buf_view(&shared), whole[i].id_len, &c);
		CHECK_EQ_INT(c.n_ok, 1, whole[i].label);
		damage(&own, &own, &shared, whole[i].id_len, &c);
		damage(&shared, &own, &shared, whole[i].id_len, &c);
		CHECK_EQ_INT(c.n_ok + c.n_refused, 1 + 11 * (own.len + shared.len), whole[i].label);
		/* ids and what lstat said may be anything; flags, paths and lengths may not */
		CHECK(c.n_ok > own.len && c.n_refused > own.len, whole[i].label);
		umb_buf_clear(&own);
		umb_buf_clear(&shared);
	}
}

/* -- what it costs ------------------------------------------------------------------------------------- */

/* 66,000 entries in 4,400 folders, as a kernel has them.  What it takes is told for who wants to know; no time fails a test. */
static void test_cost(void **state)
{
	uint64_t best = UINT64_MAX;

	UMB_UNUSED(state);
	make_repo("git init -q %s r; cd r; id=$(" ID_20 "); awk -v id=$id 'BEGIN { for (i = 0; i < 66000; i++) "
	          "printf \"100644 %%s\\tdrivers/subsystem%%02d/vendor%%03d/device-with-a-name-%%d.c\\n\", id, i / 3300, i / 15 %% 220, i }' | "
	          "git update-index --index-info; git write-tree >/dev/null", "");
	for (int i = 0; i < 3; i++) {
		umb_git_index x;
		uint64_t      before = umb_clock_ns(), after;

		assert_int_equal(open_index(&x, "r/.git/index", 20, NULL), UMB_OK);
		after = umb_clock_ns();
		best  = UMB_MIN(best, after - before);
		assert_int_equal(x.n_entries, 66000);
		assert_int_equal(x.n_trees, 1 + 1 + 20 + 4400);
		umb_git_index_close(&x);
	}
	printf("66,000 entries: %.2f ms\n", (double)best / 1e6);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_as_git_lists), cmocka_unit_test(test_cached_trees), cmocka_unit_test(test_refused),
		cmocka_unit_test(test_no_memory), cmocka_unit_test(test_damage), cmocka_unit_test(test_cost),
	};

	return cmocka_run_group_tests(tests, make_folder, remove_folder);
}
