/*
 * What is read from the disk, before it is used as an address, an index or a count. Damage is told
 * of and refused; it is the checker's to mend. Nothing that can stand on a disk may end the system,
 * or have it touch what is not the file system's.
 */
#include <unix/ffs/inode.h>

#define GROUPS_MAX 4096
#define SUMMARY_BYTES_MAX (GROUPS_MAX * (int)sizeof(struct csum))
#define MAP_BYTES(bits) (((bits) + 7) / 8)

static bool power_of_two(int32_t value) { return value > 0 && (value & (value - 1)) == 0; }

static bool within(int64_t value, int64_t least, int64_t most)
{
    return value >= least && value <= most;
}

static bool sizes_are_sane(const struct superblock *fs)
{
    return fs->fs_magic == SUPERBLOCK_MAGIC && fs->fs_inodefmt == FORMAT_44 &&
           fs->fs_postblformat == DYNAMIC_TABLES && power_of_two(fs->fs_bsize) &&
           within(fs->fs_bsize, BLOCK_BYTES_MIN, BLOCK_BYTES_MAX) && power_of_two(fs->fs_fsize) &&
           within(fs->fs_fsize, SECTOR_BYTES, fs->fs_bsize) &&
           fs->fs_frag == fs->fs_bsize / fs->fs_fsize && fs->fs_frag <= FRAGMENTS_MAX &&
           within(fs->fs_bshift, 0, 30) && 1 << fs->fs_bshift == fs->fs_bsize &&
           within(fs->fs_fshift, 0, 30) && 1 << fs->fs_fshift == fs->fs_fsize &&
           within(fs->fs_fragshift, 0, 30) && 1 << fs->fs_fragshift == fs->fs_frag &&
           within(fs->fs_fsbtodb, 0, 20) && SECTOR_BYTES << fs->fs_fsbtodb == fs->fs_fsize &&
           fs->fs_bmask == ~(fs->fs_bsize - 1) && fs->fs_fmask == ~(fs->fs_fsize - 1) &&
           fs->fs_inopb == fs->fs_bsize / (int32_t)sizeof(struct dinode) &&
           fs->fs_nindir == fs->fs_bsize / (int32_t)sizeof(daddr_t) &&
           fs->fs_nspf == fs->fs_fsize / SECTOR_BYTES &&
           within(fs->fs_sbsize, (int)offsetof(struct superblock, fs_space), SUPERBLOCK_BYTES) &&
           fs->fs_sbsize % SECTOR_BYTES == 0 && within(fs->fs_maxsymlinklen, 0, SHORT_LINK_MAX) &&
           within(fs->fs_minfree, 0, 99) && fs->fs_maxbpg > 0;
}

/* Every group's structures are within it, one behind the other, and in the file system. */
static bool groups_are_sane(const struct superblock *fs)
{
    int64_t last = (int64_t)fs->fs_ncg - 1;

    return within(fs->fs_ncg, 1, GROUPS_MAX) && fs->fs_size > 0 &&
           (int64_t)fs->fs_size << fs->fs_fsbtodb <= INT32_MAX && fs->fs_fpg > 0 &&
           fs->fs_fpg % fs->fs_frag == 0 && last == ((int64_t)fs->fs_size - 1) / fs->fs_fpg &&
           within(fs->fs_ipg, fs->fs_inopb, UINT16_MAX) && fs->fs_ipg % fs->fs_inopb == 0 &&
           fs->fs_sblkno > 0 && fs->fs_sblkno < fs->fs_cblkno && fs->fs_cblkno < fs->fs_iblkno &&
           fs->fs_iblkno < fs->fs_fpg && fs->fs_cblkno % fs->fs_frag == 0 &&
           fs->fs_iblkno % fs->fs_frag == 0 &&
           fs->fs_dblkno == fs->fs_iblkno + fs->fs_ipg / fs->fs_inopb * fs->fs_frag &&
           fs->fs_cgmask < 0 && (fs->fs_cgmask == INT32_MIN || power_of_two(-fs->fs_cgmask)) &&
           within(fs->fs_cgoffset, 0, fs->fs_fpg) && fs->fs_cgoffset % fs->fs_frag == 0 &&
           fs->fs_dblkno + (int64_t)fs->fs_cgoffset * min((int64_t)~fs->fs_cgmask, last) <=
               fs->fs_fpg &&
           cg_data(fs, (int)last) <= fs->fs_size && within(fs->fs_cgsize, 1, fs->fs_bsize) &&
           fs->fs_cgsize % fs->fs_fsize == 0 &&
           within(fs->fs_cssize, fs->fs_ncg * (int)sizeof(struct csum), SUMMARY_BYTES_MAX) &&
           fs->fs_cssize % fs->fs_fsize == 0 && fs->fs_csaddr >= cg_data(fs, 0) &&
           fs->fs_csaddr % fs->fs_frag == 0 &&
           (int64_t)fs->fs_csaddr + fragments_in(fs, (uint32_t)fs->fs_cssize) <= fs->fs_size;
}

