/* Values cut out of the middle of base64. */
#include "harness/check.h"
#include "harness/make_base64.h"
#include "harness/make_hit.h"
#include "judge/amid.h"
#include "judge/judge.h"

#define BASE64 ABC_BASE62 "+/"

static umb_hit_view hit_behind(char *buf, const char *head, const char *joint)
{
	size_t       n = strlen(head) + strlen(joint);
	umb_hit_view hit;

	snprintf(buf, 256, "%s%sAQEtoken", head, joint);
	hit       = make_hit(umb_slice_str(buf));
	hit.match = hit.secret = (umb_span){ n, n + 8 };
	hit.value = umb_slice_sub(hit.text, n, n + 8);
	return hit;
}

static void test_amid(void **state)
{
	static const struct {
		const char *joint, *label;
		bool        want;
	} joints[] = {
		{ "/", "in the middle", true },          { "+", "in the middle", true },       { "=", "behind the end", false },
		{ " ", "a word of its own", false },     { "\n", "a line of its own", false }, { "-", "of a name", false },
		{ "/x.y/", "behind a name in a path", false },
	};
	uint64_t seed = 3;
	char     head[201], buf[256];

	UMB_UNUSED(state);
	for (size_t i = 0; i < 200; i++) {
		umb_hit_view hit;

		make_text(head, 200, BASE64, &seed);
		head[200] = 0;
		for (size_t k = 0; k < UMB_COUNT(joints); k++) {
			hit = hit_behind(buf, head, joints[k].joint);
			CHECK_EQ_INT(umb_is_amid_base64(&hit), joints[k].want, joints[k].label);
		}
		/* One byte less than is asked for; hexadecimal; a path. */
		hit = hit_behind(buf, head + 200 - 94, "/");
		CHECK(!umb_is_amid_base64(&hit), "too short");
		make_text(head, 200, "0123456789abcdef", &seed);
		hit = hit_behind(buf, head, "/");
		CHECK(!umb_is_amid_base64(&hit), "hexadecimal");
	}
	{
		umb_hit_view hit = hit_behind(buf, "/srv/data/Projects/Some/Other/Folder/Of/The/Same/Kind/And/More/And/Then/Some/More/And/The/Last/app-2/2024/07/31", "/");

		CHECK(!umb_is_amid_base64(&hit), "a path");
	}
}

/* It is left to a broad scan, unless it is proved. */
static void test_judged(void **state)
{
	umb_judgement j;
	uint64_t      seed = 5;
	char          head[201], buf[256];
	umb_hit_view  hit;

	UMB_UNUSED(state);
	make_text(head, 200, BASE64, &seed);
	head[200] = 0;
	hit = hit_behind(buf, head, "/");
	umb_judge(&j, &hit, NULL, 0, false);
	assert_true(j.is_rejected);
	umb_judge(&j, &hit, NULL, 0, true);
	assert_true(!j.is_rejected && j.is_weak && j.is_doubted);
	hit = hit_behind(buf, head, " ");
	umb_judge(&j, &hit, NULL, 0, false);
	assert_true(!j.is_rejected && !j.is_weak);
}

int main(void)
{
	const struct CMUnitTest tests[] = { cmocka_unit_test(test_amid), cmocka_unit_test(test_judged) };

	return cmocka_run_group_tests(tests, NULL, NULL);
}
