/*
 * Feeds a reader as a network might: whole, byte by byte, or cut at any place. Each time that bytes
 * arrive all of them move to a new piece of memory of exactly their size, and the old piece is
 * freed, so that AddressSanitizer sees a span that was not pointed at anew.
 */
#ifndef BADGED_TESTS_HTTP_FEED_H
#define BADGED_TESTS_HTTP_FEED_H

#include "http/read.h"

#include <stdlib.h>
#include <string.h>

/* Longer inputs are cut at some places only. */
enum { FEED_EVERY_CUT_MAX = 2048, FEED_CUT_STRIDE = 97 };

struct feed {
    struct arena *arena;
    struct http_reader *reader;
    struct http_request request;
    char *memory;
    size_t body_max;
    unsigned heads;
    enum http_read_result result;
};

static inline void feed_begin(struct feed *feed, size_t body_max)
{
    *feed = (struct feed){.arena = arena_new(), .reader = http_reader_new(), .body_max = body_max};
    http_reader_set_body_max(feed->reader, body_max);
}

static inline void feed_end(struct feed *feed)
{
    http_reader_free(feed->reader);
    arena_free(feed->arena);
    free(feed->memory);
}

/* The first `count` of `bytes` are there now. */
static inline void feed_up_to(struct feed *feed, struct span bytes, size_t count)
{
    char *memory = malloc(count > 0 ? count : 1);
    struct span there = {memory, count};

    if (!memory)
        abort();
    memcpy(memory, bytes.at, count);
    free(feed->memory);
    feed->memory = memory;
    for (;;) {
        feed->result = http_read(feed->reader, feed->arena, there, &feed->request);
        if (feed->result != HTTP_READ_HEAD)
            return;
        feed->heads++;
    }
}

/* In steps of `stride` bytes, until the reader has made up its mind. */
static inline void feed_in_steps(struct feed *feed, struct span bytes, size_t stride)
{
    size_t there = 0;

    do {
        there = bytes.len - there > stride ? there + stride : bytes.len;
        feed_up_to(feed, bytes, there);
    } while (feed->result == HTTP_READ_MORE && there < bytes.len);
}

static inline void feed_in_two(struct feed *feed, struct span bytes, size_t cut)
{
    feed_up_to(feed, bytes, cut);
    if (feed->result == HTTP_READ_MORE)
        feed_up_to(feed, bytes, bytes.len);
}

typedef void feed_check(struct feed *feed, const void *expected);

/* Whole, byte by byte, and in two at every place: `check` has to hold each time. */
static inline void feed_every_way(struct span bytes, size_t body_max, feed_check *check,
                                  const void *expected)
{
    size_t stride = bytes.len > FEED_EVERY_CUT_MAX ? FEED_CUT_STRIDE : 1;

    for (size_t cut = 0; cut <= bytes.len; cut += stride) {
        struct feed feed;

        feed_begin(&feed, body_max);
        feed_in_two(&feed, bytes, cut);
        check(&feed, expected);
        feed_end(&feed);
    }
    for (size_t step = 1; step <= bytes.len; step += bytes.len > 1 ? bytes.len - 1 : 1) {
        struct feed feed;

        feed_begin(&feed, body_max);
        feed_in_steps(&feed, bytes, step);
        check(&feed, expected);
        feed_end(&feed);
    }
}

#endif
