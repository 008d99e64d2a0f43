/*
 * Programs' files as the host executes them: read once, and kept as long as someone runs them.
 * unix/under.h wants to know of those who run them; nothing is kept of the others.
 */
#include <abi/stat.h>
#include <unix/vnode.h>

#include "server.h"

#define READ_BYTES 8192

struct text {
    struct vnode *vnode; /* referenced; v_text is this */
    int file;            /* the host's */
    int users;
};

static int read_program(struct vnode *program, int file)
{
    char *buffer = kmem_alloc(READ_BYTES);
    struct stat st;
    size_t left;
    int error = vnode_getattr(program, &st);

    for (off_t at = 0; error == 0 && at < st.st_size; at += READ_BYTES) {
        error = vnode_rdwr(UIO_READ, program, buffer, READ_BYTES, at, UIO_SYSTEM, 0, &left);
        if (error == 0 && !host_program_write(file, buffer, READ_BYTES - left))
            error = ENOMEM;
    }
    kmem_free(buffer);
    return error == 0 || error == ENOMEM ? error : EIO;
}

int text_attach(struct vnode *program, struct text **attached)
{
    struct text *text = program->v_text;
    int error;

    if (text != NULL) {
        text->users++;
        *attached = text;
        return 0;
    }
    text = kmem_alloc(sizeof *text);
    text->vnode = program;
    text->users = 1;
    text->file = host_program_make();
    if (text->file < 0)
        error = ENOMEM;
    else if ((error = read_program(program, text->file)) != 0)
        host_close(text->file);
    if (error != 0) {
        kmem_free(text);
        return error;
    }
    vnode_hold(program);
    program->v_text = text;
    program->v_flag |= V_TEXT;
    *attached = text;
    return 0;
}

void text_share(struct text *text)
{
    text->users++;
}

void text_detach(struct text *text)
{
    struct vnode *program;

    if (text == NULL || --text->users > 0)
        return;
    program = text->vnode;
    program->v_text = NULL;
    program->v_flag &= ~V_TEXT;
    host_close(text->file);
    kmem_free(text);
    vnode_release(program);
}

int text_file(const struct text *text)
{
    return text->file;
}

bool text_busy(struct vnode *program)
{
    return program->v_text != NULL;
}

void text_uncache(struct vnode *program)
{
    (void)program;
}
