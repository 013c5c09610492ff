// A clock that is off: loaded before the C library, it adds the seconds that the file in HALLMARK_CLOCK holds to the
// time of day. Whoever writes another number there sets the clock of the process that runs. Time that only measures
// how long something takes is left alone.

#define _GNU_SOURCE
#include <dlfcn.h>
#include <fcntl.h>
#include <stdlib.h>
#include <sys/mman.h>
#include <sys/time.h>
#include <time.h>
#include <unistd.h>

static const char *offset_text;

__attribute__((constructor)) static void map(void) {
	const char *path = getenv("HALLMARK_CLOCK");
	int file = path ? open(path, O_RDONLY) : -1;
	if (file < 0) return;
	void *text = mmap(NULL, 4096, PROT_READ, MAP_SHARED, file, 0);
	close(file);
	if (text != MAP_FAILED) offset_text = text;
}

static long offset(void) {
	return offset_text ? strtol(offset_text, NULL, 10) : 0;
}

int clock_gettime(clockid_t clock, struct timespec *time) {
	static int (*original)(clockid_t, struct timespec *);
	if (!original) original = dlsym(RTLD_NEXT, "clock_gettime");
	int result = original(clock, time);
	if (result == 0 && (clock == CLOCK_REALTIME || clock == CLOCK_REALTIME_COARSE)) time->tv_sec += offset();
	return result;
}

int gettimeofday(struct timeval *restrict time, void *restrict zone) {
	(void)zone;
	struct timespec now;
	if (clock_gettime(CLOCK_REALTIME, &now) != 0) return -1;
	time->tv_sec = now.tv_sec;
	time->tv_usec = now.tv_nsec / 1000;
	return 0;
}

time_t time(time_t *result) {
	struct timespec now;
	clock_gettime(CLOCK_REALTIME, &now);
	if (result) *result = now.tv_sec;
	return now.tv_sec;
}
