/*
 * For drivers that are compiled without optimisation, as some of Ultrix's were (Chen and Bershad,
 * SOSP 1993, section 2): to be included before everything else. Which ones is not said; those of the
 * SCSI disks are likely, for two of their functions were among the ten that executed most in a run of
 * gcc (sz_start, ascintr).
 */
#pragma GCC optimize("O0")
