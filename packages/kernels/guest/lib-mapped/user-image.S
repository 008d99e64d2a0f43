/* The bytes of the user program, as the linker has placed them (section .user of link.ld). */
        .section .rodata
        .align  4
        .globl  user_image, user_image_end
        .type   user_image, @object
user_image:
        .incbin "user.bin"
user_image_end:
        .size   user_image, . - user_image
