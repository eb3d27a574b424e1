/* base/sqlite: numbers, records, the columns of CREATE TABLE, and which frames of a log count. */
#include "base/alloc.h"
#include "base/sqlite.h"
#include "harness/check.h"

static void test_varints(void **state)
{
	static const struct {
		const char *bytes;
		size_t      len, n;
		uint64_t    want;
	} rows[] = {
		{ "\x00", 1, 1, 0 },
		{ "\x7f", 1, 1, 127 },
		{ "\x81\x00", 2, 2, 128 },
		{ "\x81\x80\x00", 3, 3, 16384 },
		{ "\xff\xff\xff\xff\xff\xff\xff\xff\xff", 9, 9, UINT64_MAX },
		{ "\x80\x80\x80\x80\x80\x80\x80\x80\x01", 9, 9, 1 },
		{ "\x81", 1, 0, 0 },
		{ "", 0, 0, 0 },
	};

	UMB_UNUSED(state);
	for (size_t i = 0; i < UMB_COUNT(rows); i++) {
		uint64_t v  = 0;
		size_t   at = 0;
		bool     ok = umb_sqlite_varint(umb_slice_of(rows[i].bytes, rows[i].len), &at, &v);

		CHECK_EQ_INT(ok, rows[i].n > 0, rows[i].bytes);
		if (ok) {
			CHECK_EQ_INT(at, rows[i].n, rows[i].bytes);
			CHECK(v == rows[i].want, rows[i].bytes);
		}
	}
}

static void test_record(void **state)
{
	/* NULL, -2 in one byte, 258 in three, 1.5, the constant 1, a text of 3, a blob of 2 of which one is missing */
	static const uint8_t bytes[] = { 8, 0, 1, 3, 7, 9, 19, 16, 0xfe, 0, 1, 2, 0x3f, 0xf8, 0, 0, 0, 0, 0, 0, 'a', 'b', 'c', 'd' };
	umb_sqlite_record    r;
	umb_sqlite_value     v[8];
	size_t               n = 0;

	UMB_UNUSED(state);
	assert_true(umb_sqlite_record_begin(&r, umb_slice_of(bytes, sizeof(bytes))));
	while (n < UMB_COUNT(v) && umb_sqlite_record_next(&r, &v[n]))
		n++;
	assert_int_equal(n, 7);
	assert_int_equal(v[0].type, UMB_SQLITE_NULL);
	assert_int_equal(v[1].integer, -2);
	assert_int_equal(v[2].integer, 258);
	assert_true(v[3].type == UMB_SQLITE_REAL && v[3].real > 1.4 && v[3].real < 1.6);
	assert_int_equal(v[4].integer, 1);
	assert_true(v[5].type == UMB_SQLITE_TEXT && v[5].len == 3 && bytes[v[5].from] == 'a');
	assert_true(v[6].type == UMB_SQLITE_BLOB && v[6].len == 1);
	/* a header that is longer than the record; a type that is not in use */
	assert_false(umb_sqlite_record_begin(&r, umb_slice_of("\x05\x01", 2)));
	assert_true(umb_sqlite_record_begin(&r, umb_slice_of("\x02\x0a", 2)));
	assert_false(umb_sqlite_record_next(&r, &v[0]));
}

static void test_columns(void **state)
{
	static const struct {
		const char *sql, *want;
	} rows[] = {
		{ "CREATE TABLE t(a, b text, c)", "a,b,c" },
		{ "create table if not exists \"x (y\" (`a b` int default (1,2), [c] varchar(3, 4) check (c in ('x', ')')), \"d\"\"e\")", "a b,c,d\"\"e" },
		{ "CREATE TABLE t(id INTEGER PRIMARY KEY, -- a, comment)\n /* b, */ name TEXT, CONSTRAINT u UNIQUE (name), FOREIGN KEY(id) REFERENCES o(id))", "id,name" },
		{ "CREATE TABLE t(a, g AS (a + 1), s INT GENERATED ALWAYS AS (a) STORED, b)", "a,s,b" },
		{ "CREATE TABLE t(v, k1, k2, PRIMARY KEY (k2 DESC, k1)) WITHOUT ROWID", "k2,k1,v" },
		{ "CREATE TABLE t(v, k PRIMARY KEY) WITHOUT ROWID, STRICT", "k,v" },
		{ "CREATE TABLE t(\"primary\" text, 'check' text)", "primary,check" },
		{ "CREATE TABLE t(a, b", "a,b" },
		{ "CREATE TABLE t", "" },
		{ "", "" },
	};
	umb_sqlite_columns c = { .names = UMB_BUF_INIT };

	UMB_UNUSED(state);
	for (size_t i = 0; i < UMB_COUNT(rows); i++) {
		umb_buf got = UMB_BUF_INIT;

		CHECK_EQ_INT(umb_sqlite_columns_read(&c, umb_slice_str(rows[i].sql)), UMB_OK, rows[i].sql);
		for (size_t k = 0; k < umb_sqlite_column_count(&c); k++) {
			umb_buf_append_str(&got, k ? "," : "");
			umb_buf_append_slice(&got, umb_sqlite_column(&c, k));
		}
		CHECK_EQ_STR(umb_buf_str(&got), rows[i].want, rows[i].sql);
		umb_buf_clear(&got);
	}
	umb_sqlite_columns_clear(&c);
}

