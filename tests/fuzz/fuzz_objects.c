/*
 * fuzz_objects.c - commits, tags and trees from any bytes.  What is read lies in the object, and no tree is read for ever.
 *
 * The first byte says how long ids are, and whether a beginning that is right is put in front.
 */
#include "git/git_parse.h"
#include "git/git_tree_diff.h"
#include "packer.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t len);

static bool is_in(umb_slice part, umb_slice all)
{
	return part.len == 0 || (part.ptr >= all.ptr && part.ptr + part.len <= all.ptr + all.len);
}

static void read_person(const umb_git_person *p, umb_slice all)
{
	must(is_in(p->name, all) && is_in(p->email, all) && p->tz_minutes > -10000 && p->tz_minutes < 10000);
}

static void read_commit(umb_slice all, uint32_t id_len)
{
	umb_git_commit c;
	uint8_t        id[UMB_ID_MAX];
	size_t         at = 0, n = 0;

	if (!umb_git_commit_parse(&c, all, id_len))
		return;
	while (umb_git_commit_parent(&c, id_len, &at, id)) {
		must(n > 0 || memcmp(id, c.first_parent, id_len) == 0);
		n++;
	}
	must(n == c.n_parents);
	read_person(&c.author, all);
	read_person(&c.committer, all);
}

static void read_tag(umb_slice all, uint32_t id_len)
{
	uint8_t      id[UMB_ID_MAX];
	umb_git_type type;

	if (umb_git_tag_target(all, id_len, id, &type))
		must(type >= UMB_GIT_COMMIT && type <= UMB_GIT_TAG);
}

static void read_tree(umb_slice all, uint32_t id_len)
{
	umb_git_entry e;
	umb_git_item  item;
	size_t        at = 0, other = 0;

	for (size_t before = 0; umb_git_tree_next(all, id_len, &at, &e); before = at) {
		must(at > before && at <= all.len && is_in(e.name, all) && is_in(umb_slice_of(e.id, id_len), all));
		must(umb_git_item_next(all, id_len, &other, &item) && other == at && item.id == e.id);
		must(umb_git_item_compare(&item, &item) == 0);
	}
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t len)
{
	static const char *const begins[] = { "", "tree 0123456789abcdef0123456789abcdef01234567\n",
		"object 0123456789abcdef0123456789abcdef01234567\ntype ", "100644 a" };
	uint32_t  id_len;
	umb_buf   text = UMB_BUF_INIT;
	uint8_t  *exact;

	if (len == 0)
		return 0;
	id_len = data[0] & 1 ? 32 : 20;
	umb_buf_append_str(&text, begins[data[0] >> 1 & 3]);
	umb_buf_append(&text, data + 1, len - 1);
	exact = umb_alloc(text.len);
	must(exact != NULL);
	if (text.len)
		memcpy(exact, text.ptr, text.len);
	read_commit(umb_slice_of(exact, text.len), id_len);
	read_tag(umb_slice_of(exact, text.len), id_len);
	read_tree(umb_slice_of(exact, text.len), id_len);
	umb_free(exact);
	umb_buf_clear(&text);
	return 0;
}
