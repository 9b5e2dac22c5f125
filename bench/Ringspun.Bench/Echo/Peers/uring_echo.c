/*
 * The peer of the io_uring driver: an echo server in C on liburing, one thread.
 *
 * Multishot accept and multishot receives that pick their buffers from a ring of provided buffers, one system call for all submissions and
 * for the wait. A connection's sends go out one after the other (two at once could pass each other), each from the buffer that was received into, which
 * goes back to the ring when it has been sent.
 *
 * usage: uring_echo    prints "listening on 127.0.0.1:PORT" and serves until it is killed
 */
#define _GNU_SOURCE
#include <arpa/inet.h>
#include <errno.h>
#include <liburing.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <unistd.h>

enum { ENTRIES = 4096, COMPLETIONS = 32768, BUFFERS = 4096, BUFFER = 4096, GROUP = 0 };

/* The kind of a request is in the low bits of its user data; connections are aligned, so the bits are free. */
enum { ACCEPT = 1, RECEIVE = 2, SEND = 3, KIND = 7 };

struct piece {
    uint16_t buffer;
    uint32_t at, count;
    int next; /* of the connection's queue; -1: the last */
};

struct connection {
    int fd;
    int first, last;         /* received and not sent yet; -1: none; the first is being sent */
    unsigned under_way;      /* requests */
    int starving, ended;
    struct connection *next; /* of those that found no buffer */
};

static struct io_uring ring;
static struct io_uring_buf_ring *buffers;
static char *memory;
static struct piece pieces[BUFFERS]; /* a buffer's number is its piece's, too */
static struct connection *starving;
static unsigned returned;

static void die(const char *what, int error) {
    fprintf(stderr, "%s: %s\n", what, strerror(error));
    exit(1);
}

static struct io_uring_sqe *entry(void *target, int kind) {
    struct io_uring_sqe *sqe = io_uring_get_sqe(&ring);
    if (!sqe) {
        io_uring_submit(&ring);
        sqe = io_uring_get_sqe(&ring);
        if (!sqe) die("io_uring_get_sqe", EBUSY);
    }
    io_uring_sqe_set_data64(sqe, (uint64_t)(uintptr_t)target | (unsigned)kind);
    return sqe;
}

/* liburing's prep functions clear the user data, so it is set again after them. */
static void mark(struct io_uring_sqe *sqe, void *target, int kind) {
    io_uring_sqe_set_data64(sqe, (uint64_t)(uintptr_t)target | (unsigned)kind);
}

static void receive(struct connection *c) {
    struct io_uring_sqe *sqe = entry(c, RECEIVE);
    io_uring_prep_recv_multishot(sqe, c->fd, NULL, 0, 0);
    sqe->flags |= IOSQE_BUFFER_SELECT;
    sqe->buf_group = GROUP;
    mark(sqe, c, RECEIVE);
    c->under_way++;
}

static void send_first(struct connection *c) {
    struct piece *p = &pieces[c->first];
    struct io_uring_sqe *sqe = entry(c, SEND);
    io_uring_prep_send(sqe, c->fd, memory + (size_t)p->buffer * BUFFER + p->at, p->count - p->at, MSG_NOSIGNAL);
    mark(sqe, c, SEND);
    c->under_way++;
}

static void give_back(uint16_t buffer) {
    io_uring_buf_ring_add(buffers, memory + (size_t)buffer * BUFFER, BUFFER, buffer, io_uring_buf_ring_mask(BUFFERS), (int)returned++);
}

static void end_if_idle(struct connection *c) {
    if (!c->ended || c->under_way > 0 || c->starving) return;
    while (c->first >= 0) {
        give_back((uint16_t)c->first);
        c->first = pieces[c->first].next;
    }
    close(c->fd);
    free(c);
}

static void on_received(struct connection *c, const struct io_uring_cqe *cqe) {
    int more = cqe->flags & IORING_CQE_F_MORE;
    if (!more) c->under_way--;
    if (cqe->flags & IORING_CQE_F_BUFFER) {
        uint16_t buffer = (uint16_t)(cqe->flags >> IORING_CQE_BUFFER_SHIFT);
        if (cqe->res > 0 && !c->ended) {
            pieces[buffer] = (struct piece){ .buffer = buffer, .count = (uint32_t)cqe->res, .next = -1 };
            if (c->first < 0) {
                c->first = c->last = buffer;
                send_first(c);
            } else {
                pieces[c->last].next = buffer;
                c->last = buffer;
            }
        } else {
            give_back(buffer);
        }
    }
    if (more) return;
    if (cqe->res == -ENOBUFS) {
        c->starving = 1;
        c->next = starving;
        starving = c;
    } else if (cqe->res > 0) {
        receive(c);
    } else if (c->first < 0 || cqe->res < 0) {
        c->ended = 1;
        end_if_idle(c);
    } else {
        c->ended = 2; /* the client has ended its stream: what it has sent still goes back */
    }
}

