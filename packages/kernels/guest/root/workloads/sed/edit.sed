# A text with marks of markup becomes plain text, for a line printer.
s/^#\{1,\} *\(.*\)$/== \1 ==/
s/`\([^`]*\)`/"\1"/g
s/\*\*\([^*]*\)\*\*/\1/g
s/\[\([^]]*\)\]([^)]*)/\1/g
/^|[-|]*|$/d
/^|/{
s/^| *//
s/ *| */	/g
}
s/[Cc]ache/CACHE/g
s/  */ /g
s/ *$//
/^$/{
N
/^\n$/D
}
y/;/,/
s/\([0-9]\{1,\}\) KB/\1K/g
$a\
-- end of text --
