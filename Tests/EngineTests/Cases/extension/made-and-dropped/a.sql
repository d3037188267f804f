drop extension plpgsql;
