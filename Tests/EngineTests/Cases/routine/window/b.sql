create function w() returns bigint language internal window stable as 'window_rank';
