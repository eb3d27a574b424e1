/*
 * harness/survey_says.h - what the survey of a text says of a decoder.
 */
#ifndef UMB_TEST_SURVEY_SAYS_H
#define UMB_TEST_SURVEY_SAYS_H

#include "core/decoder.h"

/* False: by one of both surveys, `decode` of the text would begin nothing. */
static inline bool survey_says(const umb_decoder_ops *d, umb_slice in)
{
	uint32_t         kind = d->run_begins ? UMB_MARK_RUN : d->mark;
	umb_survey_found fast, plain;

	umb_decoders_survey(&fast, in);
	umb_decoders_survey_plain(&plain, in);
	return kind == 0 || (fast.kinds & plain.kinds & kind);
}

#endif
