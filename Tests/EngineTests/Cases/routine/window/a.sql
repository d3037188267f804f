create function w() returns bigint language internal window immutable as 'window_row_number';
