/*
 * registry.c - the list of decoders, made from decoders.def.  Never changes when a decoder is added.
 */
#include "core/decoder.h"

#define UMB_DECODER(id) extern const umb_decoder_ops umb_decoder_##id;
#include "decode/decoders.def"
#undef UMB_DECODER

static const umb_decoder_ops *const decoders[] = {
#define UMB_DECODER(id) &umb_decoder_##id,
#include "decode/decoders.def"
#undef UMB_DECODER
};

size_t umb_decoder_count(void)
{
	return UMB_COUNT(decoders);
}

const umb_decoder_ops *umb_decoder_at(size_t i)
{
	return i < UMB_COUNT(decoders) ? decoders[i] : NULL;
}

const umb_decoder_ops *umb_decoder_find(const char *name)
{
	for (size_t i = 0; name && i < UMB_COUNT(decoders); i++) {
		if (strcmp(decoders[i]->name, name) == 0)
			return decoders[i];
	}
	return NULL;
}
