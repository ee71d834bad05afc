#define _DEFAULT_SOURCE
#define _DARWIN_C_SOURCE

#include "shell/pool.h"

#include <errno.h>
#include <event2/event.h>
#include <event2/util.h>
#include <pthread.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

struct queue {
    struct exchange *first, *last;
};

struct pool {
    struct pool_owner owner;
    pthread_mutex_t lock; /* over all that follows up to `pipe` */
    pthread_cond_t wanted;
    struct queue waiting, finished;
    bool stopping;
    int pipe[2]; /* a byte when `finished` is no longer empty */
    struct event *readable;
    pthread_t threads[WORKERS_MAX];
    unsigned count;
};

static void queue_put(struct queue *queue, struct exchange *exchange)
{
    exchange->next = NULL;
    if (queue->last)
        queue->last->next = exchange;
    else
        queue->first = exchange;
    queue->last = exchange;
}

static struct exchange *queue_take(struct queue *queue)
{
    struct exchange *exchange = queue->first;

    if (!exchange)
        return NULL;
    queue->first = exchange->next;
    if (!queue->first)
        queue->last = NULL;
    return exchange;
}

/* NULL: time to stop. */
static struct exchange *next_job(struct pool *pool)
{
    struct exchange *exchange = NULL;

    pthread_mutex_lock(&pool->lock);
    while (!pool->stopping && !pool->waiting.first)
        pthread_cond_wait(&pool->wanted, &pool->lock);
    if (!pool->stopping)
        exchange = queue_take(&pool->waiting);
    pthread_mutex_unlock(&pool->lock);
    return exchange;
}

static void give_back(struct pool *pool, struct exchange *exchange)
{
    bool was_empty;
    ssize_t wrote;

    pthread_mutex_lock(&pool->lock);
    was_empty = !pool->finished.first;
    queue_put(&pool->finished, exchange);
    pthread_mutex_unlock(&pool->lock);
    /* One byte at a time is under way, so the pipe is never full. */
    do
        wrote = was_empty ? write(pool->pipe[1], "", 1) : 1;
    while (wrote < 0 && errno == EINTR);
}

static void *run(void *object)
{
    struct pool *pool = object;
    struct exchange *exchange;

    while ((exchange = next_job(pool))) {
        pool->owner.work(exchange);
        give_back(pool, exchange);
    }
    return NULL;
}

static void on_readable(evutil_socket_t fd, short what, void *object)
{
    struct pool *pool = object;
    struct exchange *exchange;
    struct queue finished;
    char bytes[64];

    (void)what;
    if (read(fd, bytes, sizeof bytes) < 0)
        return;
    pthread_mutex_lock(&pool->lock);
    finished = pool->finished;
    pool->finished = (struct queue){0};
    pthread_mutex_unlock(&pool->lock);
    while ((exchange = queue_take(&finished)))
        pool->owner.done(pool->owner.object, exchange);
}

unsigned pool_processors(void)
{
    long count = sysconf(_SC_NPROCESSORS_ONLN);

    if (count < 1)
        return 1;
    return count < WORKERS_MAX ? (unsigned)count : WORKERS_MAX;
}

/* Signals are the loop's. */
static bool start_threads(struct pool *pool, unsigned threads)
{
    sigset_t all, old;

    sigfillset(&all);
    pthread_sigmask(SIG_SETMASK, &all, &old);
    while (pool->count < threads &&
           pthread_create(&pool->threads[pool->count], NULL, run, pool) == 0)
        pool->count++;
    pthread_sigmask(SIG_SETMASK, &old, NULL);
    return pool->count > 0;
}

static bool open_pipe(struct pool *pool)
{
    if (pipe(pool->pipe) != 0)
        return false;
    evutil_make_socket_closeonexec(pool->pipe[0]);
    evutil_make_socket_closeonexec(pool->pipe[1]);
    evutil_make_socket_nonblocking(pool->pipe[0]);
    pool->readable =
        event_new(pool->owner.base, pool->pipe[0], EV_READ | EV_PERSIST, on_readable, pool);
    return pool->readable && event_add(pool->readable, NULL) == 0;
}

struct pool *pool_new(const struct pool_owner *owner, unsigned threads, struct fail *fail)
{
    struct pool *pool = calloc(1, sizeof *pool);

    if (!pool)
        abort();
    pool->owner = *owner;
    pool->pipe[0] = pool->pipe[1] = -1;
    pthread_mutex_init(&pool->lock, NULL);
    pthread_cond_init(&pool->wanted, NULL);
    threads = threads ? threads : pool_processors();
    if (open_pipe(pool) && start_threads(pool, threads < WORKERS_MAX ? threads : WORKERS_MAX))
        return pool;
    fail_what(fail, "cannot start worker threads: %s", strerror(errno));
    pool_free(pool);
    return NULL;
}

void pool_free(struct pool *pool)
{
    unsigned i;

    if (!pool)
        return;
    pthread_mutex_lock(&pool->lock);
    pool->stopping = true;
    pthread_cond_broadcast(&pool->wanted);
    pthread_mutex_unlock(&pool->lock);
    for (i = 0; i < pool->count; i++)
        pthread_join(pool->threads[i], NULL);
    if (pool->readable)
        event_free(pool->readable);
    for (i = 0; i < 2; i++)
        if (pool->pipe[i] >= 0)
            close(pool->pipe[i]);
    pthread_cond_destroy(&pool->wanted);
    pthread_mutex_destroy(&pool->lock);
    free(pool);
}

void pool_submit(struct pool *pool, struct exchange *exchange)
{
    pthread_mutex_lock(&pool->lock);
    queue_put(&pool->waiting, exchange);
    pthread_cond_signal(&pool->wanted);
    pthread_mutex_unlock(&pool->lock);
}
