// Takes an ext4 file system away as a power cut would: what is in memory alone is gone, the journal's unwritten part too.
// Usage: powercut MOUNTPOINT

#include <fcntl.h>
#include <linux/types.h>
#include <stdio.h>
#include <sys/ioctl.h>

#define EXT4_IOC_SHUTDOWN _IOR('X', 125, __u32)
#define NO_LOG_FLUSH 2

int main(int count, char **arguments) {
	if (count != 2) return 2;
	int folder = open(arguments[1], O_RDONLY);
	__u32 flags = NO_LOG_FLUSH;
	if (folder < 0 || ioctl(folder, EXT4_IOC_SHUTDOWN, &flags) != 0) {
		perror(arguments[1]);
		return 1;
	}
	return 0;
}
