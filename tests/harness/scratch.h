/*
 * harness/scratch.h - a folder for one test program, and git in it.
 */
#ifndef UMB_TEST_SCRATCH_H
#define UMB_TEST_SCRATCH_H

#include <ftw.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include "base/types.h"
#include "harness/check.h"

static char folder[64];

/* A shell line in the scratch folder, with a git that knows no configuration from outside. */
static inline void run(const char *line)
{
	static const char *const foreign[] = { "GIT_DIR", "GIT_WORK_TREE", "GIT_COMMON_DIR", "GIT_INDEX_FILE", "GIT_OBJECT_DIRECTORY",
		"GIT_INDEX_VERSION", "GIT_TEST_SPLIT_INDEX", "GIT_DEFAULT_HASH" };
	pid_t pid = fork();
	int   status = 1;

	if (pid == 0) {
		if (chdir(folder) != 0)
			_exit(126);
		for (size_t i = 0; i < UMB_COUNT(foreign); i++)
			unsetenv(foreign[i]);
		setenv("HOME", folder, 1);
		setenv("GIT_CONFIG_GLOBAL", "/dev/null", 1);
		setenv("GIT_CONFIG_SYSTEM", "/dev/null", 1);
		setenv("GIT_AUTHOR_NAME", "A U Thor", 1);
		setenv("GIT_AUTHOR_EMAIL", "author@example.invalid", 1);
		setenv("GIT_COMMITTER_NAME", "C O Mitter", 1);
		setenv("GIT_COMMITTER_EMAIL", "committer@example.invalid", 1);
		execl("/bin/sh", "sh", "-ec", line, (char *)NULL);
		_exit(127);
	}
	assert_int_equal(waitpid(pid, &status, 0), pid);
	if (!WIFEXITED(status) || WEXITSTATUS(status) != 0)
		fail_msg("command failed: %s", line);
}

static inline int make_folder(void **state)
{
	const char *above = getenv("TMPDIR");

	UMB_UNUSED(state);
	if (!above || snprintf(folder, sizeof(folder), "%s/umbra-test-XXXXXX", above) >= (int)sizeof(folder))
		snprintf(folder, sizeof(folder), "/tmp/umbra-test-XXXXXX");
	return mkdtemp(folder) ? 0 : -1;
}

static inline int remove_one(const char *path, const struct stat *sb, int type, struct FTW *f)
{
	UMB_UNUSED(sb);
	UMB_UNUSED(type);
	UMB_UNUSED(f);
	return remove(path);
}

static inline int remove_folder(void **state)
{
	UMB_UNUSED(state);
	return nftw(folder, remove_one, 16, FTW_DEPTH | FTW_PHYS);
}

#endif
