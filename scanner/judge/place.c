/*
 * place.c - what the path says of a finding.
 *
 * Two kinds of paths matter.  In tests, examples and documentation a value is mostly, and never surely, for show: the severity
 * is lowered, nothing else.  Code of others that a project carries along holds the test values of others, and a secret there is
 * known to all who carry it, too: that speaks against whatever is not proved.
 */
#include "judge/weights.h"

#include "base/text.h"
#include "judge/place.h"

static const char *const show_words[] = { "t", "test", "tests", "testing", "testdata", "spec", "specs", "fixtures", "fixture", "example", "examples", "sample", "samples",
	                                      "docs", "doc", "documentation", "mock", "mocks", "fake", "fakes", "demo", "demos", "benchmark", "benchmarks", "e2e", "integration",
	                                      "playground", "sandbox", "tutorial", "tutorials", "locale", "locales", "i18n", "lang" };
/* As the last word of a name in capitals and small letters: "dockerTest", "StoreTests.java". */
static const char *const show_ends[] = { "Test", "Tests", "Spec", "Specs", "Example", "Examples", "Sample", "Samples", "Mock", "Mocks", "TestCase", "IT" };
static const char *const show_files[] = { "conftest.py", "readme", "changelog", "changes", "history", "news" };
static const char *const show_extensions[] = { "md", "mdx", "rst", "adoc", "t", "example", "sample" };
static const char *const others_folders[] = { "vendor", "vendored", "node_modules", "bower_components", "third_party", "third-party", "thirdparty", "3rdparty", "site-packages", "Pods",
	                                          "Godeps", "jspm_packages" };

static bool is_one_of(umb_slice word, const char *const *list, size_t n)
{
	for (size_t i = 0; i < n; i++) {
		if (umb_text_eq_nocase(word, umb_slice_str(list[i])))
			return true;
	}
	return false;
}

static bool is_lower(uint8_t c)
{
	return c >= 'a' && c <= 'z';
}

static bool ends_for_show(umb_slice name)
{
	for (size_t i = 0; i < UMB_COUNT(show_ends); i++) {
		size_t n = strlen(show_ends[i]);

		if (name.len > n && is_lower(name.ptr[name.len - n - 1]) && memcmp(name.ptr + name.len - n, show_ends[i], n) == 0)
			return true;
	}
	return false;
}

/* "test", "integration-tests", "store_test.go", "a.spec.ts", "dockerTest": one of the words that - _ . leave, or the end. */
static bool names_show(umb_slice name)
{
	for (size_t from = 0, i = 0; i <= name.len; i++) {
		umb_slice word;

		if (i < name.len && name.ptr[i] != '-' && name.ptr[i] != '_' && name.ptr[i] != '.')
			continue;
		word = umb_slice_sub(name, from, i);
		if (is_one_of(word, show_words, UMB_COUNT(show_words)) || ends_for_show(word))
			return true;
		from = i + 1;
	}
	return false;
}

static bool is_file_for_show(umb_slice name)
{
	size_t    dot = name.len;
	umb_slice extension;

	while (dot > 0 && name.ptr[dot - 1] != '.')
		dot--;
	extension = umb_slice_sub(name, dot, name.len);
	if (dot > 1 && is_one_of(extension, show_extensions, UMB_COUNT(show_extensions)))
		return true;
	if (is_one_of(name, show_files, UMB_COUNT(show_files)) || (dot > 1 && is_one_of(umb_slice_sub(name, 0, dot - 1), show_files, UMB_COUNT(show_files))))
		return true;
	/* What the extension says of a language ("a.t", "x.lang") says nothing of the file. */
	return dot > 1 && names_show(umb_slice_sub(name, 0, dot - 1));
}

umb_path_view umb_path_read(umb_slice path)
{
	umb_path_view v = { false, false, false };

	for (size_t from = 0, i = 0; i <= path.len; i++) {
		umb_slice part;

		if (i < path.len && path.ptr[i] != '/' && path.ptr[i] != '!')
			continue;
		part = umb_slice_sub(path, from, i);
		if (i < path.len && path.ptr[i] == '/') {
			v.in_folder_for_show = v.in_folder_for_show || names_show(part);
			v.is_of_others       = v.is_of_others || is_one_of(part, others_folders, UMB_COUNT(others_folders));
		} else {
			v.is_file_for_show = v.is_file_for_show || is_file_for_show(part);
		}
		from = i + 1;
	}
	return v;
}

static void add(umb_finding *f, const char *text, int points)
{
	if (f->n_reasons < UMB_MAX_REASONS)
		f->reason[f->n_reasons++] = (umb_reason){ text, points };
}

/* What has to be guessed, unlocked or looked through first, or is a key that hardly anything takes. */
static bool is_of_little_use(const umb_finding *f)
{
	return f->is_hinted || umb_rule_info_is(f->rule, "tag:indirect");
}

/* No vendor's alone, and not proved. */
static bool is_common_form(const umb_finding *f)
{
	return f->rule->confidence < UMB_CONF_HIGH && !f->is_proved;
}

static const char *why_weak(const umb_finding *f, const umb_path_view *v)
{
	if (!v->in_folder_for_show && !v->is_file_for_show)
		return "for show by two things that stand around it";
	if (f->is_shown)
		return "for show by what stands around it, and by its path";
	return v->is_of_others ? "in tests or documents of others" : "of little use as it is, and for show by its path";
}

bool umb_judge_place(umb_finding *f)
{
	umb_path_view v = umb_path_read(f->rel_path);
	bool          is_for_show = v.in_folder_for_show || v.is_file_for_show;

	if (v.is_of_others && !f->is_proved && !f->rule->is_file) {
		umb_reason of_others = umb_weight_reason(UMB_W_OF_OTHERS);

		f->score      = UMB_MAX(f->score + of_others.points, 0);
		f->is_doubted = true;
		f->is_sure    = false;
		add(f, of_others.text, of_others.points);
		/* What no vendor's form tells is worth no more than a weighed one. */
		if ((f->is_weighed || f->rule->confidence < UMB_CONF_HIGH) && f->score < UMB_SCORE_DEFAULT) {
			f->is_weak  = true;
			f->severity = UMB_MIN(f->severity, UMB_SEV_LOW);
		}
	}
	/* One alone does not say it: a key for localhost may be in use, and a token in a test, whose ever it is, may be a live one. */
	if (!f->is_weak && (f->is_only_shown || (is_for_show && (f->is_shown || is_of_little_use(f) || (v.is_of_others && is_common_form(f)))))) {
		f->is_weak  = true;
		f->severity = UMB_MIN(f->severity, UMB_SEV_LOW);
		add(f, why_weak(f, &v), UMB_MIN(UMB_SCORE_DEFAULT - 1 - f->score, 0));
		f->score = UMB_MIN(f->score, UMB_SCORE_DEFAULT - 1);
	}
	if (is_for_show && f->severity > UMB_SEV_INFO) {
		f->severity = (umb_severity)(f->severity - 1);
		add(f, v.in_folder_for_show ? "in a folder of tests, examples or documentation: severity lowered" : "in a file of tests, examples or documentation: severity lowered", 0);
	}
	return !f->is_weighed || f->is_proved || f->score >= UMB_SCORE_BROAD;
}
