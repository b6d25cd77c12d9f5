-- A service whose role has no right to DDL adds and drops partitions through these procedures. They run with the rights of the
-- tables' owner, so they take names of partitions only, and nobody can call them without USAGE on this schema.

CREATE PROCEDURE orderly.add_partition(parent text, suffix text, lowest text, end_value text)
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
DECLARE
    partition text := parent || '_' || suffix;
BEGIN
    IF parent NOT IN ('event_entry', 'event_run', 'processed_event') OR suffix !~ '^[0-9]+$' THEN
        RAISE EXCEPTION '% is not a partition of the bus', partition USING ERRCODE = 'invalid_parameter_value';
    END IF;
    -- ATTACH PARTITION does not block sessions that insert; CREATE TABLE ... PARTITION OF would.
    EXECUTE format('CREATE TABLE orderly.%I (LIKE orderly.%I INCLUDING INDEXES)', partition, parent);
    EXECUTE format('ALTER TABLE orderly.%I ATTACH PARTITION orderly.%I FOR VALUES FROM (%L) TO (%L)',
        parent, partition, lowest, end_value);
    IF session_user <> current_user THEN
        EXECUTE format('GRANT SELECT, INSERT, UPDATE, DELETE ON orderly.%I TO %I', partition, session_user);
    END IF;
END $$;

CREATE PROCEDURE orderly.drop_partition(partition text)
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
BEGIN
    IF partition !~ '^(event_entry|event_run|processed_event)_[0-9]+$' THEN
        RAISE EXCEPTION '% is not a partition of the bus', partition USING ERRCODE = 'invalid_parameter_value';
    END IF;
    EXECUTE format('DROP TABLE orderly.%I', partition);
END $$;
