/*
 * amid.c - tokens that are none: three letters and ninety characters stand somewhere in every large image.
 *
 * Of 96 random characters of base64 all but two in a million have two digits, two capitals and two small letters at least. Paths and
 * names in front of a token have other marks in them before they are so long.
 */
#include "judge/amid.h"

#include "base/text.h"

#define RUN 96
#define MIN_OF_KIND 2

bool umb_is_amid_base64(const umb_hit_view *hit)
{
	size_t from = (size_t)hit->secret.from, n_digits = 0, n_upper = 0, n_lower = 0;

	if (from < RUN)
		return false;
	for (size_t i = from - RUN; i < from; i++) {
		uint8_t c = hit->text.ptr[i];

		if (umb_ascii_is_digit(c))
			n_digits++;
		else if (c >= 'A' && c <= 'Z')
			n_upper++;
		else if (c >= 'a' && c <= 'z')
			n_lower++;
		else if (c != '+' && c != '/')
			return false;
	}
	return n_digits >= MIN_OF_KIND && n_upper >= MIN_OF_KIND && n_lower >= MIN_OF_KIND;
}
