/* halt: brings the disks up to date and stops the machine, whoever runs. */
#include <err.h>
#include <sys/reboot.h>
#include <termios.h>
#include <unistd.h>

int main(void)
{
    tcdrain(STDOUT_FILENO);
    sync();
    reboot(REBOOT_HALT);
    err(1, "the machine cannot be halted");
}
