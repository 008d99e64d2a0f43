/*
 * What the refill of kseg2 and C must agree on (mips/pmap.h).
 *
 * A pmap has a page of words for each 4 MB of kuseg in which it maps something. The first five such
 * pages are in the pmap itself, in any order, and others in a table of 512 words, by the number of
 * their 4 MB (ovf; 0: there is none). A word of either is
 *
 *      physical address | PTEPAGE_VALID | number of the 4 MB (nine bits)
 *
 * or 0, so that the word for the window's page n is the one whose lower twelve bits are
 * PTEPAGE_VALID | n. A page that is missing is shown as pmap_no_ptes, words that are all invalid.
 */
#ifndef MIPS_PMAP_LAYOUT_H
#define MIPS_PMAP_LAYOUT_H

#define PMAP_TLBPID 0    /* as it stands in EntryHi; negative: it has none now */
#define PMAP_PTEBASE 4   /* where its words are seen: TABLE_WINDOW */
#define PMAP_PTEPAGES 12 /* five words */
#define PMAP_PTEPAGES_NUMBER 5
#define PMAP_OVF 32 /* address of the table, in kseg0 */
#define PMAP_SPACE 40
#define PMAP_BYTES 56

#define PTEPAGE_VALID 0x200
#define PTEPAGE_KEY 0xfff

/* kseg2 of the kernel itself: the words of kernel_ptes, from KERNEL_MAP_BASE on. */
#define KERNEL_MAP_BASE 0xc0200000
#define KERNEL_MAP_PAGES 16384

#endif
