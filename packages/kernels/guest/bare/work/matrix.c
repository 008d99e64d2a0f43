/* Products of integer matrices: the multiplier, and columns a row's length apart. */
#include "sizes.h"
#include "work.h"

static uint32_t a[MATRIX_ORDER][MATRIX_ORDER], b[MATRIX_ORDER][MATRIX_ORDER],
    c[MATRIX_ORDER][MATRIX_ORDER];

static void multiply(void)
{
    for (int i = 0; i < MATRIX_ORDER; i++)
        for (int j = 0; j < MATRIX_ORDER; j++) {
            uint32_t sum = 0;
            for (int k = 0; k < MATRIX_ORDER; k++)
                sum += a[i][k] * b[k][j];
            c[i][j] = sum;
        }
}

uint32_t work_matrix(void)
{
    uint32_t sum = 0, seed = 3;

    for (int i = 0; i < MATRIX_ORDER; i++)
        for (int j = 0; j < MATRIX_ORDER; j++) {
            a[i][j] = next_random(&seed) >> 16;
            b[i][j] = next_random(&seed) >> 16;
        }
    for (int round = 0; round < MATRIX_ROUNDS; round++) {
        multiply();
        for (int i = 0; i < MATRIX_ORDER; i++)
            for (int j = 0; j < MATRIX_ORDER; j++) {
                sum = checksum(sum, c[i][j]);
                a[i][j] = c[i][j] % 65521; /* the largest prime below 65536 */
            }
    }
    return sum;
}
