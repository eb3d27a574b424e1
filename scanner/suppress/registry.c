/*
 * registry.c - the kinds of lists, expanded twice; never changes when one is added.
 */
#include "suppress/list.h"

#include "base/path.h"

#define UMB_LIST(id) extern const umb_list_format umb_list_##id;
#include "suppress/lists.def"
#undef UMB_LIST

static const umb_list_format *const formats[] = {
#define UMB_LIST(id) &umb_list_##id,
#include "suppress/lists.def"
#undef UMB_LIST
};

const umb_list_format *umb_list_format_at(size_t i)
{
	return i < UMB_COUNT(formats) ? formats[i] : NULL;
}

const umb_list_format *umb_list_format_named(umb_slice name)
{
	for (size_t i = 0; i < UMB_COUNT(formats); i++) {
		if (umb_slice_eq_str(name, formats[i]->name))
			return formats[i];
	}
	return NULL;
}

const umb_list_format *umb_list_format_of(const char *path, const umb_list_text *in, umb_list_use use)
{
	umb_slice base = umb_path_base(umb_slice_str(path));

	for (size_t i = 0; i < UMB_COUNT(formats); i++) {
		for (size_t k = 0; k < UMB_LIST_NAMES && formats[i]->files[k]; k++) {
			if (umb_slice_eq_str(base, formats[i]->files[k]))
				return formats[i];
		}
	}
	for (size_t i = 0; i < UMB_COUNT(formats); i++) {
		if (formats[i]->use == use && formats[i]->is && formats[i]->is(in))
			return formats[i];
	}
	return NULL;
}
