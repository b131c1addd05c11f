/* SPDX-License-Identifier: ISC */
/*
 * Messages that do not fit on the heap: in every form, in memory that does
 * not grow with them, and on a disk that is full.
 */
#include "tests/engine/world.h"

#include <signal.h>
#include <sys/resource.h>
#include <zlib.h>

#include "engine/cms.h"
#include "engine/sink.h"

#define LARGE (3 * SPOOL_HEAP + 12345)
#define HUGE_BODY ((size_t)96 * 1024 * 1024)
#define MAX_PEAK ((size_t)16 * 1024)	/* KiB beside what was there */

static int
large_reset(void **state)
{
	struct world *w = *state;
	struct minted us = sample_pair(w, "decrypt");

	send_reset(state);
	encrypt_for(w, &us);
	fixture_set(w->f, "receive-location", LOCATION,
	    "maximum_message_size=1000000000", NULL);
	return 0;
}

static int
large_setup(void **state)
{
	struct minted us;

	world_setup(state);
	us = sample_pair(*state, "decrypt");
	put(*state, STORE_OTHER_PEOPLE, NULL, &us, false);
	return 0;
}

/* Lines of text with CRLF, so that every encoding takes it. */
static void
fill(struct spool *s, size_t n)
{
	char line[64];
	size_t i, len;
	struct err err = { 0 };

	for (i = 0; s->len < n; i++) {
		len = (size_t)snprintf(line, sizeof(line),
		    "line %zu of -- a message %zx\r\n", i,
		    i * 2654435761u);
		must(spool_add(s, line, len, &err), &err);
	}
	must(spool_finish(s, &err), &err);
}

static struct send_result
encode(struct world *w, struct span body)
{
	struct send_input input = { .body = body, .at = w->f->now };
	struct send_result r;
	struct err err = { 0 };

	world_open(w, SEND_HOST);
	must(send_run(w->in, SEND, &input, &r, &err), &err);
	return r;
}

static struct receive_result
decode(struct world *w, struct span wire)
{
	struct receive_input input = { .wire = wire, .at = w->f->now };
	struct receive_result r;
	struct err err = { 0 };

	world_open(w, HOST);
	must(receive_run(w->in, LOCATION, &input, &r, &err), &err);
	assert_int_equal(ERR_peek_error(), 0);
	return r;
}

static void
configure(struct world *w, const char *signature, const char *algorithm,
    const char *encoding)
{
	char set[3][64];

	snprintf(set[0], sizeof(set[0]), "encoder.signature_type=%s",
	    signature);
	snprintf(set[1], sizeof(set[1]), "encoder.encryption_algorithm=%s",
	    algorithm != NULL ? algorithm : "aes-128-cbc");
	snprintf(set[2], sizeof(set[2]), "encoder.transfer_encoding=%s",
	    encoding);
	fixture_set(w->f, "send-port", SEND, algorithm != NULL ?
	    "encoder.enable_encryption=true" :
	    "encoder.enable_encryption=false", set[0], set[1], set[2], NULL);
}

static void
same(const struct receive_result *r, const struct spool *body)
{
	assert_int_equal(r->body.len, body->len);
	assert_memory_equal(r->body.data, body->data, body->len);
}

static const struct {
	const char *signature, *algorithm, *encoding;
} shapes[] = {
	{ "none", NULL, "base64" },
	{ "clear", NULL, "base64" },
	{ "clear", NULL, "binary" },
	{ "clear", NULL, "quoted-printable" },
	{ "clear", NULL, "8bit" },
	{ "blob", NULL, "binary" },
	{ "blob", NULL, "uuencode" },
	{ "none", "aes-256-gcm", "binary" },
	{ "none", "aes-128-cbc", "7bit" },
	{ "blob", "aes-128-cbc", "binary" },
	{ "blob", "aes-256-cbc", "base64" },
	{ "blob", "aes-128-gcm", "binary" },
};

static void
round_trips(void **state)
{
	struct world *w = *state;
	struct spool body = { .folder = w->in->temp };
	struct receive_result r;
	struct send_result s;
	struct temp *temp;
	size_t i;

	temp = temp_open(w->f->settings.temp_folder, NULL);
	body.folder = temp;
	fill(&body, LARGE);
	for (i = 0; i < ARRAY_SIZE(shapes); i++) {
		configure(w, shapes[i].signature, shapes[i].algorithm,
		    shapes[i].encoding);
		s = encode(w, spool_span(&body));
		if (s.outcome != OUTCOME_PROCESSED)
			fail_msg("row %zu: %s", i, s.fault.text);
		r = decode(w, spool_span(&s.wire));
		if (r.outcome != OUTCOME_PROCESSED)
			fail_msg("row %zu: %s", i, r.fault.text);
		same(&r, &body);
		receive_result_clear(&r);
		send_result_clear(&s);
	}
	spool_clear(&body);
	temp_close(temp);
}

