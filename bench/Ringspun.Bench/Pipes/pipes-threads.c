// Pairs of native threads exchange messages through small pipes: one sends and then receives, the other receives and then sends. More threads wait
// at other pipes. Prints: bytes moved, seconds, CPU seconds, waiting threads.
//
// pipes-threads PAIRS MESSAGE CAPACITY IDLE WARM_UP_SECONDS SECONDS
#define _GNU_SOURCE
#include <errno.h>
#include <fcntl.h>
#include <pthread.h>
#include <stdatomic.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <time.h>
#include <unistd.h>

enum { STACK = 16 * 1024, MOST_IDLE = 8000, IDLE_PIPES = 1000, CACHE_LINE = 64 };

struct side {
    int in, out, sends_first;
    _Alignas(CACHE_LINE) atomic_long received;
};

static size_t message;

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

static void send_all(int descriptor, const char *buffer)
{
    for (size_t done = 0; done < message;) {
        ssize_t sent = write(descriptor, buffer + done, message - done);
        if (sent < 0)
            fail("write");
        done += (size_t)sent;
    }
}

static void receive_all(struct side *side, char *buffer)
{
    for (size_t done = 0; done < message;) {
        ssize_t received = read(side->in, buffer + done, message - done);
        if (received <= 0)
            fail("read");
        done += (size_t)received;
    }
    atomic_fetch_add_explicit(&side->received, (long)message, memory_order_relaxed);
}

static void *talk(void *argument)
{
    struct side *side = argument;
    char *buffer = malloc(message);
    if (buffer == NULL)
        fail("malloc");
    memset(buffer, 'x', message);
    if (side->sends_first)
        send_all(side->out, buffer);
    for (;;) {
        receive_all(side, buffer);
        send_all(side->out, buffer);
    }
    return NULL;
}

static void *wait_for_byte(void *argument)
{
    char byte;
    if (read(*(int *)argument, &byte, 1) != 0)
        fail("a pipe that was to stay empty");
    return NULL;
}

static void make_pipe(int ends[2], int capacity)
{
    if (pipe2(ends, O_CLOEXEC) < 0)
        fail("pipe2");
    if (fcntl(ends[1], F_SETPIPE_SZ, capacity) < 0)
        fail("F_SETPIPE_SZ");
}

static int start(void *(*body)(void *), void *argument)
{
    pthread_attr_t attributes;
    pthread_t thread;
    pthread_attr_init(&attributes);
    pthread_attr_setstacksize(&attributes, STACK);
    pthread_attr_setdetachstate(&attributes, PTHREAD_CREATE_DETACHED);
    int result = pthread_create(&thread, &attributes, body, argument);
    pthread_attr_destroy(&attributes);
    return result;
}

static long total(struct side *sides, int count)
{
    long sum = 0;
    for (int i = 0; i < count; i++)
        sum += atomic_load_explicit(&sides[i].received, memory_order_relaxed);
    return sum;
}

static void rest(double seconds)
{
    struct timespec time = { (time_t)seconds, (long)((seconds - (double)(time_t)seconds) * 1e9) };
    nanosleep(&time, NULL);
}

int main(int count, char **arguments)
{
    if (count != 7) {
        fprintf(stderr, "usage: pipes-threads PAIRS MESSAGE CAPACITY IDLE WARM_UP_SECONDS SECONDS\n");
        return 2;
    }
    int pairs = atoi(arguments[1]);
    message = (size_t)atol(arguments[2]);
    int capacity = atoi(arguments[3]);
    int idle = atoi(arguments[4]) < MOST_IDLE ? atoi(arguments[4]) : MOST_IDLE;

    static int waiting[IDLE_PIPES][2];
    int started = 0;
    for (; started < idle; started++) {
        int *ends = waiting[started % IDLE_PIPES];
        if (started < IDLE_PIPES)
            make_pipe(ends, capacity);
        if (start(wait_for_byte, &ends[0]) != 0)
            break;
    }

    struct side *sides = aligned_alloc(CACHE_LINE, sizeof(struct side) * 2 * (size_t)pairs);
    if (sides == NULL)
        fail("aligned_alloc");
    memset(sides, 0, sizeof(struct side) * 2 * (size_t)pairs);
    for (int i = 0; i < pairs; i++) {
        int forth[2], back[2];
        make_pipe(forth, capacity);
        make_pipe(back, capacity);
        struct side *first = &sides[2 * i], *second = first + 1;
        first->in = back[0], first->out = forth[1], first->sends_first = 1;
        second->in = forth[0], second->out = back[1];
        if (start(talk, first) != 0 || start(talk, second) != 0)
            fail("pthread_create");
    }

    rest(atof(arguments[5]));
    long bytes = total(sides, 2 * pairs);
    double cpu = cpu_seconds(), time = now();
    rest(atof(arguments[6]));
    bytes = total(sides, 2 * pairs) - bytes;
    cpu = cpu_seconds() - cpu, time = now() - time;
    printf("%ld %.6f %.6f %d\n", bytes, time, cpu, started);
    fflush(stdout);
    _exit(0);
}
