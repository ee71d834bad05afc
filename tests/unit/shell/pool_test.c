#define _POSIX_C_SOURCE 200809L

#include "support/cm.h"

#include "shell/pool.h"

#include <event2/event.h>
#include <pthread.h>

enum { EXCHANGES = 500, THREADS = 8 };

struct bench {
    struct event_base *base;
    struct pool *pool;
    size_t done;
    pthread_t loop;
    bool strayed; /* an answer was given outside of the loop's thread */
};

/* On a thread: what it leaves in the exchange shows that it ran once. */
static void work(struct exchange *exchange)
{
    exchange->result.response.status++;
}

static void done(void *object, struct exchange *exchange)
{
    struct bench *bench = object;

    (void)exchange;
    bench->strayed |= !pthread_equal(bench->loop, pthread_self());
    if (++bench->done == EXCHANGES)
        event_base_loopbreak(bench->base);
}

static void open_bench(struct bench *bench, unsigned threads)
{
    struct pool_owner owner = {.work = work, .done = done, .object = bench};
    struct fail fail = {0};

    *bench = (struct bench){.base = event_base_new(), .loop = pthread_self()};
    owner.base = bench->base;
    bench->pool = pool_new(&owner, threads, &fail);
    assert_non_null(bench->pool);
}

static void close_bench(struct bench *bench)
{
    pool_free(bench->pool);
    event_base_free(bench->base);
}

static void each_is_worked_at_once_and_comes_back_to_the_loop(unsigned threads)
{
    struct exchange *exchanges[EXCHANGES];
    struct bench bench;
    size_t i;

    open_bench(&bench, threads);
    for (i = 0; i < EXCHANGES; i++) {
        exchanges[i] = exchange_new(NULL);
        pool_submit(bench.pool, exchanges[i]);
    }
    event_base_dispatch(bench.base);
    assert_int_equal(bench.done, EXCHANGES);
    assert_false(bench.strayed);
    for (i = 0; i < EXCHANGES; i++) {
        assert_int_equal(exchanges[i]->result.response.status, 1);
        exchange_free(exchanges[i]);
    }
    close_bench(&bench);
}

static void one_thread_does_all(void **state)
{
    (void)state;
    each_is_worked_at_once_and_comes_back_to_the_loop(1);
}

static void eight_threads_share_the_work(void **state)
{
    (void)state;
    each_is_worked_at_once_and_comes_back_to_the_loop(THREADS);
}

static void what_still_waits_is_left_to_its_connection(void **state)
{
    struct exchange *exchanges[EXCHANGES];
    struct bench bench;
    size_t i;

    (void)state;
    open_bench(&bench, 2);
    for (i = 0; i < EXCHANGES; i++) {
        exchanges[i] = exchange_new(NULL);
        pool_submit(bench.pool, exchanges[i]);
    }
    close_bench(&bench);
    assert_int_equal(bench.done, 0);
    for (i = 0; i < EXCHANGES; i++) {
        assert_in_range(exchanges[i]->result.response.status, 0, 1);
        exchange_free(exchanges[i]);
    }
}

static void without_a_number_there_is_one_for_each_processor(void **state)
{
    struct bench bench;

    (void)state;
    assert_in_range(pool_processors(), 1, WORKERS_MAX);
    open_bench(&bench, 0);
    close_bench(&bench);
    pool_free(NULL);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(one_thread_does_all),
        cmocka_unit_test(eight_threads_share_the_work),
        cmocka_unit_test(what_still_waits_is_left_to_its_connection),
        cmocka_unit_test(without_a_number_there_is_one_for_each_processor),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
