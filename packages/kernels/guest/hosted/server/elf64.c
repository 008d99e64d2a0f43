/*
 * The host's ELF files as programs: 64 bits, x86-64, linked statically at fixed addresses with
 * lib/hosted/program.ld: one segment that is executed, and one that is written. As strict as
 * unix/exec_elf.c, though the host looks at the file again.
 */
#include <unix/exec.h>

#include "server.h"

#define EI_NIDENT 16
#define ET_EXEC 2
#define EM_X86_64 62
#define PT_LOAD 1
#define PT_DYNAMIC 2
#define PT_INTERP 3
#define PF_X 1
#define PF_W 2

struct elf_header {
    uint8_t e_ident[EI_NIDENT];
    uint16_t e_type;
    uint16_t e_machine;
    uint32_t e_version;
    uint64_t e_entry;
    uint64_t e_phoff;
    uint64_t e_shoff;
    uint32_t e_flags;
    uint16_t e_ehsize;
    uint16_t e_phentsize;
    uint16_t e_phnum;
    uint16_t e_shentsize;
    uint16_t e_shnum;
    uint16_t e_shstrndx;
};

struct elf_segment {
    uint32_t p_type;
    uint32_t p_flags;
    uint64_t p_offset;
    uint64_t p_vaddr;
    uint64_t p_paddr;
    uint64_t p_filesz;
    uint64_t p_memsz;
    uint64_t p_align;
};

static bool header_is_good(const struct elf_header *h, size_t head_bytes)
{
    static const uint8_t ident[] = {0x7f, 'E', 'L', 'F', 2 /* 64 bits */, 1 /* little-endian */, 1};

    return head_bytes >= sizeof *h && bcmp(h->e_ident, ident, sizeof ident) == 0 &&
           h->e_type == ET_EXEC && h->e_machine == EM_X86_64 &&
           h->e_phentsize == sizeof(struct elf_segment) && h->e_phnum > 0 &&
           h->e_phoff % sizeof(uint64_t) == 0 && h->e_phoff >= sizeof *h && h->e_phoff <= head_bytes &&
           h->e_phnum <= (head_bytes - h->e_phoff) / sizeof(struct elf_segment);
}

static bool segment_is_good(const struct elf_segment *s, uint32_t file_size)
{
    return s->p_offset % PAGE_SIZE == 0 && s->p_vaddr % PAGE_SIZE == 0 && s->p_vaddr != 0 &&
           s->p_filesz <= s->p_memsz && s->p_memsz > 0 && s->p_offset <= file_size &&
           s->p_filesz <= file_size - s->p_offset && s->p_vaddr < stack_top &&
           s->p_memsz <= stack_top - s->p_vaddr;
}

static bool take_text(const struct elf_header *h, const struct elf_segment *s, struct image *image)
{
    if (image->text_size != 0 || (s->p_flags & PF_X) == 0 || s->p_filesz != s->p_memsz ||
        h->e_entry < s->p_vaddr || h->e_entry - s->p_vaddr >= s->p_memsz)
        return false;
    image->entry = h->e_entry;
    image->text = s->p_vaddr;
    image->text_size = s->p_memsz;
    image->text_offset = s->p_offset;
    return true;
}

static bool take_data(const struct elf_segment *s, struct image *image)
{
    if (image->data != 0 || (s->p_flags & PF_X) != 0)
        return false;
    image->data = s->p_vaddr;
    image->data_size = s->p_filesz;
    image->bss_size = s->p_memsz - s->p_filesz;
    image->data_offset = s->p_offset;
    return true;
}

static int elf_parse(const struct program_file *file, struct image *image)
{
    const struct elf_header *header = (const struct elf_header *)file->head;
    const struct elf_segment *segment, *end;

    if (!header_is_good(header, file->head_bytes))
        return ENOEXEC;
    bzero(image, sizeof *image);
    segment = (const struct elf_segment *)(file->head + header->e_phoff);
    for (end = segment + header->e_phnum; segment < end; segment++) {
        if (segment->p_type == PT_DYNAMIC || segment->p_type == PT_INTERP)
            return ENOEXEC;
        if (segment->p_type != PT_LOAD)
            continue;
        if (!segment_is_good(segment, file->size))
            return ENOEXEC;
        if ((segment->p_flags & PF_W) != 0 ? !take_data(segment, image)
                                           : !take_text(header, segment, image))
            return ENOEXEC;
    }
    return image->text_size != 0 && image->data >= PAGE_UP(image->text + image->text_size) ? 0 : ENOEXEC;
}

const struct program_format elf64_x86_64 = {"ELF for x86-64", elf_parse};
const struct program_format *const program_formats[] = {&elf64_x86_64, NULL};
