/* SPDX-License-Identifier: ISC */
#include "certstore/fetch.h"

#include <ctype.h>
#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>
#include <sys/stat.h>

#include "base/file.h"
#include "base/mem.h"
#include "certstore/curl.h"

#define WEB_SCHEMES "http,https"
enum { MAX_SCHEME = 20 };	/* of what an error shows */

static bool
has_scheme(const char *url, const char *scheme)
{
	size_t n = strlen(scheme);

	return strncasecmp(url, scheme, n) == 0 && url[n] == ':';
}

bool
fetch_can(const char *url, struct err *err)
{
	static const char *const schemes[] = { "http", "https", "file" };
	size_t i, n = strcspn(url, ":");

	for (i = 0; i < ARRAY_SIZE(schemes); i++)
		if (has_scheme(url, schemes[i]))
			return true;
	if (url[n] == '\0' || n > MAX_SCHEME)
		return err_set(err, ERR_INVALID, "no URL (%.80s)", url);
	return err_set(err, ERR_INVALID, "%.*s addresses are not fetched",
	    (int)n, url);
}

/* ---- files -------------------------------------------------------------- */

/* A pipe or a device would keep us waiting, or have a side effect. */
static bool
fetch_file(const struct curl *c, const char *url,
    const struct fetch_limits *limits, struct buf *out, struct err *err)
{
	CURLU *u = c->url();
	char *path = NULL, *host = NULL;
	struct stat st;
	bool ok = false;

	if (u == NULL || c->url_set(u, CURLUPART_URL, url, 0) != CURLUE_OK ||
	    c->url_get(u, CURLUPART_PATH, &path, CURLU_URLDECODE) !=
	    CURLUE_OK) {
		err_set(err, ERR_INVALID, "not the URL of a file here");
		goto out;
	}
	(void)c->url_get(u, CURLUPART_HOST, &host, 0);
	if (host != NULL && *host != '\0' &&
	    strcasecmp(host, "localhost") != 0)
		err_set(err, ERR_INVALID, "file of another computer (%s)",
		    host);
	else if (stat(path, &st) != 0)
		err_set(err, ERR_NOT_FOUND, "%s: %s", path, strerror(errno));
	else if (!S_ISREG(st.st_mode))
		err_set(err, ERR_INVALID, "%s: not a plain file", path);
	else
		ok = file_read(out, path, limits->max_bytes, err);
out:
	c->free(path);
	c->free(host);
	c->url_cleanup(u);
	return ok;
}

/* ---- the web ------------------------------------------------------------ */

struct transfer {
	const struct curl *curl;
	const struct fetch_limits *limits;
	struct buf *out;
	bool too_large;
};

static size_t
take(char *data, size_t size, size_t n, void *arg)
{
	struct transfer *t = arg;

	(void)size;	/* always 1 */
	if (n > t->limits->max_bytes - t->out->len) {
		t->too_large = true;
		return 0;
	}
	buf_add(t->out, data, n);
	return n;
}

static int
progress(void *arg, curl_off_t dltotal, curl_off_t dlnow, curl_off_t ultotal,
    curl_off_t ulnow)
{
	const struct transfer *t = arg;

	(void)dltotal;
	(void)dlnow;
	(void)ultotal;
	(void)ulnow;
	return t->limits->stop != NULL && atomic_load(t->limits->stop);
}

