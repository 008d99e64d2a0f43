/*
 * The system calls: number, name, count of arguments, as 4.3BSD and Ultrix number them. One table
 * for the C library's stubs, the personality's switch and every emulation library:
 *
 *     #define SYSTEM_CALL(number, name, arguments) ...
 *     #include <abi/calls.h>
 *
 * On MIPS: number in v0, arguments in a0 to a3 and then at 16(sp); back come v0, v1, and in a3
 * zero or, with the error number in v0, one. Calls for sockets have numbers between 97 and 150 in
 * 4.3BSD; they are left free.
 */
SYSTEM_CALL(1, exit, 1)
SYSTEM_CALL(2, fork, 0)          /* v1: 1 in the child */
SYSTEM_CALL(3, read, 3)
SYSTEM_CALL(4, write, 3)
SYSTEM_CALL(5, open, 3)
SYSTEM_CALL(6, close, 1)
SYSTEM_CALL(8, creat, 2)
SYSTEM_CALL(9, link, 2)
SYSTEM_CALL(10, unlink, 1)
SYSTEM_CALL(12, chdir, 1)
SYSTEM_CALL(13, fchdir, 1)
SYSTEM_CALL(14, mknod, 3)
SYSTEM_CALL(15, chmod, 2)
SYSTEM_CALL(16, chown, 3)
SYSTEM_CALL(17, brk, 1)          /* the new end of data; the old one stays on error */
SYSTEM_CALL(19, lseek, 3)
SYSTEM_CALL(20, getpid, 0)       /* v1: the parent's */
SYSTEM_CALL(21, mount, 3)        /* (block device, directory, MOUNT_ flags) */
SYSTEM_CALL(22, umount, 1)       /* (block device) */
SYSTEM_CALL(23, setuid, 1)
SYSTEM_CALL(24, getuid, 0)       /* v1: effective */
SYSTEM_CALL(33, access, 2)
SYSTEM_CALL(36, sync, 0)
SYSTEM_CALL(37, kill, 2)
SYSTEM_CALL(38, stat, 2)
SYSTEM_CALL(40, lstat, 2)
SYSTEM_CALL(41, dup, 1)
SYSTEM_CALL(42, pipe, 1)         /* v0, v1: the ends; nothing is stored */
SYSTEM_CALL(47, getgid, 0)       /* v1: effective */
SYSTEM_CALL(51, acct, 1)
SYSTEM_CALL(54, ioctl, 3)
SYSTEM_CALL(55, reboot, 1)
SYSTEM_CALL(57, symlink, 2)
SYSTEM_CALL(58, readlink, 3)
SYSTEM_CALL(59, execve, 3)
SYSTEM_CALL(60, umask, 1)
SYSTEM_CALL(61, chroot, 1)
SYSTEM_CALL(62, fstat, 2)
SYSTEM_CALL(64, getpagesize, 0)
SYSTEM_CALL(66, vfork, 0)        /* v1: 1 in the child */
SYSTEM_CALL(79, getgroups, 2)
SYSTEM_CALL(80, setgroups, 2)
SYSTEM_CALL(81, getpgrp, 1)
SYSTEM_CALL(82, setpgrp, 2)
SYSTEM_CALL(83, setitimer, 3)
SYSTEM_CALL(84, wait4, 4)        /* (pid or -1, 0, -group; status, options, usage) */
SYSTEM_CALL(86, getitimer, 2)
SYSTEM_CALL(87, gethostname, 2)
SYSTEM_CALL(88, sethostname, 2)
SYSTEM_CALL(89, getdtablesize, 0)
SYSTEM_CALL(90, dup2, 2)
SYSTEM_CALL(92, fcntl, 3)
SYSTEM_CALL(93, select, 5)
SYSTEM_CALL(95, fsync, 1)
SYSTEM_CALL(96, setpriority, 3)
SYSTEM_CALL(100, getpriority, 2)
SYSTEM_CALL(103, sigreturn, 1)   /* (the frame that the handler was given); never returns */
SYSTEM_CALL(108, sigvec, 3)
SYSTEM_CALL(109, sigblock, 1)
SYSTEM_CALL(110, sigsetmask, 1)
SYSTEM_CALL(111, sigpause, 1)
SYSTEM_CALL(112, sigstack, 2)
SYSTEM_CALL(113, sigpending, 0)
SYSTEM_CALL(116, gettimeofday, 2)
SYSTEM_CALL(117, getrusage, 2)
SYSTEM_CALL(120, readv, 3)
SYSTEM_CALL(121, writev, 3)
SYSTEM_CALL(122, settimeofday, 2)
SYSTEM_CALL(123, fchown, 3)
SYSTEM_CALL(124, fchmod, 2)
SYSTEM_CALL(126, setreuid, 2)
SYSTEM_CALL(127, setregid, 2)
SYSTEM_CALL(128, rename, 2)
SYSTEM_CALL(129, truncate, 2)
SYSTEM_CALL(130, ftruncate, 2)
SYSTEM_CALL(131, flock, 2)
SYSTEM_CALL(136, mkdir, 2)
SYSTEM_CALL(137, rmdir, 1)
SYSTEM_CALL(138, utimes, 2)
SYSTEM_CALL(144, getrlimit, 2)
SYSTEM_CALL(145, setrlimit, 2)
SYSTEM_CALL(151, setsid, 0)
SYSTEM_CALL(156, getdirentries, 4) /* (descriptor, buffer, bytes, pointer to the offset before) */
SYSTEM_CALL(157, statfs, 2)
SYSTEM_CALL(158, fstatfs, 2)
#undef SYSTEM_CALL
