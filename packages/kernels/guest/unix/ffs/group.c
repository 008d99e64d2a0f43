/*
 * Within a cylinder group: its maps of free fragments and of inodes, and its counts. Every allocator
 * takes what is wanted if it is free, else something near.
 */
#include <unix/ffs/inode.h>

#define BITS 8

static bool bit_is_set(const uint8_t *map, int bit) { return (map[bit / BITS] >> bit % BITS) & 1; }
static void bit_set(uint8_t *map, int bit) { map[bit / BITS] |= (uint8_t)(1 << bit % BITS); }
static void bit_clear(uint8_t *map, int bit) { map[bit / BITS] &= (uint8_t) ~(1 << bit % BITS); }

/* Block `number` of the group: its fragments' bits, lowest first. */
static unsigned block_bits(const struct superblock *fs, const uint8_t *map, int number)
{
    switch (fs->fs_frag) {
    case 8:
        return map[number];
    case 4:
        return (map[number >> 1] >> ((number & 1) << 2)) & 0xf;
    case 2:
        return (map[number >> 2] >> ((number & 3) << 1)) & 0x3;
    default:
        return (map[number >> 3] >> (number & 7)) & 0x1;
    }
}

static unsigned all_bits(const struct superblock *fs) { return (1u << fs->fs_frag) - 1; }

static bool block_is_free(const struct superblock *fs, const uint8_t *map, int number)
{
    return block_bits(fs, map, number) == all_bits(fs);
}

static void block_take(const struct superblock *fs, uint8_t *map, int number)
{
    int bit = number << fs->fs_fragshift, i;

    if (fs->fs_frag == BITS)
        map[number] = 0;
    else
        for (i = 0; i < fs->fs_frag; i++)
            bit_clear(map, bit + i);
}

static void block_give(const struct superblock *fs, uint8_t *map, int number)
{
    int bit = number << fs->fs_fragshift, i;

    if (fs->fs_frag == BITS)
        map[number] = 0xff;
    else
        for (i = 0; i < fs->fs_frag; i++)
            bit_set(map, bit + i);
}

/* Adds `by` to the count of each run of free fragments in a block that is neither full nor free. */
static void count_runs(const struct superblock *fs, unsigned bits, int32_t *runs, int by)
{
    int at = 0;

    if (bits == 0 || bits == all_bits(fs))
        return;
    while (at < fs->fs_frag) {
        int length = 0;

        while (at + length < fs->fs_frag && ((bits >> (at + length)) & 1))
            length++;
        if (length > 0)
            runs[length] += by;
        at += length + 1;
    }
}

/* Cylinder and rotational position of a block, by the fragment it begins with. */
static int cylinder_of(const struct superblock *fs, int fragment)
{
    return fragment * fs->fs_nspf / fs->fs_spc;
}

static int position_of(const struct superblock *fs, int fragment)
{
    int sector = fragment * fs->fs_nspf % fs->fs_spc;

    return (sector / fs->fs_nsect * fs->fs_trackskew + sector % fs->fs_nsect * fs->fs_interleave) %
           fs->fs_nsect * fs->fs_nrpos / fs->fs_npsect;
}

static int32_t *cylinder_free(struct group *cg) { return (int32_t *)((uint8_t *)cg + cg->cg_btotoff); }

static int16_t *position_free(const struct superblock *fs, struct group *cg, int cylinder)
{
    return (int16_t *)((uint8_t *)cg + cg->cg_boff) + cylinder * fs->fs_nrpos;
}

/* A whole block more (by 1) or fewer (by -1) is free. */
static void count_block(struct ufs_mount *ump, struct group *cg, int number, int by)
{
    struct superblock *fs = ump->um_fs;
    int fragment = number << fs->fs_fragshift;

    cg->cg_cs.cs_nbfree += by;
    fs->fs_cstotal.cs_nbfree += by;
    ump->um_csum[cg->cg_cgx].cs_nbfree += by;
    if (fs->fs_cpc > 0) {
        int cylinder = cylinder_of(fs, fragment);

        /* Whatever they were: the checker counts them anew. */
        cylinder_free(cg)[cylinder] = (int32_t)((uint32_t)cylinder_free(cg)[cylinder] + (uint32_t)by);
        position_free(fs, cg, cylinder)[position_of(fs, fragment)] += (int16_t)by;
    }
}

