-- The one clock of commands, guards and expiry. Its row is moved by tests and by nobody else.

CREATE TABLE blackstart.clock (
  id int PRIMARY KEY DEFAULT 1 CONSTRAINT clock_one_row CHECK (id = 1),
  offset_ms bigint NOT NULL DEFAULT 0
);
INSERT INTO blackstart.clock DEFAULT VALUES;

-- Cut, not rounded, to the milliseconds that events are written in: a rounded time may lie in the future.

-- Cut, not rounded, to the milliseconds that events are written in: a rounded time may lie in the future.

CREATE FUNCTION blackstart.now() RETURNS timestamp with time zone LANGUAGE plpgsql
SET search_path = blackstart, pg_temp AS $$
BEGIN
  RETURN date_trunc('milliseconds', clock_timestamp())
    + (SELECT offset_ms FROM blackstart.clock WHERE id = 1) * interval '1 millisecond';
END $$;

-- A time as the logs tell it.
CREATE FUNCTION blackstart.told_time(moment timestamptz) RETURNS text LANGUAGE sql IMMUTABLE AS $$
  SELECT to_char(moment AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"')
$$;
