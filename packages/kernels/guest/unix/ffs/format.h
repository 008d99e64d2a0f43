/*
 * What is on the disk: docs/file-system.md has every byte. Names are those of the Berkeley fast file
 * system; numbers are little-endian, as both machines that this runs on are.
 */
#ifndef UFS_FORMAT_H
#define UFS_FORMAT_H

#include <abi/types.h>

#define SUPERBLOCK_SECTOR 16 /* byte 8192 */
#define SUPERBLOCK_BYTES 8192
#define SUPERBLOCK_MAGIC 0x00011954
#define GROUP_MAGIC 0x00090255
#define FORMAT_44 2 /* fs_inodefmt */
#define DYNAMIC_TABLES 1 /* fs_postblformat */

#define ROOT_INODE 2
#define DIRECT_BLOCKS 12
#define INDIRECTIONS 3
#define BLOCK_BYTES_MAX 8192
#define BLOCK_BYTES_MIN 4096
#define FRAGMENTS_MAX 8
#define SECTOR_BYTES 512
#define SHORT_LINK_MAX ((DIRECT_BLOCKS + INDIRECTIONS) * 4)
#define OPTIMISE_TIME 0
#define OPTIMISE_SPACE 1

struct csum {
    int32_t cs_ndir;
    int32_t cs_nbfree;
    int32_t cs_nifree;
    int32_t cs_nffree;
};

struct superblock {
    int32_t fs_link[2];
    int32_t fs_sblkno;
    int32_t fs_cblkno;
    int32_t fs_iblkno;
    int32_t fs_dblkno;
    int32_t fs_cgoffset;
    int32_t fs_cgmask;
    int32_t fs_time;
    int32_t fs_size;
    int32_t fs_dsize;
    int32_t fs_ncg;
    int32_t fs_bsize;
    int32_t fs_fsize;
    int32_t fs_frag;
    int32_t fs_minfree;
    int32_t fs_rotdelay;
    int32_t fs_rps;
    int32_t fs_bmask;
    int32_t fs_fmask;
    int32_t fs_bshift;
    int32_t fs_fshift;
    int32_t fs_maxcontig;
    int32_t fs_maxbpg;
    int32_t fs_fragshift;
    int32_t fs_fsbtodb;
    int32_t fs_sbsize;
    int32_t fs_csmask;
    int32_t fs_csshift;
    int32_t fs_nindir;
    int32_t fs_inopb;
    int32_t fs_nspf;
    int32_t fs_optim;
    int32_t fs_npsect;
    int32_t fs_interleave;
    int32_t fs_trackskew;
    int32_t fs_headswitch;
    int32_t fs_trkseek;
    int32_t fs_csaddr;
    int32_t fs_cssize;
    int32_t fs_cgsize;
    int32_t fs_ntrak;
    int32_t fs_nsect;
    int32_t fs_spc;
    int32_t fs_ncyl;
    int32_t fs_cpg;
    int32_t fs_ipg;
    int32_t fs_fpg;
    struct csum fs_cstotal;
    int8_t fs_fmod;
    int8_t fs_clean;
    int8_t fs_ronly;
    int8_t fs_flags;
    char fs_fsmnt[512];
    int32_t fs_cgrotor;
    int32_t fs_csp[32];
    int32_t fs_cpc;
    int16_t fs_opostbl[16][8];
    int32_t fs_sparecon[50];
    int32_t fs_contigsumsize;
    int32_t fs_maxsymlinklen;
    int32_t fs_inodefmt;
    uint32_t fs_maxfilesize[2];
    int32_t fs_qbmask[2];
    int32_t fs_qfmask[2];
    int32_t fs_state;
    int32_t fs_postblformat;
    int32_t fs_nrpos;
    int32_t fs_postbloff;
    int32_t fs_rotbloff;
    int32_t fs_magic;
    uint8_t fs_space[1];
};

struct group {
    int32_t cg_link;
    int32_t cg_magic;
    int32_t cg_time;
    int32_t cg_cgx;
    int16_t cg_ncyl;
    int16_t cg_niblk;
    int32_t cg_ndblk;
    struct csum cg_cs;
    int32_t cg_rotor;
    int32_t cg_frotor;
    int32_t cg_irotor;
    int32_t cg_frsum[FRAGMENTS_MAX];
    int32_t cg_btotoff;
    int32_t cg_boff;
    int32_t cg_iusedoff;
    int32_t cg_freeoff;
    int32_t cg_nextfreeoff;
    int32_t cg_clustersumoff;
    int32_t cg_clusteroff;
    int32_t cg_nclusterblks;
};

