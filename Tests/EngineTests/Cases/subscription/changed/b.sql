create subscription one connection 'dbname=elsewhere' publication "Q" with (connect = false, slot_name = 'other', streaming = on);
create subscription "New" connection 'dbname=nowhere' publication p with (connect = false, two_phase = true);
create subscription plain connection 'dbname=nowhere password=''it\''s''' publication p with (connect = false, slot_name = none, binary);
comment on subscription one is 'two';
