// The same exchange by a state machine on one thread: every pipe is registered with epoll once, edge-triggered, and is tried before it is waited for.
// Prints: bytes moved, seconds, CPU seconds, waiting machines.
//
// pipes-epoll PAIRS MESSAGE CAPACITY IDLE IDLE_PIPES WARM_UP_SECONDS SECONDS
#define _GNU_SOURCE
#include <errno.h>
#include <fcntl.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/epoll.h>
#include <sys/resource.h>
#include <time.h>
#include <unistd.h>

enum { EVENTS = 128, WRITABLE = 1 };

struct side {
    int in, out, sending, readable, writable;
    size_t done;
    char *buffer;
};

struct waiter {
    struct waiter *next;
    char byte;
};

static size_t message;
static long bytes;

static void fail(const char *what)
{
    fprintf(stderr, "%s: %s\n", what, strerror(errno));
    exit(1);
}

static double seconds_of(struct timeval time)
{
    return (double)time.tv_sec + (double)time.tv_usec / 1e6;
}

static double cpu_seconds(void)
{
    struct rusage usage;
    getrusage(RUSAGE_SELF, &usage);
    return seconds_of(usage.ru_utime) + seconds_of(usage.ru_stime);
}

static double now(void)
{
    struct timespec time;
    clock_gettime(CLOCK_MONOTONIC, &time);
    return (double)time.tv_sec + (double)time.tv_nsec / 1e9;
}

static void *allocate(size_t size)
{
    void *memory = calloc(1, size);
    if (memory == NULL)
        fail("calloc");
    return memory;
}

static void advance(struct side *side)
{
    for (;;) {
        int may = side->sending ? side->writable : side->readable;
        if (!may)
            return;
        size_t asked = message - side->done;
        ssize_t moved = side->sending ? write(side->out, side->buffer + side->done, asked) : read(side->in, side->buffer + side->done, asked);
        if (moved == 0 || (moved < 0 && errno != EAGAIN))
            fail(side->sending ? "write" : "read");

        // Less than asked: the pipe is full, or empty, and its next change is an edge.
        if (moved != (ssize_t)asked) {
            if (side->sending)
                side->writable = 0;
            else
                side->readable = 0;
        }
        if (moved < 0)
            continue;
        side->done += (size_t)moved;
        if (side->done == message) {
            side->done = 0;
            if (!side->sending)
                bytes += (long)message;
            side->sending = !side->sending;
        }
    }
}

static void make_pipe(int ends[2], int capacity)
{
    if (pipe2(ends, O_CLOEXEC | O_NONBLOCK) < 0)
        fail("pipe2");
    if (fcntl(ends[1], F_SETPIPE_SZ, capacity) < 0)
        fail("F_SETPIPE_SZ");
}

static void watch(int epoll, int descriptor, uint32_t events, uint64_t data)
{
    struct epoll_event event = { .events = events | EPOLLET, .data.u64 = data };
    if (epoll_ctl(epoll, EPOLL_CTL_ADD, descriptor, &event) < 0)
        fail("epoll_ctl");
}

static void run(int epoll, double seconds)
{
    double end = now() + seconds;
    struct epoll_event events[EVENTS];
    do {
        int count = epoll_wait(epoll, events, EVENTS, 1000);
        if (count < 0 && errno != EINTR)
            fail("epoll_wait");
        for (int i = 0; i < count; i++) {
            struct side *side = (struct side *)(events[i].data.u64 & ~(uint64_t)WRITABLE);
            if (side == NULL)
                fail("a pipe that was to stay empty");
            if (events[i].data.u64 & WRITABLE)
                side->writable = 1;
            else
                side->readable = 1;
            advance(side);
        }
    } while (now() < end);
}

int main(int count, char **arguments)
{
    if (count != 8) {
        fprintf(stderr, "usage: pipes-epoll PAIRS MESSAGE CAPACITY IDLE IDLE_PIPES WARM_UP_SECONDS SECONDS\n");
        return 2;
    }
    int pairs = atoi(arguments[1]);
    message = (size_t)atol(arguments[2]);
    int capacity = atoi(arguments[3]);
    int idle = atoi(arguments[4]), idle_pipes = atoi(arguments[5]);
    int epoll = epoll_create1(EPOLL_CLOEXEC);
    if (epoll < 0)
        fail("epoll_create1");

    struct side *sides = allocate(sizeof(struct side) * 2 * (size_t)pairs);
    for (int i = 0; i < pairs; i++) {
        int forth[2], back[2];
        make_pipe(forth, capacity);
        make_pipe(back, capacity);
        sides[2 * i] = (struct side){ back[0], forth[1], 1, 1, 1, 0, allocate(message) };
        sides[2 * i + 1] = (struct side){ forth[0], back[1], 0, 1, 1, 0, allocate(message) };
        for (struct side *side = &sides[2 * i]; side <= &sides[2 * i + 1]; side++) {
            watch(epoll, side->in, EPOLLIN, (uint64_t)side);
            watch(epoll, side->out, EPOLLOUT, (uint64_t)side | WRITABLE);
        }
    }

    struct waiter **waiters = allocate(sizeof(struct waiter *) * (size_t)(idle_pipes + 1));
    for (int i = 0; i < idle && idle_pipes > 0; i++) {
        int pipe = i % idle_pipes;
        if (waiters[pipe] == NULL) {
            int ends[2];
            make_pipe(ends, capacity);
            watch(epoll, ends[0], EPOLLIN, 0);
        }
        struct waiter *waiter = allocate(sizeof(struct waiter));
        waiter->next = waiters[pipe];
        waiters[pipe] = waiter;
    }

    for (int i = 0; i < 2 * pairs; i++)
        advance(&sides[i]);
    run(epoll, atof(arguments[6]));
    long before = bytes;
    double cpu = cpu_seconds(), time = now();
    run(epoll, atof(arguments[7]));
    cpu = cpu_seconds() - cpu, time = now() - time;
    printf("%ld %.6f %.6f %d\n", bytes - before, time, cpu, idle);
    return 0;
}