static void count_fragments(struct ufs_mount *ump, struct group *cg, int by)
{
    cg->cg_cs.cs_nffree += by;
    ump->um_fs->fs_cstotal.cs_nffree += by;
    ump->um_csum[cg->cg_cgx].cs_nffree += by;
}

/* Reads the group's block; NULL if it cannot be read, or is none. */
static struct group *group_read(struct ufs_mount *ump, int group, struct buf **bp)
{
    struct superblock *fs = ump->um_fs;
    struct group *cg;

    if (bread(ump->um_device, sector_of(fs, cg_block(fs, group)), fs->fs_cgsize, bp) != 0)
        return NULL;
    cg = (struct group *)(*bp)->b_addr;
    if (group_is_sane(fs, cg, group))
        return cg;
    kprintf("%s: cylinder group %d is damaged\n", ump->um_mount->m_path, group);
    brelse(*bp);
    return NULL;
}

static void group_write(struct ufs_mount *ump, struct group *cg, struct buf *bp)
{
    cg->cg_time = time_now.tv_sec;
    ump->um_modified = true;
    bdwrite(bp);
}

/* Whole blocks are looked for from the one that is wanted on; of those near it, first on its cylinder. */
static int find_block(struct superblock *fs, struct group *cg, int wanted)
{
    uint8_t *map = group_free(cg);
    int blocks = cg->cg_ndblk >> fs->fs_fragshift;
    int start = (wanted != 0 ? wanted : cg->cg_rotor) >> fs->fs_fragshift, at;

    if (start >= blocks)
        start = 0;
    if (block_is_free(fs, map, start))
        return start;
    if (fs->fs_cpc > 0 && wanted != 0) {
        int cylinder = cylinder_of(fs, start << fs->fs_fragshift);
        int first = (cylinder * fs->fs_spc / fs->fs_nspf + fs->fs_frag - 1) >> fs->fs_fragshift;
        int end = min(blocks, (((cylinder + 1) * fs->fs_spc / fs->fs_nspf) + fs->fs_frag - 1) >>
                                  fs->fs_fragshift);

        if (cylinder_free(cg)[cylinder] > 0) {
            for (at = start + 1; at < end; at++)
                if (block_is_free(fs, map, at))
                    return at;
            for (at = first; at < start; at++)
                if (block_is_free(fs, map, at))
                    return at;
        }
    }
    for (at = start + 1; at < blocks; at++)
        if (block_is_free(fs, map, at))
            return at;
    for (at = 0; at < start; at++)
        if (block_is_free(fs, map, at))
            return at;
    return -1;
}

/* Takes a whole block; its first fragment in the group, or -1. */
static int take_block(struct ufs_mount *ump, struct group *cg, int wanted)
{
    struct superblock *fs = ump->um_fs;
    int number = find_block(fs, cg, wanted);

    if (number < 0) {
        kprintf("%s: cylinder group %d: blocks are not as counted\n", ump->um_mount->m_path,
                cg->cg_cgx);
        return -1;
    }
    block_take(fs, group_free(cg), number);
    count_block(ump, cg, number, -1);
    cg->cg_rotor = number << fs->fs_fragshift;
    return cg->cg_rotor;
}

/* The first run of at least `count` free fragments of exactly `size` in a block that is in part used. */
static int find_fragments(struct superblock *fs, struct group *cg, int wanted, int size)
{
    uint8_t *map = group_free(cg);
    int blocks = (cg->cg_ndblk + fs->fs_frag - 1) >> fs->fs_fragshift;
    int start = (wanted != 0 ? wanted : cg->cg_frotor) >> fs->fs_fragshift, i;

    if (start >= blocks)
        start = 0;
    for (i = 0; i < blocks; i++) {
        int number = (start + i) % blocks, at = 0;
        unsigned bits = block_bits(fs, map, number);

        if (bits == 0 || bits == all_bits(fs))
            continue;
        while (at < fs->fs_frag) {
            int length = 0;

            while (at + length < fs->fs_frag && ((bits >> (at + length)) & 1))
                length++;
            if (length == size)
                return (number << fs->fs_fragshift) + at;
            at += length + 1;
        }
    }
    return -1;
}

