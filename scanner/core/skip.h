/*
 * core/skip.h - every reason for which something was not (or not wholly) looked at.
 *
 * Each is counted and named in every report.  Those that are `incomplete` keep the run from being an
 * all-clear: exit 4 when nothing was found.  The others are told and do no more: the user asked for it,
 * or there is no content (a symlink's target is scanned where it lies).
 */
#ifndef UMB_CORE_SKIP_H
#define UMB_CORE_SKIP_H

#include "base/types.h"

/* UMB_SKIP(enumerator, name in reports, incomplete?, words for a person) */
#define UMB_SKIP_LIST(X) \
	X(EXCLUDED, "excluded", false, "excluded by the user") \
	X(SYMLINK, "symlink", false, "symbolic link, not followed") \
	X(SPECIAL, "special-file", false, "device, socket or FIFO, not opened") \
	X(MOUNT, "other-filesystem", false, "mounted here, not entered (--cross-mounts)") \
	X(GIT_OBJECTS, "git-objects", false, "object store of a repository, left to `umbra git`") \
	X(UNREADABLE, "unreadable", true, "could not be read") \
	X(VANISHED, "vanished", true, "was there when listed and gone when opened") \
	X(CHANGED, "changed", true, "was written to, grew or shrank while it was read") \
	X(TOO_BIG, "too-big", true, "larger than the limit") \
	X(TOO_DEEP, "too-deep", true, "nested deeper than the limit") \
	X(DECODE_LIMIT, "decode-limit", true, "decoded content above the limit of bytes or time") \
	X(DAMAGED, "damaged", true, "compressed content that could not be unpacked to its end") \
	X(ENCRYPTED, "unsupported-container", true, "encrypted or unknown kind of container") \
	X(REGEX_LIMIT, "regex-limit", true, "a rule gave up on a candidate") \
	X(TIMEOUT, "timeout", true, "not reached before the deadline") \
	X(MEMORY, "memory", true, "not enough memory") \
	X(CORRUPT_OBJECT, "corrupt-object", true, "object or ref of the repository that is damaged") \
	X(MISSING_OBJECT, "missing-object", true, "object that the repository refers to and does not have") \
	X(SHALLOW, "shallow-clone", true, "shallow clone: older history is not here") \
	X(PARTIAL, "partial-clone", true, "partial clone: some objects are not here") \
	X(LFS, "lfs-pointer", true, "pointer of Git LFS: the content is kept elsewhere") \
	X(SUBMODULE, "submodule", true, "submodule that is not here: `git submodule update --init` gets it") \
	X(UNBORN, "no-commits", true, "repository without a commit") \
	X(NOTHING, "nothing-to-scan", true, "nothing there to scan")

typedef enum umb_skip {
#define UMB_SKIP(id, name, incomplete, words) UMB_SKIP_##id,
	UMB_SKIP_LIST(UMB_SKIP)
#undef UMB_SKIP
	UMB_N_SKIPS
} umb_skip;

const char *umb_skip_name(umb_skip s);
const char *umb_skip_words(umb_skip s);
bool        umb_skip_is_incomplete(umb_skip s);

#endif
