-- What orders are found by, in one form whatever the db: without capitals, accents and marks (fold.rs). Written with the row;
-- where it is empty, an older program wrote the row, and it is filled in.

alter table orders add column folded text;                  -- description, reference and who is expected to pay
alter table orders add column reference_folded text;
alter table orders add column email_folded text;
alter table charges add column folded text;                 -- who pays
alter table charges add column email_folded text;

create index orders_by_reference_folded on orders (reference_folded, created_at, id);
create index orders_by_email_folded on orders (email_folded, created_at, id);
create index charges_by_email_folded on charges (email_folded, created_at, id);
create index orders_to_fold on orders (created_at) where folded is null;
create index charges_to_fold on charges (created_at) where folded is null;
