/* test expression, [ expression ]: checks files, strings and numbers. */
#include "test.h"

int main(int count, char **arguments)
{
    return test_expression(count, arguments);
}
