/* Ignore files and baselines of other scanners: what each of them says of one finding. */
#include <unistd.h>

#include "base/file.h"
#include "base/log.h"
#include "harness/check.h"
#include "suppress/suppress.h"

static const umb_rule_info github = { .id = "github.pat-classic", .name = "GitHub personal access token", .provider = "GitHub" };
static const umb_rule_info stripe = { .id = "stripe.secret-key", .name = "Stripe secret key", .provider = "Stripe" };
static const umb_rule_info *const rules[] = { &github, &stripe };

/* Of "value-1", which is found in line 3 of src/a.env, and of that file. */
#define VALUE_SHA1 "dfd51d0b254c71a284e783b4be7d393fb3c0caa5"
#define VALUE_SHA256 "eff9eb68b7eaa494bc421f36109b0c996249389c6926dd47c8ccd5bfb9067c3e"
#define VALUE_TYPED "1b32dbfb349398f8f078ce6d66b1719306eeda9f35bd834a980e9958e47da771"
#define FILE_TALISMAN "e29eff01020ed3b6f36c0097da14e6e386796b05c466e97e1c607efaaa6ce783"
#define KEY_LABEL_SHA1 "be4fc4886bd949b369d5e092eb87494f12e57e5b"
#define COMMIT "cccccccccccccccccccccccccccccccccccccccc"
#define OTHER_SHA256 "00000000000000000000000000000000000000000000000000000000000000ff"

static const uint8_t content[32] = {
	0x83, 0x5d, 0x6c, 0xf6, 0xc9, 0xf0, 0x68, 0x2f, 0xe9, 0x75, 0x2e, 0x55, 0x43, 0xb9, 0x14, 0x96,
	0xd9, 0xec, 0xba, 0x7f, 0x15, 0x6d, 0x5a, 0xb6, 0xf5, 0xfe, 0xd6, 0x1f, 0xcd, 0x88, 0x79, 0xe0,
};

#define KINGFISHER(vendor, line) \
	"version: 2\nfingerprint_algorithm: x\nrepositories:\n- id: r\n  findings:\n" \
	"  - {path: src/a.env, fingerprint: 1, rule_id: kingfisher." vendor ".1, line: " line "}\n"
#define SARIF(rule, uri) \
	"{\"runs\":[{\"results\":[{\"ruleId\":\"" rule "\",\"locations\":[{\"physicalLocation\":" \
	"{\"artifactLocation\":{\"uri\":\"" uri "\"},\"region\":{\"startLine\":3}}}]}]}]}"
#define DETECTED(file, rest) "{\"plugins_used\":[],\"results\":{\"" file "\":[{" rest "}]}}"
#define FILTER(rest) "{\"plugins_used\":[],\"results\":{},\"filters_used\":[{\"path\":\"detect_secrets.filters." rest "}]}"

