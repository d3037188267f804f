create subscription one connection 'dbname=nowhere' publication p, q with (connect = false, slot_name = none, binary = true);
create subscription gone connection 'dbname=nowhere' publication p with (connect = false);
create subscription plain connection 'dbname=nowhere password=''it\''s''' publication p with (connect = false, synchronous_commit = 'local', streaming = on, disable_on_error = true);
comment on subscription one is 'one';
