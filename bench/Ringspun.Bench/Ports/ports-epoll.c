// The same rounds on epoll itself: READY of REGISTERED eventfds, chosen at random, are signalled, then waited for, then reset.
// Prints: events, and nanoseconds of the thread's CPU time for one: signalled, waited for, reset.
//
// ports-epoll REGISTERED READY SECONDS
#define _GNU_SOURCE
#include <errno.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/epoll.h>
#include <sys/eventfd.h>
#include <time.h>
#include <unistd.h>

static void fail(const char *what)
{
    fprintf(stderr, "%s: %s\n", what, strerror(errno));
    exit(1);
}

static int64_t read_clock(clockid_t clock)
{
    struct timespec time;
    clock_gettime(clock, &time);
    return (int64_t)time.tv_sec * 1000000000 + time.tv_nsec;
}

static uint64_t state = 0x9E3779B97F4A7C15;

static uint32_t below(uint32_t bound)
{
    state ^= state << 13;
    state ^= state >> 7;
    state ^= state << 17;
    return (uint32_t)(((state >> 32) * bound) >> 32);
}

int main(int count, char **arguments)
{
    if (count != 4) {
        fprintf(stderr, "usage: ports-epoll REGISTERED READY SECONDS\n");
        return 2;
    }

    int registered = atoi(arguments[1]), ready = atoi(arguments[2]);
    int64_t length = (int64_t)atoi(arguments[3]) * 1000000000;
    int *descriptors = calloc((size_t)registered, sizeof *descriptors);
    struct epoll_event *events = calloc((size_t)ready, sizeof *events);
    int epoll = epoll_create1(EPOLL_CLOEXEC);
    if (!descriptors || !events || epoll < 0)
        fail("epoll_create1");

    for (int i = 0; i < registered; i++) {
        descriptors[i] = eventfd(0, EFD_NONBLOCK | EFD_CLOEXEC);
        if (descriptors[i] < 0)
            fail("eventfd");
        struct epoll_event event = { .events = EPOLLIN | EPOLLET, .data.fd = descriptors[i] };
        if (epoll_ctl(epoll, EPOLL_CTL_ADD, descriptors[i], &event) < 0)
            fail("epoll_ctl");
    }

    uint64_t value = 1, total = 0;
    int64_t signalled = 0, dequeued = 0, reset = 0, end = 0;
    int64_t warm = read_clock(CLOCK_MONOTONIC) + 100000000;
    while (end == 0 || read_clock(CLOCK_MONOTONIC) < end) {
        if (end == 0 && read_clock(CLOCK_MONOTONIC) >= warm) {
            end = read_clock(CLOCK_MONOTONIC) + length;
            total = 0;
            signalled = dequeued = reset = 0;
        }

        // The first READY of a shuffle.
        for (int i = 0; i < ready; i++) {
            int other = i + (int)below((uint32_t)(registered - i)), kept = descriptors[i];
            descriptors[i] = descriptors[other];
            descriptors[other] = kept;
        }

        int64_t start = read_clock(CLOCK_THREAD_CPUTIME_ID);
        for (int i = 0; i < ready; i++)
            if (write(descriptors[i], &value, sizeof value) != sizeof value)
                fail("write");
        int64_t written = read_clock(CLOCK_THREAD_CPUTIME_ID);
        for (int got = 0; got < ready;) {
            int more = epoll_wait(epoll, events + got, ready - got, -1);
            if (more < 0 && errno != EINTR)
                fail("epoll_wait");
            got += more > 0 ? more : 0;
        }
        int64_t waited = read_clock(CLOCK_THREAD_CPUTIME_ID);
        for (int i = 0; i < ready; i++)
            if (read(events[i].data.fd, &value, sizeof value) != sizeof value)
                fail("read");
        int64_t finished = read_clock(CLOCK_THREAD_CPUTIME_ID);
        signalled += written - start;
        dequeued += waited - written;
        reset += finished - waited;
        total += (uint64_t)ready;
        value = 1;
    }

    double events_total = (double)total;
    printf("%llu %f %f %f\n", (unsigned long long)total, (double)signalled / events_total, (double)dequeued / events_total, (double)reset / events_total);
    return 0;
}