static void
set_options(CURL *h, const char *url, struct transfer *t, char *why)
{
	const struct fetch_limits *l = t->limits;
	const struct curl *c = t->curl;
	struct curl_blob roots = { .flags = CURL_BLOB_NOCOPY };

	c->easy_setopt(h, CURLOPT_URL, url);
	c->easy_setopt(h, CURLOPT_PROTOCOLS_STR, WEB_SCHEMES);
	c->easy_setopt(h, CURLOPT_REDIR_PROTOCOLS_STR, WEB_SCHEMES);
	c->easy_setopt(h, CURLOPT_FOLLOWLOCATION, 1L);
	c->easy_setopt(h, CURLOPT_MAXREDIRS, (long)MAX_REDIRECTS);
	c->easy_setopt(h, CURLOPT_DISALLOW_USERNAME_IN_URL, 1L);
	c->easy_setopt(h, CURLOPT_NETRC, (long)CURL_NETRC_IGNORED);
	c->easy_setopt(h, CURLOPT_USERAGENT, "sealport");
	c->easy_setopt(h, CURLOPT_ACCEPT_ENCODING, "");
	c->easy_setopt(h, CURLOPT_CONNECTTIMEOUT_MS,
	    (long)l->connect_seconds * 1000);
	c->easy_setopt(h, CURLOPT_TIMEOUT_MS,
	    (long)l->total_seconds * 1000);
	c->easy_setopt(h, CURLOPT_NOSIGNAL, 1L);
	/* A name server that is silent shall not keep us. */
	c->easy_setopt(h, CURLOPT_QUICK_EXIT, 1L);
	c->easy_setopt(h, CURLOPT_FAILONERROR, 1L);
	c->easy_setopt(h, CURLOPT_WRITEFUNCTION, take);
	c->easy_setopt(h, CURLOPT_WRITEDATA, t);
	c->easy_setopt(h, CURLOPT_XFERINFOFUNCTION, progress);
	c->easy_setopt(h, CURLOPT_XFERINFODATA, t);
	c->easy_setopt(h, CURLOPT_NOPROGRESS, 0L);
	c->easy_setopt(h, CURLOPT_ERRORBUFFER, why);
	if (l->roots == NULL || *l->roots == '\0')
		return;
	roots.data = (void *)(uintptr_t)l->roots;
	roots.len = strlen(l->roots);
	c->easy_setopt(h, CURLOPT_CAINFO_BLOB, &roots);
}

static bool
explain(CURL *h, CURLcode code, const struct transfer *t, const char *why,
    struct err *err)
{
	long status = 0;

	t->curl->easy_getinfo(h, CURLINFO_RESPONSE_CODE, &status);
	if (t->too_large)
		return err_set(err, ERR_TOO_LARGE,
		    "too large (limit %zu bytes)", t->limits->max_bytes);
	if (code == CURLE_ABORTED_BY_CALLBACK)
		return err_set(err, ERR_FAILED, "given up");
	if (code == CURLE_HTTP_RETURNED_ERROR)
		return err_set(err, ERR_FAILED,
		    "the server answers with status %ld", status);
	if (code == CURLE_LOGIN_DENIED)
		return err_set(err, ERR_INVALID,
		    "the address holds a user name");
	return err_set(err, code == CURLE_OPERATION_TIMEDOUT ? ERR_BUSY :
	    ERR_FAILED, "%s", why[0] != '\0' ? why :
	    t->curl->easy_strerror(code));
}

static bool
fetch_web(const struct curl *c, const char *url,
    const struct fetch_limits *limits, struct buf *out, struct err *err)
{
	struct transfer t = { .curl = c, .limits = limits, .out = out };
	char why[CURL_ERROR_SIZE] = "";
	CURL *h = c->easy_init();
	CURLcode code;
	bool ok;

	if (h == NULL)
		return err_set(err, ERR_FAILED, "libcurl cannot be started");
	set_options(h, url, &t, why);
	code = c->easy_perform(h);
	ok = code == CURLE_OK || explain(h, code, &t, why, err);
	c->easy_cleanup(h);
	return ok;
}

bool
fetch_url(const char *url, const struct fetch_limits *limits, struct buf *out,
    struct err *err)
{
	struct curl c;
	bool ok;

	if (!fetch_can(url, err) || !curl_load(&c, err))
		return false;
	buf_reset(out);
	ok = has_scheme(url, "file") ? fetch_file(&c, url, limits, out, err) :
	    fetch_web(&c, url, limits, out, err);
	if (!ok)
		buf_reset(out);
	return ok;
}