static const struct {
	const char *label, *kind, *text;
	bool        has;
} lists[] = {
	{ "a path", "ripsecrets", "# x\n\nsrc/a.env\n", true },
	{ "a name", "ripsecrets", "*.env\n", true },
	{ "a folder", "ripsecrets", "src/\n", true },
	{ "a folder without the slash", "ripsecrets", "/src\n", true },
	{ "a folder elsewhere", "ripsecrets", "/a/src\n", false },
	{ "a folder of that file's name", "ripsecrets", "a.env/\n", false },
	{ "taken back", "ripsecrets", "*.env\n!src/a.env\n", false },
	{ "taken back, and again", "ripsecrets", "*.env\n!src/a.env\n/src\n", true },
	{ "a value", "ripsecrets", "*.txt\n[secrets]\nvalue-1\n", true },
	{ "a value before the section", "ripsecrets", "value-1\n[secrets]\n", false },
	{ "a part of a value", "ripsecrets", "[secrets]\nvalue\n", false },
	{ "a path in the section", "ripsecrets", "[secrets]\n*.env\n", false },
	{ "a path", "secretlint", "src/**/*.env\n", true },
	{ "another path", "secretlint", "# src/**\ndoc/**\n", false },
	{ "in the line", "git-secrets", "value-[0-9]\n", true },
	{ "in the path", "git-secrets", "^src/a\\.env:\n", true },
	{ "path, line and text", "git-secrets", "^src/a[.]env:3:key = value-1", true },
	{ "another line", "git-secrets", "^src/a[.]env:4:", false },
	{ "the end of a word", "git-secrets", "\\<key\\>", true },
	{ "a backslash in a class", "git-secrets", "key[ \\]= value", true },
	{ "a bracket in a class", "git-secrets", "key[] ]= value", true },
	{ "a class without the blank", "git-secrets", "key[]\\]= value", false },
	{ "a class of POSIX", "git-secrets", "key[[:space:]]=", true },
	{ "a comment", "git-secrets", "# value\n#value\n", false },
	{ "no regular expression", "git-secrets", "key(\n", false },
	{ "a back-reference", "git-secrets", "(k)ey.*\\1\n", false },
	{ "a path", "trufflehog", "# x\nsrc/.*\\.env$\n", true },
	{ "another path", "trufflehog", "^a\\.env\n", false },
	{ "a path", "keyhog-ignore", "path:src/*.env ;reason=\"tests; and more\"\n", false },
	{ "a path and a reason", "keyhog-ignore", "path:src/*.env ;reason=\"tests\"\n", true },
	{ "a path without a reason", "keyhog-ignore", "path:**/a.env\n", true },
	{ "a hash", "keyhog-ignore", "hash:" VALUE_SHA256 ";reason=\"x\"\n", true },
	{ "another hash", "keyhog-ignore", "hash:" OTHER_SHA256 "\n", false },
	{ "no hash", "keyhog-ignore", "hash:abc\n", false },
	{ "a rule of ours", "keyhog-ignore", "detector:github.pat-classic\n", true },
	{ "how its id begins", "keyhog-ignore", "detector:github-pat\n", true },
	{ "its name", "keyhog-ignore", "detector:github-personal-access-token\n", true },
	{ "another rule", "keyhog-ignore", "detector:stripe.secret-key\n", false },
	{ "no rule of ours", "keyhog-ignore", "detector:some-github-thing\n", false },
	{ "a condition that is not known", "keyhog-ignore", "path:** ;expires=2026-01-01\n", false },
	{ "a file and its checksum", "talisman", "fileignoreconfig:\n- filename: src/a.env\n  checksum: " FILE_TALISMAN "\n", true },
	{ "by pattern", "talisman", "fileignoreconfig:\n- filename: '*.env'\n  checksum: " FILE_TALISMAN "\n", true },
	{ "another checksum", "talisman", "fileignoreconfig:\n- filename: src/a.env\n  checksum: " OTHER_SHA256 "\n", false },
	{ "another file", "talisman", "fileignoreconfig:\n- filename: src/b.env\n  checksum: " FILE_TALISMAN "\n", false },
	{ "no checksum", "talisman", "fileignoreconfig:\n- filename: src/a.env\n", false },
	{ "not its content", "talisman", "fileignoreconfig:\n- filename: src/a.env\n  ignore_detectors: [filename, filecontent]\n", true },
	{ "not its name", "talisman", "fileignoreconfig:\n- filename: src/a.env\n  ignore_detectors: [filename]\n", false },
	{ "a pattern", "talisman", "allowed_patterns:\n- value-\\d\n", true },
	{ "a pattern of the word before", "talisman", "allowed_patterns: [key]\n", true },
	{ "a pattern that is beside the match", "talisman", "allowed_patterns: [test]\n", false },
	{ "a pattern for this file", "talisman", "fileignoreconfig:\n- filename: src/a.env\n  allowed_patterns: [value]\n", true },
	{ "a pattern for another", "talisman", "fileignoreconfig:\n- filename: src/b.env\n  allowed_patterns: [value]\n", false },
	{ "nothing", "talisman", "", false },
	{ "a path", "gitguardian", "version: 2\nsecret:\n  ignored_paths:\n  - '**/*.env'\n", true },
	{ "its name anywhere", "gitguardian", "version: 2\nsecret:\n  ignored-paths: [a.env]\n", true },
	{ "its folder, as ggshield wants it", "gitguardian", "version: 2\nsecret:\n  ignored_paths: [src/]\n", true },
	{ "its folder, as it does not", "gitguardian", "version: 2\nsecret:\n  ignored_paths: [src]\n", false },
	{ "another path", "gitguardian", "version: 2\nsecret:\n  ignored_paths: [/a.env]\n", false },
	{ "a value", "gitguardian", "version: 2\nsecret:\n  ignored_matches:\n  - name: x\n    match: value-1\n", true },
	{ "the hash of a value", "gitguardian", "version: 2\nsecret:\n  ignored_matches:\n  - name: x\n    match: " VALUE_SHA256 "\n", true },
	{ "the hash of a value with its type", "gitguardian",
	  "version: 2\nsecret:\n  ignored_matches:\n  - name: x\n    match: " VALUE_TYPED "\n", true },
	{ "another value", "gitguardian", "version: 2\nsecret:\n  ignored_matches:\n  - match: value-2\n  - match: " OTHER_SHA256 "\n", false },
	{ "a detector", "gitguardian", "version: 2\nsecret:\n  ignored_detectors: [GitHub Personal Access Token]\n", true },
	{ "another detector", "gitguardian", "version: 2\nsecret:\n  ignored_detectors: [Generic Password, Stripe Secret Key]\n", false },
	{ "another version", "gitguardian", "paths-ignore: ['**']\n", false },
	{ "the value in its file", "detect-secrets",
	  DETECTED("src/a.env", "\"type\":\"GitHub Token\",\"hashed_secret\":\"" VALUE_SHA1 "\",\"line_number\":99"), true },
	{ "audited", "detect-secrets", DETECTED("src/a.env", "\"hashed_secret\":\"" VALUE_SHA1 "\",\"is_secret\":false"), true },
	{ "the value elsewhere", "detect-secrets", DETECTED("src/b.env", "\"type\":\"x\",\"hashed_secret\":\"" VALUE_SHA1 "\""), false },
	{ "another value", "detect-secrets", DETECTED("src/a.env", "\"type\":\"x\",\"hashed_secret\":\"" KEY_LABEL_SHA1 "\""), false },
	{ "a file left out", "detect-secrets", FILTER("regex.should_exclude_file\",\"pattern\":[\"x\",\"\\\\.env$\"]"), true },
	{ "a line left out", "detect-secrets", FILTER("regex.should_exclude_line\",\"pattern\":\"# test\""), true },
	{ "a value left out", "detect-secrets", FILTER("regex.should_exclude_secret\",\"pattern\":[\"^val\"]"), true },
	{ "other filters", "detect-secrets", FILTER("heuristic.is_likely_id_string\""), false },
	{ "the value in its file", "keyhog",
	  "{\"version\":1,\"entries\":[{\"detector_id\":\"x\",\"credential_hash\":\"sha256:" VALUE_SHA256 "\",\"file_path\":\"src/a.env\"}]}", true },
	{ "the value elsewhere", "keyhog",
	  "{\"version\":1,\"entries\":[{\"detector_id\":\"x\",\"credential_hash\":\"sha256:" VALUE_SHA256 "\",\"file_path\":\"a.env\"}]}", false },
	{ "another value", "keyhog",
	  "{\"version\":1,\"entries\":[{\"credential_hash\":\"sha256:" OTHER_SHA256 "\",\"file_path\":\"src/a.env\"},{}]}", false },
	{ "the place, version 2", "kingfisher", KINGFISHER("github", "3"), true },
	{ "the rule of another vendor", "kingfisher", KINGFISHER("aws", "3"), false },
	{ "another line", "kingfisher", KINGFISHER("github", "4"), false },
	{ "the place, version 1", "kingfisher", "ExactFindings:\n  matches:\n  - filepath: src/a.env/\n    fingerprint: '389'\n    linenum: 3\n", true },
	{ "the place", "sarif", SARIF("github-pat", "src/a%2Eenv"), true },
	{ "another vendor", "sarif", SARIF("aws-key", "src/a.env"), false },
	{ "no place", "sarif", "{\"runs\":[{\"results\":[{\"ruleId\":\"github-pat\"},{}]},{}]}", false },
	{ "file and value", "gitleaks", "[{\"RuleID\":\"github-pat\",\"File\":\"src/a.env\",\"Secret\":\"value-1\",\"StartLine\":99}]", true },
	{ "redacted, its commit", "gitleaks",
	  "[{\"RuleID\":\"github-pat\",\"File\":\"src/a.env\",\"Secret\":\"REDACTED\",\"StartLine\":3,\"Commit\":\"" COMMIT "\"}]", true },
	{ "redacted, another rule", "gitleaks",
	  "[{\"RuleID\":\"aws-key\",\"File\":\"src/a.env\",\"Secret\":\"val...\",\"StartLine\":3,\"Commit\":\"" COMMIT "\"}]", false },
	{ "redacted, no commit", "gitleaks",
	  "[{\"RuleID\":\"github-pat\",\"File\":\"src/a.env\",\"Secret\":\"REDACTED\",\"StartLine\":3,\"Commit\":\"\"}]", false },
	{ "a place", "gitleaks-ignore", "src/a.env:github-pat:3\n", true },
};

