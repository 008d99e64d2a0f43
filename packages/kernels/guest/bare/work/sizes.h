/*
 * How much work: about 330 million instructions in all, or with -DWORK_SMALL 6 million. In both, code
 * and data are more than 64 pages of 4 KB, the reach of the R3000's TLB.
 */
#ifndef SIZES_H
#define SIZES_H

#ifdef WORK_SMALL
#define SIEVE_LIMIT 130000
#define SIEVE_ROUNDS 1
#define SORT_ITEMS 1500
#define SORT_ROUNDS 1
#define WORDS_DISTINCT 400
#define WORDS_READ 600
#define TREE_NODES 2048
#define TREE_ROUNDS 1
#define MATRIX_ORDER 20
#define MATRIX_ROUNDS 1
#define TEXT_BYTES 8192
#define TEXT_ROUNDS 1
#define CRC_BYTES 8000
#define CRC_ROUNDS 1
#else
#define SIEVE_LIMIT 500000
#define SIEVE_ROUNDS 4
#define SORT_ITEMS 50000
#define SORT_ROUNDS 2
#define WORDS_DISTINCT 8000
#define WORDS_READ 150000
#define TREE_NODES 16384
#define TREE_ROUNDS 6
#define MATRIX_ORDER 96
#define MATRIX_ROUNDS 4
#define TEXT_BYTES 131072
#define TEXT_ROUNDS 3
#define CRC_BYTES 400000
#define CRC_ROUNDS 8
#endif

#endif
