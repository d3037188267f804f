create subscription s connection 'host=a dbname=b' publication "Two", three, one with (connect = false, slot_name = none);
