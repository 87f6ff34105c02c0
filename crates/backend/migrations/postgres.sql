-- What only Postgres has: every copy of the backend hears of what another has changed (see db/postgres/listen.rs).
-- Run again after every new migration, so it is written to be repeated.

create or replace function ficha_tell() returns trigger language plpgsql as $$
begin
    perform pg_notify('ficha_changed', new.id);
    return null;
end
$$;

create or replace trigger ficha_tell_orders after update on orders
    for each row when (old.version is distinct from new.version) execute function ficha_tell();

create or replace trigger ficha_tell_clabes after update on clabes
    for each row when (old.version is distinct from new.version) execute function ficha_tell();
