# A text with marks of markup becomes plain text, for a line printer.
1i\
-- counting --
/^#/s/^#* //
/^|-/d
s/`//g
s/\*\*//g
s/[Cc]ache/CACHE/
/^$/{
N
/^\n$/D
}
$a\
-- end of text --
