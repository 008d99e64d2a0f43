/* Sizes that tasks may rely on. */
#ifndef MACH_MACH_PARAM_H
#define MACH_MACH_PARAM_H

#define TASK_PORT_REGISTER_MAX 4 /* ports that mach_ports_register keeps with a task */

#endif