struct dinode {
    uint16_t di_mode;
    int16_t di_nlink;
    uint16_t di_oldids[2];
    uint32_t di_size;
    uint32_t di_size_high; /* 0: files of more than 2 GB cannot be had */
    int32_t di_atime;
    int32_t di_atimensec;
    int32_t di_mtime;
    int32_t di_mtimensec;
    int32_t di_ctime;
    int32_t di_ctimensec;
    daddr_t di_db[DIRECT_BLOCKS];
    daddr_t di_ib[INDIRECTIONS];
    uint32_t di_flags;
    int32_t di_blocks;
    int32_t di_gen;
    uint32_t di_uid;
    uint32_t di_gid;
    int32_t di_spare[2];
};
#define di_rdev di_db[0]
/* A short symbolic link's text is where the addresses would be. */
#define DI_SHORT_LINK(dinode) ((char *)(dinode)->di_db)

/* Where things are, in fragments. */
static inline daddr_t cg_base(const struct superblock *fs, int group) { return fs->fs_fpg * group; }
static inline daddr_t cg_start(const struct superblock *fs, int group)
{
    return cg_base(fs, group) + fs->fs_cgoffset * (group & ~fs->fs_cgmask);
}
static inline daddr_t cg_block(const struct superblock *fs, int group)
{
    return cg_start(fs, group) + fs->fs_cblkno;
}
static inline daddr_t cg_inodes(const struct superblock *fs, int group)
{
    return cg_start(fs, group) + fs->fs_iblkno;
}
static inline daddr_t cg_data(const struct superblock *fs, int group)
{
    return cg_start(fs, group) + fs->fs_dblkno;
}
static inline daddr_t sector_of(const struct superblock *fs, daddr_t fragment)
{
    return fragment << fs->fs_fsbtodb;
}
static inline int group_of_inode(const struct superblock *fs, ino_t ino)
{
    return (int)(ino / (uint32_t)fs->fs_ipg);
}
static inline daddr_t block_of_inode(const struct superblock *fs, ino_t ino)
{
    return cg_inodes(fs, group_of_inode(fs, ino)) +
           (daddr_t)((ino % (uint32_t)fs->fs_ipg) / (uint32_t)fs->fs_inopb << fs->fs_fragshift);
}
static inline int group_of_fragment(const struct superblock *fs, daddr_t fragment)
{
    return fragment / fs->fs_fpg;
}
static inline int32_t block_number(const struct superblock *fs, uint32_t offset)
{
    return (int32_t)(offset >> fs->fs_bshift);
}
static inline int block_offset(const struct superblock *fs, uint32_t offset)
{
    return (int)(offset & (uint32_t)~fs->fs_bmask);
}
/* Up to whole fragments. */
static inline uint32_t fragment_round(const struct superblock *fs, uint32_t bytes)
{
    return (bytes + (uint32_t)fs->fs_fsize - 1) & (uint32_t)fs->fs_fmask;
}
static inline int fragments_in(const struct superblock *fs, uint32_t bytes)
{
    return (int)(bytes >> fs->fs_fshift);
}
/* Bytes that block `number` of a file of `size` bytes has. */
static inline int block_bytes(const struct superblock *fs, uint32_t size, int32_t number)
{
    if (number >= DIRECT_BLOCKS || size >= (uint32_t)(number + 1) << fs->fs_bshift)
        return fs->fs_bsize;
    return (int)fragment_round(fs, (uint32_t)block_offset(fs, size));
}
/* Fragments that are free, without those that only the superuser may use. */
static inline int32_t free_space(const struct superblock *fs)
{
    return (fs->fs_cstotal.cs_nbfree << fs->fs_fragshift) + fs->fs_cstotal.cs_nffree -
           (int32_t)((int64_t)fs->fs_dsize * fs->fs_minfree / 100);
}
static inline uint8_t *group_inodes_used(struct group *cg)
{
    return (uint8_t *)cg + cg->cg_iusedoff;
}
static inline uint8_t *group_free(struct group *cg) { return (uint8_t *)cg + cg->cg_freeoff; }

#endif