static void on_sent(struct connection *c, int result) {
    c->under_way--;
    if (c->ended == 1 || result <= 0) {
        c->ended = 1;
        shutdown(c->fd, SHUT_RDWR); /* ends the receive, too */
        end_if_idle(c);
        return;
    }
    struct piece *p = &pieces[c->first];
    p->at += (uint32_t)result;
    if (p->at == p->count) {
        give_back(p->buffer);
        c->first = p->next;
    }
    if (c->first >= 0) {
        send_first(c);
    } else if (c->ended) {
        c->ended = 1;
        end_if_idle(c);
    }
}

static void on_accepted(int listener, const struct io_uring_cqe *cqe) {
    if (cqe->res >= 0) {
        int on = 1;
        setsockopt(cqe->res, IPPROTO_TCP, TCP_NODELAY, &on, sizeof on);
        struct connection *c = calloc(1, sizeof *c);
        if (!c) die("calloc", errno);
        c->fd = cqe->res;
        c->first = c->last = -1;
        receive(c);
    } else if (cqe->res != -ECONNABORTED && cqe->res != -EAGAIN) {
        die("accept", -cqe->res);
    }
    if (!(cqe->flags & IORING_CQE_F_MORE)) {
        struct io_uring_sqe *sqe = entry(NULL, ACCEPT);
        io_uring_prep_multishot_accept(sqe, listener, NULL, NULL, SOCK_CLOEXEC);
        mark(sqe, NULL, ACCEPT);
    }
}

static void set_up(void) {
    struct io_uring_params parameters = {
        .flags = IORING_SETUP_SINGLE_ISSUER | IORING_SETUP_DEFER_TASKRUN | IORING_SETUP_CQSIZE | IORING_SETUP_CLAMP,
        .cq_entries = COMPLETIONS,
    };
    int result = io_uring_queue_init_params(ENTRIES, &ring, &parameters);
    if (result < 0) die("io_uring_queue_init", -result);
    io_uring_register_ring_fd(&ring); /* saves the look-up of the descriptor; without it everything works as well */

    buffers = mmap(NULL, BUFFERS * sizeof(struct io_uring_buf), PROT_READ | PROT_WRITE, MAP_ANONYMOUS | MAP_PRIVATE, -1, 0);
    memory = mmap(NULL, (size_t)BUFFERS * BUFFER, PROT_READ | PROT_WRITE, MAP_ANONYMOUS | MAP_PRIVATE, -1, 0);
    if (buffers == MAP_FAILED || memory == MAP_FAILED) die("mmap", errno);
    struct io_uring_buf_reg registration = { .ring_addr = (uint64_t)(uintptr_t)buffers, .ring_entries = BUFFERS, .bgid = GROUP };
    result = io_uring_register_buf_ring(&ring, &registration, 0);
    if (result < 0) die("io_uring_register_buf_ring", -result);
    io_uring_buf_ring_init(buffers);
    for (unsigned i = 0; i < BUFFERS; i++) give_back((uint16_t)i);
    io_uring_buf_ring_advance(buffers, (int)returned);
    returned = 0;
}

int main(void) {
    struct rlimit files;
    if (getrlimit(RLIMIT_NOFILE, &files) == 0) {
        files.rlim_cur = files.rlim_max;
        setrlimit(RLIMIT_NOFILE, &files);
    }

    int listener = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
    struct sockaddr_in address = { .sin_family = AF_INET, .sin_addr.s_addr = htonl(INADDR_LOOPBACK) };
    socklen_t length = sizeof address;
    if (listener < 0 || bind(listener, (struct sockaddr *)&address, sizeof address) < 0 || listen(listener, 4096) < 0) die("listen", errno);
    getsockname(listener, (struct sockaddr *)&address, &length);
    set_up();
    on_accepted(listener, &(struct io_uring_cqe){ .res = -EAGAIN });
    printf("listening on 127.0.0.1:%u\n", ntohs(address.sin_port));
    fflush(stdout);

    for (;;) {
        int result = io_uring_submit_and_wait(&ring, 1);
        if (result < 0 && result != -EINTR && result != -EBUSY && result != -EAGAIN) die("io_uring_submit_and_wait", -result);

        unsigned head, seen = 0;
        struct io_uring_cqe *cqe;
        io_uring_for_each_cqe(&ring, head, cqe) {
            struct connection *c = (struct connection *)(uintptr_t)(cqe->user_data & ~(uint64_t)KIND);
            switch (cqe->user_data & KIND) {
            case ACCEPT: on_accepted(listener, cqe); break;
            case RECEIVE: on_received(c, cqe); break;
            case SEND: on_sent(c, cqe->res); break;
            }
            seen++;
        }
        io_uring_cq_advance(&ring, seen);
        if (returned > 0) {
            io_uring_buf_ring_advance(buffers, (int)returned);
            returned = 0;
            while (starving) {
                struct connection *c = starving;
                starving = c->next;
                c->starving = 0;
                if (c->ended)
                    end_if_idle(c);
                else
                    receive(c);
            }
        }
    }
}