/* -- a log made by hand: little-endian checksums ------------------------------------------------------------- */

#define PAGE 512u

static void put32(uint8_t *p, uint32_t v)
{
	for (size_t i = 0; i < 4; i++)
		p[i] = (uint8_t)(v >> (24 - 8 * i));
}

static void sum(uint32_t s[2], const uint8_t *p, size_t len)
{
	for (size_t i = 0; i < len; i += 8) {
		uint32_t x[2];

		memcpy(x, p + i, 8);
		s[0] += x[0] + s[1];
		s[1] += x[1] + s[0];
	}
}

static void put_frame(uint8_t *at, uint32_t s[2], uint32_t number, uint8_t fill, uint32_t salt)
{
	put32(at, number);
	put32(at + 8, salt);
	put32(at + 12, 2);
	memset(at + 24, fill, PAGE);
	sum(s, at, 8);
	sum(s, at + 24, PAGE);
	put32(at + 16, s[0]);
	put32(at + 20, s[1]);
}

static void test_log(void **state)
{
	uint8_t         file[32 + 4 * (24 + PAGE) + 10] = { 0 };
	uint32_t        s[2] = { 0, 0 };
	umb_sqlite_log  log = { .frames = UMB_BUF_INIT };
	umb_sqlite_page p;

	UMB_UNUSED(state);
	put32(file, 0x377f0682);
	put32(file + 8, PAGE);
	put32(file + 16, 1);
	put32(file + 20, 2);
	sum(s, file, 24);
	put32(file + 24, s[0]);
	put32(file + 28, s[1]);
	put_frame(file + 32, s, 7, 'a', 1);
	put_frame(file + 32 + 536, s, 7, 'b', 1);
	put_frame(file + 32 + 2 * 536, s, 9, 'c', 1);
	put_frame(file + 32 + 3 * 536, s, 7, 'd', 5); /* of an earlier use of the file */
	assert_int_equal(umb_sqlite_wal_read(&log, umb_slice_of(file, sizeof(file))), UMB_OK);
	assert_int_equal(umb_sqlite_frame_count(&log), 4);
	assert_true(umb_sqlite_frame_at(&log, 2)->is_valid && !umb_sqlite_frame_at(&log, 3)->is_valid);
	assert_true(log.db.get(&log, 7, &p) && p.bytes.ptr[0] == 'b' && p.at == 32 + 536 + 24);
	assert_false(log.db.get(&log, 8, &p));
	/* one wrong byte, and neither this frame nor those behind it count */
	file[32 + 536 + 100] ^= 1;
	assert_int_equal(umb_sqlite_wal_read(&log, umb_slice_of(file, sizeof(file))), UMB_OK);
	assert_true(umb_sqlite_frame_at(&log, 0)->is_valid && !umb_sqlite_frame_at(&log, 1)->is_valid && !umb_sqlite_frame_at(&log, 2)->is_valid);
	assert_true(log.db.get(&log, 7, &p) && p.bytes.ptr[0] == 'a');
	assert_int_equal(umb_sqlite_wal_read(&log, umb_slice_of(file, 20)), UMB_E_FORMAT);
	umb_sqlite_log_clear(&log);
}

/* A cell that says it is longer than its page goes on in a chain; one that bites its tail ends with the payload. */
static void test_chain(void **state)
{
	uint8_t            file[3 * PAGE] = "SQLite format 3";
	umb_slice          whole = umb_slice_of(file, sizeof(file));
	umb_sqlite         db;
	umb_sqlite_page    p;
	umb_sqlite_cell    c;
	umb_sqlite_payload payload = { .chains_left = 10000 };

	UMB_UNUSED(state);
	file[16] = 2;
	memcpy(file + PAGE, "\xa0\x00\x01", 3); /* 4,096 bytes, rowid 1 */
	memset(file + PAGE + 3, 'a', PAGE - 3);
	memset(file + 2 * PAGE, 'b', PAGE);
	put32(file + 2 * PAGE, 3);
	assert_true(umb_sqlite_open(&db, &whole));
	assert_true(db.get(db.ctx, 2, &p));
	assert_true(umb_sqlite_cell_at(&db, &p, UMB_SQLITE_TABLE_LEAF, 0, &c));
	assert_int_equal(c.payload_len, 4096);
	c.overflow = 3;
	assert_int_equal(umb_sqlite_payload_read(&payload, &db, &p, &c, NULL), UMB_OK);
	assert_true(payload.is_whole);
	assert_int_equal(payload.bytes.len, 4096);
	c.overflow = 4; /* there is no such page */
	assert_int_equal(umb_sqlite_payload_read(&payload, &db, &p, &c, NULL), UMB_OK);
	assert_false(payload.is_whole);
	assert_int_equal(payload.bytes.len, c.local_len);
	umb_sqlite_payload_clear(&payload);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_varints),
		cmocka_unit_test(test_record),
		cmocka_unit_test(test_columns),
		cmocka_unit_test(test_log),
		cmocka_unit_test(test_chain),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
