/* A disk that fails: the n-th write or sync of a file below a folder does not do what was asked.
 *
 * PROBITY_FAIL_BELOW  the folder
 * PROBITY_FAIL_AT     n, from 1
 * PROBITY_FAIL_HOW    eio     that write or sync fails with EIO
 *                     enospc  that write fails with ENOSPC
 *                     full    that write and all after it fail with ENOSPC
 *                     short   that write writes half of what it was given, and the next fails with ENOSPC
 *                     sync    that sync fails with EIO
 */
#define _GNU_SOURCE
#include <dlfcn.h>
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/types.h>
#include <unistd.h>

static long calls;
static int after;

static int ours(int fd) {
    char link[64], path[4096];
    const char *below = getenv("PROBITY_FAIL_BELOW");
    if (!below) return 0;
    snprintf(link, sizeof link, "/proc/self/fd/%d", fd);
    ssize_t n = readlink(link, path, sizeof path - 1);
    if (n <= 0) return 0;
    path[n] = 0;
    return strncmp(path, below, strlen(below)) == 0;
}

static void told(void) {
    static const char text[] = "[disk failed]\n";
    ssize_t (*real)(int, const void *, size_t) = dlsym(RTLD_NEXT, "write");
    if (real(2, text, sizeof text - 1) < 0) return;
}

/* 0 as asked, 1 fail, 2 half. */
static int fate(int fd, int sync, int *error) {
    const char *how = getenv("PROBITY_FAIL_HOW"), *at = getenv("PROBITY_FAIL_AT");
    if (!how || !at || !ours(fd)) return 0;
    if ((strcmp(how, "sync") == 0) != (sync != 0) && strcmp(how, "eio")) return 0;
    calls++;
    long n = atol(at);
    *error = (!strcmp(how, "eio") || sync) ? EIO : ENOSPC;
    if (calls == n) {
        told();
        if (!strcmp(how, "short")) { after = 1; return 2; }
        return 1;
    }
    if (calls > n && !strcmp(how, "full")) return 1;
    if (calls > n && after) { after = 0; return 1; }
    return 0;
}

ssize_t write(int fd, const void *data, size_t size) {
    ssize_t (*real)(int, const void *, size_t) = dlsym(RTLD_NEXT, "write");
    int error = 0, what = fate(fd, 0, &error);
    if (what == 1) { errno = error; return -1; }
    return real(fd, data, what == 2 && size > 1 ? size / 2 : size);
}

static ssize_t at_offset(const char *name, int fd, const void *data, size_t size, off_t offset) {
    ssize_t (*real)(int, const void *, size_t, off_t) = dlsym(RTLD_NEXT, name);
    int error = 0, what = fate(fd, 0, &error);
    if (what == 1) { errno = error; return -1; }
    return real(fd, data, what == 2 && size > 1 ? size / 2 : size, offset);
}

ssize_t pwrite(int fd, const void *data, size_t size, off_t offset) { return at_offset("pwrite", fd, data, size, offset); }
ssize_t pwrite64(int fd, const void *data, size_t size, off_t offset) { return at_offset("pwrite64", fd, data, size, offset); }

static int synced(const char *name, int fd) {
    int (*real)(int) = dlsym(RTLD_NEXT, name);
    int error = 0;
    if (fate(fd, 1, &error)) { errno = error; return -1; }
    return real(fd);
}

int fsync(int fd) { return synced("fsync", fd); }
int fdatasync(int fd) { return synced("fdatasync", fd); }