static umb_known *load(umb_list_use use, const char *kind, const char *text, umb_status *st)
{
	char       path[] = "/tmp/umbra-test-XXXXXX", spec[96];
	int        fd = mkstemp(path);
	umb_known *k = NULL;
	umb_err    err = UMB_ERR_INIT;

	assert_true(fd >= 0);
	assert_int_equal(umb_fd_write(fd, text, strlen(text), NULL), UMB_OK);
	close(fd);
	assert_int_equal(umb_known_new(&k, rules, UMB_COUNT(rules), &err), UMB_OK);
	snprintf(spec, sizeof(spec), "%s%s%s", kind, *kind ? ":" : "", path);
	*st = umb_known_add(k, use, spec, &err);
	unlink(path);
	return k;
}

static umb_list_use use_of(const char *kind)
{
	static const char *const baselines[] = { "detect-secrets", "keyhog", "kingfisher", "sarif", "gitleaks", "umbra" };

	for (size_t i = 0; i < UMB_COUNT(baselines); i++) {
		if (strcmp(kind, baselines[i]) == 0)
			return UMB_LIST_BASELINE;
	}
	return UMB_LIST_IGNORE;
}

static bool knows(umb_known *k, const char *value)
{
	static const char line[] = "key = value-1 # test";
	umb_finding       f = { .rule = &github, .path = umb_slice_str("./src/a.env"), .rel_path = umb_slice_str("src/a.env"), .target = umb_slice_str(".") };
	umb_asked         a = { &f, umb_slice_str(value), umb_slice_str(line), { 0, 13 }, content, 0 };
	const char       *by = NULL;

	f.start_line = f.match_start_line = 3;
	memset(f.commit.id, 'c', 40);
	return umb_known_ask(k, &a, &by) != UMB_NOT_IGNORED;
}

