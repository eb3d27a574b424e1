/*
 * status.c - a name for every status.
 */
#include "base/types.h"

const char *umb_status_text(umb_status st)
{
	switch (st) {
	case UMB_OK: return "ok";
	case UMB_END: return "end";
	case UMB_E_NOMEM: return "out of memory";
	case UMB_E_LIMIT: return "limit reached";
	case UMB_E_IO: return "input/output error";
	case UMB_E_NOTFOUND: return "not found";
	case UMB_E_FORMAT: return "malformed";
	case UMB_E_USAGE: return "wrong use";
	case UMB_E_RULES: return "rules are wrong";
	case UMB_E_REFUSED: return "refused";
	case UMB_E_CANCELLED: return "cancelled";
	case UMB_E_UNSUPPORTED: return "not supported";
	}
	return "unknown status";
}
