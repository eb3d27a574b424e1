/*
 * registry.c - the list of report formats, expanded twice; never changes when one is added.
 */
#include "core/sink.h"

#define UMB_SINK(id) extern const umb_sink_ops umb_sink_##id;
#include "sink/sinks.def"
#undef UMB_SINK

static const umb_sink_ops *const sinks[] = {
#define UMB_SINK(id) &umb_sink_##id,
#include "sink/sinks.def"
#undef UMB_SINK
};

const umb_sink_ops *umb_sink_find(const char *name)
{
	for (size_t i = 0; i < UMB_COUNT(sinks); i++) {
		if (strcmp(sinks[i]->name, name) == 0)
			return sinks[i];
	}
	return NULL;
}

size_t umb_sink_count(void)
{
	return UMB_COUNT(sinks);
}

const umb_sink_ops *umb_sink_at(size_t i)
{
	return sinks[i];
}
