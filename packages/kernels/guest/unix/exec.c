/*
 * exec: the current process goes on with another program.
 *
 * Up to space_exec() nothing has changed, and errors go to the program that asked; after it there is
 * none to go to, and the process ends. The program's vnode is locked while it is looked at and while
 * it becomes memory, but not while arguments are gathered: to get at them, pages may have to be read
 * from the file that runs, which can be the same.
 */
#include <abi/acct.h>
#include <abi/fcntl.h>
#include <abi/wait.h>
#include <unix/calls.h>
#include <unix/exec.h>
#include <unix/file.h>
#include <unix/kernel.h>
#include <unix/namei.h>

#define ANY_EXECUTE 0111
#define INTERPRETER_LINE 64 /* bytes of a first line "#!interpreter argument", newline included */
#define ROUND_PAGE(bytes) (((bytes) + PAGE_SIZE - 1) & ~(uint32_t)(PAGE_SIZE - 1))

/* What is to be executed, as far as it is known. */
struct program {
    struct vnode *vnode; /* referenced; locked but while arguments are gathered */
    struct stat attributes;
    char command[COMMAND_MAX + 1];
    bool is_script;
    char line[INTERPRETER_LINE]; /* of a script: its interpreter, NUL, argument, NUL */
    const char *argument;        /* in it; NULL: none */
    struct image image;
    uint8_t head[PROGRAM_HEAD] __attribute__((aligned(8)));
    size_t head_bytes;
};

/* May the current process execute the file? */
static int check_file(struct program *program)
{
    struct vnode *vp = program->vnode;
    int error;

    if (vp->v_type != VREG)
        return EACCES;
    if ((error = vnode_getattr(vp, &program->attributes)) != 0 ||
        (error = vnode_access(vp, X_OK, current->u_cred)) != 0)
        return error;
    if ((program->attributes.st_mode & ANY_EXECUTE) == 0)
        return EACCES;
    if (vp->v_writers > 0)
        return ETXTBSY;
    return 0;
}

/* Finds the file and reads its beginning. On error nothing is held. */
static int open_file(struct program *program, uaddr_t path, enum uio_segment where)
{
    struct namei n;
    size_t left;
    int error;

    namei_ask(&n, path, NAMEI_LOOKUP,
              NAMEI_FOLLOW | NAMEI_LOCK_LEAF | (where == UIO_SYSTEM ? NAMEI_SYSTEM : 0));
    if ((error = namei(&n)) != 0)
        return error;
    program->vnode = n.n_vnode;
    if ((error = check_file(program)) != 0 ||
        (error = vnode_rdwr(UIO_READ, program->vnode, program->head, PROGRAM_HEAD, 0, UIO_SYSTEM, 0,
                            &left)) != 0) {
        vnode_put(program->vnode);
        return error;
    }
    program->head_bytes = PROGRAM_HEAD - left;
    if (!program->is_script) { /* a script's name, not its interpreter's */
        size_t length = min(n.n_dirent.length, COMMAND_MAX);

        bcopy(n.n_dirent.name, program->command, length);
        program->command[length] = '\0';
    }
    return 0;
}

static bool is_blank(char c)
{
    return c == ' ' || c == '\t';
}

/* Takes the first line of a script apart. ENOEXEC if it is too long or names nothing. */
static int parse_line(struct program *program)
{
    const char *from = (const char *)program->head;
    size_t bytes = min(program->head_bytes, (size_t)INTERPRETER_LINE), end, i;

    for (end = 2; end < bytes && from[end] != '\n'; end++)
        if (from[end] == '\0')
            return ENOEXEC;
    if (end == bytes)
        return ENOEXEC;
    while (end > 2 && is_blank(from[end - 1]))
        end--;
    for (i = 2; i < end && is_blank(from[i]); i++)
        continue;
    if (i == end)
        return ENOEXEC;
    bcopy(from + i, program->line, end - i);
    program->line[end - i] = '\0';

    program->argument = NULL;
    for (char *c = program->line; *c != '\0'; c++)
        if (is_blank(*c)) {
            *c++ = '\0';
            while (is_blank(*c))
                c++;
            program->argument = c; /* all the rest is one */
            break;
        }
    return 0;
}

static int parse_image(struct program *program)
{
    struct program_file file = {
        .head = program->head,
        .head_bytes = program->head_bytes,
        .size = program->attributes.st_size,
    };

    for (const struct program_format *const *format = program_formats; *format != NULL; format++)
        if ((*format)->parse(&file, &program->image) == 0)
            return 0;
    return ENOEXEC;
}

/* From a path to an image, through the interpreter of a script if it is one. */
static int find_program(struct program *program, uaddr_t path, enum uio_segment where)
{
    int error;

    program->is_script = false;
    if ((error = open_file(program, path, where)) != 0)
        return error;
    if (program->head_bytes >= 2 && program->head[0] == '#' && program->head[1] == '!') {
        program->is_script = true;
        error = parse_line(program);
        vnode_put(program->vnode);
        if (error != 0 || (error = open_file(program, (uaddr_t)program->line, UIO_SYSTEM)) != 0)
            return error;
    }
    if ((error = parse_image(program)) != 0)
        vnode_put(program->vnode);
    return error;
}

