# Where a user begins.