daddr_t group_alloc(struct ufs_mount *ump, int group, daddr_t wanted, int bytes)
{
    struct superblock *fs = ump->um_fs;
    int count = fragments_in(fs, (uint32_t)bytes), size, at, i;
    struct csum *sum = &ump->um_csum[group];
    struct buf *bp;
    struct group *cg;

    if (sum->cs_nbfree == 0 && (bytes == fs->fs_bsize || sum->cs_nffree == 0))
        return 0;
    cg = group_read(ump, group, &bp);
    if (cg == NULL)
        return 0;
    wanted = wanted != 0 && group_of_fragment(fs, wanted) == group ? wanted % fs->fs_fpg : 0;
    if (cg->cg_cs.cs_nbfree == 0 && bytes == fs->fs_bsize)
        goto none;
    if (bytes == fs->fs_bsize) {
        at = take_block(ump, cg, wanted);
        if (at < 0)
            goto none;
        group_write(ump, cg, bp);
        return cg_base(fs, group) + at;
    }
    for (size = count; size < fs->fs_frag; size++)
        if (cg->cg_frsum[size] != 0)
            break;
    if (size == fs->fs_frag) { /* a block must be broken up */
        if (cg->cg_cs.cs_nbfree == 0 || (at = take_block(ump, cg, wanted)) < 0)
            goto none;
        for (i = count; i < fs->fs_frag; i++)
            bit_set(group_free(cg), at + i);
        count_fragments(ump, cg, fs->fs_frag - count);
        cg->cg_frsum[fs->fs_frag - count]++;
        group_write(ump, cg, bp);
        return cg_base(fs, group) + at;
    }
    at = find_fragments(fs, cg, wanted, size);
    if (at < 0) {
        kprintf("%s: cylinder group %d: fragments are not as counted\n", ump->um_mount->m_path,
                group);
        goto none;
    }
    for (i = 0; i < count; i++)
        bit_clear(group_free(cg), at + i);
    count_fragments(ump, cg, -count);
    cg->cg_frsum[size]--;
    if (size != count)
        cg->cg_frsum[size - count]++;
    cg->cg_frotor = at;
    group_write(ump, cg, bp);
    return cg_base(fs, group) + at;
none:
    brelse(bp);
    return 0;
}

/* Takes what is behind a file's last fragments, if that is free: the same address, or 0. */
daddr_t group_extend(struct ufs_mount *ump, int group, daddr_t at, int old_bytes, int bytes)
{
    struct superblock *fs = ump->um_fs;
    int old_count = fragments_in(fs, (uint32_t)old_bytes), count = fragments_in(fs, (uint32_t)bytes);
    int in_block = at % fs->fs_frag, base = at % fs->fs_fpg, i, run;
    struct buf *bp;
    struct group *cg;

    if (ump->um_csum[group].cs_nffree < count - old_count || in_block + count > fs->fs_frag)
        return 0;
    cg = group_read(ump, group, &bp);
    if (cg == NULL)
        return 0;
    for (i = old_count; i < count; i++)
        if (!bit_is_set(group_free(cg), base + i)) {
            brelse(bp);
            return 0;
        }
    /* The run that they are taken from becomes shorter. */
    for (run = count; in_block + run < fs->fs_frag; run++)
        if (!bit_is_set(group_free(cg), base + run))
            break;
    cg->cg_frsum[run - old_count]--;
    if (run != count)
        cg->cg_frsum[run - count]++;
    for (i = old_count; i < count; i++)
        bit_clear(group_free(cg), base + i);
    count_fragments(ump, cg, -(count - old_count));
    group_write(ump, cg, bp);
    return at;
}

