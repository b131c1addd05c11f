/* SPDX-License-Identifier: ISC */
/*
 * After W. Mula and D. Lemire, "Faster Base64 Encoding and Decoding Using
 * AVX2 Instructions", ACM Transactions on the Web 12 (2018).
 */
#include "engine/base64_wide.h"

#if defined(__x86_64__)

#include <immintrin.h>

#include "engine/base64.h"

#define WIDE __attribute__((target("avx2")))
#define DIGITS 32		/* of a step */
#define BYTES 24		/* that they are */
#define LINE_DIGITS ((ptrdiff_t)BASE64_LINE / 3 * 4)
#define LINE_END 2		/* CRLF */

bool
base64_wide(void)
{
	return __builtin_cpu_supports("avx2");
}

/* The same 16 bytes in both halves. */
#define BOTH(...) _mm256_broadcastsi128_si256(_mm_setr_epi8(__VA_ARGS__))

/* ---- encoding ------------------------------------------------------------ */

WIDE static inline void
encode_step(const unsigned char *p, unsigned char *to)
{
	/* Each three bytes as 1 0 2 1: every digit within 16 bits.  The upper
	   half begins four bytes early, so as not to end too late. */
	const __m256i spread = _mm256_setr_epi8(1, 0, 2, 1, 4, 3, 5, 4, 7, 6,
	    8, 7, 10, 9, 11, 10, 5, 4, 6, 5, 8, 7, 9, 8, 11, 10, 12, 11, 14,
	    13, 15, 14);
	/* By class of digit: a-z, ten of 0-9, +, /, A-Z. */
	const __m256i offsets = BOTH('a' - 26, '0' - 52, '0' - 52, '0' - 52,
	    '0' - 52, '0' - 52, '0' - 52, '0' - 52, '0' - 52, '0' - 52,
	    '0' - 52, '+' - 62, '/' - 63, 'A', 0, 0);
	__m256i v, high, low, class;

	v = _mm256_set_m128i(_mm_loadu_si128((const void *)(p + 8)),
	    _mm_loadu_si128((const void *)p));
	v = _mm256_shuffle_epi8(v, spread);
	/* Multiplication is a shift of each 16 bits by their own amount. */
	high = _mm256_mulhi_epu16(_mm256_and_si256(v,
	    _mm256_set1_epi32(0x0fc0fc00)), _mm256_set1_epi32(0x04000040));
	low = _mm256_mullo_epi16(_mm256_and_si256(v,
	    _mm256_set1_epi32(0x003f03f0)), _mm256_set1_epi32(0x01000010));
	v = _mm256_or_si256(high, low);
	class = _mm256_subs_epu8(v, _mm256_set1_epi8(51));
	class = _mm256_or_si256(class, _mm256_and_si256(_mm256_set1_epi8(13),
	    _mm256_cmpgt_epi8(_mm256_set1_epi8(26), v)));
	v = _mm256_add_epi8(v, _mm256_shuffle_epi8(offsets, class));
	_mm256_storeu_si256((void *)to, v);
}

WIDE void
base64_wide_encode(const unsigned char *p, size_t lines, unsigned char *to)
{
	for (; lines > 0; lines--, p += BASE64_LINE) {
		/* The last step does a part of the second once more. */
		encode_step(p, to);
		encode_step(p + BYTES, to + DIGITS);
		encode_step(p + BASE64_LINE - BYTES,
		    to + LINE_DIGITS - DIGITS);
		to += LINE_DIGITS;
		*to++ = '\r';
		*to++ = '\n';
	}
}

/* ---- decoding ------------------------------------------------------------ */

/* False, and nothing put, if there is anything but digits. */
WIDE static inline bool
decode_step(const unsigned char *p, unsigned char *to)
{
	/* No digit has a bit in common in both of its halves' rows. */
	const __m256i low_rows = BOTH(0x15, 0x11, 0x11, 0x11, 0x11, 0x11,
	    0x11, 0x11, 0x11, 0x11, 0x13, 0x1a, 0x1b, 0x1b, 0x1b, 0x1a);
	const __m256i high_rows = BOTH(0x10, 0x10, 0x01, 0x02, 0x04, 0x08,
	    0x04, 0x08, 0x10, 0x10, 0x10, 0x10, 0x10, 0x10, 0x10, 0x10);
	/* From digit to value, by the upper half; '/' is one row before. */
	const __m256i offsets = BOTH(0, 16, 19, 4, -65, -65, -71, -71, 0, 0,
	    0, 0, 0, 0, 0, 0);
	const __m256i gather = BOTH(2, 1, 0, 6, 5, 4, 10, 9, 8, 14, 13, 12,
	    -1, -1, -1, -1);
	const __m256i slash = _mm256_set1_epi8('/');	/* 0x2f, a mask too */
	__m256i v = _mm256_loadu_si256((const void *)p), high, low;

	high = _mm256_and_si256(_mm256_srli_epi32(v, 4), slash);
	low = _mm256_and_si256(v, slash);
	if (!_mm256_testz_si256(_mm256_shuffle_epi8(low_rows, low),
	    _mm256_shuffle_epi8(high_rows, high)))
		return false;
	v = _mm256_add_epi8(v, _mm256_shuffle_epi8(offsets,
	    _mm256_add_epi8(_mm256_cmpeq_epi8(v, slash), high)));
	/* Two values to 12 bits, two of these to 24, their bytes turned. */
	v = _mm256_maddubs_epi16(v, _mm256_set1_epi32(0x01400140));
	v = _mm256_madd_epi16(v, _mm256_set1_epi32(0x00011000));
	v = _mm256_shuffle_epi8(v, gather);
	v = _mm256_permutevar8x32_epi32(v,
	    _mm256_setr_epi32(0, 1, 2, 4, 5, 6, 7, 7));
	_mm_storeu_si128((void *)to, _mm256_castsi256_si128(v));
	_mm_storel_epi64((void *)(to + 16), _mm256_extracti128_si256(v, 1));
	return true;
}

WIDE size_t
base64_wide_decode(const unsigned char *p, size_t n, unsigned char *to,
    size_t max, size_t *len)
{
	const unsigned char *start = p, *end = p + n;
	unsigned char *first = to, *last = to + max;

	while (end - p >= LINE_DIGITS + LINE_END &&
	    last - to >= BASE64_LINE && p[LINE_DIGITS] == '\r' &&
	    p[LINE_DIGITS + 1] == '\n' && decode_step(p, to) &&
	    decode_step(p + DIGITS, to + BYTES) &&
	    decode_step(p + LINE_DIGITS - DIGITS, to + BASE64_LINE - BYTES)) {
		p += LINE_DIGITS + LINE_END;
		to += BASE64_LINE;
	}
	while (end - p >= DIGITS && last - to >= BYTES &&
	    decode_step(p, to)) {
		p += DIGITS;
		to += BYTES;
	}
	*len = (size_t)(to - first);
	return (size_t)(p - start);
}

#else

bool
base64_wide(void)
{
	return false;
}

void
base64_wide_encode(const unsigned char *p, size_t lines, unsigned char *to)
{
	(void)p;
	(void)lines;
	(void)to;
}

size_t
base64_wide_decode(const unsigned char *p, size_t n, unsigned char *to,
    size_t max, size_t *len)
{
	(void)p;
	(void)n;
	(void)to;
	(void)max;
	*len = 0;
	return 0;
}

#endif
