create schema s;
create conversion s.c for 'LATIN1' to 'UTF8' from iso8859_1_to_utf8;
create default conversion s.d for 'UTF8' to 'LATIN1' from utf8_to_iso8859_1;
comment on conversion s.c is 'one';
