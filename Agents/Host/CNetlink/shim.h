/* Without _GNU_SOURCE: with it the C library's structures would differ from those that Swift's own view of it has. */
#include <fcntl.h>
#include <linux/sched.h>
#include <stdlib.h>
#include <sys/mount.h>
#include <sys/syscall.h>
#include <unistd.h>
#include <netlink/netlink.h>
#include <netlink/socket.h>
#include <linux/if_addr.h>
#include <linux/if_ether.h>
#include <linux/if_link.h>
#include <linux/if_packet.h>
#include <linux/neighbour.h>
#include <linux/rtnetlink.h>
#include <linux/veth.h>

/* setns(2) and unshare(2) are GNU extensions, which Swift's own view of the C library leaves out. */
static inline int apus_enter_network(int file) { return (int)syscall(SYS_setns, file, CLONE_NEWNET); }
static inline int apus_leave_network(void) { return (int)syscall(SYS_unshare, CLONE_NEWNET); }
