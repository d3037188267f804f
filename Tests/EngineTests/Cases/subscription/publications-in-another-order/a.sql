create subscription s connection 'host=a dbname=b' publication one, "Two", three with (connect = false, slot_name = none);
