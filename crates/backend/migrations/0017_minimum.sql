-- A migration that an older program could not live with says so: the newest migration a program must know to run on the tables
-- from then on. Where nobody says so, the tables only grew, and an older program runs on them.

alter table schema_versions add column minimum bigint;