static void test_lists(void **state)
{
	UMB_UNUSED(state);
	for (size_t i = 0; i < UMB_COUNT(lists); i++) {
		umb_status st;
		umb_known *k = load(use_of(lists[i].kind), lists[i].kind, lists[i].text, &st);
		char       label[128];

		snprintf(label, sizeof(label), "%s: %s", lists[i].kind, lists[i].label);
		CHECK_EQ_INT(st, UMB_OK, label);
		CHECK_EQ_INT(knows(k, "value-1"), lists[i].has, label);
		umb_known_free(k);
	}
}

/* What is a list by its content is one without its name, too, and never for the other use. */
static void test_kinds(void **state)
{
	UMB_UNUSED(state);
	for (size_t i = 0; i < UMB_COUNT(lists); i++) {
		umb_list_use use = use_of(lists[i].kind);
		umb_status   st;
		umb_known   *k = load(use, "", lists[i].text, &st);

		if (use == UMB_LIST_BASELINE)
			CHECK(st == UMB_OK && knows(k, "value-1") == lists[i].has, lists[i].text);
		umb_known_free(k);
		k = load(use == UMB_LIST_BASELINE ? UMB_LIST_IGNORE : UMB_LIST_BASELINE, lists[i].kind, lists[i].text, &st);
		CHECK_EQ_INT(st, UMB_E_USAGE, lists[i].text);
		umb_known_free(k);
	}
}