/* A script's interpreter gets its name, the argument of its line, the script's path, and what was
 * meant for the script but for its name. */
static int gather(const struct program *program, struct exec_arguments *a, uaddr_t path,
                  uaddr_t arguments, uaddr_t environment, enum uio_segment where)
{
    int error;

    if (program->is_script) {
        if ((error = exec_argument(a, (uaddr_t)program->line, UIO_SYSTEM)) != 0)
            return error;
        a->arguments++;
        if (program->argument != NULL) {
            if ((error = exec_argument(a, (uaddr_t)program->argument, UIO_SYSTEM)) != 0)
                return error;
            a->arguments++;
        }
        if ((error = exec_argument(a, path, where)) != 0)
            return error;
        a->arguments++;
    }
    error = exec_argument_vector(a, arguments, where, program->is_script, &a->arguments);
    if (error != 0)
        return error;
    return exec_argument_vector(a, environment, where, 0, &a->variables);
}

static int check_limits(const struct image *image, const struct exec_arguments *a)
{
    uint32_t data = image->data_size + image->bss_size;

    if (data > (uint32_t)current->u_rlimit[RLIMIT_DATA].rlim_cur ||
        exec_stack_bytes(a) > (uint32_t)current->u_rlimit[RLIMIT_STACK].rlim_cur)
        return ENOMEM;
    return 0;
}

/* The file's owner and group for the process, as its mode says. Not for scripts: between the look at
 * the script and the interpreter's, the name could become another file's. */
static void set_identity(const struct program *program)
{
    const struct stat *st = &program->attributes;
    struct proc *p = current->u_proc;

    if (!program->is_script) {
        if ((st->st_mode & S_ISUID) != 0 && st->st_uid != current->u_cred->cr_uid) {
            cred_private()->cr_uid = st->st_uid;
            p->p_uid = st->st_uid;
        }
        if ((st->st_mode & S_ISGID) != 0 && st->st_gid != current->u_cred->cr_groups[0])
            cred_private()->cr_groups[0] = st->st_gid;
    }
    current->u_svuid = current->u_cred->cr_uid;
    current->u_svgid = current->u_cred->cr_groups[0];
}

/* What is known of the new memory. */
static void note_image(const struct image *image, const struct exec_arguments *a)
{
    struct proc *p = current->u_proc;

    current->u_text = image->text;
    current->u_data = image->data;
    current->u_break = image->data + image->data_size + image->bss_size;
    p->p_textsize = ROUND_PAGE(image->text_size);
    p->p_datasize = ROUND_PAGE(image->data_size + image->bss_size);
    p->p_stacksize = ROUND_PAGE(exec_stack_bytes(a));
}

/* The old program's memory is gone, and there is none for the new one. */
static _Noreturn void lost(struct program *program, struct exec_arguments *a)
{
    vnode_put(program->vnode);
    kmem_free(program);
    exec_arguments_free(a);
    current->u_acflag |= AXSIG;
    process_exit(W_EXITCODE(0, SIGKILL));
}

/* The program, whose vnode is locked, becomes the current process's; lets go of the vnode. */
static int become(struct program *program, struct exec_arguments *a)
{
    struct proc *p = current->u_proc;
    uaddr_t sp;
    int error;

    if (program->vnode->v_writers > 0) /* since it was looked at */
        error = ETXTBSY;
    else if ((error = check_limits(&program->image, a)) == 0) {
        error = space_exec(program->vnode, &program->image);
        if (error == ENOMEM || error == EIO)
            lost(program, a);
    }
    if (error != 0) {
        vnode_put(program->vnode);
        return error;
    }
    note_image(&program->image, a);
    if (exec_stack_build(a, &sp) != 0)
        lost(program, a);
    set_identity(program);
    vnode_put(program->vnode);

    signals_exec();
    files_exec();
    bcopy(program->command, current->u_comm, sizeof current->u_comm);
    p->p_flag |= P_EXECED;
    current->u_acflag &= ~AFORK;
    thread_start_at(program->image.entry, sp);
    return EJUSTRETURN;
}

int exec_program(uaddr_t path, uaddr_t arguments, uaddr_t environment, enum uio_segment where)
{
    struct program *program = kmem_alloc(sizeof *program);
    struct exec_arguments a;
    int error;

    if ((error = find_program(program, path, where)) == 0) {
        vnode_unlock(program->vnode);
        if ((error = exec_arguments_start(&a)) != 0) {
            vnode_release(program->vnode);
            kmem_free(program);
            return error;
        }
        error = gather(program, &a, path, arguments, environment, where);
        if (error == 0) {
            vnode_lock(program->vnode);
            error = become(program, &a);
        } else
            vnode_release(program->vnode);
        exec_arguments_free(&a);
    }
    kmem_free(program);
    return error;
}

/* execve(path, arguments, environment) */
int sys_execve(struct proc *p, const long *argument, long *value)
{
    return exec_program(argument[0], argument[1], argument[2], UIO_USER);
}