/* In pieces, with bare LF, and damaged at the very end. */
static void
from_openssl(void **state)
{
	struct world *w = *state;
	struct minted by = sample_pair(w, "contoso-sign");
	struct minted us = sample_pair(w, "decrypt");
	struct spool body = { .len = 0 };
	struct buf m = { 0 }, lf = { 0 };
	struct receive_result r;
	struct temp *temp;
	size_t i;

	temp = temp_open(w->f->settings.temp_folder, NULL);
	body.folder = temp;
	fill(&body, LARGE);
	for (i = 0; i < 4; i++) {
		buf_reset(&m);
		buf_adds(&m, "Content-Type: text/plain\r\n\r\n");
		buf_add(&m, body.data, body.len);
		sign_with(&m, &by, i == 1 || i == 3 ? CMS_DETACHED : 0);
		if (i >= 2)
			encrypt_to(&m, &us, i == 2 ? EVP_aes_256_cbc() :
			    EVP_aes_256_gcm(), 0);
		r = decode(w, span_of(m.data, m.len));
		if (r.outcome != OUTCOME_PROCESSED)
			fail_msg("row %zu: %s", i, r.fault.text);
		same(&r, &body);
		receive_result_clear(&r);
	}

	buf_reset(&m);
	buf_adds(&m, "Content-Type: text/plain\r\n\r\n");
	buf_add(&m, body.data, body.len);
	sign_with(&m, &by, CMS_DETACHED);
	for (i = 0; i < m.len; i++)
		if (m.data[i] != '\r')
			buf_addc(&lf, (char)m.data[i]);
	r = decode(w, span_of(lf.data, lf.len));
	if (r.outcome != OUTCOME_PROCESSED)
		fail_msg("bare LF: %s", r.fault.text);
	same(&r, &body);
	receive_result_clear(&r);
	*(char *)memmem(m.data + body.len - 100, 200, "message", 7) = 'M';
	r = decode(w, span_of(m.data, m.len));
	check_fate(&r, "suspended SIG_DIGEST guest");
	receive_result_clear(&r);
	buf_clear(&m);
	buf_clear(&lf);
	spool_clear(&body);
	temp_close(temp);
}

/* ---- memory -------------------------------------------------------------- */

/* KiB, of /proc/self/status. */
static size_t
status_of(const char *name)
{
	FILE *f = fopen("/proc/self/status", "r");
	size_t n = strlen(name), kib = 0;
	char line[256];

	assert_non_null(f);
	while (fgets(line, sizeof(line), f) != NULL)
		if (strncmp(line, name, n) == 0)
			kib = (size_t)strtoull(line + n + 1, NULL, 10);
	fclose(f);
	return kib;
}

/* The high-water mark begins anew. */
static size_t
start_peak(void)
{
	FILE *f = fopen("/proc/self/clear_refs", "w");

	assert_non_null(f);
	fputs("5", f);
	fclose(f);
	return status_of("VmRSS");
}

/* The sanitizers keep what was freed, and more beside it. */
static void
check_peak(size_t before)
{
	size_t peak = status_of("VmHWM");

#if !defined(__SANITIZE_ADDRESS__)
	if (peak > before + MAX_PEAK)
		fail_msg("%zu KiB more at the peak", peak - before);
#else
	assert_true(peak > 0 && before > 0);
#endif
}

static void
memory_is_constant(void **state)
{
	static const size_t rows[] = { 2, 5, 7, 9, 10 };
	struct world *w = *state;
	struct spool body = { .len = 0 };
	struct receive_result r;
	struct send_result s;
	struct temp *temp;
	size_t i, before;

	temp = temp_open(w->f->settings.temp_folder, NULL);
	body.folder = temp;
	before = start_peak();
	fill(&body, HUGE_BODY);
	for (i = 0; i < ARRAY_SIZE(rows); i++) {
		configure(w, shapes[rows[i]].signature,
		    shapes[rows[i]].algorithm, shapes[rows[i]].encoding);
		s = encode(w, spool_span(&body));
		assert_int_equal(s.outcome, OUTCOME_PROCESSED);
		r = decode(w, spool_span(&s.wire));
		assert_int_equal(r.outcome, OUTCOME_PROCESSED);
		assert_int_equal(r.body.len, body.len);
		receive_result_clear(&r);
		send_result_clear(&s);
		check_peak(before);
	}
	spool_clear(&body);
	temp_close(temp);
}

/* ---- a full disk --------------------------------------------------------- */

