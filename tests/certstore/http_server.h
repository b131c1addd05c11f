/* SPDX-License-Identifier: ISC */
/*
 * A web server on 127.0.0.1 for the tests: one thread, one request a
 * connection, answers from a table.  It goes away with server_stop().
 */
#ifndef TESTS_CERTSTORE_HTTP_SERVER_H
#define TESTS_CERTSTORE_HTTP_SERVER_H

#include <arpa/inet.h>
#include <netinet/in.h>
#include <pthread.h>
#include <stdatomic.h>
#include <sys/socket.h>

#include "mint.h"

enum answer_way {
	ANSWER_BODY,
	ANSWER_STATUS,		/* body: "404 Not Found" */
	ANSWER_REDIRECT,	/* body: where to */
	ANSWER_ENDLESS,
	ANSWER_SILENT,		/* until the client goes */
	ANSWER_TRUNCATED,	/* half of what the header says */
	ANSWER_GZIP,
};

struct answer {
	const char *path;
	enum answer_way way;
	const void *body;
	size_t len;		/* 0: a string */
};

#define MAX_ANSWERS 32
#define MAX_REQUEST 4096

struct server {
	int fd;
	unsigned short port;
	pthread_t thread;
	struct answer v[MAX_ANSWERS];
	size_t n;
	atomic_uint requests;
	char last[MAX_REQUEST];	/* request; look after the answer only */
};

static bool
server_send(int fd, const void *data, size_t len)
{
	const char *p = data;
	ssize_t n = 1;

	for (; len > 0 && n > 0; p += n, len -= (size_t)n) {
		n = send(fd, p, len, MSG_NOSIGNAL);
		if (n <= 0)
			return false;
	}
	return true;
}

/* more: further header lines, each with its line end; it is freed. */
static void
server_head(int fd, const char *status, char *more)
{
	char *s = xasprintf("HTTP/1.1 %s\r\nSet-Cookie: a=b\r\n"
	    "Connection: close\r\n%s\r\n",
	    status, more);

	server_send(fd, s, strlen(s));
	free(s);
	free(more);
}

/* Stored blocks of at most 65535 bytes: RFC 1951, 1952 without zlib. */
static void
server_gzip(struct buf *out, const unsigned char *p, size_t len)
{
	static const unsigned char head[10] = { 0x1f, 0x8b, 8, 0, 0, 0, 0, 0,
	    0, 3 };
	uint32_t crc = 0xffffffff, size = (uint32_t)len;
	uint16_t n, not;
	size_t i, at;
	int bit;

	for (i = 0; i < len; i++) {
		crc ^= p[i];
		for (bit = 0; bit < 8; bit++)
			crc = (crc >> 1) ^ (crc & 1 ? 0xedb88320 : 0);
	}
	crc = ~crc;
	buf_add(out, head, sizeof(head));
	for (at = 0; at < len; at += n) {
		n = len - at > 65535 ? 65535 : (uint16_t)(len - at);
		not = (uint16_t)~n;
		buf_addc(out, at + n == len);
		buf_add(out, &n, 2);
		buf_add(out, &not, 2);
		buf_add(out, p + at, n);
	}
	buf_add(out, &crc, 4);
	buf_add(out, &size, 4);
}

static void
server_body(int fd, const struct answer *a, const unsigned char *body,
    size_t len)
{
	struct buf packed = { 0 };

	if (a->way == ANSWER_GZIP) {
		server_gzip(&packed, body, len);
		body = packed.data;
		len = packed.len;
	}
	server_head(fd, "200 OK", xasprintf("Content-Length: %zu\r\n%s", len,
	    a->way == ANSWER_GZIP ? "Content-Encoding: gzip\r\n" : ""));
	server_send(fd, body, a->way == ANSWER_TRUNCATED ? len / 2 : len);
	buf_clear(&packed);
}

static void
server_answer(struct server *s, int fd, const struct answer *a)
{
	size_t len = a->len != 0 ? a->len : a->body == NULL ? 0 :
	    strlen(a->body);
	char block[1024];

	switch (a->way) {
	case ANSWER_STATUS:
		server_head(fd, a->body, xstrdup("Content-Length: 0\r\n"));
		break;
	case ANSWER_REDIRECT:
		server_head(fd, "302 Found", xasprintf("Content-Length: 0"
		    "\r\nLocation: %s\r\n", (const char *)a->body));
		break;
	case ANSWER_ENDLESS:
		memset(block, 'A', sizeof(block));
		server_head(fd, "200 OK", xstrdup(""));
		while (server_send(fd, block, sizeof(block)))
			;
		break;
	case ANSWER_SILENT:
		while (recv(fd, block, sizeof(block), 0) > 0)
			;
		break;
	default:
		server_body(fd, a, a->body, len);
	}
	(void)s;
}

static void
server_serve(struct server *s, int fd)
{
	static const struct answer none = { "", ANSWER_STATUS,
	    "404 Not Found", 0 };
	char request[MAX_REQUEST] = "", path[256];
	const struct answer *a = &none;
	size_t i, at = 0;
	ssize_t n;

	while (strstr(request, "\r\n\r\n") == NULL &&
	    (n = recv(fd, request + at, sizeof(request) - 1 - at, 0)) > 0)
		at += (size_t)n;
	if (sscanf(request, "GET %255s", path) != 1)
		return;
	memcpy(s->last, request, sizeof(request));
	for (i = 0; i < s->n; i++)
		if (strcmp(s->v[i].path, path) == 0)
			a = &s->v[i];
	server_answer(s, fd, a);
}

static void *
server_run(void *arg)
{
	struct server *s = arg;
	int fd;

	while ((fd = accept(s->fd, NULL, NULL)) >= 0) {
		atomic_fetch_add(&s->requests, 1);
		server_serve(s, fd);
		close(fd);
	}
	return NULL;
}

UNUSED static struct server *
server_start(void)
{
	struct sockaddr_in a = { .sin_family = AF_INET,
	    .sin_addr = { htonl(INADDR_LOOPBACK) } };
	struct server *s = xcalloc(1, sizeof(*s));
	socklen_t len = sizeof(a);

	s->fd = socket(AF_INET, SOCK_STREAM, 0);
	assert_int_equal(bind(s->fd, (struct sockaddr *)&a, sizeof(a)), 0);
	assert_int_equal(listen(s->fd, 16), 0);
	assert_int_equal(getsockname(s->fd, (struct sockaddr *)&a, &len), 0);
	s->port = ntohs(a.sin_port);
	/* The test itself never goes by a proxy. */
	setenv("no_proxy", "127.0.0.1", 1);
	return s;
}

/* Before the first request only. */
UNUSED static void
server_add(struct server *s, const char *path, enum answer_way way,
    const void *body, size_t len)
{
	assert_true(s->n < MAX_ANSWERS);
	s->v[s->n++] = (struct answer){ path, way, body, len };
}

UNUSED static void
server_go(struct server *s)
{
	assert_int_equal(pthread_create(&s->thread, NULL, server_run, s), 0);
}

UNUSED static void
server_stop(struct server *s)
{
	shutdown(s->fd, SHUT_RDWR);
	pthread_join(s->thread, NULL);
	close(s->fd);
	free(s);
}

/* "http://127.0.0.1:PORT/PATH"; the caller frees. */
UNUSED static char *
server_url(const struct server *s, const char *path)
{
	return xasprintf("http://127.0.0.1:%u%s", s->port, path);
}

#endif
