/*
 * The peer of the epoll driver: an echo server in C, one thread, level-triggered epoll, non-blocking sockets.
 *
 * A message costs one read and one write: a read that gives less than asked has emptied the socket, and level triggering tells when there is
 * more. What the client does not take is kept for it, and nothing more is read from it until it has gone.
 *
 * usage: epoll_echo    prints "listening on 127.0.0.1:PORT" and serves until it is killed
 */
#define _GNU_SOURCE
#include <arpa/inet.h>
#include <errno.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/epoll.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <unistd.h>

enum { EVENTS = 512, BUFFER = 128 * 1024 };

struct connection {
    int fd;
    char *kept; /* what the client has not taken yet; NULL: nothing */
    size_t at, count;
};

static char buffer[BUFFER];
static int poller;

static void die(const char *what) {
    perror(what);
    exit(1);
}

static void end(struct connection *c) {
    close(c->fd); /* takes it out of the poller */
    free(c->kept);
    free(c);
}

static void watch(struct connection *c, uint32_t events) {
    struct epoll_event event = { .events = events, .data.ptr = c };
    if (epoll_ctl(poller, EPOLL_CTL_MOD, c->fd, &event) < 0) die("epoll_ctl");
}

/* The client can take more of what was kept for it. */
static void flush_kept(struct connection *c) {
    while (c->at < c->count) {
        ssize_t sent = send(c->fd, c->kept + c->at, c->count - c->at, MSG_NOSIGNAL);
        if (sent < 0) {
            if (errno == EINTR) continue;
            if (errno != EAGAIN) end(c);
            return;
        }
        c->at += (size_t)sent;
    }
    free(c->kept);
    c->kept = NULL;
    watch(c, EPOLLIN);
}

static void echo(struct connection *c) {
    ssize_t count = recv(c->fd, buffer, sizeof buffer, 0);
    if (count <= 0) {
        if (count == 0 || (errno != EAGAIN && errno != EINTR)) end(c);
        return;
    }
    ssize_t sent = send(c->fd, buffer, (size_t)count, MSG_NOSIGNAL);
    if (sent == count) return;
    if (sent < 0) {
        if (errno != EAGAIN && errno != EINTR) {
            end(c);
            return;
        }
        sent = 0;
    }
    c->at = 0;
    c->count = (size_t)(count - sent);
    c->kept = malloc(c->count);
    if (!c->kept) die("malloc");
    memcpy(c->kept, buffer + sent, c->count);
    watch(c, EPOLLOUT);
}

static void accept_all(int listener) {
    for (;;) {
        int fd = accept4(listener, NULL, NULL, SOCK_NONBLOCK | SOCK_CLOEXEC);
        if (fd < 0) {
            if (errno == EINTR || errno == ECONNABORTED) continue;
            if (errno == EAGAIN) return;
            die("accept4");
        }
        int on = 1;
        setsockopt(fd, IPPROTO_TCP, TCP_NODELAY, &on, sizeof on);
        struct connection *c = calloc(1, sizeof *c);
        if (!c) die("calloc");
        c->fd = fd;
        struct epoll_event event = { .events = EPOLLIN, .data.ptr = c };
        if (epoll_ctl(poller, EPOLL_CTL_ADD, fd, &event) < 0) die("epoll_ctl");
    }
}

int main(void) {
    struct rlimit files;
    if (getrlimit(RLIMIT_NOFILE, &files) == 0) {
        files.rlim_cur = files.rlim_max;
        setrlimit(RLIMIT_NOFILE, &files);
    }

    int listener = socket(AF_INET, SOCK_STREAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0);
    struct sockaddr_in address = { .sin_family = AF_INET, .sin_addr.s_addr = htonl(INADDR_LOOPBACK) };
    socklen_t length = sizeof address;
    if (listener < 0 || bind(listener, (struct sockaddr *)&address, sizeof address) < 0 || listen(listener, 4096) < 0) die("listen");
    getsockname(listener, (struct sockaddr *)&address, &length);

    poller = epoll_create1(EPOLL_CLOEXEC);
    struct epoll_event event = { .events = EPOLLIN, .data.ptr = NULL };
    if (poller < 0 || epoll_ctl(poller, EPOLL_CTL_ADD, listener, &event) < 0) die("epoll");
    printf("listening on 127.0.0.1:%u\n", ntohs(address.sin_port));
    fflush(stdout);

    static struct epoll_event events[EVENTS];
    for (;;) {
        int count = epoll_wait(poller, events, EVENTS, -1);
        if (count < 0 && errno != EINTR) die("epoll_wait");
        for (int i = 0; i < count; i++) {
            struct connection *c = events[i].data.ptr;
            if (!c)
                accept_all(listener);
            else if (c->kept)
                flush_kept(c);
            else
                echo(c);
        }
    }
}
