/* Files: names, contents, attributes. */
#include <fcntl.h>
#include <stdio.h>
#include <sys/stat.h>
#include <unistd.h>

#include "operation.h"

#define BLOCK 4096
#define NEW_FILE "/tmp/paths/out"
/* Of the root image, which nobody has opened yet: one name for each time. */
#define COLD_NAME "/usr/cold/%d/include/x.h"

static char block[BLOCK];

void measure_files(void)
{
    struct stat status;
    char name[64];
    int file = open(TEXT_FILE, O_RDWR);

    must(file >= 0, TEXT_FILE);
    OPERATION(OPEN, "open", "open, three components, names cached", close(file),
              file = open(TEXT_FILE, O_RDWR), );
    OPERATION(READ_4K, "read-4k", "read of 4 KB, cached", lseek(file, 0, SEEK_SET),
              read(file, block, BLOCK), );
    OPERATION(READ_1, "read-1", "read of 1 byte, cached", lseek(file, 0, SEEK_SET),
              read(file, block, 1), );
    OPERATION(WRITE_4K, "write-4k", "write of 4 KB over what is there", lseek(file, 0, SEEK_SET),
              write(file, block, BLOCK), );
    OPERATION(LSEEK, "lseek", "lseek", , lseek(file, 0, SEEK_SET), );
    OPERATION(FSTAT, "fstat", "fstat", , fstat(file, &status), );
    OPERATION(CLOSE, "close", "close of a file", , close(file), file = open(TEXT_FILE, O_RDWR));
    close(file);
    OPERATION(STAT, "stat", "stat, three components, names cached", , stat(TEXT_FILE, &status), );
    OPERATION(ACCESS, "access", "access, three components, names cached", ,
              access(TEXT_FILE, R_OK), );
    OPERATION(CHMOD, "chmod", "chmod, three components, names cached", , chmod(TEXT_FILE, 0644), );
    OPERATION(OPEN_COLD, "open-cold", "open, three components, nothing cached",
              snprintf(name, sizeof name, COLD_NAME, i), file = open(name, O_RDONLY),
              must(file >= 0, name);
              close(file));
    OPERATION(CREATE, "create", "open with O_CREAT and O_TRUNC of a new file", unlink(NEW_FILE),
              file = open(NEW_FILE, O_RDWR | O_CREAT | O_TRUNC, 0644), close(file));
    file = open(NEW_FILE, O_RDWR);
    OPERATION(WRITE_4K_EXTEND, "write-4k-extend", "write of 4 KB behind the end", ,
              write(file, block, BLOCK), );
    close(file);
    OPERATION(UNLINK, "unlink", "unlink of a file of one block",
              file = open(NEW_FILE, O_RDWR | O_CREAT | O_TRUNC, 0644);
              write(file, block, BLOCK); close(file), unlink(NEW_FILE), );
    OPERATION(MKDIR, "mkdir", "mkdir", , mkdir("/tmp/paths/d", 0755), rmdir("/tmp/paths/d"));
    OPERATION(RMDIR, "rmdir", "rmdir", mkdir("/tmp/paths/d", 0755), rmdir("/tmp/paths/d"), );
    OPERATION(LINK, "link", "link", , link(TEXT_FILE, "/tmp/paths/l"), unlink("/tmp/paths/l"));
    OPERATION(RENAME, "rename", "rename within a directory", link(TEXT_FILE, "/tmp/paths/l"),
              rename("/tmp/paths/l", "/tmp/paths/m"), unlink("/tmp/paths/m"));
    OPERATION(SYNC, "sync", "sync with nothing to write", sync(), sync(), );
}