bool group_free_blocks(struct ufs_mount *ump, daddr_t fragment, int bytes)
{
    struct superblock *fs = ump->um_fs;
    int group = group_of_fragment(fs, fragment), at = fragment % fs->fs_fpg, i;
    int number = at >> fs->fs_fragshift, count = fragments_in(fs, (uint32_t)bytes);
    struct buf *bp;
    struct group *cg = group_read(ump, group, &bp);
    uint8_t *map;

    if (cg == NULL)
        return false;
    map = group_free(cg);
    for (i = 0; i < count; i++)
        if (bit_is_set(map, at + i)) {
            kprintf("%s: fragment %d is free already\n", ump->um_mount->m_path, (int)fragment + i);
            brelse(bp);
            return false;
        }
    if (bytes == fs->fs_bsize) {
        block_give(fs, map, number);
        count_block(ump, cg, number, 1);
    } else {
        unsigned before = block_bits(fs, map, number);

        count_runs(fs, before, cg->cg_frsum, -1);
        for (i = 0; i < count; i++)
            bit_set(map, at + i);
        count_fragments(ump, cg, count);
        count_runs(fs, block_bits(fs, map, number), cg->cg_frsum, 1);
        if (block_is_free(fs, map, number)) { /* its parts are a whole again */
            count_fragments(ump, cg, -fs->fs_frag);
            count_block(ump, cg, number, 1);
        }
    }
    group_write(ump, cg, bp);
    return true;
}

static void count_inode(struct ufs_mount *ump, struct group *cg, int by, bool is_directory)
{
    struct superblock *fs = ump->um_fs;

    cg->cg_cs.cs_nifree += by;
    fs->fs_cstotal.cs_nifree += by;
    ump->um_csum[cg->cg_cgx].cs_nifree += by;
    if (is_directory) {
        cg->cg_cs.cs_ndir -= by;
        fs->fs_cstotal.cs_ndir -= by;
        ump->um_csum[cg->cg_cgx].cs_ndir -= by;
    }
}

daddr_t group_alloc_inode(struct ufs_mount *ump, int group, daddr_t wanted, int mode)
{
    struct superblock *fs = ump->um_fs;
    struct buf *bp;
    struct group *cg;
    uint8_t *used;
    int at, i;

    if (ump->um_csum[group].cs_nifree == 0)
        return 0;
    cg = group_read(ump, group, &bp);
    if (cg == NULL)
        return 0;
    used = group_inodes_used(cg);
    at = wanted != 0 && group_of_inode(fs, (ino_t)wanted) == group ? wanted % fs->fs_ipg : -1;
    if (at < 0 || bit_is_set(used, at)) {
        for (i = 0; i < cg->cg_niblk; i++) {
            at = (cg->cg_irotor + i) % cg->cg_niblk;
            if (at % BITS == 0 && used[at / BITS] == 0xff && i + BITS <= cg->cg_niblk &&
                at + BITS <= cg->cg_niblk) {
                i += BITS - 1;
                continue;
            }
            if (!bit_is_set(used, at))
                break;
        }
        if (i >= cg->cg_niblk) {
            kprintf("%s: cylinder group %d: inodes are not as counted\n", ump->um_mount->m_path,
                    group);
            brelse(bp);
            return 0;
        }
        cg->cg_irotor = at;
    }
    bit_set(used, at);
    count_inode(ump, cg, -1, (mode & S_IFMT) == S_IFDIR);
    group_write(ump, cg, bp);
    return group * fs->fs_ipg + at;
}

void group_free_inode(struct ufs_mount *ump, ino_t number, mode_t mode)
{
    struct superblock *fs = ump->um_fs;
    int at = (int)(number % (ino_t)fs->fs_ipg);
    struct buf *bp;
    struct group *cg = group_read(ump, group_of_inode(fs, number), &bp);

    if (cg == NULL)
        return;
    if (!bit_is_set(group_inodes_used(cg), at)) {
        kprintf("%s: inode %u is free already\n", ump->um_mount->m_path, (unsigned)number);
        brelse(bp);
        return;
    }
    bit_clear(group_inodes_used(cg), at);
    if (at < cg->cg_irotor)
        cg->cg_irotor = at;
    count_inode(ump, cg, 1, (mode & S_IFMT) == S_IFDIR);
    group_write(ump, cg, bp);
}