static void
disk_full(void **state)
{
	struct world *w = *state;
	struct buf body = { 0 };
	struct receive_result r;
	struct rlimit old, limit;
	struct send_result s, full;

	fixture_set(w->f, "receive-port", PORT, "authentication=drop", NULL);
	buf_room(&body, LARGE);
	memset(body.data, 'x', LARGE);
	configure(w, "blob", "aes-128-cbc", "binary");
	s = encode(w, span_of(body.data, LARGE));
	assert_int_equal(s.outcome, OUTCOME_PROCESSED);
	signal(SIGXFSZ, SIG_IGN);
	assert_int_equal(getrlimit(RLIMIT_FSIZE, &old), 0);
	limit = (struct rlimit){ SPOOL_HEAP, old.rlim_max };
	assert_int_equal(setrlimit(RLIMIT_FSIZE, &limit), 0);
	full = encode(w, span_of(body.data, LARGE));
	/* A fault of ours: suspended, though the port drops. */
	r = decode(w, spool_span(&s.wire));
	assert_int_equal(setrlimit(RLIMIT_FSIZE, &old), 0);
	assert_int_equal(full.outcome, OUTCOME_SUSPENDED);
	assert_int_equal(full.fault.failure, FAIL_TEMP_FULL);
	check_fate(&r, "suspended TEMP_FULL guest");
	receive_result_clear(&r);
	send_result_clear(&full);
	send_result_clear(&s);
	buf_clear(&body);
}

/* ---- compressed-data ----------------------------------------------------- */

/* RFC 3274, by hand: OpenSSL here is built without zlib. */
static struct buf
compressed(const void *data, size_t n, unsigned char algorithm)
{
	static const unsigned char head[] = "\x30\x80\x06\x0b\x2a\x86\x48\x86"
	    "\xf7\x0d\x01\x09\x10\x01\x09\xa0\x80\x30\x80\x02\x01\x00"
	    "\x30\x0d\x06\x0b\x2a\x86\x48\x86\xf7\x0d\x01\x09\x10\x03";
	static const unsigned char inside[] = "\x30\x80\x06\x09\x2a\x86\x48"
	    "\x86\xf7\x0d\x01\x07\x01\xa0\x80\x24\x80";
	uLongf len = compressBound((uLong)n), at, part;
	unsigned char *z = xmalloc(len);
	struct buf der = { 0 }, message;

	assert_int_equal(compress(z, &len, data, (uLong)n), Z_OK);
	buf_add(&der, head, sizeof(head) - 1);
	buf_addc(&der, (char)algorithm);
	buf_add(&der, inside, sizeof(inside) - 1);
	for (at = 0; at < len; at += part) {
		part = len - at < 100 ? len - at : 100;
		buf_addc(&der, 0x04);
		buf_addc(&der, (char)part);
		buf_add(&der, z + at, part);
	}
	buf_add(&der, (char[12]){ 0 }, 12);
	free(z);
	message = binary_message(&der);
	buf_clear(&der);
	return message;
}

static void
inflating(void **state)
{
	struct world *w = *state;
	struct buf body = plain_body(), m, part, bomb = { 0 };
	struct receive_result r;

	m = compressed(body.data, body.len, 8);
	r = decode(w, span_of(m.data, m.len));
	check_fate(&r, "processed guest");
	check_body(&r, BODY, BODY_LEN);
	receive_result_clear(&r);

	part = compressed(body.data, body.len, 9);
	expect(w, &part, "suspended ALG_UNSUPPORTED guest");
	m.data[m.len - 30] ^= 0x55;
	expect(w, &m, "suspended SMIME_MALFORMED guest");

	buf_room(&bomb, LARGE);
	memset(bomb.data, 0, LARGE);
	m = compressed(bomb.data, LARGE, 8);
	expect(w, &m, "suspended SMIME_LIMIT guest");
	fixture_set(w->f, "receive-location", LOCATION,
	    "maximum_message_size=500000", NULL);
	world_open(w, HOST);
	m = compressed(bomb.data, SPOOL_HEAP - 1, 8);
	expect(w, &m, "suspended SMIME_LIMIT guest");
	buf_clear(&bomb);
	buf_clear(&body);
}

#define TEST(f) cmocka_unit_test_setup(f, large_reset)

int
main(void)
{
	const struct CMUnitTest tests[] = {
		TEST(round_trips),
		TEST(from_openssl),
		TEST(memory_is_constant),
		TEST(disk_full),
		TEST(inflating),
	};

	cmocka_set_message_output(CM_OUTPUT_TAP);
	return cmocka_run_group_tests_name("large messages", tests,
	    large_setup, world_teardown);
}
