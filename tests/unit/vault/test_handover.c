/* Where values may go, and that the archive is one. */
#include <fcntl.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>
#include <zlib.h>

#include "harness/check.h"
#include "vault/vault.h"

static void test_descriptors(void **state)
{
	char    path[] = "/tmp/umbra-test-XXXXXX";
	int     file = mkstemp(path), null = open("/dev/null", O_WRONLY), ends[2];
	umb_err err = UMB_ERR_INIT;

	UMB_UNUSED(state);
	assert_true(file >= 0 && null >= 0 && pipe(ends) == 0);
	CHECK_EQ_INT(umb_handover_fd_allowed(ends[1], &err), UMB_OK, "a pipe");
	CHECK_EQ_INT(umb_handover_fd_allowed(file, &err), UMB_E_REFUSED, "a plain file");
	CHECK(strstr(err.text, "plain file") != NULL, err.text);
	CHECK_EQ_INT(umb_handover_fd_allowed(null, &err), UMB_E_REFUSED, "a device");
	CHECK(umb_handover_fd_allowed(999, &err) != UMB_OK, "none");
	close(file);
	close(null);
	close(ends[0]);
	close(ends[1]);
	unlink(path);
}

static void test_paths(void **state)
{
	char        dir[] = "/tmp/umbra-test-XXXXXX", in_tree[64], in_git[64], git[64], beside[64];
	const char *target[1];
	umb_err     err = UMB_ERR_INIT;
	struct stat sb;

	UMB_UNUSED(state);
	assert_non_null(mkdtemp(dir));
	snprintf(in_tree, sizeof(in_tree), "%s/tree", dir);
	snprintf(git, sizeof(git), "%s/work", dir);
	assert_int_equal(mkdir(in_tree, 0700) | mkdir(git, 0700), 0);
	target[0] = in_tree;
	snprintf(in_git, sizeof(in_git), "%s/work/.git", dir);
	assert_int_equal(mkdir(in_git, 0700), 0);
	snprintf(in_git, sizeof(in_git), "%s/work/x", dir);
	snprintf(beside, sizeof(beside), "%s/tree2", dir);
	CHECK_EQ_INT(umb_handover_path_allowed(beside, target, 1, &err), UMB_OK, "beside, with the name as prefix");
	CHECK_EQ_INT(umb_handover_path_allowed(in_git, target, 1, &err), UMB_E_REFUSED, "in a work tree");
	snprintf(in_git, sizeof(in_git), "%s/tree/x", dir);
	CHECK_EQ_INT(umb_handover_path_allowed(in_git, target, 1, &err), UMB_E_REFUSED, "inside the target");
	CHECK(umb_handover_path_allowed("/nowhere/at/all", target, 1, &err) != UMB_OK, "no such folder");
	CHECK_EQ_INT(umb_handover_write_file(beside, umb_slice_str("abc"), &err), UMB_OK, "written");
	CHECK(stat(beside, &sb) == 0 && (sb.st_mode & 0777) == 0600 && sb.st_size == 3, "for the owner alone");
	CHECK(umb_handover_write_file(beside, umb_slice_str("abc"), &err) != UMB_OK, "not over an old one");
	CHECK_EQ_INT(umb_handover_path_allowed(beside, target, 1, &err), UMB_E_REFUSED, "it exists");
	unlink(beside);
	snprintf(in_git, sizeof(in_git), "%s/work/.git", dir);
	rmdir(in_git);
	rmdir(git);
	rmdir(in_tree);
	rmdir(dir);
}

static uint32_t le(const uint8_t *p, size_t n)
{
	uint32_t v = 0;

	while (n-- > 0)
		v = v << 8 | p[n];
	return v;
}

/* Read as a reader of archives does: from the end, by the directory. */
static void test_zip(void **state)
{
	static const char *const bodies[] = { "first body", "", "third" };
	umb_buf        out = UMB_BUF_INIT;
	umb_zip        z;
	const uint8_t *end, *entry;
	char           name[2] = "a";

	UMB_UNUSED(state);
	umb_zip_begin(&z, &out);
	for (size_t i = 0; i < UMB_COUNT(bodies); i++, name[0]++)
		assert_int_equal(umb_zip_add(&z, name, umb_slice_str(bodies[i])), UMB_OK);
	assert_int_equal(umb_zip_finish(&z), UMB_OK);
	umb_buf_clear(&z.directory);
	assert_true(out.len > 22);
	end = out.ptr + out.len - 22;
	CHECK_EQ_INT(le(end, 4), 0x06054b50, "the end record");
	CHECK_EQ_INT(le(end + 10, 2), UMB_COUNT(bodies), "entries");
	CHECK_EQ_INT(le(end + 16, 4) + le(end + 12, 4), out.len - 22, "the directory ends where the end begins");
	entry = out.ptr + le(end + 16, 4);
	for (size_t i = 0; i < UMB_COUNT(bodies); i++) {
		const uint8_t *local = out.ptr + le(entry + 42, 4), *body = local + 30 + le(local + 26, 2) + le(local + 28, 2);
		size_t         n = strlen(bodies[i]);

		CHECK_EQ_INT(le(entry, 4), 0x02014b50, "a directory entry");
		CHECK_EQ_INT(le(local, 4), 0x04034b50, "a local header");
		CHECK(le(entry + 24, 4) == n && le(local + 22, 4) == n && memcmp(body, bodies[i], n) == 0, "body");
		CHECK_EQ_INT(le(entry + 16, 4), crc32(0, (const Bytef *)bodies[i], (uInt)n), "checksum");
		entry += 46 + le(entry + 28, 2) + le(entry + 30, 2) + le(entry + 32, 2);
	}
	umb_buf_wipe(&out);
}

static void test_registry(void **state)
{
	UMB_UNUSED(state);
	CHECK(umb_emitter_find("1pux") != NULL && umb_emitter_find("other") == NULL, "by name");
	for (size_t i = 0; i < umb_emitter_count(); i++)
		CHECK(umb_emitter_find(umb_emitter_at(i)->name) == umb_emitter_at(i), umb_emitter_at(i)->name);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_descriptors), cmocka_unit_test(test_paths), cmocka_unit_test(test_zip), cmocka_unit_test(test_registry),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
