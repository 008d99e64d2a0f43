/*
 * ELF files as programs: 32 bits, little-endian as the machine is, for MIPS, linked statically at
 * fixed addresses, with one segment that is loaded to be executed and at most one to be written.
 *
 * A file that claims anything else, or contradicts itself, is no program: ENOEXEC. What comes from
 * the file is untrusted; sums are made so that they cannot wrap.
 */
#include <unix/exec.h>
#include <unix/kernel.h>

#define EI_CLASS 4
#define EI_DATA 5
#define EI_VERSION 6
#define EI_NIDENT 16
#define ELFCLASS32 1
#define ELFDATA2LSB 1
#define EV_CURRENT 1
#define ET_EXEC 2
#define EM_MIPS 8
#define EF_MIPS_ARCH 0xf0000000u /* the level of instructions: 0 is MIPS I */

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
    uint32_t e_entry;
    uint32_t e_phoff;
    uint32_t e_shoff;
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
    uint32_t p_offset;
    uint32_t p_vaddr;
    uint32_t p_paddr;
    uint32_t p_filesz;
    uint32_t p_memsz;
    uint32_t p_flags;
    uint32_t p_align;
};

static bool header_is_good(const struct elf_header *h, size_t head_bytes)
{
    static const uint8_t ident[] = {0x7f, 'E', 'L', 'F', ELFCLASS32, ELFDATA2LSB, EV_CURRENT};

    if (head_bytes < sizeof *h || bcmp(h->e_ident, ident, sizeof ident) != 0)
        return false;
    if (h->e_type != ET_EXEC || h->e_machine != EM_MIPS || h->e_version != EV_CURRENT ||
        (h->e_flags & EF_MIPS_ARCH) != 0)
        return false;
    /* The segments' descriptions are in the file's head, in their place. */
    return h->e_ehsize >= sizeof *h && h->e_phentsize == sizeof(struct elf_segment) &&
           h->e_phnum > 0 && h->e_phoff % sizeof(uint32_t) == 0 && h->e_phoff >= sizeof *h &&
           h->e_phoff <= head_bytes &&
           h->e_phnum <= (head_bytes - h->e_phoff) / sizeof(struct elf_segment);
}

/* Is the segment in the file, at pages in file and memory, below the stack? */
static bool segment_is_good(const struct elf_segment *s, uint32_t file_size)
{
    return s->p_offset % PAGE_SIZE == 0 && s->p_vaddr % PAGE_SIZE == 0 && s->p_vaddr != 0 &&
           s->p_filesz <= s->p_memsz && s->p_memsz > 0 && s->p_offset <= file_size &&
           s->p_filesz <= file_size - s->p_offset && s->p_vaddr < stack_top &&
           s->p_memsz <= stack_top - s->p_vaddr;
}

/* The text: all of it in the file, executed and not written, and the entry in it. */
static bool take_text(const struct elf_header *h, const struct elf_segment *s, struct image *image)
{
    if (image->text_size != 0 || (s->p_flags & PF_X) == 0 || s->p_filesz != s->p_memsz ||
        h->e_entry < s->p_vaddr || h->e_entry - s->p_vaddr >= s->p_memsz ||
        h->e_entry % sizeof(uint32_t) != 0)
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

static uaddr_t page_after(uaddr_t end)
{
    return (end + PAGE_SIZE - 1) & ~(uaddr_t)(PAGE_SIZE - 1);
}

/* Text and data do not share a page; data are above, since they grow. */
static bool apart(struct image *image)
{
    uaddr_t text_end = page_after(image->text + image->text_size);

    if (image->data == 0) /* none: they begin behind the text */
        image->data = text_end;
    return image->data >= text_end;
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
    return image->text_size != 0 && apart(image) ? 0 : ENOEXEC;
}

const struct program_format elf32_mips = {"ELF for MIPS, 32 bits, little-endian", elf_parse};