/* A value that no list names is known by none that names values; nor does a key block with the label of another, elsewhere. */
static void test_others(void **state)
{
	static const char text[] = "{\"plugins_used\":[],\"results\":{\"src/a.env\":"
	                           "[{\"type\":\"Private Key\",\"hashed_secret\":\"" KEY_LABEL_SHA1 "\",\"line_number\":%d}]}}";
	char              pem[64], list[256];

	UMB_UNUSED(state);
	for (size_t i = 0; i < UMB_COUNT(lists); i++) {
		umb_status st;
		umb_known *k = load(use_of(lists[i].kind), lists[i].kind, lists[i].text, &st);

		if (strcmp(lists[i].label, "the value in its file") == 0 || strcmp(lists[i].label, "file and value") == 0 || strncmp(lists[i].label, "the hash", 8) == 0)
			CHECK(!knows(k, "value-2"), lists[i].text);
		umb_known_free(k);
	}
	snprintf(pem, sizeof(pem), "-----%s RSA PRIVATE KEY-----", "BEGIN");
	for (int line = 3; line <= 4; line++) {
		umb_status st;
		umb_known *k;

		snprintf(list, sizeof(list), text, line);
		k = load(UMB_LIST_BASELINE, "detect-secrets", list, &st);
		CHECK_EQ_INT(knows(k, pem), line == 3, "a key block, and its line");
		umb_known_free(k);
	}
}

static size_t n_slow;

static void count_slow(void *ctx, umb_log_level level, const char *line)
{
	UMB_UNUSED(ctx);
	UMB_UNUSED(level);
	n_slow += strstr(line, "takes too long") != NULL;
}

/* A pattern of a stranger that takes forever is turned off, and nothing is suppressed by it. */
static void test_slow(void **state)
{
	umb_status st;
	umb_known *k = load(UMB_LIST_IGNORE, "trufflehog", "^(?:a+)+[^a]\n", &st);
	char       path[2000];
	umb_finding f = { .rule = &github, .path = umb_slice_of(path, sizeof(path)), .rel_path = umb_slice_of(path, sizeof(path)) };
	umb_asked   a = { .f = &f, .value = umb_slice_str("x") };
	const char *by = NULL;

	UMB_UNUSED(state);
	umb_log_set(count_slow, NULL, UMB_LOG_WARN);
	memset(path, 'a', sizeof(path));
	for (size_t i = 0; i < 1000; i++)
		CHECK(umb_known_ask(k, &a, &by) == UMB_NOT_IGNORED, "too slow to know");
	CHECK_EQ_INT(n_slow, 1, "told once");
	umb_log_set(NULL, NULL, UMB_LOG_ERROR);
	umb_known_free(k);
}

int main(void)
{
	const struct CMUnitTest tests[] = { cmocka_unit_test(test_lists), cmocka_unit_test(test_kinds), cmocka_unit_test(test_others), cmocka_unit_test(test_slow) };

	umb_log_set(NULL, NULL, UMB_LOG_ERROR);
	return cmocka_run_group_tests(tests, NULL, NULL);
}
