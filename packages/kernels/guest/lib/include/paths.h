/* Where things are. */
#ifndef PATHS_H
#define PATHS_H

#define _PATH_BSHELL "/bin/sh"
#define _PATH_CONSOLE "/dev/console"
#define _PATH_DEFPATH "/bin:/usr/bin"
#define _PATH_DEV "/dev/"
#define _PATH_DEVNULL "/dev/null"
#define _PATH_GROUP "/etc/group"
#define _PATH_PASSWD "/etc/passwd"
#define _PATH_TMP "/tmp/"
#define _PATH_TTY "/dev/tty"

#endif
