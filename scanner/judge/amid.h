/*
 * judge/amid.h - private to judge/: whether a value was cut out of the middle of something longer.
 */
#ifndef UMB_JUDGE_AMID_H
#define UMB_JUDGE_AMID_H

#include "core/hit.h"

/* What stands right before it, without any mark between them, is base64 of something large: an image, a font. */
bool umb_is_amid_base64(const umb_hit_view *hit);

#endif
