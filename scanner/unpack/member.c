/*
 * member.c - see member.h.
 */
#include "unpack/member.h"

#include <stdarg.h>

void umb_member_init(umb_member *m, umb_emit *emit)
{
	*m = (umb_member){ .emit = emit, .st = UMB_OK, .last = '\n', .name = UMB_BUF_INIT_MAX(UMB_MEMBER_NAME) };
}

void umb_member_name(umb_member *m, const char *fmt, ...)
{
	va_list ap;

	umb_buf_reset(&m->name);
	va_start(ap, fmt);
	umb_buf_vprintf(&m->name, fmt, ap);
	va_end(ap);
	if (m->name.failed == UMB_E_NOMEM && m->st == UMB_OK)
		m->st = UMB_E_NOMEM;
}

static void open_member(umb_member *m)
{
	m->st = m->emit->member(m->emit, umb_buf_str(&m->name));
	if (m->st == UMB_OK)
		m->st = m->emit->begin(m->emit, 0);
	m->is_open = m->st == UMB_OK;
}

void umb_member_put(umb_member *m, umb_slice bytes, size_t from, size_t len)
{
	if (bytes.len == 0 || m->st != UMB_OK)
		return;
	if (!m->is_open)
		open_member(m);
	if (m->st == UMB_OK)
		m->st = m->emit->write(m->emit, bytes.ptr, bytes.len, from, len);
	m->at   = from + len;
	m->last = bytes.ptr[bytes.len - 1];
}

void umb_member_say(umb_member *m, umb_slice words)
{
	umb_member_put(m, words, m->at, 0);
}

void umb_member_line(umb_member *m)
{
	if (m->last != '\n')
		umb_member_say(m, umb_slice_str("\n"));
}

umb_status umb_member_end(umb_member *m)
{
	umb_status st = UMB_OK;

	if (m->is_open)
		st = m->emit->end(m->emit, m->at);
	if (m->st == UMB_OK)
		m->st = st;
	m->is_open = false;
	m->last    = '\n';
	m->at      = 0;
	return m->st;
}

void umb_member_clear(umb_member *m)
{
	umb_buf_clear(&m->name);
}
