-- Of a refund: what had come in all, beside what went back of it in all. What was written before has none, and is read by what the
-- events before it say had come.
alter table charge_events add column received bigint;