/* Cylinders and positions: what blocks are counted by. */
static bool positions_are_sane(const struct superblock *fs)
{
    return within(fs->fs_cpc, 0, INT16_MAX) && within(fs->fs_spc, 1, INT16_MAX) &&
           within(fs->fs_nsect, 1, INT16_MAX) && within(fs->fs_npsect, fs->fs_nsect, INT16_MAX) &&
           within(fs->fs_nrpos, 1, 64) && within(fs->fs_interleave, 1, 64) &&
           within(fs->fs_trackskew, 0, INT16_MAX) && within(fs->fs_cpg, 1, INT16_MAX) &&
           (int64_t)fs->fs_cpg * fs->fs_spc >= (int64_t)fs->fs_fpg * fs->fs_nspf;
}

static bool summary_is_sane(const struct superblock *fs, const struct csum *sum, int groups)
{
    return within(sum->cs_ndir, 0, (int64_t)groups * fs->fs_ipg) &&
           within(sum->cs_nifree, 0, (int64_t)groups * fs->fs_ipg) &&
           within(sum->cs_nbfree, 0, (int64_t)groups * fs->fs_fpg) &&
           within(sum->cs_nffree, 0, (int64_t)groups * fs->fs_fpg);
}

bool superblock_is_sane(const struct superblock *fs)
{
    return sizes_are_sane(fs) && groups_are_sane(fs) && positions_are_sane(fs) &&
           summary_is_sane(fs, &fs->fs_cstotal, fs->fs_ncg);
}

bool summaries_are_sane(const struct superblock *fs, const struct csum *sums)
{
    for (int group = 0; group < fs->fs_ncg; group++)
        if (!summary_is_sane(fs, &sums[group], 1))
            return false;
    return true;
}

/* A table of `bytes` at `offset` of the group's block. */
static bool table_fits(const struct superblock *fs, int32_t offset, int64_t bytes, int align)
{
    return offset >= (int)sizeof(struct group) && offset % align == 0 &&
           offset + bytes <= fs->fs_cgsize;
}

bool group_is_sane(const struct superblock *fs, const struct group *cg, int group)
{
    if (cg->cg_magic != GROUP_MAGIC || cg->cg_cgx != group ||
        cg->cg_ndblk != min(fs->fs_fpg, fs->fs_size - cg_base(fs, group)) ||
        cg->cg_niblk != fs->fs_ipg || !summary_is_sane(fs, &cg->cg_cs, 1) ||
        !within(cg->cg_rotor, 0, fs->fs_fpg - 1) || !within(cg->cg_frotor, 0, fs->fs_fpg - 1) ||
        !within(cg->cg_irotor, 0, fs->fs_ipg - 1))
        return false;
    for (int run = 1; run < fs->fs_frag; run++)
        if (!within(cg->cg_frsum[run], 0, fs->fs_fpg))
            return false;
    return table_fits(fs, cg->cg_btotoff, 4LL * fs->fs_cpg, 4) &&
           table_fits(fs, cg->cg_boff, 2LL * fs->fs_cpg * fs->fs_nrpos, 2) &&
           table_fits(fs, cg->cg_iusedoff, MAP_BYTES(fs->fs_ipg), 1) &&
           table_fits(fs, cg->cg_freeoff, MAP_BYTES(fs->fs_fpg), 1);
}

/* Can `count` fragments at `at` be data: within a block, and no part of the file system's own? */
bool address_is_data(const struct superblock *fs, daddr_t at, int count)
{
    int group;

    if (at <= 0 || at > fs->fs_size - count || at % fs->fs_frag + count > fs->fs_frag)
        return false;
    group = group_of_fragment(fs, at);
    if (at >= cg_data(fs, group))
        return group > 0 || at + count <= fs->fs_csaddr ||
               at >= fs->fs_csaddr + fragments_in(fs, (uint32_t)fs->fs_cssize);
    return group > 0 && at + count <= cg_start(fs, group) + fs->fs_sblkno;
}

/* An inode that something names. */
bool inode_is_sane(const struct inode *ip)
{
    const struct superblock *fs = fs_of(ip);

    return ip->i_vnode.v_type != VNON && ip->i_nlink > 0 && ip->i_dinode.di_size_high == 0 &&
           ip->i_size <= INT32_MAX &&
           within(ip->i_blocks, 0, (int64_t)fs->fs_size << fs->fs_fsbtodb) &&
           (ip->i_vnode.v_type != VDIR || ip->i_size % DIRECTORY_CHUNK == 0);
}
